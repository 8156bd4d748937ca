"""One company of an installation, with its resources."""

from dynamicsgp_sba import urls
from dynamicsgp_sba.models import Buyer, CompanyAddress, Country, Currency, PaymentTerms, ShippingMethod, Site
from dynamicsgp_sba.resources.base import Place, Sender
from dynamicsgp_sba.resources.financials import FiscalPeriods, GLAccounts
from dynamicsgp_sba.resources.inventory import Items, ItemSites, ItemVendors, UnitsOfMeasure
from dynamicsgp_sba.resources.payables import PayablesTransactions
from dynamicsgp_sba.resources.purchase_orders import PurchaseOrders
from dynamicsgp_sba.resources.requisitions import Requisitions
from dynamicsgp_sba.resources.setup import CompanySetups, SetupList
from dynamicsgp_sba.resources.vendors import VendorAddresses, VendorClasses, Vendors

__all__ = ["Company"]


class Company:
    """One company of the installation.

    Attributes:
        name: its display name.
        vendors: vendors.
        vendor_addresses: their addresses.
        vendor_classes: vendor classes (companion service).
        requisitions: purchase requisitions.
        purchase_orders: purchase orders (companion service).
        payables_transactions: payables transactions.
        gl_accounts: the chart of accounts (companion service).
        fiscal_periods: the fiscal calendar (companion service).
        payment_terms: payment terms.
        countries: countries and regions.
        currencies: currencies.
        sites: sites.
        items: the item master.
        item_sites: which sites an item is assigned to.
        item_vendors: which vendors sell an item.
        units_of_measure: unit of measure schedules.
        shipping_methods: shipping methods (companion service).
        addresses: the company's own addresses (companion service).
        buyers: buyers (companion service).
        setup: collation, functional currency, decimals and other setup (companion service).
    """

    def __init__(self, sender: Sender, tenant: Place, name: str) -> None:
        urls.encode(name)
        place = Place(base=tenant.base, tenant=tenant.tenant, company=name, profile=tenant.profile)
        self.name = name
        self.vendors = Vendors(sender, place)
        self.vendor_addresses = VendorAddresses(sender, place)
        self.vendor_classes = VendorClasses(sender, place)
        self.requisitions = Requisitions(sender, place)
        self.payables_transactions = PayablesTransactions(sender, place)
        self.purchase_orders = PurchaseOrders(sender, place)
        self.gl_accounts = GLAccounts(sender, place)
        self.fiscal_periods = FiscalPeriods(sender, place)
        self.payment_terms: SetupList[PaymentTerms] = SetupList(sender, place, "payment_terms", PaymentTerms)
        self.countries: SetupList[Country] = SetupList(sender, place, "countries", Country)
        self.currencies: SetupList[Currency] = SetupList(sender, place, "currencies", Currency)
        self.sites: SetupList[Site] = SetupList(sender, place, "sites", Site)
        self.items = Items(sender, place)
        self.item_sites = ItemSites(sender, place)
        self.item_vendors = ItemVendors(sender, place)
        self.units_of_measure = UnitsOfMeasure(sender, place)
        self.shipping_methods: SetupList[ShippingMethod] = SetupList(sender, place, "shipping_methods", ShippingMethod)
        self.addresses: SetupList[CompanyAddress] = SetupList(sender, place, "company_addresses", CompanyAddress)
        self.buyers: SetupList[Buyer] = SetupList(sender, place, "buyers", Buyer)
        self.setup = CompanySetups(sender, place)

    def __repr__(self) -> str:
        return f"Company({self.name!r})"
