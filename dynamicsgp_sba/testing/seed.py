"""The sample company with vendors, accounts and a calendar; all of it is made up or Microsoft's own sample."""

from dynamicsgp_sba.testing.company import GPCompany
from dynamicsgp_sba.testing.server import GPServer

__all__ = ["seed_fabrikam"]

_DEPARTMENTS = {"00": "Company", "01": "Administration", "02": "Maintenance", "03": "Production"}
_DIVISIONS = {"000": "Headquarters", "100": "Plant North", "200": "Plant South", "300": "Plant West"}
_NATURAL = {
    "1100": "Cash",
    "1300": "Inventory",
    "2100": "Accounts payable",
    "6100": "Office supplies",
    "6200": "Maintenance and repair",
    "6300": "Tools and equipment",
    "6400": "Services",
}


def seed_fabrikam(
    server: GPServer,
    name: str = "Fabrikam, Inc.",
    *,
    database: str = "TWO",
    id: int = -1,  # noqa: A002 - what everybody calls it
    years: tuple[int, ...] | None = None,
) -> GPCompany:
    """Add the sample company to a server.

    It has eight vendors, six payment terms, three currencies, four sites, an account format of 3-4-2 characters with
    its segment values and accounts, two vendor classes, and fiscal years with all periods open: the given
    ones, or those of the server's clock, the year before and the year after.
    """
    company = server.add_company(name, database=database, id=id)
    for terms, days in (("Net 30", 30), ("Net 15", 15), ("Net 60", 60), ("Due on receipt", 0)):
        company.add_payment_terms(terms, days=days)
    company.add_payment_terms("2% 10/Net 30", days=30, DISCDTDS=10, DSCPCTAM=200)
    company.add_payment_terms("2% EOM", days=10, DUETYPE=3, DISCTYPE=3, DISCDTDS=10, DSCPCTAM=200)
    company.add_currency("Z-US$", "USD", "US Dollars")
    company.add_currency("Z-C$", "CAD", "Canadian Dollars")
    company.add_currency("Z-YEN", "JPY", "Japanese Yen", decimals=0)
    for site, description in (("01-N", "North"), ("02-S", "South"), ("03-W", "West")):
        company.add_site(site, description)
    company.add_site("99-OLD", "Closed warehouse", inactive=True)
    company.items |= {"128 SDRAM", "1-A3261A", "1-A3483A"}
    company.buyers |= {"BUYER01"}
    company.addresses |= {"PLANT-N", "PLANT-S", "PLANT-W"}
    company.shipping_methods |= {"OVERNIGHT", "GROUND"}
    company.add_vendor_class("USA-US-C", "Vendors in the US, checks")
    company.add_vendor_class("CAN-CA", "Vendors in Canada")
    _chart(company)
    _vendors(company)
    this_year = server.today.year
    for year in years or (this_year - 1, this_year, this_year + 1):
        company.add_fiscal_year(year)
    return company


def _chart(company: GPCompany) -> None:
    company.add_segment("Division", 3)
    company.add_segment("Account", 4, main=True)
    company.add_segment("Department", 2)
    for segment, values in ((1, _DIVISIONS), (2, _NATURAL), (3, _DEPARTMENTS)):
        for value, description in values.items():
            company.add_segment_value(segment, value, description)
    for division in _DIVISIONS:
        for natural, description in _NATURAL.items():
            for department in _DEPARTMENTS:
                company.add_account(f"{division}-{natural}-{department}", description)
    company.add_account("000-4000-00", "Sales", active=False)


def _vendors(company: GPCompany) -> None:
    company.add_vendor(
        "ACETRAVE0001", "A Travel Company", VADCDTRO="REMIT TO", VNDCNTCT="Greg Powell", ADDRESS1="123 Riley Street",
        CITY="Sydney", STATE="NSW", ZIPCODE="2086", COUNTRY="Australia", PHNUMBR1="29855501010000",
        SHIPMTHD="OVERNIGHT", TAXSCHID="AUSNSWST+20", PYMTRMID="Net 30",
    )  # fmt: skip
    others = {
        "CONTOSUP0001": "Contoso Office Supplies",
        "NORTHIND0001": "Northwind Industrial Parts",
        "LITWARE0001": "Litware Tools",
        "PROSEWAR0001": "Proseware Maintenance",
        "TAILSPIN0001": "Tailspin Safety Gear",
        "ADATUM0001": "A. Datum Laboratory",
    }
    for vendor_id, name in others.items():
        company.add_vendor(vendor_id, name, PYMTRMID="Net 30", SHIPMTHD="GROUND", CURNCYID="Z-US$", VNDCLSID="USA-US-C")
    company.add_vendor("OLDVENDR0001", "Wide World Discontinued", VENDSTTS=2, PYMTRMID="Net 30", SHIPMTHD="GROUND")
