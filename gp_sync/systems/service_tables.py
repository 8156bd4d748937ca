"""Reference tables from the GP site's own services: those that Microsoft ships, and those of the companion."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

import dynamicsgp_sba as gp
from gp_sync.core.fact_values import Account, Currency, GPVendor, Item, PurchasingSetup
from gp_sync.core.fiscal import FiscalPeriod, FiscalYear
from gp_sync.core.model import Unavailable
from gp_sync.references.layouts import awaits_approval
from gp_sync.references.port import NotAvailableHere, Rows, Unreadable
from gp_sync.references.rows import FormatSegment, ItemSite, ItemVendor, Named, SegmentValue, Site, Unit
from gp_sync.references.tables import Table
from gp_sync.systems.gp_errors import OF_ONE_RECORD, said, side_finding

__all__ = ["ServiceTables"]

R = TypeVar("R")

_MOST_DECIMALS = 5


class ServiceTables:
    """A `TableSource` over the GP client. May be used by several threads.

    Args:
        companies: the client's company by its short name.
        profile: what the site has.
    """

    name = "service"
    keyed = True

    def __init__(self, companies: Mapping[str, gp.Company], profile: gp.SiteProfile) -> None:
        self._companies = companies
        self._profile = profile

    def check(self, table: Table, company: str) -> None:
        """See whether the site profile has it. Raises NotAvailableHere."""
        self._service(table)

    def as_of(self, table: Table, company: str) -> None:
        """Nothing: it is GP's state now."""

    def rows(self, table: Table, company: str, key: str | None = None) -> Rows:
        """Ask the service for all rows, or for those with a key."""
        service, client = self._service(table), self._companies[company]
        try:
            if key is None or service.one is None:
                return service.all(client)
            return _one(client, key, service.one)
        except gp.DynamicsGPError as error:
            missing = isinstance(error, (gp.ResourceNotAvailableError, gp.AccessDeniedError))
            if missing and table.optional:
                raise NotAvailableHere(str(error)) from error
            raise Unavailable(side_finding(error, client)) from error

    def _service(self, table: Table) -> "_Service":
        service = _SERVICES.get(table.name)
        if service is None:
            raise NotAvailableHere("no service of GP has it; a database or a file can")
        try:
            self._profile.resource(service.resource)
        except gp.ResourceNotAvailableError as error:
            raise NotAvailableHere(str(error)) from error
        return service


@attrs.frozen
class _Service:
    """How a table is read through the client.

    Args:
        resource: the entry of the site profile.
        all: reads the whole table.
        one: reads the rows with one key, where the service can.
    """

    resource: str
    all: Callable[[gp.Company], Rows]
    one: Callable[[gp.Company, str], Rows] | None = None


def _one(company: gp.Company, key: str, read: Callable[[gp.Company, str], Rows]) -> Rows:
    try:
        return read(company, key)
    except gp.NotFoundError:
        return Rows(rows=())
    except OF_ONE_RECORD as error:
        return Rows(rows=(), unreadable=(Unreadable(key=(key,), why=said(error)),))


def _listed(records: gp.RecordList[R], convert: Callable[[R], Any]) -> Rows:
    return Rows(rows=tuple(convert(record) for record in records), unreadable=_unreadable(records))


def _unreadable(records: gp.RecordList[Any]) -> tuple[Unreadable, ...]:
    return tuple(Unreadable(key=(row.key,), why="; ".join(row.problems)) for row in records.unreadable)


def _account(found: gp.GLAccount) -> Account:
    return Account(
        number=found.number,
        description=found.description,
        active=found.active,
        allows_entry=found.allows_entry,
        posting=found.type in {gp.AccountType.POSTING, gp.AccountType.POSTING_ALLOCATION},
        allocates=found.type in {gp.AccountType.POSTING_ALLOCATION, gp.AccountType.UNIT_ALLOCATION},
    )


def _format(company: gp.Company) -> Rows:
    found = company.gl_accounts.segments()
    return Rows(
        rows=tuple(
            FormatSegment(position=part.number, length=part.length, main=part.is_main, separator=found.separator)
            for part in found.segments
        )
    )


def _segments(company: gp.Company) -> Rows:
    values = company.gl_accounts.segments().values
    return Rows(
        rows=tuple(SegmentValue(position=value.segment, id=value.id, description=value.description) for value in values)
    )


def _years(company: gp.Company) -> Rows:
    years = company.fiscal_periods.list().years
    return Rows(
        rows=tuple(
            FiscalYear(year=row.year, first=row.first_day, last=row.last_day, historical=row.historical)
            for row in years
        )
    )


def _periods(company: gp.Company) -> Rows:
    periods = company.fiscal_periods.list().periods
    return Rows(
        rows=tuple(
            FiscalPeriod(
                year=row.year, period=row.period, first=row.first_day, closed=row.purchasing_closed, name=row.name
            )
            for row in periods
            # Header rows carry the flags of the modules; period 0 is the balance brought forward.
            if row.is_header and row.period
        )
    )


