"""Reference tables from GP's own databases, through a read-only login and SELECTs that are kept in files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref, Unavailable
from gp_sync.credential import Credential, credential_of
from gp_sync.references.decoding import read_rows
from gp_sync.references.layouts import LAYOUTS
from gp_sync.references.log_in import log_in_with
from gp_sync.references.port import NotAvailableHere, Rows
from gp_sync.references.tables import Table
from gp_sync.secret import Secret

__all__ = ["SYSTEM_PREFIX", "SqlTables", "open_database", "shipped_select"]

SYSTEM_PREFIX = "DYNAMICS.dbo."
"""What the shipped SELECTs write before a table of the system database."""


class SqlTables:
    """A `TableSource` over the company databases. May be used by several threads.

    Args:
        engines: the database of each company by its short name.
        system_prefix: what stands before a table of the system database here, in place of `SYSTEM_PREFIX`.
        selects: files with SELECTs that take the place of the shipped ones, or add to them, by the table's name.
    """

    name = "sql"
    keyed = True

    def __init__(
        self,
        engines: Mapping[str, sa.Engine],
        *,
        system_prefix: str = SYSTEM_PREFIX,
        selects: Mapping[str, Path] | None = None,
    ) -> None:
        self._engines = engines
        self._system_prefix = system_prefix
        self._selects = selects or {}

    def check(self, table: Table, company: str) -> None:
        """Have the database prepare the SELECT: this shows whether its tables, columns and rights are there."""
        with self._executing(company, f"{self._inner(table)} WHERE 1 = 0", {}):
            pass

    def as_of(self, table: Table, company: str) -> None:
        """Nothing: it is GP's state now."""

    def rows(self, table: Table, company: str, key: str | None = None) -> Rows:
        """Read a table, or the rows that have a key."""
        statement, values = self._inner(table), {}
        if key is not None:
            # GP keeps these IDs in capitals, and its usual collations compare without case anyway.
            statement, values = (
                f"{statement} WHERE {table.lookup} IN (:key, :capitals)",
                {"key": key, "capitals": key.upper()},
            )
        with self._executing(company, statement, values) as result:
            header = tuple(result.keys())
            records = [(f"row {number}", tuple(row)) for number, row in enumerate(result, start=1)]
        origin = f"{table.name} of {company}'s database"
        rows, unreadable = read_rows(LAYOUTS[table.name], header, records, origin)
        return Rows(rows=rows, unreadable=unreadable, origin=origin)

    def _inner(self, table: Table) -> str:
        select = self._select(table).strip().rstrip(";")
        # A colon in the file is no parameter of ours.
        return f"SELECT * FROM (\n{select}\n) AS t".replace(":", "\\:")  # noqa: S608  # from the operator's own files

    def _select(self, table: Table) -> str:
        own = self._selects.get(table.name)
        if own is None:
            return shipped_select(table.name).replace(SYSTEM_PREFIX, self._system_prefix)
        try:
            return own.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise NotAvailableHere(f"the SELECT in {own} cannot be read: {error}") from None

    @contextmanager
    def _executing(self, company: str, statement: str, values: Mapping[str, Any]) -> Iterator[sa.CursorResult[Any]]:
        engine = self._engines.get(company)
        if engine is None:
            raise NotAvailableHere(f"the configuration names no database of {company}")
        try:
            connection = engine.connect()
        except exc.DBAPIError as error:
            raise _down(company, error) from error
        with connection:
            try:
                yield connection.execute(sa.text(statement), values)
            except exc.ProgrammingError as error:
                # No such table or column, or no right to it: other tables can still be read.
                raise NotAvailableHere(f"the database says: {_words(error)}") from error
            except exc.DBAPIError as error:
                raise _down(company, error) from error


@cache
def shipped_select(table: str) -> str:
    """The SELECT that ships for a table.

    Raises:
        NotAvailableHere: none does.
    """
    file = resources.files("gp_sync.references").joinpath("selects", f"{table}.sql")
    if not file.is_file():
        raise NotAvailableHere("no SELECT ships for it, and the configuration names none (references.sql, selects)")
    return file.read_text(encoding="utf-8")


def open_database(
    address: str, user: str = "", password: Secret | Credential | None = None, timeout: int = 0
) -> sa.Engine:
    """Make the engine of one database; nothing is connected yet.

    Args:
        address: an SQLAlchemy URL without a password.
        user: the login; empty if the URL says how to log in, such as with the Windows account.
        password: the login's, asked for with each new connection to the database.
        timeout: seconds that a query may take, where the driver is ODBC's; 0 for any.

    Raises:
        ValueError: the URL cannot be used; the message does not repeat it.
    """
    try:
        url = sa.make_url(address)
    except exc.ArgumentError:
        raise ValueError(
            "an address is no SQLAlchemy URL: give one such as mssql+pyodbc://server/TWO?driver=..."
        ) from None
    said = " ".join(f"{name}={value}" for name, value in url.query.items()).lower()
    if url.password or "pwd=" in said or "password=" in said:
        raise ValueError("an address holds a password: take it out, name the login in user, and store it as a secret")
    if user:
        if password is None:
            raise ValueError(f"there is no password for the login '{user}': store it with the other secrets")
        url = url.set(username=user)
    try:
        # Reads only, each for itself: no transaction is left open in GP's database.
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True, hide_parameters=True)
    except (exc.NoSuchModuleError, ImportError) as error:  # it may be there, and the library that it needs not
        raise ValueError(
            f"the driver of {url.drivername} is not installed ({error}): for SQL Server, install gp-sync with its "
            "extra [sqlserver] and Microsoft's ODBC driver"
        ) from None
    if timeout and engine.driver == "pyodbc":
        _limit(engine, timeout)
    if user and password is not None:
        log_in_with(engine, credential_of(password))
    return engine


def _limit(engine: sa.Engine, seconds: int) -> None:
    """Have the driver end each query after so many seconds, which waits for the locks of GP's users among others."""

    def limit(connection: Any, _: object) -> None:
        # A driver that knows no such limit refuses it: then there is none, as before.
        with suppress(engine.dialect.loaded_dbapi.Error):
            connection.timeout = seconds

    sa.event.listen(engine, "connect", limit)


def _down(company: str, error: exc.DBAPIError) -> Unavailable:
    tried = f"the database of {company} says: {_words(error)}"
    return Unavailable(finding("REFERENCES_UNAVAILABLE", Ref("side", ("gp",)), tried=tried))


def _words(error: exc.DBAPIError) -> str:
    """What the driver says, in one line."""
    return " ".join(str(error.orig).split())
