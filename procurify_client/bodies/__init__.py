"""What is sent to Procurify: request bodies, checked when they are made."""

from procurify_client.bodies.base import UNSET, Body, Unset
from procurify_client.bodies.order_changes import change_of
from procurify_client.bodies.organisation import AccountCodeChange, DepartmentChange, NewAccountCode, NewDepartment
from procurify_client.bodies.purchase_orders import LineChange, NewPriceModifier, PartyChange, PurchaseOrderChange
from procurify_client.bodies.receipts import NewReceipt
from procurify_client.bodies.requisitions import NewCustomFieldValue, NewRequisition, NewRequisitionLine
from procurify_client.bodies.vendors import NewTerm, NewVendor, VendorChange, VendorReplacement

__all__ = [
    "UNSET",
    "AccountCodeChange",
    "Body",
    "DepartmentChange",
    "LineChange",
    "NewAccountCode",
    "NewCustomFieldValue",
    "NewDepartment",
    "NewPriceModifier",
    "NewReceipt",
    "NewRequisition",
    "NewRequisitionLine",
    "NewTerm",
    "NewVendor",
    "PartyChange",
    "PurchaseOrderChange",
    "Unset",
    "VendorChange",
    "VendorReplacement",
    "change_of",
]
