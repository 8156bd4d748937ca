"""What a line becomes in GP: itself, or a part for each account that it is split over, with quantity and amounts."""

from collections.abc import Iterator
from decimal import Decimal

import attrs

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Item
from gp_sync.flows.purchase_orders.amounts import CENT, exact_total, fits, rounded, shown, split, step_of
from gp_sync.flows.purchase_orders.context import Context
from gp_sync.flows.purchase_orders.document import Coding, SourceLine
from gp_sync.flows.purchase_orders.functions import part_codings
from gp_sync.flows.purchase_orders.items import inventory_item
from gp_sync.flows.purchase_orders.spelling import in_gp

__all__ = ["ONE", "Part", "parts", "site_of"]

ONE = Decimal(1)
"""The quantity of a line that is an amount."""


@attrs.frozen(kw_only=True)
class Part:
    """A GP line before it has its number.

    Args:
        name: the line's id, with the part's place where the line is split.
        coding: what it is charged to.
        item: the inventory item that it orders, if it does.
        quantity: how many.
        unit_cost: at what each.
        extended_cost: its amount.
    """

    name: str
    coding: Coding
    item: Item | None
    quantity: Decimal
    unit_cost: Decimal
    extended_cost: Decimal


def parts(context: Context, line: SourceLine) -> Iterator[Part]:
    """What a line becomes; where GP cannot hold it to the cent, a finding, and perhaps no part at all."""
    exact = exact_total(line)
    total = rounded(exact, context.currency.step)
    if abs(total - exact) >= CENT:
        tried = f"{_asked(line)} = {shown(exact)}"
        context.fields.add("LINE_NOT_EXACT", where=line.label, tried=tried)
        return
    coded = part_codings(line)
    weights = [part.amount for part in line.allocations if part.coding is not None]
    if weights and abs(sum(weights, Decimal(0)) - total) > CENT / 2:
        tried = f"parts {shown(sum(weights, Decimal(0)))}, line {shown(total)}"
        context.fields.add("ALLOCATION_MISMATCH", where=line.label, tried=tried)
        return
    if total == 0:
        context.fields.add("ZERO_COST", where=line.label)
    items = [inventory_item(context, line, site_of(context, line, coding)) for _, coding in coded]
    if len(coded) == 1:
        quantity = line.quantity or Decimal(0)
        yield _whole(context, line, _part(line, *coded[0], items[0], quantity, total))
        return
    amounts = split(total, weights, context.currency.step)
    quantities = _quantities(context, line, items, weights)
    for (name, coding), item, quantity, amount in zip(coded, items, quantities, amounts, strict=True):
        if total and not amount:
            context.fields.add("ZERO_LINE", where=f"part {name.partition(':')[2]} of {line.label}")
            continue
        yield _share(context, line, _part(line, name, coding, item, quantity, amount))


def site_of(context: Context, line: SourceLine, coding: Coding) -> str:
    """The site of a line, or of a part of one, as GP spells it; empty where the tables have none."""
    site = context.functions.site(context.order, line, coding, context.company)
    return in_gp(context.facts, names.site(context.company.id, site))


def _part(line: SourceLine, name: str, coding: Coding, item: Item | None, quantity: Decimal, amount: Decimal) -> Part:
    price = line.unit_price or Decimal(0)
    return Part(name=name, coding=coding, item=item, quantity=quantity, unit_cost=price, extended_cost=amount)


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
    return tuple(Decimal(0) if any(items) else ONE for _ in weights)


def _is_by_amount(context: Context, line: SourceLine, part: Part) -> bool:
    """Whether a part is received by amount and written so. Stock is counted, whatever is said of receiving it."""
    wanted = line.by_amount and context.policy.orders.by_amount == "unit_cost_1"
    return wanted and part.item is None and part.extended_cost > 0


