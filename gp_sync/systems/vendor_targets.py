"""Vendors of both systems as one target: GP's cards, the addresses of ours beside them, and Procurify's vendors.

Neither system takes a row stamp for vendors. So a record is read right before it is written, and must be what the
decision was made on; within this process one write of a side follows the other, and two processes are kept apart by the
connection's lease. What is left is a person who saves the record in the moment between the read and the write.
"""

import threading
from collections.abc import Iterator, Mapping
from datetime import datetime

import attrs

import dynamicsgp_sba as gp
from gp_sync.clock import Clock
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Found, RecordUnusable, Ref, TargetRef, Unavailable, Verdict, Write
from gp_sync.core.refusals import Refused
from gp_sync.flows.vendors.document import VendorRecord
from gp_sync.flows.vendors.keeping import not_kept
from gp_sync.systems.gp_errors import sending
from gp_sync.systems.gp_vendor_table import ADDRESSES, CARDS
from gp_sync.systems.gp_vendors import GPVendors
from gp_sync.systems.procurify_vendors import ProcurifyVendors, writing
from gp_sync.systems.vendor_bodies import changed_fields

__all__ = ["VendorTarget"]

_SIDES = {"gp": "GP_UNAVAILABLE", "procurify": "PROCURIFY_UNAVAILABLE"}


class VendorTarget:
    """The vendors of one connection; a `Target[VendorRecord]`. May be used by several threads.

    A void is refused: a vendor is neither deleted nor made inactive.

    Args:
        companies: the client's company by its short name.
        procurify: Procurify's vendors.
        profile: the site's, which says what can be relied on.
        now: the clock, for what is left until a deadline.
    """

    # A create of ours is refused where the vendor exists, but only as far as the read before it has seen.
    refuses_existing = False
    # A vendor is never moved to a history.
    reads_history = True

    def __init__(
        self,
        companies: Mapping[str, gp.Company],
        procurify: ProcurifyVendors,
        *,
        profile: gp.SiteProfile,
        now: Clock,
    ) -> None:
        self._gp = GPVendors(companies)
        self._procurify = procurify
        self._now = now
        self._writing = {side: threading.Lock() for side in _SIDES}
        traits = [profile.resources[name] for name in (CARDS, ADDRESSES)]
        self.atomic = all(row.atomic for row in traits)
        self.longest_execution = max(row.longest_execution for row in traits)

    def read(self, target: TargetRef) -> Found[VendorRecord] | None:
        """Read a record. Raises Unavailable or RecordUnusable."""
        return (self._procurify if target.side == "procurify" else self._gp).read(target)

    def send(self, write: Write[VendorRecord], deadline: datetime) -> Found[VendorRecord]:
        """Create or change a record: only what is different is sent.

        Raises:
            Refused, RecordMoved, Unavailable, OutcomeUnknown: as `Target` says, and nothing else.
        """
        with self._writing[write.target.side]:
            timeout = (deadline - self._now()).total_seconds()
            if timeout <= 0:
                side = write.target.side
                late = f"{write.target}: the deadline passed before the write was sent"
                raise Unavailable(finding(_SIDES[side], Ref("side", (side,)), tried=late))
            if write.body is None:
                reason = "a vendor is neither deleted nor made inactive"
                raise Refused((finding("GP_REFUSED", write.target.ref, tried=f"{write.target}: {reason}"),))
            if write.target.side == "procurify":
                with writing(write):
                    send = self._procurify.create if write.op == "create" else self._procurify.update
                    found = send(write, write.body, timeout)
            else:
                found = self._send_to_gp(write, write.body, timeout)
            return attrs.evolve(found, remarks=_told(write, write.body, found.body))

    def find_ours(self, company: str, since: datetime | None) -> Iterator[tuple[TargetRef, Found[VendorRecord]]]:
        """List GP's vendors with our marker; without a company, Procurify's with an external ID.

        Raises:
            Unavailable: the side cannot be used now.
            RecordsUnreadable: after the last record that can be read, there are others that cannot.
        """
        return self._gp.ours(company, since) if company else self._procurify.with_external_ids(since)

    def compare(self, body: VendorRecord, found: Found[VendorRecord]) -> Verdict:
        """Equal in all fields that are aligned; a new one of ours must carry our marker, or our external ID."""
        there = found.body
        if (body.created_by_us and not there.created_by_us) or body.external_id not in {"", there.external_id}:
            return "foreign"
        return "different" if changed_fields(there, body) else "equal"

    def _send_to_gp(self, write: Write[VendorRecord], body: VendorRecord, timeout: float) -> Found[VendorRecord]:
        try:
            company = self._gp.company(write.target)
            with sending(company, write):
                if write.op == "create":
                    # The client reads before it creates.
                    return self._gp.create(write, body, timeout)
                return self._gp.update(write, body, timeout)
        except RecordUnusable as error:
            raise Refused((error.finding,)) from error


def _told(write: Write[VendorRecord], body: VendorRecord, found: VendorRecord) -> tuple[Finding, ...]:
    """What is said of values that the side holds otherwise; what a create leaves empty is for it to fill in."""
    if write.op == "create":
        return not_kept(write.target, {field: text for field, text in body.texts().items() if text}, found)
    return not_kept(write.target, body.texts(body.sent_fields), found)
