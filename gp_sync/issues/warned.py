"""Warnings of documents that nothing stops, as finance reads them: what was noticed, of which ones and amounts.

All of it comes from the ledger; neither system is asked. Warnings open no issue: they wait for nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import attrs

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.kinds import VENDORS
from gp_sync.core.model import Finding, Ref
from gp_sync.core.summary import Summary, add_up
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.views import DocumentRow
from gp_sync.readers import Readers, summary_of

__all__ = ["WarningView", "warning_views"]


@attrs.frozen(kw_only=True)
class WarningView:
    """Findings of one code in words and amounts: those with one cause, or those of which each has its own.

    Args:
        code: the stable code.
        cause: the fact behind it; empty if each document has its own.
        sentence: what was noticed; where each document has its own cause, of the first, with its name.
        remedy: what to do.
        who: who can do it.
        orders: how people call the documents, by source id.
        flows: the flow of each.
        amounts: what they come to, by currency.
        unknown: how many of them tell no amount; a vendor has none to tell.
        sample: one of the findings.
        companies: the GP companies that they go to.
    """

    code: str
    cause: str
    sentence: str
    remedy: str
    who: str
    orders: tuple[str, ...]
    flows: tuple[str, ...]
    amounts: Mapping[str, Decimal]
    unknown: int
    sample: Finding
    companies: tuple[str, ...]


@attrs.frozen
class _Warned:
    """A document with one of its findings."""

    flow: str
    name: str
    about: Summary
    finding: Finding


def warning_views(ledger: Ledger, connection: str, readers: Readers) -> tuple[WarningView, ...]:
    """All warnings of settled documents, by code; of one code, the cause with most of them first."""
    found: dict[str, dict[Ref, list[_Warned]]] = {}
    for flow in readers:
        for row in ledger.warned(connection, flow):
            about = summary_of(ledger, row.key, readers)
            for one in _one_of_each(row):
                warned = _Warned(flow, row.label or row.key.source_id, about, one)
                found.setdefault(one.code, {}).setdefault(one.cause, []).append(warned)
    return tuple(view for _, causes in sorted(found.items()) for view in _views(causes))


def _one_of_each(row: DocumentRow) -> Iterable[Finding]:
    """The first of the findings with one code and cause, such as of several lines."""
    first: dict[tuple[str, Ref], Finding] = {}
    for found in row.findings:
        first.setdefault((found.code, found.cause), found)
    return first.values()


def _views(causes: Mapping[Ref, list[_Warned]]) -> Iterator[WarningView]:
    alone = [orders[0] for orders in causes.values() if len(orders) == 1]
    if len(alone) > 1:
        yield _view(alone, "", f"{alone[0].name}: {CATALOGUE[alone[0].finding.code].words(alone[0].finding)}")
    shared = [orders for orders in causes.values() if len(orders) > 1 or len(alone) == 1]
    for orders in sorted(shared, key=len, reverse=True):
        sample = orders[0].finding
        yield _view(orders, str(sample.cause), CATALOGUE[sample.code].words(sample, shared=len(orders) > 1))


def _view(orders: list[_Warned], cause: str, sentence: str) -> WarningView:
    sample = orders[0].finding
    # A document with several causes of its own is told once.
    about = {(warned.flow, warned.name): warned.about for warned in orders}
    amounts = [summary.amount for summary in about.values() if summary.amount is not None]
    flows = tuple(flow for flow, _ in about)
    return WarningView(
        code=sample.code,
        cause=cause,
        sentence=sentence,
        remedy=CATALOGUE[sample.code].advice(sample),
        who=CATALOGUE[sample.code].who,
        orders=tuple(name for _, name in about),
        flows=flows,
        amounts=add_up(amounts),
        unknown=len(flows) - flows.count(VENDORS) - len(amounts),
        sample=sample,
        companies=tuple(sorted({summary.company for summary in about.values()} - {""})),
    )
