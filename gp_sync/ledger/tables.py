"""The tables of the ledger, in SQLAlchemy Core, for SQLite and PostgreSQL.

They are made by the migrations, never from here; a test compares the two. All names carry a prefix, so that the ledger
can live beside the tables of an application that embeds it.
"""

import re
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

import attrs
import sqlalchemy as sa

from gp_sync.core.states import OPEN_WRITE_STATES
from gp_sync.ledger.columns import (
    INSTANT,
    NUMBER,
    bytewise_key,
    document_key,
    flag,
    instant,
    key,
    lane_key,
    maybe,
    number,
    partial_index,
    reference,
    text,
)

__all__ = ["REVISION", "Tables", "make_tables", "still_open"]

REVISION = "0001"
"""The newest migration, which the tables here are of. Revisions are numbered, so that they compare as text."""

_OPEN = sorted(OPEN_WRITE_STATES)
P = ParamSpec("P")
Statement = TypeVar("Statement", bound=sa.Executable)

_PREFIX = re.compile(r"[a-z_][a-z0-9_]{0,29}", re.ASCII)


@attrs.frozen(kw_only=True)
class Tables:
    """The tables under one prefix, in one schema.

    Args:
        prefix: what all names begin with.
        connections: a row per connection: its lease, and the head of its audit. Locking it serialises changes.
        cursors: where the capture of each feed stands.
        documents: a row per source document: what is to be done for it.
        versions: what was captured, byte for byte.
        links: the last confirmed write of each document and target.
        writes: a row per attempt to write a target.
        issues: findings of one code with one cause.
        issue_documents: the documents that an open issue stops.
        audit: every change, numbered from 1 without gaps within a connection.
        audit_details: the details of these changes, which may be purged.
        memos: small texts under a name.
        secrets: credentials, encrypted: see `gp_sync.ops.vault`.
        revision: the migration that the tables are of, kept by Alembic.
    """

    prefix: str
    metadata: sa.MetaData
    connections: sa.Table
    cursors: sa.Table
    documents: sa.Table
    versions: sa.Table
    links: sa.Table
    writes: sa.Table
    issues: sa.Table
    issue_documents: sa.Table
    audit: sa.Table
    audit_details: sa.Table
    memos: sa.Table
    secrets: sa.Table
    revision: sa.Table
    _built: dict[Hashable, Any] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def built(self, build: Callable[P, Statement], *what: P.args, **none: P.kwargs) -> Statement:
        """A statement that each order needs, built once: building one costs several times what executing it does.

        Args:
            build: builds it, with parameters in place of values.
            what: what it is built from, such as tables and names of columns.
            none: nothing; statements are told apart by their positional arguments.
        """
        statement = self._built.get((build, what))
        if statement is None:
            # Two threads may both build it; then the later one stays.
            statement = self._built[build, what] = build(*what, **none)
        return cast("Statement", statement)


