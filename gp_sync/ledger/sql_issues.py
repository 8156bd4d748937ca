"""Issues in a database: how a document joins and leaves them, and when they close."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gp_sync.core.canonical import canonical
from gp_sync.core.model import Finding, Key, Ref
from gp_sync.ledger import rules
from gp_sync.ledger.change import Change, matching, of_document, of_names
from gp_sync.ledger.texts import cause_from, cause_key, document_names

__all__ = ["join_issues", "tell_unreadable"]


def join_issues(
    change: Change,
    key: Key,
    stopping: Mapping[tuple[str, Ref], Finding],
    digests: Mapping[Ref, str],
    at: datetime,
) -> None:
    """Put a document into the issues of what stops it, and take it out of all others.

    Args:
        change: the transaction.
        key: the document.
        stopping: the findings that stop it, by code and cause.
        digests: a digest of each cause as it was read.
        at: when.
    """
    joined = _issues_of(change, key)
    for same, number in joined.items():
        if same not in stopping:
            _leave(change, key, number, at)
    for same, found in stopping.items():
        _join(change, key, found, digests.get(found.cause, ""), joined.get(same), at)


def tell_unreadable(change: Change, key: Key, unreadable: Finding | None, at: datetime) -> None:
    """Put a document into the issue of a newest version that cannot be read, or take it out if it can be read again.

    Args:
        change: the transaction.
        key: the document.
        unreadable: the finding about its newest version; None if that can be read.
        at: when.
    """
    joined = [number for (code, _), number in _issues_of(change, key).items() if code == rules.UNREADABLE]
    if unreadable is None:
        for number in joined:
            _leave(change, key, number, at)
        return
    number = _join(change, key, unreadable, "", next(iter(joined), None), at)
    issues = change.tables.issues
    this = sa.and_(issues.c.connection == key.connection, issues.c.number == number)
    change.sql.execute(issues.update().where(this).values(sample=canonical(unreadable)))


def _join(change: Change, key: Key, found: Finding, digest: str, number: int | None, at: datetime) -> int:
    """Put a document into the issue of a finding; gives the issue's number."""
    number = number or _open_issue(change, found) or _new_issue(change, found, at)
    members = change.tables.issue_documents
    change.put(members, document_names(key) | {"number": number}, digest=digest)
    return number


def _issues_of(change: Change, key: Key) -> dict[tuple[str, Ref], int]:
    """The open issues that a document is in, by code and cause."""
    tables = change.tables
    names = document_names(key)
    rows = change.sql.execute(tables.built(_joined, tables.issues, tables.issue_documents, *names), of_names(names))
    return {(row.code, cause_from(row.cause_kind, row.cause_key)): row.number for row in rows}


def _joined(issues: sa.Table, members: sa.Table, *columns: str) -> sa.Select[tuple[Any, ...]]:
    same = sa.and_(issues.c.connection == members.c.connection, issues.c.number == members.c.number)
    return sa.select(issues).select_from(issues.join(members, same)).where(matching(members, *columns))


def _leave(change: Change, key: Key, number: int, at: datetime) -> None:
    """Take a document out of an issue, and close the issue with its last document."""
    issues, members = change.tables.issues, change.tables.issue_documents
    change.sql.execute(members.delete().where(of_document(members, key), members.c.number == number))
    same = sa.and_(members.c.connection == key.connection, members.c.number == number)
    if change.sql.execute(sa.select(members.c.source_id).where(same).limit(1)).first() is None:
        this = sa.and_(issues.c.connection == key.connection, issues.c.number == number)
        change.sql.execute(issues.update().where(this).values(closed_at=at))


def _open_issue(change: Change, found: Finding) -> int | None:
    issues = change.tables.issues
    same = sa.and_(
        issues.c.connection == change.connection,
        issues.c.code == found.code,
        issues.c.cause_kind == found.cause.kind,
        issues.c.cause_key == cause_key(found.cause),
        issues.c.closed_at.is_(None),
    )
    return change.sql.execute(sa.select(issues.c.number).where(same)).scalar()


def _new_issue(change: Change, sample: Finding, at: datetime) -> int:
    issues = change.tables.issues
    newest = sa.select(sa.func.max(issues.c.number)).where(issues.c.connection == change.connection)
    number = int(change.sql.execute(newest).scalar() or 0) + 1
    change.sql.execute(
        issues.insert().values(
            connection=change.connection,
            number=number,
            code=sample.code,
            cause_kind=sample.cause.kind,
            cause_key=cause_key(sample.cause),
            sample=canonical(sample),
            opened_at=at,
        )
    )
    return number
