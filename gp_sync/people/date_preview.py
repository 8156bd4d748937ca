"""What another date in the target would make of a document: its fiscal period, and the decision."""

from datetime import date, timedelta
from typing import Any

import attrs

from gp_sync.core import facts as names
from gp_sync.core.fiscal import FiscalCalendar
from gp_sync.core.flow import Flow, References
from gp_sync.core.model import Decision, Facts, Key, RecordUnusable
from gp_sync.ledger.values import Pending
from gp_sync.people.moved_dates import MovedDates
from gp_sync.run.decider import Decider
from gp_sync.run.guarded import NotProcessedError, guarded
from gp_sync.run.session import Session

__all__ = ["DateMove", "preview_date"]


@attrs.frozen(kw_only=True)
class DateMove:
    """What another date in the target would make of a document.

    Args:
        key: the document.
        label: how people call it.
        before: its date in the target as it stands; None if it cannot be told.
        after: its date then.
        period: the fiscal period of that date in words, and whether it is open; empty if it cannot be told.
        decision: what would become of it.
    """

    key: Key
    label: str
    before: date | None
    after: date | None
    period: str
    decision: Decision[Any]


def preview_date(
    session: Session,
    flow: Flow[Any, Any],
    references: References,
    pending: Pending,
    day: date | None,
    *,
    max_age: timedelta,
    start: date | None,
) -> DateMove:
    """Decide a document as if it had another date; nothing is changed.

    Args:
        session: the hold on the connection.
        flow: the document's.
        references: where facts come from.
        pending: the document.
        day: the date; None for its own.
        max_age: how old a fact may be.
        start: documents dated before this day are left alone.

    Raises:
        Unavailable: a side cannot be used.
    """
    tried = MovedDates(references, session.ledger, session.connection, flow.name, {pending.key.source_id: day})
    now = Decider(session, flow, references, max_age=max_age, start=start)
    then = Decider(session, flow, tried, max_age=max_age, start=start, looks_first=True)
    before, _ = _dated(flow, now, pending)
    after, period = _dated(flow, then, pending)
    return DateMove(
        key=pending.key,
        label=pending.label or pending.key.source_id,
        before=before,
        after=after or day,
        period=period,
        decision=then.plan(pending),
    )


def _dated(flow: Flow[Any, Any], decider: Decider, pending: Pending) -> tuple[date | None, str]:
    """The date that the target would get, and its fiscal period."""
    try:
        source = guarded(flow.decode, pending.payload, planned=(ValueError,))
        case, mapped = decider.case(pending, source)
        for target, body in mapped.wanted.items():
            dated = guarded(flow.summary_there, body).dated
            if dated is not None:
                return dated, _period(case.facts, target.company, dated)
    except (ValueError, NotProcessedError, RecordUnusable):
        return None, ""  # the decision tells why
    return None, ""


def _period(facts: Facts, company: str, day: date) -> str:
    calendar: FiscalCalendar | None = facts.found.get(names.fiscal_calendar(company))
    if calendar is None:
        return ""
    there = calendar.look_up(day)
    return f"{there.words}, {'open' if there.is_open else 'closed'}" if there.has_period else there.words
