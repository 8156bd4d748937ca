"""The lines of an order: one GP line for each, or one for each part of a split; and lines for header charges."""

from collections.abc import Iterator
from decimal import Decimal

import attrs

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Item
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.amounts import fits, line_total, rounded, shown, split, step_of
from gp_sync.flows.purchase_orders.context import Context
from gp_sync.flows.purchase_orders.document import ORD_STEP, Coding, GPPurchaseOrderLine, LineKind, SourceLine
from gp_sync.flows.purchase_orders.functions import codings, part_codings
from gp_sync.flows.purchase_orders.items import charge_unit, free_item_number, inventory_item, unit_of
from gp_sync.flows.purchase_orders.spelling import in_gp
from gp_sync.flows.purchase_orders.tables import ChargeLine

__all__ = ["CHARGES", "map_lines"]

CHARGES = ("freight", "other")
"""What the lines that header charges become came from; other lines came from one of the order's."""

_HALF_CENT = Decimal("0.5")
_ONE = Decimal(1)


@attrs.frozen
class _Part:
    """A GP line before it has its number: what it is charged to, and its amounts."""

    coding: Coding
    quantity: Decimal
    unit_cost: Decimal
    extended_cost: Decimal


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
        for source, part, item in _parts(context, line):
            mapped.append(_line(context, line, part, item, source, ORD_STEP * (len(mapped) + 1)))
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
    return fields.required(codings(line) or None, f"{line.label}: account")


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


def _parts(context: Context, line: SourceLine) -> Iterator[tuple[str, _Part, Item | None]]:
    """What a line becomes: each part with its name and the inventory item that it orders, if it does."""
    step = context.currency.step
    total = line_total(line, step)
    sources, coded = zip(*part_codings(line), strict=True)
    weights = [part.amount for part in line.allocations]
    if weights and abs(sum(weights, Decimal(0)) - total) > step * _HALF_CENT:
        tried = f"parts {shown(sum(weights, Decimal(0)))}, line {shown(total)}"
        context.fields.add("ALLOCATION_MISMATCH", where=line.label, tried=tried)
        return
    items = [inventory_item(context, line, _site(context, line, coding)) for coding in coded]
    if total == 0:
        context.fields.add("ZERO_COST", where=line.label)
    if len(coded) == 1:
        yield sources[0], _whole(context, line, coded[0], items[0], total), items[0]
        return
    amounts = split(total, weights, step)
    quantities = _quantities(context, line, items, weights)
    for source, coding, item, quantity, amount in zip(sources, coded, items, quantities, amounts, strict=True):
        if total and not amount:
            context.fields.add("ZERO_LINE", where=f"part {source.partition(':')[2]} of {line.label}")
            continue
        part = _Part(coding, quantity, line.unit_price or Decimal(0), amount)
        yield source, _share(context, line, part) if item is None else _stock_share(context, line, item, part), item


def _quantities(
    context: Context, line: SourceLine, items: list[Item | None], weights: list[Decimal]
) -> tuple[Decimal, ...]:
    """The quantity of each part of a split line, by policy: one, or in proportion to its amount. Stock is counted."""
    decimals = min(_quantity_decimals(context, item) for item in items)
    quantity, step = line.quantity or Decimal(0), step_of(decimals)
    can_be_shared = fits(quantity, decimals) and sum(weights, Decimal(0)) != 0
    if can_be_shared and (any(items) or context.policy.orders.split_quantity == "proportional"):
        return split(quantity, weights, step)
    # Of stock that cannot be shared there is no part that would be right.
    return tuple(Decimal(0) if any(items) else _ONE for _ in weights)


def _share(context: Context, line: SourceLine, part: _Part) -> _Part:
    """A part of free text: at the line's price if that gives its amount, else at one that does, else one of it."""
    step, amount = context.currency.step, part.extended_cost
    one_each = context.policy.orders.split_quantity == "one_each" and part.quantity == _ONE
    if part.quantity == 0:
        return _part_as_amount(context, line, part)
    cost_step = step_of(context.cost_decimals)
    for cost in (rounded(part.unit_cost, cost_step), rounded(amount / part.quantity, cost_step)):
        if rounded(part.quantity * cost, step) == amount:
            # With one of each, the amount as its cost is what the policy means.
            if cost != part.unit_cost and not one_each:
                tried = f"{shown(cost)} instead of {shown(part.unit_cost)}"
                context.fields.add("SPLIT_PRICE_DIFFERS", where=line.label, tried=tried)
            return attrs.evolve(part, quantity=part.quantity.normalize() + 0, unit_cost=cost)
    return _part_as_amount(context, line, part)


