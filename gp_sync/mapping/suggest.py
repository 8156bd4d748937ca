"""Proposals for the gaps of the tables: what in GP looks most like a name of Procurify. A person decides."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

import attrs

from gp_sync.core import facts as names
from gp_sync.core.model import RecordUnusable, Ref
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.flows.purchase_orders.tables import looked_up
from gp_sync.mapping.against import EVER, ProcurifyNames, TableRows
from gp_sync.mapping.captured import Said
from gp_sync.mapping.coverage import Coverage, Gap
from gp_sync.mapping.places import departments, locations, new_locations
from gp_sync.mapping.proposals import Choice, Proposal, choices, propose, rows_of

__all__ = ["suggest"]


def suggest(
    companies: tuple[CompanyPolicy, ...],
    seen: Coverage,
    said: Mapping[str, Said],
    procurify: ProcurifyNames,
    tables: TableRows,
    *,
    routes_by_location: bool = True,
) -> Iterator[Proposal]:
    """Propose what fills the gaps that the captured orders met, and those of locations, departments and buyers.

    Args:
        companies: the configured companies with their tables.
        seen: what the captured orders met.
        said: what they say, by the company's short name.
        procurify: what Procurify calls its places.
        tables: GP's reference data.
        routes_by_location: the tables of locations tell an order's company, and no function of the user's.

    Raises:
        Unavailable: a side cannot be used.
    """
    for company in companies:
        orders = said.get(company.id, Said())
        yield from _texts(company, seen, tables)
        yield from _currencies(company, orders, tables)
        yield from _buyers(company, orders, tables)
        yield from _vendors(company, seen, tables)
        yield from _accounts(company, seen, tables)
        yield from departments(company, procurify, tables)
        yield from locations(company, tables)
    if routes_by_location:
        yield from new_locations(companies, procurify, tables)


_TEXTS = {
    "units of measure": ("units", "unit", "units"),
    "payment terms": ("payment_terms", "payment_terms", "payment_terms"),
    "shipping methods": ("shipping_methods", "shipping_method_table", "shipping_methods"),
}
"""By the name of a table: its key in the configuration, the kind of a gap's cause, and GP's table."""


def _texts(company: CompanyPolicy, seen: Coverage, tables: TableRows) -> Iterator[Proposal]:
    for name, (key, kind, table) in _TEXTS.items():
        gaps = {cause: gap for cause, gap in _gaps(seen, name, company).items() if cause.kind == kind}
        among = choices(rows_of(tables, table, company.id)) if gaps else []
        for cause, gap in gaps.items():
            empty = Proposal(company=company.id, table=key, name=cause.key[1], orders=len(gap.orders))
            yield propose(empty, among)


def _currencies(company: CompanyPolicy, said: Said, tables: TableRows) -> Iterator[Proposal]:
    """GP's ID for each currency of orders that the table does not list, where not just one has it as its ISO code.

    Where several have it, each is proposed: likeness cannot tell them apart.
    """
    rows = list(rows_of(tables, "currencies", company.id)) if said.currencies else []
    for currency, orders in said.currencies.items():
        with_code = [row for row in rows if row.iso_code == currency]
        if looked_up(company.currencies, currency) is None and len(with_code) != 1:
            empty = Proposal(company=company.id, table="currencies", name=currency, orders=orders)
            among = [[Choice(row.id, (row.iso_code,))] for row in with_code] or [choices(rows)]
            yield from (propose(empty, some) for some in among)


def _buyers(company: CompanyPolicy, said: Said, tables: TableRows) -> Iterator[Proposal]:
    """GP's buyer for each purchaser that the table does not list. Orders need none, so only what is alike is told."""
    missing = {name: orders for name, orders in said.buyers.items() if looked_up(company.buyers, name) is None}
    among = choices(rows_of(tables, "buyers", company.id)) if missing else []
    for name, orders in missing.items():
        found = propose(Proposal(company=company.id, table="buyers", name=name, orders=orders), among)
        if found.value:
            yield found


def _vendors(company: CompanyPolicy, seen: Coverage, tables: TableRows) -> Iterator[Proposal]:
    """A GP vendor for each that is linked to none, by the likeness of their names; a person confirms it."""
    gaps = {cause: gap for cause, gap in _gaps(seen, "vendors", company).items() if cause.kind == "vendor_link"}
    among = [Choice(row.id, (row.name,)) for row in rows_of(tables, "vendors", company.id)] if gaps else []
    for cause, gap in gaps.items():
        empty = Proposal(
            company=company.id, table="vendor_links", name=gap.vendor, key=cause.key[1], orders=len(gap.orders)
        )
        yield propose(empty, among)


def _accounts(company: CompanyPolicy, seen: Coverage, tables: TableRows) -> Iterator[Proposal]:
    """The account of GP that is nearest to each number that GP does not have."""
    for cause, gap in _gaps(seen, "GL accounts", company).items():
        if gap.finding.code == "GP_ACCOUNT_NOT_FOUND" and cause.kind == "gl_account":
            number = cause.key[1]
            found = Proposal(company=company.id, table="GL accounts", name=number, orders=len(gap.orders))
            near = _near(tables, names.accounts_near(company.id, number))
            if near:
                likeness = SequenceMatcher(None, number, near[0]).ratio()
                found = attrs.evolve(found, value=near[0], likeness=likeness)
            yield found


def _near(tables: TableRows, accounts: Ref) -> tuple[str, ...]:
    try:
        return tables.find(accounts, EVER) or ()
    except RecordUnusable:
        return ()  # the same holds for the chart of accounts


def _gaps(seen: Coverage, table: str, company: CompanyPolicy) -> Mapping[Ref, Gap]:
    gaps = seen.tables[table].gaps if table in seen.tables else {}
    return {cause: gap for cause, gap in gaps.items() if cause.key[0] == company.id}
