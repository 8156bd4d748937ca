"""The events that a store itself makes for the audit: of captured versions, and of documents settled with a write."""

from datetime import datetime

from gp_sync.ledger.texts import reasons_of
from gp_sync.ledger.values import CapturedVersion, Event, Settlement

__all__ = ["capture_event", "settlement_event"]


def settlement_event(settlement: Settlement, state: str, at: datetime) -> Event:
    """The document's own event where it is settled together with a write, and is in a state since."""
    detail = {
        "version": settlement.version,
        "findings": [f"{finding.code} {finding.cause}" for finding in settlement.findings],
        "reasons": reasons_of(settlement.findings),
    }
    return Event(what=f"document.{settlement.end if state == settlement.state else state}", at=at, detail=detail)


def capture_event(
    captured: CapturedVersion, number: int, at: datetime, *, supersedes: int | None, known: bool = False
) -> Event:
    """The event of a version that was stored.

    Args:
        captured: the version.
        number: its number.
        at: when.
        supersedes: the version that was waiting to be decided, if there was one.
        known: it was stored before, and can be read now.
    """
    detail = {"version": number, "fingerprint": captured.fingerprint, "token": captured.token, "label": captured.label}
    if captured.problem is not None:
        return Event(what="version.unreadable", at=at, detail={**detail, "problem": captured.problem})
    what = "version.readable" if known else "version.captured"
    return Event(what=what, at=at, detail={**detail, "supersedes": supersedes})
