"""The small tables that documents refer to: companies, currencies, payment terms, sites, vendor classes."""

from collections.abc import Mapping
from typing import Any

import attrs

__all__ = ["CompanyRecord", "Currency", "PaymentTerms", "Site", "VendorClass"]


@attrs.frozen(kw_only=True)
class CompanyRecord:
    """A company of the installation (SY01500).

    Args:
        id: CMPANYID; the sample company is -1.
        database: INTERID, the name of its database.
        name: CMPNYNAM, the display name by which addresses name the company.
    """

    id: int
    database: str
    name: str
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)


@attrs.frozen(kw_only=True)
class Currency:
    """A currency (MC40200).

    Args:
        id: CURNCYID, such as `Z-US$`: not an ISO code.
        index: CURRNIDX.
        description: CRNCYDSC.
        iso_code: ISOCURRC.
        decimals: how many decimals its amounts have (DECPLCUR less 1).
    """

    id: str
    index: int | None = None
    description: str = ""
    iso_code: str = ""
    decimals: int | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)


@attrs.frozen(kw_only=True)
class PaymentTerms:
    """Payment terms (SY03300).

    Args:
        id: PYMTRMID, such as `Net 30`; its case counts for people, GP compares without.
        due_type: DUETYPE: 1 net days, 2 date, 3 end of month; others exist.
        due_days: DUEDTDS.
        discount_type: DISCTYPE, as the due type.
        discount_days: DISCDTDS.
        discount_percent_times_100: DSCPCTAM: 200 is 2 %.
    """

    id: str
    due_type: int | None = None
    due_days: int | None = None
    discount_type: int | None = None
    discount_days: int | None = None
    discount_percent_times_100: int | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)


@attrs.frozen(kw_only=True)
class Site:
    """A site, where goods are received (IV40700).

    Args:
        id: LOCNCODE.
        description: LOCNDSCR.
        inactive: INACTIVE; None where the answer does not tell.
    """

    id: str
    description: str = ""
    address_1: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    inactive: bool | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)


@attrs.frozen(kw_only=True)
class VendorClass:
    """A vendor class (PM00100).

    Args:
        id: VNDCLSID.
        description: VNDCLDSC.
    """

    id: str
    description: str = ""
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