def _stock_share(context: Context, line: SourceLine, item: Item, part: _Part) -> _Part:
    """A part of stock: so much of it at the line's price. What that does not give blocks, since stock has a cost."""
    cost = rounded(part.unit_cost, _cost_step(context, item))
    exact = part.quantity > 0 and rounded(part.quantity * cost, context.currency.step) == part.extended_cost
    if not exact:
        context.fields.add("LINE_NOT_EXACT", where=line.label, tried=_tried_part(part))
    elif cost != part.unit_cost:
        context.fields.add("PRICE_ROUNDED", where=line.label, tried=f"{part.unit_cost.normalize():f} to {cost:f}")
    return attrs.evolve(part, quantity=part.quantity.normalize() + 0, unit_cost=cost)


def _part_as_amount(context: Context, line: SourceLine, part: _Part) -> _Part:
    code = "LINE_AS_AMOUNT" if fits(part.extended_cost, context.cost_decimals) else "LINE_NOT_EXACT"
    context.fields.add(code, where=line.label, tried=_tried_part(part))
    return attrs.evolve(part, quantity=_ONE, unit_cost=part.extended_cost)


def _tried_part(part: _Part) -> str:
    return f"a part of {shown(part.extended_cost)} as {part.quantity.normalize() + 0:f} x {shown(part.unit_cost)}"


def _whole(context: Context, line: SourceLine, coding: Coding, item: Item | None, total: Decimal) -> _Part:
    """Keep quantity and price where GP can hold them and they give the line's total, else one of its total."""
    quantity, price = line.quantity or Decimal(0), line.unit_price or Decimal(0)
    part = _Part(coding, quantity, price, total)
    decimals = _quantity_decimals(context, item)
    if line.by_amount and item is None and fits(total, decimals):
        return attrs.evolve(part, quantity=total, unit_cost=_ONE)
    cost = rounded(price, _cost_step(context, item))
    if not fits(quantity, decimals) or rounded(quantity * cost, context.currency.step) != total:
        return _as_amount(context, line, item, part)
    if cost != price:
        context.fields.add("PRICE_ROUNDED", where=line.label, tried=f"{price.normalize():f} to {cost:f}")
    return attrs.evolve(part, quantity=quantity.normalize() + 0, unit_cost=cost)


def _as_amount(context: Context, line: SourceLine, item: Item | None, part: _Part) -> _Part:
    quantity, price = line.quantity or Decimal(0), line.unit_price or Decimal(0)
    # Stock is counted: a quantity of it cannot be made one.
    exact = item is None and fits(part.extended_cost, context.cost_decimals)
    code = "LINE_AS_AMOUNT" if exact else "LINE_NOT_EXACT"
    context.fields.add(
        code, where=line.label, tried=f"{quantity.normalize():f} x {shown(price)} = {shown(part.extended_cost)}"
    )
    return attrs.evolve(part, quantity=_ONE, unit_cost=part.extended_cost)


def _quantity_decimals(context: Context, item: Item | None) -> int:
    return context.quantity_decimals if item is None else item.quantity_decimals


def _cost_step(context: Context, item: Item | None) -> Decimal:
    if item is None:
        return step_of(context.cost_decimals)
    # GP keeps an item's decimals for the company's own currency.
    return step_of(min(item.cost_decimals, context.currency.decimals) if context.foreign else item.cost_decimals)


def _line(
    context: Context, line: SourceLine, part: _Part, item: Item | None, source: str, sequence: int
) -> GPPurchaseOrderLine:
    fields, label, order, company = context.fields, line.label, context.order, context.company
    number = item.number if item else free_item_number(order, line, source, context.policy)
    fields.required(number, f"{label}: item number")
    in_gp = fields.key if item else fields.capitals
    sold_as = _sold_as(context, item) if item else line.sku.strip() or number.upper()
    asked_by = context.functions.requested_by(order, line, company)
    return GPPurchaseOrderLine(
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
        source_line=source,
        source_number=line.number,
    )


def _sold_as(context: Context, item: Item) -> str:
    """The vendor's number of an item, as GP has it; the item's own where it has none, which the rules look into."""
    company, vendor = context.company.id, context.order.vendor
    linked = context.facts.get(names.vendor_link(company, vendor.id)) if vendor else None
    vendor_id = in_gp(context.facts, names.gp_vendor(company, linked)) if linked else ""
    return (context.facts.get(names.item_vendor(company, item.number, vendor_id)) if vendor_id else None) or item.number


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
        quantity=_ONE,
        unit_cost=amount,
        extended_cost=amount,
        account_number=fields.key("account_number", _spelt(context, charge.account), f"{where}: GL account"),
        required_date=None,
        requested_by="",
        source_line=source,
    )


def _site(context: Context, line: SourceLine, coding: Coding) -> str:
    site = context.functions.site(context.order, line, coding, context.company)
    return in_gp(context.facts, names.site(context.company.id, site))


def _required_site(context: Context, line: SourceLine, coding: Coding) -> str:
    site = _site(context, line, coding)
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
    cause = Ref("coding", (company.id, coding.account_code, coding.department, coding.location))
    context.fields.add(
        "GP_ACCOUNT_NOT_FOUND",
        cause=cause,
        where=line.label,
        tried=f"for {coded} cannot be told: a part of it is not configured",
    )
    return ""
