"""Procurify as a source: what is listed, what is fetched, and what an order says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core.model import Unavailable
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.flows.purchase_orders.document import Coding, LineKind, Modifier, OrderState
from gp_sync.systems.procurify import OrderFeed
from gp_sync.systems.procurify_orders import decode_order
from procurify_client import Backoff, Limits, Procurify
from procurify_client.testing import OrderLine, ProcurifyServer

SINCE, UNTIL = date(2020, 1, 1), date(2040, 1, 1)


@attrs.frozen
class Tenant:
    """A tenant with a department and a vendor, and the feed over it."""

    server: ProcurifyServer
    feed: OrderFeed
    department: int
    vendor: int

    def order(self, **fields: Any) -> Any:
        line = {"name": "Copy paper", "quantity": "2", "price": "24.50", "account_code": "6100"} | fields.pop(
            "line", {}
        )
        return self.server.add_purchase_order(
            vendor=self.vendor,
            lines=[OrderLine(department=self.department, unit="each", **line)],
            **({"date": datetime(2026, 11, 4, 15, 0, tzinfo=UTC)} | fields),
        )

    def decoded(self, order: Any) -> Any:
        return decode_order(self.feed.fetch(str(order["procurify_PO"])).payload)


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    with (
        ProcurifyServer(client_id="client", client_secret="made-up") as server,
        Procurify(
            base_url=server.base_url,
            client_id="client",
            client_secret="made-up",
            page_size=2,
            backoff=Backoff(attempts=1),
            limits=Limits(in_flight=None, per_second=None),
        ) as client,
    ):
        server.add_account_code("6100", "Office supplies")
        location = server.add_location("Plant North")["id"]
        department = server.add_department("Administration", location)["id"]
        vendor = server.add_vendor("Contoso", external_id="CONTOSUP0001")["id"]
        yield Tenant(server, OrderFeed(client), department, vendor)


class TestPages:
    def test_all_pages_are_listed_with_the_orders_numbers(self, tenant: Tenant) -> None:
        for _ in range(5):
            tenant.order()

        pages = list(tenant.feed.pages(SINCE, UNTIL))

        assert sorted(row.source_id for page in pages for row in page.rows) == ["1", "2", "3", "4", "5"]
        assert sorted(row.label for page in pages for row in page.rows) == ["PF1", "PF2", "PF3", "PF4", "PF5"]
        assert [page.drifted for page in pages] == [False, False, False]

    def test_an_order_is_dated_by_the_latest_day_that_it_may_be_of(self, tenant: Tenant) -> None:
        """At 20:00 in UTC it is the 10th in Auckland already, and at 9:59 in UTC it is not yet the 10th anywhere."""
        tenant.order(date=datetime(2026, 11, 10, 9, 0, tzinfo=timezone(timedelta(hours=13))))
        tenant.order(date=datetime(2026, 11, 9, 9, 59, tzinfo=UTC))

        (page,) = tenant.feed.pages(SINCE, UNTIL)

        assert {row.source_id: row.dated for row in page.rows} == {"1": date(2026, 11, 10), "2": date(2026, 11, 9)}

    def test_a_token_moves_with_the_order_and_with_nothing_else(self, tenant: Tenant) -> None:
        first, _ = tenant.order(), tenant.order()

        def tokens() -> dict[str, str]:
            return {row.source_id: row.token for page in tenant.feed.pages(SINCE, UNTIL) for row in page.rows}

        before = tokens()
        tenant.server.edit_purchase_order(first["procurify_PO"], comment="changed")
        after = tokens()

        assert (before["1"] == after["1"], before["2"] == after["2"]) == (False, True)

    def test_a_row_that_cannot_be_read_is_fetched_if_its_key_can(self, tenant: Tenant) -> None:
        body = (
            b'{"metadata": {"pagination": {"count": 2, "next": null, "num_pages": 1, "current_page": 1}},'
            b' "data": [{"procurify_PO": 7, "total": "many"}, {"total": "5.00"}]}'
        )
        tenant.server.garble("/purchase_orders/purchased/", content=body, content_type="application/json")

        (page,) = tenant.feed.pages(SINCE, UNTIL)

        assert [row.source_id for row in page.rows] == ["7"]
        assert len(page.unreadable) == 1
        assert "procurify_PO" in page.unreadable[0]

    def test_order_items_that_cannot_be_read_are_named_after_the_others(self, tenant: Tenant) -> None:
        body = (
            b'{"metadata": {"pagination": {"count": 2, "next": null, "num_pages": 1, "current_page": 1}}, "data": ['
            b' {"id": 8, "last_modified": "soon"},'
            b' {"id": 9, "purchase_order": 7, "last_modified": "2026-11-04T15:00:00Z"}]}'
        )
        tenant.server.garble("/order-items/", content=body, content_type="application/json")
        touches = tenant.feed.touched(SINCE, UNTIL)

        assert next(touches).source_id == "7"
        with pytest.raises(RecordsUnreadable, match="order item 8"):
            next(touches)

    def test_a_list_that_loses_its_last_page_meanwhile_has_drifted(self, tenant: Tenant) -> None:
        orders = [tenant.order() for _ in range(3)]
        tenant.server.after_page(
            "/purchase_orders/", 1, lambda: tenant.server.remove_purchase_order(orders[0]["procurify_PO"])
        )

        pages = list(tenant.feed.pages(SINCE, UNTIL))

        assert [(len(page.rows), page.drifted) for page in pages] == [(2, False), (0, True)]

    def test_a_refused_login_says_so(self, tenant: Tenant) -> None:
        tenant.server.fail("/purchase_orders/", status=403, body='{"detail": "no"}')

        with pytest.raises(Unavailable) as unavailable:
            list(tenant.feed.pages(SINCE, UNTIL))

        assert unavailable.value.finding.code == "PROCURIFY_ACCESS_DENIED"


class TestFetch:
    def test_the_answer_is_kept_byte_for_byte(self, tenant: Tenant) -> None:
        order = tenant.order()

        fetched = tenant.feed.fetch(str(order["procurify_PO"]))

        assert (fetched.label, fetched.problem) == ("PF1", None)
        assert fetched.payload.startswith(b"{")

    def test_an_order_that_is_gone_is_its_own_problem(self, tenant: Tenant) -> None:
        fetched = tenant.feed.fetch("99")

        assert fetched.payload == b""
        assert fetched.problem == "Procurify does not give order 99 (any more)"

    def test_an_order_that_the_server_fails_on_is_its_own_problem(self, tenant: Tenant) -> None:
        """What it would mean if the server failed on all of them comes along."""
        tenant.server.fail("/purchase_orders/1/", status=503)

        fetched = tenant.feed.fetch("1")

        assert (fetched.payload, fetched.problem) == (b"", "Procurify lists order 1 and answers 503 when asked for it")
        assert fetched.failure is not None
        assert fetched.failure.code == "PROCURIFY_UNAVAILABLE"

    def test_an_order_that_cannot_be_read_is_kept_with_its_problem(self, tenant: Tenant) -> None:
        body = b'{"data": {"procurify_PO": 1, "total": "many"}}'
        tenant.server.garble("/purchase_orders/1/", content=body, content_type="application/json")

        fetched = tenant.feed.fetch("1")

        assert fetched.payload == body
        assert fetched.problem is not None
        assert "total" in fetched.problem

    @pytest.mark.parametrize(
        ("data", "label"),
        [
            (b'{"number": "PF1", "total": "many"}', "PF1"),
            (b'{"number": 52, "total": "many"}', "52"),
            (b'{"number": null, "total": "many"}', ""),
            (b'{"total": "many"}', ""),
            (b"[]", ""),
        ],
        ids=["number", "digits", "null", "absent", "list"],
    )
    def test_an_order_that_cannot_be_read_keeps_its_number_where_the_payload_tells_it(
        self, tenant: Tenant, data: bytes, label: str
    ) -> None:
        tenant.server.garble("/purchase_orders/1/", content=b'{"data": ' + data + b"}", content_type="application/json")

        fetched = tenant.feed.fetch("1")

        assert (fetched.label, fetched.problem is None) == (label, False)

    def test_a_page_of_something_else_is_the_sides_fault(self, tenant: Tenant) -> None:
        tenant.server.garble("/purchase_orders/1/", content=b"<html>", content_type="text/html")

        with pytest.raises(Unavailable):
            tenant.feed.fetch("1")


class TestDecode:
    def test_an_order_in_the_engines_terms(self, tenant: Tenant) -> None:
        order = tenant.order(freight="12.50", comment="Dock 3", shipping_method="Ground")

        decoded = tenant.decoded(order)

        assert (decoded.key, decoded.number, decoded.state) == (1, "PF1", OrderState.PURCHASED)
        assert decoded.vendor.external_id == "CONTOSUP0001"
        assert (decoded.subtotal, decoded.freight, decoded.total) == (Decimal(49), Decimal("12.5"), Decimal("61.5"))
        assert (decoded.currency, decoded.comment, decoded.shipping_method) == ("USD", "Dock 3", "Ground")
        (line,) = decoded.lines
        assert line.coding == Coding(account_code="6100", department="Administration", location="Plant North")
        assert (line.quantity, line.unit_price, line.total) == (Decimal(2), Decimal("24.5"), Decimal(49))
        assert (line.kind, line.by_amount) == (LineKind.ONE_TIME, False)

    def test_what_this_version_has_no_name_for_is_told_by_its_value(self) -> None:
        body = b"""{"procurify_PO": 3, "state": 0, "pref_vendor": {"id": 7, "name": "Contoso", "type": 9},
                   "order_items": [{"id": 5, "receive_method": 4}, {"id": 6, "receive_method": 1}]}"""

        decoded = decode_order(body)

        assert decoded.vendor is not None
        assert decoded.vendor.kind == "type 9"
        assert [(row.unknown_receive_method, row.by_amount) for row in decoded.lines] == [("type 4", False), ("", True)]

    @pytest.mark.parametrize(
        ("wire", "modifier"),
        [
            (b'"percentage"', Modifier(value=Decimal(10), percentage=True)),
            (b'"amount"', Modifier(value=Decimal(10), percentage=False)),
            (b'"compound"', Modifier(value=Decimal(10), percentage=False, unknown_type="compound")),
            (b"null", Modifier(value=Decimal(10), percentage=None)),
        ],
    )
    def test_edge_50_the_type_of_a_tax_is_not_guessed(self, wire: bytes, modifier: Modifier) -> None:
        body = b'{"procurify_PO": 3, "state": 0, "order_items": [], "tax": {"value": "10", "type": %b}}' % wire

        assert decode_order(body).tax == modifier

    def test_percentages_and_states(self, tenant: Tenant) -> None:
        order = tenant.order(discount="10%")
        tenant.server.cancel_purchase_order(order["procurify_PO"])

        decoded = tenant.decoded(order)

        assert decoded.discount == Modifier(value=Decimal(10), percentage=True)
        assert decoded.state is OrderState.CANCELLED

    def test_almost_nothing_is_still_an_order(self) -> None:
        body = b'{"procurify_PO": 3, "state": 9, "order_items": [{"id": 5, "account": null}]}'

        decoded = decode_order(body)

        assert (decoded.state, decoded.state_value, decoded.vendor) == (OrderState.UNKNOWN, "9", None)
        assert decoded.lines[0].coding is None

    @pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"procurify_PO": "x"}'])
    def test_what_cannot_be_read_says_why(self, body: bytes) -> None:
        with pytest.raises(ValueError, match="expected"):
            decode_order(body)
