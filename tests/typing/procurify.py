"""What a type checker tells users of `procurify_client`. Nothing here runs: mypy reads it in `make check`."""

from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, assert_type

from procurify_client import (
    AccountCode,
    AsyncProcurify,
    Backoff,
    Breaker,
    CircuitOpenError,
    Currency,
    CurrentUser,
    Department,
    Drift,
    Event,
    FileTokenStore,
    Hooks,
    Limits,
    Location,
    Options,
    OrderItem,
    Page,
    Procurify,
    ProcurifyError,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderRow,
    PurchaseOrderState,
    RateLimitError,
    Requisition,
    Response,
    Secret,
    StatusError,
    Timeout,
    UnreadableRecord,
    Vendor,
)
from procurify_client.resources import purchase_orders, vendors
from procurify_client.testing import ProcurifyServer


def client() -> None:
    assert_type(Procurify("acme", client_id="id", client_secret=Secret("secret"), timeout=Timeout(read=30)), Procurify)
    with Procurify(base_url="http://127.0.0.1:8601", client_id="id", client_secret="secret") as procurify:
        assert_type(procurify, Procurify)
        assert_type(procurify.base_url, str)
        assert_type(procurify.clock_offset, timedelta | None)


def lists(procurify: Procurify) -> None:
    assert_type(procurify.account_codes.list(), Iterator[AccountCode])
    assert_type(procurify.currencies.list(), Iterator[Currency])
    assert_type(procurify.departments.list(), Iterator[Department])
    assert_type(procurify.locations.list(), Iterator[Location])
    assert_type(procurify.order_items.list(), Iterator[OrderItem])
    assert_type(procurify.purchase_orders.list(modified_since=date(2026, 11, 1)), Iterator[PurchaseOrderRow])
    assert_type(procurify.requisitions.list(), Iterator[Requisition])
    assert_type(procurify.vendors.list(), Iterator[Vendor])


def pages(procurify: Procurify) -> None:
    page = procurify.purchase_orders.list_page(role="purchased", status="all", page_size=50)

    assert_type(page, Page[PurchaseOrderRow])
    assert_type(page.records, tuple[PurchaseOrderRow, ...])
    assert_type(page.unreadable, tuple[UnreadableRecord, ...])
    assert_type(page.count, int | None)
    assert_type(page.drift, Drift | None)
    assert_type(procurify.vendors.list_page(after=procurify.vendors.list_page()), Page[Vendor])


def records(procurify: Procurify) -> None:
    order = procurify.purchase_orders.get(4711)

    assert_type(order, PurchaseOrder)
    assert_type(order.number, str | None)
    assert_type(order.total, Decimal | None)
    assert_type(order.ordered_at, datetime | None)
    assert_type(order.promise_date, date | None)
    assert_type(order.state, PurchaseOrderState | None)
    assert_type(order.vendor, Vendor | None)
    assert_type(order.lines, tuple[PurchaseOrderLine, ...])
    assert_type(procurify.vendors.get(6).external_id, str | None)
    assert_type(procurify.users.me(), CurrentUser)


def calls(procurify: Procurify) -> None:
    assert_type(procurify.send(vendors.get(6)), Vendor)
    assert_type(procurify.pages(vendors.list_page()), Iterator[Page[Vendor]])
    answer = procurify.exchange(purchase_orders.get(4711))

    assert_type(answer, Response[PurchaseOrder])
    assert_type(answer.data, PurchaseOrder)
    assert_type(answer.status, int)
    assert_type(answer.content, bytes)
    assert_type(procurify.request("GET", "/api/v3/users/"), Response[Any])


def options(procurify: Procurify) -> None:
    patient = Options(timeout=Timeout(total=600), backoff=Backoff(attempts=9), headers={"X-Trace": "abc"})

    assert_type(procurify.send(vendors.get(6), patient), Vendor)
    assert_type(procurify.with_options(patient), Procurify)
    assert_type(procurify.with_options(patient).vendors.get(6), Vendor)
    assert_type(procurify.request("GET", "/api/v3/users/", options=patient), Response[Any])
    procurify.rotate(client_secret=lambda: Secret("newer"))


async def asynchronous() -> None:
    def count(event: Event) -> None:
        assert_type(event.status, int | None)

    async with AsyncProcurify(
        "acme",
        client_id="id",
        client_secret=lambda: "secret",
        limits=Limits(in_flight=None, per_second=2.5),
        breaker=Breaker(failures=None),
        hooks=Hooks(response=count),
        token_store=FileTokenStore("tokens.json"),
    ) as procurify:
        assert_type(procurify, AsyncProcurify)
        assert_type(procurify.vendors.list(), AsyncIterator[Vendor])
        assert_type(await procurify.vendors.get(6), Vendor)
        assert_type(await procurify.send(vendors.get(6)), Vendor)
        assert_type(await procurify.exchange(purchase_orders.get(4711)), Response[PurchaseOrder])
        assert_type(procurify.pages(vendors.list_page()), AsyncIterator[Page[Vendor]])
        assert_type(procurify.with_options(Options()), AsyncProcurify)


def errors(procurify: Procurify) -> None:
    try:
        procurify.users.me()
    except RateLimitError as error:
        assert_type(error.retry_after, float | None)
    except CircuitOpenError as error:
        assert_type(error.since, datetime | None)
        assert_type(error.last_error, str)
    except StatusError as error:
        assert_type(error.status, int | None)
        assert_type(error.request_id, str | None)
    except ProcurifyError as error:
        assert_type(error.outcome_unknown, bool)


def loopback_server() -> None:
    with ProcurifyServer() as server:
        assert_type(server, ProcurifyServer)
        assert_type(server.base_url, str)
