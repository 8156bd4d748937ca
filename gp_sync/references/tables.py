"""The reference tables: what a row of each is named by, how it is read, how old it may be, and who can do without it.

Source: contract dynamicsgp-data, sections 4 to 6. No source has to have all of them.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs

from gp_sync.core.canonical import plain
from gp_sync.core.fact_values import Account, Currency, GPVendor, Item, PurchasingSetup
from gp_sync.core.fiscal import FiscalPeriod, FiscalYear
from gp_sync.references.rows import DatedRate, FormatSegment, ItemSite, ItemVendor, Named, SegmentValue, Site, Unit

__all__ = ["TABLES", "Table"]

_SOON = timedelta(minutes=15)
_HOUR = timedelta(hours=1)
_DAY = timedelta(hours=24)


@attrs.frozen(kw_only=True)
class Table:
    """One reference table.

    Args:
        name: a stable word: in the configuration, in findings, and the name of its SELECT and its CSV file.
        row: the value that a row becomes.
        key: what names a row, as texts.
        lookup: GP's column by which a source that can reads some rows of a big table; empty if it is read whole. It is
            the first part of the key.
        max_age: how long what a live source gave counts, unless the configuration says otherwise.
        essential: no order can be made right without it, so that its lack is never a mere warning: what it cannot tell
            would be written as absent.
        optional: an order can be written without it, with a warning: GP itself refuses what it does not know of it. It
            would take an unknown unit, and create an unknown shipping method.
        exact: its IDs are compared with their case, as GP's screens and services do for this table.
    """

    name: str
    row: type[Any]
    key: Callable[[Any], tuple[str, ...]]
    lookup: str = ""
    max_age: timedelta = _DAY
    essential: bool = False
    optional: bool = False
    exact: bool = False

    def comparable(self, text: str) -> str:
        """A part of a key as this table's keys are compared."""
        return text.rstrip() if self.exact else plain(text)


def _id(row: Any) -> tuple[str, ...]:
    return (row.id,)


_ALL = (
    Table(name="gl_accounts", row=Account, key=lambda row: (row.number,), max_age=_SOON),
    Table(name="account_format", row=FormatSegment, key=lambda row: (str(row.position),)),
    Table(name="segments", row=SegmentValue, key=lambda row: (str(row.position), row.id), max_age=_HOUR),
    Table(name="fiscal_years", row=FiscalYear, key=lambda row: (str(row.year),)),
    Table(name="fiscal_periods", row=FiscalPeriod, key=lambda row: (str(row.year), str(row.period)), max_age=_HOUR),
    Table(name="vendors", row=GPVendor, key=_id, lookup="VENDORID", max_age=_SOON, essential=True),
    Table(name="vendor_classes", row=Named, key=_id, optional=True),
    Table(name="payment_terms", row=Named, key=_id, exact=True),
    Table(name="shipping_methods", row=Named, key=_id),
    Table(name="sites", row=Site, key=_id),
    Table(name="company_addresses", row=Named, key=_id, optional=True),
    Table(name="currencies", row=Currency, key=_id, essential=True),
    Table(name="currency_access", row=Named, key=_id, optional=True),
    Table(
        name="items", row=Item, key=lambda row: (row.number,), lookup="ITEMNMBR", max_age=_HOUR, optional=True
    ),
    Table(
        name="item_sites", row=ItemSite, key=lambda row: (row.item, row.site), lookup="ITEMNMBR", max_age=_HOUR,
        optional=True,
    ),
    Table(
        name="item_vendors", row=ItemVendor, key=lambda row: (row.item, row.vendor), lookup="ITEMNMBR", max_age=_HOUR,
        optional=True,
    ),
    Table(name="units", row=Unit, key=lambda row: (row.schedule, row.name)),
    Table(name="purchasing_setup", row=PurchasingSetup, key=lambda _: (), optional=True),
    Table(name="buyers", row=Named, key=_id, optional=True),
    Table(
        name="exchange_rates", row=DatedRate, key=lambda row: (row.currency, row.day.isoformat()), lookup="CURNCYID",
        max_age=_HOUR, optional=True,
    ),
    Table(name="tax_schedules", row=Named, key=_id, optional=True),
)  # fmt: skip

TABLES = {table.name: table for table in _ALL}
"""All reference tables by name."""
