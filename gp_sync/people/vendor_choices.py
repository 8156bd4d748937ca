"""What persons decided about vendors, kept in the ledger and asked for as facts.

Which side they took in a conflict about one field, when they let a frozen link go on, and which GP vendors may be
created in Procurify.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from gp_sync.core.canonical import canonical, plain, revive
from gp_sync.core.fact_values import VendorChoice
from gp_sync.core.flow import MoreReferences, References
from gp_sync.core.model import Key, Ref
from gp_sync.flows.vendors import VENDORS
from gp_sync.ledger.protocols import Ledger
from gp_sync.people.vendor_links import VendorLinks, linked_by
from gp_sync.run.session import Session

__all__ = ["VendorChoices", "kept_choice", "remember_choice", "remember_release"]


class VendorChoices(MoreReferences):
    """`References` that also know what persons decided about vendors; every other fact is asked of another one.

    Args:
        references: who knows all other facts.
        ledger: where the decisions are kept.
        connection: whose vendors.
        links: what people said about links and confirmed.
    """

    def __init__(self, references: References, ledger: Ledger, connection: str, links: VendorLinks) -> None:
        self._ledger = ledger
        self._connection = connection
        self._links = links
        self._answers: Mapping[str, Callable[..., Any]] = {
            "vendor_choice": self._choice,
            "vendor_confirmed": self._confirmed,
            "vendor_holders": self._holders,
            "vendor_link_said": self._said,
            "vendor_refusals": self._refusals,
            "vendor_release": self._release,
        }
        super().__init__(references, self._answers)

    def begin_run(self, at: datetime) -> None:
        """See `References.begin_run`; from here on, what people say is read once more."""
        self._links.begin_run()
        super().begin_run(at)

    def answer(self, ref: Ref, _: datetime) -> Any | None:
        """See `MoreReferences.answer`; what the ledger keeps is as of this moment."""
        return self._answers[ref.kind](*ref.key)

    def _confirmed(self, company: str, vendor_id: str) -> str | None:
        return vendor_id if self._links.of(company).is_confirmed(vendor_id) else None

    def _said(self, company: str, vendor: str) -> str | None:
        return self._links.of(company).of(vendor).vendor_id or None

    def _holders(self, company: str, vendor_id: str) -> tuple[str, ...] | None:
        said, created = self._links.of(company), self._links.created(company)
        links = {
            vendor: linked_by("", said.of(vendor), "", created.get(vendor, ()))
            for vendor in sorted(said.links.keys() | created.keys())
        }
        held = (vendor for vendor, link in links.items() if link and plain(link.vendor_id) == plain(vendor_id))
        return tuple(held) or None

    def _refusals(self, company: str, vendor: str) -> tuple[str, ...] | None:
        return self._links.of(company).of(vendor).refused or None

    def _choice(self, source_id: str, company: str, field: str) -> VendorChoice | None:
        return kept_choice(self._ledger, self._connection, source_id, company, field)

    def _release(self, source_id: str, company: str) -> str | None:
        return self._ledger.recall(_release_name(self._connection, source_id, company))


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
