"""Vendors field by field, as both sides had them when the vendor flow last looked at them."""

from collections.abc import Iterator
from typing import Any, Literal

from gp_sync.core.canonical import plain
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.flow import Flow
from gp_sync.core.kinds import VENDORS
from gp_sync.core.model import Facts, RecordUnusable
from gp_sync.engine.engine import Engine
from gp_sync.engine.guarded import NotProcessedError, guarded
from gp_sync.flows.vendors.document import FIELDS, VendorPair, VendorRecord
from gp_sync.flows.vendors.lanes import Lane, MappedVendor
from gp_sync.flows.vendors.policy import VendorPolicy
from gp_sync.flows.vendors.translating import gp_value
from gp_sync.ledger.views import DocumentRow
from gp_sync.reconcile.vendor_rows import FieldRow, FieldState, VendorRow

__all__ = ["vendor_rows"]


def vendor_rows(engine: Engine) -> tuple[VendorRow, ...] | None:
    """Every vendor that the ledger knows, by name; None where vendors do not flow.

    Raises:
        Unavailable: GP cannot be asked for its terms and currencies.
    """
    flow = next((flow for flow in engine.flows if flow.name == VENDORS), None)
    if flow is None:
        return None
    documents = engine.ledger.documents(engine.connection, VENDORS)
    rows = [row for document in documents for row in _rows(engine, flow, document)]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.source_id, row.company)))


def _rows(engine: Engine, flow: Flow[Any, Any], document: DocumentRow) -> Iterator[VendorRow]:
    newest = engine.ledger.newest(document.key)
    try:
        pair: VendorPair | None = (
            None if newest is None else guarded(flow.decode, newest.payload, planned=(ValueError,))
        )
        mapped: Any = None if pair is None else guarded(flow.mapper.map, pair, _facts(engine, flow, pair))
    except (ValueError, NotProcessedError):
        pair, mapped = None, None
    if pair is None:
        yield _row(document, None, "", "in Procurify alone", ())
        return
    lanes = {lane.company: lane for lane in mapped.lanes} if isinstance(mapped, MappedVendor) else {}
    companies = [company for company, record in pair.gp.items() if record is not None]
    for company in companies:
        standing: Literal["linked", "in GP alone"] = "linked" if pair.procurify is not None else "in GP alone"
        fields = _fields(flow.policy.vendors, pair.procurify, pair.gp[company], lanes.get(company))
        yield _row(document, pair, company, standing, tuple(fields))
    if not companies:
        fields = _fields(flow.policy.vendors, pair.procurify, None, None)
        yield _row(document, pair, "", "in Procurify alone", tuple(fields))


def _row(
    document: DocumentRow,
    pair: VendorPair | None,
    company: str,
    standing: Literal["linked", "in Procurify alone", "in GP alone"],
    fields: tuple[FieldRow, ...],
) -> VendorRow:
    return VendorRow(
        name=document.label if pair is None else pair.label,
        source_id=document.key.source_id,
        company=company,
        vendor_id="" if pair is None else pair.links.get(company, ""),
        standing=standing,
        end=document.end.value,
        fields=fields,
        notes=tuple(f"{found.code}: {CATALOGUE[found.code].words(found)}" for found in document.findings),
    )


def _facts(engine: Engine, flow: Flow[Any, Any], pair: VendorPair) -> Facts:
    """What the mapper asks for, as far as it can be had."""
    facts = Facts(as_of=engine.now())
    while needed := guarded(flow.mapper.needs, pair, facts) - facts.asked:
        found, unusable = dict(facts.found), dict(facts.unusable)
        for ref in sorted(needed):
            try:
                fact = engine.references.find(ref, facts.as_of)
            except RecordUnusable as error:
                unusable[ref] = error.finding
            else:
                if fact is not None:
                    found[ref] = fact
        facts = Facts(as_of=facts.as_of, asked=facts.asked | needed, found=found, unusable=unusable)
    return facts


def _fields(
    policy: VendorPolicy, ours: VendorRecord | None, theirs: VendorRecord | None, lane: Lane | None
) -> Iterator[FieldRow]:
    offered = lane.to_gp.texts if lane is not None else {}
    for field in FIELDS:
        here, there = (record.text(field) if record is not None else "" for record in (ours, theirs))
        state: FieldState = "not aligned"
        if field in offered and (policy.flows_to("gp", field) or policy.flows_to("procurify", field)):
            state = "agrees" if plain(offered[field]) == plain(gp_value(field, there)) else "differs"
        if here or there:
            yield FieldRow(field=field, procurify=here, gp=there, state=state)
