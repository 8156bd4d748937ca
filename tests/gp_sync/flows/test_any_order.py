"""Whatever an order looks like, it is mapped exactly or has findings; never an exception."""

from collections.abc import Callable
from datetime import UTC
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Severity
from gp_sync.flows.purchase_orders.document import (
    Allocation,
    Coding,
    LineKind,
    Modifier,
    OrderState,
    SourceLine,
    SourceOrder,
    SourceVendor,
)
from gp_sync.testing.examples import order

Looker = Callable[..., Any]

CENT = Decimal("0.01")
NOTHING = Decimal(0)

# Contract procurify, section 10.3: quantities have five decimals, prices eight, line totals two.
quantities = st.decimals(min_value=-1, max_value=9999, places=5) | st.integers(0, 500).map(Decimal)
prices = st.decimals(min_value=-1, max_value=9999, places=8) | st.decimals(min_value=0, max_value=999, places=2)
charges = st.just(NOTHING) | st.decimals(min_value=-1, max_value=500, places=8)
words = st.text(max_size=40) | st.sampled_from(["box", "each", "Hydraulic oil"])
codings = st.builds(
    Coding,
    account_code=st.sampled_from(["5100", "5200", "9999"]),
    department=st.sampled_from(["Maintenance", "Maintenance", "Office", "Canteen"]),
    location=st.sampled_from(["Chicago Plant", "Chicago Plant", "Gary Plant", "Vancouver Plant", "Tokyo Plant"]),
)
usual_codings = st.builds(
    Coding,
    account_code=st.just("5100"),
    department=st.just("Maintenance"),
    location=st.sampled_from(["Chicago Plant", "Gary Plant"]),
)
modifiers = st.none() | st.builds(
    Modifier, value=st.decimals(min_value=0, max_value=30, places=3), percentage=st.booleans()
)
vendors = st.builds(SourceVendor, id=st.just(6), name=words, external_id=words, active=st.booleans())


@st.composite
def lines(draw: st.DrawFn, number: int, coded: st.SearchStrategy[Coding]) -> SourceLine:
    """A line that is whole, split exactly, or split carelessly."""
    quantity, price = draw(st.none() | quantities), draw(prices)
    total = draw(st.none() | st.just(((quantity or NOTHING) * price).quantize(CENT)) | st.just(Decimal("12.34")))
    amount = total if total is not None else (quantity or NOTHING) * price
    count = draw(st.sampled_from([0, 0, 1, 2, 3]))
    parts = [amount / count for _ in range(count)] if draw(st.booleans()) else [draw(prices) for _ in range(count)]
    return SourceLine(
        id=9000 + number,
        number=draw(st.none() | st.just(number)),
        name=draw(words),
        sku=draw(words),
        unit=draw(st.sampled_from(["box", "each", "", "container"])),
        quantity=quantity,
        unit_price=draw(st.none() | st.just(price)),
        total=total,
        tax=draw(charges),
        shipping=draw(charges),
        coding=draw(st.none() | coded),
        allocations=tuple(Allocation(amount=part, coding=draw(coded)) for part in parts),
        requester=draw(words),
        kind=draw(st.sampled_from([LineKind.ONE_TIME, *LineKind])),
        by_amount=draw(st.booleans()),
    )


@st.composite
def orders(draw: st.DrawFn) -> SourceOrder:
    count = draw(st.integers(0, 4))
    return order(
        number=draw(words),
        state=draw(st.sampled_from([OrderState.PURCHASED, *OrderState])),
        ordered_at=draw(st.none() | st.datetimes(timezones=st.just(UTC)).filter(lambda at: 1900 < at.year < 2100)),
        vendor=draw(st.none() | vendors),
        payment_terms=draw(words),
        shipping_method=draw(st.sampled_from(["", "Ground", "Drone"])),
        freight=draw(charges),
        other=draw(charges),
        discount=draw(modifiers),
        tax=draw(modifiers),
        currency=draw(st.sampled_from(["USD", "USD", "JPY", "EUR"])),
        comment=draw(words),
        lines=tuple(draw(lines(number, codings)) for number in range(1, count + 1)),
    )


