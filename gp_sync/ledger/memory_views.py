"""What `MemoryStore` keeps, as callers see it."""

from gp_sync.core.model import Key
from gp_sync.ledger import rules
from gp_sync.ledger.contents import has_its_fingerprint, link_digest, write_digest
from gp_sync.ledger.memory_records import MemoryConnection, MemoryDocument, MemoryIssue, MemoryVersion, MemoryWrite
from gp_sync.ledger.standing import DocumentStands, States, VersionStands, WriteStands
from gp_sync.ledger.values import Pending
from gp_sync.ledger.views import DocumentRow, Issue, LinkedRecord

__all__ = ["issue_of", "links_of", "pending_of", "row_of", "states_of"]


def pending_of(kept: MemoryConnection, key: Key) -> Pending:
    """A document that waits for a decision, with its newest readable version."""
    document = kept.documents[key]
    version = document.versions[document.version]
    return Pending(
        key=key,
        version=document.version,
        payload=version.captured.payload,
        label=document.label,
        captured_at=version.at,
        links=dict(kept.links.get(key, {})),
        open_targets=frozenset(write.intent.target for write in kept.open.values() if write.key == key),
    )


def row_of(kept: MemoryConnection, key: Key) -> DocumentRow:
    """A document as a report shows it."""
    document = kept.documents[key]
    states = [write.state for write in kept.open.values() if write.key == key]
    return DocumentRow(
        key=key,
        label=document.label,
        state=document.state,
        end=rules.reported_end(document.end, unreadable=document.unreadable, writes=states),
        version=document.version,
        findings=document.findings,
        links=tuple(link for _, link in sorted(kept.links.get(key, {}).items())),
        updated_at=document.updated_at,
    )


def issue_of(kept: MemoryConnection, issue: MemoryIssue) -> Issue:
    """An issue with the documents that it stops or marks."""
    keys = tuple(sorted(issue.digests))
    return Issue(
        number=issue.number,
        connection=kept.name,
        code=issue.code,
        cause=issue.cause,
        opened_at=issue.opened_at,
        digest=rules.joined_digest(issue.digests.values()),
        keys=keys,
        labels=tuple(kept.documents[key].label or key.source_id for key in keys),
        sample=issue.sample,
    )


def links_of(kept: MemoryConnection, flow: str) -> list[LinkedRecord]:
    """All links of a flow, by the record's number and the document's source id."""
    found = [
        LinkedRecord(key=key, link=link)
        for key, links in kept.links.items()
        if key.flow == flow
        for link in links.values()
    ]
    return sorted(found, key=lambda record: (record.link.target.number, record.key.source_id, record.link.target.side))


def states_of(kept: MemoryConnection) -> States:
    """How everything stands, for a comparison with the audit."""
    documents = kept.documents.items()
    return States(
        documents={key: _document_stands(document) for key, document in documents},
        versions={
            (key, number): _version_stands(version)
            for key, document in documents
            for number, version in document.versions.items()
        },
        writes={
            (lane, write.attempt): _write_stands(write) for lane, writes in kept.attempts.items() for write in writes
        },
        links={(key, target): link_digest(link) for key, links in kept.links.items() for target, link in links.items()},
        cursors=dict(kept.cursors),
    )


def _document_stands(document: MemoryDocument) -> DocumentStands:
    return DocumentStands(state=document.state, version=document.version, newest=document.newest)


def _version_stands(version: MemoryVersion) -> VersionStands:
    captured = version.captured
    whole = has_its_fingerprint(captured.payload, captured.fingerprint)
    return VersionStands(state=version.state, fingerprint=captured.fingerprint, whole=whole)


def _write_stands(write: MemoryWrite) -> WriteStands:
    return WriteStands(
        number=write.intent.target.number,
        state=write.state,
        content=write_digest(write.version, write.intent),
        deadline=write.deadline,
        absences=write.absences,
        checked=write.checked,
    )
