"""What persons decided about vendors, kept in the ledger and asked for as facts.

Which side they took in a conflict about one field, when they let a frozen link go on, and which GP vendors may be
created in Procurify.
"""

from datetime import datetime
from typing import Any

from gp_sync.core.canonical import canonical, revive
from gp_sync.core.fact_values import VendorChoice
from gp_sync.core.flow import References
from gp_sync.core.model import Key, Ref
from gp_sync.flows.vendors import VENDORS
from gp_sync.ledger.protocols import Ledger
from gp_sync.people.vendor_links import VendorLinks
from gp_sync.session import Session

__all__ = ["VendorChoices", "kept_choice", "remember_choice", "remember_release"]

_CHOICE, _RELEASE, _CONFIRMED, _SAID = "vendor_choice", "vendor_release", "vendor_confirmed", "vendor_link_said"


class VendorChoices:
    """`References` that also know what persons decided about vendors; every other fact is asked of another one.

    Args:
        references: who knows all other facts.
        ledger: where the decisions are kept.
        connection: whose vendors.
        links: what people said about links and confirmed.
    """

    def __init__(self, references: References, ledger: Ledger, connection: str, links: VendorLinks) -> None:
        self._references = references
        self._ledger = ledger
        self._connection = connection
        self._links = links
        self.kinds = references.kinds | {_CHOICE, _RELEASE, _CONFIRMED, _SAID}

    def begin_run(self, at: datetime) -> None:
        """See `References.begin_run`; from here on, what people say is read once more."""
        self._links.begin_run()
        self._references.begin_run(at)

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """See `References.seed`."""
        self._references.seed(ref, fact, at)

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """See `References.find`; what the ledger keeps is as of this moment."""
        if ref.kind == _CONFIRMED:
            company, vendor_id = ref.key
            return vendor_id if self._links.of(company).is_confirmed(vendor_id) else None
        if ref.kind == _SAID:
            company, vendor = ref.key
            return self._links.of(company).of(vendor).vendor_id or None
        if ref.kind == _CHOICE:
            source_id, company, field = ref.key
            return kept_choice(self._ledger, self._connection, source_id, company, field)
        if ref.kind == _RELEASE:
            source_id, company = ref.key
            return self._ledger.recall(_release_name(self._connection, source_id, company))
        return self._references.find(ref, not_before)


def kept_choice(ledger: Ledger, connection: str, source_id: str, company: str, field: str) -> VendorChoice | None:
    """Which side a person took in a conflict about one field of a vendor; None if nobody did."""
    kept = ledger.recall(_choice_name(connection, source_id, company, field))
    return revive(kept, VendorChoice) if kept else None


def remember_choice(
    session: Session, source_id: str, company: str, field: str, choice: VendorChoice, *, by: str, why: str
) -> None:
    """Keep which side a person takes in a conflict about one field of a vendor; audited with both values.

    Raises:
        LeaseLost: another process took over.
    """
    name = _choice_name(session.connection, source_id, company, field)
    kept = session.ledger.recall(name)
    key = Key(connection=session.connection, flow=VENDORS, source_id=source_id)
    values = {"take": choice.take, "procurify": choice.procurify, "gp": choice.gp}
    event = session.event("vendor.conflict_resolved", by=by, why=why, company=company, field=field, **values)
    session.check(session.ledger.note(session.connection, event, session.fence, key=key))
    session.remember(name, canonical(choice), expected=kept)


def remember_release(session: Session, source_id: str, company: str, *, by: str, why: str) -> None:
    """Let a vendor's frozen link go on: what was written until now is not held against it any more; audited.

    Raises:
        LeaseLost: another process took over.
    """
    name = _release_name(session.connection, source_id, company)
    kept = session.ledger.recall(name)
    key = Key(connection=session.connection, flow=VENDORS, source_id=source_id)
    event = session.event("vendor.released", by=by, why=why, company=company)
    session.check(session.ledger.note(session.connection, event, session.fence, key=key))
    session.remember(name, event.at.isoformat(), expected=kept)


def _choice_name(connection: str, source_id: str, company: str, field: str) -> str:
    return f"vendor choice {connection} {company} {field} {source_id}"


def _release_name(connection: str, source_id: str, company: str) -> str:
    return f"vendor release {connection} {company} {source_id}"
