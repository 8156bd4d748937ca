"""The rules that every store shares: which moves exist, what a reservation answers, how a document's end is told."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

import attrs

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Key, Ref, Severity
from gp_sync.core.states import (
    DOCUMENT_MOVES,
    OPEN_WRITE_STATES,
    VERSION_MOVES,
    WRITE_MOVES,
    DocumentState,
    End,
    VersionState,
    WriteState,
)
from gp_sync.ledger.values import (
    CapturedVersion,
    Confirmed,
    Intent,
    Moved,
    Open,
    OpenWrite,
    Reservation,
    Reserved,
    Settlement,
    StoredLink,
)

__all__ = [
    "AT_REST",
    "REOPENABLE",
    "SUPERSEDABLE",
    "UNREADABLE",
    "UNSEEN",
    "WATCHED",
    "answer",
    "check_move",
    "check_settlement",
    "folded",
    "in_utc",
    "is_free",
    "is_news",
    "is_readable_now",
    "issue_findings",
    "joined_digest",
    "link_of",
    "of_one_connection",
    "possible_settlement",
    "reported_end",
    "unreadable_finding",
    "with_unreadable",
    "without_unreadable",
]

UNSEEN = frozenset(
    {WriteState.SENDING, WriteState.IN_DOUBT, WriteState.QUARANTINED, WriteState.NOT_EXECUTED},
)
"""In these states a write's body has left the process and was not seen to land: it may still do so."""

REOPENABLE = frozenset(DocumentState) - {DocumentState.PENDING}
"""From these a document returns to pending when its cause changed or a person asks."""

SUPERSEDABLE = frozenset(state for state, moves in VERSION_MOVES.items() if VersionState.SUPERSEDED in moves)
"""A version in one of these was not decided, and is superseded by a newer one that can be read."""

UNREADABLE = "ORDER_UNREADABLE"
"""The code of the finding about a newest version that cannot be read."""

WATCHED = frozenset({"CHANGED_IN_GP"})
"""Codes of warnings that join issues although they stop nothing, so that they are listed and close by themselves."""

AT_REST = (DocumentState.SETTLED, DocumentState.DONE_BY_HAND)
"""The states of documents that nothing stops; findings of theirs only warn."""

_STOPPED = frozenset({DocumentState.HELD, DocumentState.BLOCKED, DocumentState.PENDING})
_STOPPING = frozenset({Severity.HOLD, Severity.BLOCK})


def check_move(old: WriteState, new: WriteState) -> None:
    """Refuse a move that does not exist.

    Raises:
        ValueError: with the moves that do.
    """
    possible = WRITE_MOVES.get(old, frozenset())
    if new not in possible:
        known = ", ".join(sorted(possible)) or "nothing, since it is final"
        raise ValueError(f"a write does not move from '{old}' to '{new}'; from '{old}' it moves to {known}")


def possible_settlement(settlement: Settlement, state: DocumentState) -> Settlement:
    """A settlement as a document in a state can take it: where it does not move so, it is to be decided anew."""
    if settlement.state in DOCUMENT_MOVES[state]:
        return settlement
    return attrs.evolve(settlement, state=DocumentState.PENDING, end=End.PENDING)


def answer(
    intent: Intent,
    expected_attempt: int,
    *,
    attempts: int,
    open_write: OpenWrite | None,
    taken: OpenWrite | None,
    confirmed: Intent | None,
    link: StoredLink | None,
) -> Reservation:
    """What a reservation gets, once the fence is checked. Reserved means that the store now has to keep it.

    Args:
        intent: the write that is asked for.
        expected_attempt: how many attempts the caller knows of.
        attempts: how many there were.
        open_write: the one that is open for this document and target.
        taken: if a record is to be made, the open write with which another document makes or changes that record.
        confirmed: the newest write that was confirmed for them.
        link: what is linked for this target.
    """
    if open_write is not None:
        return Open(open_write)
    # The newest one only: a body that was confirmed and then replaced may be written again. The whole intent, since
    # the same body from another state of the target is another write; and only while a person did not link otherwise.
    if confirmed == intent and (link is None or (link.sent == link_of(intent).sent and not link.given_up)):
        return Confirmed(link or link_of(intent))
    if taken is not None:
        return Open(taken)
    if attempts != expected_attempt:
        return Moved(attempts)
    return Reserved(attempts + 1)


def link_of(intent: Intent) -> StoredLink:
    """The link of a write that was confirmed without a word about what the target then held."""
    sent = "null" if intent.body is None else intent.body
    return StoredLink(target=intent.target, sent=sent, held=sent, stamp=None, fingerprint=intent.fingerprint)


def is_free(holder: str | None, until: datetime | None, owner: str, now: datetime) -> bool:
    """Whether an owner may take a lease: nobody else holds it, or it has run out.

    Args:
        holder: who took it last and did not give it back.
        until: when that ends.
    """
    return holder in {None, owner} or until is None or until <= now


