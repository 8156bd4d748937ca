"""Orders as Procurify's wire can hold them, for tests of properties."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st

from procurify_client.testing import OrderLine
from tests.gp_sync.flows.any_policy import changed
from tests.gp_sync.flows.two_servers import CODES

__all__ = ["WireOrder", "calm_orders", "odd_orders", "payable_orders"]

LARGEST = Decimal(10**14)
HOSTILE = (
    "", " ", "\u0000", "a\tb\nc", "\u00ad", "\u00a0x\u00a0", "\u2028", "\u201cquoted\u201d", "<&'\";--", "\u20ac",
    "CAFE\u0301", "\u4e2d\u6587\u8f93\u5165", "\U0001f6d2", "\ufffd", "\u200e\u202e", "\u0130\u0131\u00df",
    "\ufb01\u3000x", "x" * 31, "n" * 260, "\u4e2d" * 120,
)  # fmt: skip
ALL_AT_ONCE = "".join(word for word in HOSTILE if len(word) < 9)
words = st.sampled_from(["Hydraulic oil", ALL_AT_ONCE, "x" * 600, *HOSTILE]) | st.text(max_size=40)


whole = st.integers(1, 500).map(Decimal)
quantities = whole | whole | st.decimals("0.00001", 9999, places=5)
odd_quantities = st.sampled_from(list(map(Decimal, ("0", "-3", "0.5", "12.345", "0.00001", "9" * 14, "1" + "0" * 14))))
cents = st.decimals("0.01", 999, places=2)
prices = cents | cents | st.decimals(0, 9999, places=8)
odd_prices = st.sampled_from(list(map(Decimal, ("0", "-1", "0.00000001", "0.3333", "1.005", "9" * 14))))
charges = st.sampled_from([Decimal(0), Decimal("12.5")]) | st.decimals(0, 500, places=6)
odd_charges = st.sampled_from([Decimal("0.005"), Decimal("0.004"), Decimal(-5), LARGEST])
modifiers = st.sampled_from(["0", "5.00", "10%", "7.125%"]) | st.decimals(0, 60, places=4).map(str)
odd_modifiers = st.sampled_from(["0.005", "-1", "-10%", "100%", "250%", "9" * 16, "9" * 13 + "%"])


def _edges() -> list[datetime]:
    """Days when clocks change, ends of years and periods, and what lies beyond GP's calendar."""
    chicago = ZoneInfo("America/Chicago")
    local = [
        (2026, 3, 8, 2, 30),
        (2026, 11, 1, 1, 30),
        (2026, 10, 31, 23, 30),
        (2026, 12, 31, 23, 59),
        (2026, 1, 1, 0, 0),
    ]
    near = [datetime(*parts, tzinfo=chicago) for parts in local]
    far = [
        datetime(1899, 12, 31, tzinfo=UTC),
        datetime(9999, 12, 31, 12, tzinfo=UTC),
        datetime(2024, 2, 29, tzinfo=UTC),
    ]
    return near + far


USUAL_DAY = datetime(2026, 11, 4, 15, 30, tzinfo=UTC)
instants = st.sampled_from(_edges()) | st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(
    lambda at: at.replace(tzinfo=UTC)
)
days = st.dates(date(2025, 1, 1), date(2028, 12, 31)) | st.sampled_from([date(1900, 1, 1), date(9999, 12, 31)])
custom = st.dictionaries(st.sampled_from(["Project", "Kind"]), words, max_size=2).map(
    lambda values: [
        {"id": number, "value": value, "field": {"id": number, "name": name}}
        for number, (name, value) in enumerate(values.items())
    ]
)


NULL: st.SearchStrategy[Any] = st.none()

# What is odd about a line: its own fields, and those of the wire.
_LINE: Mapping[str, st.SearchStrategy[Any]] = {
    "name": words,
    "quantity": odd_quantities,
    "price": odd_prices,
    "account_code": st.sampled_from(CODES),
    "unit": st.sampled_from(["Box", "roll", "metre"]) | words,
    "sku": st.sampled_from(["HYD-46", "128 sdram", "1-A3261A", "HOSE-25", " 128 SDRAM", "FREIGHT"]) | words,
    "tax_amount": charges | odd_charges,
    "shipping_amount": charges | odd_charges,
    "date_required": days,
    "type": st.sampled_from([1, 2, 9]),
    "receive_method": st.sampled_from([1, 9]),
}
_LINE_ON_THE_WIRE: Mapping[str, st.SearchStrategy[Any]] = {
    "custom_fields": custom,
    "PO_line_num": NULL | st.just(7),
    "account": NULL,
    "spend_allocation": st.just([]),
    "price": NULL,
    "quantity": NULL,
    "total_cost": st.sampled_from([None, "12.34", "-1.00"]),
    "name": NULL,
    "unit": NULL,
    "date_required": NULL,
}


