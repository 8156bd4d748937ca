"""What the ledger says of documents, as a reconciliation reads it."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from gp_sync.core.canonical import plain
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.flow import Flow
from gp_sync.core.model import Key, Severity, TargetRef
from gp_sync.ledger.views import DocumentRow
from gp_sync.reconcile.model import LedgerSide
from gp_sync.run.guarded import NotProcessedError
from gp_sync.run.stored import link_from

__all__ = ["ledger_side", "owners_of", "written_company"]


def ledger_side(flow: Flow[Any, Any], row: DocumentRow) -> LedgerSide:
    """What the ledger says of a document."""
    told = [(found, f"{found.code}: {CATALOGUE[found.code].words(found)}") for found in row.findings]
    stops = "; ".join(words.rstrip(".") for found, words in told if found.severity is not Severity.WARN)
    side = LedgerSide(end=row.end, reasons=tuple(words for _, words in told), stopped_by=stops)
    try:
        links = [link_from(flow, stored) for stored in row.links if not stored.given_up]
    except NotProcessedError as error:
        return attrs.evolve(side, reasons=(*side.reasons, str(error)))
    return attrs.evolve(side, link=links[0] if links else None)


def owners_of(
    rows: Mapping[str, DocumentRow], open_writes: Iterable[tuple[TargetRef, Key]]
) -> dict[tuple[str, str], str]:
    """The document that owns each record of GP, by the record's company and number as GP compares it.

    Args:
        rows: the documents by their keys in Procurify, with their links.
        open_writes: the records of writes that are not finished, and whose they are.
    """
    writing = {_where(target): key.source_id for target, key in open_writes}
    linked = {
        _where(link.target): key
        for key, row in rows.items()
        for link in row.links
        if not link.given_up and not link.elsewhere
    }
    return writing | linked


def written_company(row: DocumentRow | None) -> str:
    """The company that a document was written to; empty if it was written to none."""
    links = () if row is None else row.links
    return next((link.target.company for link in links if not link.given_up), "")


def _where(target: TargetRef) -> tuple[str, str]:
    return target.company, plain(target.number)
