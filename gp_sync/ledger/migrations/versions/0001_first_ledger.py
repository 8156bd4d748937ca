"""The first tables of the ledger.

What stands here never changes once it was released, so nothing is taken from the package but the prefix.
"""

# Alembic finds this file by its path

from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0001"
down_revision = None

OPEN = "state IN ('in doubt', 'quarantined', 'reserved', 'sending')"
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make all tables."""
    prefix, schema = context.config.attributes["prefix"], context.config.attributes["schema"]
    connections_and_cursors(prefix, schema)
    documents(prefix, schema)
    writes_and_links(prefix, schema)
    issues(prefix, schema)
    audit_and_memos(prefix, schema)
    secrets(prefix, schema)


def connections_and_cursors(prefix: str, schema: str | None) -> None:
    """Leases, and where captures stand."""
    table(
        f"{prefix}connections",
        schema,
        key("connection"),
        number("fence"),
        maybe("owner"),
        maybe("until", INSTANT),
        number("head_number"),
        text("head_digest"),
    )
    table(f"{prefix}cursors", schema, key("connection"), key("feed"), text("cursor"))


def documents(prefix: str, schema: str | None) -> None:
    """Documents and their versions."""
    table(
        f"{prefix}documents",
        schema,
        *document_key(),
        *(text(name) for name in ("token", "label", "folded_label", "state", "ended")),
        number("version"),
        number("newest"),
        text("findings"),
        instant("updated_at"),
    )
    index(f"{prefix}documents_by_state", f"{prefix}documents", schema, "connection", "flow", "state", "source_id")
    index(f"{prefix}documents_by_label", f"{prefix}documents", schema, "connection", "flow", "folded_label")
    table(
        f"{prefix}versions",
        schema,
        *document_key(),
        key("version", sa.BigInteger()),
        text("state"),
        text("token"),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        text("fingerprint"),
        maybe("problem"),
        text("label"),
        instant("captured_at"),
        of_document(f"{prefix}versions_document", f"{prefix}documents", schema),
    )


def writes_and_links(prefix: str, schema: str | None) -> None:
    """Attempts to write, of which one per document and target is open, and what was confirmed."""
    table(
        f"{prefix}writes",
        schema,
        *document_key(),
        key("side"),
        key("company"),
        key("attempt", sa.BigInteger()),
        text("number"),
        number("version"),
        text("state"),
        text("op"),
        *(maybe(name) for name in ("body", "before", "stamp")),
        text("fingerprint"),
        maybe("deadline", INSTANT),
        number("absences"),
        maybe("checked", INSTANT),
        number("reserved_as"),
    )
    lane = ("connection", "flow", "source_id", "side", "company")
    index(f"{prefix}writes_one_open", f"{prefix}writes", schema, *lane, unique=True, where=OPEN)
    index(f"{prefix}writes_open", f"{prefix}writes", schema, "connection", "reserved_as", where=OPEN)
    index(f"{prefix}writes_by_record", f"{prefix}writes", schema, "connection", "flow", "company", "number")
    table(
        f"{prefix}links",
        schema,
        *document_key(),
        *(key(name) for name in ("side", "company")),
        key("number", BYTEWISE),
        text("sent"),
        text("held"),
        maybe("stamp"),
        text("fingerprint"),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("given_up", "by_hand", "to_void")),
    )
    record = ("connection", "flow", "company", "number", "source_id", "side")
    index(f"{prefix}links_by_record", f"{prefix}links", schema, *record)


def issues(prefix: str, schema: str | None) -> None:
    """Issues, and the documents that they stop."""
    table(
        f"{prefix}issues",
        schema,
        key("connection"),
        key("number", sa.BigInteger()),
        *(text(name) for name in ("code", "cause_kind", "cause_key", "sample")),
        instant("opened_at"),
        maybe("closed_at", INSTANT),
    )
    cause = ("connection", "code", "cause_kind", "cause_key")
    index(f"{prefix}issues_one_open", f"{prefix}issues", schema, *cause, unique=True, where="closed_at IS NULL")
    name = f"{prefix}issue_documents"
    issue = [qualified(f"{prefix}issues", schema, column) for column in ("connection", "number")]
    table(
        name,
        schema,
        *document_key(),
        key("number", sa.BigInteger()),
        text("digest"),
        of_document(f"{name}_document", f"{prefix}documents", schema),
        sa.ForeignKeyConstraint(["connection", "number"], issue, name=f"{name}_issue"),
    )
    index(f"{name}_by_issue", name, schema, "connection", "number")


def audit_and_memos(prefix: str, schema: str | None) -> None:
    """The audit, with its details in a table apart, and small texts."""
    table(
        f"{prefix}audit",
        schema,
        key("connection"),
        key("number", sa.BigInteger()),
        instant("at"),
        text("owner"),
        number("fence"),
        text("what"),
        *(maybe(name) for name in ("flow", "source_id", "side", "company", "target_number")),
        maybe("attempt", sa.BigInteger()),
        *(maybe(name) for name in ("old_state", "new_state", "contents")),
        *(text(name) for name in ("detail_digest", "digest")),
    )
    index(f"{prefix}audit_by_document", f"{prefix}audit", schema, "connection", "flow", "source_id", "number")
    table(f"{prefix}audit_details", schema, key("connection"), key("number", sa.BigInteger()), text("detail_text"))
    table(f"{prefix}memos", schema, key("name"), text("value"))


def secrets(prefix: str, schema: str | None) -> None:
    """Credentials, encrypted."""
    table(
        f"{prefix}secrets",
        schema,
        key("connection"),
        key("name"),
        key("number", sa.BigInteger()),
        number("format"),
        text("key_id"),
        text("token"),
        instant("set_at"),
        *(maybe(name, INSTANT) for name in ("worked_at", "refused_at")),
    )


def table(name: str, schema: str | None, *parts: sa.schema.SchemaItem) -> None:
    """Make one table, with its primary key named."""
    keys = [part.name for part in parts if isinstance(part, sa.Column) and part.primary_key]
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*keys, name=f"{name}_pk"), schema=schema)


def index(
    name: str, table_name: str, schema: str | None, *columns: str, unique: bool = False, where: str | None = None
) -> None:
    """Make one index, over some rows only where a condition is given."""
    condition: dict[str, Any] = {f"{kind}_where": sa.text(where) for kind in ("sqlite", "postgresql")} if where else {}
    op.create_index(name, table_name, list(columns), schema=schema, unique=unique, **condition)


def document_key() -> tuple[sa.Column[Any], ...]:
    """The columns that name a document."""
    return key("connection"), key("flow"), key("source_id", BYTEWISE)


def of_document(name: str, table_name: str, schema: str | None) -> sa.ForeignKeyConstraint:
    """The document that a row belongs to."""
    columns = ["connection", "flow", "source_id"]
    return sa.ForeignKeyConstraint(columns, [qualified(table_name, schema, column) for column in columns], name=name)


def qualified(table_name: str, schema: str | None, column: str) -> str:
    """A column's full name."""
    return ".".join(part for part in (schema, table_name, column) if part)


def key(name: str, kind: sa.types.TypeEngine[Any] | None = None) -> sa.Column[Any]:
    """A column of the primary key."""
    return sa.Column(name, kind or sa.Text(), primary_key=True, nullable=False, autoincrement=False)


def text(name: str) -> sa.Column[Any]:
    """A text that is always there."""
    return sa.Column(name, sa.Text(), nullable=False)


def maybe(name: str, kind: sa.types.TypeEngine[Any] | None = None) -> sa.Column[Any]:
    """A column that may be empty."""
    return sa.Column(name, kind or sa.Text(), nullable=True)


def number(name: str) -> sa.Column[Any]:
    """A count or an ordinal number."""
    return sa.Column(name, sa.BigInteger(), nullable=False)


def instant(name: str) -> sa.Column[Any]:
    """An instant that is always there."""
    return sa.Column(name, INSTANT, nullable=False)
