"""The rules that a requisition must pass before it is written: its own, and those of orders that hold for it too."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

import attrs

from gp_sync.core import facts as names
from gp_sync.core.fact_values import OrderedLine
from gp_sync.core.findings import finding
from gp_sync.core.model import Case, Finding, Mapped, Ref, Severity, TargetRef
from gp_sync.core.protocols import Rule
from gp_sync.flows.purchase_orders.amounts import CENT, shown
from gp_sync.flows.purchase_orders.document import SourceLine, SourceOrder
from gp_sync.flows.purchase_orders.functions import codings
from gp_sync.flows.purchase_orders.rules.accounts import accounts_take_entries, cost_centres_exist, cost_centres_fit
from gp_sync.flows.purchase_orders.rules.amounts import lines_are_left_out
from gp_sync.flows.purchase_orders.rules.common import MappedOrder, OrderCase
from gp_sync.flows.purchase_orders.rules.currencies import currency_is_open, rate_exists
from gp_sync.flows.purchase_orders.rules.dates import moved_date_is_told, period_is_open, required_dates_are_open
from gp_sync.flows.purchase_orders.rules.flowing import has_lines, is_wanted, vendor_flows
from gp_sync.flows.purchase_orders.rules.references import header_references_exist, items_can_be_bought, sites_exist
from gp_sync.flows.purchase_orders.rules.vendors import vendor_card_is_complete, vendor_is_active
from gp_sync.flows.requisitions.document import GPRequisition, RequisitionState, SourceRequisition
from gp_sync.flows.requisitions.mapper import is_ordered_there, needs_rate, orders_left_alone, orders_there

__all__ = ["RULES", "company_takes_requisitions"]

_FEW = 3
"""How many lines are named in one sentence."""

RequisitionCase = Case[SourceRequisition, GPRequisition]
MappedRequisition = Mapped[GPRequisition]

_NOT_YET = frozenset({RequisitionState.PENDING, RequisitionState.DRAFT})
_OVER = frozenset({RequisitionState.DENIED, RequisitionState.CANCELLED})
_BOUGHT = frozenset({RequisitionState.PURCHASED, RequisitionState.RECEIVED})


def state_flows(case: RequisitionCase, mapped: MappedRequisition) -> Iterator[Finding]:
    """Approved requisitions flow. One that was written and waits for another approval stays in GP as it is."""
    state, cause = case.source.state, case.key.ref
    if state is RequisitionState.UNKNOWN:
        yield finding("STATE_UNKNOWN", cause, tried=case.source.state_value)
    elif state in _NOT_YET and case.stands:
        yield finding("REQUISITION_NOT_APPROVED", cause, tried=state.value, severity=Severity.HOLD)
    elif state in _NOT_YET or (state in _OVER and not case.last):
        yield finding("REQUISITION_NOT_APPROVED", cause, tried=state.value)
    elif state in _BOUGHT and not case.stands and not mapped.ended:
        yield finding("CLOSED_BEFORE_WRITE", cause, tried=state.value)


def gives_way(case: RequisitionCase, mapped: MappedRequisition) -> Iterator[Finding]:
    """Where GP gets both, a requisition that became an order is not there beside it."""
    if not mapped.ended or case.source.state in _OVER:
        return
    code = "REQUISITION_GAVE_WAY" if case.last else "ORDERED_BEFORE_WRITE"
    left_alone = orders_left_alone(case.source, case.policy.orders, case.facts)
    early = f" (order {', '.join(map(str, sorted(left_alone)))} is from before the start: GP does not get it)"
    yield finding(code, case.key.ref, tried=_orders(case.source) + (early if left_alone else ""))


def company_takes_requisitions(case: RequisitionCase, mapped: MappedRequisition) -> Iterator[Finding]:
    """The requisitions of a company that gets orders alone are left out, but for those that it got before."""
    for target in mapped.wanted:
        if not case.stands and case.policy.company(target.company).documents == "purchase_order":
            yield finding("OTHER_DOCUMENT_WANTED", names.setting(target.company, "documents"), tried=target.company)


def order_is_not_there(case: RequisitionCase, mapped: MappedRequisition) -> Iterator[Finding]:
    """No order of its lines stands in GP, such as from when the company got orders: the same is asked for once.

    One of which all lines are on such orders is left out.
    """
    if case.stands or not mapped.wanted:
        return
    if is_ordered_there(case.source, case.facts):
        yield finding("ORDERED_BEFORE_WRITE", case.key.ref, tried=_orders(case.source))
        return
    for ref, name in orders_there(case.source, case.facts).items():
        yield finding("ORDER_THERE", ref, tried=name)


def _orders(source: SourceRequisition) -> str:
    """The orders that it became, and which of its lines GP gets later, since they are on none yet."""
    orders = source.ordered_as
    became = f"{'order' if len(orders) == 1 else 'orders'} {', '.join(map(str, orders))} of Procurify"
    waiting = [line.label for line in source.request.lines if str(line.id) not in source.orders]
    more = [f"{len(waiting) - _FEW} more"] if len(waiting) > _FEW else []
    return f"{became} (on no order yet: {', '.join([*waiting[:_FEW], *more])})" if waiting else became


def order_has_a_rate(case: RequisitionCase, mapped: MappedRequisition) -> Iterator[Finding]:
    """The order that it would become has an exchange rate, where its company gets orders and takes GP's."""
    if all(needs_rate(case.policy.company(target.company)) for target in mapped.wanted):
        yield from _of_the_whole(rate_exists)(case, mapped)


