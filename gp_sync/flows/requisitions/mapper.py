"""From a requisition in Procurify to a saved purchase requisition in Dynamics GP, by the tables and steps of orders."""

from collections.abc import Iterator, Mapping

import attrs

from gp_sync.core import facts as names
from gp_sync.core.model import Facts, Finding, Mapped, Ref, TargetRef
from gp_sync.flows.purchase_orders.amounts import without_lines
from gp_sync.flows.purchase_orders.beginning import context_of, fields_of
from gp_sync.flows.purchase_orders.context import Context
from gp_sync.flows.purchase_orders.dates import document_date, own_day
from gp_sync.flows.purchase_orders.document import ORD_STEP, GPPurchaseOrderLine, latest_day
from gp_sync.flows.purchase_orders.fields import Fields
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.lines import map_lines
from gp_sync.flows.purchase_orders.needs import needed_facts
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy
from gp_sync.flows.purchase_orders.ranges import out_of_range
from gp_sync.flows.purchase_orders.routing import route
from gp_sync.flows.purchase_orders.spelling import in_gp
from gp_sync.flows.purchase_orders.vendors import vendor_id
from gp_sync.flows.requisitions import REQUISITIONS
from gp_sync.flows.requisitions.document import GPRequisition, GPRequisitionLine, RequisitionState, SourceRequisition
from gp_sync.flows.requisitions.policy import RequisitionFlowPolicy

__all__ = ["RequisitionMapper", "is_ordered_there", "needs_rate", "orders_left_alone", "orders_there"]

_ONLY_OF_ORDERS = frozenset(
    {"base_currency", "buyer", "exchange_rate", "payment_terms", "shipping_method", "tax_schedule"}
)
"""Facts about what an order has and a requisition lacks: a site that cannot tell them can take requisitions."""

_OVER = frozenset({RequisitionState.DENIED, RequisitionState.CANCELLED})


def needs_rate(company: CompanyPolicy) -> bool:
    """Whether a foreign one needs a rate of GP's table: where it is checked as the order that it would become."""
    return company.documents == "purchase_order" and company.rate == "gp_table"


def orders_there(source: SourceRequisition, facts: Facts) -> Mapping[Ref, str]:
    """The orders of its lines that stand in GP by our hand, as far as it was asked: their names there."""
    asked = (ref for ref in map(names.our_order, source.ordered_as) if ref in facts.asked)
    return {ref: str(facts.get(ref)) for ref in asked if facts.get(ref) is not None}


def is_ordered_there(source: SourceRequisition, facts: Facts) -> bool:
    """Whether all of its lines are on such orders."""
    there = orders_there(source, facts)
    ordered = {line for line, keys in source.orders.items() if any(names.our_order(key) in there for key in keys)}
    return ordered >= {str(line.id) for line in source.request.lines}


def orders_left_alone(source: SourceRequisition, orders: OrderPolicy, facts: Facts) -> frozenset[int]:
    """The keys of its orders that are known to be from before the start, so that they do not go to GP."""

    def is_early(key: int) -> bool:
        ref = names.order_day(key)
        day = facts.get(ref) if ref in facts.asked else None
        return day is not None and orders.start is not None and day < orders.start

    return frozenset(filter(is_early, source.ordered_as))


