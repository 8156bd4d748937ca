"""Proposals for the gaps of the tables: what in GP looks most like a name of Procurify. A person decides."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Any, Protocol

import attrs

from gp_sync.core import facts as names
from gp_sync.core.model import RecordUnusable, Ref
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.mapping.coverage import Coverage, Gap
from gp_sync.mapping.lint import ProcurifyNames

__all__ = ["LEAST", "Proposal", "TableRows", "suggest"]

LEAST = 0.6
"""Below this likeness, from 0 to 1, nothing is proposed."""

_EVER = datetime.min.replace(tzinfo=UTC)
"""A fact of any age will do."""


class TableRows(Protocol):
    """Gives all rows of a reference table of GP."""

    def rows(self, name: str, company: str) -> Iterable[Any]:
        """Raises RecordUnusable where the table cannot be had, Unavailable where the source is down."""
        ...

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """A fact, or None where it does not exist; raises the same."""
        ...


@attrs.frozen(kw_only=True)
class Proposal:
    """One line for a table of the configuration.

    Args:
        company: whose table; empty where there are several to choose from.
        table: the key in the configuration; `GL accounts` has none, since their numbers are made of other tables.
        name: what Procurify says; of an account, the number that the tables made of it.
        key: Procurify's key of a vendor, for the link table; else empty.
        value: what GP may call it; empty where nothing there looks like it.
        likeness: how alike they are, from 0 to 1.
        orders: how many orders wait for it.
    """

    company: str
    table: str
    name: str
    value: str
    likeness: float
    orders: int
    key: str = ""


@attrs.frozen
class _Choice:
    """A value of GP, with the words by which it may be known."""

    value: str
    words: tuple[str, ...]


def suggest(
    companies: tuple[CompanyPolicy, ...], seen: Coverage, procurify: ProcurifyNames, tables: TableRows
) -> Iterator[Proposal]:
    """Propose a line for each gap that the captured orders met, and for each location and department without one.

    Args:
        companies: the configured companies with their tables.
        seen: what the captured orders met.
        procurify: what Procurify calls its places.
        tables: GP's reference data.

    Raises:
        Unavailable: a side cannot be used.
    """
    for company in companies:
        yield from _texts(company, seen, tables)
        yield from _vendors(company, seen, tables)
        yield from _accounts(company, seen, tables)
        yield from _departments(company, procurify, tables)
    yield from _locations(companies, procurify, tables)


_TEXTS = {
    "units of measure": ("units", "unit", "units"),
    "payment terms": ("payment_terms", "payment_terms", "payment_terms"),
    "shipping methods": ("shipping_methods", "shipping_method_table", "shipping_methods"),
}
"""By the name of a table: its key in the configuration, the kind of a gap's cause, and GP's table."""


def _texts(company: CompanyPolicy, seen: Coverage, tables: TableRows) -> Iterator[Proposal]:
    for name, (key, kind, table) in _TEXTS.items():
        if name not in seen.tables:
            continue
        gaps = {
            cause.key[1]: len(gap.orders)
            for cause, gap in seen.tables[name].gaps.items()
            if cause.kind == kind and cause.key[0] == company.id
        }
        choices = _choices(tables, table, company.id) if gaps else []
        for said, orders in gaps.items():
            yield _proposal(company.id, key, said, choices, orders)


def _vendors(company: CompanyPolicy, seen: Coverage, tables: TableRows) -> Iterator[Proposal]:
    """A GP vendor for each that is linked to none, by the likeness of their names; a person confirms it."""
    gaps = {cause: gap for cause, gap in _gaps(seen, "vendors", company).items() if cause.kind == "vendor_link"}
    rows = _rows(tables, "vendors", company.id) if gaps else ()
    choices = [_Choice(row.id, (row.name,)) for row in rows]
    for cause, gap in gaps.items():
        found = _proposal(company.id, "vendor_links", gap.vendor, choices, len(gap.orders))
        yield attrs.evolve(found, key=cause.key[1])


def _accounts(company: CompanyPolicy, seen: Coverage, tables: TableRows) -> Iterator[Proposal]:
    """The account of GP that is nearest to each number that GP does not have."""
    for cause, gap in _gaps(seen, "GL accounts", company).items():
        if gap.finding.code == "GP_ACCOUNT_NOT_FOUND":
            number = cause.key[1]
            near = _near(tables, names.accounts_near(company.id, number))
            likeness = SequenceMatcher(None, number, near[0]).ratio() if near else 0.0
            yield Proposal(
                company=company.id,
                table="GL accounts",
                name=number,
                value=near[0] if near else "",
                likeness=likeness,
                orders=len(gap.orders),
            )


def _near(tables: TableRows, accounts: Ref) -> tuple[str, ...]:
    try:
        return tables.find(accounts, _EVER) or ()
    except RecordUnusable:
        return ()  # the same holds for the chart of accounts


def _gaps(seen: Coverage, table: str, company: CompanyPolicy) -> Mapping[Ref, Gap]:
    gaps = seen.tables[table].gaps if table in seen.tables else {}
    return {cause: gap for cause, gap in gaps.items() if cause.key[0] == company.id}


def _departments(company: CompanyPolicy, procurify: ProcurifyNames, tables: TableRows) -> Iterator[Proposal]:
    if "department" not in company.account_fields:
        return
    missing = dict.fromkeys(
        name
        for name, location in procurify.departments
        if company.location(location) is not None and company.department(name, location) is None
    )
    choices = _choices(tables, "segments", company.id) if missing else []
    for name in missing:
        yield _proposal(company.id, "departments", name, choices, 0)


def _locations(
    companies: tuple[CompanyPolicy, ...], procurify: ProcurifyNames, tables: TableRows
) -> Iterator[Proposal]:
    """A location without a company belongs to the only one, if there is one; its site is proposed by its name."""
    missing = [name for name in procurify.locations if all(company.location(name) is None for company in companies)]
    only = companies[0].id if len(companies) == 1 else ""
    choices = _choices(tables, "sites", only) if missing and only else []
    for name in missing:
        yield _proposal(only, "locations", name, choices, 0)


def _choices(tables: TableRows, table: str, company: str) -> list[_Choice]:
    rows = _rows(tables, table, company)
    found: Mapping[str, _Choice] = {
        value: _Choice(value, (value, getattr(row, "description", "")))
        for row in rows
        if (value := getattr(row, "name", None) or getattr(row, "id", ""))
    }
    return list(found.values())


def _rows(tables: TableRows, table: str, company: str) -> Iterable[Any]:
    try:
        return tables.rows(table, company)
    except RecordUnusable:
        return ()  # lint says that the table is not available


def _proposal(company: str, table: str, name: str, choices: list[_Choice], orders: int) -> Proposal:
    likeness, value = max(((_likeness(name, choice), choice.value) for choice in choices), default=(0.0, ""))
    if likeness < LEAST:
        likeness, value = 0.0, ""
    return Proposal(company=company, table=table, name=name, value=value, likeness=likeness, orders=orders)


def _likeness(name: str, choice: _Choice) -> float:
    wanted = name.strip().casefold()
    return max(
        (SequenceMatcher(None, wanted, words.strip().casefold()).ratio() for words in choice.words if words),
        default=0.0,
    )
