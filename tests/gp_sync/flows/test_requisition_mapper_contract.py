"""The mapper of requisitions keeps the contract of mappers, whatever requisition and facts it is given."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import strategies as st

from gp_sync.core.canonical import canonical, revive
from gp_sync.core.fact_values import OrderedLine
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.document import SourceOrder, SourceVendor
from gp_sync.flows.requisitions.document import GPRequisition, RequisitionState, SourceRequisition
from gp_sync.flows.requisitions.mapper import RequisitionMapper
from gp_sync.flows.requisitions.policy import RequisitionFlowPolicy
from gp_sync.systems.requisition_target import LIMITS
from gp_sync.testing import MapperBench, MapperContract
from gp_sync.testing.examples import POLICY, fabrikam_facts
from tests.gp_sync.flows.test_any_order import orders, payable_orders
from tests.gp_sync.flows.test_mapper_contract import FACTS, words

VENDORS = (
    SourceVendor(id=6, name="Lakeshore Supply", external_id="", active=True),
    SourceVendor(id=7, name="Other Supply", external_id="", active=True),
)
CODED = st.lists(
    st.builds(OrderedLine, id=st.integers(9001, 9003), coded=st.lists(words, max_size=2).map(tuple)), max_size=3
).map(tuple)


@st.composite
def requisitions(draw: st.DrawFn) -> SourceRequisition:
    """A requisition for what any order asks for, whose lines name one of two vendors, or none."""
    order: SourceOrder = draw(orders() | payable_orders().map(lambda case: case[0]))
    ids = [str(line.id) for line in order.lines]
    request = attrs.evolve(
        order,
        flow="requisitions",
        number=str(order.key),
        vendor=None,
        freight=Decimal(0),
        other=Decimal(0),
        discount=None,
        tax=None,
        buyer="",
        payment_terms="",
        shipping_method="",
        promise_date=None,
    )
    ordered = st.dictionaries(st.sampled_from(ids or ["0"]), st.just((52,)), max_size=2)
    return SourceRequisition(
        number=order.key,
        state=draw(st.sampled_from(RequisitionState)),
        state_value="1",
        request=request,
        description=draw(words),
        required_on=draw(st.none() | st.just(date(2026, 11, 20))),
        vendors={key: draw(st.sampled_from(VENDORS)) for key in ids if draw(st.booleans())},
        orders=draw(st.just({}) | ordered),
        currencies=draw(st.sampled_from([1, 1, 1, 2])),
    )


class RequisitionBench(MapperBench[SourceRequisition, GPRequisition]):
    """Any requisition, and any facts about GP; what is not in the table of facts is a text."""

    def sources(self) -> st.SearchStrategy[SourceRequisition]:
        return requisitions()

    def payload(self, source: SourceRequisition) -> bytes:
        return canonical(source).encode()

    def fact(self, ref: Ref) -> st.SearchStrategy[Any]:
        anything = CODED if ref.kind == "order_codings" else FACTS.get(ref.kind, words)
        usual = fabrikam_facts().get(ref)
        return anything if usual is None else st.just(usual) | anything


def decode(payload: bytes) -> SourceRequisition:
    source = revive(payload.decode(), SourceRequisition)
    assert source is not None
    return source


@pytest.mark.parametrize("documents", ["requisition", "both"])
class TestRequisitionMapper(MapperContract):
    @pytest.fixture
    def bench(self, documents: str) -> RequisitionBench:
        companies = tuple(attrs.evolve(company, documents=documents) for company in POLICY.companies)
        mapper = RequisitionMapper(RequisitionFlowPolicy(companies=companies, limits=LIMITS))
        return RequisitionBench(mapper, decode=decode, revive=lambda text: revive(text, GPRequisition))
