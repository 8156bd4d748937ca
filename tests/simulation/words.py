"""What an order says beside its amounts: its comment, dates, terms, shipping method and requester."""

from datetime import date, timedelta
from random import Random
from typing import Any

import attrs

from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from tests.simulation.records import DEFAULTS

__all__ = ["FIELDS", "METHODS", "TERMS", "Words", "are_told", "revised"]

TERMS = ("Net 30", "Net 15")
"""The terms that a buyer may choose; GP has them by the same names."""

METHODS = {"Ground": "GROUND", "Air": "AIR", "Pick up": ""}
"""The shipping methods in Procurify, and GP's; an empty one is left to GP."""

_DAY = date(2026, 11, 18)
_COMMENTS = ("Deliver to gate 1", "Deliver to gate 2", "Call before delivery")
_REQUESTERS = ("Robin Reader", "Sam Smith")


@attrs.frozen(kw_only=True)
class Words:
    """What an order says beside its amounts; an empty text or None where it says nothing.

    Args:
        comment: for the vendor.
        promised: the day on which the vendor will deliver.
        required: the day on which every line is needed.
        terms: how long until it is paid.
        method: how it is shipped.
        requester: who asked for every line.
    """

    comment: str = ""
    promised: date | None = _DAY
    required: date | None = None
    terms: str = "Net 30"
    method: str = "Ground"
    requester: str = "Robin Reader"

    @classmethod
    def draw(cls, random: Random) -> "Words":
        """What a new order says."""
        return cls(
            comment=random.choice(("", *_COMMENTS)),
            promised=random.choice((None, _DAY)),
            required=random.choice((None, _DAY)),
            terms=random.choice(("", *TERMS)),
            method=random.choice(("", *METHODS)),
            requester=random.choice(("", *_REQUESTERS)),
        )


def revised(words: Words, random: Random) -> tuple[str, Words]:
    """Change or clear one of them; gives which, and what was done to it."""
    field, values = random.choice(list(_VALUES.items()))
    now = getattr(words, field)
    value: Any = random.choice([other for other in values if other != now])
    return f"{field} {'cleared' if not value else 'changed'}", attrs.evolve(words, **{field: value})


_VALUES: dict[str, tuple[str | date | None, ...]] = {
    "comment": ("", *_COMMENTS),
    "promised": (None, _DAY, _DAY + timedelta(days=3)),
    "required": (None, _DAY, _DAY + timedelta(days=4)),
    "terms": ("", *TERMS),
    "method": ("", *METHODS),
    "requester": ("", *_REQUESTERS),
}


FIELDS = tuple(_VALUES)
"""The names of all of them."""


def are_told(body: GPPurchaseOrder, words: Words, *, at_least: bool) -> bool:
    """Whether a document says what an order says. Where that says nothing, it says nothing or GP's default, or more."""
    told = [
        (body.comment, words.comment, ""),
        (body.promised_date, words.promised, body.document_date),
        (body.payment_terms_id, words.terms, DEFAULTS["payment_terms_id"]),
        (body.shipping_method, METHODS.get(words.method, ""), DEFAULTS["shipping_method"]),
    ]
    for line in body.lines:
        told += [(line.requested_by, words.requester, ""), (line.required_date, words.required, body.document_date)]
    return all(there == asked if asked else at_least or there in {None, "", default} for there, asked, default in told)
