"""The endpoints, one file for each group.

Every file has functions that make a `Call`, for `Procurify.send` and `Procurify.exchange`, and a class with the same
as methods, for `procurify.vendors.list()` and the like.
"""

from procurify_client.resources import (
    account_codes,
    currencies,
    departments,
    locations,
    order_items,
    purchase_orders,
    requisitions,
    users,
    vendors,
)

__all__ = [
    "account_codes",
    "currencies",
    "departments",
    "locations",
    "order_items",
    "purchase_orders",
    "requisitions",
    "users",
    "vendors",
]
