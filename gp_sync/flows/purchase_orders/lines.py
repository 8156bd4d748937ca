"""The lines of an order: one GP line for each, or one for each part of a split; and lines for header charges."""

from decimal import Decimal

import attrs

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Item
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.amounts import fits, shown
from gp_sync.flows.purchase_orders.context import Context
from gp_sync.flows.purchase_orders.document import ORD_STEP, Coding, GPPurchaseOrderLine, LineKind, SourceLine
from gp_sync.flows.purchase_orders.functions import codings
from gp_sync.flows.purchase_orders.items import charge_unit, free_item_number, unit_of, unit_ref
from gp_sync.flows.purchase_orders.parts import ONE, Part, parts, site_of
from gp_sync.flows.purchase_orders.spelling import in_gp
from gp_sync.flows.purchase_orders.tables import ChargeLine

__all__ = ["CHARGES", "map_lines"]

CHARGES = ("freight", "other")
"""What the lines that header charges become came from; other lines came from one of the order's."""


def map_lines(context: Context, charges: dict[str, Decimal]) -> tuple[GPPurchaseOrderLine, ...]:
    """Map all lines that can be mapped; what stands in the way goes to the findings.

    Args:
        context: the order.
        charges: the header charges that become lines, by what they came from.
    """
    mapped: list[GPPurchaseOrderLine] = []
    for line in context.order.lines:
        if not _is_writable(context, line):
            continue
        for part in parts(context, line):
            mapped.append(_line(context, line, part, ORD_STEP * (len(mapped) + 1)))
    if mapped:  # charges alone are no order
        for source, amount in charges.items():
            mapped.append(_charge(context, source, amount, mapped[0].site_id, ORD_STEP * (len(mapped) + 1)))
    return tuple(mapped)


def _is_writable(context: Context, line: SourceLine) -> bool:
    fields = context.fields
    _tell_kind(context, line)
    if not fields.required(line.quantity, f"{line.label}: quantity"):
        return False
    if not fields.required(line.unit_price, f"{line.label}: price"):
        return False
    quantity, price = line.quantity or Decimal(0), line.unit_price or Decimal(0)
    if min(quantity, price, line.total or 0, *(part.amount for part in line.allocations)) < 0:
        total = line.total if line.total is not None else quantity * price
        tried = f"{quantity.normalize():f} x {shown(price)}, total {shown(total)}"
        fields.add("NEGATIVE_LINE", where=line.label, tried=tried)
        return False
    if quantity == 0 and not line.total:
        fields.add("ZERO_LINE", where=line.label)
        return False
    return _parts_are_coded(context, line) and fields.required(codings(line) or None, f"{line.label}: account")


def _parts_are_coded(context: Context, line: SourceLine) -> bool:
    """Whether each part of a split line that has an amount has an account."""
    coded = True
    for place, part in enumerate(line.allocations, start=1):
        if part.coding is None and part.amount:
            coded = context.fields.required(None, f"{line.label}: account of part {place}")
        elif part.coding is None:
            context.fields.add("ZERO_LINE", where=f"part {place} of {line.label}")
    return coded


def _tell_kind(context: Context, line: SourceLine) -> None:
    orders = context.policy.orders
    blanket = "BLANKET_FLATTENED" if orders.blanket == "flatten" else "BLANKET_ORDER"
    codes = {LineKind.BLANKET: blanket, LineKind.RECURRING: "RECURRING_LINE", LineKind.UNKNOWN: "LINE_KIND_UNKNOWN"}
    if line.kind in codes:
        context.fields.add(codes[line.kind], where=line.label)
    if line.unknown_receive_method:
        context.fields.add("RECEIVE_METHOD_UNKNOWN", where=line.label, tried=line.unknown_receive_method)
    if line.by_amount and orders.by_amount == "hold":
        context.fields.add("BY_AMOUNT_LINE", cause=names.setting("purchase_orders", "by_amount"), where=line.label)


