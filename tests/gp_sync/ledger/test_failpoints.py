"""A process that dies inside a change leaves all of it, or nothing."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import attrs
import pytest

from gp_sync.core.states import WriteState
from gp_sync.failpoints import installed
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.chain import PURGED
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.values import Lease
from gp_sync.testing import HandClock
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

LATER = datetime(2027, 1, 1, tzinfo=AT.tzinfo)


class DiedError(Exception):
    """The process is gone."""


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, clock: HandClock) -> Ledger:
    return MemoryStore(clock) if request.param == "memory" else request.getfixturevalue("sqlite_store")


def changes(store: Ledger, lease: Lease) -> dict[str, Callable[[], object]]:
    """Every kind of change, ready to be made."""
    fence = lease.fence
    settled = settlement(1, closed(), links=(link(),))
    return {
        "renew": partial(store.renew, lease, 900),
        "reserve": partial(store.reserve, KEY, 1, attrs.evolve(intent(), op="update"), 1, fence, event()),
        "move": partial(
            store.move, KEY, TARGET, 1, WriteState.IN_DOUBT, WriteState.CONFIRMED, fence, event(), settlement=settled
        ),
        "absent": partial(store.absent, KEY, TARGET, 1, fence, event()),
        "capture": partial(store.capture, page(version(content="second"), version("54")), fence),
        "advance": partial(store.advance, CONNECTION, "orders", "2026-11-05", fence, event()),
        "settle": partial(store.settle, KEY, settled, fence, event()),
        "reopen": partial(store.reopen, [attrs.evolve(KEY, source_id="53")], fence, event()),
        "note": partial(store.note, CONNECTION, event(), fence),
        "purge_details": partial(store.purge_details, CONNECTION, LATER, fence, event(PURGED)),
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


def prepared(store: Ledger, *, in_doubt: bool) -> Lease:
    """An order that is pending, with its write in doubt if so, and one that is held."""
    lease = lease_of(store)
    store.capture(page(version("52"), version("53")), lease.fence)
    store.settle(attrs.evolve(KEY, source_id="53"), settlement(1, closed()), lease.fence, event())
    reach(store, WriteState.IN_DOUBT if in_doubt else WriteState.REFUSED, lease.fence)
    return lease


NAMES = sorted(changes(MemoryStore(), Lease(connection="", owner="", fence=0, until=AT)))


class TestDying:
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("place", ["ledger.changing", "ledger.committing"])
    def test_before_the_end_of_a_change_nothing_of_it_is_there(self, store: Ledger, name: str, place: str) -> None:
        lease = prepared(store, in_doubt=name in {"move", "absent"})
        before = told(store)

        died = dies_at(place, changes(store, lease)[name])

        if died:
            assert told(store) == before
            assert store.renew(lease, 60) is not None
        else:
            assert (place, type(store)) == ("ledger.committing", MemoryStore)

    @pytest.mark.parametrize("name", NAMES)
    def test_at_its_end_all_of_it_is_there(self, store: Ledger, clock: HandClock, name: str) -> None:
        lease, other = prepared(store, in_doubt=name in {"move", "absent"}), MemoryStore(clock)
        changes(other, prepared(other, in_doubt=name in {"move", "absent"}))[name]()

        died = dies_at("ledger.committed", changes(store, lease)[name])

        assert died
        assert told(store) == told(other)
        assert check_audit(store, CONNECTION).problems == ()

    def test_a_change_that_the_fence_refuses_passes_no_place(self, store: Ledger) -> None:
        lease = prepared(store, in_doubt=True)
        lease_of(store)
        passed: list[str] = []

        with installed(passed.append):
            for change in changes(store, lease).values():
                change()

        assert passed == []


def dies_at(place: str, change: Callable[[], object]) -> bool:
    """Make a change in a process that dies at a place; tells whether the place was met."""

    def hook(name: str) -> None:
        if name == place:
            raise DiedError

    with installed(hook):
        try:
            change()
        except DiedError:
            return True
    return False
