"""What a ledger shows to reports and checks: documents, issues, links, what waits, and the audit."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from gp_sync.core.model import Finding, Key, Ref
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.values import StoredLink

__all__ = ["AuditRow", "Backlog", "DocumentRow", "Issue", "LinkedRecord"]


@attrs.frozen(kw_only=True)
class LinkedRecord:
    """A record of the target, by its link, and the document that it was written for."""

    key: Key
    link: StoredLink


@attrs.frozen(kw_only=True)
class Backlog:
    """How many documents are pending and readable, and how many of them have a link, so that a record may change."""

    pending: int
    changing: int


@attrs.frozen(kw_only=True)
class DocumentRow:
    """A document as a report shows it."""

    key: Key
    label: str
    state: DocumentState
    end: End
    version: int
    findings: tuple[Finding, ...]
    links: tuple[StoredLink, ...]
    updated_at: datetime


@attrs.frozen(kw_only=True)
class Issue:
    """Findings of one code with one cause, over all documents that they stop or mark.

    Args:
        number: a small number that commands take.
        digest: the cause as its documents were decided on, see `rules.joined_digest`; empty if it was never looked up.
        keys: the documents; empty once the issue is closed.
        labels: how people call them, in the same order; the source id where nothing else is known.
        sample: one of the findings, for its words.
    """

    number: int
    connection: str
    code: str
    cause: Ref
    opened_at: datetime
    digest: str
    keys: tuple[Key, ...]
    labels: tuple[str, ...]
    sample: Finding


@attrs.frozen(kw_only=True)
class AuditRow:
    """One change, as it happened. Rows are numbered from 1 without gaps within a connection and never change.

    Args:
        contents: what the change stored beside the states, see `gp_sync.ledger.contents`; never purged.
        detail_text: the canonical JSON of the event's detail, None once it was purged; `detail` is its content.
        detail_digest: SHA-256 of that text.
        digest: of the row and the one before, see `gp_sync.ledger.chain`.
    """

    connection: str
    number: int
    at: datetime
    owner: str
    fence: int
    what: str
    flow: str | None
    source_id: str | None
    side: str | None
    company: str | None
    target_number: str | None
    attempt: int | None
    old_state: str | None
    new_state: str | None
    contents: str | None
    detail_text: str | None
    detail_digest: str
    digest: str

    @property
    def detail(self) -> Mapping[str, Any] | None:
        """Values before and after, identifiers, findings; None once they were purged."""
        return None if self.detail_text is None else json.loads(self.detail_text, parse_float=Decimal)
