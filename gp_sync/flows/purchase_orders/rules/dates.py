"""Rules about dates: the order's fiscal period is open for Purchasing, and so are those of its required dates."""

from collections.abc import Iterator
from datetime import date

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.fiscal import FiscalCalendar
from gp_sync.core.model import Finding, Ref, Severity
from gp_sync.flows.purchase_orders.dates import document_date
from gp_sync.flows.purchase_orders.needs import has_commitments
from gp_sync.flows.purchase_orders.rules.common import (
    MappedOrder,
    OrderCase,
    bodies,
    company_of,
    label,
    order_ref,
    policy_of,
)

__all__ = ["moved_date_is_told", "period_is_open", "required_dates_are_open"]


def moved_date_is_told(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """An order that is dated otherwise than in Procurify says so."""
    for target in mapped.wanted:
        policy = policy_of(case)
        dated = document_date(case.source, policy.company(target.company), policy.orders, case.facts)
        if dated is not None and dated.moved:
            yield finding("DATE_MOVED", order_ref(case), tried=dated.moved)


def period_is_open(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """The order's date lies in a period that is open for Purchasing; GP itself would accept the order."""
    for company, body in bodies(mapped):
        calendar: FiscalCalendar | None = case.facts.get(names.fiscal_calendar(company))
        day = body.document_date
        problem = _problem(company, calendar, day)
        if problem is not None:
            code, cause, tried = problem
            yield finding(code, cause, where=day.isoformat() + _too_far(case, calendar, day), tried=tried)


def _too_far(case: OrderCase, calendar: FiscalCalendar | None, day: date) -> str:
    """That the policy would move the order, but not so far; empty where it would not move it at all."""
    policy = policy_of(case).orders
    movable = policy.closed_period == "next_open" and not case.last
    later = calendar.next_open(day) if calendar is not None and movable else None
    if later is None or not 0 < policy.next_open_days < (later - day).days:
        return ""
    return f"; the next open day, {later}, is more than {policy.next_open_days} days later (next_open_days)"


def required_dates_are_open(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """The lines' required dates lie in open periods: told, or awaited where commitments or the policy need it."""
    for company, body in bodies(mapped):
        calendar: FiscalCalendar | None = case.facts.get(names.fiscal_calendar(company))
        commitments = has_commitments(company_of(case, company), case.facts)
        hold = commitments or policy_of(case).orders.required_dates == "hold"
        for line in body.lines:
            if commitments and line.required_date is None and line.source_number is not None:
                yield finding("REQUIRED_DATE_MISSING", case.key.ref, where=label(case, line))
            problem = _problem(company, calendar, line.required_date) if line.required_date else None
            if problem is not None:
                code, cause, tried = problem
                period = f" ({tried})" if code == "PERIOD_CLOSED" else ""
                words = f"{line.required_date}{period} lies in no open period of GP"
                severity = Severity.HOLD if hold else None
                yield finding("REQUIRED_DATE_CLOSED", cause, where=label(case, line), tried=words, severity=severity)


def _problem(company: str, calendar: FiscalCalendar | None, day: date) -> tuple[str, Ref, str] | None:
    """Why a day is in no open period: the code for an order's date, the cause, and what it is called."""
    if calendar is None:
        return "FISCAL_YEAR_MISSING", names.fiscal_calendar(company), "no fiscal year"
    there = calendar.look_up(day)
    if there.is_open:
        return None
    if not there.has_period or there.period is None:
        return "FISCAL_YEAR_MISSING", names.fiscal_year(company, day.year), there.words
    return "PERIOD_CLOSED", names.fiscal_period(company, there.period.year, there.period.period), there.words
