"""Every operation of the API: the method that carries it out, its request on the wire, and its answer read."""

from __future__ import annotations

import importlib
import inspect
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import httpx
import pytest
import respx
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types

from procurify_client import AsyncProcurify, Page, Procurify
from procurify_client.models import (
    Account,
    AccountCode,
    BillingHistory,
    ClosedPurchaseOrder,
    CreatedRequisition,
    Currency,
    CurrentUser,
    CustomField,
    Department,
    Location,
    OrderItem,
    PurchaseOrder,
    PurchaseOrderRow,
    Receipt,
    Requisition,
    RevisedPurchaseOrder,
    User,
    Vendor,
)
from tests.procurify_client.contract_check import document
from tests.procurify_client.faces import FACES
from tests.procurify_client.operations import CASES, Case
from tests.procurify_client.schema_records import unknown_members
from tests.procurify_client.scripts import script

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time
    from tests.procurify_client.faces import Face

SAMPLES = Path(__file__).parent / "samples"
KINDS: dict[str, type[Any] | None] = {
    "listVendors": Vendor,
    "createVendor": Vendor,
    "getVendor": Vendor,
    "replaceVendor": Vendor,
    "updateVendor": Vendor,
    "listPurchaseOrders": PurchaseOrderRow,
    "getPurchaseOrder": PurchaseOrder,
    "updatePurchaseOrder": RevisedPurchaseOrder,
    "closePurchaseOrder": ClosedPurchaseOrder,
    "reopenPurchaseOrder": None,
    "getBillingHistory": BillingHistory,
    "listOrderItems": OrderItem,
    "listGlobalOrderItems": OrderItem,
    "listOrders": Requisition,
    "createRequisition": CreatedRequisition,
    "listReceiptItems": Receipt,
    "createReceiptItem": Receipt,
    "listDepartments": Department,
    "createDepartment": Department,
    "updateDepartment": Department,
    "listLocations": Location,
    "getLocation": Location,
    "listAccountCodes": AccountCode,
    "createAccountCode": AccountCode,
    "updateAccountCode": AccountCode,
    "listAccounts": Account,
    "listCurrencies": Currency,
    "listUsers": User,
    "getCurrentUser": CurrentUser,
    "listOrderItemCustomFields": CustomField,
}


def operations() -> dict[str, tuple[str, str, Any]]:
    """Give every operation by its id, with method, path and description."""
    return {
        found["operationId"]: (method, path, found) for method, path, found in script("write_operations").operations()
    }


def offered(client: type[Any], target: str) -> Any:
    """Give a method of a face by `group.method`."""
    group, _, method = target.partition(".")
    home = getattr(client, group)
    name = home.fget.__annotations__["return"].strip('"')
    module = importlib.import_module(f"procurify_client.resources.{group}")
    return getattr(getattr(module, name), method)


def arguments(method: Any) -> set[str]:
    """Give the names of a method's arguments, filters included."""
    found = set(inspect.signature(method).parameters) - {"self"}
    if "filters" in found:
        (filters,) = get_args(get_type_hints(method)["filters"])
        found |= set(filters.__annotations__)
    return found


