"""GP's records as frozen values, with words for names.

One convention holds for all of them. GP has no nulls: a text that is blank in GP, or that the answer lacks, is an empty
text; an empty date (1900-01-01) is None; an amount, a flag or a status that the answer lacks is None. Members of an
answer that no field names are kept in `extra`.
"""

from dynamicsgp_sba.models.financials import (
    AccountFormat,
    AccountType,
    FiscalCalendar,
    FiscalPeriod,
    FiscalYear,
    GLAccount,
    PostingType,
    Segment,
    SegmentValue,
)
from dynamicsgp_sba.models.inventory import Item, ItemSite, ItemType, ItemVendor, ScheduleUnit, UnitSchedule
from dynamicsgp_sba.models.payables import PayablesDocumentType, PayablesTransaction
from dynamicsgp_sba.models.purchase_orders import (
    NO_DATE,
    NewPurchaseOrder,
    NewPurchaseOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderStatus,
    PurchaseOrderType,
    RowStamp,
    WorkflowStatus,
)
from dynamicsgp_sba.models.records import RecordList, UnreadableRecord
from dynamicsgp_sba.models.requisitions import (
    NewRequisition,
    NewRequisitionLine,
    Requisition,
    RequisitionLine,
    RequisitionLineStatus,
    RequisitionStatus,
)
from dynamicsgp_sba.models.setup import (
    Buyer,
    CompanyAddress,
    CompanyRecord,
    CompanySetup,
    Country,
    Currency,
    PaymentTerms,
    ShippingMethod,
    Site,
    VendorClass,
)
from dynamicsgp_sba.models.vendors import NewVendor, NewVendorAddress, Vendor, VendorAddress, VendorStatus

__all__ = [
    "NO_DATE",
    "AccountFormat",
    "AccountType",
    "Buyer",
    "CompanyAddress",
    "CompanyRecord",
    "CompanySetup",
    "Country",
    "Currency",
    "FiscalCalendar",
    "FiscalPeriod",
    "FiscalYear",
    "GLAccount",
    "Item",
    "ItemSite",
    "ItemType",
    "ItemVendor",
    "NewPurchaseOrder",
    "NewPurchaseOrderLine",
    "NewRequisition",
    "NewRequisitionLine",
    "NewVendor",
    "NewVendorAddress",
    "PayablesDocumentType",
    "PayablesTransaction",
    "PaymentTerms",
    "PostingType",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderStatus",
    "PurchaseOrderType",
    "RecordList",
    "Requisition",
    "RequisitionLine",
    "RequisitionLineStatus",
    "RequisitionStatus",
    "RowStamp",
    "ScheduleUnit",
    "Segment",
    "SegmentValue",
    "ShippingMethod",
    "Site",
    "UnitSchedule",
    "UnreadableRecord",
    "Vendor",
    "VendorAddress",
    "VendorClass",
    "VendorStatus",
    "WorkflowStatus",
]
