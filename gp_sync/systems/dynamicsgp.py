"""Dynamics GP as the target of purchase orders: unposted Work documents, and nothing else."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs

import dynamicsgp_sba as gp
from dynamicsgp_sba.limits import PURCHASE_ORDER, PURCHASE_ORDER_LINE
from gp_sync.core.canonical import plain
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Found, Ref, TargetRef, Unavailable, Verdict, Write
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.core.refusals import Refused
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine
from gp_sync.systems.gp_errors import reading, reading_one, sending, unusable
from gp_sync.systems.gp_values import holds, in_words, plain_number, sent_day, sent_text

__all__ = ["LIMITS", "PurchaseOrderTarget", "found_order", "plain"]

LIMITS = {**PURCHASE_ORDER, **PURCHASE_ORDER_LINE}
"""GP's usable lengths, by the names of the fields of an order and its lines."""


class PurchaseOrderTarget:
    """Purchase orders of the companies of one GP installation; a `Target[GPPurchaseOrder]`.

    Args:
        companies: the client's company by its short name.
        traits: the site profile's entry for purchase orders, which says what can be relied on.
        marker_prefix: what the markers of this connection begin with.
        now: the clock, for what is left until a deadline.
    """

    def __init__(
        self,
        companies: dict[str, gp.Company],
        *,
        traits: gp.ResourceProfile,
        marker_prefix: str,
        now: Any,
    ) -> None:
        self._companies = companies
        self._marker_prefix = marker_prefix
        self._now = now
        self.refuses_existing = traits.refuses_existing
        self.longest_execution = traits.longest_execution
        self.atomic = traits.atomic
        self.reads_history = traits.reads_history

    def read(self, target: TargetRef) -> Found[GPPurchaseOrder] | None:
        """Read an order from work or history. Raises Unavailable or RecordUnusable."""
        company = self._company(target)
        try:
            with reading_one(company, target.ref):
                return found_order(company.purchase_orders.get(target.number))
        except gp.NotFoundError:
            return None

    def send(self, write: Write[GPPurchaseOrder], deadline: datetime) -> Found[GPPurchaseOrder]:
        """Create, update or void an order.

        Raises:
            Refused, RecordMoved, Unavailable, OutcomeUnknown: as `Target` says, and nothing else.
        """
        company = self._company(write.target)
        orders = company.purchase_orders
        timeout = (deadline - self._now()).total_seconds()
        if timeout <= 0:
            late = f"{write.target}: the deadline passed before the write was sent"
            raise Unavailable(finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried=late))
        with sending(company, write):
            if write.body is None:
                return found_order(orders.void(write.target.number, row_stamp=_stamp(write), timeout=timeout))
            document = _document(write.body, create=write.op == "create")
            if write.op == "create":
                # The engine reads every number before it creates the order, where the site may write over one.
                return found_order(orders.create(document, known_new=True, timeout=timeout))
            return found_order(orders.update(document, row_stamp=_stamp(write), timeout=timeout))

    def find_ours(self, company: str, since: datetime | None) -> Iterator[tuple[TargetRef, Found[GPPurchaseOrder]]]:
        """List orders that carry our marker. Raises Unavailable, or RecordsUnreadable after those that can be read."""
        client = self._companies[company]
        with reading(client):
            orders = client.purchase_orders.list(marker_prefix=self._marker_prefix, changed_since=since)
        for order in orders:
            yield TargetRef(side="gp", company=company, number=order.number), found_order(order)
        if orders.unreadable:
            raise RecordsUnreadable(
                [f"{row.key.strip()} in {company} ({'; '.join(row.problems)})" for row in orders.unreadable]
            )

    def compare(self, body: GPPurchaseOrder, found: Found[GPPurchaseOrder]) -> Verdict:
        """Ours by the marker, and equal in all that we sent or blanked; texts without case and trailing spaces."""
        there = found.body
        if plain(there.confirm_with) != plain(body.confirm_with):
            return "foreign"
        if not holds(attrs.evolve(body, lines=()), attrs.evolve(there, lines=())):
            return "different" if there.lines or not body.lines else "partial"
        pairs = list(zip(body.lines, there.lines, strict=False))
        if not all(holds(ours, theirs) for ours, theirs in pairs):
            return "different"
        if len(there.lines) < len(body.lines):
            return "partial"
        return "equal" if len(there.lines) == len(body.lines) else "different"

    def _company(self, target: TargetRef) -> gp.Company:
        company = self._companies.get(target.company)
        if company is None:
            raise unusable(target.ref, f"the configuration has no company '{target.company}'")
        return company


def _stamp(write: Write[GPPurchaseOrder]) -> gp.RowStamp:
    if write.stamp is None:
        tried = "the site gives no row stamp, so no change can be guarded"
        raise Refused((finding("GP_REFUSED", write.target.ref, tried=tried),))
    return gp.RowStamp(write.stamp)


