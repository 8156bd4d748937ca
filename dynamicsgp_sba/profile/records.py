"""Which record each resource gives, so that what a profile names can be held against its fields."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from dynamicsgp_sba import models
from dynamicsgp_sba.columns import NAMES, PARTS
from dynamicsgp_sba.profile.resource import ResourceProfile

__all__ = ["RECORDS", "field_problems"]

RECORDS: Mapping[str, type[Any]] = {
    "account_segments": models.AccountFormat,
    "buyers": models.Buyer,
    "companies": models.CompanyRecord,
    "company_addresses": models.CompanyAddress,
    "company_setup": models.CompanySetup,
    "countries": models.Country,
    "currencies": models.Currency,
    "fiscal_periods": models.FiscalCalendar,
    "gl_accounts": models.GLAccount,
    "item_sites": models.ItemSite,
    "item_vendors": models.ItemVendor,
    "items": models.Item,
    "payables_transactions": models.PayablesTransaction,
    "payment_terms": models.PaymentTerms,
    "purchase_orders": models.PurchaseOrder,
    "requisitions": models.Requisition,
    "shipping_methods": models.ShippingMethod,
    "sites": models.Site,
    "units_of_measure": models.UnitSchedule,
    "vendor_addresses": models.VendorAddress,
    "vendor_classes": models.VendorClass,
    "vendors": models.Vendor,
}
"""The records by resource; a resource of one's own is reached through `DynamicsGP.request` alone."""


def field_problems(name: str, resource: ResourceProfile) -> Iterator[str]:
    """Say which entries of a resource (`aliases`, `tells`) name no field of its record.

    Args:
        name: the resource.
        resource: its entries.
    """
    if name not in RECORDS:
        return
    record = RECORDS[name]
    fields = [*NAMES[record]]
    fields += [f"{part}.{field}" for part, kind in PARTS.get(record, {}).items() for field in NAMES[kind]]
    for entry, named in (("aliases", resource.aliases), ("tells", resource.tells)):
        yield from (f"{entry}: {_problem(field, fields)}" for field in named if field not in fields)


def _problem(field: str, fields: list[str]) -> str:
    close = get_close_matches(field, fields, n=1)
    return f"{field!r} is no field" + (f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(fields)}")
