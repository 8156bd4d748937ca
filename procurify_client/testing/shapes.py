"""The forms of the wire: whole records with neutral values, amounts with fixed places, and exact JSON.

The records come from `data/shapes.json`, which has every field that the API document lists.
"""

import copy
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, localcontext
from importlib.resources import files
from typing import Any

__all__ = ["Amount", "Wire", "exact", "fixed", "midnight", "modifier", "shape", "term", "to_json", "with_numeric_score"]

Wire = dict[str, Any]
Amount = str | int | Decimal
"""How amounts are given: as text or Decimal, never as float."""

_SHAPES: dict[str, Wire] = json.loads(
    (files("procurify_client.testing") / "data" / "shapes.json").read_text("utf-8"), parse_float=Decimal
)
_PLACES = 28


def shape(kind: str, /, **fields: Any) -> Wire:
    """Make a record of a kind, with some of its fields set."""
    return copy.deepcopy(_SHAPES[kind]) | fields


def exact(value: Amount) -> Decimal:
    """Take an amount as Decimal.

    Raises:
        TypeError: it is a float or something else that is not exact.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise TypeError(f"{value!r} is not an amount: give a text such as '12.50' or a Decimal")
    return Decimal(value)


def fixed(value: Decimal, places: int) -> str:
    """Write an amount with fixed places, as the wire has it.

    Raises:
        ValueError: it has more places than the wire can hold.
    """
    with localcontext(prec=_PLACES * 2):
        rounded = value.quantize(Decimal(1).scaleb(-places))
    if rounded != value:
        raise ValueError(f"{value} has more than the {places} decimals that Procurify keeps here")
    return f"{rounded:f}"


def modifier(value: Amount) -> Wire:
    """Make a header tax or discount: an amount, or a percentage if it is a text that ends in `%`."""
    if isinstance(value, str) and value.endswith("%"):
        return {"value": exact(value.removesuffix("%")), "type": "percentage"}
    return {"value": exact(value), "type": "amount"}


def with_numeric_score(vendor: Wire) -> Wire:
    """Make a vendor's score a JSON number, as it is everywhere but in the vendor list."""
    if vendor["overall_score"] is not None:
        vendor["overall_score"] = Decimal(vendor["overall_score"])
    return vendor


def term(name: str | None, ids: Callable[[str], int]) -> Wire | None:
    """Make a payment or shipping term; the same name always has the same id."""
    return None if not name else shape("term", id=ids(name), name=name, description=name)


def midnight(day: date, like: datetime) -> str:
    """Write a calendar date as Procurify does: as a midnight, in the zone of another instant."""
    return datetime.combine(day, time(), tzinfo=like.tzinfo).isoformat()


def to_json(value: Any) -> str:
    """Write JSON in which a Decimal is a number with exactly its digits, which the standard library cannot do."""
    try:
        return json.dumps(value)  # many times as fast, and good for all that has no Decimal in it
    except TypeError:
        return _with_decimals(value)


def _with_decimals(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(str(name))}: {to_json(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(to_json(item) for item in value) + "]"
    return json.dumps(value)
