"""The groups of endpoints as attributes of a client.

Each group is loaded at its first use: its records are classes, whose making would otherwise cost every program that
imports the client more than the HTTP library does.
"""
# ruff: noqa: PLC0415  # imports inside functions are what this file is for

from typing import TYPE_CHECKING

from procurify_client.senders import AsyncSender, Sender

if TYPE_CHECKING:
    from procurify_client.resources.account_codes import AccountCodes, AsyncAccountCodes
    from procurify_client.resources.accounts import Accounts, AsyncAccounts
    from procurify_client.resources.currencies import AsyncCurrencies, Currencies
    from procurify_client.resources.custom_fields import AsyncCustomFields, CustomFields
    from procurify_client.resources.departments import AsyncDepartments, Departments
    from procurify_client.resources.locations import AsyncLocations, Locations
    from procurify_client.resources.order_items import AsyncOrderItems, OrderItems
    from procurify_client.resources.purchase_orders import AsyncPurchaseOrders, PurchaseOrders
    from procurify_client.resources.receipts import AsyncReceipts, Receipts
    from procurify_client.resources.requisitions import AsyncRequisitions, Requisitions
    from procurify_client.resources.users import AsyncUsers, Users
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
    def accounts(self) -> "Accounts":
        """Account codes in departments, with their budgets."""
        from procurify_client.resources.accounts import Accounts

        return Accounts(self)

    @property
    def currencies(self) -> "Currencies":
        """Currencies and their rates."""
        from procurify_client.resources.currencies import Currencies

        return Currencies(self)

    @property
    def custom_fields(self) -> "CustomFields":
        """The custom fields of order items."""
        from procurify_client.resources.custom_fields import CustomFields

        return CustomFields(self)

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
    def receipts(self) -> "Receipts":
        """What has come in."""
        from procurify_client.resources.receipts import Receipts

        return Receipts(self)

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
    def account_codes(self) -> "AsyncAccountCodes":
        """Account codes, which lines are charged to."""
        from procurify_client.resources.account_codes import AsyncAccountCodes

        return AsyncAccountCodes(self)

    @property
    def accounts(self) -> "AsyncAccounts":
        """Account codes in departments, with their budgets."""
        from procurify_client.resources.accounts import AsyncAccounts

        return AsyncAccounts(self)

    @property
    def currencies(self) -> "AsyncCurrencies":
        """Currencies and their rates."""
        from procurify_client.resources.currencies import AsyncCurrencies

        return AsyncCurrencies(self)

    @property
    def custom_fields(self) -> "AsyncCustomFields":
        """The custom fields of order items."""
        from procurify_client.resources.custom_fields import AsyncCustomFields

        return AsyncCustomFields(self)

    @property
    def departments(self) -> "AsyncDepartments":
        """Departments."""
        from procurify_client.resources.departments import AsyncDepartments

        return AsyncDepartments(self)

    @property
    def locations(self) -> "AsyncLocations":
        """Locations."""
        from procurify_client.resources.locations import AsyncLocations

        return AsyncLocations(self)

    @property
    def order_items(self) -> "AsyncOrderItems":
        """The lines of requisitions and purchase orders."""
        from procurify_client.resources.order_items import AsyncOrderItems

        return AsyncOrderItems(self)

    @property
    def purchase_orders(self) -> "AsyncPurchaseOrders":
        """Purchase orders."""
        from procurify_client.resources.purchase_orders import AsyncPurchaseOrders

        return AsyncPurchaseOrders(self)

    @property
    def receipts(self) -> "AsyncReceipts":
        """What has come in."""
        from procurify_client.resources.receipts import AsyncReceipts

        return AsyncReceipts(self)

    @property
    def requisitions(self) -> "AsyncRequisitions":
        """Requisitions."""
        from procurify_client.resources.requisitions import AsyncRequisitions

        return AsyncRequisitions(self)

    @property
    def users(self) -> "AsyncUsers":
        """Users."""
        from procurify_client.resources.users import AsyncUsers

        return AsyncUsers(self)

    @property
    def vendors(self) -> "AsyncVendors":
        """The active vendors."""
        from procurify_client.resources.vendors import AsyncVendors

        return AsyncVendors(self)
