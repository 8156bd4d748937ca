"""What a line orders: an item of GP's inventory or free text, and in which unit of measure.

Only what the configuration names is inventory: a number that two systems happen to share must not move stock.
"""

import attrs

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Item
from gp_sync.core.model import Facts, Ref, Severity
from gp_sync.flows.purchase_orders.context import Context
from gp_sync.flows.purchase_orders.document import SourceLine, SourceOrder
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.tables import same

__all__ = [
    "Asking",
    "charge_unit",
    "free_item_number",
    "inventory_item",
    "item_refs",
    "unit_of",
    "unit_ref",
    "unit_refs",
]


@attrs.frozen
class Asking:
    """What is known while the facts are still asked for."""

    company: CompanyPolicy
    policy: PurchaseOrderPolicy
    facts: Facts


def free_item_number(order: SourceOrder, line: SourceLine, source: str, policy: PurchaseOrderPolicy) -> str:
    """The item number of a free-text line by the template, not in capitals; parts of a split line have their own."""
    template, place = policy.orders.item_number, source.replace(":", "-")
    return template.format(line=place, number=order.number, sku=line.sku).strip()


def item_refs(
    order: SourceOrder, line: SourceLine, source: str, site: str, vendor_id: str, context: Asking
) -> set[Ref]:
    """The items that a line, or a part of one, may name, and what GP must know of one that is inventory."""
    company, policy, facts = context.company, context.policy, context.facts
    needed = set()
    if line.sku and _asks_for_items(company, policy):
        needed.add(names.item(company.id, line.sku))
    if "{sku" in policy.orders.item_number and line.sku:
        needed.add(names.item(company.id, free_item_number(order, line, source, policy).upper()))
    item = _item(line, company, facts)
    if item is not None and company.is_inventory(item.item_class, site):
        needed.add(names.units_of_schedule(company.id, item.unit_schedule))
        needed.add(names.item_site(company.id, item.number, site))
        if vendor_id:
            needed.add(names.item_vendor(company.id, item.number, vendor_id))
    return needed


def inventory_item(context: Context, line: SourceLine, site: str) -> Item | None:
    """The inventory item that a line orders at a site, or None for free text; a coincidence is told."""
    _tell_unknown(context, line)
    item = _item(line, context.company, context.facts)
    if item is None or context.company.is_inventory(item.item_class, site):
        return item
    context.fields.add(
        "ITEM_IS_INVENTORY", cause=names.item(context.company.id, line.sku), where=line.label, tried=item.number
    )
    return None


def _tell_unknown(context: Context, line: SourceLine) -> None:
    """Where some items are inventory and GP's cannot be had, the order is stopped."""
    problem = context.facts.unusable.get(names.item(context.company.id, line.sku))
    if problem is not None and problem.severity is Severity.WARN and context.company.inventory_classes:
        stops = attrs.evolve(problem, severity=Severity.BLOCK, where=line.label)
        context.fields.findings.append(stops)


def unit_refs(context: Asking, wanted: str) -> set[Ref]:
    """The units that a line may be written in."""
    tried = {wanted, context.company.default_unit} - {""}
    return {names.unit(context.company.id, unit) for unit in tried}


def unit_ref(context: Context, line: SourceLine) -> Ref:
    """The unit of measure that a line is written in if GP has it, else the company's default."""
    wanted = context.functions.unit(context.order, line, context.company)
    return names.unit(context.company.id, wanted or context.company.default_unit)


def unit_of(context: Context, line: SourceLine, item: Item | None) -> str:
    """The line's unit in GP's spelling, else the company's default; a finding where GP has neither."""
    company, wanted = context.company, context.functions.unit(context.order, line, context.company)
    found = _of_item(context, wanted, item) or _in_gp(context, wanted)
    if found or (item is not None and wanted):
        return found or wanted  # a unit that an item does not have is told of the item
    default = "" if company.unit(line.unit) is not None else _in_gp(context, company.default_unit)
    cause = unit_ref(context, line)
    if not wanted and not default:
        context.fields.required("", f"{line.label}: unit of measure")
        return ""
    if not default:
        context.fields.add("UOFM_NOT_FOUND", cause=cause, where=line.label, tried=f"'{wanted}'")
        return wanted
    tried = (
        f"'{wanted}' is not in GP; it is written as {default}" if wanted else f"is empty; it is written as {default}"
    )
    context.fields.add("UOFM_UNMAPPED", cause=cause, where=line.label, tried=tried)
    return default


def charge_unit(context: Context, where: str) -> str:
    """The unit of a line that a header charge becomes: the company's default, in GP's spelling."""
    company = context.company
    found = _in_gp(context, company.default_unit)
    if not found:
        cause = names.unit(company.id, company.default_unit)
        context.fields.add("UOFM_NOT_FOUND", cause=cause, where=where, tried=f"'{company.default_unit}'")
    return found


def _of_item(context: Context, wanted: str, item: Item | None) -> str:
    """The unit as the item's own schedule spells it: two schedules may differ in case alone."""
    ref = names.units_of_schedule(context.company.id, item.unit_schedule) if item else None
    units = (context.facts.get(ref) or ()) if ref is not None and ref in context.facts.asked else ()
    return next((unit for unit in units if same(unit, wanted)), "")


def _in_gp(context: Context, wanted: str) -> str:
    if not wanted:
        return ""
    ref = names.unit(context.company.id, wanted)
    # Where GP cannot be asked for its units, the finding about that stands instead.
    return wanted if ref in context.facts.unusable else context.facts.get(ref) or ""


def _asks_for_items(company: CompanyPolicy, policy: PurchaseOrderPolicy) -> bool:
    return bool(company.inventory_classes) or "{sku" in policy.orders.item_number


def _item(line: SourceLine, company: CompanyPolicy, facts: Facts) -> Item | None:
    ref = names.item(company.id, line.sku)
    return facts.get(ref) if line.sku and ref in facts.asked else None
