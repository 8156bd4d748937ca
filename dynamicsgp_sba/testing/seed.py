"""The sample company with vendors, accounts and a calendar; all of it is made up or Microsoft's own sample."""

from decimal import Decimal

from dynamicsgp_sba.testing.company import GPCompany
from dynamicsgp_sba.testing.purchasing import create_requisition
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

    It has eight vendors with their addresses, five items with their units, vendors and sites, three requisitions, two
    payables transactions, six payment terms, three countries, three currencies, four sites, two shipping methods, four
    addresses, a buyer, three tax schedules, an account format of 3-4-2 characters with its segment values and accounts,
    two vendor classes, and fiscal years with all periods open: the given ones, or those of the server's clock, the year
    before and the year after.
    """
    company = server.add_company(name, database=database, id=id)
    _setup(company)
    _chart(company)
    _vendors(company)
    _items(company)
    _purchasing(company)
    this_year = server.today.year
    for year in years or (this_year - 1, this_year, this_year + 1):
        company.add_fiscal_year(year)
    return company


def _setup(company: GPCompany) -> None:
    for terms, days in (("Net 30", 30), ("Net 15", 15), ("Net 60", 60), ("Due on receipt", 0)):
        company.add_payment_terms(terms, days=days)
    company.add_payment_terms("2% 10/Net 30", days=30, DISCDTDS=10, DSCPCTAM=200)
    company.add_payment_terms("2% EOM", days=10, DUETYPE=3, DISCTYPE=3, DISCDTDS=10, DSCPCTAM=200)
    for code, country in (("US", "United States"), ("CA", "Canada"), ("AU", "Australia")):
        company.add_country(code, country)
    company.add_currency("Z-US$", "USD", "US Dollars")
    company.add_currency("Z-C$", "CAD", "Canadian Dollars")
    company.add_currency("Z-YEN", "JPY", "Japanese Yen", decimals=0)
    for site, description in (("01-N", "North"), ("02-S", "South"), ("03-W", "West")):
        company.add_site(site, description)
    company.add_site("99-OLD", "Closed warehouse", inactive=True)
    company.add_buyer("BUYER01", "Plant purchasing")
    company.add_address(
        "PRIMARY", "Headquarters", ADDRESS1="4277 West Oak Parkway", CITY="Chicago", STATE="IL", ZIPCODE="60601-4277"
    )
    for address, city in (("PLANT-N", "Evanston"), ("PLANT-S", "Joliet"), ("PLANT-W", "Aurora")):
        company.add_address(address, f"Plant {city}", CITY=city, STATE="IL")
    company.add_shipping_method("OVERNIGHT", "By the next morning", CARRIER="Fourth Coffee Couriers")
    company.add_shipping_method("GROUND", "By road")
    for schedule, percent in (("ILSALES-7", "7"), ("AUSNSWST+20", "20"), ("USEXEMPT-0", "0")):
        company.add_tax_schedule(schedule, Decimal(percent))
    company.purchase_tax_schedule = "ILSALES-7"
    company.add_vendor_class("USA-US-C", "Vendors in the US, checks")
    company.add_vendor_class("CAN-CA", "Vendors in Canada")


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
    payables = company.accounts["000-2100-00"]["ACTINDX"]
    company.add_vendor(
        "ACETRAVE0001", "A Travel Company", VADCDTRO="REMIT TO", VNDCNTCT="Greg Powell", ADDRESS1="123 Riley Street",
        CITY="Sydney", STATE="NSW", ZIPCODE="2086", COUNTRY="Australia", PHNUMBR1="29855501010000",
        SHIPMTHD="OVERNIGHT", TAXSCHID="AUSNSWST+20", PYMTRMID="Net 30", PMAPINDX=payables,
    )  # fmt: skip
    company.add_vendor_address(
        "ACETRAVE0001", "REMIT TO", ADDRESS1="Box 342", CITY="Sydney", STATE="NSW", ZIPCODE="2000", COUNTRY="Australia"
    )
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


def _items(company: GPCompany) -> None:
    company.add_units_of_measure("EACH", "Pieces and boxes", base="Each", Box="12")
    company.add_units_of_measure("LENGTH", "By the metre", base="Metre", Roll="25.5")
    inventory = company.accounts["000-1300-00"]["ACTINDX"]
    company.add_item("128 SDRAM", "128 meg SDRAM", schedule="EACH", LOCNCODE="01-N", IVIVINDX=inventory)
    company.add_item("1-A3261A", "Multi-Core Processor", schedule="EACH", cost_decimals=4, ITMCLSCD="RETAIL")
    company.add_item("1-A3483A", "SIMM EDO 72", schedule="EACH", type=2)
    company.add_item("HOSE-25", "Water hose, 25 mm", schedule="LENGTH", quantity_decimals=2)
    company.add_item("SERVICE-KIT", "Service kit", schedule="EACH", type=3)
    for item, vendor, number in (
        ("128 SDRAM", "CONTOSUP0001", "CS-128"),
        ("128 SDRAM", "NORTHIND0001", "N 128"),
        ("1-A3261A", "CONTOSUP0001", ""),
        ("HOSE-25", "NORTHIND0001", "N-HOSE-25"),
    ):
        company.add_item_vendor(item, vendor, number)
    for item, site in (("128 SDRAM", "01-N"), ("128 SDRAM", "02-S"), ("1-A3261A", "01-N"), ("HOSE-25", "03-W")):
        company.add_item_site(item, site)


def _purchasing(company: GPCompany) -> None:
    for number, description in (("REQ1001", "Paper"), ("REQ1002", "Gloves"), ("REQ1003", "Filters")):
        line = {
            "ITEMNMBR": description.upper(), "ITEMDESC": description, "NONINVEN": 1, "UOFM": "Each", "LOCNCODE": "01-N",
            "QTYORDER": "4", "UNITCOST": "12.50", "VENDORID": "CONTOSUP0001", "ACTNUMST": "000-6100-01",
        }  # fmt: skip
        body = {"POPRequisitionNumber": number, "RequisitionDescription": description, "REQSTDBY": "J. Doe"}
        create_requisition(company, body | {"Lines": [line]})
    company.edit_requisition("REQ1002", RequisitionStatus=2)
    company.purchase_requisition("REQ1003")
    company.add_payables_transaction(
        1, "00000000000000417", "CONTOSUP0001", Decimal("350.00"), DOCNUMBR="INV-2231", PYMTRMID="Net 30"
    )
    company.add_payables_transaction(6, "00000000000000098", "NORTHIND0001", Decimal("80.00"), CURTRXAM="0.00000")
