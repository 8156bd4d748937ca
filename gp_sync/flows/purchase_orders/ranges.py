"""Numbers and dates that GP cannot hold at all, found before any arithmetic is tried on them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from gp_sync.core.model import Finding
from gp_sync.flows.purchase_orders.document import SourceOrder
from gp_sync.flows.purchase_orders.fields import Fields
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy

__all__ = ["gp_has", "out_of_range"]

_FIRST_YEAR, _LAST_YEAR = 1901, 9998  # GP's 1900-01-01 is no date; and room for a time zone before the calendar ends


def gp_has(day: date) -> bool:
    """Whether GP has room for a date."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def out_of_range(source: SourceOrder, policy: PurchaseOrderPolicy) -> tuple[Finding, ...]:
    """A finding for each amount and day of an order that GP has no room for: Procurify's limits are wider."""
    fields = Fields(policy.limits, source.ref)
    for name, amount in _amounts(source):
        fields.amount(amount, name)
    if not fields.findings:
        for name, amount in _products(source):
            fields.amount(amount, name)
    for name, day in _dates(source):
        if not gp_has(day):
            fields.add("VALUE_OUT_OF_RANGE", where=name, tried=day.isoformat())
    return tuple(fields.findings)


def _amounts(source: SourceOrder) -> Iterator[tuple[str, Decimal | None]]:
    yield from (("the subtotal", source.subtotal), ("the freight", source.freight))
    yield from (("the other cost", source.other), ("the total", source.total))
    for name, modifier in (("the discount", source.discount), ("the tax", source.tax)):
        yield name, modifier.value if modifier else None
    for line in source.lines:
        yield from ((f"{line.label}: quantity", line.quantity), (f"{line.label}: price", line.unit_price))
        yield from ((f"{line.label}: total", line.total), (f"{line.label}: tax", line.tax))
        yield f"{line.label}: shipping", line.shipping
        yield from ((f"{line.label}: an allocation", part.amount) for part in line.allocations)


def _products(source: SourceOrder) -> Iterator[tuple[str, Decimal]]:
    """What comes of multiplying and adding up; asked only where each amount by itself is in range."""
    costs = [(line.quantity or Decimal(0)) * (line.unit_price or Decimal(0)) for line in source.lines]
    yield from ((f"{line.label}: quantity times price", cost) for line, cost in zip(source.lines, costs, strict=True))
    totals = (cost if line.total is None else line.total for line, cost in zip(source.lines, costs, strict=True))
    yield "the sum of the lines", sum((abs(total) for total in totals), Decimal(0))
    for name, modifier in (("the discount", source.discount), ("the tax", source.tax)):
        if modifier is not None and modifier.percentage:
            yield name, source.subtotal * modifier.value / 100


def _dates(source: SourceOrder) -> Iterator[tuple[str, date]]:
    days: list[tuple[str, date | None]] = [
        ("the order's date", source.ordered_at),
        ("the promise date", source.promise_date),
    ]
    days += [(f"{line.label}: required date", line.date_required) for line in source.lines]
    yield from ((name, day) for name, day in days if day is not None)
