"""From an order in Procurify to an unposted Work order in Dynamics GP, by the tables of the configuration."""

from collections.abc import Callable
from decimal import Decimal

from gp_sync.core import facts as names
from gp_sync.core.model import Facts, Finding, Mapped, Ref, TargetRef
from gp_sync.flows.purchase_orders.amounts import discount_of, freight_of, rounded, tax_of, without_lines
from gp_sync.flows.purchase_orders.beginning import context_of, fields_of
from gp_sync.flows.purchase_orders.checks import template_fields
from gp_sync.flows.purchase_orders.context import Context
from gp_sync.flows.purchase_orders.dates import document_date, own_day
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, OrderState, SourceOrder
from gp_sync.flows.purchase_orders.fields import Fields
from gp_sync.flows.purchase_orders.functions import COMMENT, Changed, OrderFunctions
from gp_sync.flows.purchase_orders.lines import CHARGES, map_lines
from gp_sync.flows.purchase_orders.needs import needed_facts, shipping_method_of
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.ranges import out_of_range
from gp_sync.flows.purchase_orders.routing import route
from gp_sync.flows.purchase_orders.spelling import in_gp
from gp_sync.flows.purchase_orders.vendors import vendor_card, vendor_id

__all__ = ["PurchaseOrderMapper"]


class PurchaseOrderMapper:
    """Maps orders by the tables of a `PurchaseOrderPolicy`; a `Mapper[SourceOrder, GPPurchaseOrder]`.

    Args:
        policy: the tables.
        functions: what a user replaced of the mapping.
    """

    def __init__(self, policy: PurchaseOrderPolicy, functions: OrderFunctions | None = None) -> None:
        self.policy = policy
        self.functions = functions or OrderFunctions()

    def needs(self, source: SourceOrder, facts: Facts) -> frozenset[Ref]:
        """What must be known of the company: calendar, currencies, accounts, sites, units, terms, vendor and more."""
        company = self.company(source)
        if company is None or source.state is OrderState.CANCELLED or out_of_range(source, self.policy):
            return frozenset()
        return needed_facts(source, company, self.policy, self.functions, facts)

    def company(self, source: SourceOrder) -> CompanyPolicy | None:
        """The one GP company of an order, or None."""
        company = route(source, self.policy, self.functions)
        return company if isinstance(company, CompanyPolicy) else None

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        """Map the order. A cancelled one needs no mapping: Procurify may have taken its lines away."""
        if source.state is OrderState.CANCELLED:
            return Mapped(ended=True)
        company = route(source, self.policy, self.functions)
        impossible = out_of_range(source, self.policy)
        if impossible:
            return Mapped(findings=impossible)
        if isinstance(company, Finding):
            return Mapped(findings=(company,))
        fields = fields_of(source, self.policy)
        if company is None:
            code, tried = without_lines(source)
            where = "the coding of all lines"
            fields.add("VALUE_MISSING", where=where) if source.lines else fields.add(code, tried=tried)
            return Mapped(findings=tuple(fields.findings))
        number = self._number(source, fields)
        context = context_of(source, company, self.policy, self.functions, facts, fields)
        body = _body(context, number) if context is not None else None
        wanted = {TargetRef(side="gp", company=company.id, number=number): body} if body is not None else {}
        return Mapped(wanted=wanted, findings=tuple(fields.findings))

    def _number(self, source: SourceOrder, fields: Fields) -> str:
        template = self.policy.orders.number
        number = template.format(number=source.number, external_number=source.external_number).strip()
        if not number:
            lacking = " or ".join(sorted(field.replace("_", " ") for field in template_fields(template)))
            fields.add("PO_NUMBER_MISSING", cause=names.setting("purchase_orders", "number"), tried=lacking)
        return fields.capitals("number", number, "the purchase order number")


def _body(context: Context, number: str) -> GPPurchaseOrder | None:
    """The order in GP's terms, or None where it has no date."""
    source, company, fields, functions = context.order, context.company, context.fields, context.functions
    dated = document_date(source, company, context.policy.orders, context.facts)
    if dated is None:
        fields.required(None, "the order's date")
        return None
    _tell_modifiers(context)
    step = context.currency.step
    header, as_lines = _charges(context)
    lines = map_lines(context, as_lines)
    terms, kept = _terms(context)
    return GPPurchaseOrder(
        number=number,
        vendor_id=vendor_id(context),
        document_date=dated.day,
        promised_date=source.promise_date,
        currency_id=context.currency.id,
        payment_terms_id=terms,
        shipping_method=_shipping(context),
        ship_to_address_id=_key(
            context, "ship_to_address_id", names.company_address, functions.ship_to(source, company)
        ),
        bill_to_address_id=_key(
            context, "bill_to_address_id", names.company_address, functions.bill_to(source, company)
        ),
        buyer_id=_key(context, "buyer_id", names.buyer, functions.buyer(source, company)),
        tax_schedule_id=_key(context, "tax_schedule_id", names.tax_schedule, company.tax_schedule),
        confirm_with=fields.key("confirm_with", _marker(context), "the marker"),
        comment=fields.text("comment", source.comment, COMMENT),
        exchange_rate=_rate(context),
        note=_note(context, dated.moved),
        subtotal=sum((line.extended_cost for line in lines), rounded(Decimal(0), step)),
        trade_discount=discount_of(source, step),
        freight=header["freight"],
        miscellaneous=header["other"],
        tax_amount=_tax(context),
        lines=lines,
        kept=kept,
        ordered_on=own_day(source, company),
        source_tax=tax_of(source, step) if company.tax == "gp_calculates" else None,
        tax_tolerance=company.tax_tolerance,
    )


