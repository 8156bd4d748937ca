"""One way to look at an order: gather its facts as the engine does, map it, and run every rule."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from gp_sync.core.decide import judge
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Case, Facts, Finding, Key, Link, Ref, TargetRef
from gp_sync.core.protocols import Mapper
from gp_sync.flows.purchase_orders import identity
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.rules import RULES
from gp_sync.testing.examples import POLICY, fabrikam_facts


@attrs.frozen
class Look:
    """What became of an order: its body, if one could be made, and all findings."""

    body: GPPurchaseOrder | None
    target: TargetRef | None
    findings: tuple[Finding, ...]
    ended: bool

    @property
    def codes(self) -> list[str]:
        return [found.code for found in self.findings]

    @property
    def all_words(self) -> list[str]:
        """What every finding says to people."""
        return [CATALOGUE[found.code].words(found) for found in self.findings]

    def words(self, code: str) -> str:
        """What the first finding of a code says to people."""
        return self.all_words[self.codes.index(code)]

    @property
    def order(self) -> GPPurchaseOrder:
        """The body, where the test is about one."""
        assert self.body is not None
        return self.body


def gather(
    source: Any,
    mapper: Mapper[Any, Any],
    known: Mapping[Ref, Any],
    written: Mapping[TargetRef, Any] | None = None,
) -> Facts:
    facts = Facts(as_of=datetime(2026, 11, 4, 18, tzinfo=UTC), written=written or {})
    while needed := mapper.needs(source, facts) - facts.asked:
        found = {ref: known[ref] for ref in needed if known.get(ref) is not None}
        facts = attrs.evolve(facts, asked=facts.asked | needed, found={**facts.found, **found})
    return facts


Looker = Callable[..., Look]


@pytest.fixture
def look() -> Looker:
    """Map and judge an order: `look(order(), facts={...}, policy=..., written=True)`, or what was written."""

    def looking(
        source: SourceOrder,
        *,
        facts: Mapping[Ref, Any] | None = None,
        policy: PurchaseOrderPolicy = POLICY,
        written: GPPurchaseOrder | bool = False,
        unusable: Mapping[Ref, Finding] | None = None,
    ) -> Look:
        mapper = PurchaseOrderMapper(policy)
        target = TargetRef(side="gp", company="TWO", number="PF52")
        last = {target: Link(target=target, sent=None if written is True else written, held=None)} if written else {}
        bodies = {target: link.sent for target, link in last.items()}
        gathered = gather(source, mapper, fabrikam_facts() | dict(facts or {}), bodies)
        lost = {ref: problem for ref, problem in (unusable or {}).items() if ref in gathered.asked}
        gathered = attrs.evolve(gathered, unusable=lost)
        mapped = mapper.map(source, gathered)
        key = Key(connection="fabrikam", flow="purchase_orders", source_id=str(source.key))
        case: Case[Any, Any] = Case(key=key, source=source, last=last, now={}, facts=gathered, policy=policy)
        findings = judge(case, mapped, RULES)
        target_of = next(iter(mapped.wanted), None)
        return Look(next(iter(mapped.wanted.values()), None), target_of, findings, mapped.ended)

    return looking


def keep_lines(wanted: GPPurchaseOrder, written: GPPurchaseOrder) -> tuple[GPPurchaseOrder, tuple[Finding, ...]]:
    """An order with its lines as they were written, and what cannot be told apart."""
    document = Ref("document", ("purchase_orders", wanted.number))
    lines, unclear = identity.keep_lines(wanted.lines, written.lines, document)
    return attrs.evolve(wanted, lines=lines), unclear
