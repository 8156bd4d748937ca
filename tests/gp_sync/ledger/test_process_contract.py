"""The contract about processes finds stores that only look as if they kept it."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from gp_sync.ledger.dedup_store import DedupStore
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.sql import SqlStore
from gp_sync.testing import DedupStoreContract, Opener
from gp_sync.testing.ledger_samples import CONNECTION
from gp_sync.testing.processes import OtherProcess


class ForgetfulStore(MemoryStore):
    """Says that it is durable, and is not."""

    durable = True


class HastyStore(SqlStore):
    """Returns from a move before it is stored: the next call stores it."""

    def move(self, *arguments: Any, **named: Any) -> bool:
        self._late = (arguments, named)
        return True

    def close(self) -> None:
        if hasattr(self, "_late"):
            super().move(*self._late[0], **self._late[1])
        super().close()


class ContractOf(DedupStoreContract):
    """The contract for a store that is opened in one way."""

    def __init__(self, opener: Opener) -> None:
        self.opener = opener

    def elsewhere(self, store: DedupStore) -> Opener:
        return self.opener

    def events(self, store: Any) -> Sequence[str]:
        return [row.what for row in store.audit(CONNECTION)]


def die(store: DedupStore) -> Iterator[None]:
    """A task that ends its process."""
    if store.durable:
        raise SystemExit(3)
    yield


class TestWhatItFinds:
    def test_a_store_that_ends_with_its_process(self) -> None:
        contract = ContractOf(Opener(ForgetfulStore))

        with pytest.raises(AssertionError):
            contract.test_what_was_returned_survives_a_kill_after_every_return(ForgetfulStore())

    def test_a_store_that_each_process_has_for_itself(self) -> None:
        contract = ContractOf(Opener(ForgetfulStore))

        with pytest.raises(AssertionError):
            contract.test_one_of_many_processes_gets_the_lease(ForgetfulStore())

    def test_a_store_that_returns_too_early(self, sqlite_store: SqlStore, url: str) -> None:
        contract = ContractOf(Opener(HastyStore, (url,)))

        with pytest.raises(AssertionError, match="step 3"):
            contract.test_what_was_returned_survives_a_kill_after_every_return(sqlite_store)

    def test_a_process_that_died_by_itself_is_told(self) -> None:
        with OtherProcess(Opener(ForgetfulStore), die) as process, pytest.raises(AssertionError, match="process died"):
            process.answer()
