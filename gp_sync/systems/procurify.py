"""Procurify as a source: which orders changed, and each order whole."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from operator import attrgetter

import procurify_client as pc
from gp_sync.core.canonical import canonical, fingerprint
from gp_sync.core.findings import finding
from gp_sync.core.flow import FeedPage, Fetched, Listed, Touched
from gp_sync.core.model import Finding, Ref, Unavailable
from gp_sync.core.problems import plain_problem
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.flows.purchase_orders.document import latest_day
from gp_sync.systems.procurify_orders import read_order
from gp_sync.systems.unknown_members import unknown_members
from procurify_client.resources import order_items, purchase_orders

__all__ = ["OrderFeed", "change_token", "side_finding", "touched_by_items", "unavailable"]

_FINISHED = {pc.PurchaseOrderState.CANCELLED, pc.PurchaseOrderState.CLOSED, pc.PurchaseOrderState.PAID}


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
        return touched_by_items(self._client, since, until, attrgetter("purchase_order"))

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
                order = read_order(content)
            except pc.UnexpectedResponseError as error:
                if error.problems:
                    problem = plain_problem("; ".join(error.problems))
                    return Fetched(payload=content, label=_number_in(content), problem=problem)
                # No record at all, such as a page of a proxy: the side's fault, not the order's.
                raise
        return Fetched(payload=content, label=order.number or "", unknown=unknown_members(order))


def touched_by_items(
    client: pc.Procurify, since: date, until: date, document: Callable[[pc.OrderItem], int | None]
) -> Iterator[Touched]:
    """Read the order items that changed between two days, both included, as touches of the documents they are on.

    Args:
        client: who is asked.
        since: the first day.
        until: the last day.
        document: the key of an item's document; None if it is on none.

    Raises:
        Unavailable: Procurify cannot be used now.
        RecordsUnreadable: after the last item that can be read, there are others that cannot.
    """
    lost: list[str] = []
    first = order_items.list_page(page_size=client.page_size, modified_since=since, modified_until=until)
    with unavailable():
        for page in client.pages(first):
            for item in page.records:
                key = document(item)
                if key is not None and item.last_modified is not None:
                    yield Touched(source_id=str(key), at=item.last_modified)
            lost += (
                f"order item {record.id or f'in row {record.index + 1} of page {page.number}'}: "
                + "; ".join(record.problems)
                for record in page.unreadable
            )
    if lost:
        raise RecordsUnreadable(lost)


def _number_in(content: bytes) -> str:
    """The number of an order that cannot be read as a whole; empty if that cannot be told either."""
    with suppress(ValueError, LookupError, TypeError):
        return str(json.loads(content)["data"]["number"] or "")
    return ""


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
            token=change_token(row),
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


def change_token(row: pc.PurchaseOrderRow) -> str:
    """What moves when an order does: whether receiving moves `last_modified` is not documented, so totals count too."""
    marks = [row.version, row.last_modified, row.state, row.fulfilment_status, row.subtotal, row.total, row.item_count]
    return fingerprint(canonical(marks))
