"""Writes in quarantine: what a person may look at and decide, each decision audited with who and why."""

from collections.abc import Sequence
from typing import Any

import attrs

from gp_sync.core.canonical import bare
from gp_sync.core.differences import as_ours, differences
from gp_sync.core.flow import Flow
from gp_sync.core.model import Difference, Found, Key, Link, Write
from gp_sync.core.recognise import landed
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import OpenWrite, Settlement
from gp_sync.people.by_hand import Decided
from gp_sync.run.resolve import attempt_of
from gp_sync.run.session import Session
from gp_sync.run.stored import digest, store_link, write_from

__all__ = ["Quarantine", "QuarantineError", "Stuck", "quarantined"]


class QuarantineError(Exception):
    """What a person asked for does not fit what the target holds; the message says what would."""


@attrs.frozen(kw_only=True)
class Stuck:
    """A quarantined write with both sides of it.

    Args:
        write: what was sent.
        found: what the target holds under its number; None if nothing.
        seen: a short text for this state of the record, which a decision may name.
        differences: where the two differ.
    """

    write: OpenWrite
    found: Found[Any] | None
    seen: str
    differences: tuple[Difference, ...] = ()


def quarantined(ledger: Ledger, connection: str, keys: Sequence[Key] | None = None) -> list[OpenWrite]:
    """The writes in quarantine, oldest first, optionally only those of some documents."""
    writes = ledger.open_writes(connection)
    stuck = [write for write in writes if write.state is WriteState.QUARANTINED]
    return stuck if keys is None else [write for write in stuck if write.key in keys]


@attrs.frozen
class Quarantine:
    """Decides about quarantined writes of one flow.

    A decision may say which state of the record it is about, by the `seen` of `examine`: then it is refused if somebody
    changed the record since.

    Args:
        session: the hold on the connection.
        flow: the flow.
    """

    session: Session
    flow: Flow[Any, Any]

    def examine(self, stuck: OpenWrite) -> Stuck:
        """Read what the target holds, and compare it with what was sent.

        Raises:
            Unavailable: the target cannot be used.
            RecordUnusable: the record cannot be read.
        """
        write, found = write_from(self.flow, stuck.intent), self.flow.target.read(stuck.intent.target)
        seen = _seen(found)
        if found is None or write.body is None:
            return Stuck(write=stuck, found=found, seen=seen)
        as_sent = Link(target=write.target, sent=write.body, held=bare(write.body))
        rows = differences(as_sent, found, write.body)
        # What we left to the target's default is no difference.
        return Stuck(write=stuck, found=found, seen=seen, differences=tuple(row for row in rows if row.wanted))

    def confirm(self, stuck: OpenWrite, decided: Decided, *, seen: str = "") -> None:
        """Say that the record in the target is this document's, as it stands.

        The next run brings it to what the source says, if it is not, under the same rules as any change.

        Raises:
            QuarantineError: there is no such record, it is not ours, or it is another than was seen.
            Unavailable, RecordUnusable: it cannot be read.
            LeaseLost: another process took over.
        """
        write, found = self._ours(stuck, seen)
        sent = write.body
        if not landed(write, found, self.flow.target.compare):
            sent = None if found.void else found.body if write.body is None else as_ours(found.body, write.body)
        link = Link(target=write.target, sent=sent, held=found.body, stamp=found.stamp)
        self._end(stuck, WriteState.CONFIRMED, "quarantine.confirmed", decided, link)

    def void(self, stuck: OpenWrite, decided: Decided, *, seen: str = "") -> None:
        """Confirm the record as this document's, and have the next run void it, whatever the source says.

        For one that was written in part and shall not be completed.

        Raises:
            QuarantineError: there is no such record, it is not ours, it may not be voided, or it is another than was
                seen.
            Unavailable, RecordUnusable: it cannot be read.
            LeaseLost: another process took over.
        """
        write, found = self._ours(stuck, seen)
        if found.void or found.obstacle is not None:
            reason = "it is void" if found.obstacle is None else found.obstacle.code
            raise QuarantineError(f"{write.target} cannot be voided: {reason}; confirm, keep or release it")
        link = Link(target=write.target, sent=found.body, held=found.body, stamp=found.stamp, to_void=True)
        self._end(stuck, WriteState.CONFIRMED, "quarantine.to_void", decided, link)

    def keep(self, stuck: OpenWrite, decided: Decided, *, seen: str = "") -> None:
        """Leave the record as it stands, whoever made it: the document is done by hand.

        Raises:
            QuarantineError: there is no such record, or it is another than was seen.
            Unavailable, RecordUnusable: it cannot be read.
            LeaseLost: another process took over.
        """
        write, found = self._standing(stuck, seen)
        ours = not self._is_foreign(write, found)
        link = Link(target=write.target, sent=write.body, held=found.body, stamp=found.stamp, by_hand=True)
        new = WriteState.CONFIRMED if ours else WriteState.NOT_EXECUTED
        self._end(stuck, new, "quarantine.kept", decided, link, DocumentState.DONE_BY_HAND)

    def release(self, stuck: OpenWrite, decided: Decided) -> None:
        """Say that the write never happened and never will; the document is decided anew, and may be written again.

        Raises:
            QuarantineError: the target holds exactly what was sent.
            Unavailable, RecordUnusable: it cannot be read.
            LeaseLost: another process took over.
        """
        found = self.flow.target.read(stuck.intent.target)
        write = write_from(self.flow, stuck.intent)
        if found is not None and landed(write, found, self.flow.target.compare):
            raise QuarantineError(f"{write.target} is exactly what was sent: confirm it instead of releasing it")
        self._end(stuck, WriteState.NOT_EXECUTED, "quarantine.released", decided, None)

    def _standing(self, stuck: OpenWrite, seen: str) -> tuple[Write[Any], Found[Any]]:
        """The write, and the record as it is now."""
        found = self.flow.target.read(stuck.intent.target)
        if found is None:
            raise QuarantineError(f"GP has no {stuck.intent.target}: release the write instead")
        if seen and seen != _seen(found):
            raise QuarantineError(f"{stuck.intent.target} was changed since it was shown: look at it again")
        return write_from(self.flow, stuck.intent), found

    def _ours(self, stuck: OpenWrite, seen: str) -> tuple[Write[Any], Found[Any]]:
        write, found = self._standing(stuck, seen)
        if self._is_foreign(write, found):
            raise QuarantineError(f"{write.target} lacks our marker, so it is somebody else's: keep or release it")
        return write, found

    def _is_foreign(self, write: Write[Any], found: Found[Any]) -> bool:
        body = write.before if write.body is None else write.body
        return self.flow.target.compare(body, found) == "foreign"

    def _end(
        self,
        stuck: OpenWrite,
        new: WriteState,
        what: str,
        decided: Decided,
        link: Link[Any] | None,
        state: DocumentState = DocumentState.PENDING,
    ) -> None:
        attempt = attempt_of(self.session, self.flow, stuck)
        by_hand = state is DocumentState.DONE_BY_HAND
        settled = Settlement(
            version=stuck.version,
            state=state,
            end=End.DONE_BY_HAND if by_hand else End.PENDING,
            findings=() if by_hand else attempt.rest.findings,
            links=() if link is None else (store_link(link),),
        )
        attempt.move(WriteState.QUARANTINED, new, what, settled, by=decided.by, why=decided.why)


def _seen(found: Found[Any] | None) -> str:
    """A short text for the state of a record."""
    return digest(found)[:12]
