"""What a type checker tells users of `dynamicsgp_sba`. Nothing here runs: mypy reads it in `make check`."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, assert_type

from dynamicsgp_sba import (
    COMPANION,
    SHIPPED,
    AccountFormat,
    BusinessRule,
    Call,
    Company,
    CompanyRecord,
    Currency,
    DynamicsGP,
    DynamicsGPError,
    FiscalCalendar,
    FiscalPeriod,
    GLAccount,
    NewPurchaseOrder,
    NewPurchaseOrderLine,
    NewVendor,
    NtlmAuth,
    PayablesTransaction,
    PaymentTerms,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderStatus,
    RecordList,
    RefusedError,
    Requisition,
    RequisitionStatus,
    Response,
    RowStamp,
    Secret,
    Site,
    SiteProfile,
    UnreadableRecord,
    Vendor,
    VendorClass,
    VendorStatus,
)
from dynamicsgp_sba.testing import GPServer


def client() -> None:
    auth = NtlmAuth(r"FABRIKAM\svc_gp", Secret("secret"))
    with DynamicsGP("https://gp.example.com", auth=auth, profile=COMPANION) as gp:
        assert_type(gp, DynamicsGP)
        assert_type(gp.clock_offset, timedelta | None)
        assert_type(gp.company("Fabrikam, Inc."), Company)
        assert_type(gp.companies.list(), RecordList[CompanyRecord])
        assert_type(gp.help(), Response[str])
    assert_type(SHIPPED, SiteProfile)
    assert_type(COMPANION.with_resource("vendors", product="Dynamics"), SiteProfile)


def setup(company: Company) -> None:
    assert_type(company.currencies.list(), RecordList[Currency])
    assert_type(company.payment_terms.list(), RecordList[PaymentTerms])
    assert_type(company.sites.list(), RecordList[Site])
    assert_type(company.vendor_classes.list(), RecordList[VendorClass])


def financials(company: Company) -> None:
    accounts = company.gl_accounts.list()

    assert_type(accounts, RecordList[GLAccount])
    assert_type(accounts[0], GLAccount)
    assert_type(accounts.unreadable, tuple[UnreadableRecord, ...])
    assert_type(company.gl_accounts.get("000-2100-00").postable, bool)
    assert_type(company.gl_accounts.segments(), AccountFormat)
    assert_type(company.fiscal_periods.list(), FiscalCalendar)
    assert_type(company.fiscal_periods.list().periods, tuple[FiscalPeriod, ...])


def vendors(company: Company) -> None:
    vendor = company.vendors.get("ACETRAVE0001")

    assert_type(vendor, Vendor)
    assert_type(vendor.status, VendorStatus | None)
    assert_type(company.vendors.list(), RecordList[Vendor])
    assert_type(company.vendors.update(NewVendor(id="ACETRAVE0001", comment_1="x"), seen=vendor), Vendor)


def requisitions(company: Company) -> None:
    requisition = company.requisitions.get("REQ1001")

    assert_type(requisition.status, RequisitionStatus)
    assert_type(requisition.is_open_for_change, bool)
    assert_type(company.requisitions.list(), RecordList[Requisition])
    assert_type(company.requisitions.calls.delete("REQ1001"), Call[None])
    assert_type(company.payables_transactions.list(), RecordList[PayablesTransaction])


def purchase_orders(company: Company) -> None:
    new = NewPurchaseOrder(
        number="PF52",
        vendor_id="ACETRAVE0001",
        document_date=date(2026, 11, 20),
        lines=(
            NewPurchaseOrderLine(
                item_number="PROC-1",
                description="Copy paper",
                unit="Each",
                quantity_ordered=Decimal(10),
                unit_cost=Decimal("24.50"),
            ),
        ),
    )
    order = company.purchase_orders.create(new, timeout=60)

    assert_type(order, PurchaseOrder)
    assert_type(order.total, Decimal)
    assert_type(order.status, PurchaseOrderStatus)
    assert_type(order.document_date, date)
    assert_type(order.row_stamp, RowStamp)
    assert_type(order.lines, tuple[PurchaseOrderLine, ...])
    assert_type(company.purchase_orders.get("PF52"), PurchaseOrder)
    assert_type(company.purchase_orders.update(new, row_stamp=order.row_stamp, seen=order), PurchaseOrder)
    assert_type(company.purchase_orders.void("PF52", row_stamp=order.row_stamp), PurchaseOrder)
    assert_type(company.purchase_orders.has_unposted_receipts("PF52"), bool)
    since = datetime(2026, 11, 1, tzinfo=UTC)
    assert_type(company.purchase_orders.list(marker_prefix="PROCURIFY", changed_since=since), RecordList[PurchaseOrder])


def calls(gp: DynamicsGP, company: Company) -> None:
    call = company.purchase_orders.calls.get("PF52")

    assert_type(gp.send(call), PurchaseOrder)
    assert_type(gp.exchange(call), Response[PurchaseOrder])
    assert_type(gp.exchange(call).data, PurchaseOrder)
    assert_type(gp.request("GET", "Sales/Customers(AARON)", company="Fabrikam, Inc."), Response[Any])


def errors(company: Company) -> None:
    try:
        company.purchase_orders.get("PF52")
    except RefusedError as error:
        assert_type(error.codes, tuple[str, ...])
        assert_type(error.rules, tuple[BusinessRule, ...])
    except DynamicsGPError as error:
        assert_type(error.outcome_unknown, bool)


def loopback_server() -> None:
    with GPServer(users={r"FABRIKAM\svc_gp": "made-up"}) as server:
        assert_type(server, GPServer)
        assert_type(server.base_url, str)
