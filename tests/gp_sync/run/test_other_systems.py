"""Other systems than before, and clocks that differ: what keeps a run from writing, or is told."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from gp_sync.core.findings import CATALOGUE, finding
from gp_sync.core.model import Ref, Unavailable
from gp_sync.core.states import End
from gp_sync.run.guards import standing
from gp_sync.run.report import RunReport
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection
from gp_sync.testing.model_source import ModelFeed

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")


def put(world: ModelConnection, *keys: int) -> None:
    for key in keys:
        world.put(order(key=key, number=f"PF{key}"))


def let_go(world: ModelConnection, guard: str) -> None:
    world.engine().release(guard, by="dana", why="GP moved to a new server")


def stopped(report: RunReport) -> list[str]:
    return [reason.code for reason in report.stopped]


def sentence(report: RunReport) -> str:
    """What the run says to people about why it stopped."""
    (reason,) = report.stopped
    return CATALOGUE[reason.code].words(reason)


class TestTheSystems:
    """The company and the tenant must stay the ones that the ledger is about."""

    HERE: Mapping[str, str] = {
        "procurify": "https://fabrikam.procurify.test",
        "gp TWO": "Fabrikam, Inc. (database TWO)",
    }
    TEST: Mapping[str, str] = {**HERE, "gp TWO": "<TEST> Fabrikam (database TEST)"}

    def test_edge_54_another_company_is_refused_before_a_write(self, world: ModelConnection) -> None:
        world.run(identity=lambda: self.HERE)
        put(world, 1)
        world.run(identity=lambda: self.HERE)
        put(world, 2)

        report = world.run(identity=lambda: self.TEST)

        assert sentence(report) == (
            "The configuration leads to other systems than before: gp TWO: Fabrikam, Inc. (database TWO) before, "
            "<TEST> Fabrikam (database TEST) now. Nothing was written."
        )
        assert [write.target.number for write in world.target.sends] == ["PF1"]

    def test_edge_54_no_doubt_is_settled_by_what_another_company_holds(self, world: ModelConnection) -> None:
        world.run(identity=lambda: self.HERE)
        put(world, 1)
        world.target.lose_next_answer(done=False)
        world.run(identity=lambda: self.HERE)
        world.clock.advance(hours=2)
        doubts = len(world.ledger.open_writes(world.name))

        reports = [world.run(identity=lambda: self.TEST) for _ in range(3)]

        assert [stopped(report) for report in reports] == [["SYSTEMS_CHANGED"]] * 3
        assert [report.resolved for report in reports] == [{}, {}, {}]
        assert (doubts, len(world.ledger.open_writes(world.name))) == (1, 1)

    @pytest.mark.parametrize("target_is_down", [False, True])
    def test_edge_54_nothing_of_another_tenant_is_captured(self, world: ModelConnection, target_is_down: bool) -> None:
        put(world, 1)
        world.run(identity=lambda: self.HERE)
        production, world.feed = world.feed, ModelFeed()
        world.clock.advance(hours=1)
        world.put(order(key=1, number="PF1", version=9, freight=Decimal(999), total=Decimal(1244)))
        world.put(order(key=9, number="PF9"))

        def other() -> Mapping[str, str]:
            if target_is_down:
                raise Unavailable(GP_DOWN)
            return {**self.HERE, "procurify": "https://sandbox.procurify.test"}

        sandbox = world.run(identity=other, source_identity=lambda: {"procurify": "https://sandbox.procurify.test"})
        world.feed = production
        world.clock.advance(hours=1)
        back = world.run(identity=lambda: self.HERE, source_identity=lambda: {"procurify": self.HERE["procurify"]})

        assert "SYSTEMS_CHANGED" in stopped(sandbox)
        assert (sandbox.captured.fetched, back.stopped, back.ends) == (0, [], {})
        assert [write.op for write in world.target.sends] == ["create"]

    def test_edge_54_nothing_is_captured_before_the_systems_could_be_asked(self, world: ModelConnection) -> None:
        def down() -> Mapping[str, str]:
            raise Unavailable(GP_DOWN)

        put(world, 1)

        first = world.run(identity=down)
        second = world.run(identity=lambda: self.HERE)

        assert (first.captured.fetched, stopped(first)) == (0, ["GP_UNAVAILABLE"])
        assert second.ends == {End.WRITTEN: 1}

    def test_edge_54_another_tenant_is_refused_too(self, world: ModelConnection) -> None:
        put(world, 1)
        world.run(identity=lambda: self.HERE)
        put(world, 2)

        report = world.run(identity=lambda: {**self.HERE, "procurify": "https://sandbox.procurify.test"})

        assert stopped(report) == ["SYSTEMS_CHANGED"]

    def test_edge_54_the_right_ones_again_need_no_release(self, world: ModelConnection) -> None:
        put(world, 1)
        world.run(identity=lambda: self.HERE)
        put(world, 2)
        world.run(identity=lambda: self.TEST)

        report = world.run(identity=lambda: self.HERE)

        assert report.ends == {End.WRITTEN: 1}
        assert standing(world.ledger, world.name) == ()

    def test_edge_54_a_system_that_has_moved_is_let_go_by_a_person(self, world: ModelConnection) -> None:
        put(world, 1)
        world.run(identity=lambda: self.HERE)
        put(world, 2)
        world.run(identity=lambda: self.TEST)

        let_go(world, "identity")
        first = world.run(identity=lambda: self.TEST)
        put(world, 3)
        back = world.run(identity=lambda: self.HERE)

        assert first.ends == {End.WRITTEN: 1}
        assert stopped(back) == ["SYSTEMS_CHANGED"]

    def test_edge_54_a_company_that_is_not_there_any_more_is_refused_until_a_person_lets_it_go(
        self, world: ModelConnection
    ) -> None:
        left = {"procurify": self.HERE["procurify"]}
        put(world, 1)
        world.run(identity=lambda: self.HERE)
        put(world, 2)

        report = world.run(identity=lambda: left)
        let_go(world, "identity")
        first = world.run(identity=lambda: left)
        put(world, 3)
        second = world.run(identity=lambda: left)

        assert sentence(report) == (
            "The configuration leads to other systems than before: gp TWO: Fabrikam, Inc. (database TWO) before, "
            "missing now. Nothing was written."
        )
        assert (first.ends, second.ends) == ({End.WRITTEN: 1}, {End.WRITTEN: 1})

    def test_edge_54_a_company_that_is_new_in_the_configuration_is_no_change(self, world: ModelConnection) -> None:
        put(world, 1)
        world.run(identity=lambda: self.HERE)
        put(world, 2)

        report = world.run(identity=lambda: {**self.HERE, "gp NORTH": "Fabrikam North (database NORTH)"})

        assert report.ends == {End.WRITTEN: 1}

    def test_edge_54_a_full_check_of_another_company_says_so_and_not_that_everything_is_gone(
        self, world: ModelConnection
    ) -> None:
        put(world, *range(1, 5))
        world.run(identity=lambda: self.HERE)
        elsewhere = ModelConnection(world.clock)
        world.target = elsewhere.target

        report = world.engine(identity=lambda: self.TEST).run(full=True)

        assert stopped(report) == ["SYSTEMS_CHANGED"]
        assert elsewhere.target.sends == []

    def test_edge_54_the_tenant_that_was_captured_from_while_gp_was_down_is_the_right_one(
        self, world: ModelConnection
    ) -> None:
        def down() -> Mapping[str, str]:
            raise Unavailable(GP_DOWN)

        ours = {"procurify": self.HERE["procurify"]}
        sandbox = {"procurify": "https://sandbox.procurify.test"}
        put(world, 1)

        first = world.run(identity=down, source_identity=lambda: ours)
        other = world.run(identity=lambda: {**self.HERE, **sandbox}, source_identity=lambda: sandbox)
        back = world.run(identity=lambda: self.HERE, source_identity=lambda: ours)

        assert (first.captured.fetched, stopped(first)) == (1, ["GP_UNAVAILABLE"])
        assert (other.captured.fetched, set(stopped(other)), other.ends) == (0, {"SYSTEMS_CHANGED"}, {})
        assert (stopped(back), back.ends) == ([], {End.WRITTEN: 1})


class TestClocks:
    @pytest.mark.parametrize(
        ("offset", "told"),
        [
            (timedelta(seconds=60), []),
            (timedelta(seconds=-60), []),
            (timedelta(seconds=61), ["The clocks differ: the one of Dynamics GP is 61 seconds ahead of ours."]),
            (timedelta(minutes=-5), ["The clocks differ: the one of Dynamics GP is 5 minutes behind ours."]),
            (timedelta(hours=-20), ["The clocks differ: the one of Dynamics GP is 20 hours behind ours."]),
        ],
    )
    def test_edge_55_more_than_a_minute_is_told_and_stops_nothing(
        self, world: ModelConnection, offset: timedelta, told: list[str]
    ) -> None:
        put(world, 1)

        report = world.run(clock_offsets=lambda: {"gp": offset})

        assert [CATALOGUE[warning.code].words(warning) for warning in report.warnings] == told
        assert report.ends == {End.WRITTEN: 1}

    def test_edge_55_the_window_is_wider_by_it(self, world: ModelConnection) -> None:
        world.run()
        world.run(clock_offsets=lambda: {"procurify": timedelta(days=1)})

        assert world.feed.windows[1] == (date(2026, 11, 1), date(2026, 11, 6))
