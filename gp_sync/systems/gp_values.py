"""Values on their way to Dynamics GP and back: what is sent, what came of it, and one text for one amount."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs

import dynamicsgp_sba as gp
from gp_sync.core.canonical import plain
from gp_sync.flows.purchase_orders.revision import is_left_out

__all__ = ["holds", "in_words", "plain_number", "sent_day", "sent_text"]


def sent_text(row: Any, field: str) -> str | None:
    """A text as the service takes it: None leaves it to GP, an empty one blanks it."""
    return None if is_left_out(row, field) else getattr(row, field) or ""


def sent_day(row: Any, field: str) -> date | None:
    """A day as the service takes it: None leaves it to GP, GP's empty date blanks it."""
    return None if is_left_out(row, field) else getattr(row, field) or gp.NO_DATE


def holds(ours: Any, theirs: Any) -> bool:
    """Whether a record, or a line of one, holds what we sent, its lines aside; a field left to GP is not compared."""
    return all(
        _holds(field.name, getattr(ours, field.name), getattr(theirs, field.name))
        for field in attrs.fields(type(ours))
        if field.name != "lines" and not field.metadata.get("ours_alone") and not is_left_out(ours, field.name)
    )


def _holds(field: str, ours: object, theirs: object) -> bool:
    """Whether a field that we sent or blanked is there."""
    if field == "comment" and isinstance(ours, str) and ours:
        # A site may tell a comment shortened, or not at all. Any other text there, also a longer one, is a person's.
        return plain(ours).startswith(plain(str(theirs)))
    return _comparable(ours) == _comparable(theirs)


def _comparable(value: object) -> object:
    # A field without a value is None with us, and an empty text in GP.
    return (plain(value) or None) if isinstance(value, str) else value


def plain_number(value: Decimal) -> Decimal:
    """A number without the zeros that GP's five decimals add, so that one amount has one text."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def in_words(state: Any) -> str:
    """A state of GP, such as `Change order`."""
    return "no state" if state is None else state.name.replace("_", " ").capitalize()
