"""A reconciliation from a connection: the period, both systems' documents, and what the audit tells of each."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone

import attrs

from gp_sync.core.facts import fiscal_calendar
from gp_sync.core.fiscal import FiscalCalendar
from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS
from gp_sync.core.model import RecordUnusable
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.progress import Progress
from gp_sync.readers import reader_of
from gp_sync.reconcile.documents import documents_of
from gp_sync.reconcile.gather import Compared, OrderReader
from gp_sync.reconcile.model import OrderRow, Period
from gp_sync.reconcile.period import check_begun, named_period
from gp_sync.reconcile.reading import OrderLists
from gp_sync.reconcile.result import Reconciliation
from gp_sync.reconcile.vendors import vendor_rows
from gp_sync.story.explain import lives

__all__ = ["period_of", "reconcile"]

_FURTHEST_EAST = timezone(timedelta(hours=14))


def period_of(engine: Engine, name: str) -> Period:
    """A calendar month, or a fiscal period by the calendars of the engine's companies.

    Raises:
        PeriodError: it is neither.
        Unavailable: GP cannot be asked for its calendar.
    """
    compared = [flow for flow in engine.flows if flow.name in {PURCHASE_ORDERS, REQUISITIONS}]
    companies = tuple(dict.fromkeys(company for flow in compared for company in flow.companies))

    def calendar(company: str) -> FiscalCalendar | None:
        try:
            found: FiscalCalendar | None = engine.references.find(fiscal_calendar(company), engine.now())
        except RecordUnusable:
            return None
        return found

    return named_period(name, companies, calendar)


def reconcile(
    engine: Engine,
    lists: Mapping[str, OrderLists],
    period: Period,
    *,
    by: str,
    progress: Progress,
    whole: bool = False,
) -> Reconciliation:
    """Compare both systems for one period.

    Nothing is written anywhere, and it may run while the connection is served.

    Args:
        engine: the connection's.
        lists: both systems' lists of orders and of requisitions, by the name of their flow.
        period: the days.
        by: who asks for it.
        progress: told how far the reading is.
        whole: read every order and vendor by itself, also where the lists tell that it is as it was captured.

    Raises:
        PeriodError: the period has not begun.
        Unavailable: a side cannot be used.
    """
    made_at = engine.now()
    check_begun(period, made_at.astimezone(_FURTHEST_EAST).date())
    engine.references.begin_run(made_at)
    kinds = documents_of(engine.flows, lists)
    compared = [
        OrderReader(engine=engine, documents=documents, period=period, progress=progress, whole=whole).compare()
        for documents in kinds
    ]
    return Reconciliation(
        connection=engine.connection,
        period=period,
        made_at=made_at,
        made_by=by,
        companies={company.id: company.name for documents in kinds for company in documents.policy.companies},
        flows=tuple(documents.flow.name for documents in kinds),
        is_over=all(
            _is_over(period, company, made_at) for documents in kinds for company in documents.policy.companies
        ),
        orders=tuple(_with_steps(engine, compared, progress)),
        ties=tuple(tie for one in compared for tie in one.ties),
        vendors=vendor_rows(engine, progress, whole=whole),
        unreadable=tuple(words for one in compared for words in one.unreadable),
    )


def _is_over(period: Period, company: CompanyPolicy, now: datetime) -> bool:
    """Whether the company has another day than those of the period already."""
    _, last = period.days.get(company.id, (period.first, period.last))
    return now.astimezone(company.zone).date() > last


def _with_steps(engine: Engine, compared: list[Compared], progress: Progress) -> Iterator[OrderRow]:
    """The orders with their life by the audit, as far as the ledger knows them."""
    total, done = sum(len(one.orders) for one in compared), 0
    flows = {flow.name: flow for flow in engine.flows}
    for one in compared:
        known = [one.known[row.source_id] for row in one.orders if row.source_id in one.known]
        told = lives(engine.ledger, known, reader_of(flows[one.flow]))
        for row in one.orders:
            steps = next(told)[1] if row.source_id in one.known else ()
            done += 1
            progress("the audit", done, total)
            yield attrs.evolve(row, steps=tuple((step.at, step.told, _who(step.by, step.why)) for step in steps))


def _who(by: str, why: str) -> str:
    return f"{by}: {why}" if by and why else by or why
