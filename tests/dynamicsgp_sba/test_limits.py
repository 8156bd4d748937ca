"""What fits into GP's columns: the client refuses what the server's own data refuses, and nothing else."""

import string
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dynamicsgp_sba import COMPANION, CompanyDecimals, InvalidValueError, models
from dynamicsgp_sba.columns import columns
from dynamicsgp_sba.encoding import encode_order, encode_requisition, encode_vendor, encode_vendor_address
from dynamicsgp_sba.resources.base import Place
from dynamicsgp_sba.resources.requisitions import RequisitionCalls
from dynamicsgp_sba.resources.vendors import VendorAddressCalls
from dynamicsgp_sba.testing.clock import Clock
from dynamicsgp_sba.testing.company import GPCompany
from dynamicsgp_sba.testing.routes import parse
from dynamicsgp_sba.testing.rules import check_line_amounts, check_shape
from tests.profiles import in_quick

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
letters = (
    st.sampled_from(string.ascii_letters + string.digits + "&%/;()'\"ÄéñŸ€™")
    | st.sampled_from("ŁЖ漢\u0301")
    | st.sampled_from(" \u00a0\u00ad\t\r\n\x00\x0b\x1f\x7f\x81")
)


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
    return refused_by(lambda: encode(kind, record))


def refused_by(write: Callable[[], object]) -> set[str]:
    """The columns that are refused by what makes a body."""
    try:
        write()
    except InvalidValueError as error:
        return {column.rpartition(".")[2] for column in error.field_errors}
    return set()


def texts() -> Iterator[tuple[str, str]]:
    """Every text field that is written, by its record."""
    for kind, (record, _, _) in WRITABLE.items():
        yield from ((kind, field.name) for field in attrs.fields(type(record)) if field.type in {str, str | None})


class TestTexts:
    @settings(max_examples=in_quick(300))
    @given(st.data())
    def test_client_and_server_refuse_the_same(self, data: st.DataObject) -> None:
        kind, field = data.draw(st.sampled_from(list(texts())))
        record, stored, tables = WRITABLE[kind]
        column = columns(stored)[field]
        shortest = data.draw(
            st.sampled_from([1, 2, 3, 5, 6, 8, 9, 10, 11, 15, 16, 17, 18, 20, 21, 25, 29, 30, 35, 60, 64])
        )
        text = data.draw(letters) * shortest + data.draw(st.text(letters, max_size=2))
        assume(text.strip(" "))  # a blank one is no question of what a column holds

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
            most = bisect_left(range(9000), True, key=lambda n: any(check_shape({column: "x" * n}, tables, ""))) - 1

        assert refused(kind, attrs.evolve(record, **{field: "x" * most})) == set()
        assert refused(kind, attrs.evolve(record, **{field: "x" * (most + 1)})) == {column}


def company_of(quantity: int = 5, cost: int = 5) -> GPCompany:
    """An empty company whose setup has these decimals."""
    company = GPCompany(
        "F", database="F", id=1, clock=Clock(lambda: datetime(2027, 4, 12, tzinfo=UTC)),
        refuses_existing=True, reads_history=True,
    )  # fmt: skip
    company.quantity_decimals, company.cost_decimals = quantity, cost
    return company


def amounts(limit: int) -> st.SearchStrategy[Decimal]:
    """Amounts of any size, also about the limit, with more decimals than fit."""
    about = st.sampled_from([Decimal(limit), Decimal(limit) - Decimal("0.0000001"), Decimal(limit - 1), Decimal(0)])
    return about | st.builds(
        lambda value, places: Decimal(value).scaleb(-places), st.integers(-10, limit * 100), st.integers(0, 8)
    )


