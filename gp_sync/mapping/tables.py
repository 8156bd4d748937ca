"""The tables of the mapping as people call them, and which facts and findings belong to each."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["FOUND", "MISSING"]

FOUND: Mapping[str, str] = MappingProxyType(
    {
        "gl_account": "GL accounts",
        "segment": "cost centres",
        "gp_vendor": "vendors",
        "site": "sites",
        "unit": "units of measure",
        "payment_terms": "payment terms",
        "shipping_method": "shipping methods",
        "company_address": "company addresses",
        "buyer": "buyers",
        "tax_schedule": "tax schedules",
    }
)
"""By the kind of a fact that was found in GP: the table that led to it."""

MISSING: Mapping[str, str] = MappingProxyType(
    {
        "COMPANY_UNMAPPED": "locations",
        "GP_ACCOUNT_NOT_FOUND": "GL accounts",
        "GP_ACCOUNT_INACTIVE": "GL accounts",
        "GP_ACCOUNT_NO_ENTRY": "GL accounts",
        "COST_CENTRE_NOT_FOUND": "cost centres",
        "VENDOR_UNLINKED": "vendors",
        "VENDOR_GONE": "vendors",
        "SITE_UNMAPPED": "sites",
        "SITE_NOT_FOUND": "sites",
        "UOFM_UNMAPPED": "units of measure",
        "UOFM_NOT_FOUND": "units of measure",
        "TERMS_UNMAPPED": "payment terms",
        "SHIPPING_METHOD_UNMAPPED": "shipping methods",
        "SHIPPING_METHOD_NOT_FOUND": "shipping methods",
        "ADDRESS_NOT_FOUND": "company addresses",
        "BUYER_NOT_FOUND": "buyers",
        "TAX_SCHEDULE_NOT_FOUND": "tax schedules",
        "CURRENCY_UNMAPPED": "currencies",
    }
)
"""By the code of a finding: the table that has a gap."""
