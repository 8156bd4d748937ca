"""GP's column names and where they go: the only place with names of the wire.

Each field has the names that its property may have in an answer: GP's column first, which is also what is sent, then
names in the style of Dynamics' .NET classes. A site's profile can add more.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import cattrs

from dynamicsgp_sba import models
from dynamicsgp_sba.answers import fold
from dynamicsgp_sba.tolerant import register_record, tolerant_converter

__all__ = ["columns", "decode"]

T = TypeVar("T")
Names = Mapping[str, tuple[str, ...]]

_ADDRESS: dict[str, tuple[str, ...]] = {
    "address_1": ("ADDRESS1",),
    "city": ("CITY",),
    "state": ("STATE",),
    "postal_code": ("ZIPCODE", "PostalCode"),
}

_NAMES: dict[type[Any], Names] = {
    models.Vendor: _ADDRESS
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
        "contact": ("VNDCNTCT", "ContactPerson"),
        "address_2": ("ADDRESS2",),
        "address_3": ("ADDRESS3",),
        "country_code": ("CCode", "CountryRegionCodeKey.Id"),
        "country": ("COUNTRY", "CountryRegion"),
        "phone_1": ("PHNUMBR1", "Phone1"),
        "phone_2": ("PHNUMBR2", "Phone2"),
        "phone_3": ("PHONE3",),
        "fax": ("FAXNUMBR", "Fax"),
        "shipping_method": ("SHIPMTHD", "ShippingMethodKey.Id"),
        "tax_schedule_id": ("TAXSCHID", "TaxScheduleKey.Id"),
        "currency_id": ("CURNCYID", "CurrencyKey.Id"),
        "payment_terms_id": ("PYMTRMID", "PaymentTermsKey.Id"),
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
    models.PurchaseOrder: {
        "number": ("PONUMBER", "Key.Id"),
        "type": ("POTYPE",),
        "status": ("POSTATUS",),
        "vendor_id": ("VENDORID", "VendorKey.Id"),
        "vendor_name": ("VENDNAME",),
        "document_date": ("DOCDATE",),
        "required_date": ("REQDATE",),
        "promised_date": ("PRMDATE",),
        "due_date": ("DUEDATE",),
        "buyer_id": ("BUYERID", "BuyerKey.Id"),
        "currency_id": ("CURNCYID", "CurrencyKey.Id"),
        "payment_terms_id": ("PYMTRMID", "PaymentTermsKey.Id"),
        "shipping_method": ("SHIPMTHD", "ShippingMethodKey.Id"),
        "ship_to_address_id": ("PRSTADCD",),
        "bill_to_address_id": ("PRBTADCD",),
        "purchase_address_id": ("VADCDPAD",),
        "confirm_with": ("CONFIRM1", "ConfirmWith"),
        "comment": ("CMMTTEXT", "Comment"),
        "note": ("NOTETEXT", "Note"),
        "tax_schedule_id": ("TAXSCHID", "TaxScheduleKey.Id"),
        "trade_discount": ("TRDISAMT",),
        "freight": ("FRTAMNT",),
        "miscellaneous": ("MSCCHAMT",),
        "tax_amount": ("TAXAMNT",),
        "subtotal": ("SUBTOTAL",),
        "on_hold": ("HOLD",),
        "workflow_status": ("Workflow_Status",),
        "revision": ("Revision_Number",),
        "row_stamp": ("DEX_ROW_TS",),
        "changed_at": ("DEX_ROW_TS",),
        "created": ("CREATDDT",),
        "last_edited": ("LSTEDTDT",),
        "in_history": ("InHistory",),
        "has_receipts": ("HasReceipts",),
        "has_unposted_receipts": ("HasUnpostedReceipts",),
        "lines": ("Lines",),
    },
    models.PurchaseOrderLine: {
        "sequence": ("ORD",),
        "line_number": ("LineNumber",),
        "non_inventory": ("NONINVEN",),
        "item_number": ("ITEMNMBR", "ItemKey.Id"),
        "vendor_item_number": ("VNDITNUM",),
        "description": ("ITEMDESC",),
        "unit": ("UOFM",),
        "site_id": ("LOCNCODE",),
        "quantity_ordered": ("QTYORDER",),
        "quantity_canceled": ("QTYCANCE",),
        "unit_cost": ("UNITCOST",),
        "extended_cost": ("EXTDCOST",),
        "account_number": ("ACTNUMST",),
        "required_date": ("REQDATE",),
        "promised_date": ("PRMDATE",),
        "requested_by": ("REQSTDBY",),
        "status": ("POLNESTA",),
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
    models.Site: _ADDRESS
    | {
        "id": ("LOCNCODE", "Key.Id"),
        "description": ("LOCNDSCR", "Description"),
        "inactive": ("INACTIVE",),
    },
    models.VendorClass: {"id": ("VNDCLSID", "Key.Id"), "description": ("VNDCLDSC", "Description")},
}


def columns(kind: type[Any]) -> dict[str, str]:
    """Give GP's column for each field of a record, which is the name to send."""
    return {field: options[0] for field, options in _NAMES[kind].items()}


def _decimals(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Turn DECPLCUR, which is the number of decimals and one, into the number of decimals."""
    column = next((name for name in value if fold(str(name)) == "decplcur"), None)
    if column is None or type(value[column]) is not int:
        return value
    return {name: item for name, item in value.items() if name != column} | {"decimals": value[column] - 1}


def _vendor_status(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make one status of the two flags that the .NET class has instead."""
    flags = {fold(str(name)): item for name, item in value.items()}
    if "vendstts" in flags or "isactive" not in flags:
        return value
    code = 2 if flags["isactive"] is False else 3 if flags.get("isonetime") is True else 1
    return {**value, "VENDSTTS": code}


_PREPARE = {models.Currency: _decimals, models.Vendor: _vendor_status}


def _converter() -> cattrs.Converter:
    converter = tolerant_converter()
    # Lines, segments and the like come first: a record's hook looks up those of its parts when it is made.
    for kind, names in reversed(_NAMES.items()):
        register_record(converter, kind, names)
    return converter


_CONVERTER = _converter()


def decode(kind: type[T], value: Any, aliases: Names) -> T:
    """Read one record from what JSON has.

    Args:
        kind: the attrs class.
        value: the wire's object.
        aliases: further property names by field, from the site's profile.

    Raises:
        cattrs.BaseValidationError: a value cannot be read.
        TypeError: it is no object.
    """
    if isinstance(value, Mapping):
        value = _PREPARE.get(kind, lambda same: same)(_with_aliases(kind, value, aliases))
    return _CONVERTER.structure(value, kind)


def _with_aliases(kind: type[Any], value: Mapping[str, Any], aliases: Names) -> Mapping[str, Any]:
    extra = {fold(name): _NAMES[kind][field][0] for field, names in aliases.items() for name in names}
    return {extra.get(fold(str(name)), name): item for name, item in value.items()} if extra else value
