"""Procurify as a source of requisitions: which changed, and each with its lines, their vendors and their coding.

Procurify gives no requisition by itself: it is put together from its row of one list, the order items of another, and
the accounts and vendors that these name.
"""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

import procurify_client as pc
from gp_sync.core.canonical import canonical, fingerprint
from gp_sync.core.flow import FeedPage, Fetched, Listed, Touched
from gp_sync.core.problems import plain_problem
from gp_sync.flows.purchase_orders.document import Coding, SourceVendor, latest_day
from gp_sync.systems.procurify import side_finding, touched_by_items, unavailable
from gp_sync.systems.procurify_orders import coding_of, source_vendor
from gp_sync.systems.procurify_requisitions import payload_of, read_requisition
from gp_sync.systems.requisition_rows import PASSES, read_rows
from gp_sync.systems.unknown_members import unknown_members
from procurify_client.resources import requisitions

__all__ = ["RequisitionFeed", "change_token", "open_requisitions"]

_OPEN = (pc.RequisitionStatus.PENDING, pc.RequisitionStatus.APPROVED)
_FINISHED = {pc.RequisitionStatus.DENIED, pc.RequisitionStatus.CANCELLED, pc.RequisitionStatus.RECEIVED}


class RequisitionFeed:
    """Requisitions by their change date; their order items touch them, such as when one is put on an order.

    Args:
        client: who is asked.
    """

    name = "procurify.requisitions"

    def __init__(self, client: pc.Procurify) -> None:
        self._client = client
        self._codings: dict[int, Coding | None] = {}
        self._vendors: dict[int, SourceVendor | None] = {}

    def pages(self, since: date | None, until: date) -> Iterator[FeedPage]:
        """Read the list page by page, with what changed on these days, or everything. Raises Unavailable."""
        self._codings.clear()
        self._vendors.clear()
        first = requisitions.list_page(page_size=self._client.page_size, modified_since=since, modified_until=until)
        with unavailable():
            for page in self._client.pages(first):
                yield _feed_page(page)

    def touched(self, since: date, until: date) -> Iterator[Touched]:
        """Read the order items that changed on these days: one that is bought may not move its requisition's date.

        Raises:
            Unavailable: Procurify cannot be used now.
            RecordsUnreadable: after the last item that can be read, there are others that cannot.
        """
        return touched_by_items(self._client, since, until, attrgetter("requisition_number"))

    def fetch(self, source_id: str) -> Fetched:
        """Put one requisition together, and keep its rows as they came.

        Raises:
            Unavailable: Procurify cannot be used now.
        """
        with unavailable():
            try:
                return self._put_together(source_id)
            except pc.ServerError as error:
                problem = f"Procurify lists requisition {source_id} and answers {error.status} when asked for it"
                return Fetched(payload=b"", label=source_id, problem=problem, failure=side_finding(error))

    def _put_together(self, source_id: str) -> Fetched:
        rows = read_rows(self._client, int(source_id))
        if rows.row is None:
            problem = f"Procurify does not list requisition {source_id} (any more)"
            return Fetched(payload=b"", label=source_id, problem=problem)
        try:
            requisition, items = read_requisition(rows.row, rows.items)
        except pc.UnexpectedResponseError as error:
            problem = plain_problem("; ".join(error.problems))
            return Fetched(payload=payload_of(rows.row, rows.items), label=source_id, problem=problem)
        if rows.missing:
            # Without a payload the next run asks again, though the list does not say that anything changed.
            return Fetched(payload=b"", label=source_id, problem=rows.missing)
        accounts = {item.account_id for item in items if item.account_id is not None}
        codings = {key: self._coding(key) for key in accounts}
        vendors = {key: self._vendor(key) for key in {item.vendor_id for item in items} if key is not None}
        payload = payload_of(rows.row, rows.items, codings, vendors)
        return Fetched(payload=payload, label=source_id, unknown=unknown_members(requisition, *items))

    def _coding(self, key: int) -> Coding | None:
        """What an account stands for; it is asked for once while the list is read."""
        if key not in self._codings:
            # One that cannot be read is an account that is not seen: a fault of its lines, not of every requisition.
            found = self._client.accounts.list(id=key, with_expired_budgets=True, on_unreadable=lambda _: None)
            self._codings[key] = next((coding_of(account) for account in found if account.id == key), None)
        return self._codings[key]

    def _vendor(self, key: int) -> SourceVendor | None:
        """A vendor, which is asked for once while the list is read; None where Procurify does not give it."""
        if key not in self._vendors:
            try:
                self._vendors[key] = source_vendor(self._client.vendors.get(key))
            except (pc.NotFoundError, pc.PermissionDeniedError):
                self._vendors[key] = None
            except pc.UnexpectedResponseError as error:
                if not error.problems:
                    raise  # no record at all, such as a page of a proxy: the side's fault, not the vendor's
                self._vendors[key] = None  # whoever looks up its link tells that it cannot be read
        return self._vendors[key]


def open_requisitions(client: pc.Procurify) -> tuple[list[str], list[str]]:
    """The numbers of all requisitions that wait for approval, or are approved and not bought.

    With them, in words, what may be missing: rows that do not tell their number, and a list that never held still.

    Raises:
        Unavailable: Procurify cannot be used now.
    """
    numbers: dict[str, None] = {}
    lost: dict[str, None] = {}
    with unavailable():
        for status in _OPEN:
            if not any(_list_open(client, status, numbers, lost) for _ in range(PASSES)):
                listed = f"Procurify's list of {status.name.lower()} requisitions"
                lost[f"{listed} changed whenever it was read: some may be missing"] = None
    return list(numbers), list(lost)


def _list_open(
    client: pc.Procurify, status: pc.RequisitionStatus, numbers: dict[str, None], lost: dict[str, None]
) -> bool:
    """Read the list of one status; tells whether it held still."""
    held_still = True
    for page in client.pages(requisitions.list_page(page_size=client.page_size, status=int(status))):
        held_still &= page.drift is None
        # The server may take no notice of the filter.
        numbers |= dict.fromkeys(str(row.number) for row in page.records if row.status is status)
        # What cannot be read in the list is told when it is asked for by itself.
        numbers |= dict.fromkeys(str(row.id) for row in page.unreadable if row.id is not None)
        lost |= dict.fromkeys(_without_number(page))
    return held_still


def _without_number(page: pc.Page[pc.Requisition]) -> list[str]:
    lost = [row for row in page.unreadable if row.id is None]
    return [f"page {page.number}, row {row.index + 1}: {'; '.join(row.problems)}" for row in lost]


def _feed_page(page: pc.Page[pc.Requisition]) -> FeedPage:
    rows = [
        Listed(
            source_id=str(row.number),
            token=change_token(row),
            changed=row.last_modified,
            dated=latest_day(row.requested_at),
            label=str(row.number),
            unfinished=row.status not in _FINISHED,
        )
        for row in page.records
    ]
    rows += (
        Listed(source_id=str(record.id), token=fingerprint(canonical(record.raw)))
        for record in page.unreadable
        if record.id is not None
    )
    return FeedPage(rows=tuple(rows), unreadable=tuple(_without_number(page)), drifted=page.drift is not None)


def change_token(row: pc.Requisition) -> str:
    """What moves when a requisition does, as far as the list tells."""
    marks = [row.last_modified, row.status, row.total, row.item_count, row.purchased_count, row.date_required]
    return fingerprint(canonical(marks))