def _by_amount(context: Context, line: SourceLine, part: Part) -> Part:
    """So many at a cost of 1, so that what is received by amount is received as a quantity."""
    if not fits(part.extended_cost, context.quantity_decimals):
        tried = f"what is received by amount as {shown(part.extended_cost)} x 1"
        context.fields.add("LINE_NOT_EXACT", where=line.label, tried=tried)
    return attrs.evolve(part, quantity=part.extended_cost, unit_cost=ONE)


def _share(context: Context, line: SourceLine, part: Part) -> Part:
    """A part of a split line."""
    if _is_by_amount(context, line, part):
        return _by_amount(context, line, part)
    return _free_share(context, line, part) if part.item is None else _stock_share(context, line, part.item, part)


def _free_share(context: Context, line: SourceLine, part: Part) -> Part:
    """A part of free text: at the line's price if that gives its amount, else at one that does, else one of it."""
    step, amount = context.currency.step, part.extended_cost
    one_each = context.policy.orders.split_quantity == "one_each" and part.quantity == ONE
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


def _stock_share(context: Context, line: SourceLine, item: Item, part: Part) -> Part:
    """A part of stock: so much of it at the line's price. What that does not give blocks, since stock has a cost."""
    cost = rounded(part.unit_cost, _cost_step(context, item))
    exact = part.quantity > 0 and rounded(part.quantity * cost, context.currency.step) == part.extended_cost
    if not exact:
        context.fields.add("LINE_NOT_EXACT", where=line.label, tried=_tried_part(part))
    elif cost != part.unit_cost:
        context.fields.add("PRICE_ROUNDED", where=line.label, tried=f"{part.unit_cost.normalize():f} to {cost:f}")
    return attrs.evolve(part, quantity=part.quantity.normalize() + 0, unit_cost=cost)


def _part_as_amount(context: Context, line: SourceLine, part: Part) -> Part:
    code = "LINE_AS_AMOUNT" if fits(part.extended_cost, context.cost_decimals) else "LINE_NOT_EXACT"
    context.fields.add(code, where=line.label, tried=_tried_part(part))
    return attrs.evolve(part, quantity=ONE, unit_cost=part.extended_cost)


def _tried_part(part: Part) -> str:
    return f"a part of {shown(part.extended_cost)} as {part.quantity.normalize() + 0:f} x {shown(part.unit_cost)}"


def _whole(context: Context, line: SourceLine, part: Part) -> Part:
    """Keep quantity and price where GP can hold them and they give the line's total, else one of its total."""
    if _is_by_amount(context, line, part):
        return _by_amount(context, line, part)
    quantity, price = part.quantity, part.unit_cost
    cost = rounded(price, _cost_step(context, part.item))
    holds = fits(quantity, _quantity_decimals(context, part.item))
    if not holds or rounded(quantity * cost, context.currency.step) != part.extended_cost:
        return _as_amount(context, line, part)
    if cost != price:
        context.fields.add("PRICE_ROUNDED", where=line.label, tried=f"{price.normalize():f} to {cost:f}")
    return attrs.evolve(part, quantity=quantity.normalize() + 0, unit_cost=cost)


def _as_amount(context: Context, line: SourceLine, part: Part) -> Part:
    # Stock is counted: a quantity of it cannot be made one.
    exact = part.item is None and fits(part.extended_cost, context.cost_decimals)
    code = "LINE_AS_AMOUNT" if exact else "LINE_NOT_EXACT"
    context.fields.add(code, where=line.label, tried=f"{_asked(line)} = {shown(part.extended_cost)}")
    return attrs.evolve(part, quantity=ONE, unit_cost=part.extended_cost)


def _asked(line: SourceLine) -> str:
    return f"{(line.quantity or Decimal(0)).normalize():f} x {shown(line.unit_price or Decimal(0))}"


def _quantity_decimals(context: Context, item: Item | None) -> int:
    return context.quantity_decimals if item is None else item.quantity_decimals


def _cost_step(context: Context, item: Item | None) -> Decimal:
    if item is None:
        return step_of(context.cost_decimals)
    # GP keeps an item's decimals for the company's own currency.
    return step_of(min(item.cost_decimals, context.currency.decimals) if context.foreign else item.cost_decimals)