def _tell_modifiers(context: Context) -> None:
    """What is to be known of discount and tax before they are taken for amounts."""
    for where, modifier in (("the discount", context.order.discount), ("the tax", context.order.tax)):
        if modifier is None or modifier.value == 0:
            continue
        if modifier.unknown_type:
            context.fields.add("MODIFIER_TYPE_UNKNOWN", where=where, tried=f"'{modifier.unknown_type}'")
        context.fields.required(modifier.percentage, f"{where}: whether it is an amount or a percentage")


def _charges(context: Context) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """The header charges as GP's header has them, and those that become lines instead."""
    step = context.currency.step
    amounts = {"freight": freight_of(context.order, step), "other": rounded(context.order.other, step)}
    as_lines = {
        name: amount for name, amount in amounts.items() if amount > 0 and getattr(context.company, f"{name}_line")
    }
    zero = rounded(Decimal(0), step)
    return {name: zero if name in as_lines else amounts[name] for name in CHARGES}, as_lines


def _tax(context: Context) -> Decimal | None:
    """The tax by the company's policy; None leaves it to GP."""
    step = context.currency.step
    amount = tax_of(context.order, step)
    if context.company.tax == "gp_calculates":
        return None
    if context.company.tax == "none":
        if amount:
            context.fields.add("TAX_LEFT_OUT", tried=f"{amount:f}")
        return rounded(Decimal(0), step)
    return amount


def _key(context: Context, field: str, name: Callable[[str, str], Ref], value: str) -> str | None:
    """An ID that may be left to GP; the name is that of the fact that tells whether GP has it."""
    if not value:
        return None
    spelt = in_gp(context.facts, name(context.company.id, value))
    return context.fields.key(field, spelt, f"the {field.removesuffix('_id').replace('_', ' ')}")


def _marker(context: Context) -> str:
    return context.policy.orders.marker.format(key=str(context.order.key), number=context.order.number)


def _rate(context: Context) -> Decimal | None:
    """Procurify's exchange rate, where the policy wants it; None leaves it to GP's table."""
    rate = context.order.currency_rate
    return rate if context.foreign and context.company.rate == "source" and rate is not None and rate > 0 else None


def _note(context: Context, moved: str) -> str:
    dated = moved and f"Dated {moved}"
    changed = Changed(moved=dated, shortened=dict(context.fields.shortened))
    text = context.functions.note(context.order, context.company, context.policy.orders, changed)
    if dated not in text:  # a moved date is always told, also where the template has no place for it
        text = f"{text}\n{dated}".lstrip()
    return context.fields.text("note", text, "the note", lines=True)


def _terms(context: Context) -> tuple[str | None, tuple[str, ...]]:
    """The terms, and their field where GP alone can tell whether it has them and cannot be asked."""
    where, wanted = "the payment terms", context.functions.payment_terms(context.order, context.company)
    if not wanted:
        return None, ()
    ref = names.payment_terms(context.company.id, wanted)
    if context.cannot_tell(ref, where, f"a new one has the vendor's, and not '{wanted}'"):
        return None, ("payment_terms_id",)
    if context.facts.get(ref) is None:
        context.fields.add("TERMS_UNMAPPED", cause=ref, tried=f"'{wanted}'")
        card = vendor_card(context)
        return (card.payment_terms or None if card is not None else None), ()
    return context.fields.key("payment_terms_id", in_gp(context.facts, ref), where), ()


def _shipping(context: Context) -> str | None:
    wanted = shipping_method_of(context.order, context.company)
    if wanted is None:
        method = context.order.shipping_method
        cause = Ref("shipping_method_table", (context.company.id, method))
        context.fields.add("SHIPPING_METHOD_UNMAPPED", cause=cause, tried=f"'{method}'")
        return None
    return _key(context, "shipping_method", names.shipping_method, wanted)
