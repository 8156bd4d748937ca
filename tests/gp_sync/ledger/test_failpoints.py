"""A process that dies inside a change leaves all of it, or nothing."""

from collections.abc import Callable

import pytest

from gp_sync.failpoints import installed
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.protocols import Ledger
from gp_sync.testing import HandClock
from gp_sync.testing.ledger_samples import CONNECTION, lease_of
from tests.gp_sync.ledger.changes import NAMES, changes, prepared, told


class DiedError(Exception):
    """The process is gone."""


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, clock: HandClock) -> Ledger:
    if request.param == "memory":
        return MemoryStore(clock)
    on_disk: Ledger = request.getfixturevalue("sqlite_store")
    return on_disk


class TestDying:
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("place", ["ledger.changing", "ledger.committing"])
    def test_before_the_end_of_a_change_nothing_of_it_is_there(self, store: Ledger, name: str, place: str) -> None:
        """A store without transactions has no place between its changes and their end."""
        lease = prepared(store, name)
        before = told(store)

        died = dies_at(place, changes(store, lease)[name])

        if died:
            assert told(store) == before
            assert store.renew(lease, 60) is not None
        else:
            assert (place, type(store)) == ("ledger.committing", MemoryStore)

    @pytest.mark.parametrize("name", NAMES)
    def test_at_its_end_all_of_it_is_there(self, store: Ledger, clock: HandClock, name: str) -> None:
        """As in a ledger whose process lived on."""
        lease, other = prepared(store, name), MemoryStore(clock)
        changes(other, prepared(other, name))[name]()

        died = dies_at("ledger.committed", changes(store, lease)[name])

        assert died
        assert told(store) == told(other)
        assert check_audit(store, CONNECTION).problems == ()

    def test_a_change_that_the_fence_refuses_passes_no_place(self, store: Ledger) -> None:
        lease = prepared(store, "move")
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
