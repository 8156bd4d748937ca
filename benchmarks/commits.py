"""Counting the ledger's durable transactions, where SQLAlchemy tells of them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

__all__ = ["counted_commits"]

_WRITES = "gp_sync_writes"
"""The ledger marks the transactions that change something; those that only read cost no flush."""


@contextmanager
def counted_commits() -> Iterator[list[float]]:
    """Note the instant of each commit of a changing transaction, in any thread of this process."""
    instants: list[float] = []

    def note(connection: sa.Connection) -> None:
        if connection.get_execution_options().get(_WRITES, False):
            instants.append(time.perf_counter())

    sa.event.listen(sa.Engine, "commit", note)
    try:
        yield instants
    finally:
        sa.event.remove(sa.Engine, "commit", note)
