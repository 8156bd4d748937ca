"""Running past orders through mapping and rules: what share would pass, what stops the rest, which fixes pay most.

Read only: orders are listed and read in Procurify, reference data in GP, and nothing is captured, stored or sent. What
the ledger has of an order as Procurify has it now is not asked for again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs

from gp_sync.checks.causes import Cause, Fix, amounts_of, best_fixes, causes_of
from gp_sync.checks.judge import Judge, Judged, unreadable
from gp_sync.core.flow import Fetched, Flow, Listed
from gp_sync.core.model import Finding, Key, Unavailable
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.document import OrderState, SourceOrder
from gp_sync.progress import Progress, no_progress
from gp_sync.run.capture import PASSES
from gp_sync.run.session import Session
from gp_sync.run.tokens import is_token_of

__all__ = ["Backtest", "backtest"]

_ENDED = frozenset({OrderState.CLOSED, OrderState.PAID, OrderState.REOPENED})
"""Orders that were bought and flowed then; a cancelled one is left out as it would be now."""

_FAILURES = 3
"""A Procurify that fails on so many orders in a row cannot be used."""

_TOGETHER = 200
"""So many orders are read from the ledger at once."""


@attrs.frozen(kw_only=True)
class Backtest:
    """What became of past orders.

    Args:
        connection: whose.
        since: the first day whose orders were looked at.
        until: the last one.
        own_dates: orders were judged by their own dates; else as if each was bought on the last day.
        orders: each order.
        missed: in words, what Procurify lists and could not be looked at.
        stopped: why it ended early, where a side could not be used; then orders are missing.
    """

    connection: str
    since: date
    until: date
    own_dates: bool
    orders: tuple[Judged, ...]
    missed: tuple[str, ...] = ()
    stopped: Finding | None = None

    @property
    def flowing(self) -> tuple[Judged, ...]:
        """The orders that flow at all, of which the shares are."""
        return tuple(row for row in self.orders if row.outcome != "skip")

    @property
    def passing(self) -> tuple[Judged, ...]:
        """Those that would be written."""
        return tuple(row for row in self.orders if row.outcome == "pass")

    @property
    def skipped(self) -> tuple[Judged, ...]:
        """Those that do not flow."""
        return tuple(row for row in self.orders if row.outcome == "skip")

    @property
    def share(self) -> Decimal | None:
        """Which part of those that flow would be written, from 0 to 1; None where none flows."""
        return Decimal(len(self.passing)) / len(self.flowing) if self.flowing else None

    @property
    def amounts(self) -> Mapping[str, tuple[Decimal, Decimal]]:
        """What orders that would be written come to, and all that flow, by currency."""
        passing = amounts_of(self.passing)
        return {
            currency: (passing.get(currency, Decimal(0)), all_) for currency, all_ in amounts_of(self.flowing).items()
        }

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What stops the rest, the cause with most orders first."""
        return causes_of(self.orders)

    def fixes(self, most: int | None = None) -> tuple[Fix, ...]:
        """The causes in the order in which mending them raises the share most."""
        return tuple(best_fixes(self.flowing, most))


def backtest(engine: Engine, days: int, *, own_dates: bool = False, progress: Progress = no_progress) -> Backtest:
    """Judge the orders of the last days by today's configuration and today's facts, as ones that were never written.

    It holds the connection's lease meanwhile, so that Procurify is never listed twice at once.

    Args:
        engine: the connection's.
        days: how many days back, with today.
        own_dates: judge each by its own dates, so that periods that are closed by now stop it. Else its dates are moved
            as if it was bought now.
        progress: told how far it is.

    Raises:
        LookupError: the connection has no flow of orders.
        ValueError: the days are not above 0.
        ConnectionBusy: another process works on the connection.
        LeaseLost: another process took over.
    """
    if days <= 0:
        raise ValueError(f"days is {days}: give a number above 0")
    flow = next((flow for flow in engine.flows if flow.name == PURCHASE_ORDERS), None)
    if flow is None:
        raise LookupError(PURCHASE_ORDERS)
    until = engine.now().date()
    since = until - timedelta(days=days - 1)
    orders: list[Judged] = []
    missed: list[str] = []
    stopped: Finding | None = None
    with engine.session() as session:
        engine.references.begin_run(engine.now())
        past = _Past(session=session, flow=flow, engine=engine, own_dates=own_dates)
        try:
            rows = past.listed(since, until, missed, progress)
            for order in past.judged(rows):
                orders.append(order)
                progress("orders", len(orders), len(rows))
        except Unavailable as error:
            stopped = error.finding
    return Backtest(
        connection=engine.connection,
        since=since,
        until=until,
        own_dates=own_dates,
        orders=tuple(orders),
        missed=tuple(missed),
        stopped=stopped,
    )


