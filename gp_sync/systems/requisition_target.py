"""Dynamics GP as the target of requisitions: saved ones in work, and nothing else.

Requisitions are a service that Microsoft ships. It has no row stamp that moves with an edit, so what was read stands in
for one; and no way to cancel but to delete, so a requisition that is over is deleted.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs

import dynamicsgp_sba as gp
from dynamicsgp_sba.limits import REQUISITION, REQUISITION_LINE
from gp_sync.core.canonical import canonical, fingerprint, plain
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Found, Ref, TargetRef, Unavailable, Verdict, Write
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.core.refusals import RecordMoved, Refused
from gp_sync.flows.requisitions import REQUISITIONS
from gp_sync.flows.requisitions.document import GPRequisition, GPRequisitionLine
from gp_sync.systems.gp_errors import reading, reading_one, sending, unusable
from gp_sync.systems.gp_values import holds, in_words, plain_number, sent_day, sent_text

__all__ = ["LIMITS", "RequisitionTarget", "found_requisition"]

LIMITS = {
    **REQUISITION_LINE,
    "number": REQUISITION["number"],
    "requisition_description": REQUISITION["description"],
    "ship_to_address_id": REQUISITION["ship_to_address_id"],
    "marker": REQUISITION["user_defined_1"],
    # Orders have one, requisitions none: it is left out, however long it is.
    "vendor_item_number": 10**6,
}
"""GP's usable lengths, by the names of what is fitted of a requisition and its lines."""

_OVER = frozenset({gp.RequisitionStatus.CANCELED, gp.RequisitionStatus.VOIDED})
_BOUGHT = frozenset({gp.RequisitionStatus.PARTIALLY_PURCHASED, gp.RequisitionStatus.PURCHASED})


class RequisitionTarget:
    """Purchase requisitions of the companies of one GP installation; a `Target[GPRequisition]`.

    Args:
        companies: the client's company by its short name.
        traits: the site profile's entry for requisitions, which says what can be relied on.
        marker_prefix: what the markers of this connection begin with.
        now: the clock, for what is left until a deadline.
    """

    def __init__(
        self, companies: dict[str, gp.Company], *, traits: gp.ResourceProfile, marker_prefix: str, now: Any
    ) -> None:
        self._companies = companies
        self._marker_prefix = plain(marker_prefix)
        self._now = now
        self._one_at_a_time = threading.Lock()
        self.refuses_existing = traits.refuses_existing
        self.longest_execution = traits.longest_execution
        self.atomic = traits.atomic
        self.reads_history = traits.reads_history

    def read(self, target: TargetRef) -> Found[GPRequisition] | None:
        """Read a requisition from work, or from history where the site has it. Raises Unavailable or RecordUnusable."""
        company = self._company(target)
        try:
            with reading_one(company, target.ref):
                return found_requisition(company.requisitions.get(target.number))
        except gp.NotFoundError:
            return None

    def send(self, write: Write[GPRequisition], deadline: datetime) -> Found[GPRequisition]:
        """Create, update or delete a requisition.

        Raises:
            Refused, RecordMoved, Unavailable, OutcomeUnknown: as `Target` says, and nothing else.
        """
        company = self._company(write.target)
        requisitions, body = company.requisitions, write.body
        # One at a time: what is compared with its stamp is not changed by another thread before it is written.
        with self._one_at_a_time, sending(company, write), self._gone_is_told(write):
            seen = None if write.op == "create" else requisitions.get(write.target.number)
            if seen is not None and write.stamp is not None and _stamp(seen) != write.stamp:
                raise RecordMoved(f"{write.target} was changed since it was read")
            # What was read until now took its time from the write's.
            timeout = self._time_left(write, deadline)
            if body is None:
                requisitions.delete(write.target.number, seen=seen, timeout=timeout)
                return _deleted(write, seen)
            document = _document(body, create=write.op == "create")
            if write.op == "create":
                # The engine reads every number before it creates the requisition, where the site may write over one.
                return found_requisition(requisitions.create(document, known_new=True, timeout=timeout))
            return found_requisition(requisitions.update(document, seen=seen, timeout=timeout))

    def find_ours(self, company: str, since: datetime | None) -> Iterator[tuple[TargetRef, Found[GPRequisition]]]:
        """List requisitions that carry our marker: all of them, since nothing of one tells that it changed.

        Raises:
            Unavailable: GP cannot be used now.
            RecordsUnreadable: after those that can be read, there are others that cannot.
        """
        client = self._companies[company]
        with reading(client):
            listed = client.requisitions.list()
        for row in listed:
            if plain(row.user_defined_1).startswith(self._marker_prefix):
                target = TargetRef(flow=REQUISITIONS, side="gp", company=company, number=row.number)
                yield target, found_requisition(row)
        if listed.unreadable:
            raise RecordsUnreadable(
                [f"{row.key.strip()} in {company} ({'; '.join(row.problems)})" for row in listed.unreadable]
            )

    def compare(self, body: GPRequisition, found: Found[GPRequisition]) -> Verdict:
        """Ours by the marker, and equal in all that we sent or blanked; texts without case and trailing spaces."""
        there = found.body
        if plain(there.marker) != plain(body.marker):
            return "foreign"
        if not holds(attrs.evolve(body, lines=()), attrs.evolve(there, lines=())):
            return "different" if there.lines or not body.lines else "partial"
        if not all(holds(ours, theirs) for ours, theirs in zip(body.lines, there.lines, strict=False)):
            return "different"
        if len(there.lines) == len(body.lines):
            return "equal"
        return "partial" if len(there.lines) < len(body.lines) else "different"

    @contextmanager
    def _gone_is_told(self, write: Write[GPRequisition]) -> Iterator[None]:
        """Say of a record that is gone since it was read what is known: without history, GP may have bought it."""
        try:
            yield
        except gp.NotFoundError as error:
            if write.op == "create" or self.reads_history:
                raise
            raise Refused((finding("REQUISITION_GONE", write.target.ref, tried=write.target.number),)) from error

    def _company(self, target: TargetRef) -> gp.Company:
        if target.company not in self._companies:
            raise unusable(target.ref, f"the configuration has no company '{target.company}'")
        return self._companies[target.company]

    def _time_left(self, write: Write[GPRequisition], deadline: datetime) -> float:
        left: timedelta = deadline - self._now()
        if left <= timedelta(0):
            late = f"{write.target}: the deadline passed before the write was sent"
            raise Unavailable(finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried=late))
        return left.total_seconds()


