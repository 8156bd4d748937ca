"""GP's column names and where they go: the only place with names of the wire.

Each field has the names that its property may have in an answer: GP's column first, which is also what is sent, then
names in the style of Dynamics' .NET classes. A site's profile can add more.
"""

from collections.abc import Mapping
from typing import Any

from dynamicsgp_sba import models
from dynamicsgp_sba.document_columns import DOCUMENTS, Names

__all__ = ["DECIMALS", "NAMES", "PARTS", "Names", "columns"]

_PLACE: dict[str, tuple[str, ...]] = {
    "address_1": ("ADDRESS1",),
    "city": ("CITY",),
    "state": ("STATE",),
    "postal_code": ("ZIPCODE", "PostalCode"),
}
_ADDRESS: dict[str, tuple[str, ...]] = _PLACE | {
    "address_2": ("ADDRESS2",),
    "address_3": ("ADDRESS3",),
    "country_code": ("CCode", "CountryRegionCodeKey.Id"),
    "country": ("COUNTRY", "CountryRegion"),
}
_VENDOR_ADDRESS: dict[str, tuple[str, ...]] = _ADDRESS | {
    "contact": ("VNDCNTCT", "ContactPerson"),
    "phone_1": ("PHNUMBR1", "Phone1"),
    "phone_2": ("PHNUMBR2", "Phone2"),
    "phone_3": ("PHONE3",),
    "fax": ("FAXNUMBR", "Fax"),
    "shipping_method": ("SHIPMTHD", "ShippingMethodKey.Id"),
    "tax_schedule_id": ("TAXSCHID", "TaxScheduleKey.Id"),
}

