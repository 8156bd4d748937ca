"""Every kind of change that a ledger knows, ready to be made, and all that a ledger tells."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import attrs

from gp_sync.core.states import WriteState
from gp_sync.ledger.chain import PURGED
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import Lease
from gp_sync.testing.ledger_samples import (
    AT,
    CONNECTION,
    FLOW,
    KEY,
    TARGET,
    closed,
    event,
    intent,
    lease_of,
    link,
    page,
    reach,
    settlement,
    version,
)

__all__ = ["NAMES", "changes", "prepared", "told"]

_LATER = datetime(2027, 1, 1, tzinfo=AT.tzinfo)
_OTHER = attrs.evolve(KEY, source_id="53")


def prepared(store: Ledger, name: str) -> Lease:
    """Make a change possible: order 52 is pending, with a write in doubt for some changes; order 53 is held."""
    lease = lease_of(store)
    store.capture(page(version("52"), version("53")), lease.fence)
    store.settle(_OTHER, settlement(1, closed()), lease.fence, event())
    reach(store, WriteState.IN_DOUBT if name in {"move", "absent"} else WriteState.REFUSED, lease.fence)
    return lease


def changes(store: Ledger, lease: Lease, size: int = 1) -> dict[str, Callable[[], object]]:
    """The changes by the name of their method, each with a text of some size that has to be stored."""
    fence, happened = lease.fence, event("something.happened", text="x" * size)
    settled = settlement(1, closed(), links=(link(),))
    doubt = (KEY, TARGET, 1, WriteState.IN_DOUBT)
    return {
        "renew": partial(store.renew, lease, 900),
        "reserve": partial(store.reserve, KEY, 1, intent("other"), 1, fence, happened),
        "move": partial(store.move, *doubt, WriteState.CONFIRMED, fence, happened, settlement=settled),
        "absent": partial(store.absent, KEY, TARGET, 1, fence, happened),
        "capture": partial(store.capture, page(version(content="x" * size), version("54")), fence),
        "advance": partial(store.advance, CONNECTION, "orders", "2026-11-05", fence, happened),
        "settle": partial(store.settle, KEY, settled, fence, happened),
        "reopen": partial(store.reopen, [_OTHER], fence, happened),
        "note": partial(store.note, CONNECTION, happened, fence),
        "purge_details": partial(store.purge_details, CONNECTION, _LATER, fence, attrs.evolve(happened, what=PURGED)),
        "release": partial(store.release, lease),
    }


def told(store: Ledger) -> list[Any]:
    """All that a store tells."""
    return [
        list(store.documents(CONNECTION, FLOW)),
        store.open_writes(CONNECTION),
        store.issues(CONNECTION),
        list(store.audit(CONNECTION)),
        store.head(CONNECTION),
        store.states(CONNECTION),
        store.cursor(CONNECTION, "orders"),
        store.tokens(CONNECTION, FLOW, ["52", "53", "54"]),
    ]


NAMES = sorted(changes(MemoryStore(), Lease(connection="", owner="", fence=0, until=AT)))
"""The names of all changes."""
