"""One call of every operation of the API: what is asked of the client, and what must be on the wire."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from procurify_client import VendorType
from procurify_client import bodies as b
from procurify_client.models import CustomFieldType, PriceModifierType

__all__ = ["CASES", "Case"]


@attrs.frozen(kw_only=True)
class Case:
    """A call of one operation.

    Attributes:
        operation: its id in the API document.
        call: the method of a client of either face.
        request: method and path.
        answer: the sample that the server answers with; None for an empty body.
        query: the query without the page's number and size.
        body: the JSON that is sent.
    """

    operation: str
    call: Callable[[Any], Any]
    request: str
    answer: str | None
    query: tuple[tuple[str, str], ...] = ()
    body: Any = None


PARTY = b.PartyChange(
    name="Plant 2",
    contact="R. Miller",
    line_one="9 Industrial Way",
    postal_code="46402",
    city="Gary",
    country="United States",
    address_id=4,
)
PARTY_WIRE = {
    "name": "Plant 2",
    "contact": "R. Miller",
    "addressLineOne": "9 Industrial Way",
    "postalCode": "46402",
    "city": "Gary",
    "country": "United States",
    "address": 4,
}
NOTHING_OFF = b.NewPriceModifier(value=Decimal(0), type=PriceModifierType.AMOUNT)
REVISION = b.PurchaseOrderChange(
    version=1,
    buyer=PARTY,
    receiver=attrs.evolve(PARTY, state_province="IN"),
    lines=(b.LineChange(id=9001, name="Copy paper", unit="each", quantity=Decimal(10), unit_price=Decimal("24.50")),),
    promise_date=datetime(2026, 11, 4, tzinfo=ZoneInfo("America/Chicago")),
    discount=NOTHING_OFF,
    tax=NOTHING_OFF,
    external_number=None,
    freight=Decimal("35.000000"),
)
REVISION_WIRE = {
    **{f"buyer_{name}": value for name, value in PARTY_WIRE.items()},
    **{f"receiver_{name}": value for name, value in PARTY_WIRE.items()},
    "receiver_state_province": "IN",
    "version": 1,
    "order_items": [
        {"id": 9001, "name": "Copy paper", "unit": "each", "quantity": "10", "price": "24.50", "custom_fields": []}
    ],
    "promise_date": "2026-11-04T00:00:00-06:00",
    "discount": {"value": "0", "type": "amount"},
    "tax": {"value": "0", "type": "amount"},
    "PO_Num": None,
    "freight": "35.000000",
}
REQUISITION = b.NewRequisition(
    required_date=date(2026, 3, 1),
    location="Head Office",
    department="IT",
    lines=(
        b.NewRequisitionLine(
            name="Docking station",
            vendor="Lakeshore Office Supply",
            account_code="000-6150-00",
            unit_price=Decimal("199.00"),
            quantity=Decimal(2),
            unit="each",
            currency="USD",
            custom_fields=(b.NewCustomFieldValue(name="Capital project", value="No"),),
        ),
    ),
)
REQUISITION_WIRE = {
    "required_date": "2026-03-01",
    "location_name": "Head Office",
    "department_name": "IT",
    "line_items": [
        {
            "item_name": "Docking station",
            "vendor_name": "Lakeshore Office Supply",
            "account_code": "000-6150-00",
            "unit_price": "199.00",
            "quantity": "2",
            "unit": "each",
            "currency_code": "USD",
            "custom_fields": [{"custom_field_name": "Capital project", "custom_field_value": "No"}],
        }
    ],
}

CASES = (
    Case(
        operation="listVendors",
        call=lambda client: client.vendors.list_page(
            external_id="X1", types=["preferred", "pending"], type=VendorType.REGULAR, exclude_other=True
        ),
        request="GET /api/v3/vendors/",
        query=(
            ("external_id", "X1"),
            ("type__in", "preferred"),
            ("type__in", "pending"),
            ("type", "4"),
            ("exclude_other", "true"),
        ),
        answer="vendors-list-page1",
    ),
    Case(
        operation="createVendor",
        call=lambda client: client.vendors.create(
            b.NewVendor(name="Great Lakes Packaging", type=VendorType.PREFERRED, currency_id=1, fax=None)
        ),
        request="POST /api/v3/vendors/",
        body={
            "name": "Great Lakes Packaging",
            "type": 3,
            "email": [],
            "overall_score": None,
            "currency": 1,
            "fax": None,
        },
        answer="vendor-created",
    ),
    Case(
        operation="getVendor",
        call=lambda client: client.vendors.get(6),
        request="GET /api/v3/vendors/6/",
        answer="vendor-detail",
    ),
    Case(
        operation="replaceVendor",
        call=lambda client: client.vendors.replace(
            9,
            b.VendorReplacement(
                name="Great Lakes",
                type=VendorType.REGULAR,
                emails=("ap@greatlakes.example",),
                overall_score=Decimal("4.25"),
                payment_term=b.NewTerm(name="Net 30"),
            ),
        ),
        request="PUT /api/v3/vendors/9/",
        body={
            "name": "Great Lakes",
            "type": 4,
            "email": ["ap@greatlakes.example"],
            "overall_score": "4.25",
            "payment_term_ref": {"name": "Net 30"},
        },
        answer="vendor-put-response",
    ),
    Case(
        operation="updateVendor",
        call=lambda client: client.vendors.update(9, b.VendorChange(external_id="GREATLAK0001", active=False)),
        request="PATCH /api/v3/vendors/9/",
        body={"external_id": "GREATLAK0001", "active": False},
        answer="vendor-patched",
    ),
    Case(
        operation="listPurchaseOrders",
        call=lambda client: client.purchase_orders.list_page(
            role="receivable", status="open", expires_since=date(2026, 1, 1), requester=15, contract=2
        ),
        request="GET /api/v2/purchase_orders/receivable/open/",
        query=(("expiry_date_0", "2026-01-01"), ("requester", "15"), ("contract", "2")),
        answer="purchase-orders-list",
    ),
    Case(
        operation="getPurchaseOrder",
        call=lambda client: client.purchase_orders.get(52),
        request="GET /api/v2/purchase_orders/52/",
        answer="purchase-order-detail",
    ),
    Case(
        operation="updatePurchaseOrder",
        call=lambda client: client.purchase_orders.update(52, REVISION),
        request="PUT /api/v3/purchase-orders/52/",
        body=REVISION_WIRE,
        answer="purchase-order-revised",
    ),
    Case(
        operation="closePurchaseOrder",
        call=lambda client: client.purchase_orders.close(52),
        request="POST /api/v3/purchase-orders/52/close/",
        answer="purchase-order-closed",
    ),
    Case(
        operation="reopenPurchaseOrder",
        call=lambda client: client.purchase_orders.reopen(52),
        request="POST /api/v3/purchase-orders/52/reopen/",
        answer=None,
    ),
    Case(
        operation="getBillingHistory",
        call=lambda client: client.purchase_orders.billing_history(),
        request="GET /api/v3/purchase-orders/billing-history/",
        answer="billing-history",
    ),
    Case(
        operation="listOrderItems",
        call=lambda client: client.order_items.list_page(
            exclude=[1, 2], catalog_items=[7], unit_price=Decimal("24.50"), requisition_status=1
        ),
        request="GET /api/v3/order-items/",
        query=(("exclude", "1,2"), ("catalog_item", "7"), ("price", "24.50"), ("orderNum__status", "1")),
        answer="order-items-list",
    ),
    Case(
        operation="listGlobalOrderItems",
        call=lambda client: client.order_items.list_global_page(departments=(1, 3), purchased_until=date(2026, 2, 1)),
        request="GET /api/v2/global/order_items/",
        query=(("departments", "1,3"), ("purchased_date_1", "2026-02-01")),
        answer="order-items-list",
    ),
    Case(
        operation="listOrders",
        call=lambda client: client.requisitions.list_page(
            required_at=datetime(2026, 3, 1, 6, tzinfo=UTC), total=Decimal("398.00"), line_count=1
        ),
        request="GET /api/v2/global/orders/",
        query=(("dateRequired", "2026-03-01T06:00:00+00:00"), ("totalPrice", "398.00"), ("lineCount", "1")),
        answer="requisitions-list",
    ),
    Case(
        operation="createRequisition",
        call=lambda client: client.requisitions.create(REQUISITION),
        request="POST /api/v3/requisitions/",
        body=REQUISITION_WIRE,
        answer="requisition-created",
    ),
    Case(
        operation="listReceiptItems",
        call=lambda client: client.receipts.list_page(order_item=9001),
        request="GET /api/v3/receipt/items/",
        query=(("order_item", "9001"),),
        answer="receipts-list",
    ),
    Case(
        operation="createReceiptItem",
        call=lambda client: client.receipts.create(
            b.NewReceipt(order_item_id=9001, received_quantity=Decimal("4.00000"), rejected_quantity=Decimal(1))
        ),
        request="POST /api/v3/receipt/items/",
        body={"order_item": 9001, "pass_quantity": "4.00000", "fail_quantity": "1"},
        answer="receipt-created",
    ),
    Case(
        operation="listDepartments",
        call=lambda client: client.departments.list_page(locations=[1, 2], requestable="ORDER", for_account_code=10),
        request="GET /api/v3/departments/",
        query=(
            ("locations", "1"),
            ("locations", "2"),
            ("requestable", "ORDER"),
            ("include_is_active_for_account_code", "10"),
        ),
        answer="departments-list",
    ),
    Case(
        operation="createDepartment",
        call=lambda client: client.departments.create(b.NewDepartment(location_id=1, name="IT", external_id="IT")),
        request="POST /api/v3/departments/",
        body={"branch": 1, "name": "IT", "external_id": "IT"},
        answer="department-created",
    ),
    Case(
        operation="updateDepartment",
        call=lambda client: client.departments.update(
            2, b.DepartmentChange(location_id=1, name="IT", active=False, external_id=None)
        ),
        request="PUT /api/v3/departments/2/",
        body={"branch": 1, "name": "IT", "active": False, "external_id": None},
        answer="department-created",
    ),
    Case(
        operation="listLocations",
        call=lambda client: client.locations.list_page(headquarter=True),
        request="GET /api/v2/locations/",
        query=(("headquarter", "true"),),
        answer="locations-list",
    ),
    Case(
        operation="getLocation",
        call=lambda client: client.locations.get(1),
        request="GET /api/v2/locations/1/",
        answer="location-detail",
    ),
    Case(
        operation="listAccountCodes",
        call=lambda client: client.account_codes.list_page(is_parent=False, search="supplies"),
        request="GET /api/v3/account-codes/",
        query=(("is_parent", "false"), ("search", "supplies")),
        answer="account-codes-list",
    ),
    Case(
        operation="createAccountCode",
        call=lambda client: client.account_codes.create(
            b.NewAccountCode(code="000-6100-00", description="Office Supplies", department_ids=(1, 2))
        ),
        request="POST /api/v3/account-codes/",
        body={"code": "000-6100-00", "description": "Office Supplies", "departments": [1, 2]},
        answer="account-code-created",
    ),
    Case(
        operation="updateAccountCode",
        call=lambda client: client.account_codes.update(
            10, b.AccountCodeChange(code="000-6100-00", description="Office Supplies", parent_id=None)
        ),
        request="PUT /api/v3/account-codes/10/",
        body={"code": "000-6100-00", "description": "Office Supplies", "parent": None},
        answer="account-code-created",
    ),
    Case(
        operation="listAccounts",
        call=lambda client: client.accounts.list_page(account_codes=[10, 11], locations=[1], in_effect=True),
        request="GET /api/v3/accounts/",
        query=(("account_code", "10,11"), ("locations", "1"), ("in_effect", "true")),
        answer="accounts-list",
    ),
    Case(
        operation="listCurrencies",
        call=lambda client: client.currencies.list_page(rate=Decimal("0.731500")),
        request="GET /api/v2/currencies/",
        query=(("rate", "0.731500"),),
        answer="currencies-list",
    ),
    Case(
        operation="listUsers",
        call=lambda client: client.users.list_page(is_active=True, pending_invite=False, role=3),
        request="GET /api/v3/users/",
        query=(("is_active", "true"), ("pending_invite", "false"), ("role", "3")),
        answer="users-list",
    ),
    Case(
        operation="getCurrentUser",
        call=lambda client: client.users.me(),
        request="GET /api/v3/users/me/",
        answer="users-me",
    ),
    Case(
        operation="listOrderItemCustomFields",
        call=lambda client: client.custom_fields.list_page(field_type=CustomFieldType.DROPDOWN, is_active=True),
        request="GET /api/v3/custom-fields/order-items/",
        query=(("field_type", "m"), ("meta__is_active", "true")),
        answer="custom-fields-list",
    ),
)
