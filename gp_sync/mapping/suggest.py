"""Proposals for the gaps of the tables: what in GP looks most like a name of Procurify. A person decides."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Protocol

import attrs

from gp_sync.core.model import RecordUnusable
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.mapping.coverage import Coverage
from gp_sync.mapping.lint import ProcurifyNames

__all__ = ["LEAST", "Proposal", "TableRows", "suggest"]

LEAST = 0.6
"""Below this likeness, from 0 to 1, nothing is proposed."""


class TableRows(Protocol):
    """Gives all rows of a reference table of GP."""

    def rows(self, name: str, company: str) -> Iterable[Any]:
        """Raises RecordUnusable where the table cannot be had, Unavailable where the source is down."""
        ...


@attrs.frozen(kw_only=True)
class Proposal:
    """One line for a table of the configuration.

    Args:
        company: whose table; empty where there are several to choose from.
        table: the key in the configuration.
        name: what Procurify says.
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
    try:
        rows = tables.rows(table, company)
    except RecordUnusable:
        return []  # lint says that the table is not available
    found: Mapping[str, _Choice] = {
        value: _Choice(value, (value, getattr(row, "description", "")))
        for row in rows
        if (value := getattr(row, "name", None) or getattr(row, "id", ""))
    }
    return list(found.values())


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
