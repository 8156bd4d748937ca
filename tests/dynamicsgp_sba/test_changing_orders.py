"""Changing and voiding purchase orders end to end, and never those that are not open for it."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from dynamicsgp_sba import (
    NO_DATE,
    Company,
    DynamicsGP,
    GuardError,
    InvalidValueError,
    NewPurchaseOrder,
    NewPurchaseOrderLine,
    NotFoundError,
    PurchaseOrder,
    PurchaseOrderStatus,
    RecordLockedError,
    RefusedError,
    RowChangedError,
)
from dynamicsgp_sba.testing import GPCompany, GPServer

FABRIKAM = "Fabrikam, Inc."
Orders = Callable[..., NewPurchaseOrder]
Lines = Callable[..., NewPurchaseOrderLine]


class TestUpdate:
    @pytest.fixture
    def order(self, company: Company, new_order: Orders) -> PurchaseOrder:
        """An order in GP."""
        return company.purchase_orders.create(new_order(comment="first"))

    def test_lines_are_replaced_what_is_none_stays_and_the_stamp_moves(
        self, company: Company, order: PurchaseOrder, new_order: Orders, new_line: Lines
    ) -> None:
        wanted = new_order(
            lines=(new_line(quantity_ordered=Decimal(3)), new_line(item_number="LAMP", unit_cost=Decimal(10))),
            confirm_with="",
        )

        changed = company.purchase_orders.update(wanted, row_stamp=order.row_stamp, seen=order)

        assert (changed.subtotal, len(changed.lines)) == (Decimal("768.50"), 2)
        assert (changed.comment, changed.confirm_with) == ("first", "")
        assert changed.row_stamp > order.row_stamp

    def test_what_is_sent_as_empty_is_blank(
        self, company: Company, order: PurchaseOrder, new_order: Orders, new_line: Lines
    ) -> None:
        line = new_line(requested_by="", required_date=NO_DATE)
        wanted = new_order(comment="", payment_terms_id="", promised_date=NO_DATE, lines=(line,))

        changed = company.purchase_orders.update(wanted, row_stamp=order.row_stamp)

        assert (order.payment_terms_id, order.promised_date is None, order.comment) == ("Net 30", False, "first")
        assert (changed.payment_terms_id, changed.promised_date, changed.comment) == ("", None, "")
        assert (changed.lines[0].requested_by, changed.lines[0].required_date) == ("", None)

    def test_a_row_that_moved_is_refused_by_the_server_and_before_that_by_the_client(
        self, gp: DynamicsGP, company: Company, fabrikam: GPCompany, order: PurchaseOrder, new_order: Orders
    ) -> None:
        fabrikam.edit_order("PO1001", CONFIRM1="by hand")

        with pytest.raises(RowChangedError, match="it was changed since it was read"):
            company.purchase_orders.update(new_order(), row_stamp=order.row_stamp)
        with pytest.raises(RowChangedError) as caught:
            gp.send(company.purchase_orders.calls.update(new_order(), row_stamp=order.row_stamp), allow_write=True)

        assert (caught.value.status, caught.value.codes, caught.value.outcome_unknown) == (412, ("ROW_CHANGED",), False)
        assert company.purchase_orders.get("PO1001").confirm_with == "by hand"

    def test_an_order_that_a_user_has_open_is_locked(
        self, server: GPServer, company: Company, order: PurchaseOrder, new_order: Orders
    ) -> None:
        server.lock_record("PO1001")
        with pytest.raises(RecordLockedError) as caught:
            company.purchase_orders.update(new_order(), row_stamp=order.row_stamp)
        server.unlock_record("PO1001")

        assert company.purchase_orders.update(new_order(), row_stamp=order.row_stamp).number == "PO1001"
        assert (caught.value.codes, caught.value.outcome_unknown) == (("9184",), False)

    @pytest.mark.parametrize(
        ("happens", "code", "why"),
        [
            (lambda gp: gp.set_status("PO1001", 2), "8249", "its status is RELEASED (2), not NEW (1)"),
            (lambda gp: gp.receive("PO1001"), "HAS_RECEIPTS", "it has receipts"),
            (lambda gp: gp.receive("PO1001", posted=True), "HAS_RECEIPTS", "it has receipts"),
            (
                lambda gp: gp.edit_order("PO1001", Workflow_Status=4),
                "9006",
                "its approval workflow stands at PENDING (4)",
            ),
            (lambda gp: gp.move_to_history("PO1001"), "IN_HISTORY", "it is in history"),
        ],
    )
    def test_it_is_refused_by_the_server_and_before_that_by_the_client(
        self,
        server: GPServer,
        gp: DynamicsGP,
        company: Company,
        fabrikam: GPCompany,
        order: PurchaseOrder,
        new_order: Orders,
        happens: Callable[[GPCompany], None],
        code: str,
        why: str,
    ) -> None:
        happens(fabrikam)
        now = company.purchase_orders.get("PO1001")
        before = len(server.requests)

        with pytest.raises(GuardError) as guarded:
            company.purchase_orders.update(new_order(), row_stamp=now.row_stamp, seen=now)
        sent = len(server.requests) - before
        with pytest.raises(GuardError, match=re.escape(why)):
            company.purchase_orders.update(new_order(), row_stamp=now.row_stamp)
        with pytest.raises(GuardError, match=re.escape(why)):
            company.purchase_orders.void("PO1001", row_stamp=now.row_stamp)
        written = [request.method for request in server.requests[before:] if request.method != "GET"]
        with pytest.raises(RefusedError) as refused:
            gp.send(company.purchase_orders.calls.update(new_order(), row_stamp=now.row_stamp), allow_write=True)

        assert why in str(guarded.value)
        assert now.is_open_for_change is False
        assert (sent, written) == (0, [])
        assert refused.value.codes == (code,)

    def test_what_was_read_must_be_that_order_with_that_stamp(
        self, company: Company, order: PurchaseOrder, new_order: Orders
    ) -> None:
        with pytest.raises(GuardError, match="what was read is PO1001"):
            company.purchase_orders.update(new_order("PO2"), row_stamp=order.row_stamp, seen=order)
        with pytest.raises(RowChangedError, match="it was changed since it was read"):
            company.purchase_orders.update(new_order(), row_stamp="another", seen=order)

    @pytest.mark.parametrize("stamp", ["", "  "])
    def test_no_row_stamp_no_update(self, company: Company, new_order: Orders, stamp: str) -> None:
        with pytest.raises(InvalidValueError, match="row stamp of the order as it was last read"):
            company.purchase_orders.update(new_order(), row_stamp=stamp)

    def test_an_order_that_is_not_there_is_not_found(self, company: Company, new_order: Orders) -> None:
        with pytest.raises(NotFoundError):
            company.purchase_orders.update(new_order("PO9"), row_stamp="2026-11-04T00:00:00.000")

    def test_the_server_wants_the_stamp_too(self, gp: DynamicsGP, order: PurchaseOrder) -> None:
        with pytest.raises(RefusedError) as caught:
            gp.request(
                "PATCH", "Purchasing/PurchaseOrders(PO1001)", company=FABRIKAM, json={"CONFIRM1": "x"}, allow_write=True
            )

        assert caught.value.codes == ("ROW_STAMP",)


class TestVoid:
    def test_it_cancels_the_order_and_moves_it_to_history(self, company: Company, new_order: Orders) -> None:
        order = company.purchase_orders.create(new_order())

        voided = company.purchase_orders.void("PO1001", row_stamp=order.row_stamp, seen=order)

        assert (voided.status, voided.in_history) == (PurchaseOrderStatus.CANCELED, True)
        assert voided.lines[0].status is PurchaseOrderStatus.CANCELED
        assert company.purchase_orders.get("PO1001") == voided

    def test_where_no_history_is_kept_it_is_gone_after_the_answer(
        self, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        fabrikam.keeps_history = False
        order = company.purchase_orders.create(new_order())

        voided = company.purchase_orders.void("PO1001", row_stamp=order.row_stamp)

        assert (voided.status, voided.in_history) == (PurchaseOrderStatus.CANCELED, False)
        with pytest.raises(NotFoundError):
            company.purchase_orders.get("PO1001")

    def test_it_is_guarded_like_an_update(
        self, gp: DynamicsGP, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        order = company.purchase_orders.create(new_order())
        fabrikam.edit_line("PO1001", 0, QTYORDER="3.00000")
        with pytest.raises(RowChangedError):
            gp.send(company.purchase_orders.calls.void("PO1001", row_stamp=order.row_stamp), allow_write=True)
        fabrikam.set_status("PO1001", 2)
        now = company.purchase_orders.get("PO1001")

        with pytest.raises(RefusedError) as caught:
            gp.send(company.purchase_orders.calls.void("PO1001", row_stamp=now.row_stamp), allow_write=True)

        assert caught.value.codes == ("3848",)

    def test_a_deleted_order_frees_its_number(self, company: Company, fabrikam: GPCompany, new_order: Orders) -> None:
        company.purchase_orders.create(new_order())
        fabrikam.delete_order("PO1001")

        assert company.purchase_orders.create(new_order()).number == "PO1001"
