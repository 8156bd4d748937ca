"""The sweep: what GP holds with our marker, against what the ledger says we wrote."""

from datetime import timedelta
from decimal import Decimal

import attrs
import pytest

from gp_sync.clock import Clock
from gp_sync.core.findings import CATALOGUE, finding
from gp_sync.core.model import Ref
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")


@pytest.fixture
def written(world: ModelConnection) -> ModelConnection:
    """Order PF52 is in GP as it is in Procurify, and was compared whole."""
    world.put(order())
    world.run()
    return world


def copied(world: ModelConnection, number: str = "PF52-COPY") -> None:
    """Somebody copies our order in GP, marker and all."""
    body = world.target.records()[world.record()].body
    world.target.put(world.record(number), attrs.evolve(body, number=number))


class TestOrphans:
    def test_edge_70_a_record_with_our_marker_that_no_order_owns_is_told(self, written: ModelConnection) -> None:
        copied(written)

        report = written.run()

        (warning,) = report.warnings
        assert report.swept.orphans == ["PF52-COPY in TWO"]
        assert CATALOGUE[warning.code].words(warning) == (
            "GP has PF52-COPY in TWO, which carries our marker, and which no order of the ledger was written to."
        )

    def test_edge_70_it_is_told_by_every_run_until_it_is_gone(self, written: ModelConnection) -> None:
        copied(written)
        written.run()
        written.clock.advance(hours=3)

        later = written.run()
        written.target.delete(written.record("PF52-COPY"))
        full = written.engine().run(full=True)

        assert later.swept.orphans == ["PF52-COPY in TWO"]
        assert (full.swept.orphans, full.warnings) == ([], [])

    def test_edge_70_it_is_left_alone_and_stops_nothing(self, written: ModelConnection) -> None:
        copied(written)
        written.put(order(key=53, number="PF53"))

        report = written.run()

        assert report.ends == {End.WRITTEN: 1}
        assert [write.target.number for write in written.target.executed] == ["PF52", "PF53"]

    def test_edge_70_a_record_that_an_order_is_linked_to_later_is_none_any_more(self, world: ModelConnection) -> None:
        elsewhere = ModelConnection(world.clock, target=world.target)
        elsewhere.put(order())
        elsewhere.run()
        first = world.run()
        world.put(order())

        adopted, last = world.run(), world.run()

        assert first.swept.orphans == ["PF52 in TWO"]
        assert adopted.ends == {End.ADOPTED: 1}
        assert last.swept.orphans == []

    def test_a_record_without_our_marker_is_no_business_of_ours(self, written: ModelConnection) -> None:
        body = written.target.records()[written.record()].body
        written.target.put(written.record("HAND-1"), attrs.evolve(body, confirm_with="ENTERED BY KIM"))

        report = written.run()

        assert (report.swept.orphans, report.swept.listed) == ([], 1)


class TestWhatIsGone:
    def test_edge_70_a_full_check_finds_a_deleted_record_though_the_order_is_as_it_was(
        self, written: ModelConnection
    ) -> None:
        written.run()
        written.target.delete(written.record())

        run, full = written.run(), written.engine().run(full=True)

        assert (run.swept.vanished, full.swept.vanished) == ([], ["PF52 in TWO"])
        assert full.ends == {End.BLOCKED: 1}
        assert written.codes() == ["DELETED_IN_GP"]

    def test_edge_70_it_is_never_created_again(self, written: ModelConnection) -> None:
        written.target.delete(written.record())
        written.engine().run(full=True)
        written.put(order(version=2, freight=Decimal(5), total=Decimal(250)))

        written.run()
        again = written.engine().run(full=True)

        assert written.creates() == 1
        assert (again.swept.vanished, written.codes()) == ([], ["DELETED_IN_GP"])

    def test_edge_70_it_ends_if_the_record_comes_back(self, written: ModelConnection) -> None:
        body = written.target.records()[written.record()].body
        written.target.delete(written.record())
        written.engine().run(full=True)
        written.target.put(written.record(), body)

        report = written.run()

        assert (report.reopened, report.ends) == (1, {End.UNCHANGED: 1})
        assert written.ledger.issues(written.name) == []

    def test_edge_16_a_void_that_left_the_history_is_as_it_should_be(self, written: ModelConnection) -> None:
        written.put(order(version=2, state=OrderState.CANCELLED))
        written.run()
        written.target.delete(written.record())

        full = written.engine().run(full=True)

        assert (full.swept.vanished, full.ends) == ([], {})

    def test_edge_12_a_record_that_lost_its_marker_is_changed_and_not_gone(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), confirm_with="KIM TOOK IT")

        full = written.engine().run(full=True)

        assert (full.swept.vanished, full.swept.changed) == ([], 1)
        assert written.codes() == ["CHANGED_IN_GP"]

    def test_edge_12_a_void_that_somebody_put_back_in_use_is_told(self, written: ModelConnection) -> None:
        written.put(order(version=2, state=OrderState.CANCELLED))
        written.run()
        written.target.edit(written.record())
        written.target.hinder(written.record(), None)

        report = written.run()

        assert (report.swept.changed, written.codes()) == (1, ["CHANGED_IN_GP"])