# What may be otherwise about a line without stopping its order.
_CALM_LINE: Mapping[str, st.SearchStrategy[Any]] = {
    "name": words,
    "unit": st.sampled_from(["each", "Box", "roll", "metre"]) | words,
    "sku": st.sampled_from(["128 SDRAM", " 128 SDRAM", "SERVICE-KIT"]),
    "tax_amount": charges,
    "shipping_amount": charges,
    "date_required": st.none() | st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    "type": st.sampled_from([0, 0, 1, 9]),
    "receive_method": st.sampled_from([0, 0, 1, 9]),
}


@st.composite
def lines(draw: st.DrawFn, departments: tuple[int, ...], *, calm: bool) -> OrderLine:
    """A line as Procurify may hold it."""
    usual: dict[str, Any] = {
        "name": "Hydraulic oil",
        "quantity": draw(quantities),
        "price": draw(prices),
        "account_code": "6100",
        "department": draw(st.sampled_from(departments)),
        "unit": "each",
        "sku": draw(st.sampled_from(["", "", "HYD-46", "128 sdram", "HOSE-25", "1-A3261A"])),
    }
    own = usual | (changed(draw, _CALM_LINE, 0, 1, 2, 3) if calm else changed(draw, _LINE, 0, 0, 1, 2))
    codes = st.sampled_from(["6100", "6200"]) if calm else st.sampled_from(["6100", "6200", *CODES])
    own["allocations"] = draw(_allocations(own["quantity"] * own["price"], departments, codes))
    if own["allocations"] and not calm:
        own["allocations"] += draw(st.sampled_from([(), (("6100", departments[0], Decimal("0.01")),)]))
    return OrderLine(**own)


@st.composite
def _allocations(
    draw: st.DrawFn, total: Decimal, departments: tuple[int, ...], codes: st.SearchStrategy[str]
) -> tuple[tuple[str, int, Decimal], ...]:
    """None, one for all, or a split of the line's total in parts that are finer than a cent."""
    shares = draw(st.sampled_from([(), (), (), (), (1,), (1, 1, 1), (7, 2, 0, 1)]))
    cents = total.quantize(Decimal("0.01"), ROUND_HALF_UP) if abs(total) < LARGEST else total
    amounts = [(cents * share / sum(shares)).quantize(Decimal("1e-8")) for share in shares]
    return tuple((draw(codes), draw(st.sampled_from(departments)), amount) for amount in amounts)


COUNTS = st.sampled_from([1, 1, 2, 2, 3, 4])
GROUND: dict[str, Any] = {"shipping_method": {"id": 5, "name": "Ground"}}

# What may be otherwise about an order without stopping it.
_CALM: Mapping[str, st.SearchStrategy[Any]] = {
    "freight": charges,
    "other": charges,
    "discount": st.sampled_from(["0", "10%", "0.01"]),
    "tax": modifiers,
    "comment": st.none() | words,
    "currency": st.sampled_from(["USD", "USD", "CAD"]),
    "promise_date": st.dates(date(2025, 1, 1), date(2028, 12, 31)),
}

# The same of an order.
_ORDER: Mapping[str, st.SearchStrategy[Any]] = {
    "freight": charges | odd_charges,
    "other": charges | odd_charges,
    "discount": modifiers | odd_modifiers,
    "tax": modifiers | odd_modifiers,
    "comment": NULL | words,
    "external_number": words.map(lambda text: text[:30]),
    "number": words,
    "currency": st.sampled_from(["CAD", "JPY", "KWD", "EUR"]),
    "promise_date": days,
    "date": instants,
    "state": st.sampled_from([1, 2, 3, 4, 5, 9]),
}
_ORDER_ON_THE_WIRE: Mapping[str, st.SearchStrategy[Any]] = {
    "number": NULL,
    "pref_vendor": NULL,
    "purchaser": NULL,
    "purchased_currency": NULL,
    "total": st.sampled_from([None, "245.01"]),
    "subtotal": NULL,
    "state": NULL,
    "date": NULL,
    "payment_terms": st.sampled_from([None, "Net 30", "net 30"]) | words,
    "shipping_method": NULL | words.map(lambda name: {"id": 6, "name": name}),
    "creditcard": st.just(4),
    "punchout_system": st.just(2),
    "custom_fields": custom,
}