def _vendor(found: gp.Vendor) -> GPVendor:
    return GPVendor(
        id=found.id,
        name=found.name,
        active=found.status is not gp.VendorStatus.INACTIVE,
        on_hold=bool(found.on_hold),
        payment_terms=found.payment_terms_id,
        currency=found.currency_id,
        temporary=found.status is gp.VendorStatus.TEMPORARY,
        vendor_class=found.class_id,
        purchase_address=found.purchase_address_id or None,
        shipping_method=found.shipping_method,
        tax_schedule=found.tax_schedule_id,
        has_payables_account=found.has_payables_account,
        has_purchases_account=found.has_purchases_account,
        awaits_approval=awaits_approval(found.workflow_status),
    )


def _currency(found: gp.Currency) -> Currency:
    return Currency(id=found.id, iso_code=found.iso_code, decimals=2 if found.decimals is None else found.decimals)


def _site(found: gp.Site) -> Site:
    return Site(id=found.id, description=found.description, inactive=bool(found.inactive))


def _item(found: gp.Item) -> Item:
    # What the service does not tell stands in no order's way: GP itself refuses what does not fit.
    return Item(
        number=found.number,
        description=found.description,
        type=0 if found.type is None else found.type.value,
        inactive=bool(found.inactive),
        item_class=found.class_id,
        unit_schedule=found.unit_schedule,
        purchasing_unit=found.purchase_unit,
        quantity_decimals=_MOST_DECIMALS if found.quantity_decimals is None else found.quantity_decimals,
        cost_decimals=_MOST_DECIMALS if found.cost_decimals is None else found.cost_decimals,
    )


def _item_sites(company: gp.Company, number: str) -> Rows:
    found = _listed(
        company.item_sites.list(number),
        lambda row: ItemSite(item=row.item_number, site=row.site_id, inactive=bool(row.inactive)),
    )
    # The row without a site holds the quantities of all sites together.
    return attrs.evolve(found, rows=tuple(row for row in found.rows if row.site))


def _item_vendors(company: gp.Company, number: str) -> Rows:
    return _listed(
        company.item_vendors.list(number),
        lambda row: ItemVendor(item=row.item_number, vendor=row.vendor_id, vendor_item=row.vendor_item_number),
    )


def _units(company: gp.Company) -> Rows:
    found = company.units_of_measure.list()
    rows = tuple(
        Unit(schedule=schedule.id, name=name)
        for schedule in found
        for name in dict.fromkeys((schedule.base_unit, *(unit.unit for unit in schedule.units)))
        if name
    )
    return Rows(rows=rows, unreadable=_unreadable(found))


def _setup(company: gp.Company) -> Rows:
    found = company.setup.get()
    options = (found.commitments, found.encumbrance)
    return Rows(
        rows=(
            PurchasingSetup(
                quantity_decimals=found.quantity_decimals,
                cost_decimals=found.cost_decimals,
                functional_currency=found.functional_currency_id,
                commitments=True if True in options else None if None in options else False,
            ),
        )
    )


def _by_item_alone(_: gp.Company) -> Rows:
    raise NotAvailableHere("the service lists them for one item, not all; a database or a file can")


def _named(found: Any) -> Named:
    return Named(id=found.id, description=getattr(found, "description", ""))  # terms have none


_SERVICES = {
    "gl_accounts": _Service("gl_accounts", lambda company: _listed(company.gl_accounts.list(), _account)),
    "account_format": _Service("account_segments", _format),
    "segments": _Service("account_segments", _segments),
    "fiscal_years": _Service("fiscal_periods", _years),
    "fiscal_periods": _Service("fiscal_periods", _periods),
    "vendors": _Service(
        "vendors",
        lambda company: _listed(company.vendors.list(), _vendor),
        lambda company, key: Rows(rows=(_vendor(company.vendors.get(key)),)),
    ),
    "vendor_classes": _Service("vendor_classes", lambda company: _listed(company.vendor_classes.list(), _named)),
    "payment_terms": _Service("payment_terms", lambda company: _listed(company.payment_terms.list(), _named)),
    "sites": _Service("sites", lambda company: _listed(company.sites.list(), _site)),
    "shipping_methods": _Service("shipping_methods", lambda company: _listed(company.shipping_methods.list(), _named)),
    "company_addresses": _Service(
        "company_addresses",
        lambda company: _listed(company.addresses.list(), lambda found: Named(id=found.id, description=found.name)),
    ),
    "buyers": _Service("buyers", lambda company: _listed(company.buyers.list(), _named)),
    "items": _Service(
        "items",
        lambda company: _listed(company.items.list(), _item),
        lambda company, key: Rows(rows=(_item(company.items.get(key)),)),
    ),
    "item_sites": _Service("item_sites", _by_item_alone, _item_sites),
    "item_vendors": _Service("item_vendors", _by_item_alone, _item_vendors),
    "units": _Service("units_of_measure", _units),
    "purchasing_setup": _Service("company_setup", _setup),
    "currencies": _Service("currencies", lambda company: _listed(company.currencies.list(), _currency)),
}
