"""The body that revises an order which was read: nothing changes unless it is changed, and days stay days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs
import pytest

from procurify_client import Procurify
from procurify_client.bodies import UNSET, change_of
from procurify_client.decoding import calendar_date
from procurify_client.models import (
    Address,
    Contract,
    CustomField,
    CustomFieldValue,
    NamedTerm,
    Party,
    PriceModifier,
    PriceModifierType,
    PurchaseOrder,
    PurchaseOrderLine,
)
from procurify_client.testing import OrderLine, ProcurifyServer
from tests.procurify_client.operations import REVISION

PARTY = Party(name="Plant 2", address=Address(id=4))
ORDER = PurchaseOrder(
    key=52,
    version=3,
    buyer=PARTY,
    receiver=PARTY,
    promise_date=date(2026, 11, 4),
    lines=(PurchaseOrderLine(id=9001, quantity=Decimal(10), unit_price=Decimal("24.50")),),
)


class TestDays:
    @pytest.mark.parametrize("minutes", [-12 * 60, -9 * 60 - 30, -6 * 60, 0, 5 * 60 + 45, 10 * 60, 12 * 60 - 1])
    def test_a_date_reads_back_as_itself_short_of_utc_plus_12(self, minutes: int) -> None:
        """
        Whatever offset the server then writes the instant with.
        """
        sent = attrs.evolve(REVISION, promise_date=date(2026, 11, 4)).to_json()["promise_date"]

        stored = datetime.fromisoformat(sent).astimezone(timezone(timedelta(minutes=minutes)))
        assert calendar_date(stored.isoformat()) == date(2026, 11, 4)

    @pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Kiritimati", "America/Chicago"])
    def test_a_midnight_reads_back_in_its_own_zone(self, zone: str) -> None:
        """
        East of that the zone has to be given, as no instant is right in all of them.
        """
        there = datetime(2026, 11, 4, tzinfo=ZoneInfo(zone))

        sent = attrs.evolve(REVISION, promise_date=there).to_json()["promise_date"]

        assert calendar_date(sent) == date(2026, 11, 4)

    def test_how_both_days_are_sent(self) -> None:
        """
        The document wants an instant with its offset.
        """
        sent = attrs.evolve(REVISION, promise_date=date(2026, 11, 4), expiry_date=date(2027, 1, 31)).to_json()

        assert sent["promise_date"] == "2026-11-04T00:00:00+00:00"
        assert sent["expiry_date"] == "2027-01-31T00:00:00+00:00"

    def test_a_local_time_without_a_zone_is_refused(self) -> None:
        """
        With what is accepted.
        """
        with pytest.raises(ValueError, match=r"promise_date is .* give a date or an aware datetime"):
            attrs.evolve(REVISION, promise_date=datetime(2026, 11, 4))


class TestChangeOf:
    def test_an_order_is_revised_by_what_was_read(
        self, server: ProcurifyServer, procurify: Procurify, line: OrderLine
    ) -> None:
        """
        What is not changed stays as it is.
        """
        key = int(server.add_purchase_order(vendor=2, lines=[line])["procurify_PO"])
        before = procurify.purchase_orders.get(key)

        change = change_of(before, promise_date=date(2026, 12, 24))
        procurify.purchase_orders.update(key, attrs.evolve(change, comment="By noon"))

        after = procurify.purchase_orders.get(key)
        assert (after.comment, after.promise_date, after.version) == ("By noon", date(2026, 12, 24), 2)
        same = ("buyer", "receiver", "tax", "discount", "freight", "other", "total", "external_number", "payment_term")
        assert [name for name in same if getattr(after, name) != getattr(before, name)] == []
        assert [(one.id, one.quantity, one.unit_price, one.sku) for one in after.lines] == [
            (one.id, one.quantity, one.unit_price, one.sku) for one in before.lines
        ]

    def test_every_member_finds_its_place(self) -> None:
        """
        Terms and contract by their id, custom fields in the form in which they came.
        """
        order = attrs.evolve(
            ORDER,
            external_number="4711",
            tax=PriceModifier(value=Decimal("8.25"), type=PriceModifierType.PERCENTAGE),
            freight=Decimal("35.000000"),
            payment_term=NamedTerm(id=7, name="Net 30"),
            contract=Contract(id=12),
            credit_card=3,
            expiry_date=date(2027, 1, 31),
            custom_fields=(CustomFieldValue(id=1, value="No", field=CustomField(id=5, name="Capital project")),),
        )

        change = change_of(order)

        assert (change.version, change.promise_date, change.expiry_date) == (3, date(2026, 11, 4), date(2027, 1, 31))
        assert (change.external_number, change.freight) == ("4711", Decimal("35.000000"))
        assert (change.tax.value, change.tax.type) == (Decimal("8.25"), PriceModifierType.PERCENTAGE)
        assert (change.discount.value, change.discount.type) == (Decimal(0), PriceModifierType.AMOUNT)
        assert (change.payment_term_id, change.contract_id, change.credit_card_id) == (7, 12, 3)
        assert change.shipping_term_id is UNSET
        assert change.to_json()["custom_fields"][0]["value"] == "No"

    def test_a_day_of_your_own_comes_before_the_orders(self) -> None:
        """
        As a midnight too, where the zone is known.
        """
        midnight = datetime(2026, 11, 20, tzinfo=UTC)

        assert change_of(ORDER, promise_date=midnight).promise_date == midnight

    @pytest.mark.parametrize(
        ("order", "words"),
        [
            (attrs.evolve(ORDER, promise_date=None), r"promise_date \(give one here\)"),
            (attrs.evolve(ORDER, version=None), "version"),
            (attrs.evolve(ORDER, receiver=Party(name="Plant 2")), r"receiver\.address\.id"),
            (attrs.evolve(ORDER, lines=(PurchaseOrderLine(id=1),)), r"lines\[0\]\.quantity, lines\[0\]\.unit_price"),
            (attrs.evolve(ORDER, tax=PriceModifier(value=Decimal(8))), r"tax\.type"),
        ],
    )
    def test_what_must_be_sent_is_named_if_it_is_missing(self, order: PurchaseOrder, words: str) -> None:
        """
        Nothing is made up for it.
        """
        with pytest.raises(ValueError, match=f"purchase order 52 has no {words}: it cannot be revised without"):
            change_of(order)
