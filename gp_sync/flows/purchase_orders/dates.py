"""The date that an order has in GP: a day at the company, in a period that is open for Purchasing if it can be."""

from datetime import date

import attrs

from gp_sync.core import facts as names
from gp_sync.core.fiscal import FiscalCalendar
from gp_sync.core.model import Facts, Ref
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy

__all__ = ["DocumentDate", "calendar_of", "document_date", "kept_day", "own_day", "period_refs"]


@attrs.frozen
class DocumentDate:
    """A day, and in words how it was moved; empty where it is the order's own."""

    day: date
    moved: str = ""


def own_day(order: SourceOrder, company: CompanyPolicy) -> date | None:
    """The day that it was at the company when the order was made: GP's dates are days."""
    return order.ordered_at.astimezone(company.zone).date() if order.ordered_at else None


def calendar_of(company: CompanyPolicy, facts: Facts) -> FiscalCalendar | None:
    """The company's calendar, if it is known yet."""
    ref = names.fiscal_calendar(company.id)
    return facts.get(ref) if ref in facts.asked else None


def kept_day(ordered_on: date | None, written: GPPurchaseOrder) -> date | None:
    """The day that an order keeps in GP: a period that opens or closes later moves no order that is there.

    Args:
        ordered_on: its own day; with another one than when it was written, it is dated anew.
        written: how it was written.
    """
    return written.document_date if ordered_on is not None and written.ordered_on == ordered_on else None


def document_date(order: SourceOrder, company: CompanyPolicy, policy: OrderPolicy, facts: Facts) -> DocumentDate | None:
    """The day that the order keeps in GP; for a new one the day that a person gave it, or its own.

    By policy the first day of the next open period stands in for its own, if that is in a closed one.
    """
    own = own_day(order, company)
    if own is None:
        return None
    new = _new_date(names.document_date(str(order.key), order.flow), own, company, policy, facts)
    written = next((body for target, body in facts.written.items() if target.company == company.id and body), None)
    kept = kept_day(own, written) if written is not None else None
    if kept is None or kept == new.day:
        return new
    return DocumentDate(kept, "" if kept == own else f"{kept} instead of {own}, as it was written")


def _new_date(given: Ref, own: date, company: CompanyPolicy, policy: OrderPolicy, facts: Facts) -> DocumentDate:
    by_person: date | None = facts.get(given) if given in facts.asked else None
    if by_person is not None and by_person != own:
        return DocumentDate(by_person, f"{by_person} instead of {own}, as a person decided")
    calendar = calendar_of(company, facts)
    if policy.closed_period != "next_open" or calendar is None or calendar.is_open(own):
        return DocumentDate(own)
    later = calendar.next_open(own) if calendar.look_up(own).has_period else None
    if later is None or 0 < policy.next_open_days < (later - own).days:
        return DocumentDate(own)
    return DocumentDate(later, f"{later} instead of {own}, whose period is closed")


def period_refs(company: CompanyPolicy, day: date, facts: Facts) -> set[Ref]:
    """The year and period of a day, once the calendar is known: so that a later run sees them change."""
    calendar = calendar_of(company, facts)
    if calendar is None:
        return set()
    period = calendar.period_of(day)
    year = {names.fiscal_year(company.id, day.year)}
    return year if period is None else year | {names.fiscal_period(company.id, period.year, period.period)}
