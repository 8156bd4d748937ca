"""What people do in GP beside the client, as the loopback server plays it, and what the client then sees."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from dynamicsgp_sba import (
    Company,
    GuardError,
    NewPurchaseOrder,
    NewPurchaseOrderLine,
    NotFoundError,
    PurchaseOrder,
    PurchaseOrderStatus,
    RowChangedError,
)
from dynamicsgp_sba.testing import GPCompany, GPServer

Orders = Callable[..., NewPurchaseOrder]
Lines = Callable[..., NewPurchaseOrderLine]


@pytest.fixture
def order(company: Company, new_order: Orders, new_line: Lines) -> PurchaseOrder:
    """PO1001 in GP, with three lines of 499.00 each."""
    return company.purchase_orders.create(new_order(lines=(new_line(), new_line(), new_line())))


class TestLinesOfAnUpdate:
    def test_they_are_kept_added_and_removed_by_their_sequence(
        self, company: Company, fabrikam: GPCompany, order: PurchaseOrder, new_order: Orders, new_line: Lines
    ) -> None:
        """The first line is gone, the second changed, the third as it was, one lies between, one comes last."""
        second, third = order.lines[1].sequence, order.lines[2].sequence
        wanted = new_order(
            lines=(
                new_line(sequence=65536, item_number="LAMP"),
                new_line(sequence=third),
                new_line(sequence=second, quantity_ordered=Decimal(3)),
                new_line(sequence=40000, item_number="CHAIR"),
            )
        )

        changed = company.purchase_orders.update(wanted, row_stamp=order.row_stamp)

        assert [(line.sequence, line.item_number, line.quantity_ordered) for line in changed.lines] == [
            (32768, "DESK-160", Decimal(3)),
            (40000, "CHAIR", Decimal(2)),
            (49152, "DESK-160", Decimal(2)),
            (65536, "LAMP", Decimal(2)),
        ]
        assert changed.subtotal == Decimal("2245.50")
        assert company.purchase_orders.get("PO1001") == changed

    def test_a_kept_line_keeps_what_is_left_out(
        self, company: Company, fabrikam: GPCompany, order: PurchaseOrder, new_order: Orders, new_line: Lines
    ) -> None:
        """Also what a person entered there; a new line has none of it."""
        fabrikam.edit_line("PO1001", 0, REQSTDBY="Dana")
        stamp = company.purchase_orders.get("PO1001").row_stamp
        lines = (new_line(sequence=16384, account_number=None, requested_by=None), new_line(sequence=20000))

        changed = company.purchase_orders.update(new_order(lines=lines), row_stamp=stamp)

        assert [(line.account_number, line.requested_by) for line in changed.lines] == [
            ("000-6100-01", "Dana"),
            ("000-6100-01", ""),
        ]


class TestPeople:
    @pytest.mark.parametrize(
        "act",
        [
            lambda gp: gp.edit_order("PO1001", CONFIRM1="by hand"),
            lambda gp: gp.edit_line("PO1001", 0, REQSTDBY="Dana"),
            lambda gp: gp.delete_line("PO1001", 0),
            lambda gp: gp.release_order("PO1001"),
            lambda gp: gp.hold_order("PO1001"),
            lambda gp: gp.receive("PO1001"),
            lambda gp: gp.void_order("PO1001"),
            lambda gp: gp.move_to_history("PO1001"),
        ],
        ids=["edit", "line", "delete line", "release", "hold", "receive", "void", "history"],
    )
    def test_whatever_they_do_moves_the_row_stamp(
        self, company: Company, fabrikam: GPCompany, order: PurchaseOrder, act: Callable[[GPCompany], None]
    ) -> None:
        """So a change is found by its instant, in work and in history."""
        act(fabrikam)

        (changed,) = company.purchase_orders.list(changed_since=order.changed_at)
        assert changed.row_stamp > order.row_stamp

    def test_an_edit_adds_up_anew(self, company: Company, fabrikam: GPCompany, order: PurchaseOrder) -> None:
        """As GP's window does."""
        fabrikam.edit_line("PO1001", 0, UNITCOST="100.00000")
        fabrikam.delete_line("PO1001", 2)

        now = company.purchase_orders.get("PO1001")
        assert [line.extended_cost for line in now.lines] == [Decimal(200), Decimal(499)]
        assert now.subtotal == Decimal(699)

    def test_a_column_can_be_spoiled(self, company: Company, fabrikam: GPCompany, order: PurchaseOrder) -> None:
        """What is named stays as it is given."""
        fabrikam.edit_line("PO1001", 0, EXTDCOST="1.00000")

        assert company.purchase_orders.get("PO1001").lines[0].extended_cost == Decimal(1)

    def test_hold_and_release(self, company: Company, fabrikam: GPCompany, order: PurchaseOrder) -> None:
        """Both show on the order."""
        fabrikam.hold_order("PO1001")
        held = company.purchase_orders.get("PO1001").on_hold
        fabrikam.hold_order("PO1001", on_hold=False)
        fabrikam.release_order("PO1001")

        now = company.purchase_orders.get("PO1001")
        assert (held, now.on_hold, now.status) == (True, False, PurchaseOrderStatus.RELEASED)
        assert {line.status for line in now.lines} == {PurchaseOrderStatus.RELEASED}

    def test_a_receipt_is_entered_and_then_posted(
        self, company: Company, fabrikam: GPCompany, order: PurchaseOrder
    ) -> None:
        """Posting what was posted already changes nothing."""
        seen = []
        for act in (fabrikam.receive, fabrikam.post_receipts, fabrikam.post_receipts):
            act("PO1001")
            now = company.purchase_orders.get("PO1001")
            seen.append((now.has_receipts, now.has_unposted_receipts, now.row_stamp))

        assert [each[:2] for each in seen] == [(True, True), (True, False), (True, False)]
        assert order.row_stamp < seen[0][2] < seen[1][2] == seen[2][2]

    def test_a_void_by_hand_goes_to_history_too(
        self, company: Company, fabrikam: GPCompany, order: PurchaseOrder
    ) -> None:
        """Even where the service would refuse it."""
        fabrikam.release_order("PO1001")
        fabrikam.void_order("PO1001")

        now = company.purchase_orders.get("PO1001")
        assert (now.status, now.in_history) == (PurchaseOrderStatus.CANCELED, True)

    def test_what_is_not_in_work_cannot_be_touched(self, fabrikam: GPCompany, order: PurchaseOrder) -> None:
        """There is no such order, or it is in history."""
        fabrikam.move_to_history("PO1001")

        for number in ("PO1001", "PO9"):
            with pytest.raises(KeyError):
                fabrikam.edit_order(number, HOLD=1)


