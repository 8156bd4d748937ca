"""The groups of endpoints as attributes of a client.

Each group is loaded at its first use: its records are classes, whose making would otherwise cost every program that
imports the client more than the HTTP library does.
"""
# ruff: noqa: PLC0415  # imports inside functions are what this file is for

from typing import TYPE_CHECKING

from procurify_client.senders import AsyncSender, Sender

if TYPE_CHECKING:
    from procurify_client.resources.account_codes import AccountCodes
    from procurify_client.resources.currencies import Currencies
    from procurify_client.resources.departments import Departments
    from procurify_client.resources.locations import Locations
    from procurify_client.resources.order_items import OrderItems
    from procurify_client.resources.purchase_orders import PurchaseOrders
    from procurify_client.resources.requisitions import Requisitions
    from procurify_client.resources.users import Users
    from procurify_client.resources.vendors import AsyncVendors, Vendors

__all__ = ["AsyncGroups", "Groups"]


class Groups(Sender):
    """What a client sends with: `procurify.vendors.list()` and the like."""

    @property
    def account_codes(self) -> "AccountCodes":
        """Account codes, which lines are charged to."""
        from procurify_client.resources.account_codes import AccountCodes

        return AccountCodes(self)

    @property
    def currencies(self) -> "Currencies":
        """Currencies and their rates."""
        from procurify_client.resources.currencies import Currencies

        return Currencies(self)

    @property
    def departments(self) -> "Departments":
        """Departments."""
        from procurify_client.resources.departments import Departments

        return Departments(self)

    @property
    def locations(self) -> "Locations":
        """Locations."""
        from procurify_client.resources.locations import Locations

        return Locations(self)

    @property
    def order_items(self) -> "OrderItems":
        """The lines of requisitions and purchase orders."""
        from procurify_client.resources.order_items import OrderItems

        return OrderItems(self)

    @property
    def purchase_orders(self) -> "PurchaseOrders":
        """Purchase orders."""
        from procurify_client.resources.purchase_orders import PurchaseOrders

        return PurchaseOrders(self)

    @property
    def requisitions(self) -> "Requisitions":
        """Requisitions."""
        from procurify_client.resources.requisitions import Requisitions

        return Requisitions(self)

    @property
    def users(self) -> "Users":
        """Users."""
        from procurify_client.resources.users import Users

        return Users(self)

    @property
    def vendors(self) -> "Vendors":
        """The active vendors."""
        from procurify_client.resources.vendors import Vendors

        return Vendors(self)


class AsyncGroups(AsyncSender):
    """What an async client sends with: `await procurify.vendors.get(7)` and the like."""

    @property
    def vendors(self) -> "AsyncVendors":
        """The active vendors."""
        from procurify_client.resources.vendors import AsyncVendors

        return AsyncVendors(self)
