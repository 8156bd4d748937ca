"""The ledgers that histories are played on, each with how a new and empty one is made."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from gp_sync.ledger.memory import MemoryStore
from tests.simulation.world import MakeLedger

__all__ = ["STORES", "MakeLedgers", "memory"]

MakeLedgers = Callable[[], MakeLedger]
"""Gives the maker of one new ledger, each time it is called."""


@contextmanager
def memory() -> Iterator[MakeLedgers]:
    """Ledgers in memory."""
    yield lambda: MemoryStore


STORES: dict[str, Callable[[], AbstractContextManager[MakeLedgers]]] = {"memory": memory}
"""By the name that the command takes."""
