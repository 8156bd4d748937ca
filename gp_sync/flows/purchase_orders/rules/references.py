"""Rules about what the order names in GP: sites, items, addresses, shipping method, buyer and tax schedule exist."""

from collections.abc import Iterator

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Item
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine
from gp_sync.flows.purchase_orders.needs import has_commitments, tells_commitments
from gp_sync.flows.purchase_orders.rules.common import (
    MappedOrder,
    OrderCase,
    bodies,
    company_of,
    label,
    source_of,
)

__all__ = [
    "budget_is_told",
    "commitments_are_known",
    "header_references_exist",
    "items_can_be_bought",
    "sites_exist",
]


def sites_exist(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """Each line's site exists in GP."""
    for company, body in bodies(mapped):
        for line in body.lines:
            ref = names.site(company, line.site_id)
            if line.site_id and ref in case.facts.asked and case.facts.get(ref) is None:
                yield finding("SITE_NOT_FOUND", ref, where=label(case, line), tried=line.site_id)


def header_references_exist(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """What the header names exists: GP would create an unknown shipping method, and refuse the rest."""
    for company, body in bodies(mapped):
        for code, ref, where in _named_in_header(company, body):
            if case.facts.get(ref) is None:
                yield finding(code, ref, where=where, tried=f"'{ref.key[1]}'")


def _named_in_header(company: str, body: GPPurchaseOrder) -> Iterator[tuple[str, Ref, str]]:
    if body.shipping_method:
        yield "SHIPPING_METHOD_NOT_FOUND", names.shipping_method(company, body.shipping_method), ""
    if body.ship_to_address_id:
        yield "ADDRESS_NOT_FOUND", names.company_address(company, body.ship_to_address_id), "ship-to"
    if body.bill_to_address_id:
        yield "ADDRESS_NOT_FOUND", names.company_address(company, body.bill_to_address_id), "bill-to"
    if body.buyer_id:
        yield "BUYER_NOT_FOUND", names.buyer(company, body.buyer_id), ""
    if body.tax_schedule_id:
        yield "TAX_SCHEDULE_NOT_FOUND", names.tax_schedule(company, body.tax_schedule_id), ""


def items_can_be_bought(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """An inventory item can be bought of the vendor, for the site and in the unit; free text has no item's number."""
    for company, body in bodies(mapped):
        for line in body.lines:
            source = source_of(case, line)
            # The item was looked for by Procurify's spelling of its number, and the line has GP's.
            ref = names.item(company, line.item_number if line.non_inventory or source is None else source.sku)
            item: Item | None = case.facts.get(ref) if ref in case.facts.asked else None
            if line.non_inventory and item is not None:
                yield finding("ITEM_EXISTS", ref, where=label(case, line), tried=item.number)
            elif item is not None:
                yield from _bought(case, company, body, line, item)


def _bought(
    case: OrderCase, company: str, body: GPPurchaseOrder, line: GPPurchaseOrderLine, item: Item
) -> Iterator[Finding]:
    facts, where = case.facts, label(case, line)
    if not item.can_be_bought:
        why = "is inactive" if item.inactive else "is discontinued or a kit"
        yield finding("ITEM_NOT_BUYABLE", names.item(company, item.number), where=where, tried=f"{item.number} {why}")
    vendor = names.item_vendor(company, item.number, body.vendor_id)
    if body.vendor_id and facts.get(vendor) is None:
        yield finding("ITEM_WITHOUT_VENDOR", vendor, where=where, tried=f"{body.vendor_id} for the item {item.number}")
    site = names.item_site(company, item.number, line.site_id)
    if line.site_id and facts.get(site) is None:
        yield finding("ITEM_WITHOUT_SITE", site, where=where, tried=f"{item.number} at the site {line.site_id}")
    schedule = names.units_of_schedule(company, item.unit_schedule)
    units = facts.get(schedule) or ()
    if line.unit not in units:
        known = f"which has {', '.join(units)}" if units else "which has none"
        tried = f"{line.unit} is not in the item's schedule {item.unit_schedule}, {known}"
        yield finding("ITEM_UNIT_REFUSED", schedule, where=where, tried=tried)


def commitments_are_known(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """Where GP does not tell whether PO commitments are on, what they need is not checked, and that is said."""
    for company, _ in bodies(mapped):
        if not tells_commitments(company_of(case, company), case.facts):
            yield finding("COMMITMENTS_UNKNOWN", names.purchasing_setup(company), tried=company)


def budget_is_told(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """Where PO commitments are on, whether the budget allows the order is a question that nobody here can answer."""
    for company, _ in bodies(mapped):
        if has_commitments(company_of(case, company), case.facts):
            yield finding("BUDGET_NOT_CHECKED", Ref("company", (company,)), tried=company)
