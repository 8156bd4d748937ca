"""The services that Microsoft ships with Dynamics GP 2015 to 18.x, as a site profile.

The list is Microsoft's (contract section 6 of the SBA reference). The place of the series in the address and the verbs
of each resource are assumptions that a site can change.
"""

from dynamicsgp_sba.profile.resource import ResourceProfile
from dynamicsgp_sba.profile.site import SiteProfile

__all__ = ["SHIPPED"]

_NOT_SHIPPED = "not among the services that Microsoft ships with GP"


def _missing(series: str, resource: str, *key: str) -> ResourceProfile:
    return ResourceProfile(series=series, resource=resource, key=key, available=False, reason=_NOT_SHIPPED)


SHIPPED = SiteProfile(
    name="shipped",
    resources={
        "companies": ResourceProfile(series="", resource="Companies", key=("CMPNYNAM",), tenant_level=True, product=""),
        "countries": ResourceProfile(series="Administration", resource="Countries", key=("CCode",)),
        "currencies": ResourceProfile(series="Administration", resource="Currencies", key=("CURNCYID",)),
        "payment_terms": ResourceProfile(series="Administration", resource="PaymentTerms", key=("PYMTRMID",)),
        "items": ResourceProfile(series="Inventory", resource="Items", key=("ITEMNMBR",)),
        "item_sites": ResourceProfile(series="Inventory", resource="ItemSites", key=("ITEMNMBR", "LOCNCODE")),
        "item_vendors": ResourceProfile(series="Inventory", resource="ItemVendors", key=("ITEMNMBR", "VENDORID")),
        "sites": ResourceProfile(series="Inventory", resource="Sites", key=("LOCNCODE",)),
        "units_of_measure": ResourceProfile(series="Inventory", resource="UnitsOfMeasure", key=("UOMSCHDL",)),
        "payables_transactions": ResourceProfile(
            series="Purchasing", resource="Payables/Transactions", key=("DOCTYPE", "VCHRNMBR")
        ),
        "requisitions": ResourceProfile(
            series="Purchasing", resource="Requisitions/Transactions", key=("POPRequisitionNumber",)
        ),
        "vendors": ResourceProfile(series="Purchasing", resource="Vendors", key=("VENDORID",)),
        "vendor_addresses": ResourceProfile(
            series="Purchasing", resource="VendorAddresses", key=("VENDORID", "ADRSCODE")
        ),
        "account_segments": _missing("Financials", "AccountSegments"),
        "buyers": _missing("Purchasing", "Buyers", "BUYERID"),
        "company_addresses": _missing("Administration", "CompanyAddresses", "LOCATNID"),
        "company_setup": _missing("System", "CompanySetup"),
        "fiscal_periods": _missing("Financials", "FiscalPeriods"),
        "gl_accounts": _missing("Financials", "Accounts", "ACTNUMST"),
        "purchase_orders": _missing("Purchasing", "PurchaseOrders", "PONUMBER"),
        "shipping_methods": _missing("Administration", "ShippingMethods", "SHIPMTHD"),
        "vendor_classes": _missing("Purchasing", "VendorClasses", "VNDCLSID"),
    },
)
