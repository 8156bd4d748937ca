"""The frozen values of a reconciliation: what both systems hold, what the ledger says, and each order over both.

A requisition is an order that nobody has made: what is said of orders here holds for requisitions too. They are added
up apart from each other, since a requisition becomes an order.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import attrs

from gp_sync.core.kinds import PURCHASE_ORDERS
from gp_sync.core.model import Difference, Found, Link
from gp_sync.core.states import End
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder
from gp_sync.flows.requisitions.document import GPRequisition
from gp_sync.reconcile.reasons import REASONS, Reason

__all__ = [
    "Bucket",
    "GPRecord",
    "Item",
    "LedgerSide",
    "LineRow",
    "LineSide",
    "OrderRow",
    "Period",
    "RowState",
    "Side",
    "SourceRecord",
]


@attrs.frozen(kw_only=True)
class Period:
    """The days that are compared; a fiscal period may have others in each company.

    Args:
        label: how people call it, such as `2026-11`.
        first: the first day, and `last` the last one, over all companies.
        days: first and last day of a company, where its calendar tells; else the ones above.
    """

    label: str
    first: date
    last: date
    days: Mapping[str, tuple[date, date]] = attrs.field(factory=dict)

    def has(self, day: date | None, company: str) -> bool:
        """Whether a day lies in the period; what has no date lies in none."""
        first, last = self.days.get(company, (self.first, self.last))
        return day is not None and first <= day <= last


@attrs.frozen(kw_only=True, order=True)
class Bucket:
    """What is added up together: one company's orders, or requisitions, in one currency.

    Args:
        flow: which of the two, as the name of their flow.
        company: the company; empty where none is known.
        currency: the currency, by Procurify's name where one is known.
    """

    flow: str = PURCHASE_ORDERS
    company: str
    currency: str


@attrs.frozen(kw_only=True)
class Side:
    """An order in one of the systems: what it is added up with, what it comes to, its day there."""

    bucket: Bucket
    amount: Decimal
    dated: date | None


@attrs.frozen(kw_only=True)
class SourceRecord:
    """An order as Procurify has it.

    Args:
        source_id: its key.
        number: how people call it.
        side: what it comes to, as Procurify's list says; nothing where it is cancelled.
        in_period: its own day lies in the period.
        order: the whole order; None where it cannot be read, and `problem` is why.
        vendor: the vendor's name.
        cancelled: it is cancelled, so that nothing of it counts.
        fresh: it is the version that the ledger decides by; if not, it changed since the last capture.
    """

    source_id: str
    number: str
    side: Side
    in_period: bool
    order: SourceOrder | None = None
    vendor: str = ""
    cancelled: bool = False
    fresh: bool = True
    problem: str = ""


@attrs.frozen(kw_only=True)
class GPRecord:
    """An order as GP has it, in work or in history.

    Args:
        number: its number.
        side: what it comes to now; nothing where it is void.
        in_period: its date lies in the period.
        found: the record.
        status: its status in words, with `history` where it lies there.
        vendor: the vendor's ID and name.
        mark: what stands where a connection puts its mark, as GP compares it.
        marked: it carries the connection's mark.
    """

    number: str
    side: Side
    in_period: bool
    found: Found[GPPurchaseOrder] | Found[GPRequisition]
    status: str
    vendor: str = ""
    mark: str = ""
    marked: bool = False


@attrs.frozen(kw_only=True)
class LedgerSide:
    """What the ledger says of an order.

    Args:
        end: how it is counted.
        reasons: its findings in words, each with its code.
        stopped_by: those of them that stop it, in one text.
        link: the last confirmed write, or what a person said; None if there is none.
    """

    end: End
    reasons: tuple[str, ...] = ()
    stopped_by: str = ""
    link: Link[GPPurchaseOrder] | Link[GPRequisition] | None = None


@attrs.frozen(kw_only=True)
class Item:
    """A part of the difference of one order, with its reason.

    Args:
        amount: by how much Procurify has more than GP; negative where GP has more.
        words: what is known beyond the reason.
    """

    bucket: Bucket
    reason: Reason
    amount: Decimal
    words: str = ""


@attrs.frozen(kw_only=True)
class LineSide:
    """A line in one of the systems. `charged_to` is the account code or GL account."""

    name: str
    quantity: Decimal | None
    unit_price: Decimal | None
    amount: Decimal
    charged_to: str = ""


@attrs.frozen(kw_only=True)
class LineRow:
    """A line of Procurify beside what GP has of it: several lines where it is split over accounts.

    Args:
        label: such as `2`; `freight` for what a header charge became.
        difference: Procurify's amount less GP's.
        agrees: both have it, with the same amount and, where it is one line, the same quantity.
    """

    label: str
    procurify: LineSide | None
    gp: tuple[LineSide, ...]
    difference: Decimal
    agrees: bool


RowState = Literal["agrees", "explained", "to look at"]
"""Both systems have it alike; they differ for settled reasons alone; or somebody has to do something about it."""


@attrs.frozen(kw_only=True)
class OrderRow:
    """One order over both systems.

    Args:
        number: how people call it: Procurify's number, GP's where Procurify has none.
        source_id: its key in Procurify; empty where GP alone has it.
        gp_number: its number in GP; empty where GP has none.
        vendor: the vendor's name, or GP's ID of it.
        procurify: what counts of it in Procurify; None if nothing does.
        gp: what counts of it in GP; None if nothing does.
        end: how the ledger counts it; None where the ledger does not know it.
        status: its status in GP in words; empty where GP has none.
        items: the parts of its difference.
        notes: what the ledger found about it.
        lines: its lines side by side.
        changed: field by field, what somebody changed in GP.
        steps: its life by the audit: when, what happened, who and why.
    """

    number: str
    source_id: str
    gp_number: str
    vendor: str
    procurify: Side | None
    gp: Side | None
    end: End | None
    status: str
    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()
    lines: tuple[LineRow, ...] = ()
    changed: tuple[Difference, ...] = ()
    steps: tuple[tuple[datetime, str, str], ...] = ()

    @property
    def buckets(self) -> tuple[Bucket, ...]:
        """What it is added up with: one, or two where the systems do not agree on that."""
        sides = (side.bucket for side in (self.procurify, self.gp) if side is not None)
        return tuple(dict.fromkeys(sides))

    @property
    def flow(self) -> str:
        """The flow that it is of; at least one of its sides is there."""
        return self.buckets[0].flow

    @property
    def agrees(self) -> bool:
        """Whether both systems have it alike, in total and in every line."""
        return not self.items and not self.changed and all(line.agrees for line in self.lines)

    @property
    def is_open(self) -> bool:
        """Whether somebody has to do something about it."""
        unexplained = not self.items and not self.agrees  # its lines differ, and nothing says why
        return unexplained or any(not REASONS[item.reason].settled for item in self.items) or bool(self.changed)

    @property
    def state(self) -> RowState:
        """In which of three ways it stands."""
        return "agrees" if self.agrees else "to look at" if self.is_open else "explained"