def _document(body: GPPurchaseOrder, *, create: bool) -> gp.NewPurchaseOrder:
    return gp.NewPurchaseOrder(
        number=body.number,
        vendor_id=body.vendor_id,
        document_date=body.document_date,
        promised_date=sent_day(body, "promised_date"),
        currency_id=body.currency_id,
        payment_terms_id=sent_text(body, "payment_terms_id"),
        shipping_method=sent_text(body, "shipping_method"),
        ship_to_address_id=sent_text(body, "ship_to_address_id"),
        bill_to_address_id=sent_text(body, "bill_to_address_id"),
        buyer_id=sent_text(body, "buyer_id"),
        tax_schedule_id=sent_text(body, "tax_schedule_id"),
        exchange_rate=body.exchange_rate,
        confirm_with=body.confirm_with,
        comment=sent_text(body, "comment"),
        # Written once: people add to it in GP.
        note=(body.note or None) if create else None,
        subtotal=body.subtotal,
        trade_discount=body.trade_discount,
        freight=body.freight,
        miscellaneous=body.miscellaneous,
        tax_amount=body.tax_amount,
        lines=tuple(_document_line(line) for line in body.lines),
    )


def _document_line(line: GPPurchaseOrderLine) -> gp.NewPurchaseOrderLine:
    return gp.NewPurchaseOrderLine(
        sequence=line.sequence,
        non_inventory=line.non_inventory,
        item_number=line.item_number,
        vendor_item_number=line.vendor_item_number,
        description=line.description,
        unit=line.unit,
        site_id=line.site_id,
        quantity_ordered=line.quantity,
        unit_cost=line.unit_cost,
        account_number=line.account_number,
        required_date=sent_day(line, "required_date"),
        requested_by=sent_text(line, "requested_by"),
    )


def found_order(order: gp.PurchaseOrder) -> Found[GPPurchaseOrder]:
    """An order of GP in the engine's terms."""
    body = GPPurchaseOrder(
        number=order.number,
        vendor_id=order.vendor_id,
        document_date=order.document_date,
        promised_date=order.promised_date,
        currency_id=order.currency_id,
        payment_terms_id=order.payment_terms_id,
        shipping_method=order.shipping_method,
        ship_to_address_id=order.ship_to_address_id,
        bill_to_address_id=order.bill_to_address_id,
        buyer_id=order.buyer_id,
        tax_schedule_id=order.tax_schedule_id,
        exchange_rate=plain_number(order.exchange_rate) if order.exchange_rate else None,
        confirm_with=order.confirm_with,
        comment=order.comment,
        subtotal=plain_number(order.subtotal),
        trade_discount=plain_number(order.trade_discount),
        freight=plain_number(order.freight),
        miscellaneous=plain_number(order.miscellaneous),
        tax_amount=plain_number(order.tax_amount),
        lines=tuple(_found_line(line) for line in order.lines),
    )
    void = order.status is gp.PurchaseOrderStatus.CANCELED
    remarks: tuple[Finding, ...] = ()
    if order.workflow_status is gp.WorkflowStatus.NOT_SUBMITTED:
        cause = Ref("purchase_order_state", (order.number,))
        remarks = (finding("PO_AWAITS_APPROVAL", cause, tried=order.number),)
    return Found(body=body, stamp=order.row_stamp, obstacle=_obstacle(order), void=void, remarks=remarks)


def _found_line(line: gp.PurchaseOrderLine) -> GPPurchaseOrderLine:
    return GPPurchaseOrderLine(
        sequence=line.sequence,
        item_number=line.item_number,
        vendor_item_number=line.vendor_item_number,
        description=line.description,
        unit=line.unit,
        site_id=line.site_id,
        quantity=plain_number(line.quantity_ordered - line.quantity_canceled),
        unit_cost=plain_number(line.unit_cost),
        extended_cost=plain_number(line.extended_cost),
        account_number=line.account_number,
        required_date=line.required_date,
        requested_by=line.requested_by,
        non_inventory=line.non_inventory,
    )


def _obstacle(order: gp.PurchaseOrder) -> Finding | None:
    """Rule 1 of the edge cases: only work orders with status New and no receipt are ever changed."""

    def obstacle(code: str, tried: str) -> Finding:
        return finding(code, Ref("purchase_order_state", (order.number,)), tried=tried)

    if order.in_history:
        return obstacle("PO_IN_HISTORY", order.number)
    if order.status is not gp.PurchaseOrderStatus.NEW:
        return obstacle("PO_NOT_NEW", f"{order.number} is {in_words(order.status)}")
    if order.has_receipts is not False or order.has_unposted_receipts:
        untold = ", or may have one, which the service does not tell" if order.has_receipts is None else ""
        return obstacle("PO_HAS_RECEIPT", order.number + untold)
    if order.on_hold:
        return obstacle("PO_ON_HOLD", order.number)
    if order.why_not_open_for_change:
        return obstacle("PO_IN_APPROVAL", f"{order.number} ({in_words(order.workflow_status)})")
    return None
