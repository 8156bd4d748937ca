"""How much of the orders that were captured the tables cover, and where their gaps are."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from gp_sync.core.decide import judge
from gp_sync.core.flow import Flow
from gp_sync.core.kinds import VENDORS
from gp_sync.core.model import Facts, Finding, Ref, Severity
from gp_sync.engine import Engine
from gp_sync.ledger.values import Pending
from gp_sync.mapping.tables import FOUND, MISSING
from gp_sync.run.decider import Decider
from gp_sync.run.guarded import NotProcessedError, guarded
from gp_sync.run.session import Session

__all__ = ["Coverage", "Gap", "TableCoverage", "coverage"]

_STOPPING = frozenset({Severity.BLOCK, Severity.HOLD})


@attrs.define(kw_only=True)
class Gap:
    """One name that a table does not cover.

    Args:
        finding: the first finding about it.
        orders: the orders that it concerns.
        vendor: the vendor of the first of them, by name.
    """

    finding: Finding
    orders: list[str] = attrs.field(factory=list)
    vendor: str = ""


@attrs.define(kw_only=True)
class TableCoverage:
    """One table: what it leads to in GP, and its gaps by their causes."""

    found: set[Ref] = attrs.field(factory=set)
    gaps: dict[Ref, Gap] = attrs.field(factory=dict)


@attrs.define(kw_only=True)
class Coverage:
    """What the tables make of orders.

    Args:
        orders: how many were looked at.
        covered: how many of them have no gap that stops them.
        unreadable: those that cannot be read or processed, each with the reason.
        tables: each table by its name.
        unchecked: what could not be looked up in GP, in words.
    """

    orders: int = 0
    covered: int = 0
    unreadable: list[str] = attrs.field(factory=list)
    tables: dict[str, TableCoverage] = attrs.field(factory=dict)
    unchecked: dict[str, Finding] = attrs.field(factory=dict)

    def table(self, name: str) -> TableCoverage:
        """A table, which is new if nothing of it was seen yet."""
        return self.tables.setdefault(name, TableCoverage())


def coverage(engine: Engine) -> Coverage:
    """Map every order that was captured, in its newest version, and see where the tables have gaps.

    Nothing is written, and no record of GP is read but its reference data.

    Raises:
        ConnectionBusy: another process works on the connection.
        Unavailable: a side cannot be used.
        LeaseLost: another process took over.
    """
    seen = Coverage()
    with engine.session() as session:
        engine.references.begin_run(engine.now())
        for flow in (flow for flow in engine.flows if flow.name != VENDORS):
            decider = Decider(session, flow, engine.references, max_age=engine.max_age, start=None)
            _cover(seen, session, flow, decider)
    return seen


def _cover(seen: Coverage, session: Session, flow: Flow[Any, Any], decider: Decider) -> None:
    for pending in _newest(session, flow):
        session.keep()
        try:
            source = guarded(flow.decode, pending.payload, planned=(ValueError,))
            case, mapped = decider.case(pending, source)
            findings = guarded(judge, case, mapped, flow.rules)
        except (ValueError, NotProcessedError) as error:
            seen.unreadable.append(f"{pending.label or pending.key.source_id}: {error}")
            continue
        if any(found.severity is Severity.SKIP for found in findings):
            continue  # it does not flow, whatever the tables say
        vendor = guarded(flow.summary, source).vendor
        _note(seen, pending.label or pending.key.source_id, vendor, case.facts, findings)


def _newest(session: Session, flow: Flow[Any, Any]) -> Iterator[Pending]:
    for row in session.ledger.documents(session.connection, flow.name):
        newest = session.ledger.newest(row.key)
        if newest is not None:
            yield newest


def _note(seen: Coverage, order: str, vendor: str, facts: Facts, findings: tuple[Finding, ...]) -> None:
    gaps: Mapping[Ref, Finding] = {found.cause: found for found in reversed(findings) if found.code in MISSING}
    for ref in facts.found:
        if ref.kind in FOUND and ref not in gaps:
            seen.table(FOUND[ref.kind]).found.add(ref)
    for cause, found in gaps.items():
        seen.table(MISSING[found.code]).gaps.setdefault(cause, Gap(finding=found, vendor=vendor)).orders.append(order)
    for found in facts.unusable.values():
        seen.unchecked.setdefault(f"{found.code} {found.cause}", found)
    seen.orders += 1
    seen.covered += not any(found.severity in _STOPPING for found in gaps.values())
