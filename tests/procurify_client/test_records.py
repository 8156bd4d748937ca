"""Records: what the samples of the contract look like in Python."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from procurify_client import (
    AccountCode,
    Currency,
    CurrentUser,
    Department,
    FulfilmentStatus,
    Location,
    NamedTerm,
    OrderItem,
    OrderItemStatus,
    OrderItemType,
    PriceModifierType,
    PurchaseOrder,
    PurchaseOrderRow,
    PurchaseOrderState,
    ReceiveMethod,
    TaxType,
    UserRole,
    Vendor,
    VendorType,
    decode,
)
from procurify_client.decoding import structure
from procurify_client.envelope import read_listing

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


def records(name: str) -> list[Any]:
    return list(read_listing(sample(name)).records)


@pytest.fixture(scope="module")
def order() -> PurchaseOrder:
    return decode(PurchaseOrder, sample("purchase-order-detail"))


class TestPurchaseOrder:
    def test_numbers_and_states(self, order: PurchaseOrder) -> None:
        """
        The header says which order it is and where it stands.
        """
        assert (order.key, order.number, order.external_number, order.version) == (52, "PF52", "ACME-001042", 1)
        assert order.uuid == UUID("8325e590-3b53-41e7-bfdd-000000000052")
        assert (order.state, order.fulfilment_status) == (PurchaseOrderState.PURCHASED, FulfilmentStatus.PARTIAL)

    def test_amounts_are_exact(self, order: PurchaseOrder) -> None:
        """
        Texts and JSON numbers both become decimals with their digits.
        """
        amounts = (order.subtotal, order.freight, order.other, order.total, order.currency_rate)

        assert [str(amount) for amount in amounts] == ["2964.98", "35.000000", "0.000000", "3237.18", "1.000000"]
        assert order.tax is not None
        assert (str(order.tax.value), order.tax.type) == ("0.0", PriceModifierType.AMOUNT)

    def test_instants_are_in_utc(self, order: PurchaseOrder) -> None:
        """
        Offsets of the wire vary, so they are all brought to one.
        """
        assert order.ordered_at == datetime(2026, 2, 3, 15, 30, 0, 250000, tzinfo=UTC)
        assert order.last_modified == datetime(2026, 2, 4, 18, 0, tzinfo=UTC)
        assert order.last_modified.tzinfo is UTC

    def test_parties(self, order: PurchaseOrder) -> None:
        """
        Members with a prefix become one object for each party.
        """
        assert (order.buyer.name, order.buyer.city) == ("Head Office", "Chicago")
        assert (order.receiver.name, order.receiver.postal_code) == ("Plant 2", "46402")
        assert order.receiver.address is not None
        assert (order.receiver.address.id, order.receiver.address.line_one) == (4, "9 Industrial Way")
        assert (order.vendor_copy.name, order.vendor_copy.country) == ("Lakeshore Office Supply", "United States")

    def test_vendor(self, order: PurchaseOrder) -> None:
        """
        The vendor's record is there with its external id, state and type.
        """
        assert order.vendor is not None
        assert (order.vendor.id, order.vendor.external_id) == (6, "LAKESHORE0001")
        assert (order.vendor.active, order.vendor.type) == (True, VendorType.PREFERRED)

    def test_terms_and_dates(self, order: PurchaseOrder) -> None:
        """
        Terms come as text and as object; calendar dates are dates.
        """
        assert order.payment_terms == "Net 30"
        assert order.payment_term == NamedTerm(id=11, name="Net 30", description="Net 30 days", active=True)
        assert order.shipping_method is not None
        assert order.shipping_method.name == "Ground"
        assert order.promise_date == date(2026, 2, 17)

    def test_lines(self, order: PurchaseOrder) -> None:
        """
        A line has what it costs, its unit and how much of it has come.
        """
        line = order.lines[0]

        assert (line.id, line.line_number, line.name, line.item_number) == (9001, 1, "Copy paper, carton", "CP-500")
        assert (line.sku, line.unit) == ("CP-500", "each")
        assert [str(line.quantity), str(line.unit_price), str(line.total_cost)] == ["10.0", "24.50000000", "245.00"]
        assert (line.tax_amount, line.shipping_amount) == (Decimal("19.6"), None)
        assert (line.received_quantity, line.rejected_quantity) == (Decimal(4), Decimal(1))
        assert (line.status, line.type) == (OrderItemStatus.PARTIALLY_RECEIVED, OrderItemType.ONE_TIME)
        assert (line.receive_method, line.date_required) == (ReceiveMethod.QUANTITY, date(2026, 2, 20))

    def test_coding_of_a_line(self, order: PurchaseOrder) -> None:
        """
        The GL code, the department and the location are reached through the account.
        """
        account = order.lines[0].account

        assert account is not None
        assert account.account_code is not None
        assert account.department is not None
        assert account.department.location is not None
        assert account.account_code.code == "000-6100-00"
        assert (account.department.name, account.department.external_id) == ("Administration", "ADMIN")
        assert account.department.location.name == "Head Office"

    def test_split_coding(self, order: PurchaseOrder) -> None:
        """
        Each part of a split line has its amount and its account.
        """
        parts = order.lines[2].spend_allocations

        assert [part.amount for part in parts] == [Decimal("72.00000000"), Decimal("48.00000000")]
        assert [part.account.account_code.code for part in parts if part.account and part.account.account_code] == [
            "000-6150-00",
            "000-6100-00",
        ]

    def test_taxes_custom_fields_and_people(self, order: PurchaseOrder) -> None:
        """
        What hangs on a line is decoded with it.
        """
        line = order.lines[0]

        assert [(tax.name, tax.type, tax.value) for tax in line.taxes] == [
            ("State tax", TaxType.PERCENT, Decimal("8.00000000"))
        ]
        assert [(field.name, field.value) for field in line.custom_fields] == [
            ("GP Item Class", "NONSTOCK"),
            ("Capital project", False),
        ]
        assert line.requester is not None
        assert line.requester.email == "sam.requester@example.com"

    def test_a_row_of_the_list(self) -> None:
        """
        The list has texts where the detail has objects, and no lines.
        """
        rows = [structure(raw, PurchaseOrderRow) for raw in records("purchase-orders-list")[-1:]]

        assert (rows[0].key, rows[0].state) == (54, PurchaseOrderState.CANCELLED)
        assert rows[0].shipping_method == NamedTerm(name="Ground")


class TestOtherRecords:
    def test_vendor_of_a_list(self) -> None:
        """
        A vendor of the list has its terms as objects and its score as text.
        """
        vendor = structure(records("vendors-list-page1")[1], Vendor)

        assert (vendor.id, vendor.emails, vendor.overall_score) == (6, ("orders6@vendor.example",), Decimal("4.250"))
        assert vendor.payment_term is not None
        assert vendor.payment_term.name == "Net 30"
        assert vendor.last_modified == datetime(2026, 2, 3, 17, 15, 42, 118223, tzinfo=UTC)

    def test_order_item(self) -> None:
        """
        Relations are bare ids in this list.
        """
        item = structure(records("order-items-list")[0], OrderItem)

        assert (item.id, item.quantity, item.account_id, item.vendor_id) == (9001, Decimal("10.00000"), 101, 6)
        assert (item.purchase_order, item.purchase_orders, item.requisition_number) == (52, (52,), 2201)

    def test_organisation(self) -> None:
        """
        Locations, departments, account codes and currencies keep their keys and external ids.
        """
        location = structure(records("locations-list")[0], Location)
        department = structure(records("departments-list")[0], Department)
        code = structure(records("account-codes-list")[0], AccountCode)
        currency = structure(records("currencies-list")[1], Currency)

        assert (location.external_id, location.time_zone) == ("HQ", "America/Chicago")
        assert (department.name, department.location and department.location.name) == ("Administration", "Head Office")
        assert (code.code, code.active) == ("000-6100-00", True)
        assert (currency.name, currency.rate, currency.base) == ("CAD", Decimal("0.731500"), False)

    def test_current_user(self) -> None:
        """
        Who we are, with the role in words.
        """
        user = decode(CurrentUser, sample("users-me"))

        assert (user.id, user.email, user.role) == (2, "sample.user@example.com", UserRole.SUPERUSER)
        assert user.role_name == "superuser"

    @pytest.mark.parametrize(("role", "words"), [(8, "accounts payable"), (12, "role 12"), (None, None)])
    def test_role_in_words(self, role: int | None, words: str | None) -> None:
        """
        A role that this version does not know is shown by its number.
        """
        assert structure({"id": 2, "role": role}, CurrentUser).role_name == words