class TestBackup:
    def test_what_came_after_it_is_gone(
        self, company: Company, fabrikam: GPCompany, order: PurchaseOrder, new_order: Orders
    ) -> None:
        """Orders, receipts, vendors and periods are what they were; and the number is free again."""
        backup = fabrikam.snapshot()
        company.purchase_orders.create(new_order("PO1002"))
        fabrikam.receive("PO1001")
        fabrikam.add_vendor("NEW0001", "New vendor")
        fabrikam.set_period(2026, 11, purchasing_closed=True)
        fabrikam.void_order("PO1002")

        fabrikam.restore(backup)

        assert company.purchase_orders.get("PO1001") == order
        assert [found.number for found in company.purchase_orders.list()] == ["PO1001"]
        assert company.purchase_orders.create(new_order("PO1002")).number == "PO1002"
        with pytest.raises(NotFoundError):
            company.vendors.get("NEW0001")
        assert company.fiscal_periods.list().periods[10].purchasing_closed is False

    def test_it_can_be_restored_again(self, fabrikam: GPCompany, order: PurchaseOrder) -> None:
        """What happens after a restore does not get into the backup."""
        backup = fabrikam.snapshot()
        for _ in range(2):
            fabrikam.edit_order("PO1001", CONFIRM1="by hand")
            fabrikam.restore(backup)

        assert fabrikam.purchase_orders["PO1001"]["CONFIRM1"] == "PROCURIFY 1001"

    def test_new_stamps_are_later_than_all_before(
        self, company: Company, fabrikam: GPCompany, order: PurchaseOrder, new_order: Orders
    ) -> None:
        """A stamp that was read before the restore guards no other version."""
        backup = fabrikam.snapshot()
        lost = company.purchase_orders.update(new_order(confirm_with="lost"), row_stamp=order.row_stamp)
        fabrikam.restore(backup)

        with pytest.raises(RowChangedError):
            company.purchase_orders.update(new_order(), row_stamp=lost.row_stamp)
        again = company.purchase_orders.update(new_order(), row_stamp=order.row_stamp)
        assert again.row_stamp > lost.row_stamp

    def test_a_live_database_copied_to_a_test_company(
        self, server: GPServer, company: Company, fabrikam: GPCompany, order: PurchaseOrder
    ) -> None:
        """The copy has the rows and keeps its own name."""
        test = server.add_company("Fabrikam <TEST>", database="TWOT", id=2)
        test.restore(fabrikam.snapshot())
        fabrikam.delete_order("PO1001")

        assert (test.name, test.database, list(test.purchase_orders)) == ("Fabrikam <TEST>", "TWOT", ["PO1001"])

    def test_it_does_not_show_what_it_holds(self, fabrikam: GPCompany) -> None:
        """A failing test prints no database."""
        assert repr(fabrikam.snapshot()) == "Snapshot()"


class TestFindingOurs:
    def test_marker_and_instant_together_over_work_and_history(
        self, server: GPServer, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        """Changed since, ours, wherever it stands."""
        orders = company.purchase_orders
        for number in ("PO1", "PO2", "PO3", "PO4"):
            orders.create(new_order(number, confirm_with="by hand" if number == "PO4" else f"PROCURIFY {number}"))
        since = orders.get("PO4").changed_at
        assert since is not None
        fabrikam.void_order("PO2")
        fabrikam.hold_order("PO3")
        fabrikam.hold_order("PO4")

        found = orders.list(marker_prefix="PROCURIFY ", changed_since=since + timedelta(milliseconds=1))
        assert sorted(order.number for order in found) == ["PO2", "PO3"]

    def test_an_order_that_a_person_has_received_is_not_changed(
        self, company: Company, fabrikam: GPCompany, order: PurchaseOrder, new_order: Orders
    ) -> None:
        """Posted or not."""
        fabrikam.receive("PO1001")
        fabrikam.post_receipts("PO1001")
        now = company.purchase_orders.get("PO1001")

        with pytest.raises(GuardError, match="it has receipts"):
            company.purchase_orders.void("PO1001", row_stamp=now.row_stamp)
