"""Creating purchase orders end to end."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from dynamicsgp_sba import (
    COMPANION,
    AlreadyExistsError,
    Company,
    DynamicsGP,
    LostAnswerError,
    NewPurchaseOrder,
    NotFoundError,
    PurchaseOrderStatus,
    PurchaseOrderType,
    ServerError,
    UnexpectedAnswerError,
)
from dynamicsgp_sba.testing import GPCompany, GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, Connect, Serve

Orders = Callable[..., NewPurchaseOrder]


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
        server.slow("PurchaseOrders", seconds=60, method="POST")

        with pytest.raises(LostAnswerError, match="timed out") as caught:
            company.purchase_orders.create(new_order(), timeout=2.0)

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
