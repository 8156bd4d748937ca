"""The states of captured versions, documents and writes, and the moves between them.

Two things are kept apart, because mixing them makes duplicates: what should happen to a document, and what happened
to a write.
"""

from enum import StrEnum

__all__ = [
    "DOCUMENT_MOVES",
    "OPEN_WRITE_STATES",
    "VERSION_MOVES",
    "WRITE_MOVES",
    "DocumentState",
    "End",
    "VersionState",
    "WriteState",
]


class VersionState(StrEnum):
    """A version of a source document, as captured."""

    NEW = "new"
    DECIDED = "decided"
    SUPERSEDED = "superseded"
    UNREADABLE = "unreadable"


class DocumentState(StrEnum):
    """What is to be done for a document."""

    PENDING = "pending"
    HELD = "held"
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    SETTLED = "settled"
    DONE_BY_HAND = "done by hand"


class WriteState(StrEnum):
    """What happened to one attempt to write one target."""

    RESERVED = "reserved"
    SENDING = "sending"
    IN_DOUBT = "in doubt"
    QUARANTINED = "quarantined"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    NOT_EXECUTED = "not executed"
    ABANDONED = "abandoned"


class End(StrEnum):
    """How each record that was read ends. The counts of all ends add up to what was read."""

    WRITTEN = "written"
    ADOPTED = "adopted"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    HELD = "held"
    BLOCKED = "blocked"
    PENDING = "pending"
    IN_DOUBT = "in doubt"
    QUARANTINED = "quarantined"
    SUPERSEDED = "superseded"
    DONE_BY_HAND = "done by hand"
    UNREADABLE = "unreadable"


OPEN_WRITE_STATES = frozenset(
    {WriteState.RESERVED, WriteState.SENDING, WriteState.IN_DOUBT, WriteState.QUARANTINED},
)
"""While a write is in one of these, its document gets no other write for the same target."""

VERSION_MOVES = {
    VersionState.NEW: frozenset({VersionState.DECIDED, VersionState.SUPERSEDED}),
    VersionState.UNREADABLE: frozenset({VersionState.NEW, VersionState.SUPERSEDED}),
}
"""The moves that exist; a version begins as new or unreadable. A state that is not a key here is final."""

DOCUMENT_MOVES = {state: frozenset({DocumentState.PENDING}) for state in DocumentState} | {
    DocumentState.PENDING: frozenset(DocumentState),
    DocumentState.DONE_BY_HAND: frozenset({DocumentState.PENDING, DocumentState.DONE_BY_HAND}),
}
"""The moves that exist. A document that waits may go on waiting, for other reasons; one that is decided is not decided
anew before it is pending again: on a new version, a changed cause or a replay. What was done by hand may be said again,
since a document may have several records."""

WRITE_MOVES = {
    WriteState.RESERVED: frozenset({WriteState.SENDING, WriteState.ABANDONED}),
    WriteState.SENDING: frozenset(
        {WriteState.CONFIRMED, WriteState.REFUSED, WriteState.NOT_EXECUTED, WriteState.IN_DOUBT},
    ),
    WriteState.IN_DOUBT: frozenset({WriteState.CONFIRMED, WriteState.NOT_EXECUTED, WriteState.QUARANTINED}),
    WriteState.QUARANTINED: frozenset({WriteState.CONFIRMED, WriteState.NOT_EXECUTED}),
}
"""The moves that exist. A state that is not a key here is final."""
