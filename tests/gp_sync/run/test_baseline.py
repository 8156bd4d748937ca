"""The baseline: what GP has already is linked by number, and nothing is written."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import RecordUnusable, Ref, Unavailable
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, OrderState
from gp_sync.run.capture import FirstRunNeedsStart
from gp_sync.testing.examples import coding, line, order
from gp_sync.testing.model_connection import ModelConnection

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
PROCURIFY_DOWN = finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="no route to host")
MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)


def body_of_the_order() -> GPPurchaseOrder:
    """What `order()` is written as."""
    elsewhere = ModelConnection()
    elsewhere.put(order())
    elsewhere.run()
    body = elsewhere.target.executed[0].body
    assert body is not None
    return body


def enter(world: ModelConnection, key: int = 52, **changes: Any) -> None:
    """An order that people entered in GP by hand, without our marker, and that Procurify has too."""
    number = f"PF{key}"
    body = attrs.evolve(body_of_the_order(), **({"number": number, "confirm_with": "KIM"} | changes))
    world.target.put(world.record(number), body)
    world.put(order(key=key, number=number))


def freight(world: ModelConnection) -> Decimal:
    return world.target.records()[world.record()].body.freight


@pytest.fixture
def world() -> ModelConnection:
    """A connection that has no start, as before its first run."""
    return ModelConnection(start=None)


class TestWhatIsLinked:
    def test_edge_51_an_order_that_gp_has_is_linked_without_a_write(self, world: ModelConnection) -> None:
        enter(world)

        report = world.engine().baseline()

        assert (report.read, report.linked, report.unclear) == (1, ["PF52"], [])
        row = world.document()
        assert (row.state, row.end) == (DocumentState.SETTLED, End.ADOPTED)
        assert [str(link.target) for link in row.links] == ["PF52 in TWO"]
        assert world.target.sends == []

    def test_edge_51_one_that_a_person_entered_is_told(self, world: ModelConnection) -> None:
        enter(world, 52)
        enter(world, 53, confirm_with=f"PROCURIFY {53}", freight=Decimal("9.00"))
        enter(world, 54, confirm_with=f"PROCURIFY {54}")

        report = world.engine().baseline()

        assert (report.linked, report.by_hand) == (["PF52", "PF53", "PF54"], ["PF52", "PF53"])

    def test_edge_51_the_next_run_does_not_fetch_or_write_it(self, world: ModelConnection) -> None:
        enter(world, freight=Decimal("9.00"))
        world.clock.advance(minutes=1)
        world.engine().baseline()

        report = world.run()

        assert (report.captured.unchanged, report.captured.fetched, report.ends) == (1, 0, {})
        assert (freight(world), world.codes()) == (Decimal("9.00"), [])

    def test_edge_51_what_changes_later_in_an_order_of_ours_is_carried_over(self, world: ModelConnection) -> None:
        enter(world, confirm_with="PROCURIFY 52")
        world.engine().baseline()
        world.put(order(version=2, freight=Decimal(5), total=Decimal(250)))

        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
        assert [write.op for write in world.target.executed] == ["update"]
        assert freight(world) == Decimal("5.00")

    def test_edge_51_what_changes_later_in_an_order_that_a_person_entered_is_theirs_to_change(
        self, world: ModelConnection
    ) -> None:
        enter(world)
        world.engine().baseline()
        world.put(order(version=2, freight=Decimal(5), total=Decimal(250)))

        report = world.run()

        assert (report.ends, world.codes()) == ({End.BLOCKED: 1}, ["ENTERED_BY_HAND"])
        columns = {row.field: (row.there, row.wanted) for row in world.document().findings[0].differences}
        assert columns["freight"] == ("0", "5")
        assert (freight(world), world.target.sends) == (Decimal("0.00"), [])

    def test_edge_51_a_void_or_historical_record_is_linked_and_left(self, world: ModelConnection) -> None:
        enter(world)
        enter(world, 53)
        world.target.void(world.record("PF52"))
        world.target.archive(world.record("PF53"))

        report = world.engine().baseline()
        after = world.run()

        assert report.linked == ["PF52", "PF53"]
        assert (after.ends, world.target.sends) == ({}, [])

    def test_edge_51_a_cancelled_order_that_gp_has_is_not_voided(self, world: ModelConnection) -> None:
        enter(world)
        world.put(order(version=2, state=OrderState.CANCELLED))

        report = world.engine().baseline()
        after = world.run()

        assert (report.linked, after.ends, world.target.sends) == ([], {End.SKIPPED: 1}, [])
        assert not world.target.records()[world.record()].void

    def test_edge_51_one_of_ours_that_is_cancelled_later_is_voided(self, world: ModelConnection) -> None:
        enter(world, confirm_with="PROCURIFY 52")
        world.engine().baseline()
        world.put(order(version=2, state=OrderState.CANCELLED))

        assert world.run().ends == {End.WRITTEN: 1}
        assert world.target.records()[world.record()].void


class TestWhatIsLeft:
    def test_edge_51_orders_that_gp_lacks_are_counted_by_the_start(self, world: ModelConnection) -> None:
        world.put(order())
        world.put(order(key=53, number="PF53", ordered_at=MARCH))

        report = world.engine().baseline(date(2026, 11, 1))

        assert (report.start, report.to_write, report.absent) == (date(2026, 11, 1), 1, 1)
        assert (report.linked, world.target.sends) == ([], [])

    def test_edge_51_the_next_run_writes_those_from_the_start_on_and_no_other(self, world: ModelConnection) -> None:
        world.put(order())
        world.put(order(key=53, number="PF53", ordered_at=MARCH))
        world.engine().baseline(date(2026, 11, 1))

        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
        assert [write.target.number for write in world.target.executed] == ["PF52"]

    def test_edge_51_an_old_order_that_somebody_touches_later_is_still_left_alone(self, world: ModelConnection) -> None:
        world.put(order(key=53, number="PF53", ordered_at=MARCH))
        world.engine().baseline(date(2026, 11, 1))
        world.run()
        world.put(order(key=53, number="PF53", ordered_at=MARCH, version=2))

        assert world.run().captured.before_start == 1
        assert world.target.sends == []

    def test_edge_51_an_old_order_of_ours_that_is_linked_follows_its_changes(self, world: ModelConnection) -> None:
        day = date(2026, 3, 2)
        enter(world, confirm_with="PROCURIFY 52", document_date=day)
        world.put(order(ordered_at=MARCH))
        world.engine().baseline(date(2026, 11, 1))
        world.put(order(ordered_at=MARCH, version=2, lines=(line(coding=coding("5200")),)))

        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
        assert [write.op for write in world.target.executed] == ["update"]

    def test_edge_51_an_order_that_reaches_no_company_is_named_with_the_reason(self, world: ModelConnection) -> None:
        world.put(order(lines=(line(coding=coding(location="Moon Base")),)))

        report = world.engine().baseline(date(2026, 11, 1))

        assert report.unclear == ["PF52: COMPANY_UNMAPPED"]

    def test_edge_50_an_order_that_cannot_be_read_is_named_and_the_rest_goes_on(self, world: ModelConnection) -> None:
        world.put(order(), payload=b'{"key": "fifty-two"}')
        enter(world, 53)

        report = world.engine().baseline()

        assert [words.partition(":")[0] for words in report.unclear] == ["PF52"]
        assert report.linked == ["PF53"]

    def test_a_record_that_cannot_be_read_is_named_and_the_rest_goes_on(self, world: ModelConnection) -> None:
        enter(world)
        enter(world, 53)
        read = world.target.read

        def broken(target: object) -> object:
            if target == world.record():
                raise RecordUnusable(finding("RECORD_UNUSABLE", world.record().ref, tried="PF52: no POSTATUS"))
            return read(target)  # type: ignore[arg-type]  # the engine's target

        world.target.read = broken  # type: ignore[assignment,method-assign]  # one record is broken

        report = world.engine().baseline()

        assert (report.unclear, report.linked) == (["PF52: PF52: no POSTATUS"], ["PF53"])


class TestRunsOfIt:
    def test_edge_51_a_first_run_is_refused_without_it_and_goes_on_after_it(self, world: ModelConnection) -> None:
        with pytest.raises(FirstRunNeedsStart, match="gp-sync baseline"):
            world.run()

        world.engine().baseline()

        assert world.run().stopped == []

    def test_edge_51_without_a_start_it_is_today(self, world: ModelConnection) -> None:
        assert world.engine().baseline().start == date(2026, 11, 4)

    def test_edge_51_a_second_one_reads_only_what_is_not_linked(self, world: ModelConnection) -> None:
        enter(world)
        world.engine().baseline()
        enter(world, 53)

        report = world.engine().baseline()

        assert (report.known, report.read, report.linked) == (1, 1, ["PF53"])

    def test_edge_51_one_that_was_interrupted_keeps_what_it_linked(self, world: ModelConnection) -> None:
        for key in (52, 53, 54):
            enter(world, key)
        fetch = world.feed.fetch

        def fetch_two(source_id: str) -> object:
            if len(world.feed.fetched) == 2:
                raise Unavailable(PROCURIFY_DOWN)
            return fetch(source_id)

        world.feed.fetch = fetch_two  # type: ignore[assignment,method-assign]  # the source goes down

        stopped = world.engine().baseline()
        world.feed.fetch = fetch  # type: ignore[method-assign]  # and comes back
        again = world.engine().baseline()

        assert (stopped.linked, stopped.stopped) == (["PF52", "PF53"], [PROCURIFY_DOWN])
        assert (again.known, again.linked, again.stopped) == (2, ["PF54"], [])

    def test_it_tells_why_gp_could_not_be_used(self, world: ModelConnection) -> None:
        enter(world)
        world.target.down = GP_DOWN

        report = world.engine().baseline()

        assert (report.stopped, report.linked) == ([GP_DOWN], [])

    def test_edge_51_each_link_and_the_whole_are_in_the_audit(self, world: ModelConnection) -> None:
        enter(world)
        world.engine().baseline(date(2026, 11, 1))

        rows = [row for row in world.ledger.audit(world.name) if "baseline" in row.what]

        assert [row.what for row in rows] == ["document.baseline", "baseline"]
        assert rows[1].detail == {"start": "2026-11-01", "linked": 1}

    def test_edge_53_linked_orders_do_not_look_like_a_restored_backup(self, world: ModelConnection) -> None:
        for key in range(1, 6):
            enter(world, key)
        world.engine().baseline()

        report = world.engine().run(full=True)

        assert (report.stopped, report.swept.vanished, report.swept.orphans) == ([], [], [])

    def test_edge_54_it_refuses_other_systems_than_before(self, world: ModelConnection) -> None:
        here: Mapping[str, str] = {"gp TWO": "Fabrikam, Inc. (database TWO)"}
        there: Mapping[str, str] = {"gp TWO": "<TEST> (database TEST)"}
        enter(world)
        world.engine(identity=lambda: here).baseline()
        enter(world, 53)

        with pytest.raises(Unavailable, match="SYSTEMS_CHANGED"):
            world.engine(identity=lambda: there).baseline()

        assert [row.key.source_id for row in world.ledger.documents(world.name, "purchase_orders")] == ["52"]
