"""The columns of each table, and what a row of them becomes: one description for databases and CSV files.

Source: contract dynamicsgp-data, sections 4 to 6.
"""

from collections.abc import Callable

from gp_sync.core.fact_values import Account, Currency, GPVendor, Item, PurchasingSetup
from gp_sync.core.fiscal import FiscalPeriod, FiscalYear
from gp_sync.references.decoding import Layout, Row
from gp_sync.references.rows import DatedRate, FormatSegment, ItemSite, ItemVendor, Named, SegmentValue, Site, Unit

__all__ = ["LAYOUTS", "awaits_approval"]

_POSTING, _POSTING_ALLOCATION, _UNIT_ALLOCATION = 1, 3, 4  # ACCTTYPE
_INACTIVE, _TEMPORARY = 2, 3  # VENDSTTS
_APPROVED, _NOT_APPROVED = {3, 6, 9}, {1, 4, 5, 7}  # Workflow_Status, section 8


def awaits_approval(workflow_status: int | None) -> bool | None:
    """Whether the vendor approval workflow still has to approve a vendor; None where its status does not tell."""
    if workflow_status not in _APPROVED | _NOT_APPROVED:
        return None
    return workflow_status in _NOT_APPROVED


def _account(row: Row) -> Account:
    kind = row.whole("ACCTTYPE")
    return Account(
        number=row.text("ACTNUMST"),
        description=row.text("ACTDESCR"),
        active=row.flag("ACTIVE"),
        allows_entry=row.flag("ACCTENTR"),
        posting=kind in {_POSTING, _POSTING_ALLOCATION},
        category=row.text("ACCATDSC"),
        allocates=kind in {_POSTING_ALLOCATION, _UNIT_ALLOCATION},
    )


def _format_segment(row: Row) -> FormatSegment:
    return FormatSegment(
        position=row.whole("SGMTNUMB"),
        length=row.whole("LOFSGMNT"),
        main=row.flag("MNSEGIND"),
        separator=row.text("ACSEGSEP"),
    )


def _segment_value(row: Row) -> SegmentValue:
    return SegmentValue(position=row.whole("SGMTNUMB"), id=row.text("SGMNTID"), description=row.text("DSCRIPTN"))


def _fiscal_year(row: Row) -> FiscalYear:
    return FiscalYear(
        year=row.whole("YEAR1"),
        first=row.day("FSTFSCDY"),
        last=row.day("LSTFSCDY"),
        historical=row.flag("HISTORYR"),
    )


def _fiscal_period(row: Row) -> FiscalPeriod | None:
    # The header row of a period carries the flags of all modules; the others are of one window each. Period 0 is the
    # balance brought forward.
    if row.whole("SERIES") != 0 or not row.flag("FORIGIN") or row.whole("PERIODID") == 0:
        return None
    return FiscalPeriod(
        year=row.whole("YEAR1"),
        period=row.whole("PERIODID"),
        first=row.day("PERIODDT"),
        closed=row.flag("PSERIES_3"),
        name=row.text("PERNAME"),
    )


def _vendor(row: Row) -> GPVendor:
    status = row.whole("VENDSTTS")
    return GPVendor(
        id=row.text("VENDORID"),
        name=row.text("VENDNAME"),
        active=status != _INACTIVE,
        on_hold=row.flag("HOLD"),
        payment_terms=row.text("PYMTRMID"),
        currency=row.text("CURNCYID"),
        temporary=status == _TEMPORARY,
        vendor_class=row.text("VNDCLSID"),
        purchase_address=row.text("VADCDPAD"),
        shipping_method=row.text("SHIPMTHD"),
        tax_schedule=row.text("TAXSCHID"),
        has_payables_account=row.whole("PMAPINDX") > 0,
        has_purchases_account=row.whole("PMPRCHIX") > 0,
        awaits_approval=awaits_approval(row.whole("Workflow_Status")),
    )


def _site(row: Row) -> Site:
    return Site(id=row.text("LOCNCODE"), description=row.text("LOCNDSCR"), inactive=row.flag("INACTIVE"))


def _currency(row: Row) -> Currency:
    return Currency(id=row.text("CURNCYID"), iso_code=row.text("ISOCURRC"), decimals=row.places("DECPLCUR"))


