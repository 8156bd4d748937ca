"""Settlements in a database: the document's state, its links, and the issues that it joins and leaves."""

from datetime import datetime

import sqlalchemy as sa

from gp_sync.core.canonical import canonical
from gp_sync.core.model import Finding, Key, Ref
from gp_sync.core.states import DocumentState, VersionState
from gp_sync.ledger import rules
from gp_sync.ledger.change import Change, of_document, of_lane
from gp_sync.ledger.texts import cause_from, cause_key, document_names
from gp_sync.ledger.values import Settlement, StoredLink

__all__ = ["store_settlement"]


def store_settlement(change: Change, key: Key, settlement: Settlement, at: datetime) -> tuple[str, str] | None:
    """Store a settlement. Gives the document's state before and after, or None if it stays as it is.

    Links are stored in any case. The rest is not, if the document is not kept here or has a newer version.
    """
    for link in settlement.links:
        _store_link(change, key, link)
    documents = change.tables.documents
    this = of_document(documents, key)
    row = change.sql.execute(sa.select(documents.c.state, documents.c.version).where(this)).one_or_none()
    if row is None or row.version != settlement.version:
        return None
    values = {
        "state": settlement.state,
        "ended": settlement.end,
        "findings": canonical(settlement.findings),
        "updated_at": at,
    }
    change.sql.execute(documents.update().where(this).values(**values))
    if settlement.state is not DocumentState.PENDING:
        versions = change.tables.versions
        decided = sa.and_(of_document(versions, key), versions.c.version == settlement.version)
        change.sql.execute(versions.update().where(decided).values(state=VersionState.DECIDED))
    _join_issues(change, key, settlement, at)
    return row.state, settlement.state


def _store_link(change: Change, key: Key, link: StoredLink) -> None:
    links, target = change.tables.links, link.target
    change.put(
        links,
        sa.and_(of_lane(links, key, target), links.c.number == target.number),
        document_names(key) | {"side": target.side, "company": target.company, "number": target.number},
        sent=link.sent,
        held=link.held,
        stamp=link.stamp,
        fingerprint=link.fingerprint,
    )


def _join_issues(change: Change, key: Key, settlement: Settlement, at: datetime) -> None:
    stopping = rules.issue_findings(settlement)
    joined = _issues_of(change, key)
    for same, number in joined.items():
        if same not in stopping:
            _leave(change, key, number, at)
    for (code, cause), found in stopping.items():
        number = joined.get((code, cause)) or _open_issue(change, code, cause) or _new_issue(change, found, at)
        digest = settlement.digests.get(cause, "")
        members = change.tables.issue_documents
        this = sa.and_(of_document(members, key), members.c.number == number)
        change.put(members, this, document_names(key) | {"number": number}, digest=digest)


def _issues_of(change: Change, key: Key) -> dict[tuple[str, Ref], int]:
    """The open issues that a document is in, by code and cause."""
    issues, members = change.tables.issues, change.tables.issue_documents
    together = issues.join(
        members, sa.and_(issues.c.connection == members.c.connection, issues.c.number == members.c.number)
    )
    rows = change.sql.execute(sa.select(issues).select_from(together).where(of_document(members, key)))
    return {(row.code, cause_from(row.cause_kind, row.cause_key)): row.number for row in rows}


def _leave(change: Change, key: Key, number: int, at: datetime) -> None:
    """Take a document out of an issue, and close the issue with its last document."""
    issues, members = change.tables.issues, change.tables.issue_documents
    change.sql.execute(members.delete().where(of_document(members, key), members.c.number == number))
    same = sa.and_(members.c.connection == key.connection, members.c.number == number)
    if change.sql.execute(sa.select(members.c.source_id).where(same).limit(1)).first() is None:
        this = sa.and_(issues.c.connection == key.connection, issues.c.number == number)
        change.sql.execute(issues.update().where(this).values(closed_at=at))


def _open_issue(change: Change, code: str, cause: Ref) -> int | None:
    issues = change.tables.issues
    same = sa.and_(
        issues.c.connection == change.connection,
        issues.c.code == code,
        issues.c.cause_kind == cause.kind,
        issues.c.cause_key == cause_key(cause),
        issues.c.closed_at.is_(None),
    )
    return change.sql.execute(sa.select(issues.c.number).where(same)).scalar()


def _new_issue(change: Change, sample: Finding, at: datetime) -> int:
    issues = change.tables.issues
    newest = sa.select(sa.func.max(issues.c.number)).where(issues.c.connection == change.connection)
    number = (change.sql.execute(newest).scalar() or 0) + 1
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
