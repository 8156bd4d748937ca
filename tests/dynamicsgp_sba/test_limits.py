"""What fits into GP's columns: the client refuses what the server's own data refuses, and nothing else."""

import string
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynamicsgp_sba import COMPANION, InvalidValueError, models
from dynamicsgp_sba.columns import columns
from dynamicsgp_sba.encoding import encode_order, encode_requisition, encode_vendor, encode_vendor_address
from dynamicsgp_sba.resources.base import Place
from dynamicsgp_sba.resources.requisitions import RequisitionCalls
from dynamicsgp_sba.resources.vendors import VendorAddressCalls
from dynamicsgp_sba.testing.clock import Clock
from dynamicsgp_sba.testing.company import GPCompany
from dynamicsgp_sba.testing.routes import parse
from dynamicsgp_sba.testing.rules import check_line_amounts, check_shape

ORDERS, VENDORS = COMPANION.resources["purchase_orders"], COMPANION.resources["vendors"]
ORDER_LINE = models.NewPurchaseOrderLine(
    item_number="A", description="", unit="Each", quantity_ordered=Decimal(1), unit_cost=Decimal(1)
)
ORDER = models.NewPurchaseOrder(number="P", vendor_id="V", document_date=date(2027, 4, 12), lines=(ORDER_LINE,))
REQUISITION_LINE = models.NewRequisitionLine(
    item_number="A", description="", unit="Each", quantity_ordered=Decimal(1), unit_cost=Decimal(1)
)
REQUISITION = models.NewRequisition(number="R", document_date=date(2027, 4, 12), lines=(REQUISITION_LINE,))
VENDOR = models.NewVendor(id="V", name="N", primary_address_id="PRIMARY")
ADDRESS = models.NewVendorAddress(vendor_id="V", id="PRIMARY")

WRITABLE: dict[str, tuple[Any, type[Any], tuple[str, ...]]] = {
    "order": (ORDER, models.PurchaseOrder, ("POP10100", "POP10150", "SY03900")),
    "order line": (ORDER_LINE, models.PurchaseOrderLine, ("POP10110",)),
    "requisition": (REQUISITION, models.Requisition, ("POP10200",)),
    "requisition line": (REQUISITION_LINE, models.RequisitionLine, ("POP10210",)),
    "vendor": (VENDOR, models.Vendor, ("PM00200",)),
    "vendor address": (ADDRESS, models.VendorAddress, ("PM00300",)),
}
"""Each record that is written: one that fits, the record with its columns, and the server's tables of it."""

LENGTHS = st.sampled_from([1, 2, 5, 7, 9, 10, 14, 16, 19, 20, 24, 28, 29, 34, 59, 63, 99, 127])
letters = st.sampled_from(string.ascii_letters + string.digits + "&%/;()'\"ÄéñŸ€™") | st.sampled_from("ŁЖ漢\u0301")


def encode(kind: str, record: Any) -> bytes:
    """The body of a record, or of the document of a line."""
    match kind:
        case "order":
            return encode_order(record, ORDERS, row_stamp=None)
        case "order line":
            return encode_order(attrs.evolve(ORDER, lines=(record,)), ORDERS, row_stamp=None)
        case "requisition":
            return encode_requisition(record, VENDORS)
        case "requisition line":
            return encode_requisition(attrs.evolve(REQUISITION, lines=(record,)), VENDORS)
        case "vendor":
            return encode_vendor(record, VENDORS, creates=True)
        case _:
            return encode_vendor_address(record, VENDORS)


def refused(kind: str, record: Any) -> set[str]:
    """The columns that the client refuses."""
    try:
        encode(kind, record)
    except InvalidValueError as error:
        return {column.rpartition(".")[2] for column in error.field_errors}
    return set()


def texts() -> Iterator[tuple[str, str]]:
    """Every text field that is written, by its record."""
    for kind, (record, _, _) in WRITABLE.items():
        yield from ((kind, field.name) for field in attrs.fields(type(record)) if field.type in {str, str | None})


class TestTexts:
    @settings(max_examples=40)
    @given(st.data())
    @pytest.mark.parametrize(("kind", "field"), list(texts()))
    def test_client_and_server_refuse_the_same(self, kind: str, field: str, data: st.DataObject) -> None:
        record, stored, tables = WRITABLE[kind]
        column = columns(stored)[field]
        shortest = data.draw(
            st.sampled_from([1, 2, 3, 5, 6, 8, 9, 10, 11, 15, 16, 17, 18, 20, 21, 25, 29, 30, 35, 60, 64])
        )
        text = data.draw(letters) * shortest + data.draw(st.text(letters, max_size=2))

        by_server = {fault.field for fault in check_shape({column: text}, tables, "")}
        by_client = refused(kind, attrs.evolve(record, **{field: text}))

        # The account's number is looked up and not stored, so the server has no length for it.
        assert by_client == by_server or column == "ACTNUMST"

    @pytest.mark.parametrize(("kind", "field"), list(texts()))
    def test_the_longest_text_fits_and_one_more_letter_does_not(self, kind: str, field: str) -> None:
        record, stored, tables = WRITABLE[kind]
        column = columns(stored)[field]
        if column == "ACTNUMST":
            most = 128
        else:
            most = next(n for n in range(1, 9000) if any(check_shape({column: "x" * (n + 1)}, tables, "")))

        assert refused(kind, attrs.evolve(record, **{field: "x" * most})) == set()
        assert refused(kind, attrs.evolve(record, **{field: "x" * (most + 1)})) == {column}


class TestAmounts:
    @given(st.decimals(min_value=-1, max_value=10**9, allow_nan=False, allow_infinity=False), st.integers(0, 8))
    @pytest.mark.parametrize("kind", ["order line", "requisition line"])
    def test_client_and_server_refuse_the_same(self, kind: str, amount: Decimal, decimals: int) -> None:
        """
        In a company whose setup uses all the decimals that the columns hold.
        """
        company = GPCompany(
            "F", database="F", id=1, clock=Clock(lambda: datetime(2027, 4, 12, tzinfo=UTC)),
            refuses_existing=True, reads_history=True,
        )  # fmt: skip
        company.quantity_decimals = company.cost_decimals = 5
        value = amount.quantize(Decimal(1).scaleb(-decimals))
        row = {"QTYORDER": f"{value:f}", "UNITCOST": f"{value:f}"}

        by_server = {fault.field for fault in check_line_amounts(company, row, row)} - {"QTYCANCE"}
        by_client = refused(kind, attrs.evolve(WRITABLE[kind][0], quantity_ordered=value, unit_cost=value))

        assert by_client == by_server


class TestPaths:
    keys = st.text(min_size=1).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))

    @given(company=keys, first=keys, second=keys)
    def test_no_string_can_change_the_path(self, company: str, first: str, second: str) -> None:
        place = Place(base="https://gp", tenant="DefaultTenant", company=company, profile=COMPANION)

        address = parse(VendorAddressCalls(place).get(first, second).url.removeprefix("https://gp"))
        deleted = parse(RequisitionCalls(place).delete(first).url.removeprefix("https://gp"))

        assert address is not None
        assert deleted is not None
        assert (address.company, address.service, address.keys, address.query) == (
            company, "Purchasing/VendorAddresses", (first, second), {},
        )  # fmt: skip
        assert (deleted.service, deleted.keys) == ("Purchasing/Requisitions/Transactions", (first,))
