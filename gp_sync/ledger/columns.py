"""The kinds of columns that the ledger's tables are made of."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from gp_sync.ledger.rules import in_utc

__all__ = [
    "INSTANT",
    "NUMBER",
    "Instant",
    "bytewise_key",
    "document_key",
    "flag",
    "instant",
    "key",
    "lane_key",
    "maybe",
    "number",
    "partial_index",
    "reference",
    "text",
]


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware instant, which comes back in UTC with its microseconds. On SQLite it is a text that sorts by time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """A text where the database has no type for an instant."""
        kind: sa.types.TypeEngine[Any] = sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """To the database.

        Raises:
            ValueError: the instant has no offset from UTC.
        """
        if value is None:
            return None
        instant = in_utc(value)
        return instant.isoformat(timespec="microseconds") if dialect.name == "sqlite" else instant

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        instant: datetime = datetime.fromisoformat(value) if dialect.name == "sqlite" else value
        return instant.astimezone(UTC)


# One of each for all columns: SQLAlchemy fits each of them to the database again whenever a ledger is opened.
INSTANT = Instant()
NUMBER = sa.BigInteger()
_TEXT = sa.Text()
_BYTEWISE_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def document_key() -> tuple[sa.Column[Any], ...]:
    """The columns of a `Key`, as the first of a primary key."""
    return key("connection"), key("flow"), bytewise_key("source_id")


def bytewise_key(name: str) -> sa.Column[Any]:
    """A text of the primary key that is compared byte by byte, whatever the language of the database: pages need it."""
    return key(name, _BYTEWISE_TEXT)


def lane_key() -> tuple[sa.Column[Any], ...]:
    """The side and company that a document is written to; it has one open write for each."""
    return key("side"), key("company")


def key(name: str, kind: sa.types.TypeEngine[Any] | None = None) -> sa.Column[Any]:
    """A column of the primary key; a text if nothing else is said."""
    return sa.Column(name, kind or _TEXT, primary_key=True, nullable=False, autoincrement=False)


def text(name: str) -> sa.Column[Any]:
    """A text that is always there."""
    return sa.Column(name, _TEXT, nullable=False)


def maybe(name: str, kind: sa.types.TypeEngine[Any] | None = None) -> sa.Column[Any]:
    """A column that may be empty; a text if nothing else is said."""
    return sa.Column(name, kind or _TEXT, nullable=True)


def number(name: str) -> sa.Column[Any]:
    """A count or an ordinal number."""
    return sa.Column(name, NUMBER, nullable=False)


def flag(name: str) -> sa.Column[Any]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def instant(name: str) -> sa.Column[Any]:
    """An instant that is always there."""
    return sa.Column(name, INSTANT, nullable=False)


def reference(name: str, documents: "sa.Table[Any]") -> sa.ForeignKeyConstraint:
    """The document that a row belongs to."""
    columns = ["connection", "flow", "source_id"]
    return sa.ForeignKeyConstraint(columns, [documents.c[column] for column in columns], name=name)


def partial_index(name: str, *columns: str, unique: bool = False, where: str) -> sa.Index:
    """An index over the rows that meet a condition, on either database."""
    return sa.Index(name, *columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
