"""A purchase order as GP's service takes it, checked before it leaves.

GP cuts, upper-cases or refuses what does not fit its columns; here every such value is an error that names it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import attrs

from dynamicsgp_sba import limits
from dynamicsgp_sba.codec import encode_body
from dynamicsgp_sba.columns import columns
from dynamicsgp_sba.errors import InvalidValueError
from dynamicsgp_sba.models import (
    NO_DATE,
    NewPurchaseOrder,
    NewPurchaseOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderStatus,
    PurchaseOrderType,
)
from dynamicsgp_sba.profile import ResourceProfile

__all__ = ["encode_order", "encode_stamp"]

_HEADER = columns(PurchaseOrder)
_LINE = columns(PurchaseOrderLine)
_OF_SEVERAL_LINES = {"comment", "note"}
_REQUIRED = {"number", "vendor_id", "document_date", "item_number", "unit"}


def encode_order(order: NewPurchaseOrder, resource: ResourceProfile, *, row_stamp: str | None) -> bytes:
    """Give the JSON of a create, or with a row stamp of an update, in the form that the resource takes.

    Raises:
        InvalidValueError: values that GP cannot store, all of them at once.
    """
    wrong = dict(_wrong_header(order))
    for position, line in enumerate(order.lines):
        for field, reason in _wrong(line, _LINE, limits.PURCHASE_ORDER_LINE):
            wrong[f"Lines[{position}].{field}"] = reason
    if wrong:
        raise InvalidValueError(
            f"purchase order {order.number!r:.40} was not sent: " + "; ".join(f"{k}: {v}" for k, v in wrong.items()),
            field_errors=wrong,
        )
    body = _members(order, _HEADER, skip="lines")
    body[_HEADER["type"]] = PurchaseOrderType.STANDARD.value
    body[_HEADER["status"]] = PurchaseOrderStatus.NEW.value
    body[_HEADER["lines"]] = [_line(line, position) for position, line in enumerate(order.lines, start=1)]
    return _json(body, row_stamp, resource)


def encode_stamp(row_stamp: str, resource: ResourceProfile) -> bytes:
    """Give the JSON of a void: the row stamp last read, and nothing else."""
    return _json({}, row_stamp, resource)


def _json(body: dict[str, Any], row_stamp: str | None, resource: ResourceProfile) -> bytes:
    if row_stamp is not None:
        body[_HEADER["row_stamp"]] = row_stamp
    return encode_body(PurchaseOrder, body, resource)


def _line(line: NewPurchaseOrderLine, position: int) -> dict[str, Any]:
    members = _members(line, _LINE, skip="sequence")
    sequence = position * limits.SEQUENCE_STEP if line.sequence is None else line.sequence
    return {
        _LINE["sequence"]: sequence,
        _LINE["line_number"]: position,
        **members,
        _LINE["status"]: PurchaseOrderStatus.NEW.value,
    }


def _members(value: Any, names: Mapping[str, str], *, skip: str) -> dict[str, Any]:
    members = {
        names[field.name]: getattr(value, field.name) for field in attrs.fields(type(value)) if field.name != skip
    }
    return {name: _plain(item) for name, item in members.items() if item is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _wrong_header(order: NewPurchaseOrder) -> Iterator[tuple[str, str]]:
    yield from _wrong(order, _HEADER, limits.PURCHASE_ORDER)
    if not order.lines:
        yield "Lines", "there is none; an order needs at least one"
    sequences = [line.sequence for line in order.lines if line.sequence is not None]
    if sequences and len(sequences) != len(order.lines):
        yield "Lines", "give every line a sequence, or none"
    if len(set(sequences)) != len(sequences):
        yield "Lines", f"a sequence occurs twice: {sequences}"


def _wrong(value: Any, names: Mapping[str, str], lengths: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for field in attrs.fields(type(value)):
        item = getattr(value, field.name)
        if field.name != "lines" and item is not None and (reason := _wrong_value(field, item, lengths)):
            yield names[field.name], reason


def _wrong_value(field: "attrs.Attribute[Any]", item: Any, lengths: Mapping[str, int]) -> str:
    expected = next(kind for kind in (str, Decimal, bool, int, date) if kind in (field.type, *get_args(field.type)))
    # Exactly this type: a float is no amount, an instant is no date, True is no number.
    if type(item) is not expected:
        return f"expected {expected.__name__}, got {type(item).__name__} {item!r:.60}"
    if isinstance(item, str):
        return _wrong_text(item, lengths[field.name], field.name)
    if isinstance(item, Decimal):
        return _wrong_amount(item, limits.RATE_DECIMALS if field.name == "exchange_rate" else limits.MONEY_DECIMALS)
    if isinstance(item, date) and item.year <= NO_DATE.year and (item != NO_DATE or field.name in _REQUIRED):
        return f"{item} is not after 1900, where GP's calendar begins"
    return f"{item} is negative" if isinstance(item, int) and item < 0 else ""


def _wrong_text(text: str, limit: int, field: str) -> str:
    if field in _REQUIRED and not text.strip():
        return "it is blank, but GP needs it"
    if len(text) > limit:
        return f"{text!r:.140} has {len(text)} characters, at most {limit} fit"
    if text != text.strip(" "):
        return f"{text!r:.140} begins or ends with a space, which GP does not keep"
    breaks = "\r\n\t" if field in _OF_SEVERAL_LINES else ""
    # Most texts are fine as a whole; only another one is gone through by letter.
    if _storable(text):
        return ""
    odd = sorted({letter for letter in text if letter not in breaks and not _storable(letter)})
    return f"{text!r:.140} holds {', '.join(map(repr, odd))}, which GP cannot store there" if odd else ""


def _storable(text: str) -> bool:
    try:
        text.encode(limits.CODE_PAGE)
    except UnicodeEncodeError:
        return False
    return text.isprintable()


def _wrong_amount(amount: Decimal, most: int) -> str:
    if not amount.is_finite():
        return f"{amount} is no number"
    if amount < 0:
        return f"{amount} is negative"
    if amount >= limits.MONEY_LIMIT:
        return f"{amount} is too large for numeric(19,5)"
    exponent = amount.normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return f"{amount} has {decimals} decimals, at most {most} fit" if decimals > most else ""
