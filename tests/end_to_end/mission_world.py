"""A connection at a simulated time: its clock runs ahead of or behind ours, for this process and for one to be killed.

Run as a program it does one run of the connection: `python -m tests.end_to_end.mission_world CONFIG SECONDS_AHEAD`.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs

from gp_sync.config.credentials import load_secrets
from gp_sync.config.file import load_config
from gp_sync.ledger.sql import SqlStore
from gp_sync.ops.key_places import key_place
from gp_sync.ops.vault import Vault
from gp_sync.systems.connect import Connection, connect


@attrs.define
class SkippingClock:
    """A clock that runs as ours does, and jumps when it is told to.

    Args:
        ahead: how far it is ahead of ours.
    """

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def skip(self, time: timedelta) -> None:
        self.ahead += time


@attrs.frozen
class Site:
    """A connection whose secrets are in the vault."""

    connection: Connection
    ledger: SqlStore
    vault: Vault


@contextmanager
def site_at(config_path: Path, now: SkippingClock) -> Iterator[Site]:
    """Open the connection of a configuration at a simulated time; its secrets come from the vault alone."""
    config = load_config(config_path)
    ledger = SqlStore(config.ledger.url, now=now)
    try:
        vault = Vault(ledger, config.connection, key_place(config.secrets, config.connection), now=now)
        with connect(config, load_secrets(config, {}, vault=vault), ledger, now=now) as connection:
            yield Site(connection, ledger, vault)
    finally:
        ledger.close()


def main(config: str, ahead: str) -> None:
    """Run a connection once."""
    with site_at(Path(config), SkippingClock(timedelta(seconds=float(ahead)))) as site:
        site.connection.engine.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
