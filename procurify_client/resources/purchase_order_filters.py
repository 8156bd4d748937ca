"""Filters of the purchase order list, and the two parts of its path (contract section 10)."""

from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict

from procurify_client.filters import boolean, day, decimal, number, text

__all__ = ["PURCHASE_ORDER_FILTERS", "PurchaseOrderFilters", "Role", "Status"]

Role = Literal["purchased", "receivable"]
Status = Literal["all", "open", "partial", "closed", "cancelled", "paid"]

PURCHASE_ORDER_FILTERS = {
    "modified_since": day("modified_date_0"),
    "modified_until": day("modified_date_1"),
    "ordered_since": day("date_0"),
    "ordered_until": day("date_1"),
    "promised_since": day("promise_date_0"),
    "promised_until": day("promise_date_1"),
    "expires_since": day("expiry_date_0"),
    "expires_until": day("expiry_date_1"),
    "total_from": decimal("total_0"),
    "total_to": decimal("total_1"),
    "purchase_order": number("purchase_order"),
    "vendor": number("pref_vendor"),
    "currency": number("currency"),
    "purchaser": number("purchaser"),
    "requester": number("requester"),
    "account_code": number("account_code"),
    "contract": number("contract"),
    "has_blanket_items": boolean("has_blanket_order_items"),
    "order_by": text("order_by"),
}


class PurchaseOrderFilters(TypedDict, total=False):
    """Filters of the purchase order list.

    Days are inclusive at both ends (assumed); which time zone cuts them is unknown.

    Attributes:
        modified_since: `modified_date_0`, by day of the last change.
        modified_until: `modified_date_1`.
        ordered_since: `date_0`, by day of creation.
        ordered_until: `date_1`.
        promised_since: `promise_date_0`.
        promised_until: `promise_date_1`.
        expires_since: `expiry_date_0`, by the day on which a blanket order ends.
        expires_until: `expiry_date_1`.
        total_from: `total_0`.
        total_to: `total_1`.
        purchase_order: the key of an order.
        vendor: `pref_vendor`, the id of a vendor.
        currency: the id of a currency.
        purchaser: the profile id of the purchaser.
        requester: the profile id of who asked for something in it.
        account_code: the id of an account code.
        contract: the id of a contract.
        has_blanket_items: `has_blanket_order_items`.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    modified_since: date | None
    modified_until: date | None
    ordered_since: date | None
    ordered_until: date | None
    promised_since: date | None
    promised_until: date | None
    expires_since: date | None
    expires_until: date | None
    total_from: Decimal | None
    total_to: Decimal | None
    purchase_order: int | None
    vendor: int | None
    currency: int | None
    purchaser: int | None
    requester: int | None
    account_code: int | None
    contract: int | None
    has_blanket_items: bool | None
    order_by: str | None
