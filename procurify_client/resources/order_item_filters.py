"""Filters of the order item lists, which are many (contract section 11)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypedDict

from procurify_client.filters import boolean, comma_separated, day, decimal, number, text
from procurify_client.models import OrderItemStatus, OrderItemType, RequisitionStatus

__all__ = ["ORDER_ITEM_FILTERS", "OrderItemFilters"]

ORDER_ITEM_FILTERS = {
    "modified_since": day("last_modified_0"),
    "modified_until": day("last_modified_1"),
    "po_created_since": day("po_created_date_0"),
    "po_created_until": day("po_created_date_1"),
    "purchased_since": day("purchased_date_0"),
    "purchased_until": day("purchased_date_1"),
    "requisition_created_since": day("order_created_date_0"),
    "requisition_created_until": day("order_created_date_1"),
    "approved_since": day("approved_datetime_0"),
    "approved_until": day("approved_datetime_1"),
    "order_number": number("orderNum"),
    "requisition_status": number("orderNum__status", RequisitionStatus),
    "status": number("status", OrderItemStatus),
    "type": number("type", OrderItemType),
    "fulfilment_status": text("fulfilment_status"),
    "is_purchased": boolean("is_purchased"),
    "is_recurring": boolean("is_recurring"),
    "active": boolean("active"),
    "catalog": boolean("catalog"),
    "catalog_items": comma_separated("catalog_item"),
    "exclude": comma_separated("exclude"),
    "exclude_punchout": boolean("exclude_punchout"),
    "account": number("account"),
    "account_code": number("account_code"),
    "department": number("department"),
    "departments": comma_separated("departments"),
    "location": number("location"),
    "locations": comma_separated("locations"),
    "branch": number("branch"),
    "vendor": number("po_vendor"),
    "preferred_vendor": number("pref_vendor"),
    "currency": number("currency"),
    "purchase_agreement": number("purchase_agreement"),
    "requester": number("requester"),
    "purchaser": number("purchaser"),
    "approver": number("approver"),
    "approver_id": number("approver_id"),
    "last_changed_by": number("last_changed_by"),
    "name": text("name"),
    "item_number": text("num"),
    "sku": text("sku"),
    "unit": text("unit"),
    "requester_note": text("lineComment"),
    "quantity": decimal("quantity"),
    "unit_price": decimal("price"),
    "approved_quantity": decimal("approved_quantity"),
    "approved_unit_price": decimal("approved_price"),
    "received_quantity": decimal("receivedPassQty"),
    "rejected_quantity": decimal("receivedFailQty"),
    "search": text("search"),
    "order_by": text("order_by"),
}


class OrderItemFilters(TypedDict, total=False):
    """Filters of the order item list. Days are inclusive at both ends (assumed); which time zone cuts them is unknown.

    Attributes:
        modified_since: `last_modified_0`.
        modified_until: `last_modified_1`.
        po_created_since: `po_created_date_0`, the day on which the purchase order was made.
        po_created_until: `po_created_date_1`.
        purchased_since: `purchased_date_0`, the day of purchase; the reference has the same words for
            `po_created_since`.
        purchased_until: `purchased_date_1`.
        requisition_created_since: `order_created_date_0`.
        requisition_created_until: `order_created_date_1`.
        approved_since: `approved_datetime_0`.
        approved_until: `approved_datetime_1`.
        order_number: `orderNum`, the number of a requisition.
        requisition_status: `orderNum__status`, one `RequisitionStatus`.
        status: one `OrderItemStatus`.
        type: an `OrderItemType`.
        fulfilment_status: a text that is not described; perhaps a `FulfilmentStatus`.
        is_purchased: whether it is on a purchase order.
        is_recurring: whether it comes again.
        active: the row flag.
        catalog: whether it comes from the catalog.
        catalog_items: `catalog_item`, the ids of catalog items.
        exclude: the keys of order items to leave out.
        exclude_punchout: True leaves out what comes from vendors' own shops.
        account: the id of an account.
        account_code: the id of an account code.
        department: the id of a department.
        departments: the ids of several.
        location: the id of a location.
        locations: the ids of several.
        branch: the id of a location as well; how it differs is not documented.
        vendor: `po_vendor`, the id of the vendor of the purchase order.
        preferred_vendor: `pref_vendor`, the id of the vendor of the item.
        currency: the id of a currency.
        purchase_agreement: the key of an agreement.
        requester: the profile id of who asked.
        purchaser: the profile id of who bought.
        approver: the id of who approves (inferred).
        approver_id: the same under another name (inferred).
        last_changed_by: the profile id of who changed it last.
        name: at most 255 characters; exact or partial match is not documented, here and below.
        item_number: `num`.
        sku: the SKU.
        unit: unit of measure.
        requester_note: `lineComment`.
        quantity: the very quantity.
        unit_price: `price`.
        approved_quantity: the quantity at approval.
        approved_unit_price: `approved_price`.
        received_quantity: `receivedPassQty`.
        rejected_quantity: `receivedFailQty`.
        search: free text; which fields are searched is not documented.
        order_by: a field of the wire; a leading minus sorts downwards (inferred).
    """

    modified_since: date | None
    modified_until: date | None
    po_created_since: date | None
    po_created_until: date | None
    purchased_since: date | None
    purchased_until: date | None
    requisition_created_since: date | None
    requisition_created_until: date | None
    approved_since: date | None
    approved_until: date | None
    order_number: int | None
    requisition_status: int | None
    status: int | None
    type: int | None
    fulfilment_status: str | None
    is_purchased: bool | None
    is_recurring: bool | None
    active: bool | None
    catalog: bool | None
    catalog_items: Sequence[int] | None
    exclude: Sequence[int] | None
    exclude_punchout: bool | None
    account: int | None
    account_code: int | None
    department: int | None
    departments: Sequence[int] | None
    location: int | None
    locations: Sequence[int] | None
    branch: int | None
    vendor: int | None
    preferred_vendor: int | None
    currency: int | None
    purchase_agreement: int | None
    requester: int | None
    purchaser: int | None
    approver: int | None
    approver_id: int | None
    last_changed_by: int | None
    name: str | None
    item_number: str | None
    sku: str | None
    unit: str | None
    requester_note: str | None
    quantity: Decimal | None
    unit_price: Decimal | None
    approved_quantity: Decimal | None
    approved_unit_price: Decimal | None
    received_quantity: Decimal | None
    rejected_quantity: Decimal | None
    search: str | None
    order_by: str | None
