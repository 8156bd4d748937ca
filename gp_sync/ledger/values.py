"""The small frozen values that the engine and its ledger exchange; instants are in UTC, bodies canonical JSON texts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import attrs

from gp_sync.core.model import Finding, Key, Ref, TargetRef
from gp_sync.core.states import DocumentState, End, WriteState

__all__ = [
    "CapturedPage",
    "CapturedVersion",
    "Confirmed",
    "Event",
    "Fenced",
    "Intent",
    "Lease",
    "Moved",
    "Open",
    "OpenWrite",
    "Pending",
    "Reservation",
    "Reserved",
    "Settlement",
    "StoredLink",
]

_NOTHING = "null"
"""The canonical text of None."""


@attrs.frozen(kw_only=True)
class Lease:
    """The right to work on one connection, until an instant by the store's clock. A newer one has a higher fence."""

    connection: str
    owner: str
    fence: int
    until: datetime


@attrs.frozen(kw_only=True)
class Event:
    """What the audit keeps of one change, beside the states, the fence and the owner that the store adds.

    Args:
        what: a stable word such as `write.confirmed`.
        at: when, by the engine's clock.
        detail: values before and after, identifiers, findings: JSON values, never a secret.
    """

    what: str
    at: datetime
    detail: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Intent:
    """A write as the store keeps it. Texts are canonical JSON; `body` is None for a void."""

    op: Literal["create", "update", "void"]
    target: TargetRef
    body: str | None
    before: str | None
    stamp: str | None
    fingerprint: str


@attrs.frozen(kw_only=True)
class StoredLink:
    """The last confirmed write for a target: what was sent, what the target then held, and its row stamp.

    Args:
        held: the text of None where a person entered it under another number.
        given_up: the record is gone, and a person wants it written again.
        by_hand: a person entered the record: it was never written by us, and is not changed by us.
        to_void: a person wants the record voided, whatever the source says.
    """

    target: TargetRef
    sent: str
    held: str
    stamp: str | None
    fingerprint: str
    given_up: bool = False
    by_hand: bool = False
    to_void: bool = False

    @property
    def void(self) -> bool:
        """Whether the record was voided."""
        return self.sent == _NOTHING

    @property
    def elsewhere(self) -> bool:
        """Whether the target has nothing under this number, since a person entered the record under another one."""
        return self.by_hand and self.held == _NOTHING != self.sent


@attrs.frozen(kw_only=True)
class OpenWrite:
    """A write that is reserved, sending, in doubt or quarantined.

    Args:
        version: the captured version that it carries out.
        deadline: by when the send had to be over; None while it is only reserved.
        absences: how often a read-back has found nothing, counted only after the settle time.
        checked: when the last of these reads was.
    """

    key: Key
    version: int
    attempt: int
    state: WriteState
    intent: Intent
    deadline: datetime | None
    absences: int
    checked: datetime | None


@attrs.frozen
class Reserved:
    """The write is reserved as this attempt; nothing else may write this target for this document."""

    attempt: int


@attrs.frozen
class Confirmed:
    """The newest write that was confirmed for this target is this very one: there is nothing to send.

    The same body over another state of the target is another write, and so is one that was replaced meanwhile, or
    whose link was given up or says something else by now.
    """

    link: StoredLink


@attrs.frozen
class Open:
    """Another write for this document and target is open, or another document's for the record to be made: wait."""

    write: OpenWrite


@attrs.frozen
class Moved:
    """The attempt counter is not what the caller expected: read again, and decide again."""

    attempt: int


@attrs.frozen
class Fenced:
    """The lease was lost: whoever calls must stop."""


Reservation = Reserved | Confirmed | Open | Moved | Fenced


@attrs.frozen(kw_only=True)
class Settlement:
    """What is decided about a document, stored together.

    Args:
        version: the captured version that the decision is about. If a newer one has come, links are stored and the
            document stays pending.
        state: the document's new state; `PENDING` keeps it waiting, with the findings as the reason.
        end: the word of the report.
        findings: all findings, replacing the ones before.
        digests: a digest of each finding's cause as it was read, by cause, so that a change of it is seen.
        links: links to store or replace.
    """

    version: int
    state: DocumentState
    end: End
    findings: tuple[Finding, ...] = ()
    digests: Mapping[Ref, str] = attrs.field(factory=dict)
    links: tuple[StoredLink, ...] = ()


@attrs.frozen(kw_only=True)
class CapturedVersion:
    """One version of a source document as it was received.

    Args:
        token: the change token of the list row, which tells a later poll that nothing changed; empty if the document
            shall be fetched again in any case.
        payload: the answer's body, byte for byte; empty if it could not be fetched as a record.
        fingerprint: SHA-256 of the payload, or of the problem where there is none.
        problem: why it cannot be read, or None.
        label: how people call it, such as its number.
    """

    source_id: str
    token: str
    payload: bytes
    fingerprint: str
    problem: str | None = None
    label: str = ""


@attrs.frozen(kw_only=True)
class CapturedPage:
    """What one page of a window brought, stored in one transaction."""

    connection: str
    flow: str
    versions: tuple[CapturedVersion, ...]
    at: datetime


@attrs.frozen(kw_only=True)
class Pending:
    """A document that waits for a decision, with its newest readable version."""

    key: Key
    version: int
    payload: bytes
    label: str
    captured_at: datetime
    links: Mapping[TargetRef, StoredLink]
    open_targets: frozenset[TargetRef]
