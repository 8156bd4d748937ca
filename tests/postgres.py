"""A PostgreSQL server for tests, from a package: nothing has to be installed beside `pip`.

Use the fixture `postgres_url` for a new, empty database per test, and `postgres_server` outside pytest.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import attrs
import pytest
import sqlalchemy as sa

__all__ = ["PostgresServer", "postgres_server"]


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
    """Start a server over a new folder. At the end it is stopped and the folder removed, also if the tests are killed.

    It listens on a socket in its folder, on Windows on a free port of the loopback address, so that any number of
    servers run side by side. It does not run as root: root starts it under the account `embedded_postgres`, which is
    made if it does not exist, and to which the folders above the virtual environment are opened for reading.

    Where the server cannot run on Windows, such as for an administrator, the test is skipped with the reason.

    Args:
        flush: each commit waits for the disk, as by default. Without it, what was committed still survives the death
            of any process, though not of the machine.
    """
    # Not pytest's own folder: pytest shuts out all other accounts from that, also the one that the server runs under.
    folder = tempfile.mkdtemp(prefix="gp-sync-postgres-")
    # A process of its own, which notices the end of this one even if it is killed, and in a session of its own, so that
    # an interrupt of the tests reaches the server last. The warning is about where the package keeps its lock.
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", Path(__file__).with_name("postgres_process.py"), folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        uri = process.stdout.readline().strip()
        if not uri and sys.platform == "win32":
            pytest.skip("the PostgreSQL server does not run here: the captured output has its traceback")
        assert uri, "the PostgreSQL server did not start: the captured output has its traceback"
        server = PostgresServer(sa.make_url(uri).set(drivername="postgresql+psycopg"))
        if not flush:
            server.execute("ALTER SYSTEM SET fsync = off")
            server.execute("SELECT pg_reload_conf()")
        yield server
