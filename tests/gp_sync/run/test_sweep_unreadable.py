"""The sweep over records that GP cannot give."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest

from gp_sync.core.findings import CATALOGUE, finding
from gp_sync.core.model import Found, RecordUnusable, TargetRef
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget


class Unreadable(ModelTarget):
    """A GP that cannot give one of its records, and lists it as one that it cannot give."""

    broken: TargetRef | None = None

    def read(self, target: TargetRef) -> Found[GPPurchaseOrder] | None:
        if target == self.broken:
            raise RecordUnusable(finding("RECORD_UNUSABLE", target.ref, tried="PF52: no POSTATUS"))
        return super().read(target)

    def find_ours(self, company: str, since: datetime | None) -> Iterator[tuple[TargetRef, Found[GPPurchaseOrder]]]:
        listed = list(super().find_ours(company, since))
        yield from (row for row in listed if row[0] != self.broken)
        if any(target == self.broken for target, _ in listed):
            raise RecordsUnreadable([f"{self.broken} (no POSTATUS)"])


@pytest.fixture
def broken() -> ModelConnection:
    """GP has the orders PF52 and PF53, and PF52 cannot be read any more."""
    clock = HandClock()
    target = Unreadable(clock)
    world = ModelConnection(clock, target=target)
    world.put(order())
    world.put(order(key=53, number="PF53"))
    world.run()
    target.edit(world.record())
    target.broken = world.record()
    return world


class TestRecordsThatCannotBeRead:
    def test_edge_50_it_stops_no_other_order_and_is_told(self, broken: ModelConnection) -> None:
        broken.put(order(key=54, number="PF54"))

        report = broken.run()

        (warning,) = report.warnings
        assert (report.stopped, report.ends) == ([], {End.WRITTEN: 1})
        assert CATALOGUE[warning.code].words(warning) == (
            "An order of ours in GP cannot be read, so it is not compared: PF52 in TWO (no POSTATUS)."
        )

    def test_edge_50_the_readable_ones_of_its_list_are_compared(self, broken: ModelConnection) -> None:
        broken.target.edit(broken.record("PF53"), freight=Decimal("7.00"))

        report = broken.run()

        assert (report.swept.changed, broken.codes("53")) == (1, ["CHANGED_IN_GP"])

    def test_edge_50_a_full_check_does_not_take_it_for_gone(self, broken: ModelConnection) -> None:
        broken.target.delete(broken.record("PF53"))

        full = broken.engine().run(full=True)

        assert (full.swept.vanished, full.stopped) == (["PF53 in TWO"], [])
        assert broken.document().state is DocumentState.SETTLED

    def test_one_that_cannot_be_read_does_not_count_as_gone(self) -> None:
        clock = HandClock()
        target = Unreadable(clock)
        world = ModelConnection(clock, target=target)
        world.put(order())
        world.put(order(key=53, number="PF53"))
        world.run()
        target.edit(world.record(), confirm_with="")  # so that the list does not have it
        target.broken = world.record()
        target.delete(world.record("PF53"))

        full = world.engine().run(full=True)

        assert (full.swept.vanished, full.stopped) == (["PF53 in TWO"], [])
        assert world.document().state is DocumentState.SETTLED