@st.composite
def payable_orders(draw: st.DrawFn) -> tuple[SourceOrder, Decimal]:
    """An order that Procurify would show, and its total there: sums, percentages and taxes, rounded once each."""
    count = draw(st.integers(1, 4))
    rows = []
    for number in range(1, count + 1):
        quantity = draw(st.decimals(min_value=1, max_value=999, places=5))
        price = draw(st.decimals(min_value=1, max_value=999, places=8))
        total = _cents(quantity * price)
        parts = draw(st.lists(st.integers(1, 9), min_size=2, max_size=4) | st.just([]))
        amounts = [total * part / sum(parts) for part in parts]
        rows.append(
            SourceLine(
                id=9000 + number,
                number=number,
                name="Hydraulic oil",
                sku="",
                unit="box",
                quantity=quantity,
                unit_price=price,
                total=draw(st.sampled_from([total, None])),
                tax=NOTHING,
                shipping=draw(st.decimals(min_value=0, max_value=50, places=2)),
                coding=draw(usual_codings),
                allocations=tuple(Allocation(amount=amount, coding=draw(usual_codings)) for amount in amounts),
                by_amount=draw(st.booleans()),
            )
        )
    subtotal = sum((_cents((row.quantity or NOTHING) * (row.unit_price or NOTHING)) for row in rows), NOTHING)
    percent, rate = draw(st.integers(0, 30)), draw(st.integers(0, 25))
    freight = draw(st.decimals(min_value=0, max_value=99, places=2))
    discount = _cents(subtotal * percent / 100)
    tax = _cents((subtotal - discount) * rate / 100)
    total = subtotal - discount + tax + freight + sum((row.shipping for row in rows), NOTHING)
    source = order(
        lines=tuple(rows),
        subtotal=subtotal,
        discount=Modifier(value=Decimal(percent), percentage=True),
        tax=Modifier(value=Decimal(rate), percentage=True),
        freight=freight,
        total=total,
    )
    return source, total


def _cents(amount: Decimal, places: int = 2) -> Decimal:
    """Halves away from zero; amounts here are not negative."""
    return (amount.scaleb(places) + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR").scaleb(-places)


def decimals_of(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


# The fixture `look` is a function without state, so it may serve many examples.
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)


class TestAnyOrder:
    @many
    @given(source=orders())
    def test_it_is_mapped_or_has_findings(self, look: Looker, source: SourceOrder) -> None:
        mapped = look(source)

        stopped = [found for found in mapped.findings if found.severity is not Severity.WARN]
        event("stopped" if stopped else "mapped")
        assert mapped.body is not None or stopped
        assert all(CATALOGUE[found.code].words(found) for found in mapped.findings)

    @many
    @given(source=orders())
    def test_the_amounts_of_whatever_is_mapped_are_such_as_gp_takes(self, look: Looker, source: SourceOrder) -> None:
        body = look(source).body

        if body is None:
            return
        places = 0 if body.currency_id == "Z-YEN" else 2
        header = (body.subtotal, body.trade_discount, body.freight, body.miscellaneous, body.tax_amount)
        assert all(decimals_of(amount) <= places for amount in header)
        assert body.subtotal == sum((row.extended_cost for row in body.lines), NOTHING)
        for row in body.lines:
            assert row.extended_cost == _cents(row.quantity * row.unit_cost, places)
            assert decimals_of(row.unit_cost) <= places
            assert decimals_of(row.extended_cost) <= places
            assert decimals_of(row.quantity) <= 2
            assert min(row.quantity, row.unit_cost) >= 0

    @many
    @given(case=payable_orders())
    def test_an_order_without_fault_ties_to_the_cent(self, look: Looker, case: tuple[SourceOrder, Decimal]) -> None:
        source, total = case

        mapped = look(source)

        assert [found for found in mapped.findings if found.severity is not Severity.WARN] == []
        assert mapped.order.total == total

    @pytest.mark.parametrize("off_by", [Decimal("0.01"), Decimal("-0.01")])
    @many
    @given(case=payable_orders())
    def test_a_total_that_is_a_cent_off_always_blocks(
        self, look: Looker, off_by: Decimal, case: tuple[SourceOrder, Decimal]
    ) -> None:
        source, total = case
        mismatch = attrs.evolve(source, total=total + off_by)

        assert "TOTAL_MISMATCH" in look(mismatch).codes
