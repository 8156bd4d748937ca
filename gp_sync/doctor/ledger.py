"""Is the ledger well: its database, its audit, its counts, and what stands open in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from gp_sync.core.check import Check
from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS, VENDORS
from gp_sync.core.states import WriteState
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.sql import SqlStore
from gp_sync.ledger.urls import holds_password
from gp_sync.ledger.values import OpenWrite
from gp_sync.run.unknown import unknown_seen

__all__ = [
    "address_is_no_secret",
    "audit_is_whole",
    "database_is_whole",
    "new_in_procurify",
    "open_writes",
    "room_is_left",
]

_FLOWS = (VENDORS, REQUISITIONS, PURCHASE_ORDERS)
_LONG = timedelta(hours=24)
_MEBIBYTE = 1024 * 1024
_ENOUGH = 16
"""So many times the least that must be free is a disk that will do for a while."""

_NAMED = 6
_BACKUP = "Put a backup of the ledger in place (`gp-sync audit verify` tells whether it is whole), then run again."


def database_is_whole(store: SqlStore) -> Iterator[Check]:
    """The database's own check, and the version of its tables."""
    seen = store.health()
    if seen.problems:
        answer = f"{seen.place} is damaged: {seen.problems[0]}" + _more(len(seen.problems))
        yield Check(what="ledger", result="failed", answer=answer, remedy=_BACKUP)
    else:
        yield Check(
            what="ledger", result="ok", answer=f"{seen.place} is whole, its tables are of version {seen.revision}"
        )


def address_is_no_secret(url: str) -> Iterator[Check]:
    """Whether the address of the ledger, which stands in a file that many may read, holds a password."""
    if holds_password(url):
        answer = "it holds a password, and the configuration is no place for one"
        remedy = "Leave it out of ledger.url: PostgreSQL's client takes it from its password file or from PGPASSWORD."
        yield Check(what="ledger address", result="warning", answer=answer, remedy=remedy)


def room_is_left(store: SqlStore) -> Iterator[Check]:
    """The room on the disk under a ledger in a file."""
    seen = store.room()
    if seen is None:
        return
    free, least = seen.free_bytes // _MEBIBYTE, seen.least_free_bytes // _MEBIBYTE
    answer = f"{free:,} MiB are free; below {least} MiB nothing is written"
    if seen.free_bytes < seen.least_free_bytes:
        yield Check(what="ledger room", result="failed", answer=answer, remedy="Make room on this disk.")
    elif seen.free_bytes < _ENOUGH * seen.least_free_bytes:
        yield Check(what="ledger room", result="warning", answer=answer, remedy="Make room on this disk soon.")
    else:
        yield Check(what="ledger room", result="ok", answer=answer)


def audit_is_whole(ledger: Ledger, connection: str) -> Iterator[Check]:
    """The audit's chain and story, held against the tables; and whether the counts add up."""
    found = check_audit(ledger, connection)
    if found.problems:
        answer = found.problems[0] + _more(len(found.problems))
        remedy = f"`gp-sync audit verify` lists all. {_BACKUP}"
        yield Check(what="audit", result="failed", answer=answer, remedy=remedy)
    else:
        yield Check(
            what="audit", result="ok", answer=f"{found.rows} rows are whole, and the tables hold what they tell"
        )
    counted = sum(sum(ledger.counts(connection, flow).values()) for flow in _FLOWS)
    if counted == found.documents:
        documents = "document" if counted == 1 else "documents"
        yield Check(what="counts", result="ok", answer=f"they add up: {counted} {documents}, each with one end")
    else:
        answer = f"the ends add up to {counted} documents, and the audit tells of {found.documents}"
        yield Check(what="counts", result="failed", answer=answer, remedy=_BACKUP)


def open_writes(ledger: Ledger, connection: str, now: datetime) -> Iterator[Check]:
    """Writes that no run and no person has settled for long."""
    waiting = list(ledger.open_writes(connection))
    stuck = [write for write in waiting if write.state is WriteState.QUARANTINED]
    old = [write for write in waiting if write not in stuck and write.deadline and now - write.deadline > _LONG]
    if stuck:
        remedy = "`gp-sync quarantine list` shows them, and what to do."
        yield Check(what="open writes", result="warning", answer=f"in quarantine: {_named(stuck)}", remedy=remedy)
    if old:
        remedy = "`gp-sync sync` reads them back; if they stay, see why it stops."
        yield Check(what="open writes", result="warning", answer=f"in doubt for days: {_named(old)}", remedy=remedy)
    if not stuck and not old:
        yield Check(what="open writes", result="ok", answer=f"{len(waiting)} open, none for long")


def new_in_procurify(ledger: Ledger, connection: str) -> Iterator[Check]:
    """Fields and values that this version has no name for, as far as documents with them were captured."""
    seen = unknown_seen(ledger, connection)
    if not seen:
        yield Check(what="new in Procurify", result="ok", answer="no field and no value without a name was seen")
        return
    often = sorted(seen.items(), key=lambda item: -item[1].count)
    told = ", ".join(f"{name} ({row.count} times since {row.first:%Y-%m-%d})" for name, row in often[:_NAMED])
    more = f" and {len(seen) - _NAMED} more" if len(seen) > _NAMED else ""
    remedy = (
        "Nothing is lost: what came is kept as it came. See whether they matter to you; a newer gp-sync may know them."
    )
    yield Check(what="new in Procurify", result="warning", answer=told + more, remedy=remedy)


def _named(writes: list[OpenWrite]) -> str:
    shown = ", ".join(str(write.intent.target) for write in writes[:_NAMED])
    return shown + (f" and {len(writes) - _NAMED} more" if len(writes) > _NAMED else "")


def _more(problems: int) -> str:
    return f" (and {problems - 1} more)" if problems > 1 else ""
