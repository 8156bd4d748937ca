"""The URL of a ledger: what is accepted, before anything is opened."""

import sqlalchemy as sa
from sqlalchemy import exc

from gp_sync.ledger.errors import LedgerError

__all__ = ["check_kind", "check_url", "file_of", "holds_password", "parsed_url"]

_KINDS = frozenset({"sqlite", "postgresql"})


def check_url(url: str) -> None:
    """See that a URL can be one of a ledger, and may stand in a file. Nothing is opened.

    Raises:
        LedgerError: it cannot be understood, is of another kind of database or of one in memory, or holds a password.
    """
    parsed = parsed_url(url)
    if holds_password(url):
        raise LedgerError(
            "the ledger's URL holds a password: leave it out; PostgreSQL's client takes it from its password file or "
            "the variable PGPASSWORD"
        )
    if parsed.get_backend_name() == "sqlite":
        file_of(parsed)


def holds_password(url: str) -> bool:
    """Whether a URL holds a password.

    Raises:
        LedgerError: it cannot be understood.
    """
    parsed = parsed_url(url)
    return bool(parsed.password or "password" in parsed.query)


def parsed_url(url: str) -> sa.URL:
    """Read a URL of one of the kinds of databases that a ledger may be in.

    Raises:
        LedgerError: it is none.
    """
    try:
        parsed = sa.make_url(url)
        check_kind(parsed.get_backend_name())
    except (exc.ArgumentError, ValueError):
        # The URL itself is not shown: it may hold a password.
        raise LedgerError(
            "the ledger's URL cannot be understood: expected such as sqlite:///ledger.db, "
            "sqlite:///C:/gp-sync/ledger.db or postgresql+psycopg://user@host/database"
        ) from None
    return parsed


def file_of(url: sa.URL) -> str:
    """Give the file of a SQLite URL.

    Raises:
        LedgerError: it is in memory.
    """
    name = url.database or ":memory:"
    if name == ":memory:" or "memory" in url.query.get("mode", ""):
        raise LedgerError("a ledger in memory is no ledger: give a file, or use MemoryStore for trials")
    return name


def check_kind(kind: str) -> None:
    """Refuse databases that the ledger was not made for.

    Raises:
        LedgerError: it is neither SQLite nor PostgreSQL.
    """
    if kind not in _KINDS:
        raise LedgerError(f"the ledger is kept in sqlite or postgresql, not in {kind!r:.40}: change its URL")
