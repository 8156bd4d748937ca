"""The whole check of an audit: its chain, its story, and what the ledger's other tables hold."""

from collections.abc import Iterable, Iterator

import attrs

from gp_sync.ledger.chain import Head, verify
from gp_sync.ledger.compare import compare_states
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.replay import replay
from gp_sync.ledger.standing import States
from gp_sync.ledger.views import AuditRow
from gp_sync.progress import Progress, no_progress

__all__ = ["AuditCheck", "check_audit"]

_TRIES = 5


@attrs.frozen(kw_only=True)
class AuditCheck:
    """What the check of an audit found.

    Args:
        rows: how many rows there are.
        purged: how many of them have no detail any more.
        documents: how many documents the rows tell of, each compared with the tables.
        versions: how many captured versions.
        writes: how many attempts to write.
        links: how many links to records.
        head: the newest row, worth noting in another place.
        problems: what is wrong, in words; none if all is well.
    """

    rows: int
    purged: int
    documents: int
    versions: int
    writes: int
    links: int
    head: Head
    problems: tuple[str, ...]


def check_audit(
    ledger: Ledger, connection: str, noted: Head | None = None, progress: Progress = no_progress
) -> AuditCheck:
    """Verify the chain of a connection's audit, follow its rows, and compare where they lead with the ledger's tables.

    It reads only, and needs no lease.

    Args:
        ledger: the ledger.
        connection: whose audit it is.
        noted: a head that was noted earlier, in another place, and must still be in the chain.
        progress: told how far it is.

    Raises:
        LedgerError: the ledger is written to all the time, so that no moment could be looked at as a whole.
    """
    for _ in range(_TRIES):
        head = ledger.head(connection)
        check = _check(ledger, connection, head, noted, progress)
        # Every change of a state moves the head: if it stands still, all was read of one moment.
        if ledger.head(connection) == head:
            return check
    raise LedgerError(f"the ledger of '{connection}' is being written to: check it again when no run is under way")


def _check(ledger: Ledger, connection: str, head: Head, noted: Head | None, progress: Progress) -> AuditCheck:
    try:
        verdict = verify(_told(ledger.audit(connection), "rows of the chain", head, progress), head, noted)
        replayed = replay(_told(ledger.audit(connection), "rows followed", head, progress))
    except (TypeError, ValueError) as error:
        # Somebody put a value into a column that is not of its kind, such as a word for an instant.
        problem = f"a row of the audit cannot be read, since it was changed: {error}"
        return AuditCheck(
            rows=head.number, purged=0, documents=0, versions=0, writes=0, links=0, head=head, problems=(problem,)
        )
    return AuditCheck(
        rows=verdict.rows,
        purged=verdict.purged,
        documents=len(replayed.states.documents),
        versions=len(replayed.states.versions),
        writes=len(replayed.states.writes),
        links=len(replayed.states.links),
        head=head,
        problems=(*verdict.problems, *replayed.problems, *_compared(replayed.states, ledger, connection)),
    )


def _told(rows: Iterable[AuditRow], step: str, head: Head, progress: Progress) -> Iterator[AuditRow]:
    """The rows, told as they are taken."""
    for done, row in enumerate(rows, start=1):
        progress(step, done, head.number)
        yield row


def _compared(told: States, ledger: Ledger, connection: str) -> tuple[str, ...]:
    try:
        return compare_states(told, ledger, connection)
    except (TypeError, ValueError) as error:
        # As with the rows: SQLite takes any value in any column.
        problem = f"a table beside the audit cannot be read, since it was changed: {error}"
        return (f"{problem}: set it back, or put a backup of the ledger in place",)