NAMES: dict[type[Any], Names] = DOCUMENTS | {
    models.Vendor: _VENDOR_ADDRESS
    | {
        "id": ("VENDORID", "Key.Id", "Id", "VendorKey.Id"),
        "name": ("VENDNAME", "Name"),
        "status": ("VENDSTTS", "Status"),
        "on_hold": ("HOLD", "IsOnHold"),
        "short_name": ("VENDSHNM", "ShortName"),
        "check_name": ("VNDCHKNM", "CheckName"),
        "class_id": ("VNDCLSID", "ClassKey.Id"),
        "primary_address_id": ("VADDCDPR", "DefaultAddressKey.Id"),
        "purchase_address_id": ("VADCDPAD", "PurchaseAddressKey.Id"),
        "remit_to_address_id": ("VADCDTRO", "RemitToAddressKey.Id"),
        "ship_from_address_id": ("VADCDSFR", "ShipFromAddressKey.Id"),
        "currency_id": ("CURNCYID", "CurrencyKey.Id"),
        "payment_terms_id": ("PYMTRMID", "PaymentTermsKey.Id"),
        "payables_account_index": ("PMAPINDX",),
        "purchases_account_index": ("PMPRCHIX",),
        "form_1099_type": ("TEN99TYPE",),
        "tax_id": ("TXIDNMBR", "TaxIdentificationNumber"),
        "account_number": ("ACNMVNDR", "VendorAccountNumber"),
        "comment_1": ("COMMENT1",),
        "comment_2": ("COMMENT2",),
        "user_defined_1": ("USERDEF1", "UserDefined1"),
        "user_defined_2": ("USERDEF2", "UserDefined2"),
        "workflow_status": ("Workflow_Status",),
        "created": ("CREATDDT", "CreatedDate"),
        "modified": ("MODIFDT", "ModifiedDate"),
        "changed_at": ("DEX_ROW_TS",),
    },
    models.VendorAddress: _VENDOR_ADDRESS
    | {
        "vendor_id": ("VENDORID", "Key.VendorKey.Id"),
        "id": ("ADRSCODE", "Key.Id"),
        "ups_zone": ("UPSZONE",),
        "changed_at": ("DEX_ROW_TS",),
    },
    models.GLAccount: {
        "number": ("ACTNUMST",),
        "index": ("ACTINDX",),
        "description": ("ACTDESCR",),
        "active": ("ACTIVE",),
        "allows_entry": ("ACCTENTR",),
        "type": ("ACCTTYPE",),
        "posting_type": ("PSTNGTYP",),
        "main_segment": ("MNACSGMT",),
        "category": ("ACCATNUM",),
    },
    models.Segment: {
        "number": ("SGMTNUMB",),
        "name": ("SGMTNAME",),
        "length": ("LOFSGMNT",),
        "is_main": ("MNSEGIND",),
    },
    models.SegmentValue: {"segment": ("SGMTNUMB",), "id": ("SGMNTID",), "description": ("DSCRIPTN",)},
    models.AccountFormat: {"segments": ("segments",), "separator": ("separator",), "values": ("values",)},
    models.FiscalYear: {
        "year": ("YEAR1",),
        "first_day": ("FSTFSCDY",),
        "last_day": ("LSTFSCDY",),
        "period_count": ("NUMOFPER",),
        "historical": ("HISTORYR",),
    },
    models.FiscalPeriod: {
        "year": ("YEAR1",),
        "period": ("PERIODID",),
        "name": ("PERNAME",),
        "first_day": ("PERIODDT",),
        "last_day": ("PERDENDT",),
        "series": ("SERIES",),
        "origin": ("ODESCTN",),
        "closed": ("CLOSED",),
        "financial_closed": ("PSERIES_1",),
        "sales_closed": ("PSERIES_2",),
        "purchasing_closed": ("PSERIES_3",),
        "inventory_closed": ("PSERIES_4",),
        "payroll_closed": ("PSERIES_5",),
        "project_closed": ("PSERIES_6",),
    },
    models.FiscalCalendar: {"years": ("years",), "periods": ("periods",)},
    models.CompanyRecord: {"id": ("CMPANYID", "Id"), "database": ("INTERID",), "name": ("CMPNYNAM", "Name")},
    models.Country: {"code": ("CCode", "Key.Id"), "name": ("CCodeDesc", "Description")},
    models.Currency: {
        "id": ("CURNCYID", "Key.Id"),
        "index": ("CURRNIDX",),
        "description": ("CRNCYDSC", "Description"),
        "iso_code": ("ISOCURRC", "ISOCode"),
        "decimals": ("decimals",),
    },
    models.PaymentTerms: {
        "id": ("PYMTRMID", "Key.Id"),
        "due_type": ("DUETYPE",),
        "due_days": ("DUEDTDS",),
        "discount_type": ("DISCTYPE",),
        "discount_days": ("DISCDTDS",),
        "discount_percent_times_100": ("DSCPCTAM",),
    },
    models.Site: _PLACE
    | {
        "id": ("LOCNCODE", "Key.Id"),
        "description": ("LOCNDSCR", "Description"),
        "inactive": ("INACTIVE",),
    },
    models.VendorClass: {"id": ("VNDCLSID", "Key.Id"), "description": ("VNDCLDSC", "Description")},
    models.ShippingMethod: {
        "id": ("SHIPMTHD", "Key.Id"),
        "description": ("SHMTHDSC", "Description"),
        "carrier": ("CARRIER",),
        "type": ("SHIPTYPE",),
    },
    models.CompanyAddress: _ADDRESS
    | {"id": ("LOCATNID", "Key.Id"), "name": ("LOCATNNM", "Name"), "contact": ("ADRCNTCT", "ContactPerson")},
    models.Buyer: {"id": ("BUYERID", "Key.Id"), "description": ("DSCRIPTN", "Description")},
    models.CompanySetup: {
        "collation": ("Collation",),
        "code_page": ("CodePage",),
        "functional_currency_id": ("FUNLCURR",),
        "main_address_id": ("LOCATNID",),
        "purchase_tax_schedule_id": ("COPTXSCH",),
        "quantity_decimals": ("quantity_decimals",),
        "cost_decimals": ("cost_decimals",),
        "keeps_history": ("POHIST",),
        "commitments": ("PurchaseOrderCommitments",),
        "encumbrance": ("Encumbrance",),
    },
    models.Item: {
        "number": ("ITEMNMBR", "Key.Id"),
        "description": ("ITEMDESC", "Description"),
        "type": ("ITEMTYPE",),
        "class_id": ("ITMCLSCD", "ClassKey.Id"),
        "unit_schedule": ("UOMSCHDL", "UofMScheduleKey.Id"),
        "purchase_unit": ("PRCHSUOM",),
        "site_id": ("LOCNCODE",),
        "inactive": ("INACTIVE",),
        "quantity_decimals": ("quantity_decimals",),
        "cost_decimals": ("cost_decimals",),
        "inventory_account_index": ("IVIVINDX",),
        "current_cost": ("CURRCOST", "CurrentCost"),
    },
    models.ItemSite: {
        "item_number": ("ITEMNMBR", "Key.ItemKey.Id"),
        "site_id": ("LOCNCODE", "Key.WarehouseKey.Id"),
        "record_type": ("RCRDTYPE",),
        "primary_vendor_id": ("PRIMVNDR",),
        "inactive": ("INACTIVE",),
    },
    models.ItemVendor: {
        "item_number": ("ITEMNMBR", "Key.ItemKey.Id"),
        "vendor_id": ("VENDORID", "Key.VendorKey.Id"),
        "vendor_item_number": ("VNDITNUM",),
        "vendor_description": ("VNDITDSC",),
        "purchase_unit": ("PRCHSUOM",),
        "minimum_quantity": ("MINORQTY",),
        "maximum_quantity": ("MAXORDQTY",),
        "order_multiple": ("ORDERMULTIPLE",),
        "last_cost": ("Last_Originating_Cost",),
        "last_currency_id": ("Last_Currency_ID",),
    },
    models.UnitSchedule: {
        "id": ("UOMSCHDL", "Key.Id"),
        "description": ("UMSCHDSC", "Description"),
        "base_unit": ("BASEUOFM",),
        "quantity_decimals": ("quantity_decimals",),
        "units": ("Lines", "Units"),
    },
    models.ScheduleUnit: {
        "unit": ("UOFM",),
        "equivalent_unit": ("EQUIVUOM",),
        "equivalent_quantity": ("EQUOMQTY",),
        "base_quantity": ("QTYBSUOM",),
    },
}
"""The names of the wire, by record and field."""

PARTS: dict[type[Any], Mapping[str, type[Any]]] = {
    models.AccountFormat: {"segments": models.Segment, "values": models.SegmentValue},
    models.FiscalCalendar: {"years": models.FiscalYear, "periods": models.FiscalPeriod},
    models.PurchaseOrder: {"lines": models.PurchaseOrderLine},
    models.Requisition: {"lines": models.RequisitionLine},
    models.UnitSchedule: {"units": models.ScheduleUnit},
}
"""The records inside of records, by field."""

DECIMALS: dict[type[Any], Mapping[str, str]] = {
    models.Currency: {"decplcur": "decimals"},
    models.CompanySetup: {"decplqty": "quantity_decimals", "decplcur": "cost_decimals"},
    models.Item: {"decplqty": "quantity_decimals", "decplcur": "cost_decimals"},
    models.UnitSchedule: {"umdpqtys": "quantity_decimals"},
}
"""The columns (in lower case) that hold a number of decimals and one, by record, and their fields."""


def columns(kind: type[Any]) -> dict[str, str]:
    """Give GP's column for each field of a record, which is the name to send."""
    return {field: options[0] for field, options in NAMES[kind].items()}
