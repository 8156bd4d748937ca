"""Vendors field by field, as both systems have them now."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import attrs

from gp_sync.core.canonical import plain
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.flow import FeedPage, Flow
from gp_sync.core.kinds import VENDORS
from gp_sync.core.model import Facts, Finding, RecordUnusable
from gp_sync.engine import Engine
from gp_sync.flows.vendors.document import FIELDS, VendorPair, VendorRecord
from gp_sync.flows.vendors.lanes import Lane, MappedVendor
from gp_sync.flows.vendors.policy import VendorPolicy
from gp_sync.flows.vendors.translating import gp_value
from gp_sync.ledger.views import DocumentRow
from gp_sync.progress import Progress
from gp_sync.reconcile.vendor_rows import FieldRow, FieldState, Standing, VendorRow
from gp_sync.run.capture import PASSES
from gp_sync.run.guarded import NotProcessedError, guarded
from gp_sync.run.tokens import is_token_of

__all__ = ["vendor_rows"]


def vendor_rows(engine: Engine, progress: Progress, *, whole: bool) -> tuple[VendorRow, ...] | None:
    """Every vendor that either system lists or the ledger knows, by name; None where vendors do not flow.

    Args:
        engine: the connection's.
        progress: told how far the reading is.
        whole: ask for every vendor, also where the lists tell that it is as it was captured.

    Raises:
        Unavailable: a side cannot be used.
    """
    flow = next((flow for flow in engine.flows if flow.name == VENDORS), None)
    if flow is None:
        return None
    rows = _VendorReader(engine=engine, flow=flow, progress=progress, whole=whole).rows()
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.source_id, row.company)))


@attrs.define(kw_only=True)
class _VendorReader:
    """Reads the vendors of both systems. The arguments are as above."""

    engine: Engine
    flow: Flow[Any, Any]
    progress: Progress
    whole: bool
    _documents: dict[str, DocumentRow] = attrs.field(factory=dict, init=False)

    def rows(self) -> list[VendorRow]:
        """All vendors; the lists are read again if they changed meanwhile."""
        engine = self.engine
        self._documents = {row.key.source_id: row for row in engine.ledger.documents(engine.connection, VENDORS)}
        rows: list[VendorRow] = []
        for _ in range(PASSES):
            today = engine.now().date()
            self.flow.feed.touched(today, today)  # the feed's caches are of this pass
            rows, drifted = [], False
            for page in self.flow.feed.pages(None, today + timedelta(days=1)):
                rows += self._page(page)
                drifted = drifted or page.drifted
                self.progress("vendors", len(rows), None)
            if not drifted:
                return rows
        words = "the list of vendors kept changing while it was read: run this again in a quiet hour"
        return [*rows, _unreadable("", "", words)]

    def _page(self, page: FeedPage) -> Iterator[VendorRow]:
        engine = self.engine
        ids = [row.source_id for row in page.rows]
        tokens = engine.ledger.tokens(engine.connection, VENDORS, ids)
        captured = {} if self.whole else engine.ledger.newest_of(engine.connection, VENDORS, ids)
        for row in page.rows:
            newest = captured.get(row.source_id)
            if newest is not None and newest.payload and is_token_of(tokens.get(row.source_id, ""), row.token):
                yield from self._vendor(row.source_id, row.label, newest.payload)
                continue
            fetched = self.flow.feed.fetch(row.source_id)
            if fetched.problem:
                yield _unreadable(row.source_id, fetched.label or row.label, fetched.problem)
            else:
                yield from self._vendor(row.source_id, row.label, fetched.payload)
        yield from (_unreadable("", "", words) for words in page.unreadable)

    def _vendor(self, source_id: str, label: str, payload: bytes) -> Iterator[VendorRow]:
        """A vendor beside each of GP's that it is linked to."""
        try:
            pair: VendorPair = guarded(self.flow.decode, payload, planned=(ValueError,))
            mapped: Any = guarded(self.flow.mapper.map, pair, self._facts(pair))
        except (ValueError, NotProcessedError) as error:
            yield _unreadable(source_id, label, str(error))
            return
        lanes = {lane.company: lane for lane in mapped.lanes} if isinstance(mapped, MappedVendor) else {}
        companies = [company for company, record in pair.gp.items() if record is not None]
        for company in companies:
            lane, why = lanes.get(company), ""
            standing: Standing = "linked" if pair.procurify is not None else "in GP alone"
            if pair.procurify is not None and lane is None:
                standing, why = "linked, not compared", _why_not(pair.procurify, mapped)
            fields = _fields(self.flow.policy.vendors, pair.procurify, pair.gp[company], lane)
            yield self._row(source_id, pair, company, standing, tuple(fields), why)
        if not companies:
            fields = _fields(self.flow.policy.vendors, pair.procurify, None, None)
            yield self._row(source_id, pair, "", "in Procurify alone", tuple(fields))

    def _row(
        self,
        source_id: str,
        pair: VendorPair,
        company: str,
        standing: Standing,
        fields: tuple[FieldRow, ...],
        why: str = "",
    ) -> VendorRow:
        document = self._documents.get(source_id)
        findings = () if document is None else document.findings
        notes = tuple(_words(found) for found in findings)
        return VendorRow(
            name=pair.label,
            source_id=source_id,
            company=company,
            vendor_id=pair.links.get(company, ""),
            standing=standing,
            end="" if document is None else document.end.value,
            fields=fields,
            notes=notes or tuple(filter(None, [why])),
        )

    def _facts(self, pair: VendorPair) -> Facts:
        """What the mapper asks for, as far as it can be had."""
        facts = Facts(as_of=self.engine.now())
        while needed := guarded(self.flow.mapper.needs, pair, facts) - facts.asked:
            found, unusable = dict(facts.found), dict(facts.unusable)
            for ref in sorted(needed):
                try:
                    fact = self.engine.references.find(ref, facts.as_of)
                except RecordUnusable as error:
                    unusable[ref] = error.finding
                else:
                    if fact is not None:
                        found[ref] = fact
            facts = Facts(as_of=facts.as_of, asked=facts.asked | needed, found=found, unusable=unusable)
        return facts


def _words(found: Finding) -> str:
    return f"{found.code}: {CATALOGUE[found.code].words(found)}"


def _why_not(record: VendorRecord, mapped: Any) -> str:
    """Why a linked vendor is not compared, where the ledger has no finding that says so."""
    if record.active is False:
        return "it is inactive in Procurify, so that its fields are not compared"
    stops = (*mapped.findings, *mapped.stopped) if isinstance(mapped, MappedVendor) else mapped.findings
    return "; ".join(_words(found).rstrip(".") for found in stops) or "the mapping has nothing to compare it by"


def _unreadable(source_id: str, name: str, why: str) -> VendorRow:
    standing: Standing = "cannot be read"
    return VendorRow(name=name, source_id=source_id, company="", vendor_id="", standing=standing, end="", notes=(why,))


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