def is_news(version: CapturedVersion, newest_fingerprint: str | None, *, newest_readable: bool) -> bool:
    """Whether a captured payload differs from the newest stored one, or can be read where that one could not."""
    same = version.fingerprint == newest_fingerprint and (version.problem is None) == newest_readable
    return not same


def is_readable_now(version: CapturedVersion, newest_fingerprint: str | None, *, newest_readable: bool) -> bool:
    """Whether a captured payload is the newest stored one, which could not be read before and can be now."""
    return version.problem is None and not newest_readable and version.fingerprint == newest_fingerprint


def issue_findings(settlement: Settlement, unreadable: Finding | None) -> dict[tuple[str, Ref], Finding]:
    """The findings that open or join an issue: those that stop the document or are watched, one per code and cause.

    Args:
        settlement: what was decided.
        unreadable: the finding about a newer version that cannot be read, which stops the document in every state.
    """
    stopping = _STOPPING if settlement.state in _STOPPED else frozenset()
    first: dict[tuple[str, Ref], Finding] = {}
    for found in with_unreadable(settlement.findings, unreadable):
        watched = found.severity is Severity.WARN and found.code in WATCHED
        if found.severity in stopping or watched or found is unreadable:
            first.setdefault((found.code, found.cause), found)
    return first


def in_utc(instant: datetime) -> datetime:
    """An instant in UTC, as the ledger keeps all of them.

    Raises:
        ValueError: it has no offset from UTC.
    """
    if instant.tzinfo is None:
        raise ValueError(f"expected an instant with its offset from UTC, got {instant.isoformat()}")
    return instant.astimezone(UTC)


def folded(name: str) -> str:
    """A label as it is looked for: without case and outer spaces."""
    return name.strip().casefold()


def unreadable_finding(key: Key, problem: str) -> Finding:
    """The finding about a version that cannot be read; its cause is the document itself.

    Args:
        key: the document.
        problem: why it cannot be read.
    """
    return finding(UNREADABLE, key.ref, tried=problem)


def with_unreadable(findings: Iterable[Finding], unreadable: Finding | None) -> tuple[Finding, ...]:
    """What was found, and that the newest version cannot be read, if so."""
    return tuple(findings) if unreadable is None else (*without_unreadable(findings), unreadable)


def without_unreadable(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What was found, less that an earlier version could not be read."""
    return tuple(found for found in findings if found.code != UNREADABLE)


def joined_digest(digests: Iterable[str]) -> str:
    """One digest for an issue from those of its documents.

    Where they differ, the documents were decided on different states of the cause, and some of them on one that is
    gone: the joined text equals no digest, so that all of them are looked at again.
    """
    return " ".join(sorted(set(digests) - {""}))


def reported_end(end: End, *, unreadable: bool, writes: Collection[WriteState]) -> End:
    """How a document is counted: by its open writes first, then by a newest version that cannot be read.

    Args:
        end: how its last decision ended.
        unreadable: its newest version cannot be read.
        writes: the states of its writes.
    """
    if WriteState.QUARANTINED in writes:
        return End.QUARANTINED
    if OPEN_WRITE_STATES.intersection(writes):
        return End.IN_DOUBT
    return End.UNREADABLE if unreadable else end


def of_one_connection(keys: Iterable[Key]) -> list[Key]:
    """The keys without repetition, in order.

    Raises:
        ValueError: they are of several connections, which no single lease covers.
    """
    wanted = list(dict.fromkeys(keys))
    connections = sorted({key.connection for key in wanted})
    if len(connections) > 1:
        raise ValueError(f"documents of one connection are expected, got some of {', '.join(connections)}")
    return wanted


def check_settlement(key: Key, settlement: Settlement, standing: tuple[str, int] | None) -> None:
    """Refuse a settlement about what was never captured, or that takes a document where it cannot go.

    Args:
        key: the document.
        settlement: what was decided.
        standing: the document's state and newest readable version, None if it was never captured.

    Raises:
        LookupError: nothing was captured under this key, or not yet this version.
        ValueError: the document does not move so; with where it can go.
    """
    if standing is None:
        raise LookupError(f"{key} cannot be settled: it was never captured for the connection '{key.connection}'")
    old, newest = DocumentState(standing[0]), standing[1]
    if settlement.version > newest:
        raise LookupError(f"{key} cannot be settled at version {settlement.version}: the newest readable is {newest}")
    possible = DOCUMENT_MOVES[old]
    if settlement.version == newest and settlement.state not in possible:
        known = ", ".join(sorted(possible))
        raise ValueError(f"{key} does not move from '{old}' to '{settlement.state}'; from '{old}' it moves to {known}")
