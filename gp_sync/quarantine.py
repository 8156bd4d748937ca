"""Writes in quarantine: what a person may look at and decide, each decision audited with who and why."""

from collections.abc import Sequence
from typing import Any

import attrs

from gp_sync.attempt import Rest
from gp_sync.by_hand import Decided
from gp_sync.core.canonical import bare
from gp_sync.core.differences import differences
from gp_sync.core.flow import Flow
from gp_sync.core.model import Difference, Found, Key, Link, Write
from gp_sync.core.recognise import landed
from gp_sync.core.states import DocumentState, End, WriteState
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import OpenWrite, Settlement
from gp_sync.resolve import Resolver, attempt_of
from gp_sync.session import Session
from gp_sync.stored import store_link, write_from
from gp_sync.write import Writer

__all__ = ["Quarantine", "QuarantineError", "Stuck", "quarantined"]


class QuarantineError(Exception):
    """What a person asked for does not fit what the target holds; the message says what would."""


@attrs.frozen(kw_only=True)
class Stuck:
    """A quarantined write with both sides of it.

    Args:
        write: what was sent.
        found: what the target holds under its number; None if nothing.
        differences: where the two differ.
    """

    write: OpenWrite
    found: Found[Any] | None
    differences: tuple[Difference, ...] = ()


def quarantined(ledger: Ledger, connection: str, keys: Sequence[Key] | None = None) -> list[OpenWrite]:
    """The writes in quarantine, oldest first, optionally only those of some documents."""
    writes = ledger.open_writes(connection)
    stuck = [write for write in writes if write.state is WriteState.QUARANTINED]
    return stuck if keys is None else [write for write in stuck if write.key in keys]


@attrs.frozen
class Quarantine:
    """Decides about quarantined writes of one flow.

    Args:
        session: the hold on the connection.
        flow: the flow.
        send_seconds: how long the void of `void` may take.
    """

    session: Session
    flow: Flow[Any, Any]
    send_seconds: float

    def examine(self, stuck: OpenWrite) -> Stuck:
        """Read what the target holds, and compare it with what was sent.

        Raises:
            Unavailable: the target cannot be used.
            RecordUnusable: the record cannot be read.
        """
        write, found = write_from(self.flow, stuck.intent), self.flow.target.read(stuck.intent.target)
        if found is None or write.body is None:
            return Stuck(write=stuck, found=found)
        as_sent = Link(target=write.target, sent=write.body, held=bare(write.body))
        rows = differences(as_sent, found, write.body)
        # What we left to the target's default is no difference.
        return Stuck(write=stuck, found=found, differences=tuple(row for row in rows if row.wanted))

    def confirm(self, stuck: OpenWrite, decided: Decided) -> None:
        """Say that the record in the target is this document's, as it stands.

        The next run brings it to what the source says, if it is not, under the same rules as any change.

        Raises:
            QuarantineError: there is no such record.
            Unavailable, RecordUnusable: it cannot be read.
            LeaseLost: another process took over.
        """
        found = self._standing(stuck)
        write = write_from(self.flow, stuck.intent)
        sent = write.body if landed(write, found, self.flow.target.compare) else None if found.void else found.body
        self._end(
            stuck,
            WriteState.CONFIRMED,
            "quarantine.confirmed",
            decided,
            Link(target=write.target, sent=sent, held=found.body, stamp=found.stamp),
        )

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

    def void(self, stuck: OpenWrite, decided: Decided) -> End:
        """Confirm the record as this document's, and void it; for a partial one that shall not be completed.

        Raises:
            QuarantineError: there is no such record, or it may not be voided.
            Unavailable, RecordUnusable: the target cannot be used, or the record cannot be read.
            LeaseLost: another process took over.
        """
        found = self._standing(stuck)
        if found.void or found.obstacle is not None:
            reason = "it is void" if found.obstacle is None else found.obstacle.code
            raise QuarantineError(f"{stuck.intent.target} cannot be voided: {reason}; confirm or release it")
        self.confirm(stuck, decided)
        writer = Writer(self.session, self.flow, Resolver(self.session, self.flow), send_seconds=self.send_seconds)
        write = Write(op="void", target=stuck.intent.target, body=None, before=found.body, stamp=found.stamp)
        rest = Rest(state=DocumentState.PENDING, end=End.PENDING)
        return writer.carry_out(stuck.key, stuck.version, write, rest).end

    def _standing(self, stuck: OpenWrite) -> Found[Any]:
        found = self.flow.target.read(stuck.intent.target)
        if found is None:
            raise QuarantineError(f"GP has no {stuck.intent.target}: release the write instead")
        return found

    def _end(self, stuck: OpenWrite, new: WriteState, what: str, decided: Decided, link: Link[Any] | None) -> None:
        attempt = attempt_of(self.session, self.flow, stuck)
        settled = Settlement(
            version=stuck.version,
            state=DocumentState.PENDING,
            end=End.PENDING,
            findings=attempt.rest.findings,
            links=() if link is None else (store_link(link),),
        )
        attempt.move(WriteState.QUARANTINED, new, what, settled, by=decided.by, why=decided.why)