@attrs.frozen
class WireOrder:
    """An order for the server, and what of its answer is otherwise: of the header and, place by place, of the lines."""

    fields: Mapping[str, Any]
    header: Mapping[str, Any]
    lines: tuple[Mapping[str, Any], ...]


@st.composite
def calm_orders(draw: st.DrawFn, departments: tuple[int, ...], vendors: tuple[int, ...]) -> WireOrder:
    """An order without what must stop one by itself; some configurations still do."""
    changes = {name: draw(choices) for name, choices in _CALM.items()}
    rows = [draw(lines(departments[::2][:2], calm=True)) for _ in range(draw(COUNTS))]
    return WireOrder({"date": USUAL_DAY} | changes | {"vendor": vendors[0], "lines": rows}, GROUND, ())


@st.composite
def payable_orders(draw: st.DrawFn, departments: tuple[int, ...], vendors: tuple[int, ...]) -> WireOrder:
    """An order that every fitting configuration writes: all its amounts but the tax are whole cents."""
    rows = [draw(_payable_lines(departments[::2][:2])) for _ in range(draw(COUNTS))]
    modified = st.sampled_from([{}, {"tax": "7.125%"}, {"discount": "0.01"}, {"tax": "5.00", "discount": "0.01"}])
    header = {
        "freight": draw(_whole_cents),
        "other": draw(_whole_cents),
        "comment": draw(st.none() | words),
        "currency": draw(st.sampled_from(["USD", "USD", "CAD"])),
        "promise_date": draw(st.dates(date(2025, 1, 1), date(2028, 12, 31))),
    }
    usual = {"date": USUAL_DAY, "vendor": vendors[0], "lines": rows}
    return WireOrder(usual | header | draw(modified), GROUND, ())


_whole_cents = st.decimals(0, 500, places=2)

# What may be otherwise about a line of one of them.
_PAYABLE_LINE: Mapping[str, st.SearchStrategy[Any]] = {
    "name": words,
    "sku": st.sampled_from(["HYD-46", "NOT-IN-GP"]),
    "tax_amount": _whole_cents,
    "shipping_amount": _whole_cents,
    "date_required": _CALM_LINE["date_required"],
    "type": _CALM_LINE["type"],
    "receive_method": _CALM_LINE["receive_method"],
}


@st.composite
def _payable_lines(draw: st.DrawFn, departments: tuple[int, ...]) -> OrderLine:
    """A line of free text that comes to whole cents, perhaps split."""
    quantity, price = draw(whole), draw(cents)
    own: dict[str, Any] = {"name": "Hydraulic oil", "sku": "", "unit": draw(st.sampled_from(["each", "Box"]))}
    own |= changed(draw, _PAYABLE_LINE, 0, 1, 2, 3)
    # Each part has an account of its own, by which a revision finds it.
    places = draw(st.permutations(list(product(("6100", "6200"), departments))))
    shares = draw(st.sampled_from([(), (), (), (1,), (1, 1, 1), (7, 2, 1)]))
    parts = [(quantity * price * share / sum(shares)).quantize(Decimal("1e-8")) for share in shares]
    own["allocations"] = tuple((*place, part) for place, part in zip(places, parts, strict=False))
    department = draw(st.sampled_from(departments))
    return OrderLine(quantity=quantity, price=price, account_code="6100", department=department, **own)


@st.composite
def odd_orders(draw: st.DrawFn, departments: tuple[int, ...], vendors: tuple[int, ...]) -> WireOrder:
    """An order with a few oddities, each of which may stop it."""
    places = departments[:1] * 16 + departments
    rows = [draw(lines(places, calm=False)) for _ in range(draw(st.sampled_from([0, 1, 1, 2, 3])))]
    usual = {"date": USUAL_DAY, "vendor": draw(st.sampled_from([vendors[0], *vendors])), "lines": rows}
    return WireOrder(
        usual | changed(draw, _ORDER, 0, 1, 2),
        GROUND | changed(draw, _ORDER_ON_THE_WIRE, 0, 1),
        tuple(changed(draw, _LINE_ON_THE_WIRE, 0, 0, 1) for _ in rows),
    )
