"""Rules about the vendor in GP: what an order needs of its card."""

from collections.abc import Iterator

from gp_sync.core import facts as names
from gp_sync.core.fact_values import GPVendor
from gp_sync.core.findings import finding
from gp_sync.core.model import Finding
from gp_sync.flows.purchase_orders.rules.common import MappedOrder, OrderCase, bodies

__all__ = ["vendor_card_is_complete", "vendor_is_active"]


def vendor_is_active(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """The linked vendor is not inactive; on hold, or inactive in Procurify alone, is only said."""
    for company, body in bodies(mapped):
        ref = names.gp_vendor(company, body.vendor_id)
        vendor: GPVendor | None = case.facts.get(ref) if body.vendor_id else None
        if vendor is None:
            continue
        if not vendor.active:
            yield finding("VENDOR_INACTIVE", ref, tried=_named(vendor))
        elif vendor.on_hold:
            yield finding("VENDOR_ON_HOLD", ref, tried=_named(vendor))
        if vendor.active and case.source.vendor and not case.source.vendor.active:
            yield finding("VENDOR_INACTIVE_IN_PROCURIFY", ref, tried=f"'{case.source.vendor.name}'")


def vendor_card_is_complete(case: OrderCase, mapped: MappedOrder) -> Iterator[Finding]:
    """The vendor has accounts, a purchase address and its approval, as far as GP tells."""
    for company, body in bodies(mapped):
        ref = names.gp_vendor(company, body.vendor_id)
        vendor: GPVendor | None = case.facts.get(ref) if body.vendor_id else None
        if vendor is None:
            continue
        if vendor.has_payables_account is False:
            also = " and no purchases account" if vendor.has_purchases_account is False else ""
            yield finding("VENDOR_NO_AP_ACCOUNT", ref, tried=f"{_named(vendor)} has no payables account{also}")
        elif vendor.has_purchases_account is False:
            yield finding("VENDOR_NO_PURCHASES_ACCOUNT", ref, tried=_named(vendor))
        if vendor.purchase_address == "":
            yield finding("VENDOR_NO_PURCHASE_ADDRESS", ref, tried=_named(vendor))
        if vendor.awaits_approval:
            yield finding("VENDOR_NOT_APPROVED", ref, tried=_named(vendor))


def _named(vendor: GPVendor) -> str:
    return f"{vendor.id} ({vendor.name})"
