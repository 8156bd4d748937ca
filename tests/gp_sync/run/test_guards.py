"""The blast radius: a run that would do too much writes nothing until a person lets exactly that go."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.core.findings import CATALOGUE, finding
from gp_sync.core.model import Ref
from gp_sync.core.states import End
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.ledger.views import AuditRow
from gp_sync.run.guards import GuardLimits, Guards, standing
from gp_sync.run.report import RunReport
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection

LIMITS = GuardLimits(max_writes=5, max_changed_percent=20, always_allowed=2)
REASON = finding("BLAST_RADIUS", Ref("connection", ("fabrikam",)), tried="3 documents")


def put(world: ModelConnection, *keys: int, version: int = 1, freight: int = 0) -> None:
    for key in keys:
        total = Decimal(245 + freight)
        world.put(order(key=key, number=f"PF{key}", version=version, freight=Decimal(freight), total=total))


def run(world: ModelConnection) -> RunReport:
    return world.run(limits=LIMITS)


def let_go(world: ModelConnection, guard: str = "blast-radius") -> None:
    world.engine().release(guard, by="dana", why="the price list was renewed")


def stopped(report: RunReport) -> list[str]:
    return [reason.code for reason in report.stopped]


def guard_rows(world: ModelConnection) -> list[AuditRow]:
    return [row for row in world.ledger.audit(world.name) if row.what.startswith("guard.")]


class TestSeveralFlows:
    """Each flow of a connection is looked at by itself; one release lets all of them go."""

    def engines(self, world: ModelConnection) -> tuple[ModelConnection, Engine]:
        other = ModelConnection(world.clock, ledger=world.ledger)
        other.feed.name = "other.feed"
        second = attrs.evolve(other.flow(), name="second")
        return other, attrs.evolve(world.engine(limits=LIMITS), flows=(world.flow(), second))

    def test_edge_57_too_much_in_one_flow_stops_all_of_them(self, world: ModelConnection) -> None:
        other, engine = self.engines(world)
        put(world, *range(1, 8))
        put(other, *range(11, 13))

        first, second = engine.run(), engine.run()

        assert (stopped(first), stopped(second)) == (["BLAST_RADIUS"], ["BLAST_RADIUS"])
        assert [(stop.name, stop.flow) for stop in standing(world.ledger, world.name)] == [
            ("blast-radius", "purchase_orders")
        ]
        assert (first.ends, world.target.sends, other.target.sends) == ({}, [], [])

    def test_edge_57_one_release_lets_all_flows_go(self, world: ModelConnection) -> None:
        with world.engine().session() as session:
            for flow in ("orders", "vendors"):
                Guards(session, flow).stop("blast-radius", REASON, [f"1 of {flow}"])

            released = Guards(session).release("blast-radius", by="dana", why="go-live")

            left = [
                Guards(session, flow).unreleased("blast-radius", [f"1 of {flow}"]) for flow in ("orders", "vendors")
            ]
        assert released.items == ("1 of orders", "1 of vendors")
        assert (left, standing(world.ledger, world.name)) == ([frozenset(), frozenset()], ())

    def test_edge_53_a_backup_that_one_flow_misses_is_not_let_go_by_another(self, world: ModelConnection) -> None:
        _, engine = self.engines(world)
        put(world, *range(1, 6))
        engine.run(full=True)
        for key in range(1, 6):
            world.target.delete(world.record(f"PF{key}"))

        found = engine.run(full=True)

        assert stopped(found) == ["BACKUP_RESTORED"]
        assert [stop.name for stop in standing(world.ledger, world.name)] == ["restored-backup"]


class TestTheNumberOfWrites:
    def test_edge_57_as_many_as_are_allowed_are_written(self, world: ModelConnection) -> None:
        put(world, *range(1, 6))

        assert run(world).ends == {End.WRITTEN: 5}

    def test_edge_57_one_more_stops_the_run_before_it_writes_any(self, world: ModelConnection) -> None:
        put(world, *range(1, 7))

        report = run(world)

        (reason,) = report.stopped
        assert CATALOGUE[reason.code].words(reason) == (
            "One run would write 6 documents, of which 0 change or void a record that exists; "
            "that is more than the configuration allows, so nothing was written."
        )
        assert (report.ends, world.target.sends) == ({}, [])
        assert world.ledger.counts(world.name, "purchase_orders") == {End.PENDING: 6}

    def test_edge_57_what_would_not_be_written_does_not_count(self, world: ModelConnection) -> None:
        put(world, *range(1, 5))
        for key in range(5, 20):
            world.put(order(key=key, number=f"PF{key}", state=OrderState.CANCELLED))

        report = run(world)

        assert report.ends == {End.WRITTEN: 4, End.SKIPPED: 15}

    def test_edge_57_it_stays_stopped_without_a_person(self, world: ModelConnection) -> None:
        put(world, *range(1, 7))
        run(world)

        assert stopped(run(world)) == ["BLAST_RADIUS"]
        assert world.target.sends == []
        assert [row.what for row in guard_rows(world)] == ["guard.stopped"]

    def test_edge_57_it_goes_on_by_itself_once_there_is_less_to_do(self, world: ModelConnection) -> None:
        put(world, *range(1, 7))
        run(world)
        world.put(order(key=1, number="PF1", version=2, state=OrderState.CANCELLED))

        report = run(world)

        assert report.ends == {End.WRITTEN: 5, End.SKIPPED: 1}
        assert standing(world.ledger, world.name) == ()


class TestThePercentage:
    @pytest.fixture
    def thirty(self, world: ModelConnection) -> ModelConnection:
        """Thirty orders are in GP; a fifth of them is six."""
        put(world, *range(1, 31))
        world.run()
        return world

    def test_edge_57_changes_up_to_the_percentage_are_written(self, thirty: ModelConnection) -> None:
        put(thirty, *range(1, 7), version=2, freight=5)
        limits = attrs.evolve(LIMITS, max_writes=100)

        assert thirty.run(limits=limits).ends == {End.WRITTEN: 6}

    def test_edge_57_one_more_stops_the_run(self, thirty: ModelConnection) -> None:
        put(thirty, *range(1, 8), version=2, freight=5)
        limits = attrs.evolve(LIMITS, max_writes=100)

        report = thirty.run(limits=limits)

        assert [reason.tried for reason in report.stopped] == [
            "7 documents, of which 7 change or void a record that exists"
        ]
        assert len(thirty.target.sends) == 30

    def test_edge_57_voids_count_as_changes(self, thirty: ModelConnection) -> None:
        for key in range(1, 8):
            thirty.put(order(key=key, number=f"PF{key}", version=2, state=OrderState.CANCELLED))

        assert stopped(thirty.run(limits=attrs.evolve(LIMITS, max_writes=100))) == ["BLAST_RADIUS"]

    def test_edge_57_a_few_changes_are_never_too_many(self, world: ModelConnection) -> None:
        put(world, 1, 2)
        world.run()
        put(world, 1, 2, version=2, freight=5)

        assert run(world).ends == {End.WRITTEN: 2}

    def test_edge_57_new_orders_are_no_changes(self, thirty: ModelConnection) -> None:
        put(thirty, *range(31, 51))

        assert thirty.run(limits=attrs.evolve(LIMITS, max_writes=100)).ends == {End.WRITTEN: 20}


class TestLettingGo:
    def test_edge_57_exactly_what_was_seen_is_written(self, world: ModelConnection) -> None:
        put(world, *range(1, 7))
        run(world)

        let_go(world)
        report = run(world)

        assert report.ends == {End.WRITTEN: 6}

    def test_edge_57_it_is_audited_with_who_why_and_what(self, world: ModelConnection) -> None:
        put(world, *range(1, 7))
        run(world)

        let_go(world)

        row = guard_rows(world)[-1]
        assert (row.what, row.detail is not None) == ("guard.released", True)
        assert {name: value for name, value in (row.detail or {}).items() if name != "items"} == {
            "guard": "blast-radius",
            "by": "dana",
            "why": "the price list was renewed",
        }
        assert len((row.detail or {})["items"]) == 6

    def test_edge_57_what_comes_later_is_counted_anew(self, world: ModelConnection) -> None:
        put(world, *range(1, 7))
        run(world)
        let_go(world)
        put(world, *range(7, 13))

        report = run(world)

        assert (stopped(report), world.target.sends) == (["BLAST_RADIUS"], [])

    def test_edge_57_a_few_that_come_later_go_along(self, world: ModelConnection) -> None:
        put(world, *range(1, 7))
        run(world)
        let_go(world)
        put(world, *range(7, 12))

        assert run(world).ends == {End.WRITTEN: 11}

    def test_edge_57_the_same_orders_changed_again_are_counted_anew(self, world: ModelConnection) -> None:
        put(world, *range(1, 7))
        run(world)
        let_go(world)
        run(world)
        put(world, *range(1, 7), version=2, freight=5)

        report = run(world)

        assert stopped(report) == ["BLAST_RADIUS"]
        assert len(world.target.sends) == 6

    def test_edge_57_other_contents_than_a_person_saw_are_counted_anew(self, world: ModelConnection) -> None:
        put(world, *range(1, 7))
        run(world)
        let_go(world)
        put(world, *range(1, 7), version=2, freight=5000)

        report = run(world)

        assert (stopped(report), world.target.sends) == (["BLAST_RADIUS"], [])

    def test_edge_57_what_is_left_of_them_after_an_interruption_goes_on(self, world: ModelConnection) -> None:
        put(world, *range(1, 13))
        run(world)
        let_go(world)
        down = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
        world.references.down = down
        run(world)
        world.references.down = None

        assert run(world).ends == {End.WRITTEN: 12}

    @pytest.mark.parametrize("guard", ["blast-radius", "no-such-guard"])
    def test_what_stops_nothing_cannot_be_let_go(self, world: ModelConnection, guard: str) -> None:
        with pytest.raises(LookupError, match=f"no guard '{guard}' stops this connection; those that do: none"):
            let_go(world, guard)


class TestAnySet:
    @given(seen=st.frozensets(st.text(max_size=3)), later=st.frozensets(st.text(max_size=3)))
    def test_edge_57_what_was_let_go_is_never_asked_again_and_anything_beyond_it_is(
        self, seen: frozenset[str], later: frozenset[str]
    ) -> None:
        world = ModelConnection()

        with world.engine().session() as session:
            guards = Guards(session)
            guards.stop("any", REASON, seen)
            guards.release("any", by="dana", why="meant")
            left = guards.unreleased("any", seen | later)

        assert left == later - seen

    @given(seen=st.frozensets(st.text(max_size=3)), still=st.frozensets(st.text(max_size=3)))
    def test_edge_57_what_was_let_go_and_is_seen_no_more_is_asked_again_when_it_comes_back(
        self, seen: frozenset[str], still: frozenset[str]
    ) -> None:
        world = ModelConnection()

        with world.engine().session() as session:
            guards = Guards(session)
            guards.stop("any", REASON, seen)
            guards.release("any", by="dana", why="meant")
            guards.passed("any", still)
            left = guards.unreleased("any", seen)

        assert left == seen - still
