"""The loopback server against the API document: every answer of every GET operation validates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types

from procurify_client import Procurify
from procurify_client.testing import ProcurifyServer, seed

OPENAPI: dict[str, Any] = json.loads(
    (files("procurify_client.testing") / "data" / "procurify-openapi.json").read_text("utf-8")
)

# An address for each operation that the server has: several where the answer differs in kind.
ADDRESSES = {
    "/api/v3/vendors/": ["", "?page=2&page_size=1", "?external_id=NOBODY"],
    "/api/v3/vendors/{id}/": ["2", "3", "4"],
    "/api/v2/purchase_orders/{role}/{status}/": [
        "purchased/all",
        "purchased/partial",
        "purchased/cancelled",
        "receivable/open",
        "purchased/all/?page=2&page_size=2",
    ],
    "/api/v2/purchase_orders/{id}/": ["1", "3", "4", "7"],
    "/api/v3/order-items/": ["", "?page_size=2"],
    "/api/v2/global/order_items/": [""],
    "/api/v2/global/orders/": ["", "?order=2003", "?page=2&page_size=2"],
    "/api/v3/departments/": [""],
    "/api/v2/locations/": [""],
    "/api/v2/locations/{id}/": ["1", "3"],
    "/api/v3/account-codes/": [""],
    "/api/v2/currencies/": [""],
    "/api/v3/users/": [""],
    "/api/v3/users/me/": [""],
}


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


def errors(operation: dict[str, Any], value: Any) -> list[str]:
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": OPENAPI["components"]})
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


class TestAnswers:
    @pytest.mark.parametrize(("path", "rest"), [(path, rest) for path, rests in ADDRESSES.items() for rest in rests])
    def test_an_answer_validates(self, procurify: Procurify, path: str, rest: str) -> None:
        """
        What the server sends is what the API document describes.
        """
        if rest and not rest.startswith("?"):
            stem, _, query = rest.partition("/?")
            address, params = re.sub(r"\{.*\}", stem, path), query
        else:
            address, params = path, rest.removeprefix("?")
        query_pairs = dict(pair.split("=") for pair in params.split("&") if pair)

        response = procurify.request("GET", address, params=query_pairs)

        assert errors(OPENAPI["paths"][path]["get"], json.loads(response.content)) == []
        assert response.data["data"] or "NOBODY" in rest

    def test_each_field_of_the_document_is_there(self, procurify: Procurify) -> None:
        """
        An order of the loopback server has every field that the document lists, so that tests see whole records.
        """
        schemas = OPENAPI["components"]["schemas"]
        order = procurify.request("GET", "/api/v2/purchase_orders/1/").data["data"]

        assert set(schemas["PurchaseOrderDetail"]["properties"]) <= set(order)
        assert set(schemas["PurchaseOrderLine"]["properties"]) <= set(order["order_items"][0])

    def test_each_field_of_a_requisition_is_there(self, procurify: Procurify) -> None:
        """
        So it is with a requisition and its log.
        """
        schemas = OPENAPI["components"]["schemas"]
        requisition = procurify.request("GET", "/api/v2/global/orders/").data["data"][0]

        assert set(schemas["Order"]["properties"]) <= set(requisition)
        assert set(schemas["LogEntry"]["properties"]) <= set(requisition["logs"][0])
        assert set(schemas["Branch"]["properties"]) <= set(requisition["branch"])

    def test_the_token_answer_validates(self, http: httpx.Client, seeded: ProcurifyServer) -> None:
        """
        The token endpoint as well.
        """
        body = {
            "client_id": seeded.client_id,
            "client_secret": seeded.client_secret,
            "audience": "https://api.procurify.com/",
            "grant_type": "client_credentials",
        }
        answer = http.post(f"{seeded.base_url}/oauth/token", json=body).json()

        assert errors(OPENAPI["paths"]["/oauth/token"]["post"], answer) == []

    def test_a_wrong_answer_would_be_found(self) -> None:
        """
        The check itself notices a wrong kind and a missing field.
        """
        operation = OPENAPI["paths"]["/api/v3/users/me/"]["get"]

        assert errors(operation, {"data": {"id": "2"}}) != []


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
