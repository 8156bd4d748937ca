"""Open issues as finance reads them: what is wrong, which documents and amounts wait, since when, and who can act.

All of it comes from the ledger; neither system is asked.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

import attrs

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.kinds import VENDORS
from gp_sync.core.model import Finding, Key
from gp_sync.core.states import End
from gp_sync.core.summary import Summary, add_up
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.views import Issue
from gp_sync.readers import Readers, summary_of

__all__ = ["IssueOrder", "IssueView", "issue_orders", "issue_views"]


@attrs.frozen(kw_only=True)
class IssueView:
    """An open issue in words and amounts.

    Args:
        number: what commands take.
        code: the stable code.
        cause: the fact behind it.
        sentence: what is wrong: of its one document, or what its documents have in common.
        remedy: what to do.
        who: who can do it.
        opened_at: since when.
        keys: its documents: orders, and also requisitions and vendors.
        orders: how people call them, in the same order.
        amounts: what they come to, by currency.
        unknown: how many of them tell no amount; a vendor has none to tell.
        sample: what was found last about the first of them.
        companies: the GP companies that they go to, as far as that is known.
    """

    number: int
    code: str
    cause: str
    sentence: str
    remedy: str
    who: str
    opened_at: datetime
    keys: tuple[Key, ...]
    orders: tuple[str, ...]
    amounts: Mapping[str, Decimal]
    unknown: int
    sample: Finding
    companies: tuple[str, ...] = ()

    @property
    def flows(self) -> tuple[str, ...]:
        """The flow of each document."""
        return tuple(key.flow for key in self.keys)


@attrs.frozen(kw_only=True)
class IssueOrder:
    """One document of an issue.

    Args:
        key: the document.
        label: how people call it.
        end: how it stands.
        summary: its vendor, amount, day and requesters, as far as they can be read.
        findings: what of this issue was found about it, such as several of its lines.
    """

    key: Key
    label: str
    end: End
    summary: Summary
    findings: tuple[Finding, ...]


def issue_views(ledger: Ledger, connection: str, readers: Readers) -> tuple[IssueView, ...]:
    """All open issues of a connection, the one with most documents first."""
    known: dict[Key, Summary] = {}
    return tuple(_view(ledger, issue, readers, known) for issue in ledger.issues(connection))


def issue_orders(ledger: Ledger, view: IssueView, readers: Readers) -> Iterator[IssueOrder]:
    """The documents of an issue, each with what was found about it."""
    for key, label in zip(view.keys, view.orders, strict=True):
        row = ledger.document(key)
        found = row.findings if row is not None else ()
        yield IssueOrder(
            key=key,
            label=label,
            end=row.end if row is not None else End.PENDING,
            summary=summary_of(ledger, key, readers),
            findings=_of_issue(found, view.code, view.cause),
        )


def _view(ledger: Ledger, issue: Issue, readers: Readers, known: dict[Key, Summary]) -> IssueView:
    for key in issue.keys:
        # One document may be in several issues, and is read once.
        if key not in known:
            known[key] = summary_of(ledger, key, readers)
    amounts = [money for key in issue.keys if (money := known[key].amount) is not None]
    entry, sample = CATALOGUE[issue.code], _sample(ledger, issue)
    if len({key.flow for key in issue.keys}) > 1:
        sample = attrs.evolve(sample, flow="")
    return IssueView(
        number=issue.number,
        code=issue.code,
        cause=str(issue.cause),
        sentence=entry.words(sample, shared=len(issue.keys) > 1),
        remedy=entry.advice(sample),
        who=entry.who,
        opened_at=issue.opened_at,
        keys=issue.keys,
        orders=issue.labels,
        amounts=add_up(amounts),
        unknown=len([key for key in issue.keys if key.flow != VENDORS]) - len(amounts),
        sample=sample,
        companies=tuple(sorted({known[key].company for key in issue.keys} - {""})),
    )


def _sample(ledger: Ledger, issue: Issue) -> Finding:
    """What was found last about the first of its documents: the issue itself keeps the words of when it was opened."""
    row = ledger.document(issue.keys[0])
    found = _of_issue(row.findings, issue.code, str(issue.cause)) if row is not None else ()
    return found[0] if found else issue.sample


def _of_issue(found: tuple[Finding, ...], code: str, cause: str) -> tuple[Finding, ...]:
    return tuple(one for one in found if (one.code, str(one.cause)) == (code, cause))
