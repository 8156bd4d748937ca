"""The small tables that documents refer to, and the setup of a company."""

from collections.abc import Mapping
from typing import Any

import attrs

from dynamicsgp_sba.models.records import extra

__all__ = [
    "Buyer",
    "CompanyAddress",
    "CompanyRecord",
    "CompanySetup",
    "Country",
    "Currency",
    "PaymentTerms",
    "ShippingMethod",
    "Site",
    "VendorClass",
]


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
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class Country:
    """A country or region (VAT10001).

    Args:
        code: CCode, at most 6 characters.
        name: CCodeDesc.
    """

    code: str
    name: str = ""
    extra: Mapping[str, Any] = extra()


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
    extra: Mapping[str, Any] = extra()


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
    extra: Mapping[str, Any] = extra()


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
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class VendorClass:
    """A vendor class (PM00100).

    Args:
        id: VNDCLSID.
        description: VNDCLDSC.
    """

    id: str
    description: str = ""
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class ShippingMethod:
    """A shipping method (SY03000).

    Args:
        id: SHIPMTHD.
        description: SHMTHDSC.
        carrier: CARRIER.
        type: SHIPTYPE.
    """

    id: str
    description: str = ""
    carrier: str = ""
    type: int | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class CompanyAddress:
    """An address of the company, which orders are shipped and billed to (SY00600).

    Args:
        id: LOCATNID.
        name: LOCATNNM.
        contact: ADRCNTCT.
    """

    id: str
    name: str = ""
    contact: str = ""
    address_1: str = ""
    address_2: str = ""
    address_3: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country_code: str = ""
    country: str = ""
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class Buyer:
    """A buyer (POP00101).

    Args:
        id: BUYERID.
        description: DSCRIPTN.
    """

    id: str
    description: str = ""
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class CompanySetup:
    """What decides in a company about texts, amounts and defaults.

    Args:
        collation: the collation of the company's database, such as `SQL_Latin1_General_CP1_CI_AS`.
        code_page: the code page of its texts, such as 1252.
        functional_currency_id: FUNLCURR.
        main_address_id: LOCATNID, where orders are shipped and billed to by default.
        purchase_tax_schedule_id: COPTXSCH, what orders are taxed by by default; blank for none.
        quantity_decimals: how many decimals a quantity may have (DECPLQTY of Purchase Order Processing, less 1).
        cost_decimals: how many decimals a unit cost in the functional currency may have (DECPLCUR less 1).
        keeps_history: POHIST, whether orders that are done or voided go to history.
        commitments: whether PO commitments are on, so that required dates need an open period with a budget; None where
            the service cannot tell.
        encumbrance: whether encumbrance is on; None where the service cannot tell.
    """

    collation: str
    code_page: int | None = None
    functional_currency_id: str = ""
    main_address_id: str = ""
    purchase_tax_schedule_id: str = ""
    quantity_decimals: int | None = None
    cost_decimals: int | None = None
    keeps_history: bool | None = None
    commitments: bool | None = None
    encumbrance: bool | None = None
    extra: Mapping[str, Any] = extra()

    @property
    def ignores_case(self) -> bool | None:
        """Whether GP takes `NET 30` and `Net 30` for the same ID; None where the collation's name does not say."""
        parts = self.collation.upper().split("_")
        if "CI" in parts:
            return True
        return False if {"CS", "BIN", "BIN2"} & set(parts) else None
