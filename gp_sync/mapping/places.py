"""Proposals for the tables of locations and departments: their sites, and their values in account numbers."""

from collections.abc import Iterator

import attrs

from gp_sync.core import facts as names
from gp_sync.core.fact_values import AccountFormat
from gp_sync.core.model import RecordUnusable
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.mapping.accounts import segment_positions
from gp_sync.mapping.against import EVER, ProcurifyNames, TableRows
from gp_sync.mapping.proposals import Choice, Proposal, choices, propose, rows_of

__all__ = ["departments", "locations", "new_locations"]


def departments(company: CompanyPolicy, procurify: ProcurifyNames, tables: TableRows) -> Iterator[Proposal]:
    """A segment value for each department of the company's locations that has none. Raises Unavailable."""
    missing = dict.fromkeys(name for name, _ in procurify.without_segment(company))
    among = _segments(company, "department", tables) if missing else []
    for name in missing:
        yield propose(Proposal(company=company.id, table="departments", name=name, column="segment"), among)


def locations(company: CompanyPolicy, tables: TableRows) -> Iterator[Proposal]:
    """A segment value and a site for each location of the table that has none, nor a default. Raises Unavailable."""
    for row in company.locations:
        given = {"segment": row.segment, "site": row.site or company.default_site}
        yield from _columns(company, row.name, [column for column, value in given.items() if not value], tables)


def new_locations(
    companies: tuple[CompanyPolicy, ...], procurify: ProcurifyNames, tables: TableRows
) -> Iterator[Proposal]:
    """Both for each location that no company lists, in the company that has what looks most like it.

    Raises:
        Unavailable: a side cannot be used.
    """
    only = companies[0].id if len(companies) == 1 else ""
    for name in procurify.unlisted(companies):
        rows = [list(_columns(company, name, ["segment", "site"], tables)) for company in companies]
        best = max(rows, key=lambda row: max(found.likeness for found in row))
        for found in best:
            yield found if any(row.value for row in best) else attrs.evolve(found, company=only)


def _columns(company: CompanyPolicy, name: str, wanted: list[str], tables: TableRows) -> Iterator[Proposal]:
    for column in wanted:
        empty = Proposal(company=company.id, table="locations", name=name, column=column)
        if column == "site":
            yield propose(empty, choices(rows_of(tables, "sites", company.id)))
        elif "location" in company.account_fields:
            yield propose(empty, _segments(company, "location", tables))


def _segments(company: CompanyPolicy, field: str, tables: TableRows) -> list[Choice]:
    """The values of the segment that a name of the template fills; of all segments where that cannot be told."""
    rows = rows_of(tables, "segments", company.id)
    try:
        account_format = tables.find(names.account_format(company.id), EVER)
    except RecordUnusable:
        account_format = None
    positions = segment_positions(company, account_format, field) if isinstance(account_format, AccountFormat) else ()
    return choices(row for row in rows if not positions or row.position in positions)
