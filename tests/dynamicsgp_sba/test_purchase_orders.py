"""Purchase orders end to end: client and server over real sockets."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from dynamicsgp_sba import (
    COMPANION,
    NO_DATE,
    AlreadyExistsError,
    Company,
    DynamicsGP,
    GuardError,
    InvalidValueError,
    LostAnswerError,
    NewPurchaseOrder,
    NewPurchaseOrderLine,
    NotFoundError,
    PurchaseOrder,
    PurchaseOrderStatus,
    PurchaseOrderType,
    RecordLockedError,
    RefusedError,
    RowChangedError,
    ServerError,
    UnexpectedAnswerError,
    WorkflowStatus,
)
from dynamicsgp_sba.testing import GPCompany, GPServer

FABRIKAM = "Fabrikam, Inc."
Serve = Callable[..., GPServer]
Connect = Callable[..., DynamicsGP]
Orders = Callable[..., NewPurchaseOrder]
Lines = Callable[..., NewPurchaseOrderLine]


class TestCreate:
    def test_the_answer_is_the_record_as_gp_now_holds_it(self, company: Company, new_order: Orders) -> None:
        order = company.purchase_orders.create(new_order("po1001", tax_amount=Decimal("1.25"), comment="Two\r\nlines"))

        assert (order.number, order.type, order.status) == (
            "PO1001",
            PurchaseOrderType.STANDARD,
            PurchaseOrderStatus.NEW,
        )
        assert (order.vendor_name, order.payment_terms_id, order.currency_id) == (
            "Contoso Office Supplies",
            "Net 30",
            "Z-US$",
        )
        assert (order.subtotal, order.tax_amount, order.total) == (Decimal(499), Decimal("1.25"), Decimal("500.25"))
        assert (order.due_date, order.required_date) == (date(2026, 12, 4), date(2026, 11, 4))
        assert (order.in_history, order.has_receipts, order.has_unposted_receipts) == (False, False, False)
        assert (order.comment, order.confirm_with) == ("Two\r\nlines", "PROCURIFY 1001")
        assert order.why_not_open_for_change == ""
        (line,) = order.lines
        assert (line.sequence, line.line_number, line.status) == (16384, 1, PurchaseOrderStatus.NEW)
        assert (line.item_number, line.vendor_item_number, line.non_inventory) == ("DESK-160", "DESK-160", True)
        assert (line.quantity_ordered, line.unit_cost, line.extended_cost) == (
            Decimal(2),
            Decimal("249.50"),
            Decimal(499),
        )

    def test_what_was_created_is_what_is_read(self, company: Company, new_order: Orders) -> None:
        created = company.purchase_orders.create(new_order())

        assert company.purchase_orders.get("PO1001") == created

    def test_it_costs_one_request_on_a_proven_connection(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        company.vendors.get("ACETRAVE0001")
        before = len(server.requests)

        company.purchase_orders.create(new_order())

        assert [request.method for request in server.requests[before:]] == ["POST"]

    def test_a_number_in_work_is_refused_with_gps_code(self, company: Company, new_order: Orders) -> None:
        company.purchase_orders.create(new_order())

        with pytest.raises(AlreadyExistsError) as caught:
            company.purchase_orders.create(new_order(confirm_with="somebody else"))

        assert (caught.value.status, caught.value.codes, caught.value.outcome_unknown) == (409, ("220",), False)
        assert company.purchase_orders.get("PO1001").confirm_with == "PROCURIFY 1001"

    def test_a_number_in_history_is_refused_too(self, company: Company, fabrikam: GPCompany, new_order: Orders) -> None:
        company.purchase_orders.create(new_order())
        fabrikam.move_to_history("PO1001")

        with pytest.raises(AlreadyExistsError):
            company.purchase_orders.create(new_order())

    def test_a_site_may_write_over_existing_numbers_but_not_over_history(
        self, serve: Serve, connect: Connect, new_order: Orders
    ) -> None:
        server = serve(refuses_existing=False)
        orders = connect(server).company(FABRIKAM).purchase_orders
        orders.create(new_order())

        assert orders.create(new_order(confirm_with="again")).confirm_with == "again"
        unproved = COMPANION.with_resource("purchase_orders", refuses_existing=False)
        with pytest.raises(AlreadyExistsError, match="nothing was written"):
            connect(server, profile=unproved).company(FABRIKAM).purchase_orders.create(new_order(confirm_with="third"))
        assert orders.get("PO1001").confirm_with == "again"
        server.companies[FABRIKAM.casefold()].move_to_history("PO1001")
        with pytest.raises(AlreadyExistsError):
            orders.create(new_order())

    def test_a_lost_answer_leaves_the_outcome_unknown_and_is_not_repeated(
        self, either: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        orders = connect(either).company(FABRIKAM).purchase_orders
        either.lose_response("POST", "PurchaseOrders")

        with pytest.raises(LostAnswerError, match="read it back") as caught:
            orders.create(new_order())

        assert caught.value.outcome_unknown is True
        assert [request.status for request in either.requests if request.method == "POST"] == [201]
        assert orders.get("PO1001").subtotal == Decimal(499)

    def test_a_request_that_is_dropped_before_the_work_looks_the_same(
        self, either: GPServer, connect: Connect, new_order: Orders
    ) -> None:
        orders = connect(either).company(FABRIKAM).purchase_orders
        either.drop_before("POST", "PurchaseOrders")

        with pytest.raises(LostAnswerError) as caught:
            orders.create(new_order())

        assert caught.value.outcome_unknown is True
        with pytest.raises(NotFoundError):
            orders.get("PO1001")

    def test_a_deadline_ends_the_wait_and_the_order_may_land_later(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        company.vendors.get("ACETRAVE0001")
        server.slow("PurchaseOrders", seconds=0.8, method="POST")

        with pytest.raises(LostAnswerError, match="timed out") as caught:
            company.purchase_orders.create(new_order(), timeout=0.3)

        assert caught.value.outcome_unknown is True

    @pytest.mark.parametrize("cut", [True, False])
    def test_an_answer_that_cannot_be_read_leaves_the_outcome_unknown(
        self, server: GPServer, company: Company, new_order: Orders, cut: bool
    ) -> None:
        server.garble("PurchaseOrders", method="POST", cut=cut)

        with pytest.raises(LostAnswerError if cut else UnexpectedAnswerError) as caught:
            company.purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is True
        assert company.purchase_orders.get("PO1001").number == "PO1001"

    def test_a_rule_that_is_told_with_a_500_is_a_refusal_since_the_service_is_atomic(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        text = (
            "An unexpected dialog was displayed while processing the request: This purchase order number has been used."
        )
        server.fail("PurchaseOrders", status=500, body=f'{{"Message": "{text}"}}')

        with pytest.raises(AlreadyExistsError) as caught:
            company.purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is False

    def test_where_the_service_is_not_atomic_it_leaves_the_outcome_unknown(
        self, server: GPServer, gp: DynamicsGP, connect: Connect, new_order: Orders
    ) -> None:
        profile = gp.profile.with_resource("purchase_orders", atomic=False)
        orders = connect(server, profile=profile).company(FABRIKAM).purchase_orders
        server.fail("PurchaseOrders", status=500, body='{"Message": "This purchase order number has been used."}')

        with pytest.raises(AlreadyExistsError) as caught:
            orders.create(new_order())

        assert caught.value.outcome_unknown is True

    def test_an_unexplained_500_leaves_the_outcome_unknown_and_is_not_repeated(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        server.fail("PurchaseOrders", status=500, body="<Fault/>", content_type="application/xml", method="POST")

        with pytest.raises(ServerError) as caught:
            company.purchase_orders.create(new_order())

        assert caught.value.outcome_unknown is True
        assert sum(request.method == "POST" for request in server.requests) == 1


class TestRulesOfGp:
    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"vendor_id": "NOSUCH"}, "490", "VENDORID"),
            ({"vendor_id": "OLDVENDR0001"}, "5416", "VENDORID"),
            ({"currency_id": "Z-NONE"}, "963", "CURNCYID"),
            ({"payment_terms_id": "Net 31"}, "383", "PYMTRMID"),
            ({"buyer_id": "NOBODY"}, "269", "BUYERID"),
            ({"ship_to_address_id": "MOON"}, "375", "PRSTADCD"),
            ({"bill_to_address_id": "MOON"}, "381", "PRBTADCD"),
            ({"purchase_address_id": "MOON"}, "380", "VADCDPAD"),
            ({"freight": Decimal("1.005")}, "6619", "FRTAMNT"),
            ({"subtotal": Decimal("499.01")}, "370", "SUBTOTAL"),
            ({"trade_discount": Decimal("499.01")}, "369", "TRDISAMT"),
        ],
    )
    def test_the_header_is_refused_with_gps_code(
        self, company: Company, new_order: Orders, changes: dict[str, Any], code: str, field: str
    ) -> None:
        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(**changes))

        assert (caught.value.status, caught.value.codes) == (400, (code,))
        assert list(caught.value.field_errors) == [field]

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"item_number": "128 SDRAM"}, "5466", "ITEMNMBR"),
            ({"non_inventory": False}, "304", "ITEMNMBR"),
            ({"site_id": None}, "254", "LOCNCODE"),
            ({"site_id": "MOON"}, "256", "LOCNCODE"),
            ({"site_id": "99-OLD"}, "11817", "LOCNCODE"),
            ({"account_number": "000-9999-00"}, "442", "ACTNUMST"),
            ({"account_number": "000-4000-00"}, "ACCOUNT_INACTIVE", "ACTNUMST"),
            ({"account_number": "000-7000-00"}, "ACCOUNT_NO_ENTRY", "ACTNUMST"),
            ({"quantity_ordered": Decimal("2.001")}, "8504", "QTYORDER"),
            ({"quantity_canceled": Decimal(3)}, "323", "QTYCANCE"),
            ({"unit_cost": Decimal("249.505")}, "6621", "UNITCOST"),
        ],
    )
    def test_a_line_is_refused_with_gps_code_and_its_place(
        self,
        company: Company,
        fabrikam: GPCompany,
        new_order: Orders,
        new_line: Lines,
        changes: dict[str, Any],
        code: str,
        field: str,
    ) -> None:
        fabrikam.add_account("000-7000-00", "Closed to entry", allows_entry=False)

        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(lines=(new_line(), new_line(**changes))))

        assert caught.value.codes == (code,)
        assert list(caught.value.field_errors) == [f"Lines[1].{field}"]
        assert not fabrikam.purchase_orders

    def test_all_that_is_wrong_comes_in_one_answer(self, company: Company, new_order: Orders, new_line: Lines) -> None:
        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(currency_id="X", lines=(new_line(site_id=None),)))

        assert caught.value.codes == ("963", "254")

    def test_a_closed_period_does_not_stop_an_order(
        self, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        fabrikam.set_period(2026, 11, purchasing_closed=True)

        assert company.purchase_orders.create(new_order()).document_date == date(2026, 11, 4)

    def test_an_unknown_shipping_method_comes_into_being(
        self, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        order = company.purchase_orders.create(new_order(shipping_method="pigeon"))

        assert order.shipping_method == "PIGEON"
        assert "PIGEON" in fabrikam.shipping_methods

    def test_a_currency_without_decimals_takes_none(self, company: Company, new_order: Orders, new_line: Lines) -> None:
        with pytest.raises(RefusedError) as caught:
            company.purchase_orders.create(new_order(currency_id="Z-YEN"))
        order = company.purchase_orders.create(
            new_order(currency_id="Z-YEN", lines=(new_line(unit_cost=Decimal(25), quantity_ordered=Decimal("1.5")),))
        )

        assert caught.value.codes == ("6621",)
        assert order.subtotal == Decimal(38)  # half away from zero

    def test_an_inventory_item_and_an_approval_workflow(
        self, company: Company, fabrikam: GPCompany, new_order: Orders, new_line: Lines
    ) -> None:
        fabrikam.new_workflow_status = 1

        order = company.purchase_orders.create(
            new_order(lines=(new_line(item_number="128 SDRAM", non_inventory=False),))
        )

        assert order.workflow_status is WorkflowStatus.NOT_SUBMITTED
        assert order.lines[0].non_inventory is False

    def test_terms_that_count_no_net_days_give_no_due_date(self, company: Company, new_order: Orders) -> None:
        assert company.purchase_orders.create(new_order(payment_terms_id="2% EOM")).due_date is None


class TestGet:
    def test_history_is_read_with_the_same_request(
        self, server: GPServer, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        company.purchase_orders.create(new_order())
        fabrikam.move_to_history("PO1001")
        before = len(server.requests)

        order = company.purchase_orders.get("po1001")

        assert order.in_history is True
        assert len(server.requests) == before + 1

    def test_a_number_in_neither_is_not_found(self, company: Company) -> None:
        with pytest.raises(NotFoundError, match="Purchase order NOSUCH does not exist") as caught:
            company.purchase_orders.get("NOSUCH")

        assert (caught.value.status, caught.value.outcome_unknown) == (404, False)

    def test_receipts_are_told_posted_and_unposted(
        self, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        orders = company.purchase_orders
        for number in ("PO1", "PO2", "PO3"):
            orders.create(new_order(number))
        fabrikam.receive("PO2")
        fabrikam.receive("PO3", posted=True)

        assert [orders.has_unposted_receipts(number) for number in ("PO1", "PO2", "PO3")] == [False, True, False]
        assert [orders.get(number).has_receipts for number in ("PO1", "PO2", "PO3")] == [False, True, True]

    def test_a_service_that_does_not_tell_about_receipts_is_no_no(
        self, server: GPServer, company: Company, new_order: Orders
    ) -> None:
        company.purchase_orders.create(new_order())
        answer = company.purchase_orders._sender.exchange(company.purchase_orders.calls.get("PO1001"))
        body = answer.content.decode().replace("HasUnpostedReceipts", "Other").replace("HasReceipts", "Another")
        server.fail("PurchaseOrders", status=200, body=body, times=2)

        with pytest.raises(GuardError, match="does not tell"):
            company.purchase_orders.has_unposted_receipts("PO1001")

        assert company.purchase_orders.get("PO1001").why_not_open_for_change != ""


class TestList:
    def test_marker_and_change_narrow_it_down_over_work_and_history(
        self, company: Company, fabrikam: GPCompany, new_order: Orders
    ) -> None:
        orders = company.purchase_orders
        orders.create(new_order("PO1", confirm_with="PROCURIFY 1"))
        orders.create(new_order("PO2", confirm_with="by hand"))
        third = orders.create(new_order("PO3", confirm_with="procurify 3"))
        fabrikam.move_to_history("PO3")
        assert third.changed_at is not None

        assert [order.number for order in orders.list()] == ["PO1", "PO2", "PO3"]
        assert [order.number for order in orders.list(marker_prefix="Procurify")] == ["PO1", "PO3"]
        assert [order.number for order in orders.list(changed_since=third.changed_at)] == ["PO3"]
        assert orders.list(changed_since=datetime.now(UTC) + timedelta(days=1)) == ()

    def test_an_instant_without_an_offset_is_refused(self, company: Company) -> None:
        with pytest.raises(InvalidValueError, match="no offset from UTC"):
            company.purchase_orders.list(changed_since=datetime(2026, 11, 4))

    def test_a_site_that_cannot_read_history_shows_work_only(
        self, serve: Serve, connect: Connect, new_order: Orders
    ) -> None:
        server = serve(reads_history=False)
        orders = connect(server).company(FABRIKAM).purchase_orders
        orders.create(new_order())
        server.companies[FABRIKAM.casefold()].move_to_history("PO1001")

        assert orders.list() == ()
        with pytest.raises(NotFoundError):
            orders.get("PO1001")


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


class TestWhatIsSent:
    @pytest.mark.parametrize(
        ("changes", "field", "reason"),
        [
            ({"number": "P" * 18}, "PONUMBER", "has 18 characters, at most 17 fit"),
            ({"number": "  "}, "PONUMBER", "it is blank, but GP needs it"),
            ({"vendor_id": None}, "VENDORID", "it is None, but GP needs it"),
            ({"document_date": None}, "DOCDATE", "it is None, but GP needs it"),
            ({"confirm_with": "x\x00y"}, "CONFIRM1", r"holds '\x00', which GP cannot store"),
            ({"comment": "日本"}, "CMMTTEXT", "holds '日', '本', which GP cannot store"),
            ({"exchange_rate": Decimal(10) ** 12}, "XCHGRATE", "is too large for numeric(19,7)"),
            ({"confirm_with": 5}, "CONFIRM1", "expected str, got int 5"),
            ({"freight": 1.5}, "FRTAMNT", "expected Decimal, got float 1.5"),
            ({"freight": Decimal(-1)}, "FRTAMNT", "-1 is negative"),
            ({"freight": Decimal("NaN")}, "FRTAMNT", "NaN is no number"),
            ({"freight": Decimal(10) ** 14}, "FRTAMNT", "is too large"),
            ({"freight": Decimal("0.000001")}, "FRTAMNT", "has 6 decimals, at most 5 fit"),
            ({"document_date": date(1900, 1, 1)}, "DOCDATE", "is not after 1900"),
            ({"promised_date": date(1900, 1, 2)}, "PRMDATE", "is not after 1900"),
            ({"document_date": datetime(2026, 11, 4)}, "DOCDATE", "expected date, got datetime"),
            ({"on_hold": 1}, "HOLD", "expected bool, got int 1"),
            ({"lines": ()}, "Lines", "a document needs at least one"),
        ],
    )
    def test_a_header_that_gp_cannot_store_is_not_sent(
        self, server: GPServer, company: Company, new_order: Orders, changes: dict[str, Any], field: str, reason: str
    ) -> None:
        with pytest.raises(InvalidValueError) as caught:
            company.purchase_orders.create(new_order(**changes))

        assert reason in caught.value.field_errors[field]
        assert f"{field}: " in str(caught.value)
        assert server.requests == ()

    @pytest.mark.parametrize(
        ("changes", "field", "reason"),
        [
            ({"description": "x" * 101}, "ITEMDESC", "has 101 characters, at most 100 fit"),
            ({"unit": "Kilograms"}, "UOFM", "has 9 characters, at most 8 fit"),
            ({"unit_cost": 1}, "UNITCOST", "expected Decimal, got int 1"),
            ({"sequence": -1}, "ORD", "-1 is negative"),
            ({"requested_by": "Zoë 🙂"}, "REQSTDBY", "holds '🙂'"),
        ],
    )
    def test_a_line_that_gp_cannot_store_is_named_with_its_place(
        self, company: Company, new_order: Orders, new_line: Lines, changes: dict[str, Any], field: str, reason: str
    ) -> None:
        with pytest.raises(InvalidValueError) as caught:
            company.purchase_orders.create(new_order(lines=(new_line(), new_line(**changes))))

        assert reason in caught.value.field_errors[f"Lines[1].{field}"]

    @pytest.mark.parametrize(
        ("sequences", "reason"), [((1, None), "give every line a sequence, or none"), ((5, 5), "occurs twice")]
    )
    def test_sequences_are_all_or_nothing_and_differ(
        self,
        company: Company,
        new_order: Orders,
        new_line: Lines,
        sequences: tuple[int | None, ...],
        reason: str,
    ) -> None:
        with pytest.raises(InvalidValueError, match=reason):
            company.purchase_orders.create(new_order(lines=tuple(new_line(sequence=number) for number in sequences)))

    def test_sequences_of_ones_own_are_kept_and_lines_come_in_their_order(
        self, company: Company, new_order: Orders, new_line: Lines
    ) -> None:
        order = company.purchase_orders.create(new_order(lines=(new_line(sequence=100), new_line(sequence=50))))

        assert [(line.sequence, line.line_number) for line in order.lines] == [(50, 2), (100, 1)]

    def test_letters_of_the_code_page_arrive(self, company: Company, new_order: Orders, new_line: Lines) -> None:
        order = company.purchase_orders.create(new_order(lines=(new_line(description="Ñandú € “x” Œ"),)))

        assert order.lines[0].description == "Ñandú € “x” Œ"

    def test_an_envelope_and_an_action_can_be_asked_for(
        self, server: GPServer, gp: DynamicsGP, connect: Connect, new_order: Orders
    ) -> None:
        profile = gp.profile.with_resource("purchase_orders", envelope="order", create_action="Create")
        client = connect(server, profile=profile)

        call = client.company(FABRIKAM).purchase_orders.calls.create(new_order())

        assert call.headers == {"Accept": "application/json", "GP-Custom-Action": "Create"}
        assert call.body is not None
        assert call.body.startswith(b'{"order": {"PONUMBER": "PO1001"')

    def test_values_are_frozen(self, new_order: Orders) -> None:
        order = new_order()

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            order.number = "PO2"  # type: ignore[misc]  # that it fails is the test
