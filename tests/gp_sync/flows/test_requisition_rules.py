"""The rules of requisitions: what each of them says about a requisition that would else be written."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core.decide import judge
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Case, Finding, Key, Ref
from gp_sync.flows.purchase_orders.document import SourceVendor
from gp_sync.flows.requisitions.document import RequisitionState, SourceRequisition
from gp_sync.flows.requisitions.mapper import RequisitionMapper
from gp_sync.flows.requisitions.policy import RequisitionFlowPolicy
from gp_sync.flows.requisitions.rules import RULES
from gp_sync.systems.requisition_target import LIMITS
from gp_sync.testing.examples import FABRIKAM, fabrikam_facts, line, order
from tests.gp_sync.flows.conftest import gather

LAKESHORE = SourceVendor(id=6, name="Lakeshore Supply", external_id="LAKESHORE0001", active=True, kind="regular")
POLICY = RequisitionFlowPolicy(companies=(attrs.evolve(FABRIKAM, documents="requisition"),), limits=LIMITS)

Judging = Callable[..., tuple[Finding, ...]]


def requisition(**changes: Any) -> SourceRequisition:
    """An approved requisition for two lines, 245.00 and 10.00, of a linked vendor."""
    lines = (line(), line(id=9002, number=2, name="Rags", quantity=Decimal(1), unit_price=Decimal(10)))
    request = order(flow="requisitions", vendor=None, buyer="", payment_terms="", shipping_method="", lines=lines)
    values: dict[str, Any] = {"vendors": {"9001": LAKESHORE, "9002": LAKESHORE}, "beside": (Decimal(0),)}
    return SourceRequisition(
        number=52, state=RequisitionState.APPROVED, state_value="1", request=request, **(values | changes)
    )


def judged(source: SourceRequisition, facts: Mapping[Ref, Any] | None = None) -> dict[str, Finding]:
    """What is said of a requisition, by code; that splits cannot be seen is said of each."""
    mapper = RequisitionMapper(POLICY)
    known = gather(source, mapper, fabrikam_facts() | dict(facts or {}))
    key = Key(connection="fabrikam", flow="requisitions", source_id="52")
    case: Case[Any, Any] = Case(key=key, source=source, last={}, now={}, facts=known, policy=POLICY)
    found = {row.code: row for row in judge(case, mapper.map(source, known), RULES)}
    del found["ALLOCATION_NOT_VISIBLE"]
    return found


def words(found: Finding) -> str:
    return CATALOGUE[found.code].words(found)


class TestTotal:
    def test_edge_24_lines_that_do_not_add_up_to_it_block(self) -> None:
        source = requisition()
        more = attrs.evolve(source, request=attrs.evolve(source.request, total=Decimal("300.5")))

        found = judged(more)

        assert [words(row) for row in found.values()] == [
            "The lines of the requisition do not add up to its total in Procurify: 255.00 instead of 300.50."
        ]
        assert found["REQUISITION_TOTAL_DIFFERS"].severity == "BLOCK"

    @pytest.mark.parametrize("total", ["255.00", "255.01", "263.00"])
    def test_edge_24_a_cent_for_a_line_or_what_it_may_have_in_it_is_no_difference(self, total: str) -> None:
        source = requisition(beside=(Decimal(0), Decimal("8.00")))

        assert judged(attrs.evolve(source, request=attrs.evolve(source.request, total=Decimal(total)))) == {}

    def test_edge_24_where_a_line_is_left_out_its_own_finding_says_so(self) -> None:
        source = requisition()
        first = attrs.evolve(source.request.lines[0], coding=None)
        lines = (first, *source.request.lines[1:])

        found = judged(attrs.evolve(source, request=attrs.evolve(source.request, lines=lines)))

        assert list(found) == ["VALUE_MISSING"]
