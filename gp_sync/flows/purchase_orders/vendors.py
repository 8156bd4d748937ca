"""The GP vendor of an order: what it is linked to, and what is said where it is linked to none."""

from gp_sync.core import facts as names
from gp_sync.core.fact_values import GPVendor
from gp_sync.flows.purchase_orders.context import Context
from gp_sync.flows.purchase_orders.document import SourceVendor
from gp_sync.flows.purchase_orders.tables import same
from gp_sync.flows.vendor_candidates import looks_like

__all__ = ["vendor_card", "vendor_id"]


def vendor_id(context: Context) -> str:
    """The GP vendor of an order, or an empty text with the reason among the findings."""
    source, company, fields, facts = context.order, context.company, context.fields, context.facts
    if source.vendor is None:
        fields.add("VALUE_MISSING", where="the vendor")
        return ""
    link = names.vendor_link(company.id, source.vendor.id)
    linked: str | None = facts.get(link)
    named = f"'{source.vendor.name}' (Procurify id {source.vendor.id})"
    if not linked:
        alike = looks_like(facts, company.id, source.vendor.id)
        fields.add("VENDOR_UNLINKED", cause=link, tried=f"{named} is not linked to a GP vendor{alike}")
        return ""
    ref = names.gp_vendor(company.id, linked)
    if ref in facts.unusable:  # which is told instead
        return ""
    known: GPVendor | None = facts.get(ref)
    if known is None:
        code, tried = _lost(context, source.vendor, linked)
        tried = f"{named} {tried}{looks_like(facts, company.id, source.vendor.id)}"
        fields.add(code, cause=names.linked_vendor(company.id, source.vendor.id), tried=tried)
        return ""
    return fields.key("vendor_id", known.id, "the vendor ID")


def _lost(context: Context, vendor: SourceVendor, vendor_id: str) -> tuple[str, str]:
    """What is said of a link to a vendor that GP lacks: it held once, or it never did."""
    if same(context.company.vendor_links.get(str(vendor.id), ""), vendor_id):
        return "VENDOR_GONE", f"is linked to {vendor_id} by the link table, and {vendor_id} is not in GP"
    if context.facts.get(names.vendor_link_said(context.company.id, vendor.id)):
        return "VENDOR_GONE", f"was linked to {vendor_id} by a person, and {vendor_id} is no longer in GP"
    order = context.facts.get(names.vendor_order(context.company.id, vendor_id))
    if order is None:
        return "VENDOR_UNLINKED", f"is linked to {vendor_id}, which GP does not have"
    return "VENDOR_GONE", f"was linked to {vendor_id} when {order} was written, and {vendor_id} is no longer in GP"


def vendor_card(context: Context) -> GPVendor | None:
    """The linked vendor as GP has it."""
    vendor = context.order.vendor
    linked: str | None = context.facts.get(names.vendor_link(context.company.id, vendor.id)) if vendor else None
    return context.facts.get(names.gp_vendor(context.company.id, linked)) if linked else None
