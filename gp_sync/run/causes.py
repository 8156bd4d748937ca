"""The causes of open issues, read anew: what of them is another than when their documents were decided."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from gp_sync.core.facts import CODING, SETTING
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.flow import Flow, References
from gp_sync.core.model import DOCUMENT, RECORD, Key, RecordUnusable, Ref, TargetRef, Unavailable
from gp_sync.core.states import DocumentState
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.rules import WATCHED
from gp_sync.ledger.views import Issue
from gp_sync.run.guarded import NotProcessedError, guarded
from gp_sync.run.report import RunReport
from gp_sync.run.session import Session
from gp_sync.run.stored import digest

__all__ = ["awaited_documents", "awaiting_configuration", "changed_issues"]


def changed_issues(
    session: Session, flow: Flow[Any, Any], references: References, report: RunReport
) -> Iterator[Issue]:
    """Read the cause of each open issue of a flow, and give those whose cause has changed.

    A cause without a digest was never looked up: it changes only by configuration, a new version or a replay. What
    only warns of a changed record is looked at by the sweep.

    Args:
        session: the run's hold on its connection.
        flow: the flow.
        references: where facts come from.
        report: the run's; facts are read as of its start, and it is told of a side that cannot be used.

    Raises:
        Unavailable: the target cannot be used.
    """
    readable = set(references.kinds | {RECORD})
    for issue in session.ledger.issues(session.connection):
        if (
            not _is_served_by(flow, issue)
            or not issue.digest
            or issue.cause.kind not in readable
            or issue.code in WATCHED
        ):
            continue
        session.keep()
        try:
            fact = _fact(flow, references, issue.cause, report.started)
        except RecordUnusable as error:
            fact = error.finding.tried
        except NotProcessedError:
            continue  # it cannot be looked up, which the log tells; so nothing says that it changed
        except Unavailable as error:
            if error.finding.cause.key == (flow.side,):
                raise
            # Another side than the target: what needs it waits, everything else goes on.
            report.stop(error.finding)
            readable.discard(issue.cause.kind)
            continue
        if digest(fact) != issue.digest:
            yield issue


def awaited_documents(session: Session, flow: Flow[Any, Any]) -> list[Key]:
    """Settled documents of a flow that documents of another one wait for: nothing else has them decided again."""
    if not flow.awaited:
        return []
    awaited = (issue.cause.key[0] for issue in session.ledger.issues(session.connection) if issue.code == flow.awaited)
    keys = (Key(connection=session.connection, flow=flow.name, source_id=source_id) for source_id in awaited)
    rows = (session.ledger.document(key) for key in keys)
    return [row.key for row in rows if row is not None and row.state is DocumentState.SETTLED]


def awaiting_configuration(ledger: Ledger, connection: str, references: References) -> list[Issue]:
    """Open issues that only a change of the configuration mends: no run sees that, so a person replays their orders."""
    readable = references.kinds | {RECORD, DOCUMENT}
    return [
        issue
        for issue in ledger.issues(connection)
        if issue.cause.kind in {CODING, SETTING}
        or (issue.cause.kind not in readable and CATALOGUE[issue.code].who == "operator")
    ]


def _is_served_by(flow: Flow[Any, Any], issue: Issue) -> bool:
    """Whether a flow can read the cause: a record's own flow does, of anything else one whose documents wait for it."""
    if issue.cause.kind == RECORD:
        return TargetRef.of(issue.cause).flow == flow.name
    return any(key.flow == flow.name for key in issue.keys)


def _fact(flow: Flow[Any, Any], references: References, cause: Ref, not_before: datetime) -> Any | None:
    if cause.kind != RECORD:
        return guarded(references.find, cause, not_before, planned=(Unavailable, RecordUnusable))
    return flow.target.read(TargetRef.of(cause))