def lines_add_up(case: RequisitionCase, mapped: MappedRequisition) -> Iterator[Finding]:
    """What GP will hold adds up to Procurify's total: else lines are missing, or stand for something else.

    Totals of lines are told to the cent, so that a total of what they were before may be off by one for each.
    """
    total, beside = case.source.request.total, case.source.beside
    if not beside or lines_are_left_out(mapped.findings):
        return
    for body in mapped.wanted.values():
        off = min(abs(body.total + more - total) for more in beside)
        if body.lines and off >= CENT * len(body.lines):
            tried = f"{shown(body.total)} instead of {shown(total)}"
            yield finding("REQUISITION_TOTAL_DIFFERS", case.key.ref, tried=tried)


def splits_are_not_told(_: RequisitionCase, mapped: MappedRequisition) -> Iterator[Finding]:
    """Procurify's lists of lines have no split coding (contract procurify, section 11.1), which is said."""
    if any(body.lines for body in mapped.wanted.values()):
        yield finding("ALLOCATION_NOT_VISIBLE", Ref("procurify_list", ("order items",)))


def orders_are_coded_alike(case: RequisitionCase, mapped: MappedRequisition) -> Iterator[Finding]:
    """When a line has an order, its coding there is held against the one that the requisition was written with."""
    for target, body in mapped.wanted.items():
        written = {line.mark.partition(":")[0] for line in body.lines}
        for line in case.source.request.lines:
            if str(line.id) in written:
                yield from _coded_otherwise(case, target, line)


def _coded_otherwise(case: RequisitionCase, target: TargetRef, line: SourceLine) -> Iterator[Finding]:
    ours = tuple(", ".join(filter(None, attrs.astuple(coding))) for coding in codings(line))
    for key in case.source.orders.get(str(line.id), ()):
        ref = names.order_codings(key)
        lines: tuple[OrderedLine, ...] = (case.facts.get(ref) if ref in case.facts.asked else None) or ()
        for there in lines:
            if there.id == line.id and there.coded != ours:
                tried = f"{' and '.join(there.coded) or 'no account'} there, {' and '.join(ours)} in {target}"
                yield finding("ALLOCATION_DIFFERS", ref, where=line.label, tried=tried)


_OrderRule = Callable[[OrderCase, MappedOrder], Iterable[Finding]]


def _as_order(case: RequisitionCase, asked: SourceOrder) -> OrderCase:
    """A case as the rules of orders look at it: what is asked for in all, or of one vendor."""
    of_orders: Any = case
    seen: OrderCase = attrs.evolve(of_orders, source=asked, policy=case.policy.as_orders)
    return seen


def parts_flow(case: RequisitionCase, mapped: MappedRequisition) -> Iterator[Finding]:
    """A requisition is left out where the order of each of its vendors would be; of some of them, it is told."""
    if mapped.ended:
        return
    parts = [_as_order(case, part) for part in case.source.parts or (case.source.request,)]
    unwanted = [set(is_wanted(part, Mapped())) for part in parts]
    yield from sorted(set.intersection(*unwanted), key=lambda found: found.code)
    kinds = [list(vendor_flows(part, Mapped())) for part in parts]
    left_out = all(any(found.severity is Severity.SKIP for found in part) for part in kinds)
    for found in chain.from_iterable(kinds):
        told = found.severity is not Severity.SKIP or left_out
        yield found if told else attrs.evolve(found, severity=Severity.WARN)


def _of_the_whole(rule: _OrderRule) -> Rule[Any, Any]:
    def judged(case: RequisitionCase, mapped: MappedRequisition) -> Iterator[Finding]:
        asked = _as_order(case, case.source.request)
        for target, body in mapped.wanted.items():
            yield from rule(asked, Mapped(wanted={target: body.as_order()}, findings=mapped.findings))

    return judged


def _of_each_vendor(rule: _OrderRule) -> Rule[Any, Any]:
    def judged(case: RequisitionCase, mapped: MappedRequisition) -> Iterator[Finding]:
        for part in case.source.parts:
            wanted = {target: body.part(part) for target, body in mapped.wanted.items()}
            yield from rule(_as_order(case, part), Mapped(wanted=wanted, findings=mapped.findings))

    return judged


_OF_THE_WHOLE: tuple[_OrderRule, ...] = (
    moved_date_is_told,
    period_is_open,
    required_dates_are_open,
    accounts_take_entries,
    cost_centres_exist,
    cost_centres_fit,
    sites_exist,
    header_references_exist,
    currency_is_open,
    has_lines,
)
"""The rules of orders that hold for a requisition as it is."""

_OF_EACH_VENDOR: tuple[_OrderRule, ...] = (vendor_is_active, vendor_card_is_complete, items_can_be_bought)
"""Those that look at an order's one vendor."""

RULES: tuple[Rule[Any, Any], ...] = (
    state_flows,
    gives_way,
    company_takes_requisitions,
    order_is_not_there,
    parts_flow,
    *(_of_the_whole(rule) for rule in _OF_THE_WHOLE),
    *(_of_each_vendor(rule) for rule in _OF_EACH_VENDOR),
    order_has_a_rate,
    lines_add_up,
    splits_are_not_told,
    orders_are_coded_alike,
)
"""All rules of the flow, in the order of their reports."""