def _item(row: Row) -> Item:
    return Item(
        number=row.text("ITEMNMBR"),
        description=row.text("ITEMDESC"),
        type=row.whole("ITEMTYPE"),
        inactive=row.flag("INACTIVE"),
        item_class=row.text("ITMCLSCD"),
        unit_schedule=row.text("UOMSCHDL"),
        purchasing_unit=row.text("PRCHSUOM"),
        quantity_decimals=row.places("DECPLQTY"),
        cost_decimals=row.places("DECPLCUR"),
    )


def _item_site(row: Row) -> ItemSite | None:
    # The row without a site holds the quantities of all sites together.
    if not row.text("LOCNCODE"):
        return None
    return ItemSite(item=row.text("ITEMNMBR"), site=row.text("LOCNCODE"), inactive=row.flag("INACTIVE"))


def _item_vendor(row: Row) -> ItemVendor:
    return ItemVendor(item=row.text("ITEMNMBR"), vendor=row.text("VENDORID"), vendor_item=row.text("VNDITNUM"))


def _unit(row: Row) -> Unit:
    return Unit(schedule=row.text("UOMSCHDL"), name=row.text("UOFM"))


def _purchasing_setup(row: Row) -> PurchasingSetup:
    return PurchasingSetup(
        quantity_decimals=row.places("DECPLQTY"),
        cost_decimals=row.places("DECPLCUR"),
        functional_currency=row.text("FUNLCURR"),
    )


def _rate(row: Row) -> DatedRate:
    return DatedRate(
        currency=row.text("CURNCYID"),
        day=row.day("EXCHDATE"),
        rate=row.decimal("XCHGRATE"),
        expires=row.optional_day("EXPNDATE"),
    )


def _named(id_column: str, description: str = "") -> Layout:
    def read(row: Row) -> Named:
        return Named(id=row.text(id_column), description=row.text(description) if description else "")

    columns = (id_column, description) if description else (id_column,)
    return Layout(columns=columns, key=(id_column,), read=read)


def _layout(read: Callable[[Row], object], key: str, others: str = "") -> Layout:
    return Layout(columns=(*key.split(), *others.split()), key=tuple(key.split()), read=read)


LAYOUTS = {
    "gl_accounts": _layout(_account, "ACTNUMST", "ACTDESCR ACTIVE ACCTENTR ACCTTYPE ACCATDSC"),
    "account_format": _layout(_format_segment, "SGMTNUMB", "LOFSGMNT MNSEGIND ACSEGSEP"),
    "segments": _layout(_segment_value, "SGMTNUMB SGMNTID", "DSCRIPTN"),
    "fiscal_years": _layout(_fiscal_year, "YEAR1", "FSTFSCDY LSTFSCDY HISTORYR"),
    "fiscal_periods": _layout(_fiscal_period, "YEAR1 PERIODID", "PERIODDT PERNAME SERIES FORIGIN PSERIES_3"),
    "vendors": _layout(
        _vendor,
        "VENDORID",
        "VENDNAME VENDSTTS HOLD PYMTRMID CURNCYID VNDCLSID VADCDPAD SHIPMTHD TAXSCHID PMAPINDX PMPRCHIX "
        "Workflow_Status",
    ),
    "vendor_classes": _named("VNDCLSID", "VNDCLDSC"),
    "payment_terms": _named("PYMTRMID"),
    "shipping_methods": _named("SHIPMTHD", "SHMTHDSC"),
    "sites": _layout(_site, "LOCNCODE", "LOCNDSCR INACTIVE"),
    "company_addresses": _named("LOCATNID", "LOCATNNM"),
    "currencies": _layout(_currency, "CURNCYID", "ISOCURRC DECPLCUR"),
    "currency_access": _named("CURNCYID"),
    "items": _layout(_item, "ITEMNMBR", "ITEMDESC ITEMTYPE INACTIVE ITMCLSCD UOMSCHDL PRCHSUOM DECPLQTY DECPLCUR"),
    "item_sites": _layout(_item_site, "ITEMNMBR LOCNCODE", "INACTIVE"),
    "item_vendors": _layout(_item_vendor, "ITEMNMBR VENDORID", "VNDITNUM"),
    "units": _layout(_unit, "UOMSCHDL UOFM"),
    "purchasing_setup": _layout(_purchasing_setup, "", "DECPLQTY DECPLCUR FUNLCURR"),
    "buyers": _named("BUYERID", "DSCRIPTN"),
    "exchange_rates": _layout(_rate, "CURNCYID EXCHDATE", "XCHGRATE EXPNDATE"),
    "tax_schedules": _named("TAXSCHID"),
}
"""How each table is read, by its name."""