class TestTable:
    @pytest.mark.parametrize("name", ["write_operations", "write_fields"])
    def test_the_pages_are_up_to_date(self, name: str) -> None:
        """
        They are written anew when the API document or a class changes.
        """
        assert script(name).PAGE.read_text("utf-8") == script(name).page(), f"run `python docs/{name}.py`"

    def test_no_operation_is_missing(self) -> None:
        """
        Every operation of the document has its method, and nothing else is in the table.
        """
        assert set(script("write_operations").METHODS) == set(operations())

    def test_the_client_asks_for_tokens_itself(self) -> None:
        """
        That is the only operation without a method.
        """
        assert [name for name, target in script("write_operations").METHODS.items() if target is None] == [
            "createToken"
        ]

    @pytest.mark.parametrize("client", [Procurify, AsyncProcurify])
    def test_every_method_is_there(self, client: type[Any]) -> None:
        """
        On both faces, and every list with its page.
        """
        for target in filter(None, script("write_operations").METHODS.values()):
            assert callable(offered(client, target))
            if ".list" in target:
                assert callable(offered(client, f"{target}_page"))

    @pytest.mark.parametrize("operation", [name for name in KINDS if name.startswith("list")])
    def test_every_documented_parameter_is_an_argument(self, operation: str) -> None:
        """
        Of the method for a page; the page's number is that of `list_page` alone.
        """
        target = script("write_operations").METHODS[operation]
        documented = {argument for _, argument in script("write_operations").parameters(operations()[operation][2])}

        assert documented <= arguments(offered(Procurify, f"{target}_page"))
        assert documented - {"page"} <= arguments(offered(Procurify, target))

    def test_every_operation_is_tried(self) -> None:
        """
        The exchanges below leave none out.
        """
        assert {case.operation for case in CASES} == set(operations()) - {"createToken"} == set(KINDS)

    def test_every_schema_of_a_record_has_a_class(self) -> None:
        """
        The schemas that no class reads are envelopes, requests, enumerations and the token's.
        """
        schemas = document()["components"]["schemas"]
        left = {
            name for name in schemas if name not in script("write_fields").SCHEMAS and "properties" in schemas[name]
        }

        assert {name for name in left if not name.endswith(("Page", "Single", "Request", "List"))} == {
            "ErrorBody",
            "Pagination",
            "PurchaseOrderCounts",
            "RequisitionCustomField",
            "TokenResponse",
        }


class TestFaces:
    @pytest.mark.parametrize("target", sorted(filter(None, script("write_operations").METHODS.values())))
    def test_both_take_the_same_arguments(self, target: str) -> None:
        """
        What one face can do, the other can.
        """
        sync, awaited = (
            inspect.signature(offered(client, target)).parameters for client in (Procurify, AsyncProcurify)
        )

        assert [str(parameter) for parameter in sync.values()] == [str(parameter) for parameter in awaited.values()]


def wanted(operation: str) -> Any:
    """Give the schema of what an operation is sent."""
    _, _, described = operations()[operation]
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": document()["components"]})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.operation)
class TestExchanges:
    @pytest.mark.parametrize("face", FACES)
    def test_the_request_and_its_answer(self, case: Case, face: Face, time: Time) -> None:
        """
        Method, path, query and body are those of the document, and the answer becomes a record.
        """
        method, _, path = case.request.partition(" ")
        content = b"" if case.answer is None else (SAMPLES / f"{case.answer}.json").read_bytes()
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
            route = mock.request(method, path).respond(201 if method == "POST" else 200, content=content)
            (result,) = face(time, case.call)

        request = route.calls.last.request
        sent = [pair for pair in httpx.QueryParams(request.url.query).multi_items() if not pair[0].startswith("page")]
        assert (route.call_count, sorted(sent)) == (1, sorted(case.query))
        assert (json.loads(request.content) if request.content else None) == case.body
        records = result.records if isinstance(result, Page) else result if isinstance(result, list) else [result]
        kind = KINDS[case.operation]
        assert records
        assert {type(record) for record in records} == {type(None) if kind is None else kind}
        assert not isinstance(result, Page) or result.unreadable == ()

    def test_the_body_is_what_the_document_describes(self, case: Case) -> None:
        """
        Every body that is sent validates.
        """
        described = operations()[case.operation][2]

        assert ("requestBody" in described) == (case.body is not None)
        if case.body is not None:
            assert [error.message for error in wanted(case.operation).iter_errors(case.body)] == []

    def test_nothing_of_the_answer_is_unknown(self, case: Case, time: Time) -> None:
        """
        Every member of the sample has its field, at any depth.
        """
        if case.answer is None:
            return
        method, _, path = case.request.partition(" ")
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
            mock.request(method, path).respond(content=(SAMPLES / f"{case.answer}.json").read_bytes())
            (result,) = FACES[0](time, case.call)

        records = result.records if isinstance(result, Page) else result if isinstance(result, list) else [result]
        assert [unknown for record in records for unknown in unknown_members(record)] == []