def _deleted(write: Write[GPRequisition], seen: gp.Requisition | None) -> Found[GPRequisition]:
    """What stood there until it was deleted, which GP keeps no trace of."""
    if seen is None:
        raise Refused((finding("DELETED_IN_GP", write.target.ref, tried=write.target.number),))
    gone = finding("REQUISITION_NOT_SAVED", write.target.ref, tried=f"{write.target.number} is deleted")
    return attrs.evolve(found_requisition(seen), stamp=None, void=True, obstacle=gone)


def _document(body: GPRequisition, *, create: bool) -> gp.NewRequisition:
    return gp.NewRequisition(
        number=body.number,
        document_date=body.document_date,
        description=sent_text(body, "description"),
        required_date=sent_day(body, "required_date"),
        requested_by=sent_text(body, "requested_by"),
        ship_to_address_id=sent_text(body, "ship_to_address_id"),
        user_defined_1=body.marker,
        lines=tuple(_document_line(line, create=create) for line in body.lines),
    )


def _document_line(line: GPRequisitionLine, *, create: bool) -> gp.NewRequisitionLine:
    return gp.NewRequisitionLine(
        sequence=line.sequence,
        non_inventory=line.non_inventory,
        item_number=line.item_number,
        description=line.description,
        vendor_id=line.vendor_id or (None if create else ""),
        unit=line.unit,
        site_id=line.site_id,
        quantity_ordered=line.quantity,
        unit_cost=line.unit_cost,
        currency_id=line.currency_id,
        account_number=line.account_number,
        required_date=sent_day(line, "required_date"),
        requested_by=sent_text(line, "requested_by"),
        user_defined_1=line.mark,
    )


def found_requisition(row: gp.Requisition) -> Found[GPRequisition]:
    """A requisition of GP in the engine's terms."""
    body = GPRequisition(
        number=row.number,
        description=row.description,
        document_date=row.document_date or gp.NO_DATE,
        required_date=row.required_date,
        requested_by=row.requested_by,
        ship_to_address_id=row.ship_to_address_id,
        marker=row.user_defined_1,
        lines=tuple(_found_line(line) for line in row.lines),
    )
    void = row.status in _OVER or bool(row.voided)
    return Found(body=body, stamp=_stamp(row), obstacle=_obstacle(row), void=void)


def _found_line(line: gp.RequisitionLine) -> GPRequisitionLine:
    return GPRequisitionLine(
        sequence=line.sequence,
        item_number=line.item_number,
        vendor_item_number="",
        description=line.description,
        vendor_id=line.vendor_id,
        unit=line.unit,
        site_id=line.site_id,
        quantity=plain_number(line.quantity_ordered or Decimal(0)),
        unit_cost=plain_number(line.unit_cost or Decimal(0)),
        extended_cost=plain_number(line.extended_cost or Decimal(0)),
        account_number=line.account_number,
        currency_id=line.currency_id,
        required_date=line.required_date,
        requested_by=line.requested_by,
        non_inventory=bool(line.non_inventory),
        mark=line.user_defined_1,
    )


def _stamp(row: gp.Requisition) -> str:
    """A text that is another one after any edit: GP's own stamp marks the insert alone, so the record stands for it."""
    lines = tuple(attrs.evolve(line, extra={}) for line in row.lines)
    return fingerprint(canonical(attrs.evolve(row, extra={}, lines=lines)))


def _obstacle(row: gp.Requisition) -> Finding | None:
    """Rule 1 of the edge cases: only a saved requisition is changed, with no approval begun and all its lines new."""
    why = row.why_not_open_for_change
    if not why:
        return None
    ordered = any(line.status is gp.RequisitionLineStatus.ORDERED for line in row.lines)
    if row.status in _BOUGHT or ordered:
        code, tried = "REQUISITION_BOUGHT", row.number
    elif row.in_history:
        code, tried = "PO_IN_HISTORY", row.number
    elif row.status is not gp.RequisitionStatus.SAVED or "approval" not in why:
        code, tried = "REQUISITION_NOT_SAVED", f"{row.number} is {in_words(row.status)}"
    else:
        code, tried = "PO_IN_APPROVAL", f"{row.number} ({in_words(row.workflow_status)})"
    return finding(code, Ref("requisition_state", (row.number,)), tried=tried)
