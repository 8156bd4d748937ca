"""Between the values of the ledger and the rows and texts that a database keeps."""

import json
from collections.abc import Iterable
from typing import Any

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.core.model import Finding, Key, Ref, TargetRef
from gp_sync.core.states import WriteState
from gp_sync.ledger.values import Intent, OpenWrite, StoredLink
from gp_sync.ledger.views import AuditRow
from gp_sync.strict import strict_converter

__all__ = [
    "cause_from",
    "cause_key",
    "document_names",
    "export_row",
    "finding_from",
    "findings_from",
    "lane_names",
    "reasons_of",
    "to_audit_row",
    "to_intent",
    "to_key",
    "to_link",
    "to_open_write",
]

_CONVERTER = strict_converter()


def document_names(key: Key) -> dict[str, Any]:
    """A key as the columns that begin most tables."""
    return {"connection": key.connection, "flow": key.flow, "source_id": key.source_id}


def lane_names(key: Key, target: TargetRef) -> dict[str, Any]:
    """A document and where a write of it goes, less the record's number, as the columns of both."""
    return document_names(key) | {"side": target.side, "company": target.company}


def to_key(row: Any) -> Key:
    """The document that a row is about."""
    return Key(connection=row.connection, flow=row.flow, source_id=row.source_id)


def findings_from(text: str) -> tuple[Finding, ...]:
    """Findings from their canonical text."""
    return _CONVERTER.structure(json.loads(text), tuple[Finding, ...])


def finding_from(text: str) -> Finding:
    """One finding from its canonical text."""
    return _CONVERTER.structure(json.loads(text), Finding)


def reasons_of(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """What was found, as an event's detail keeps it: the code, and the values that its sentence is made with."""
    return [{"code": found.code, "where": found.where, "tried": found.tried} for found in findings]


def cause_key(cause: Ref) -> str:
    """The key of a cause as one text."""
    return canonical(list(cause.key))


def cause_from(kind: str, key: str) -> Ref:
    """A cause from the columns that keep it."""
    return Ref(kind, tuple(json.loads(key)))


def to_link(row: Any) -> StoredLink:
    """A link from a row of `links`."""
    target = TargetRef(flow=row.flow, side=row.side, company=row.company, number=row.number)
    return StoredLink(
        target=target,
        sent=row.sent,
        held=row.held,
        stamp=row.stamp,
        fingerprint=row.fingerprint,
        given_up=row.given_up,
        by_hand=row.by_hand,
        to_void=row.to_void,
    )


def to_intent(row: Any) -> Intent:
    """The write that a row of `writes` carries out."""
    return Intent(
        op=row.op,
        target=TargetRef(flow=row.flow, side=row.side, company=row.company, number=row.number),
        body=row.body,
        before=row.before,
        stamp=row.stamp,
        fingerprint=row.fingerprint,
    )


def to_open_write(row: Any) -> OpenWrite:
    """An open write from a row of `writes`."""
    return OpenWrite(
        key=to_key(row),
        version=row.version,
        attempt=row.attempt,
        state=WriteState(row.state),
        intent=to_intent(row),
        deadline=row.deadline,
        absences=row.absences,
        checked=row.checked,
    )


def export_row(row: AuditRow) -> dict[str, Any]:
    """A row of the audit as JSON values, in the order of its columns; a detail that is no JSON stays a text."""
    values = attrs.asdict(row, recurse=False)
    text = values.pop("detail_text")
    try:
        detail = None if text is None else json.loads(text)
    except ValueError:
        detail = text
    return {**values, "at": row.at.isoformat(timespec="microseconds"), "detail": detail}


def to_audit_row(row: Any) -> AuditRow:
    """A row of the audit, joined with its detail, as callers see it."""
    return AuditRow(**row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row's columns
