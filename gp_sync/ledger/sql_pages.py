"""Storing a captured page in a database with a handful of statements, however many documents it names."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import attrs
import sqlalchemy as sa

from gp_sync.core.canonical import canonical
from gp_sync.core.model import Finding, Key
from gp_sync.core.states import DocumentState, End, VersionState
from gp_sync.ledger import rules
from gp_sync.ledger.change import Change
from gp_sync.ledger.contents import version_contents
from gp_sync.ledger.events import capture_event
from gp_sync.ledger.sql_issues import tell_unreadable
from gp_sync.ledger.texts import document_names, findings_from
from gp_sync.ledger.values import CapturedPage, CapturedVersion

__all__ = ["chunks", "store_page"]

_CHUNK = 500
"""How many ids one query takes; some builds of SQLite stop at 999 parameters."""


@attrs.define(kw_only=True)
class _Document:
    """A document while a page is stored: first as the database knows it, at last as it will.

    Args:
        columns: the row of `documents`, less its key.
        fingerprint: of the newest version.
        problem: why the newest version of this page cannot be read, if so.
        waiting: the newest readable version waits to be decided.
        is_new: the database does not know the document.
        superseding: a version of this page supersedes the undecided ones.
        versions: rows that this page adds.
        revived: the number of a version that was stored as unreadable, and can be read now.
    """

    key: Key
    columns: dict[str, Any]
    fingerprint: str | None = None
    problem: str | None = None
    waiting: bool = False
    is_new: bool = False
    superseding: bool = False
    versions: list[dict[str, Any]] = attrs.field(factory=list)
    revived: int | None = None

    def take(self, captured: CapturedVersion, at: datetime, change: Change) -> None:
        """Take a version in, with its event, unless the newest one says the same."""
        columns = self.columns
        columns["token"] = captured.token
        columns["label"] = captured.label or columns["label"]
        columns["folded_label"] = rules.folded(columns["label"])
        readable = columns["newest"] == columns["version"]
        if not rules.is_news(captured, self.fingerprint, newest_readable=readable):
            return
        known = rules.is_readable_now(captured, self.fingerprint, newest_readable=readable)
        number = columns["newest"] + (not known)
        superseded = columns["version"] if self.waiting else None
        before = None if number == 1 and not known else columns["state"]
        row = self._row(captured, number, at, known=known)
        columns["newest"], self.fingerprint, self.problem = number, captured.fingerprint, captured.problem
        if captured.problem is None:
            self._supersede(row, at)
        event = capture_event(captured, number, at, supersedes=superseded, known=known)
        contents = version_contents(number, captured)
        change.record(event, self.key, old=before, new=columns["state"], contents=contents)

    @property
    def is_changed(self) -> bool:
        """Whether this page brought a version that is new, or can be read now."""
        return bool(self.versions) or self.superseding

    @property
    def unreadable(self) -> Finding | None:
        """The finding about the newest version of this page, if that cannot be read."""
        return None if self.problem is None else rules.unreadable_finding(self.key, self.problem)

    def tell_unreadable(self) -> bool:
        """Bring the findings in line with whether the newest version can be read; tells whether they change."""
        before = findings_from(self.columns["findings"])
        after = rules.with_unreadable(rules.without_unreadable(before), self.unreadable)
        self.columns["findings"] = canonical(after)
        return after != before

    def _row(self, captured: CapturedVersion, number: int, at: datetime, *, known: bool) -> dict[str, Any]:
        """The row of a version: a new one, the one that this page added before, or one that the database has."""
        row = document_names(self.key) | _version_row(captured, number, at)
        if known and self.versions:
            self.versions[-1] = row
        elif known:
            self.revived = number
        else:
            self.versions.append(row)
        return row

    def _supersede(self, row: dict[str, Any], at: datetime) -> None:
        for earlier in self.versions:
            earlier["state"] = VersionState.SUPERSEDED
        if self.revived != row["version"]:
            self.revived = None
        row["state"] = VersionState.NEW
        self.waiting = self.superseding = True
        pending = {"state": DocumentState.PENDING, "ended": End.PENDING, "updated_at": at}
        self.columns.update(version=row["version"], **pending)


def store_page(change: Change, page: CapturedPage) -> None:
    """Store what is new on a page."""
    documents = _load(change, page)
    for captured in page.versions:
        document = documents.get(captured.source_id)
        if document is None:
            document = documents[captured.source_id] = _new(page, captured)
        document.take(captured, page.at, change)
    # In the page's order, which is the order in which issues are numbered.
    taken = [documents[source_id] for source_id in dict.fromkeys(captured.source_id for captured in page.versions)]
    told = [document for document in taken if document.is_changed and document.tell_unreadable()]
    _save(change, page, list(documents.values()))
    for document in told:
        tell_unreadable(change, document.key, document.unreadable, page.at)


def _undecided(versions: sa.Table) -> sa.ColumnElement[bool]:
    """The condition of versions that a newer one supersedes if it can be read."""
    # Not `IN`, whose list of parameters cannot be executed for many documents at once.
    return sa.or_(*(versions.c.state == state for state in sorted(rules.SUPERSEDABLE)))


def chunks(source_ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in lists that one query can take."""
    ids = list(source_ids)
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _load(change: Change, page: CapturedPage) -> dict[str, _Document]:
    documents = change.tables.documents
    newest, readable = change.tables.versions.alias("newest"), change.tables.versions.alias("readable")
    waiting = (readable.c.state == VersionState.NEW).label("waiting")
    query = (
        sa.select(documents, newest.c.fingerprint, waiting)
        .join_from(documents, newest, _version_of(newest, documents, documents.c.newest))
        .outerjoin(readable, _version_of(readable, documents, documents.c.version))
        .where(documents.c.connection == page.connection, documents.c.flow == page.flow)
    )
    names = [column.name for column in documents.c if not column.primary_key]
    found = {}
    for some in chunks(version.source_id for version in page.versions):
        for row in change.sql.execute(query.where(documents.c.source_id.in_(some))).mappings():
            found[row["source_id"]] = _Document(
                key=Key(connection=page.connection, flow=page.flow, source_id=row["source_id"]),
                columns={name: row[name] for name in names},
                fingerprint=row["fingerprint"],
                waiting=bool(row["waiting"]),
            )
    return found