@lru_cache(maxsize=16)
def make_tables(schema: str | None, prefix: str) -> Tables:
    """Describe the tables: once for each schema and prefix, so that a process that opens its ledger anew is quick.

    Raises:
        ValueError: the prefix is not a plain lower-case name.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(
            f"table_prefix is {prefix!r:.60}: expected at most 30 lower-case letters, digits and underscores, "
            "such as 'gp_sync_'"
        )
    metadata = sa.MetaData(schema=schema, naming_convention={"pk": "%(table_name)s_pk"})
    documents = _documents(metadata, prefix)
    issues = _issues(metadata, prefix)
    return Tables(
        prefix=prefix,
        metadata=metadata,
        connections=_connections(metadata, prefix),
        cursors=sa.Table(f"{prefix}cursors", metadata, key("connection"), key("feed"), text("cursor")),
        documents=documents,
        versions=_versions(metadata, prefix, documents),
        links=_links(metadata, prefix),
        writes=_writes(metadata, prefix),
        issues=issues,
        issue_documents=_issue_documents(metadata, prefix, issues, documents),
        audit=_audit(metadata, prefix),
        audit_details=sa.Table(
            f"{prefix}audit_details",
            metadata,
            key("connection"),
            key("number", NUMBER),
            text("detail_text"),
        ),
        memos=sa.Table(f"{prefix}memos", metadata, key("name"), text("value")),
        secrets=_secrets(metadata, prefix),
        revision=sa.Table(f"{prefix}version", sa.MetaData(schema=schema), sa.Column("version_num", sa.String(32))),
    )


def still_open(writes: sa.Table) -> sa.ColumnElement[bool]:
    """The condition of open writes, written out: a partial index serves only queries that repeat its very text."""
    return writes.c.state.in_(sa.bindparam("open_states", _OPEN, expanding=True, literal_execute=True))


def _connections(metadata: sa.MetaData, prefix: str) -> sa.Table:
    return sa.Table(
        f"{prefix}connections",
        metadata,
        key("connection"),
        number("fence"),
        maybe("owner"),
        maybe("until", INSTANT),
        number("head_number"),
        text("head_digest"),
    )


def _documents(metadata: sa.MetaData, prefix: str) -> sa.Table:
    return sa.Table(
        f"{prefix}documents",
        metadata,
        *document_key(),
        text("token"),
        text("label"),
        text("folded_label"),
        text("state"),
        text("ended"),
        number("version"),
        number("newest"),
        text("findings"),
        instant("updated_at"),
        sa.Index(f"{prefix}documents_by_state", "connection", "flow", "state", "source_id"),
        sa.Index(f"{prefix}documents_by_label", "connection", "flow", "folded_label"),
    )


def _versions(metadata: sa.MetaData, prefix: str, documents: sa.Table) -> sa.Table:
    return sa.Table(
        f"{prefix}versions",
        metadata,
        *document_key(),
        key("version", NUMBER),
        text("state"),
        text("token"),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        text("fingerprint"),
        maybe("problem"),
        text("label"),
        instant("captured_at"),
        reference(f"{prefix}versions_document", documents),
    )


def _links(metadata: sa.MetaData, prefix: str) -> sa.Table:
    return sa.Table(
        f"{prefix}links",
        metadata,
        *document_key(),
        *lane_key(),
        bytewise_key("number"),
        text("sent"),
        text("held"),
        maybe("stamp"),
        text("fingerprint"),
        flag("given_up"),
        flag("by_hand"),
        flag("to_void"),
        sa.Index(f"{prefix}links_by_record", "connection", "flow", "company", "number", "source_id", "side"),
    )


def _writes(metadata: sa.MetaData, prefix: str) -> sa.Table:
    lane = ("connection", "flow", "source_id", "side", "company")
    states = ", ".join(f"'{state}'" for state in _OPEN)
    is_open = f"state IN ({states})"
    return sa.Table(
        f"{prefix}writes",
        metadata,
        *document_key(),
        *lane_key(),
        key("attempt", NUMBER),
        text("number"),
        number("version"),
        text("state"),
        text("op"),
        maybe("body"),
        maybe("before"),
        maybe("stamp"),
        text("fingerprint"),
        maybe("deadline", INSTANT),
        number("absences"),
        maybe("checked", INSTANT),
        number("reserved_as"),
        partial_index(f"{prefix}writes_one_open", *lane, unique=True, where=is_open),
        partial_index(f"{prefix}writes_open", "connection", "reserved_as", where=is_open),
        sa.Index(f"{prefix}writes_by_record", "connection", "flow", "company", "number"),
    )


def _issues(metadata: sa.MetaData, prefix: str) -> sa.Table:
    cause = ("connection", "code", "cause_kind", "cause_key")
    return sa.Table(
        f"{prefix}issues",
        metadata,
        key("connection"),
        key("number", NUMBER),
        text("code"),
        text("cause_kind"),
        text("cause_key"),
        text("sample"),
        instant("opened_at"),
        maybe("closed_at", INSTANT),
        partial_index(f"{prefix}issues_one_open", *cause, unique=True, where="closed_at IS NULL"),
    )


def _issue_documents(metadata: sa.MetaData, prefix: str, issues: sa.Table, documents: sa.Table) -> sa.Table:
    return sa.Table(
        f"{prefix}issue_documents",
        metadata,
        *document_key(),
        key("number", NUMBER),
        text("digest"),
        reference(f"{prefix}issue_documents_document", documents),
        sa.ForeignKeyConstraint(
            ["connection", "number"],
            [issues.c.connection, issues.c.number],
            name=f"{prefix}issue_documents_issue",
        ),
        sa.Index(f"{prefix}issue_documents_by_issue", "connection", "number"),
    )


def _audit(metadata: sa.MetaData, prefix: str) -> sa.Table:
    return sa.Table(
        f"{prefix}audit",
        metadata,
        key("connection"),
        key("number", NUMBER),
        instant("at"),
        text("owner"),
        number("fence"),
        text("what"),
        *(maybe(name) for name in ("flow", "source_id", "side", "company", "target_number")),
        maybe("attempt", NUMBER),
        maybe("old_state"),
        maybe("new_state"),
        maybe("contents"),
        text("detail_digest"),
        text("digest"),
        sa.Index(f"{prefix}audit_by_document", "connection", "flow", "source_id", "number"),
    )


def _secrets(metadata: sa.MetaData, prefix: str) -> sa.Table:
    return sa.Table(
        f"{prefix}secrets",
        metadata,
        *(key("connection"), key("name"), key("number", NUMBER), number("format")),
        *(text("key_id"), text("token"), instant("set_at")),
        *(maybe(name, INSTANT) for name in ("worked_at", "refused_at")),
    )
