"""The two hundred orders: what is wrong with each, or nothing."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs

from procurify_client.testing import OrderLine
from tests.end_to_end.two_hundred_setup import Buyers

__all__ = ["first_orders", "later_orders"]

_OCTOBER = datetime(2026, 10, 12, 15, tzinfo=UTC)
_JANUARY = datetime(2026, 1, 20, 15, tzinfo=UTC)
_GOODS = {
    "6100": (("Copy paper, carton", "24.50"), ("Toner, black", "79.90"), ("Whiteboard markers", "6.35")),
    "6200": (("Bearing 6204", "11.75"), ("Conveyor belt, metre", "63.40"), ("Gear oil, drum", "412.00")),
    "6300": (("Torque wrench", "189.00"), ("Cordless drill", "149.99"), ("Drill bits, set", "38.20")),
}
_VENDORS = ("Contoso Office Supplies", "Northwind Industrial Parts", "Litware Tools")


@attrs.frozen
class Batch:
    """Some orders of one kind.

    Args:
        number: how many.
        lines: the lines of one of them, by its place from 0.
        fields: what else is told of each.
    """

    number: int
    lines: Callable[[Buyers, int], list[OrderLine]]
    fields: dict[str, Any] = attrs.field(factory=dict)


def first_orders(buyers: Buyers) -> Iterator[str]:
    """The orders of the first part, in turn; gives their numbers."""
    yield from _ordinary(buyers, 38)
    yield from _made(buyers, _FINANCE + _VENDOR + _VALUES + _TEXTS + _ENDED + _STOCK + _NORTH + _UNKNOWN)


def later_orders(buyers: Buyers) -> Iterator[str]:
    """The orders of the third part, under another configuration; gives their numbers."""
    yield from _made(buyers, _LATER)


def _ordinary(buyers: Buyers, number: int) -> Iterator[str]:
    """Orders of November with one to four lines each, the same ones every time."""
    dice = random.Random(200)
    for index in range(number):
        lines = []
        for _ in range(dice.randint(1, 4)):
            code = dice.choice(sorted(_GOODS))
            name, price = dice.choice(_GOODS[code])
            department = dice.choice(("Administration", "Maintenance"))
            quantity = str(dice.randint(1, 12))
            lines.append(buyers.line(name, price, quantity, code=code, department=department))
        day = buyers.today - timedelta(days=index % 18, hours=index % 7)
        yield buyers.order(*lines, vendor=_VENDORS[index % len(_VENDORS)], date=day)


def _made(buyers: Buyers, batches: tuple[Batch, ...]) -> Iterator[str]:
    for batch in batches:
        for place in range(batch.number):
            yield buyers.order(*batch.lines(buyers, place), **batch.fields)


def _one(name: str, price: int = 40, **fields: Any) -> Callable[[Buyers, int], list[OrderLine]]:
    """Orders of one line each, each a little dearer than the one before."""
    return lambda buyers, place: [buyers.line(name, f"{price + place}.50", **fields)]


def _exactly(name: str, price: str, quantity: str, **fields: Any) -> Callable[[Buyers, int], list[OrderLine]]:
    return lambda buyers, _: [buyers.line(name, price, quantity, **fields)]


def _two_companies(buyers: Buyers, _: int) -> list[OrderLine]:
    return [buyers.line("Pallet labels"), buyers.line("Pallet jack", "310.00", "1", plant="Warehouse")]


def _shared(*amounts: str) -> Callable[[Buyers, int], list[OrderLine]]:
    """One line of 100.00 that is split over departments in these amounts."""

    def lines(buyers: Buyers, _: int) -> list[OrderLine]:
        departments = ("Administration", "Maintenance", "Administration")
        parts = tuple(
            (code, buyers.places["Plant North", department], amount)
            for code, department, amount in zip(sorted(_GOODS), departments, amounts, strict=True)
        )
        return [buyers.line("Printer lease, shared", "100.00", "1", allocations=parts)]

    return lines


def _unevenly(buyers: Buyers, _: int) -> list[OrderLine]:
    """Three pieces that two departments share in amounts that are no multiple of the price."""
    parts = tuple(
        ("6100", buyers.places["Plant North", department], amount)
        for department, amount in (("Administration", "10.00"), ("Maintenance", "20.09"))
    )
    return [buyers.line("Chairs, shared", "10.03", "3", allocations=parts)]


_FINANCE = (
    Batch(37, _one("Forklift inspection", 180, code="6200", department="Maintenance"), {"date": _OCTOBER}),
    Batch(12, _one("Safety boots", 89, code="6450", quantity="4")),
    Batch(3, _one("Market study", 900, department="New Ventures")),
    Batch(2, _one("Trade fair banner", 150, code="6500")),
    Batch(1, _one("Press tool, written off", 75, code="6600")),
    Batch(2, _one("Torque wrench", 189, code="6300"), {"tax": "0"}),
    Batch(1, _shared("33.33333333", "33.33333333", "33.33333334")),
)
_VENDOR = (
    Batch(5, _one("Lunch for the audit", 240), {"vendor": "Riverside Catering"}),
    Batch(2, _one("Door sign", 64), {"vendor": "Blue Yonder Signs"}),
    Batch(2, _one("Adapter cable", 12), {"vendor": "Wide World Discontinued"}),
    Batch(3, _one("Ear protection, box", 31), {"vendor": "Tailspin Safety Gear"}),
    Batch(1, _one("Water test", 130), {"vendor": "A. Datum Laboratory"}),
    Batch(2, _one("Crane service", 620), {"vendor": "Proseware Maintenance"}),
    Batch(2, _one("Courier, month", 48), {"vendor": "Coho Couriers"}),
    Batch(2, _one("Train tickets", 77), {"vendor": "Margie's Travel"}),
    Batch(1, _one("Coffee beans", 18), {"vendor": "Fourth Coffee"}),
    Batch(1, _one("Business cards", 55), {"vendor": "Lucerne Printing"}),
)
_VALUES = (
    Batch(1, _one("Site radio", plant="Field Office")),
    Batch(1, _two_companies),
    Batch(1, _one("Desk lamp"), {"number": ""}),
    Batch(1, _exactly("Land", "99999999999.00", "99999")),
    Batch(1, _one("Shower curtain", 19, fields={"quantity": None})),
    Batch(1, _one("Uncoded lamp", fields={"account": None, "spend_allocation": []})),
    Batch(1, _one("Office chair", 210), {"total": "1.00"}),
    Batch(1, _shared("30", "30", "30")),
    Batch(1, _exactly("Hydraulic oil, litre", "4.10", "12.3456")),
    Batch(1, _exactly("Label, roll", "24.505", "1")),
    Batch(1, lambda buyers, _: [buyers.line(), buyers.line("Sample, free of charge", "0", "1")]),
    Batch(1, lambda buyers, _: [buyers.line(), buyers.line("Not needed after all", "5.00", "0")]),
    Batch(1, lambda buyers, _: [buyers.line(), buyers.line("Returned toner", "79.90", "-1")]),
    Batch(1, _one("Filing cabinet", 130), {"discount": "500"}),
    Batch(1, lambda buyers, _: [buyers.line("Spare key", fields={"PO_line_num": None}) for _ in range(2)]),
    Batch(1, _one("Ladder", plant="Plant East")),
    Batch(2, _one("Fence panel", 58, plant="Old Depot")),
    Batch(1, _one("Cable ties", 6, unit="bundle")),
    Batch(1, _one("Apples for the lobby", 22, unit="crate")),
    Batch(1, _one("Drone flight", 300), {"shipping_method": "Drone"}),
    Batch(2, _one("Steel plate", 840), {"shipping_method": "Sea freight"}),
    Batch(1, _one("Notebook"), {"purchaser": {"id": 31, "firstName": "Robin", "lastName": "Marsh"}}),
    Batch(1, _one("Swiss lathe part", 460), {"currency": "CHF"}),
)
_TEXTS = (
    Batch(2, _one("Cable", 18, sku="CABLE-5G2.5-GREY-DRUM-500-METRES")),
    Batch(1, _one("Hinge, stainless, left, " + "with screws and washers, " * 4)),
    Batch(1, _one("Relay", 14, sku="RELAY-24\N{OHM SIGN}")),
    Batch(1, _one("Przew\u00f3d \u0141\u00f3d\u017a")),
)
_ENDED = (
    Batch(2, _one("Ordered twice", 15), {"state": 1}),
    Batch(1, _one("Bought in the shop", 35), {"state": 3}),
    Batch(1, _one("Paid in advance", 95), {"state": 4}),
    Batch(2, _one("Hotel", 140), {"creditcard": {"id": 3}}),
    Batch(1, _one("Catalogue goods", 66), {"punchout_system": 1}),
    Batch(2, _one("Vegetables, week", 120, department="Canteen")),
    Batch(1, _one("Vice", 99, item_fields={"account": 990})),
    Batch(1, lambda buyers, _: []),
    Batch(1, _one("Odd state", 20), {"state": 9}),
    Batch(1, _one("Garbled", 20), {"subtotal": "many"}),
    Batch(1, _one("Gloves, year", 500, type=2)),
    Batch(1, _one("Water, monthly", 30, type=1)),
    Batch(1, _one("Service of a new kind", 60, type=7)),
)
_STOCK = (
    Batch(2, _one("Shelf", 85, plant="Warehouse"), {"tax": "0"}),
    Batch(1, _one("Shelf, taxed", 85, plant="Warehouse")),
    Batch(1, _one("Pump, from Canada", 410, plant="Warehouse"), {"currency": "CAD", "tax": "0"}),
    Batch(1, _one("Shared service", 70, plant="Warehouse", code="6700"), {"tax": "0"}),
    Batch(1, _one("Rack", 260, plant="Warehouse", fields={"date_required": None}), {"tax": "0"}),
    Batch(1, _one("Rack, late", 260, plant="Warehouse", date_required=date(2027, 1, 15)), {"tax": "0"}),
    Batch(1, _exactly("Memory", "80.00", "1.5", plant="Warehouse", sku="128 SDRAM"), {"tax": "0"}),
    Batch(1, _one("Old memory", 9, plant="Warehouse", sku="1-A3483A"), {"tax": "0"}),
    Batch(1, _one("Memory", 81, plant="Warehouse", sku="128 SDRAM"), {"tax": "0", "vendor": "Litware Tools"}),
    Batch(1, _one("Processor", 320, plant="Annex", sku="1-A3261A"), {"tax": "0"}),
    Batch(1, _one("Memory", 82, plant="Warehouse", sku="128 SDRAM", unit="metre"), {"tax": "0"}),
    Batch(1, _one("Water hose", 3, plant="Yard", sku="HOSE-25"), {"tax": "0", "vendor": "Northwind Industrial Parts"}),
)
_NORTH = (
    Batch(2, _one("Snow chains", 145, plant="Plant Canada"), {"currency": "CAD"}),
    Batch(1, _one("Heater", 390, plant="Plant Canada")),
    Batch(1, _one("Timber", 700, plant="Plant Canada"), {"currency": "CAD", "freight": "60"}),
    Batch(2, _one("Plough blade", 210, plant="Plant Canada"), {"currency": "CAD", "date": _JANUARY}),
)
_UNKNOWN = (
    Batch(1, _one("Seminar", 150), {"vendor": "Woodgrove Partners"}),
    Batch(1, _one("Survey", 320), {"vendor": "Trey Research"}),
    Batch(1, _one("Cleaning, by a new method", 75, receive_method=7)),
    Batch(1, _one("Road signs", 64), {"number": "STRAß-7"}),
    Batch(1, _exactly("Samples", "12.00", "0"), {"freight": "50.00", "tax": "0"}),
)
_LATER = (
    Batch(2, _one("Consulting, by amount", 800, receive_method=1)),
    Batch(1, _one("Oil, blanket", 90, type=2)),
    Batch(1, _one("Paint", 33), {"comment": "desk"}),
    Batch(1, _one("Paint", 34), {"comment": "desktop"}),
    Batch(1, _one("Frame", 44), {"vendor": "School of Fine Art"}),
    Batch(1, _unevenly),
)
