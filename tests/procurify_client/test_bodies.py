"""Request bodies: checked when they are made, exact on the wire, and as the API document describes them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types

from procurify_client import PriceModifierType, VendorType
from procurify_client import bodies as b
from procurify_client.bodies.base import Among, Digits, Text
from tests.procurify_client.contract_check import document
from tests.procurify_client.operations import REQUISITION, REVISION

SCHEMAS: dict[str, type[b.Body]] = {
    "VendorRequest": b.NewVendor,
    "VendorPatchRequest": b.VendorChange,
    "NamedTermRequest": b.NewTerm,
    "PurchaseOrderUpdateRequest": b.PurchaseOrderChange,
    "PurchaseOrderLineEdit": b.LineChange,
    "RequisitionCreateRequest": b.NewRequisition,
    "RequisitionLineCreateRequest": b.NewRequisitionLine,
    "RequisitionCustomField": b.NewCustomFieldValue,
    "ReceiptItemRequest": b.NewReceipt,
    "DepartmentRequest": b.NewDepartment,
    "AccountCodeCreateRequest": b.NewAccountCode,
    "AccountCodeUpdateRequest": b.AccountCodeChange,
}
LINE = attrs.asdict(REQUISITION.lines[0], recurse=False)


def validator(schema: str) -> Any:
    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": document()["components"]})


def wire_names(body: type[b.Body]) -> dict[str, str]:
    """Give the fields of a body by the names that they have on the wire."""
    found = {body.wire_names.get(field.name, field.name): field.name for field in attrs.fields(body)}
    if body is b.PurchaseOrderChange:
        parties = {party: found.pop(party) for party in ("buyer", "receiver")}
        members = wire_names(b.PartyChange)
        found |= {f"{party}_{member}": name for party in parties for member, name in members.items()}
    return found


def described_fields(schema: str, body: type[b.Body]) -> dict[str, Any]:
    """Give what the document says of each field that a body has itself."""
    properties = document()["components"]["schemas"][schema]["properties"]
    prefix = "buyer_" if body is b.PartyChange else ""
    own = {field.name for field in attrs.fields(body)}
    return {name: properties[prefix + wire] for wire, name in wire_names(body).items() if name in own}


class TestNotGiven:
    def test_unset_is_not_none(self) -> None:
        """
        What is not given stays out of the request; None is sent as null.
        """
        assert b.VendorChange(fax=None).to_json() == {"fax": None}
        assert b.VendorChange().to_json() == {}

    def test_it_says_what_it_is(self) -> None:
        """
        Also where a record is printed.
        """
        assert repr(b.UNSET) == "UNSET"


class TestAgainstTheDocument:
    @pytest.mark.parametrize(("schema", "body"), SCHEMAS.items())
    def test_every_field_of_the_document_can_be_written(self, schema: str, body: type[b.Body]) -> None:
        """
        And nothing that it does not know.
        """
        assert set(wire_names(body)) == set(document()["components"]["schemas"][schema]["properties"])

    @pytest.mark.parametrize(("schema", "body"), SCHEMAS.items())
    def test_what_is_required_or_has_a_value_that_stands_for_nothing(self, schema: str, body: type[b.Body]) -> None:
        """
        A body cannot be made without what the document requires.
        """
        required = set(document()["components"]["schemas"][schema].get("required", []))
        optional = {field.name for field in attrs.fields(body) if field.default is b.UNSET}

        assert {name for wire, name in wire_names(body).items() if wire in required} & optional == set()

    @pytest.mark.parametrize(("schema", "body"), [*SCHEMAS.items(), ("PurchaseOrderUpdateRequest", b.PartyChange)])
    def test_limits_and_nulls_are_those_of_the_document(self, schema: str, body: type[b.Body]) -> None:
        """
        Every limit is checked, and none that is not there; None is accepted where the document has null.
        """
        for name, described in described_fields(schema, body).items():
            rules = body._rules_of_class()[name]
            limits = [rule for rule in rules.rules if isinstance(rule, Text | Digits)]
            expected: list[Text | Digits] = []
            if "maxLength" in described:
                expected.append(Text(described["maxLength"]))
            if described.get("format") == "decimal":
                whole, places = (int(part.partition("}")[0]) for part in described["pattern"].split("{0,")[1:])
                expected.append(Digits(whole, places))
            null = "null" in described.get("type", []) or {"type": "null"} in described.get("anyOf", [])

            assert (name, limits, type(None) in rules.kinds) == (name, expected, null)

    @given(
        st.builds(
            b.VendorChange,
            name=st.text(max_size=150) | st.just(b.UNSET),
            type=st.sampled_from([VendorType.REGULAR, VendorType.CHECKOUT]) | st.just(b.UNSET),
            city=st.text(max_size=50) | st.none() | st.just(b.UNSET),
            emails=st.lists(st.emails(), max_size=2).map(tuple) | st.just(b.UNSET),
            overall_score=st.decimals(min_value=-99, max_value=99, places=3) | st.none() | st.just(b.UNSET),
            payment_term=st.builds(b.NewTerm, name=st.text(max_size=100)) | st.none() | st.just(b.UNSET),
            email_configurations=st.just({"ap@vendor.example": {"auto_po": True}}) | st.just(b.UNSET),
            is_1099_eligible=st.booleans() | st.none() | st.just(b.UNSET),
        )
    )
    def test_any_change_of_a_vendor_validates(self, change: b.VendorChange) -> None:
        """
        Whatever can be made is what the document describes.
        """
        assert [error.message for error in validator("VendorPatchRequest").iter_errors(change.to_json())] == []


class TestAmounts:
    @given(st.decimals(min_value=-(10**12), max_value=10**12, places=8))
    def test_they_go_out_exactly(self, amount: Decimal) -> None:
        """
        As text with the same value, without an exponent and within the documented digits.
        """
        written = b.NewRequisitionLine(**LINE | {"unit_price": amount}).to_json()

        assert Decimal(written["unit_price"]) == amount
        assert [error.message for error in validator("RequisitionLineCreateRequest").iter_errors(written)] == []

    @pytest.mark.parametrize(
        ("amount", "text"),
        [("1E+3", "1000"), ("1E-8", "0.00000001"), ("24.50", "24.50"), ("2.0000000000", "2.00000000"), ("-0", "-0")],
    )
    def test_how_they_are_written(self, amount: str, text: str) -> None:
        """
        Zeros for which there is no place are left out; no digit that counts ever is.
        """
        assert b.NewRequisitionLine(**LINE | {"unit_price": Decimal(amount)}).to_json()["unit_price"] == text

    @pytest.mark.parametrize("amount", ["0.000000001", "12345678901234", "1E+13", "1.123456789", "NaN", "Infinity"])
    def test_what_has_no_place_is_refused(self, amount: str) -> None:
        """
        Never rounded: the caller says how.
        """
        with pytest.raises(ValueError, match=r"unit_price is Decimal\('"):
            b.NewRequisitionLine(**LINE | {"unit_price": Decimal(amount)})


class TestChecks:
    def test_all_that_is_wrong_is_told_at_once(self) -> None:
        """
        Each with its field, its value and what is accepted.
        """
        with pytest.raises(ValueError, match="NewVendor: ") as caught:
            b.NewVendor(
                name="x" * 151,
                type=VendorType.EMPLOYEE,
                city=7,  # type: ignore[arg-type]  # what the test is about
                emails=("nobody",),
                overall_score=Decimal("1.2345"),
            )
        text = str(caught.value)
        assert f"name is '{'x' * 79}: it has 151 characters: give at most 150" in text
        assert "type is <VendorType.EMPLOYEE: 5>: give one of AMAZON_PUNCHOUT, PREFERRED, REGULAR," in text
        assert "city is 7: give a text or UNSET or None" in text
        assert "emails is ('nobody',): give an address such as ap@vendor.example" in text
        assert "overall_score is Decimal('1.2345'): give at most 2 digits before and 3 after the point" in text

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("quantity", 2.5, "give a Decimal"),
            ("quantity", "2", "give a Decimal"),
            ("unit", None, "give a text"),
            ("custom_fields", [], "give a tuple, each item of it a NewCustomFieldValue"),
            ("custom_fields", ({"name": "x"},), "give a tuple, each item of it a NewCustomFieldValue"),
        ],
    )
    def test_a_value_of_another_kind(self, field: str, value: Any, words: str) -> None:
        """
        Nothing is made fit.
        """
        with pytest.raises(ValueError, match=words):
            b.NewRequisitionLine(**LINE | {field: value})

    @pytest.mark.parametrize("value", [datetime(2026, 11, 4), "2026-11-04"])
    def test_an_instant_has_its_offset(self, value: Any) -> None:
        """
        A local time alone does not say which midnight is meant.
        """
        with pytest.raises(ValueError, match="give a date or an aware datetime"):
            attrs.evolve(REVISION, promise_date=value)

    def test_a_day_is_no_instant(self) -> None:
        """
        Where the API wants a day, a datetime is refused.
        """
        with pytest.raises(ValueError, match=r"required_date is .*: give a date"):
            attrs.evolve(REQUISITION, required_date=datetime(2026, 3, 1, tzinfo=UTC))

    def test_numbers_are_not_flags(self) -> None:
        """
        True is no key.
        """
        with pytest.raises(ValueError, match="order_item_id is True: give a whole number"):
            b.NewReceipt(order_item_id=True, received_quantity=Decimal(1))

    def test_a_type_without_a_name_cannot_be_written(self) -> None:
        """
        What a newer server answers need not be what it takes.
        """
        with pytest.raises(ValueError, match="give one of AMAZON_PUNCHOUT"):
            b.VendorChange(type=VendorType(99))
        assert Among((VendorType.REGULAR,)).objection(VendorType.REGULAR) is None

    def test_mappings_are_taken_as_they_are(self) -> None:
        """
        Amounts in them go out as text too.
        """
        line = b.LineChange(
            id=1,
            name="x",
            unit="each",
            quantity=Decimal(1),
            unit_price=Decimal(1),
            custom_fields=({"field": 54, "value": Decimal("1.50"), "more": [1]},),
        )

        assert line.to_json()["custom_fields"] == [{"field": 54, "value": "1.50", "more": [1]}]


class TestPriceModifiers:
    @pytest.mark.parametrize("value", ["NaN", "Infinity", "1e30", "0.1234567"])
    def test_what_is_no_amount_is_refused(self, value: str) -> None:
        """
        A tax or a discount of a header is held to digits like its other costs.
        """
        with pytest.raises(ValueError, match="NewPriceModifier: value is"):
            b.NewPriceModifier(value=Decimal(value), type=PriceModifierType.AMOUNT)

    def test_it_is_sent_as_exact_text(self) -> None:
        """
        As all amounts are.
        """
        modifier = b.NewPriceModifier(value=Decimal("7.50"), type=PriceModifierType.AMOUNT)

        assert modifier.to_json()["value"] == "7.50"
