"""What the tables of the configuration are held against: both systems, and the orders that were captured."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import attrs

from gp_sync.core.flow import References
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.mapping.captured import Said

__all__ = ["EVER", "Against", "Flaw", "ProcurifyNames", "TableRows"]

EVER = datetime.min.replace(tzinfo=UTC)
"""For a fact of any age."""


@attrs.frozen(kw_only=True)
class ProcurifyNames:
    """What Procurify calls its places: its locations, and its departments with the location of each."""

    locations: tuple[str, ...]
    departments: tuple[tuple[str, str], ...]

    def unlisted(self, companies: Iterable[CompanyPolicy]) -> list[str]:
        """The locations that are in no company's table."""
        companies = tuple(companies)
        return [name for name in self.locations if all(row.location(name) is None for row in companies)]

    def without_segment(self, company: CompanyPolicy) -> list[tuple[str, str]]:
        """The departments of the company's locations that lack a segment, where accounts are made of one."""
        if "department" not in company.account_fields:
            return []
        return [
            (name, location)
            for name, location in self.departments
            if company.location(location) is not None and company.department(name, location) is None
        ]


@attrs.frozen
class Flaw:
    """Something in a table that is not as it should be.

    Args:
        where: the key of the configuration.
        problem: what is wrong, with the value and what to do.
        wrong: orders are stopped, or refused by GP, because of it; if not, it is only worth a look.
    """

    where: str
    problem: str
    wrong: bool = True


class TableRows(Protocol):
    """Gives all rows of a reference table of GP."""

    def rows(self, name: str, company: str) -> Iterable[Any]:
        """Raises RecordUnusable where the table cannot be had, Unavailable where the source is down."""
        ...

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """A fact, or None where it does not exist; raises the same."""
        ...


@attrs.frozen(kw_only=True)
class Against:
    """What the tables are held against.

    Args:
        references: GP's reference data.
        tables: the same by whole tables.
        since: how old the data may be.
        procurify: what Procurify calls its places.
        listed: gives all that Procurify calls its vendors, account codes, users or custom fields of order items, by
            `vendor`, `account code`, `user` or `custom field`; raises Unavailable where the list cannot be read.
        said: what the captured orders say, by the company's short name.
        functions: the functions that map orders; None where the configuration has a whole mapper of its own.
    """

    references: References
    tables: TableRows
    since: datetime
    procurify: ProcurifyNames
    listed: Callable[[str], tuple[str, ...]]
    said: Mapping[str, Said] = attrs.field(factory=dict)
    functions: OrderFunctions | None = attrs.field(factory=OrderFunctions)

    def find(self, ref: Ref) -> object | None:
        """A fact, or None where it does not exist. Raises RecordUnusable or Unavailable."""
        return self.references.find(ref, self.since)
