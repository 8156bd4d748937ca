"""The loopback server against the API document: every operation is there, and whole records are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files

import httpx
import pytest

from procurify_client import Procurify
from procurify_client.testing import ProcurifyServer, seed
from procurify_client.testing.api import OPERATIONS
from tests.procurify_client.contract_check import Ask, document, problems

READS = [
    "/api/v3/vendors/",
    "/api/v3/vendors/?page=2&page_size=1",
    "/api/v3/vendors/2/",
    "/api/v3/vendors/3/",
    "/api/v3/vendors/4/",
    "/api/v2/purchase_orders/purchased/all/",
    "/api/v2/purchase_orders/purchased/partial/",
    "/api/v2/purchase_orders/purchased/cancelled/",
    "/api/v2/purchase_orders/receivable/open/",
    "/api/v2/purchase_orders/purchased/all/?page=2&page_size=2",
    "/api/v2/purchase_orders/1/",
    "/api/v2/purchase_orders/3/",
    "/api/v2/purchase_orders/7/",
    "/api/v3/purchase-orders/billing-history/",
    "/api/v3/order-items/",
    "/api/v3/order-items/?page_size=2",
    "/api/v2/global/order_items/",
    "/api/v2/global/orders/",
    "/api/v2/global/orders/?order=2003",
    "/api/v2/global/orders/?page=2&page_size=2",
    "/api/v3/receipt/items/",
    "/api/v3/departments/",
    "/api/v2/locations/",
    "/api/v2/locations/1/",
    "/api/v2/locations/3/",
    "/api/v3/account-codes/",
    "/api/v3/accounts/",
    "/api/v2/currencies/",
    "/api/v3/users/",
    "/api/v3/users/me/",
    "/api/v3/custom-fields/order-items/",
]


@pytest.fixture(scope="module")
def seeded() -> Iterator[ProcurifyServer]:
    with ProcurifyServer() as server:
        seed(server)
        yield server


@pytest.fixture(scope="module")
def procurify(seeded: ProcurifyServer) -> Iterator[Procurify]:
    with Procurify(
        base_url=seeded.base_url, client_id=seeded.client_id, client_secret=seeded.client_secret
    ) as procurify:
        yield procurify


@pytest.fixture(scope="module")
def token_answer(seeded: ProcurifyServer, http: httpx.Client) -> httpx.Response:
    body = {
        "client_id": seeded.client_id,
        "client_secret": seeded.client_secret,
        "audience": "https://api.procurify.com/",
        "grant_type": "client_credentials",
    }
    return http.post(f"{seeded.base_url}/oauth/token", json=body)


@pytest.fixture(scope="module")
def ask(seeded: ProcurifyServer, http: httpx.Client, token_answer: httpx.Response) -> Ask:
    return Ask(http, seeded.base_url, token_answer.json()["access_token"])


class TestDocument:
    def test_every_operation_is_answered(self) -> None:
        """
        None is missing, and none is there that the document does not have.
        """
        described = {one["operationId"] for item in document()["paths"].values() for one in item.values()}

        assert described == OPERATIONS | {"createToken"}

    def test_the_server_reads_the_same_document(self) -> None:
        """
        Its copy is JSON, for which the standard library is enough.
        """
        copy = json.loads((files("procurify_client.testing") / "data" / "procurify-openapi.json").read_text("utf-8"))

        assert copy == document(as_written=True)


class TestAnswers:
    @pytest.mark.parametrize("path", READS)
    def test_a_read_of_the_seeded_tenant(self, ask: Ask, path: str) -> None:
        """
        Records of every kind, in every state, are what the document describes.
        """
        answer = ask("GET", path)

        assert answer.status_code == 200
        assert answer.json()["data"]

    def test_each_field_of_the_document_is_there(self, ask: Ask) -> None:
        """
        An order of the loopback server has every field that the document lists, so that tests see whole records.
        """
        schemas = document()["components"]["schemas"]
        order = ask("GET", "/api/v2/purchase_orders/1/").json()["data"]

        assert set(schemas["PurchaseOrderDetail"]["properties"]) <= set(order)
        assert set(schemas["PurchaseOrderLine"]["properties"]) <= set(order["order_items"][0])

    @pytest.mark.parametrize(
        ("path", "schema"),
        [
            ("/api/v3/vendors/", "VendorListItem"),
            ("/api/v2/purchase_orders/purchased/all/", "PurchaseOrderListItem"),
            ("/api/v3/order-items/", "OrderItem"),
            ("/api/v2/global/orders/", "Order"),
            ("/api/v3/receipt/items/", "ReceiptItem"),
            ("/api/v3/departments/", "Department"),
            ("/api/v2/locations/", "Location"),
            ("/api/v3/account-codes/", "AccountCode"),
            ("/api/v3/accounts/", "ChartOfAccountsAccount"),
            ("/api/v2/currencies/", "Currency"),
            ("/api/v3/users/", "User"),
            ("/api/v3/custom-fields/order-items/", "CustomField"),
            ("/api/v3/purchase-orders/billing-history/", "BillingHistory"),
        ],
    )
    def test_each_field_of_a_list_is_there(self, ask: Ask, path: str, schema: str) -> None:
        """
        So it is with the records of every list, which have no other fields.
        """
        fields = set(document()["components"]["schemas"][schema]["properties"])

        assert [set(record) for record in ask("GET", path).json()["data"][:1]] == [fields]

    def test_the_token_answer_validates(self, token_answer: httpx.Response) -> None:
        """
        The token endpoint as well.
        """
        assert problems("POST", "/oauth/token", token_answer.status_code, token_answer.content) == []

    @pytest.mark.parametrize(
        ("path", "status", "content"),
        [
            ("/api/v3/users/me/", 200, b'{"data": {"id": "2"}}'),
            ("/api/v3/users/me/", 204, b""),
            ("/api/v3/users/me/", 400, b"[]"),
            ("/api/v2/currencies/", 200, b'{"data": [{"name": "USD", "rate": 1.0}]}'),
        ],
    )
    def test_a_wrong_answer_would_be_found(self, path: str, status: int, content: bytes) -> None:
        """
        The check itself notices a wrong kind, a missing field and a status that is not documented.
        """
        assert problems("GET", path, status, content) != []

    def test_a_body_where_there_is_none_would_be_found(self) -> None:
        """
        Reopening an order answers nothing.
        """
        assert problems("POST", "/api/v3/purchase-orders/1/reopen/", 200, b"{}") != []


class TestClientOnSeededServer:
    def test_every_list_reads_without_loss(self, procurify: Procurify, seeded: ProcurifyServer) -> None:
        """
        All records of all kinds are decoded, and nothing is reported unreadable.
        """
        counts = {
            "vendors": len(list(procurify.vendors.list(page_size=1))),
            "orders": len(list(procurify.purchase_orders.list(page_size=2))),
            "items": len(list(procurify.order_items.list(page_size=3))),
            "requisitions": len(list(procurify.requisitions.list(page_size=3))),
            "locations": len(list(procurify.locations.list())),
            "departments": len(list(procurify.departments.list())),
            "account codes": len(list(procurify.account_codes.list())),
            "currencies": len(list(procurify.currencies.list())),
        }

        assert counts == {
            "vendors": 3,
            "orders": 7,
            "items": 7,
            "requisitions": 7,
            "locations": 3,
            "departments": 3,
            "account codes": 2,
            "currencies": 2,
        }

    def test_totals_agree_to_the_cent(self, procurify: Procurify, seeded: ProcurifyServer) -> None:
        """
        What the client reads adds up to what the server holds.
        """
        read = [procurify.purchase_orders.get(row.key).total for row in procurify.purchase_orders.list()]

        assert [str(total) for total in read] == [order["total"] for order in seeded.purchase_orders.values()]
