"""What Procurify's records look like in Python."""

from procurify_client.models.common import (
    Address,
    CustomField,
    CustomFieldValue,
    NamedTerm,
    PriceModifier,
    PriceModifierType,
    User,
)
from procurify_client.models.log import LogAction, LogEntry
from procurify_client.models.order_items import (
    Item,
    OrderItem,
    OrderItemStatus,
    OrderItemType,
    PurchaseOrderLine,
    ReceiveMethod,
    SpendAllocation,
    Tax,
    TaxType,
)
from procurify_client.models.organisation import (
    Account,
    AccountCode,
    AccountType,
    Currency,
    CurrentUser,
    Department,
    Location,
    LocationSummary,
    UserRole,
)
from procurify_client.models.purchase_orders import (
    FulfilmentStatus,
    Party,
    PurchaseOrder,
    PurchaseOrderRow,
    PurchaseOrderState,
)
from procurify_client.models.requisitions import DenialReason, Requisition, RequisitionStatus
from procurify_client.models.vendors import Vendor, VendorType

__all__ = [
    "Account",
    "AccountCode",
    "AccountType",
    "Address",
    "Currency",
    "CurrentUser",
    "CustomField",
    "CustomFieldValue",
    "DenialReason",
    "Department",
    "FulfilmentStatus",
    "Item",
    "Location",
    "LocationSummary",
    "LogAction",
    "LogEntry",
    "NamedTerm",
    "OrderItem",
    "OrderItemStatus",
    "OrderItemType",
    "Party",
    "PriceModifier",
    "PriceModifierType",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderRow",
    "PurchaseOrderState",
    "ReceiveMethod",
    "Requisition",
    "RequisitionStatus",
    "SpendAllocation",
    "Tax",
    "TaxType",
    "User",
    "UserRole",
    "Vendor",
    "VendorType",
]
