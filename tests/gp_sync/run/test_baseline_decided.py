"""A baseline over documents that an earlier run has decided otherwise."""

from datetime import UTC, date, datetime

import attrs

from gp_sync.core import facts as names
from gp_sync.core.states import DocumentState, End
from gp_sync.testing.examples import calendar, order
from gp_sync.testing.model_connection import ModelConnection
from tests.gp_sync.run.quarantines import TWO_LINES, the_write


class TestWhatWasDecided:
    def test_edge_51_an_order_that_is_blocked_by_a_persons_record_is_linked(self) -> None:
        """The number is taken, which is what the baseline is for."""
        elsewhere, world = ModelConnection(), ModelConnection()
        elsewhere.put(order())
        elsewhere.run()
        body = elsewhere.target.records()[elsewhere.record()].body
        world.target.put(world.record(), attrs.evolve(body, confirm_with="KIM"))
        world.put(order())
        assert world.run().ends == {End.BLOCKED: 1}

        report = world.engine().baseline()

        row = world.document()
        assert (report.linked, row.state, row.end) == (["PF52"], DocumentState.SETTLED, End.ADOPTED)
        *_, reopened, linked = world.ledger.audit(world.name, key=world.key())
        assert (reopened.old_state, reopened.new_state) == ("blocked", "pending")
        assert (linked.old_state, linked.new_state) == ("pending", "settled")

    def test_edge_41_a_partial_record_is_not_linked_while_its_write_is_in_quarantine(
        self, world: ModelConnection
    ) -> None:
        world.target.write_half_next()
        world.put(order(lines=TWO_LINES))
        world.run()

        report = world.engine().baseline()

        assert (report.linked, report.read, report.unclear) == (
            [],
            1,
            ["PF52: a write of it is open: see `gp-sync status`"],
        )
        assert (the_write(world).key, world.document().links) == (world.key(), ())

    def test_edge_51_a_second_baseline_keeps_the_start_of_the_first(self) -> None:
        world = ModelConnection(start=None)
        first = world.engine().baseline()
        world.change_fact(names.fiscal_calendar("TWO"), calendar(11))
        world.put(order(ordered_at=datetime(2026, 11, 4, 19, tzinfo=UTC)))
        world.run()
        world.clock.advance(days=6)
        world.put(order(key=53, number="PF53", ordered_at=datetime(2026, 11, 9, 15, tzinfo=UTC)))

        second = world.engine().baseline()
        world.change_fact(names.fiscal_calendar("TWO"), calendar())
        report = world.run()

        assert (first.start, second.start) == (date(2026, 11, 4), date(2026, 11, 4))
        assert report.ends == {End.WRITTEN: 2}
