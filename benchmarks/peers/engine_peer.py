"""The engine in a process of its own: `python -m benchmarks.peers.engine_peer CONFIGURATION ORDERS`.

It runs until so many orders are settled and no write is open. Lease and send deadline are short, since after each death
the next process waits for the end of both: on a real site minutes pass between two runs anyway.
"""

import sys
import time
from pathlib import Path

import attrs

from gp_sync.config.credentials import load_secrets
from gp_sync.config.file import load_config
from gp_sync.core.states import DocumentState
from gp_sync.ledger.sql import SqlStore
from gp_sync.run.session import ConnectionBusy
from gp_sync.systems.connect import connect

__all__: list[str] = []

_LEASE_SECONDS = 2.0
_SEND_SECONDS = 1.0
_PAUSE = 0.1


def _main(path: Path, orders: int) -> None:
    config = load_config(path)
    store = SqlStore.create(config.ledger.url)
    try:
        with connect(config, load_secrets(config), store) as connection:
            engine = attrs.evolve(
                connection.engine,
                lease_seconds=_LEASE_SECONDS,
                send_seconds=_SEND_SECONDS,
            )
            flow = engine.flows[0].name
            while sum(1 for _ in store.documents(config.connection, flow, (DocumentState.SETTLED,))) < orders:
                try:
                    engine.run()
                except ConnectionBusy:
                    time.sleep(_PAUSE)
    finally:
        store.close()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