@attrs.frozen(kw_only=True)
class _Past:
    """Reads and judges past orders.

    Args:
        session: the hold on the connection.
        flow: the flow of orders.
        engine: the connection's.
        own_dates: see `backtest`.
    """

    session: Session
    flow: Flow[Any, Any]
    engine: Engine
    own_dates: bool

    def listed(self, since: date, until: date, missed: list[str], progress: Progress) -> Sequence[Listed]:
        """The orders that are dated in these days, and those of which that cannot be told.

        An order changes on the day when it is made or later, so that what changed since has all of them. The list is
        read again if it changed meanwhile.
        """
        found, lost = dict[str, Listed](), dict[str, None]()
        for _ in range(PASSES):
            found, lost, drifted = {}, {}, False
            for page in self.flow.feed.pages(since, until):
                self.session.keep()
                found |= {row.source_id: row for row in page.rows if row.dated is None or row.dated >= since}
                lost |= dict.fromkeys(page.unreadable)
                drifted = drifted or page.drifted
                progress("listed orders", len(found), None)
            if not drifted:
                break
        else:
            lost["Procurify's list kept changing while it was read, so orders may be missing: run this again"] = None
        missed += lost
        return list(found.values())

    def judged(self, rows: Sequence[Listed]) -> Iterator[Judged]:
        """Read the orders one after the other, and judge them.

        Raises:
            Unavailable: a side cannot be used, or fails on several orders in a row.
        """
        judge = Judge(self.session, self.flow, self.engine.references, max_age=self.engine.max_age)
        failed = 0
        for row, stored in self._with_stored(rows):
            self.session.keep()
            key = Key(connection=self.session.connection, flow=self.flow.name, source_id=row.source_id)
            fetched = stored or self.flow.feed.fetch(row.source_id)
            failed = failed + 1 if fetched.failure is not None else 0
            if fetched.failure is not None and failed == _FAILURES:
                raise Unavailable(fetched.failure)
            label = fetched.label or row.label
            if fetched.problem is not None:
                yield unreadable(key, label, fetched.problem)
            else:
                yield judge.judge(row.source_id, fetched.payload, label, as_if=self._as_it_was)

    def _with_stored(self, rows: Sequence[Listed]) -> Iterator[tuple[Listed, Fetched | None]]:
        """The orders, each with what the ledger has of it, if that is what Procurify has now."""
        ledger, connection, flow = self.session.ledger, self.session.connection, self.flow.name
        for start in range(0, len(rows), _TOGETHER):
            some = rows[start : start + _TOGETHER]
            tokens = ledger.tokens(connection, flow, [row.source_id for row in some])
            same = [row.source_id for row in some if is_token_of(tokens.get(row.source_id, ""), row.token)]
            newest = ledger.newest_of(connection, flow, same)
            for row in some:
                known = newest.get(row.source_id)
                yield row, None if known is None else Fetched(payload=known.payload, label=known.label)

    def _as_it_was(self, source: SourceOrder) -> SourceOrder:
        """An order as it stood when it was bought: now, but for `own_dates`."""
        state = OrderState.PURCHASED if source.state in _ENDED else source.state
        source = attrs.evolve(source, state=state)
        now = self.engine.now()
        if self.own_dates or source.ordered_at is None or source.ordered_at >= now:
            return source
        by = now - source.ordered_at
        lines = tuple(attrs.evolve(line, date_required=_later(line.date_required, by)) for line in source.lines)
        promised = _later(source.promise_date, by)
        return attrs.evolve(source, ordered_at=now, promise_date=promised, lines=lines)


def _later(day: date | None, by: timedelta) -> date | None:
    return None if day is None else day + timedelta(days=by.days)
