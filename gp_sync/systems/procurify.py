"""Procurify as a source: which orders changed, each order whole, and what an order says in the engine's terms."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from decimal import Decimal
from typing import Any

import procurify_client as pc
from gp_sync.core.canonical import canonical, fingerprint
from gp_sync.core.findings import finding
from gp_sync.core.flow import FeedPage, Fetched, Listed, Touched
from gp_sync.core.model import Finding, Ref, Unavailable
from gp_sync.core.problems import plain_problem
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.flows.purchase_orders.document import (
    Allocation,
    Coding,
    LineKind,
    Modifier,
    OrderState,
    SourceLine,
    SourceOrder,
    SourceVendor,
    latest_day,
)
from procurify_client.resources import order_items, purchase_orders

__all__ = ["OrderFeed", "decode_order", "person_name", "side_finding", "unavailable"]

_ZERO = Decimal(0)
_HEX = rb"[0-9a-fA-F]"
_HALF, _HIGH, _LOW = rb"\\u[dD]", rb"[89aAbB]" + _HEX * 2, rb"[c-fC-F]" + _HEX * 2
# What all matches begin with stands first, which lets the search skip ahead to it.
_HALVES = re.compile(_HALF + rb"(?:%b(?!%b)|(?<!%b)%b)" % (_HIGH, _HALF + _LOW, _HALF + _HIGH + _HALF, _LOW))
_STATES = {
    pc.PurchaseOrderState.PURCHASED: OrderState.PURCHASED,
    pc.PurchaseOrderState.CANCELLED: OrderState.CANCELLED,
    pc.PurchaseOrderState.CLOSED: OrderState.CLOSED,
    pc.PurchaseOrderState.PAID: OrderState.PAID,
    pc.PurchaseOrderState.REOPENED: OrderState.REOPENED,
}
_FINISHED = {pc.PurchaseOrderState.CANCELLED, pc.PurchaseOrderState.CLOSED, pc.PurchaseOrderState.PAID}
_KINDS = {
    pc.OrderItemType.ONE_TIME: LineKind.ONE_TIME,
    pc.OrderItemType.RECURRING: LineKind.RECURRING,
    pc.OrderItemType.BLANKET: LineKind.BLANKET,
}


class OrderFeed:
    """Purchase orders by their change date: the list for what changed, one detail read for each that did."""

    name = "procurify.purchase_orders"

    def __init__(self, client: pc.Procurify) -> None:
        self._client = client

    def pages(self, since: date | None, until: date) -> Iterator[FeedPage]:
        """Read the list page by page, with what changed on these days, or everything. Raises Unavailable."""
        first = purchase_orders.list_page(page_size=self._client.page_size, modified_since=since, modified_until=until)
        with unavailable():
            for page in self._client.pages(first):
                yield _feed_page(page)

    def touched(self, since: date, until: date) -> Iterator[Touched]:
        """Read the order items that changed on these days: receiving or editing one may not move its order's date.

        Contract procurify, section 11.1. An item that is on no order touches nothing.

        Raises:
            Unavailable: Procurify cannot be used now.
            RecordsUnreadable: after the last item that can be read, there are others that cannot.
        """
        lost: list[str] = []
        first = order_items.list_page(page_size=self._client.page_size, modified_since=since, modified_until=until)
        with unavailable():
            for page in self._client.pages(first):
                for item in page.records:
                    if item.purchase_order is not None and item.last_modified is not None:
                        yield Touched(source_id=str(item.purchase_order), at=item.last_modified)
                lost += (
                    f"order item {record.id or f'in row {record.index + 1} of page {page.number}'}: "
                    + "; ".join(record.problems)
                    for record in page.unreadable
                )
        if lost:
            raise RecordsUnreadable(lost)

    def fetch(self, source_id: str) -> Fetched:
        """Read one order with its lines, and keep the answer as it came.

        An order that Procurify lists and does not give (404, or 5xx after the client's repetitions) is a problem of
        its own.

        Raises:
            Unavailable: Procurify cannot be used now.
        """
        call = purchase_orders.get(int(source_id))
        with unavailable():
            try:
                # Not the typed call: an order that cannot be read is still kept as it came.
                content = self._client.request(call.method, call.path).content
            except pc.NotFoundError:
                return Fetched(payload=b"", label="", problem=f"Procurify does not give order {source_id} (any more)")
            except pc.ServerError as error:
                problem = f"Procurify lists order {source_id} and answers {error.status} when asked for it"
                return Fetched(payload=b"", label="", problem=problem, failure=side_finding(error))
            try:
                order = pc.decode(pc.PurchaseOrder, _whole(content))
            except pc.UnexpectedResponseError as error:
                if error.problems:
                    problem = plain_problem("; ".join(error.problems))
                    return Fetched(payload=content, label=_number_in(content), problem=problem)
                # No record at all, such as a page of a proxy: the side's fault, not the order's.
                raise
        return Fetched(payload=content, label=order.number or "")


def _number_in(content: bytes) -> str:
    """The number of an order that cannot be read as a whole; empty if that cannot be told either."""
    with suppress(ValueError, LookupError, TypeError):
        return str(json.loads(content)["data"]["number"] or "")
    return ""


def decode_order(payload: bytes) -> SourceOrder:
    """Read a stored answer into the engine's terms.

    Raises:
        ValueError: it cannot be read; the message says why.
    """
    try:
        return _source_order(pc.decode(pc.PurchaseOrder, _whole(payload)))
    except pc.ProcurifyError as error:
        raise ValueError(plain_problem(str(error))) from None


def _whole(payload: bytes) -> bytes:
    """An answer with halves of surrogate pairs replaced: they are no characters, and nothing else can take them."""
    return _HALVES.sub(rb"\\ufffd", payload)


@contextmanager
def unavailable() -> Iterator[None]:
    """Turn the client's errors into the engine's: every one of a read means that Procurify cannot be used now."""
    try:
        yield
    except pc.ProcurifyError as error:
        raise Unavailable(side_finding(error)) from error


def side_finding(error: pc.ProcurifyError) -> Finding:
    """Say why Procurify cannot be used, and so who can mend it."""
    if isinstance(error, pc.AuthenticationError):
        code = "PROCURIFY_LOGIN_REFUSED"
    elif isinstance(error, pc.PermissionDeniedError):
        code = "PROCURIFY_ACCESS_DENIED"
    else:
        code = "PROCURIFY_UNAVAILABLE"
    return finding(code, Ref("side", ("procurify",)), tried=str(error))


def _feed_page(page: pc.Page[pc.PurchaseOrderRow]) -> FeedPage:
    rows = [
        Listed(
            source_id=str(row.key),
            token=_token(row),
            changed=row.last_modified,
            dated=latest_day(row.ordered_at),
            label=row.number or "",
            unfinished=row.state not in _FINISHED,
        )
        for row in page.records
    ]
    lost = []
    for record in page.unreadable:
        if record.id is None:
            lost.append(f"page {page.number}, row {record.index + 1}: {'; '.join(record.problems)}")
        else:
            # The row cannot be read, but its order can be fetched: a token of its content makes that happen.
            rows.append(Listed(source_id=str(record.id), token=fingerprint(canonical(record.raw))))
    return FeedPage(rows=tuple(rows), unreadable=tuple(lost), drifted=page.drift is not None)


def _token(row: pc.PurchaseOrderRow) -> str:
    """What moves when an order does: whether receiving moves `last_modified` is not documented, so totals count too."""
    marks = [row.version, row.last_modified, row.state, row.fulfilment_status, row.subtotal, row.total, row.item_count]
    return fingerprint(canonical(marks))


def _source_order(order: pc.PurchaseOrder) -> SourceOrder:
    return SourceOrder(
        key=order.key,
        number=order.number or "",
        external_number=order.external_number or "",
        version=order.version or 0,
        state=_STATES.get(order.state, OrderState.UNKNOWN) if order.state is not None else OrderState.UNKNOWN,
        state_value="empty" if order.state is None else str(order.state.value),
        ordered_at=order.ordered_at,
        vendor=_vendor(order.vendor),
        payment_terms=order.payment_terms or "",
        shipping_method=(order.shipping_method.name or "") if order.shipping_method else "",
        promise_date=order.promise_date,
        buyer=person_name(order.purchaser),
        subtotal=order.subtotal or _ZERO,
        freight=order.freight or _ZERO,
        other=order.other or _ZERO,
        discount=_modifier(order.discount),
        tax=_modifier(order.tax),
        total=order.total or _ZERO,
        currency=(order.currency.name or "") if order.currency else "",
        comment=order.comment or "",
        lines=tuple(_line(line) for line in order.lines),
        custom_fields=_custom_fields(order.custom_fields),
        by_card=order.credit_card is not None,
        punchout=order.punchout_system is not None,
        currency_rate=order.currency_rate,
    )


def _line(line: pc.PurchaseOrderLine) -> SourceLine:
    return SourceLine(
        id=line.id,
        number=line.line_number,
        name=line.name or "",
        sku=line.sku or "",
        unit=line.unit or "",
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line.total_cost,
        tax=line.tax_amount or _ZERO,
        shipping=line.shipping_amount or _ZERO,
        coding=_coding(line.account),
        allocations=tuple(
            Allocation(amount=part.amount or _ZERO, coding=_coding(part.account)) for part in line.spend_allocations
        ),
        date_required=line.date_required,
        requester=person_name(line.requester),
        kind=LineKind.ONE_TIME if line.type is None else _KINDS.get(line.type, LineKind.UNKNOWN),
        by_amount=line.receive_method is pc.ReceiveMethod.AMOUNT,
        unknown_receive_method=_unknown(line.receive_method),
        requisition=line.requisition_number,
        account_id=line.account.id if line.account else None,
        approvers=tuple(person_name(user) for user in line.approvers),
        custom_fields=_custom_fields(line.custom_fields),
    )


def _custom_fields(values: Iterable[pc.CustomFieldValue]) -> dict[str, str]:
    """The values that are set, as texts by the field's name; of several with one name, the first."""
    told: dict[str, str] = {}
    for row in values:
        if row.name and row.value not in {None, ""}:
            told.setdefault(row.name, {True: "yes", False: "no"}.get(row.value, str(row.value)))
    return told


def _coding(account: pc.Account | None) -> Coding | None:
    if account is None or account.account_code is None or not account.account_code.code:
        return None
    department = account.department
    location = department.location if department else None
    return Coding(
        account_code=account.account_code.code,
        department=(department.name or "") if department else "",
        location=(location.name or "") if location else "",
    )


def _vendor(vendor: pc.Vendor | None) -> SourceVendor | None:
    if vendor is None:
        return None
    return SourceVendor(
        id=vendor.id,
        name=vendor.name or "",
        external_id=(vendor.external_id or "").strip(),
        active=vendor.active is not False,
        kind=_unknown(vendor.type) or (vendor.type.name.lower() if vendor.type is not None else ""),
    )


def _unknown(value: pc.VendorType | pc.ReceiveMethod | None) -> str:
    """A value that this version has no name for, such as `type 9`; empty where it has one, or there is none."""
    return "" if value is None or value.is_known else f"type {value.value}"


def _modifier(modifier: pc.PriceModifier | None) -> Modifier | None:
    if modifier is None or modifier.value is None:
        return None
    kind = modifier.type
    return Modifier(
        value=modifier.value,
        percentage=None if kind is None else kind is pc.PriceModifierType.PERCENTAGE,
        unknown_type="" if kind is None or kind.is_known else kind.value,
    )


def person_name(user: Any) -> str:
    """What people call a user; empty for nobody."""
    return "" if user is None else f"{user.first_name or ''} {user.last_name or ''}".strip()