class TestWhatIsListed:
    def test_the_first_sweep_compares_everything(self, world: ModelConnection) -> None:
        copied_from = ModelConnection(world.clock, target=world.target)
        copied_from.put(order())
        copied_from.run()
        world.clock.advance(days=400)

        report = world.run()

        assert (report.swept.full, report.swept.orphans) == (True, ["PF52 in TWO"])

    def test_a_later_one_lists_what_changed_since_the_last_with_some_overlap(self, written: ModelConnection) -> None:
        written.clock.advance(minutes=16)
        near = written.run()
        written.clock.advance(minutes=16)

        far = written.run()

        assert (near.swept.listed, far.swept.listed) == (1, 0)

    @pytest.mark.parametrize(("known", "changed"), [(timedelta(0), 0), (timedelta(hours=-3), 1)])
    def test_edge_55_a_clock_that_is_known_to_be_behind_widens_it(self, known: timedelta, changed: int) -> None:
        clock = HandClock()
        world = ModelConnection(clock, target=ModelTarget(slow(clock, timedelta(hours=3))))
        world.put(order())
        world.run()
        clock.advance(hours=2)
        world.run()
        world.target.edit(world.record(), freight=Decimal("7.00"))
        clock.advance(minutes=20)

        report = world.run(clock_offsets=lambda: {"gp": known})

        assert report.swept.changed == changed

    def test_edge_55_a_new_process_knows_of_a_clock_that_an_earlier_one_saw(self) -> None:
        clock, behind = HandClock(), timedelta(hours=3)
        world = ModelConnection(clock, target=ModelTarget(slow(clock, behind)))
        world.put(order())
        world.run(clock_offsets=lambda: {"gp": -behind})
        clock.advance(hours=2)
        world.target.edit(world.record(), freight=Decimal("7.00"))
        clock.advance(minutes=20)

        report = world.run()

        assert report.swept.changed == 1

    def test_a_sweep_that_cannot_be_done_is_done_by_the_next_run(self, written: ModelConnection) -> None:
        written.target.edit(written.record(), freight=Decimal("7.00"))
        written.target.down = GP_DOWN
        stopped = written.run()
        written.clock.advance(days=3)
        written.target.down = None

        report = written.run()

        assert (stopped.stopped, stopped.swept.changed) == ([GP_DOWN], 0)
        assert (report.swept.changed, written.codes()) == (1, ["CHANGED_IN_GP"])

    def test_more_records_than_one_chunk_are_all_compared(self, world: ModelConnection) -> None:
        for number in range(1, 252):
            world.put(order(key=number, number=f"PF{number}"))
        world.run()
        for number in range(1, 252):
            world.target.edit(world.record(f"PF{number}"), freight=Decimal("7.00"))

        report = world.run()

        assert (report.swept.listed, report.swept.changed) == (251, 251)

    def test_a_record_whose_write_is_open_is_left_to_its_read_back(self, written: ModelConnection) -> None:
        written.put(order(version=2, freight=Decimal(5), total=Decimal(250)))
        written.target.lose_next_answer(done=False)
        written.run()
        written.target.edit(written.record(), freight=Decimal("7.00"))

        report = written.run()

        assert (report.swept.changed, report.resolved) == (0, {End.QUARANTINED: 1})


def slow(clock: HandClock, by: timedelta) -> Clock:
    """A clock that is behind another one."""
    return lambda: clock() - by


class TestARestoredTarget:
    """GP was put back to an earlier state: what was written last is not there any more."""

    def written(self, world: ModelConnection, count: int) -> None:
        for key in range(1, count + 1):
            world.put(order(key=key, number=f"PF{key}"))
        world.run(concurrency=1)

    def test_edge_53_the_next_run_stops_though_no_full_check_is_due(self, world: ModelConnection) -> None:
        self.written(world, 5)
        for key in range(1, 6):
            world.target.delete(world.record(f"PF{key}"))
        world.put(order(key=6, number="PF6"))

        report = world.run()

        assert [reason.code for reason in report.stopped] == ["BACKUP_RESTORED"]
        assert (report.swept.full, report.ends) == (True, {})
        assert world.target.records() == {}

    def test_edge_70_the_last_one_deleted_by_a_person_blocks_its_order_in_the_next_run(
        self, world: ModelConnection
    ) -> None:
        self.written(world, 5)
        world.target.delete(world.record("PF5"))

        report = world.run()
        again = world.run()

        assert (report.stopped, report.swept.vanished) == ([], [str(world.record("PF5"))])
        assert world.codes("5") == ["DELETED_IN_GP"]
        assert not again.swept.full

    def test_it_costs_no_request_where_the_record_is_listed(self, world: ModelConnection) -> None:
        self.written(world, 5)
        world.target.reads.clear()

        report = world.run()

        assert (report.swept.listed, sum(world.target.reads.values())) == (5, 0)

    def test_it_is_asked_for_once_where_it_is_not_listed(self, world: ModelConnection) -> None:
        self.written(world, 1)
        world.target.edit(world.record("PF1"), confirm_with="KIM")
        world.target.reads.clear()

        for _ in range(2):
            world.run()

        assert world.target.reads == {world.record("PF1"): 1}
