"""What people tell a document by: its vendor, amount, date and persons, whatever its flow."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

import attrs

__all__ = ["Moment", "Money", "Summary", "add_up", "nothing_known"]


@attrs.frozen(kw_only=True)
class Money:
    """An amount in a currency, by the name that its system uses."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:,f} {self.currency}".strip()


@attrs.frozen(kw_only=True)
class Moment:
    """Something that happened to a document in its own system.

    Args:
        at: when, aware.
        words: what happened, such as `Ordered in Procurify`.
        who: by whom; empty if it is not told.
    """

    at: datetime
    words: str
    who: str = ""


@attrs.frozen(kw_only=True)
class Summary:
    """What people tell one document by. What is not known is empty.

    Args:
        amount: what it comes to.
        vendor: the vendor's name, or its ID in the target.
        vendor_ids: other names of the vendor, such as its IDs in both systems.
        company: the target's company that it belongs to.
        dated: its own day, where it was made.
        requesters: who asked for it.
        approvers: who approved it.
        buyer: who bought it.
        moments: what is known of its life before it was captured.
    """

    amount: Money | None = None
    vendor: str = ""
    vendor_ids: tuple[str, ...] = ()
    company: str = ""
    dated: date | None = None
    requesters: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    buyer: str = ""
    moments: tuple[Moment, ...] = ()


def nothing_known(_: object) -> Summary:
    """The summary of a document whose flow tells none."""
    return Summary()


def add_up(amounts: Iterable[Money]) -> Mapping[str, Decimal]:
    """The total of each currency, by its name."""
    totals: dict[str, Decimal] = {}
    for money in amounts:
        totals[money.currency] = totals.get(money.currency, Decimal(0)) + money.amount
    return dict(sorted(totals.items()))
