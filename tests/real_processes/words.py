"""What buyers say on an order beside its amounts, change and take back; and whether GP says the same."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from procurify_client.testing import OrderLine

__all__ = ["differing_words", "say", "say_on_line"]

_COMMENTS = ("", "Deliver to gate 1", "Deliver to gate 2", "Call before delivery")
_TERMS = ("", "Net 30", "Net 15")


def say(dice: random.Random) -> dict[str, Any]:
    """The header's texts, any of which may be empty, as the loopback tenant takes them."""
    return {"comment": dice.choice(_COMMENTS), "payment_terms": dice.choice(_TERMS)}


def say_on_line(line: OrderLine, dice: random.Random) -> OrderLine:
    """A line that is needed on another day."""
    return attrs.evolve(line, date_required=datetime.now(UTC).date() + timedelta(days=dice.randint(-30, 60)))


def differing_words(order: dict[str, Any], row: dict[str, Any], default_terms: str) -> Iterator[str]:
    """What a record in GP says otherwise than its order in Procurify.

    Args:
        order: the order, in Procurify's wire form.
        row: the record, in GP's.
        default_terms: what GP puts in where an order says nothing about its terms.
    """
    if row["CMMTTEXT"].strip() != (order["comment"] or ""):
        yield f"its comment is '{row['CMMTTEXT']}' instead of '{order['comment']}'"
    terms = order["payment_terms"] or ""
    if row["PYMTRMID"].strip() not in ({terms} if terms else {"", default_terms}):
        yield f"its terms are '{row['PYMTRMID']}' instead of '{terms}'"
    asked = [line["date_required"][:10] for line in order["order_items"]]
    told = [line["REQDATE"][:10] for line in row["Lines"]]
    if told != asked:
        yield f"its lines are required on {told} instead of {asked}"
