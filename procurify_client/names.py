"""How the wire spells the fields of records and bodies, where that differs from their names here."""

from collections.abc import Mapping
from typing import Any

from procurify_client import models as m

__all__ = ["PARTIES", "PARTY", "RECEIPT", "RECORDS", "REVISED", "REVISED_LINE", "VENDOR"]

_ADDRESS = {"line_one": "addressLineOne", "line_two": "addressLineTwo", "postal_code": "postalCode"}
_USER = {"first_name": "firstName", "last_name": "lastName", "login_id": "user"}
VENDOR = _ADDRESS | {
    "last_modified": "dateModified",
    "phone_one": "phoneOne",
    "phone_two": "phoneTwo",
    "emails": "email",
    "currency_id": "currency",
    "tax_id": "tax",
    "payment_term": "payment_term_ref",
    "shipping_term": "shipping_term_ref",
    "payment_method": "payment_method_ref",
    "shipping_method": "shipping_method_ref",
    "default_payment_method_id": "default_payment_method",
    "credit_cards": "creditcards",
    "approval": "vendor_request",
}
_LOCATION = {
    "time_zone": "locationTimezone",
    "phone_one": "phoneOne",
    "billing_address": "primary_billing_address",
    "shipping_address": "primary_shipping_address",
}
_BRANCH = {
    "time_zone": "locationTimezone",
    "currency_id": "localCurrency",
    "phone_one": "phoneOne",
    "phone_two": "phoneTwo",
    "contact_person": "contactPerson",
    "buyer_address_id": "buyerAddress",
    "shipping_address_id": "shippingAddress",
    "fiscal_year_end_day": "fiscalYearEndDay",
    "fiscal_year_end_month": "fiscalYearEndMonth",
    "begins_at": "beginDate",
    "multiple_locations": "multipleLocations",
    "user_limit": "userLimit",
    "may_exceed_budget": "budgetOvertureToggle",
    "ported_at": "port_date",
}
_LOG = {
    "at": "dateTime",
    "next_approver_too": "nextApprover",
    "received_quantity": "line_qty_pass",
    "rejected_quantity": "line_qty_fail",
    "requisition_number": "order",
    "order_item_id": "lineItem",
    "purchase_order": "PO",
    "inventory_item": "inventoryItem",
}
_ITEM = {
    "line_number": "PO_line_num",
    "item_number": "num",
    "unit_price": "price",
    "received_quantity": "receivedPassQty",
    "rejected_quantity": "receivedFailQty",
    "purchase_orders": "PO",
    "purchase_order_version": "po_version",
    "requisition_number": "orderNum",
    "vendor_name": "vendor",
    "inventory_item": "inventoryItem",
    "requester_note": "lineComment",
    "buyer_note": "po_note",
    "account_code_text": "accountCode",
    "approved_unit_price": "approved_price",
    "approved_at": "approved_datetime",
    "invoiced_at": "dateInvoiced",
}
_ORDER_ITEM = _ITEM | {
    "account_id": "account",
    "currency_id": "currency",
    "vendor_id": "pref_vendor",
    "purchaser_id": "purchaser",
    "catalog_item_id": "catalog_item",
    "item_attachment_ids": "item_attachments",
}
_LINE = _ITEM | {
    "vendor": "pref_vendor",
    "spend_allocations": "spend_allocation",
    "fully_received_date": "fully_received_actual_receive_date",
    "requisition_uuid": "order_uuid",
    "requisition_description": "order_description",
    "requisition_status": "order_status",
    "submitted_at": "submitted_date",
}
_REQUISITION = {
    "number": "num",
    "requester": "user",
    "location": "branch",
    "requested_at": "date",
    "date_required": "dateRequired",
    "last_modified": "dateModified",
    "total": "totalPrice",
    "line_count": "lineCount",
    "purchased_count": "purchasedCount",
    "has_blanket_items": "has_blanket_order_items",
    "punchout_purchase_order": "punchout_order_purchase_order_id",
}
_ORDER = {
    "key": "procurify_PO",
    "external_number": "PO_Num",
    "ordered_at": "date",
    "vendor": "pref_vendor",
    "currency": "purchased_currency",
    "currency_rate": "purchased_currency_rate",
    "has_blanket_items": "has_blanket_order_items",
}
_ROW = _ORDER | {"closed_at": "closed_date", "recorded_at": "recorded_date"}
_DETAIL = _ROW | {
    "lines": "order_items",
    "credit_card": "creditcard",
    "credit_card_is_editable": "creditcard_is_editable",
}
REVISED_LINE = {"unit_price": "price", "buyer_note": "po_note"}
REVISED = {
    "external_number": "PO_Num",
    "lines": "order_items",
    "payment_term_id": "payment_term_ref",
    "shipping_term_id": "shipping_term_ref",
    "payment_method_id": "payment_method_ref",
    "shipping_method_id": "shipping_method_ref",
    "credit_card_id": "creditcard",
    "contract_id": "contract",
}
RECEIPT = {
    "order_item_id": "order_item",
    "received_quantity": "pass_quantity",
    "rejected_quantity": "fail_quantity",
}

PARTY = {"line_one": "addressLineOne", "postal_code": "postalCode"}
PARTIES = {"buyer": "buyer_", "receiver": "receiver_", "vendor_copy": "vendor_"}
"""The parties of an order, and the prefix that their members have on the wire."""

RECORDS: Mapping[type[Any], Mapping[str, str]] = {
    m.NamedTerm: {},
    m.Address: _ADDRESS | {"association": "addressAssociation"},
    m.PriceModifier: {},
    m.CustomField: {},
    m.CustomFieldValue: {},
    m.Currency: {},
    m.LegalEntity: {},
    m.Location: _LOCATION,
    m.LocationSummary: {},
    m.Branch: _BRANCH,
    m.Department: {"location": "branch"},
    m.AccountCode: {},
    m.Account: {"starts_at": "start_datetime", "ends_at": "end_datetime"},
    m.Role: {},
    m.PendingApprovals: {},
    m.User: _USER | {"pending_approvals": "pending_approvals_count"},
    m.CurrentUser: _USER | {"system_access": "systemaccess_cache"},
    m.Attachment: {"user_id": "user"},
    m.ItemAttachment: {"item_id": "item", "user_id": "user", "uploaded_at": "upload_datetime"},
    m.Comment: {"user": "userprofile", "text": "comment", "submitted_at": "submit_date"},
    m.LogEntry: _LOG,
    m.PaymentMethod: {},
    m.VendorPerformance: {},
    m.VendorApproval: {"submitted_at": "submitted_date"},
    m.Vendor: VENDOR,
    m.Blanket: {},
    m.OrderItem: _ORDER_ITEM,
    m.Tax: {},
    m.SpendAllocation: {},
    m.Recurrence: {},
    m.CostDetails: {},
    m.PurchaseOrderLine: _LINE,
    m.Contract: {},
    m.Party: PARTY,
    m.PurchaseOrderRow: _ROW,
    m.PurchaseOrder: _DETAIL,
    m.ClosedPurchaseOrder: _ORDER | {"currency_code": "currency"},
    m.RevisedLine: REVISED_LINE,
    m.RevisedPurchaseOrder: REVISED,
    m.Receipt: RECEIPT | {"received_date": "received_at"},
    m.BilledItem: {"billed_quantity": "billed_qty", "received_quantity": "received_qty"},
    m.BillingHistory: {},
    m.Requisition: _REQUISITION,
    m.CreatedRequisition: {},
}
"""Every class of record with the wire names of its fields; what a record holds comes before it."""