class TestAmounts:
    @given(amounts(10**14), amounts(10**14))
    @pytest.mark.parametrize("kind", ["order line", "requisition line"])
    def test_client_and_server_refuse_the_same(self, kind: str, quantity: Decimal, cost: Decimal) -> None:
        """
        In a company whose setup uses all the decimals that the columns hold.
        """
        row = {"QTYORDER": f"{quantity:f}", "UNITCOST": f"{cost:f}"}
        record = attrs.evolve(WRITABLE[kind][0], quantity_ordered=quantity, unit_cost=cost)

        faults = [*check_shape(row, (), "")] or [*check_line_amounts(company_of(), row, row)]
        by_client = refused(kind, record)

        assert bool(by_client) == bool(faults)
        assert {fault.field for fault in faults} - {"QTYCANCE"} <= by_client

    @given(amounts(10**12).filter(lambda rate: rate >= 0))
    def test_of_exchange_rates_too(self, rate: Decimal) -> None:
        by_server = {fault.field for fault in check_shape({"XCHGRATE": f"{rate:f}"}, (), "")}

        assert refused("order", attrs.evolve(ORDER, exchange_rate=rate)) == by_server

    @given(st.integers(0, 2**33) | st.sampled_from([2**31 - 1, 2**31]))
    def test_and_of_sequences(self, sequence: int) -> None:
        by_server = {fault.field for fault in check_shape({"ORD": sequence}, (), "")}

        assert refused("order line", attrs.evolve(ORDER_LINE, sequence=sequence)) == by_server


class TestDecimalsOfTheSite:
    few = st.integers(0, 5)
    places = st.integers(0, 5).map(lambda number: Decimal(1).scaleb(-number))

    @given(few, few, few, places, places, st.sampled_from(["Z-US$", "Z-EUR"]))
    def test_what_the_profile_states_is_refused_as_by_the_server(
        self, quantity: int, cost: int, foreign: int, amount: Decimal, price: Decimal, currency: str
    ) -> None:
        company = company_of(quantity, cost)
        company.functional_currency = "Z-US$"
        company.add_currency("Z-US$", "USD", decimals=2)
        company.add_currency("Z-EUR", "EUR", decimals=foreign)
        stated = CompanyDecimals(
            quantity=quantity, unit_cost=cost, functional_currency="z-us$", currencies={"Z-US$": 2, "Z-EUR": foreign}
        )
        line = attrs.evolve(ORDER_LINE, quantity_ordered=amount, unit_cost=price)
        order = attrs.evolve(ORDER, currency_id=currency, lines=(line,))
        row = {"QTYORDER": f"{amount:f}", "UNITCOST": f"{price:f}"}

        by_server = {fault.field for fault in check_line_amounts(company, {"CURNCYID": currency}, row)}

        assert refused_by(lambda: encode_order(order, ORDERS, row_stamp=None, decimals=stated)) == by_server

    @given(few, places)
    def test_an_item_of_the_master_has_its_own(self, most: int, price: Decimal) -> None:
        company = company_of()
        company.items["WIRE"] = {"ITEMNMBR": "WIRE", "DECPLCUR": most + 1}
        line = attrs.evolve(ORDER_LINE, item_number="wire", non_inventory=False, unit_cost=price)
        order = attrs.evolve(ORDER, lines=(line,))
        row = {"ITEMNMBR": "WIRE", "NONINVEN": 0, "QTYORDER": "1", "UNITCOST": f"{price:f}"}

        by_server = {fault.field for fault in check_line_amounts(company, row, row)}
        stated = CompanyDecimals(items={"WIRE": most})

        assert refused_by(lambda: encode_order(order, ORDERS, row_stamp=None, decimals=stated)) == by_server

    def test_what_is_not_stated_is_not_checked(self) -> None:
        line = attrs.evolve(ORDER_LINE, unit_cost=Decimal("0.00001"))

        assert refused("order line", line) == set()


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

    @given(
        parts=st.tuples(keys, keys) | st.permutations(["..", "A"]).map(tuple),
        template=st.sampled_from(["{path}({key})", "{path}/{key}", "{path}.json({key})", "Other/{key}/x"]),
        separator=st.sampled_from([";", "/", ",", ":"]),
    )
    def test_nor_can_it_at_a_site_with_other_addresses(
        self, parts: tuple[str, str], template: str, separator: str
    ) -> None:
        profile = COMPANION.with_resource("vendor_addresses", item_path=template, separator=separator)
        place = Place(base="https://gp", tenant="T", company="F", profile=profile)

        try:
            url = VendorAddressCalls(place).get(*parts).url
        except InvalidValueError:
            assert not {".", ".."}.isdisjoint(parts)
            return

        path = urlsplit(url).path
        slashes = template.replace("{path}", "Purchasing/VendorAddresses").count("/") + (separator == "/")
        assert {".", ".."}.isdisjoint(path.split("/"))
        assert path.count("/") == "/GPService/Tenants(T)/Companies(F)/".count("/") + slashes
