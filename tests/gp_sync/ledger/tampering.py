"""A ledger with some history, and somebody with a database tool."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from gp_sync.core.model import Key
from gp_sync.core.states import WriteState
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing.ledger_samples import (
    CONNECTION,
    FLOW,
    closed,
    event,
    lease_of,
    link,
    page,
    reach,
    settlement,
    target_of,
    version,
)

__all__ = ["ADVICE", "Edit", "fill", "tampered"]

Edit = Callable[[str], list[str]]
"""Executes a statement on a ledger, and gives what a verification says then."""

ADVICE = ": set it back to what its rows tell, or put a backup of the ledger in place"


def fill(store: Ledger) -> None:
    """Order 52 was refused, then written; 53 has two versions, and is held; 54 is unreadable; 55 is in doubt."""
    lease = lease_of(store)
    store.capture(page(*(version(source_id) for source_id in ("52", "53", "55"))), lease.fence)
    store.capture(page(version("53", "second"), version("54", problem="odd")), lease.fence)
    store.advance(CONNECTION, "orders", "2026-11-05", lease.fence, event("capture.complete"))
    reach(store, WriteState.REFUSED, lease.fence)
    reach(store, WriteState.CONFIRMED, lease.fence, settled=settlement(1, links=(link(),)))
    store.settle(key_of("53"), settlement(2, closed()), lease.fence, event("document.held"))
    reach(store, WriteState.IN_DOUBT, lease.fence, key=key_of("55"))
    store.absent(key_of("55"), target_of(key_of("55")), 1, lease.fence, event("write.absent"))
    store.release(lease)


def key_of(source_id: str) -> Key:
    return Key(connection=CONNECTION, flow=FLOW, source_id=source_id)


def tampered(store: SqlStore, statement: str) -> list[str]:
    """What a verification says after a statement by somebody with a database tool."""
    with closing(sqlite3.connect(store.place)) as file:
        assert file.execute(statement).rowcount > 0
        file.commit()
    return list(check_audit(store, CONNECTION).problems)