def _line(context: Context, line: SourceLine, part: Part, sequence: int) -> GPPurchaseOrderLine:
    fields, label, order, company, item = context.fields, line.label, context.order, context.company, part.item
    number = item.number if item else free_item_number(order, line, part.name, context.policy)
    fields.required(number, f"{label}: item number")
    in_gp = fields.key if item else fields.capitals
    sold_as = _sold_as(context, item) if item else line.sku.strip() or number.upper()
    asked_by = context.functions.requested_by(order, line, company)
    mapped = GPPurchaseOrderLine(
        sequence=sequence,
        item_number=in_gp("item_number", number, f"{label}: item number"),
        vendor_item_number=fields.key("vendor_item_number", sold_as, f"{label}: vendor item number"),
        description=fields.text("description", line.name, f"{label}: description"),
        unit=fields.key("unit", unit_of(context, line, item), f"{label}: unit of measure"),
        site_id=_required_site(context, line, part.coding),
        quantity=part.quantity,
        unit_cost=part.unit_cost,
        extended_cost=part.extended_cost,
        account_number=_account(context, line, part.coding),
        required_date=line.date_required,
        requested_by=fields.text("requested_by", asked_by, f"{label}: requested by"),
        non_inventory=item is None,
        source_line=part.name,
        source_number=line.number,
    )
    return attrs.evolve(mapped, kept=_kept(context, line, item, mapped))


def _kept(context: Context, line: SourceLine, item: Item | None, mapped: GPPurchaseOrderLine) -> tuple[str, ...]:
    """The fields of a line that a table of GP alone can tell, which cannot be had now."""
    told_by = {"unit": unit_ref(context, line)}
    if item is not None and (vendor := _vendor_id(context)):
        told_by["vendor_item_number"] = names.item_vendor(context.company.id, item.number, vendor)
    return tuple(
        field
        for field, ref in told_by.items()
        if context.cannot_tell(
            ref, f"{line.label}: {field.replace('_', ' ')}", f"a new one has '{getattr(mapped, field)}'"
        )
    )


def _sold_as(context: Context, item: Item) -> str:
    """The vendor's number of an item, as GP has it; the item's own where it has none, which the rules look into."""
    vendor = _vendor_id(context)
    ref = names.item_vendor(context.company.id, item.number, vendor)
    return (context.facts.get(ref) if vendor else None) or item.number


def _vendor_id(context: Context) -> str:
    """The linked vendor's ID as GP spells it; empty without a link."""
    company, vendor = context.company.id, context.order.vendor
    linked = context.facts.get(names.vendor_link(company, vendor.id)) if vendor else None
    return in_gp(context.facts, names.gp_vendor(company, linked)) if linked else ""


def _charge(context: Context, source: str, amount: Decimal, site: str, sequence: int) -> GPPurchaseOrderLine:
    charge: ChargeLine = getattr(context.company, f"{source}_line")
    fields, where = context.fields, f"the {source} line"
    if not fits(amount, context.cost_decimals):
        fields.add("LINE_NOT_EXACT", where=where, tried=f"{amount:f}")
    return GPPurchaseOrderLine(
        sequence=sequence,
        item_number=fields.key("item_number", charge.number, f"{where}: item number"),
        vendor_item_number=fields.key("vendor_item_number", charge.number, f"{where}: item number"),
        description=fields.text("description", charge.description or charge.item_number, f"{where}: description"),
        unit=fields.key("unit", charge_unit(context, where), f"{where}: unit of measure"),
        site_id=site,
        quantity=ONE,
        unit_cost=amount,
        extended_cost=amount,
        account_number=fields.key("account_number", _spelt(context, charge.account), f"{where}: GL account"),
        required_date=None,
        requested_by="",
        source_line=source,
    )


def _required_site(context: Context, line: SourceLine, coding: Coding) -> str:
    site = site_of(context, line, coding)
    if not site:
        cause = Ref("location", (coding.location,))
        context.fields.add("SITE_UNMAPPED", cause=cause, where=line.label, tried=f"'{coding.location}'")
    return context.fields.key("site_id", site, f"{line.label}: site")


def _spelt(context: Context, account: str) -> str:
    return in_gp(context.facts, names.account(context.company.id, account))


def _account(context: Context, line: SourceLine, coding: Coding) -> str:
    company = context.company
    number = context.functions.gl_account(context.order, line, coding, company)
    if number:
        return context.fields.key("account_number", _spelt(context, number), f"{line.label}: GL account")
    coded = f"code '{coding.account_code}', department '{coding.department}', location '{coding.location}'"
    cause = Ref(names.CODING, (company.id, coding.account_code, coding.department, coding.location))
    context.fields.add(
        "GP_ACCOUNT_NOT_FOUND",
        cause=cause,
        where=line.label,
        tried=f"for {coded} cannot be told: a part of it is not configured",
    )
    return ""
