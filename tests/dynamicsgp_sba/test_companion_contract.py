"""The companion contract: the loopback server and the client keep to the OpenAPI file that partners implement."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types
from requests_ntlm import HttpNtlmAuth

from dynamicsgp_sba import COMPANION, SHIPPED, Company, DynamicsGP, NewPurchaseOrder
from dynamicsgp_sba.call import Call
from dynamicsgp_sba.limits import PURCHASE_ORDER, PURCHASE_ORDER_LINE
from dynamicsgp_sba.testing import GPCompany, GPServer

FABRIKAM = "Fabrikam, Inc."
CONTRACT = yaml.safe_load(
    (Path(__file__).parents[2] / "docs" / "reference" / "companion-openapi.yaml").read_text(encoding="utf-8")
)
Orders = Callable[..., NewPurchaseOrder]


def validate(document: Any, schema: dict[str, Any]) -> None:
    """Check a document against a schema of the contract, whose references are those of the file."""
    Draft202012Validator({**schema, "components": CONTRACT["components"]}).validate(document)


def of(name: str) -> dict[str, Any]:
    """A named schema."""
    return {"$ref": f"#/components/schemas/{name}"}


class TestFile:
    def test_every_schema_is_valid_and_every_reference_leads_somewhere(self) -> None:
        for name, schema in CONTRACT["components"]["schemas"].items():
            Draft202012Validator.check_schema(schema)
            assert name
        for reference in _references(CONTRACT):
            part: Any = CONTRACT
            for step in reference.removeprefix("#/").split("/"):
                part = part[step]
            assert part

    def test_every_operation_has_a_call_of_the_client(self, company: Company, new_order: Orders) -> None:
        calls: dict[str, Call[Any]] = {
            "listPurchaseOrders": company.purchase_orders.calls.list(),
            "createPurchaseOrder": company.purchase_orders.calls.create(new_order()),
            "getPurchaseOrder": company.purchase_orders.calls.get("{number}"),
            "updatePurchaseOrder": company.purchase_orders.calls.update(new_order(), row_stamp="x"),
            "voidPurchaseOrder": company.purchase_orders.calls.void("{number}", row_stamp="x"),
            "listVendorClasses": company.vendor_classes.calls.list(),
            "listBuyers": company.buyers.calls.list(),
            "listShippingMethods": company.shipping_methods.calls.list(),
            "listCompanyAddresses": company.addresses.calls.list(),
            "getCompanySetup": company.setup.calls.get(),
            "listAccounts": company.gl_accounts.calls.list(),
            "getAccount": company.gl_accounts.calls.get("{number}"),
            "getAccountSegments": company.gl_accounts.calls.segments(),
            "getFiscalPeriods": company.fiscal_periods.calls.list(),
        }
        documented = {
            operation["operationId"]: (method.upper(), path)
            for path, methods in CONTRACT["paths"].items()
            for method, operation in methods.items()
            if method != "parameters"
        }

        built = {name: (call.method, "/" + call.url.partition("Inc.)/")[2]) for name, call in calls.items()}

        for key in ("%7Bnumber%7D", "PO1001"):
            built = {name: (method, path.replace(key, "{number}")) for name, (method, path) in built.items()}
        assert built == documented

    def test_lengths_are_those_of_the_client(self) -> None:
        schemas = CONTRACT["components"]["schemas"]
        header = {
            name: rule["maxLength"]
            for name, rule in schemas["NewPurchaseOrder"]["properties"].items()
            if "maxLength" in rule
        }
        line = {
            name: rule["maxLength"] for name, rule in schemas["NewLine"]["properties"].items() if "maxLength" in rule
        }

        assert sorted(header.values()) == sorted(PURCHASE_ORDER.values())
        assert sorted(line.values()) == sorted(PURCHASE_ORDER_LINE.values())

    def test_the_profile_reaches_exactly_these_resources(self) -> None:
        paths = {path.partition("(")[0].lstrip("/") for path in CONTRACT["paths"]}
        companion = {
            f"{resource.series}/{resource.resource}"
            for name, resource in COMPANION.resources.items()
            if not SHIPPED.resources[name].available
        }

        assert paths == companion


class TestAnswers:
    @pytest.mark.parametrize(
        ("path", "schema"),
        [
            ("Purchasing/VendorClasses()", {"type": "array", "items": of("VendorClass"), "minItems": 1}),
            ("Purchasing/Buyers()", {"type": "array", "items": of("Buyer"), "minItems": 1}),
            ("Administration/ShippingMethods()", {"type": "array", "items": of("ShippingMethod"), "minItems": 2}),
            ("Administration/CompanyAddresses()", {"type": "array", "items": of("CompanyAddress"), "minItems": 4}),
            ("System/CompanySetup()", of("CompanySetup")),
            ("Financials/Accounts()", {"type": "array", "items": of("Account"), "minItems": 1}),
            ("Financials/Accounts(000-6100-01)", of("Account")),
            ("Financials/AccountSegments()", of("AccountSegments")),
            ("Financials/FiscalPeriods()", of("FiscalPeriods")),
        ],
    )
    def test_reference_data(self, gp: DynamicsGP, path: str, schema: dict[str, Any]) -> None:
        validate(gp.request("GET", path, company=FABRIKAM).data, schema)

    def test_purchase_orders(self, gp: DynamicsGP, company: Company, fabrikam: GPCompany, new_order: Orders) -> None:
        calls = company.purchase_orders.calls
        created = gp.exchange(calls.create(new_order()), allow_write=True)
        changed = gp.exchange(calls.update(new_order(comment="x"), row_stamp=created.data.row_stamp), allow_write=True)
        voided = gp.exchange(calls.void("PO1001", row_stamp=changed.data.row_stamp), allow_write=True)
        gp.exchange(calls.create(new_order("PO2")), allow_write=True)
        fabrikam.receive("PO2")
        listed = gp.exchange(calls.list())

        assert [answer.status for answer in (created, changed, voided, listed)] == [201, 200, 200, 200]
        for answer in (created, changed, voided):
            validate(json.loads(answer.content), of("PurchaseOrder"))
        validate(json.loads(listed.content), {"type": "array", "items": of("PurchaseOrder"), "minItems": 2})

    def test_refusals(self, server: GPServer, company: Company, new_order: Orders) -> None:
        stamp = company.purchase_orders.create(new_order()).row_stamp
        calls = company.purchase_orders.calls
        refused = [
            calls.create(new_order()),
            calls.create(new_order("PO2", vendor_id="NOSUCH")),
            calls.get("NOSUCH"),
            calls.update(new_order(), row_stamp="moved"),
            calls.void("NOSUCH", row_stamp=stamp),
        ]

        answers = [_raw(server, call) for call in refused]

        assert [status for status, _ in answers] == [409, 400, 404, 412, 404]
        for _, document in answers:
            validate(document, of("Refusal"))


class TestRequests:
    def test_what_the_client_sends_keeps_to_the_contract(self, company: Company, new_order: Orders) -> None:
        full = new_order(
            required_date=new_order().document_date, promised_date=new_order().document_date, buyer_id="BUYER01",
            currency_id="Z-US$", payment_terms_id="Net 30", shipping_method="GROUND", ship_to_address_id="PRIMARY",
            bill_to_address_id="PRIMARY", purchase_address_id="PRIMARY", comment="x", note="y",
            tax_schedule_id="ILSALES-7", exchange_rate=Decimal("0.73"), subtotal=None,
        )  # fmt: skip
        calls = company.purchase_orders.calls

        for order in (new_order(), full):
            validate(_body(calls.create(order)), of("NewPurchaseOrder"))
            validate(_body(calls.update(order, row_stamp="x")), of("NewPurchaseOrder"))
            validate(_body(calls.update(order, row_stamp="x")), of("RowStamp"))
        validate(_body(calls.void("PO1001", row_stamp="x")), of("RowStamp"))
        documented = set(CONTRACT["components"]["schemas"]["NewPurchaseOrder"]["properties"])
        assert set(_body(calls.create(full))) == documented - {"SUBTOTAL"}


def _raw(server: GPServer, call: Call[Any]) -> tuple[int, Any]:
    """Send a call without the client, and give the answer as it is on the wire."""
    auth = HttpNtlmAuth(r"FABRIKAM\svc_gp", "made-up Canary 7!")
    answer = requests.request(call.method, call.url, data=call.body, headers=dict(call.headers), auth=auth, timeout=9)
    return answer.status_code, answer.json()


def _body(call: Call[Any]) -> Any:
    assert call.body is not None
    return json.loads(call.body)


def _references(document: Any) -> list[str]:
    if isinstance(document, dict):
        found = [document["$ref"]] if "$ref" in document else []
        return found + [reference for item in document.values() for reference in _references(item)]
    return [reference for item in document for reference in _references(item)] if isinstance(document, list) else []