def _version_of(versions: sa.FromClause, documents: sa.Table, number: Any) -> sa.ColumnElement[bool]:
    same = (versions.c[name] == documents.c[name] for name in ("connection", "flow", "source_id"))
    return sa.and_(*same, versions.c.version == number)


def _new(page: CapturedPage, captured: CapturedVersion) -> _Document:
    columns: dict[str, Any] = {
        "token": captured.token,
        "label": captured.label,
        "folded_label": rules.folded(captured.label),
        "state": DocumentState.PENDING,
        "ended": End.PENDING,
        "version": 0,
        "newest": 0,
        "findings": "[]",
        "updated_at": page.at,
    }
    key = Key(connection=page.connection, flow=page.flow, source_id=captured.source_id)
    return _Document(key=key, columns=columns, is_new=True)


def _version_row(captured: CapturedVersion, number: int, at: datetime) -> dict[str, Any]:
    return {
        "version": number,
        "state": VersionState.UNREADABLE,
        "token": captured.token,
        "payload": captured.payload,
        "fingerprint": captured.fingerprint,
        "problem": captured.problem,
        "label": captured.label,
        "captured_at": at,
    }


def _save(change: Change, page: CapturedPage, changed: list[_Document]) -> None:
    documents, versions = change.tables.documents, change.tables.versions
    added = [document_names(document.key) | document.columns for document in changed if document.is_new]
    known = [{"id": document.key.source_id} | document.columns for document in changed if not document.is_new]
    superseding = [{"id": document.key.source_id} for document in changed if document.superseding]
    rows = [row for document in changed for row in document.versions]
    revived = [{"id": document.key.source_id, "number": document.revived} for document in changed if document.revived]
    supersede = versions.update().where(_named(versions, page), _undecided(versions))
    revive = versions.update().where(_named(versions, page), versions.c.version == sa.bindparam("number"))
    statements: list[tuple[sa.Executable, list[dict[str, Any]]]] = [
        (supersede.values(state=VersionState.SUPERSEDED), superseding),
        (documents.insert(), added),
        (documents.update().where(_named(documents, page)), known),
        (versions.insert(), rows),
        (revive.values(state=VersionState.NEW, problem=None), revived),
    ]
    for statement, values in statements:
        if values:
            change.sql.execute(statement, values)


def _named(table: sa.Table, page: CapturedPage) -> sa.ColumnElement[bool]:
    """The rows of the document whose id is given for each execution."""
    return sa.and_(
        table.c.connection == page.connection, table.c.flow == page.flow, table.c.source_id == sa.bindparam("id")
    )
