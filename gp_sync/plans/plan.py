"""A plan: what a run would do, order by order, as values that are shown, kept in a file and compared with later."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import attrs

from gp_sync.core.canonical import canonical, fingerprint
from gp_sync.core.model import Difference, Finding, Key, Severity
from gp_sync.core.states import DocumentState
from gp_sync.core.summary import Money, add_up
from gp_sync.ledger.values import Intent, StoredLink

__all__ = ["Action", "Plan", "PlannedOrder", "PlannedWrite"]

Action = Literal["write", "adopt", "unchanged", "skip", "hold", "block", "wait"]
"""What would become of an order; `wait` is one that has an open write, whose outcome must be known first."""

_NUMBERS = re.compile("([0-9]+)")


@attrs.frozen(kw_only=True)
class PlannedWrite:
    """One write of a plan.

    Args:
        intent: what would be written, with what the target held when it was planned.
        total: what the record would come to; None for a void.
        dated: its date in the target.
        changes: what an update would change, field by field.
    """

    intent: Intent
    total: Decimal | None = None
    dated: date | None = None
    changes: tuple[Difference, ...] = ()


@attrs.frozen(kw_only=True)
class PlannedOrder:
    """What would become of one order, and what that rests on.

    Args:
        key: the order.
        label: how people call it.
        version: the captured version that was decided.
        payload: the SHA-256 of that version, as received.
        state: how the order stood.
        action: what would be done.
        writes: what would be written.
        adopted: records that would be linked without a write.
        findings: why.
        vendor: the vendor's name.
        amount: what the order comes to in the source.
    """

    key: Key
    label: str
    version: int
    payload: str
    state: DocumentState
    action: Action
    writes: tuple[PlannedWrite, ...] = ()
    adopted: tuple[StoredLink, ...] = ()
    findings: tuple[Finding, ...] = ()
    vendor: str = ""
    amount: Money | None = None

    @property
    def fingerprint(self) -> str:
        """Of the whole decision: what it rests on, what would be done and why. Words may differ, codes may not."""
        reasons = sorted({(found.code, found.severity.value, str(found.cause)) for found in self.findings})
        intents = [write.intent for write in self.writes]
        return fingerprint(canonical([self.version, self.payload, self.action, intents, self.adopted, reasons]))

    @property
    def name(self) -> str:
        """What people call the order; its key where it has no number."""
        return self.label or self.key.source_id

    @property
    def place(self) -> tuple[str | int, ...]:
        """Where the order stands among others: by its name, and by the value of a number in it: PF2 before PF10."""
        return tuple(int(part) if part.isdecimal() else part for part in _NUMBERS.split(self.name))

    @property
    def to_do(self) -> bool:
        """Whether something would be written or linked for it."""
        return bool(self.writes or self.adopted)

    @property
    def words(self) -> str:
        """What would become of the order: `create PF7 in TWO`, `hold: PERIOD_CLOSED`. Warnings stop nothing."""
        done = [f"{write.intent.op} {write.intent.target}" for write in self.writes]
        done += [f"link {link.target}" for link in self.adopted]
        if done:
            return "; ".join(done)
        stopping = (found.code for found in self.findings if found.severity is not Severity.WARN)
        codes = ", ".join(dict.fromkeys(stopping))
        return f"{self.action}: {codes}" if codes else self.action


@attrs.frozen(kw_only=True)
class Plan:
    """What a run would do.

    Args:
        connection: whose plan it is.
        made_at: when.
        made_by: who made it.
        systems: who the two systems said they are.
        orders: the orders that were looked at, by number.
        stopped: why a side could not be used or a guard stands, if so; then orders may be missing.
        warnings: what did not stop it, such as a guard that would stop a run of all of it.
    """

    connection: str
    made_at: datetime
    made_by: str
    systems: Mapping[str, str]
    orders: tuple[PlannedOrder, ...]
    stopped: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def to_do(self) -> tuple[PlannedOrder, ...]:
        """The orders for which something would be written or linked."""
        return tuple(order for order in self.orders if order.to_do)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many orders would end in which way: `create`, `update` and `void` for writes, else the action."""
        counted = Counter(word for order in self.orders for word in _words(order))
        return dict(sorted(counted.items()))

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        """What the orders that would be written come to, by currency."""
        written = [order for order in self.orders if any(write.intent.op != "void" for write in order.writes)]
        return add_up(order.amount for order in written if order.amount is not None)


def _words(order: PlannedOrder) -> set[str]:
    """An order with records in several companies may count under several words, but once under each."""
    return {write.intent.op for write in order.writes} or {order.action}
