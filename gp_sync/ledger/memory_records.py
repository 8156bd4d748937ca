"""What `MemoryStore` keeps: one record for each connection, with its writes, documents, issues and audit."""

from datetime import datetime

import attrs

from gp_sync.core.model import Finding, Key, Ref, TargetRef
from gp_sync.core.states import DocumentState, End, VersionState, WriteState
from gp_sync.ledger import rules
from gp_sync.ledger.chain import Head, next_row
from gp_sync.ledger.standing import Lane, lane_of
from gp_sync.ledger.values import CapturedVersion, Event, Intent, OpenWrite, Settlement, StoredLink
from gp_sync.ledger.views import AuditRow

__all__ = [
    "MemoryConnection",
    "MemoryDocument",
    "MemoryIssue",
    "MemoryVersion",
    "MemoryWrite",
]


@attrs.define(kw_only=True)
class MemoryWrite:
    """One attempt to write one target."""

    key: Key
    version: int
    attempt: int
    intent: Intent
    state: WriteState = WriteState.RESERVED
    deadline: datetime | None = None
    absences: int = 0
    checked: datetime | None = None

    def as_open(self) -> OpenWrite:
        """The write as callers see it while it is open."""
        return OpenWrite(
            key=self.key,
            version=self.version,
            attempt=self.attempt,
            state=self.state,
            intent=self.intent,
            deadline=self.deadline,
            absences=self.absences,
            checked=self.checked,
        )


@attrs.define(kw_only=True)
class MemoryVersion:
    """A captured version and what became of it."""

    captured: CapturedVersion
    at: datetime
    state: VersionState


@attrs.define(kw_only=True)
class MemoryDocument:
    """A document; its versions are numbered from 1, and `version` is the newest readable one, 0 if there is none."""

    token: str
    label: str
    updated_at: datetime
    state: DocumentState = DocumentState.PENDING
    end: End = End.PENDING
    version: int = 0
    findings: tuple[Finding, ...] = ()
    versions: dict[int, MemoryVersion] = attrs.field(factory=dict)

    @property
    def newest(self) -> int:
        """The number of the newest version, readable or not; 0 before the first."""
        return len(self.versions)

    @property
    def unreadable(self) -> bool:
        """Whether the newest version cannot be read."""
        return self.version != self.newest

    def undecided(self) -> int | None:
        """The number of the version that waits to be decided, if there is one."""
        version = self.versions.get(self.version)
        return self.version if version is not None and version.state is VersionState.NEW else None


@attrs.define(kw_only=True)
class MemoryIssue:
    """An issue, with the digest of its cause as each document was decided on."""

    number: int
    code: str
    cause: Ref
    opened_at: datetime
    sample: Finding
    digests: dict[Key, str] = attrs.field(factory=dict)


@attrs.define
class MemoryConnection:
    """All that is kept about one connection."""

    name: str
    fence: int = 0
    owner: str | None = None
    until: datetime | None = None
    audit: list[AuditRow] = attrs.field(factory=list)
    attempts: dict[Lane, list[MemoryWrite]] = attrs.field(factory=dict)
    open: dict[Lane, MemoryWrite] = attrs.field(factory=dict)
    links: dict[Key, dict[TargetRef, StoredLink]] = attrs.field(factory=dict)
    documents: dict[Key, MemoryDocument] = attrs.field(factory=dict)
    issues: list[MemoryIssue] = attrs.field(factory=list)
    cursors: dict[str, str] = attrs.field(factory=dict)

    def holds(self, fence: int) -> bool:
        """Whether a change with this fence is allowed: it is the newest, and was not given back."""
        return self.owner is not None and self.fence == fence

    @property
    def head(self) -> Head:
        """The newest row of the audit."""
        return Head(self.audit[-1].number, self.audit[-1].digest) if self.audit else Head()

    def record(
        self,
        event: Event,
        key: Key | None = None,
        *,
        target: TargetRef | None = None,
        attempt: int | None = None,
        old: str | None = None,
        new: str | None = None,
        contents: str | None = None,
    ) -> None:
        """Add a row to the audit."""
        row = next_row(
            self.head,
            event,
            connection=self.name,
            owner=self.owner or "",
            fence=self.fence,
            key=key,
            target=target,
            attempt=attempt,
            old=old,
            new=new,
            contents=contents,
        )
        self.audit.append(row)

    def open_write(self, key: Key, target: TargetRef, attempt: int, state: WriteState) -> MemoryWrite | None:
        """The open write of a document and target, if it is this attempt in this state."""
        write = self.open.get(lane_of(key, target))
        if write is None or (write.intent.target, write.attempt, write.state) != (target, attempt, state):
            return None
        return write

    def unreadable(self, key: Key) -> Finding | None:
        """The finding about a document's newest version, if that cannot be read."""
        document = self.documents[key]
        problem = document.versions[document.newest].captured.problem
        return None if problem is None else rules.unreadable_finding(key, problem)

    def tell_unreadable(self, key: Key, at: datetime) -> None:
        """Bring a document's findings and issues in line with whether its newest version can be read."""
        document, unreadable = self.documents[key], self.unreadable(key)
        document.findings = rules.with_unreadable(rules.without_unreadable(document.findings), unreadable)
        if unreadable is not None:
            issue = self._open_issue(unreadable.code, unreadable.cause) or self._new_issue(unreadable, at)
            issue.digests[key], issue.sample = "", unreadable
            return
        for issue in self.issues:
            if issue.code == rules.UNREADABLE:
                issue.digests.pop(key, None)

    def settle(self, key: Key, settlement: Settlement, event: Event) -> tuple[str, str] | None:
        """Store a settlement. Gives the document's state before and after, or None if it stays as it is.

        Links are stored in any case. The rest is not, if the document is not kept here or has a newer version.
        """
        self.links.setdefault(key, {}).update({link.target: link for link in settlement.links})
        document = self.documents.get(key)
        if document is None or document.version != settlement.version:
            return None
        settlement = rules.possible_settlement(settlement, document.state)
        before = document.state
        document.state, document.end = settlement.state, settlement.end
        document.findings = rules.with_unreadable(settlement.findings, self.unreadable(key))
        document.updated_at = event.at
        if settlement.state is not DocumentState.PENDING:
            document.versions[settlement.version].state = VersionState.DECIDED
        self._join_issues(key, settlement, event.at)
        return before, settlement.state

    def _join_issues(self, key: Key, settlement: Settlement, at: datetime) -> None:
        stopping = rules.issue_findings(settlement, self.unreadable(key))
        for issue in self.issues:
            if (issue.code, issue.cause) not in stopping:
                issue.digests.pop(key, None)
        for (code, cause), found in stopping.items():
            issue = self._open_issue(code, cause) or self._new_issue(found, at)
            issue.digests[key] = settlement.digests.get(cause, "")

    def _open_issue(self, code: str, cause: Ref) -> MemoryIssue | None:
        return next(
            (issue for issue in self.issues if issue.digests and (issue.code, issue.cause) == (code, cause)), None
        )

    def _new_issue(self, sample: Finding, at: datetime) -> MemoryIssue:
        number = len(self.issues) + 1
        issue = MemoryIssue(number=number, code=sample.code, cause=sample.cause, opened_at=at, sample=sample)
        self.issues.append(issue)
        return issue
