"""The audit as a chain: each row carries a digest of its columns and of the row before, so that no past can be changed.

A row's digest is the SHA-256 of a JSON array: the digest of the row before (64 zeros before the first), then the row's
columns in the order of `AuditRow`, with the digest of its detail in place of the detail. So details can be purged, and
the chain still holds. The head, kept apart from the rows, is what shows that rows were cut off the end.

Whoever can write to the database could compute all digests anew. Against that helps a head that was noted elsewhere.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

import attrs

from gp_sync.core.canonical import canonical, fingerprint
from gp_sync.core.model import Key, TargetRef
from gp_sync.ledger.rules import in_utc
from gp_sync.ledger.values import Event
from gp_sync.ledger.views import AuditRow

__all__ = ["PURGED", "Head", "Verdict", "check_purge", "next_row", "purge_limit", "row_digest", "verify"]

PURGED = "audit.details_purged"
"""The word of the event with which details are purged; the row's new state is the instant up to which they are."""

_BEFORE_THE_FIRST = "0" * 64


@attrs.frozen
class Head:
    """The newest row of a connection's audit: its number, 0 before the first, and its digest."""

    number: int = 0
    digest: str = _BEFORE_THE_FIRST

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


@attrs.frozen(kw_only=True)
class Verdict:
    """What a verification found.

    Args:
        rows: how many rows there are.
        purged: how many of them have no detail any more.
        head: the head that they were held against.
        problems: what is wrong, in words; none if the chain holds.
    """

    rows: int
    purged: int
    head: Head
    problems: tuple[str, ...]


def next_row(
    head: Head,
    event: Event,
    *,
    connection: str,
    owner: str,
    fence: int,
    key: Key | None = None,
    target: TargetRef | None = None,
    attempt: int | None = None,
    old: str | None = None,
    new: str | None = None,
    contents: str | None = None,
) -> AuditRow:
    """The row that follows the head.

    Args:
        head: the newest row.
        event: what happened.
        connection: whose audit it is.
        owner: who holds the lease.
        fence: the lease's.
        key: the document that it is about, if any.
        target: where the write goes that it is about, if any.
        attempt: the number of that write.
        old: the state before.
        new: the state after.
        contents: what the change stored beside the states, see `gp_sync.ledger.contents`.

    Raises:
        ValueError: the event's instant has no offset from UTC.
    """
    text = canonical(event.detail)
    row = AuditRow(
        connection=connection,
        number=head.number + 1,
        at=in_utc(event.at),
        owner=owner,
        fence=fence,
        what=event.what,
        flow=key.flow if key else None,
        source_id=key.source_id if key else None,
        side=target.side if target else None,
        company=target.company if target else None,
        target_number=target.number if target else None,
        attempt=attempt,
        old_state=None if old is None else str(old),
        new_state=None if new is None else str(new),
        contents=contents,
        detail_text=text,
        detail_digest=fingerprint(text),
        digest="",
    )
    return attrs.evolve(row, digest=row_digest(row, head.digest))


def row_digest(row: AuditRow, previous: str) -> str:
    """The digest that a row must have after a row with the previous digest."""
    columns = [
        row.connection,
        row.number,
        in_utc(row.at).isoformat(timespec="microseconds"),
        row.owner,
        row.fence,
        row.what,
        row.flow,
        row.source_id,
        row.side,
        row.company,
        row.target_number,
        row.attempt,
        row.old_state,
        row.new_state,
        row.contents,
        row.detail_digest,
    ]
    return fingerprint(json.dumps([previous, *columns], separators=(",", ":"), ensure_ascii=False))


def check_purge(event: Event) -> None:
    """Refuse an event that a verification would not know as the purge of details.

    Raises:
        ValueError: its word is another one.
    """
    if event.what != PURGED:
        raise ValueError(f"details are purged with an event called '{PURGED}', got '{event.what}'")


def purge_limit(before: datetime) -> str:
    """The instant up to which details are purged, as the new state of the purge's row."""
    return in_utc(before).isoformat()


def verify(rows: Iterable[AuditRow], head: Head, noted: Head | None = None) -> Verdict:
    """Check that rows are a whole chain that ends in its head.

    Args:
        rows: all rows of a connection, by number.
        head: the connection's head, as it is kept beside the rows.
        noted: a head that was noted earlier, in another place, and must still be in the chain.
    """
    walk = _Walk(noted=noted or Head())
    for row in rows:
        walk.take(row)
    problems = (*walk.problems, *walk.details(), *walk.end(head))
    return Verdict(rows=walk.count, purged=len(walk.bare), head=head, problems=problems)


@attrs.define
class _Walk:
    """A verification under way.

    Args:
        noted: the head that must be met.
        last: the row before, as it stands there.
        count: how many rows were met.
        bare: number and instant of the rows without a detail.
        purges: number and limit of the rows that tell of a purge.
        met: the noted head was met.
        problems: what is wrong so far.
    """

    noted: Head
    last: Head = attrs.field(factory=Head)
    count: int = 0
    bare: list[tuple[int, datetime]] = attrs.field(factory=list)
    purges: list[tuple[int, datetime]] = attrs.field(factory=list)
    met: bool = attrs.field(init=False)
    problems: list[str] = attrs.field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.met = self.noted == self.last

    def take(self, row: AuditRow) -> None:
        """Look at the next row."""
        self.count += 1
        if row.number <= self.last.number:
            self.problems.append(f"row {row.number} stands after row {self.last.number}: it was inserted or moved")
            return
        if row.number > self.last.number + 1:
            self.problems.append(f"{_rows(self.last.number + 1, row.number - 1)} missing")
        elif row.digest != row_digest(row, self.last.digest):
            self.problems.append(_changed(row))
        if row.detail_text is None:
            self.bare.append((row.number, row.at))
        elif fingerprint(row.detail_text) != row.detail_digest:
            self.problems.append(f"the detail of row {row.number} was changed")
        if row.what == PURGED:
            self.purges.append((row.number, _purge_limit_of(row)))
        self.last = Head(row.number, row.digest)
        self.met = self.met or self.last == self.noted

    def details(self) -> list[str]:
        """Details that are missing although no purge took them."""
        return [
            f"the detail of row {number} is missing, and no purge took it"
            for number, at in self.bare
            if not any(number < purge and at < limit for purge, limit in self.purges)
        ]

    def end(self, head: Head) -> list[str]:
        """What is wrong with the end of the chain."""
        problems = []
        if self.last.number < head.number:
            cut = _rows(self.last.number + 1, head.number)
            problems.append(f"{cut} missing at the end: the head is row {head.number}")
        elif self.last.number > head.number:
            extra = _rows(head.number + 1, self.last.number)
            problems.append(f"{extra} beyond the head, which is row {head.number}: inserted, or the head was set back")
        elif self.last.digest != head.digest:
            problems.append(f"the head was changed, or row {head.number} with its digest: they differ")
        if not self.met:
            problems.append(f"the noted head {self.noted} is not in the chain: everything may have been made anew")
        return problems


def _purge_limit_of(row: AuditRow) -> datetime:
    """Up to when a purge took details; it took none where the row does not say, which then is a problem of its own."""
    try:
        return datetime.fromisoformat(row.new_state or "")
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _changed(row: AuditRow) -> str:
    if row.number == 1:
        return "row 1 was changed: its digest is another one"
    before = row.number - 1
    return f"row {row.number} was changed, or row {before} was replaced with its digest: they do not fit together"


def _rows(first: int, last: int) -> str:
    return f"row {first} is" if first == last else f"rows {first} to {last} are"
