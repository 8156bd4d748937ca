"""Facts that Procurify knows: a vendor's link, the requisition behind an order, the tenant's base currency."""

import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import attrs

import procurify_client as pc
from gp_sync.clock import Clock
from gp_sync.core.fact_values import OrderedLine, Requisition, RequisitionLine
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.document import SourceOrder, latest_day
from gp_sync.flows.purchase_orders.functions import codings
from gp_sync.people.created_vendors import Created
from gp_sync.people.vendor_links import CompanyLinks, linked_by
from gp_sync.references.contents import unusable
from gp_sync.systems import procurify
from gp_sync.systems.procurify_orders import source_order

__all__ = ["ProcurifyReferences"]


@attrs.frozen
class _Kept:
    fact: Any
    at: datetime


class ProcurifyReferences:
    """`References` that ask Procurify. May be used by several threads.

    Args:
        links: the link table of the configuration: GP vendor IDs by Procurify vendor id, by company.
        external: the companies whose vendors external IDs name; in others only the links count.
        client: who is asked for a vendor's external ID, a requisition's lines, an account's words, the base currency.
        now: the clock.
        max_age: how long an answer counts.
        said: what people said about the links of a company's vendors.
        created: a company's vendors that were created for vendors of Procurify.
    """

    def __init__(
        self,
        links: Mapping[str, Mapping[str, str]],
        external: frozenset[str],
        client: pc.Procurify,
        now: Clock,
        max_age: timedelta = timedelta(minutes=15),
        said: Callable[[str], CompanyLinks] = lambda _: CompanyLinks(),
        created: Callable[[str], Created] = lambda _: {},
    ) -> None:
        self._links = links
        self._external = external
        self._client = client
        self._now = now
        self._max_age = max_age
        self._said = said
        self._created = created
        self._run_began = now()
        self._kept: dict[Ref, _Kept] = {}
        # One reader at a time: what many documents wait for is read once.
        self._lock = threading.Lock()
        self._readers: dict[str, Callable[[Ref], Any]] = {
            "vendor_link": self._external_id,
            "requisition": self._requisition,
            "procurify_account": self._account,
            "base_currency": self._base_currency,
            "order_codings": self._order_codings,
            "order_day": self._order_day,
        }
        self.kinds = frozenset(self._readers)

    def begin_run(self, at: datetime) -> None:
        """From here on, a fact that was not found is asked for once more."""
        self._run_began = at

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """Remember what a document said about its vendor, unless something newer is known."""
        with self._lock:
            known = self._kept.get(ref)
            if known is None or known.at < at:
                self._kept[ref] = _Kept(fact, at)

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """Give a fact as it was at `not_before` or later. Raises Unavailable or RecordUnusable."""
        return self._link(ref, not_before) if ref.kind == "vendor_link" else self._fresh(ref, not_before)

    def _link(self, ref: Ref, not_before: datetime) -> str | None:
        company, vendor = ref.key
        table, said = self._links.get(company, {}).get(vendor, ""), self._said(company).of(vendor)
        linked = linked_by(table, said, "")
        if linked is None and company in self._external:
            linked = linked_by(table, said, self._fresh(ref, not_before) or "")
        if linked is None:
            linked = linked_by(table, said, "", self._created(company).get(vendor, ()))
        return linked.vendor_id if linked is not None else None

    def _fresh(self, ref: Ref, not_before: datetime) -> Any | None:
        with self._lock:
            fact = self._read(ref, max(not_before, self._now() - self._max_age))
            # It may have been added since: an absence counts only if it was read in this run.
            return self._read(ref, self._run_began) if fact is None else fact

    def _read(self, ref: Ref, not_before: datetime) -> Any | None:
        known = self._kept.get(ref)
        # What is of the future was read before the clock was set back: nobody knows its age.
        if known is None or not not_before <= known.at <= self._now():
            with procurify.unavailable():
                known = self._kept[ref] = _Kept(self._readers[ref.kind](ref), self._now())
        return known.fact

    def _external_id(self, ref: Ref) -> str | None:
        try:
            vendor = self._client.vendors.get(int(ref.key[1]))
        except pc.NotFoundError:
            return None
        except pc.UnexpectedResponseError as error:
            if error.problems:
                raise unusable(ref, str(error)) from error
            raise  # no record at all, such as a page of a proxy: the side's fault, not the vendor's
        return (vendor.external_id or "").strip() or None

    def _requisition(self, ref: Ref) -> Requisition | None:
        number = int(ref.key[0])
        lost: list[str] = []
        items = self._client.requisitions.lines(number, on_unreadable=lambda row: lost.append("; ".join(row.problems)))
        lines = tuple(
            RequisitionLine(id=item.id, account_id=item.account_id, vendor_id=item.vendor_id) for item in items
        )
        if lost:
            raise unusable(ref, f"an item of it cannot be read: {lost[0]}")
        return Requisition(number=number, lines=lines) if lines else None

    def _base_currency(self, ref: Ref) -> str | None:
        lost: list[str] = []
        try:
            found = list(self._client.currencies.list(base=True, on_unreadable=lambda row: lost.extend(row.problems)))
        except pc.PermissionDeniedError as error:
            raise unusable(ref, str(error)) from error
        if lost:
            raise unusable(ref, lost[0])
        # Whether the filter is heeded is not documented.
        return next((currency.name for currency in found if currency.base and currency.name), None)

    def _order_codings(self, ref: Ref) -> tuple[OrderedLine, ...] | None:
        """What the lines of an order are charged to; None where Procurify does not give the order."""
        order = self._order(ref)
        if order is None:
            return None
        return tuple(
            OrderedLine(id=line.id, coded=tuple(", ".join(filter(None, attrs.astuple(coding))) for coding in coded))
            for line, coded in ((line, codings(line)) for line in order.lines)
        )

    def _order_day(self, ref: Ref) -> date | None:
        order = self._order(ref)
        return None if order is None else latest_day(order.ordered_at)

    def _order(self, ref: Ref) -> SourceOrder | None:
        try:
            return source_order(self._client.purchase_orders.get(int(ref.key[0])))
        except (pc.NotFoundError, pc.PermissionDeniedError):
            return None
        except pc.UnexpectedResponseError as error:
            if error.problems:
                raise unusable(ref, str(error)) from error
            raise

    def _account(self, ref: Ref) -> str | None:
        """An account in words. Without the right to list accounts there are none, and no order has to wait for them."""
        accounts, key = self._client.accounts, int(ref.key[0])
        try:
            found = list(accounts.list(id=key, with_expired_budgets=True, on_unreadable=lambda _: None))
        except pc.PermissionDeniedError:
            return None
        return _words(found[0]) if found else None


def _words(account: pc.Account) -> str:
    """The code, department and location of an account."""
    code = account.account_code.code if account.account_code else None
    department = account.department
    location = department.location.name if department and department.location else None
    return ", ".join(filter(None, (code, department.name if department else None, location)))