class RequisitionMapper:
    """Maps requisitions by the tables of the companies; a `Mapper[SourceRequisition, GPRequisition]`.

    Args:
        policy: the flow's settings.
        functions: what a user replaced of the mapping of orders, which holds for requisitions too.
    """

    def __init__(self, policy: RequisitionFlowPolicy, functions: OrderFunctions | None = None) -> None:
        self._policy = policy
        self._orders = policy.as_orders
        self._functions = functions or OrderFunctions()

    def needs(self, source: SourceRequisition, facts: Facts) -> frozenset[Ref]:
        """What must be known of the company for each part of the requisition, and how its orders are coded."""
        company = self._company(source)
        if company is None or out_of_range(source.request, self._orders):
            return frozenset()
        days = self._order_days(source, company, facts)
        if days - facts.asked or self._is_over(source, company, facts):
            return days
        needed = {
            ref
            for part in source.parts
            for ref in needed_facts(part, company, self._orders, self._functions, facts)
            if ref.kind not in _ONLY_OF_ORDERS or (ref.kind == "exchange_rate" and needs_rate(company))
        }
        if company.documents == "requisition":
            needed |= {name(key) for key in source.ordered_as for name in (names.order_codings, names.our_order)}
        return frozenset(needed) | days

    def _order_days(self, source: SourceRequisition, company: CompanyPolicy, facts: Facts) -> frozenset[Ref]:
        """The days of its orders, where one that GP has may be older than the orders that flow."""
        start, made = self._orders.orders.start, latest_day(source.request.ordered_at)
        stands = any(body is not None for body in facts.written.values())
        if company.documents != "both" or not stands or start is None or made is None or made >= start:
            return frozenset()
        return frozenset(map(names.order_day, source.ordered_as))

    def map(self, source: SourceRequisition, facts: Facts) -> Mapped[GPRequisition]:
        """Map the requisition; one that was denied or cancelled, or gave way to its order, is over."""
        company = route(source.request, self._orders, self._functions)
        if source.state in _OVER or (isinstance(company, CompanyPolicy) and self._is_over(source, company, facts)):
            return Mapped(ended=True)
        impossible = out_of_range(source.request, self._orders)
        if impossible:
            return Mapped(findings=impossible)
        if isinstance(company, Finding):
            return Mapped(findings=(company,))
        fields = fields_of(source.request, self._orders)
        if company is None:
            code, tried = without_lines(source.request)
            where = "the coding of all lines"
            fields.add("VALUE_MISSING", where=where) if source.request.lines else fields.add(code, tried=tried)
            return Mapped(findings=tuple(fields.findings))
        body = self._body(source, company, facts, fields)
        wanted = {} if body is None else {_target(company, body): body}
        return Mapped(wanted=wanted, findings=tuple(fields.findings))

    def _company(self, source: SourceRequisition) -> CompanyPolicy | None:
        company = route(source.request, self._orders, self._functions)
        return company if isinstance(company, CompanyPolicy) else None

    def _is_over(self, source: SourceRequisition, company: CompanyPolicy, facts: Facts) -> bool:
        """Whether nothing is asked for any more, or where GP gets or got both, an order asks for it."""
        if source.state in _OVER or not source.ordered_as:
            return source.state in _OVER
        if company.documents == "both":
            return not orders_left_alone(source, self._orders.orders, facts).issuperset(source.ordered_as)
        # While its company got both, it made way for orders, which GP has still.
        made_way = bool(facts.written) and all(body is None for body in facts.written.values())
        return made_way and (company.documents == "purchase_order" or is_ordered_there(source, facts))

    def _body(
        self, source: SourceRequisition, company: CompanyPolicy, facts: Facts, fields: Fields
    ) -> GPRequisition | None:
        """The requisition in GP's terms, or None where it has no date or no single currency."""
        request, functions = source.request, self._functions
        dated = document_date(request, company, self._orders.orders, facts)
        if dated is None:
            fields.required(None, "the requisition's date")
        if source.currencies > 1:
            cause = names.currencies(company.id)
            fields.add("CURRENCY_UNMAPPED", cause=cause, tried="the several currencies of its lines")
            return None
        parts = [context_of(part, company, self._orders, functions, facts, fields) for part in source.parts]
        contexts = [context for context in parts if context is not None]
        lines = self._lines(source, contexts) if len(contexts) == len(parts) else None
        if lines is None or dated is None:
            return None
        first = request.lines[0]
        number = self._orders.orders.number.format(number=request.number, external_number="").strip()
        marker = self._orders.orders.marker.format(key=request.key, number=request.number)
        asked_by = functions.requested_by(request, first, company)
        return GPRequisition(
            number=fields.capitals("number", number, "the requisition number"),
            description=fields.text("requisition_description", source.description, "the description"),
            document_date=dated.day,
            required_date=source.required_on,
            requested_by=fields.text("requested_by", asked_by, "requested by"),
            ship_to_address_id=_ship_to(fields, facts, company, functions.ship_to(request, company)),
            marker=fields.key("marker", marker, "the marker"),
            lines=lines,
            ordered_on=own_day(request, company),
        )

    def _lines(self, source: SourceRequisition, contexts: list[Context]) -> tuple[GPRequisitionLine, ...]:
        """The lines of all parts, in the order of the requisition."""
        places = {str(line.id): place for place, line in enumerate(source.request.lines)}
        mapped = [line for context in contexts for line in _part(context)]
        mapped.sort(key=lambda line: places[line.source_line.partition(":")[0]])
        return tuple(attrs.evolve(line, sequence=ORD_STEP * place) for place, line in enumerate(mapped, start=1))


def _target(company: CompanyPolicy, body: GPRequisition) -> TargetRef:
    return TargetRef(flow=REQUISITIONS, side="gp", company=company.id, number=body.number)


def _part(context: Context) -> Iterator[GPRequisitionLine]:
    """The lines that are asked of one vendor, or of none: a requisition needs no vendor."""
    vendor = vendor_id(context) if context.order.vendor is not None else ""
    for line in map_lines(context, {}):
        yield _line(context, line, vendor)


def _line(context: Context, line: GPPurchaseOrderLine, vendor: str) -> GPRequisitionLine:
    values = {field.name: getattr(line, field.name) for field in attrs.fields(GPPurchaseOrderLine)}
    values |= {
        "vendor_item_number": "",
        "kept": tuple(name for name in line.kept if name != "vendor_item_number"),
        "vendor_id": vendor,
        "currency_id": context.currency.id,
        "mark": line.source_line,
    }
    return GPRequisitionLine(**values)


def _ship_to(fields: Fields, facts: Facts, company: CompanyPolicy, wanted: str) -> str | None:
    if not wanted:
        return None
    return fields.key(
        "ship_to_address_id", in_gp(facts, names.company_address(company.id, wanted)), "the ship-to address"
    )
