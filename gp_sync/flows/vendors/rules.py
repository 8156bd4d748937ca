"""What holds for a vendor as a whole: which vendors flow, and what is only told of them."""

from collections.abc import Iterator
from typing import Any

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Mapped
from gp_sync.core.protocols import Rule
from gp_sync.flows.purchase_orders.order_checks import VENDOR_TYPES
from gp_sync.flows.purchase_orders.tables import same
from gp_sync.flows.vendors.document import VendorRecord
from gp_sync.flows.vendors.laying import vendor_ref
from gp_sync.flows.vendors.standing import VendorCase, policy_of

__all__ = ["RULES", "archived_is_told", "form_1099_is_compared", "kind_flows"]


def kind_flows(case: VendorCase, _: Mapped[VendorRecord]) -> Iterator[Finding]:
    """Only vendors of the types that the configuration lists flow; those of a type without a name do, which is told."""
    record = case.source.procurify
    if record is None or not record.vendor_type:
        return
    tried = f"'{record.name}' is of the kind '{record.vendor_type}'"
    if not any(same(record.vendor_type, kind) for kind in VENDOR_TYPES):
        yield finding("VENDOR_KIND_UNKNOWN", vendor_ref(case.source), tried=tried)
    elif not any(same(record.vendor_type, kind) for kind in policy_of(case).vendors.vendor_types):
        yield finding("VENDOR_KIND_SKIPPED", vendor_ref(case.source), tried=tried)


def archived_is_told(case: VendorCase, _: Mapped[VendorRecord]) -> Iterator[Finding]:
    """A vendor that was archived or deleted in Procurify is aligned no more; GP's is never made inactive for it."""
    source = case.source
    if source.id is None or (source.procurify is not None and source.procurify.active is not False):
        return
    named = f"'{source.label}' (Procurify id {source.source_id})"
    there = [company for company, record in source.gp.items() if record is not None and record.active]
    # Procurify clears the external ID of a vendor that is deleted there, so that nothing may link it any more.
    held = [link.held for target, link in case.last.items() if target.side == "gp" and not source.links]
    if there or any(record is not None and record.active for record in held):
        yield finding("VENDOR_INACTIVE_IN_PROCURIFY", vendor_ref(source), tried=named)
    elif not source.links:
        yield finding("VENDOR_NOT_CREATED", vendor_ref(source), tried=f"{named}, which is archived there,")


def form_1099_is_compared(case: VendorCase, _: Mapped[VendorRecord]) -> Iterator[Finding]:
    """Whether payments are reported on form 1099 is compared, and never written."""
    source, here = case.source, case.source.procurify
    for company, there in source.gp.items():
        told = here is not None and there is not None and None not in {here.is_1099, there.is_1099}
        if told and here is not None and there is not None and here.is_1099 != there.is_1099:
            words = {True: "yes", False: "no", None: ""}
            tried = f"{words[here.is_1099]} in Procurify, {words[there.is_1099]} in {company}"
            yield finding("VENDOR_TAX_FORM_DIFFERS", vendor_ref(source), tried=tried)


RULES: tuple[Rule[Any, Any], ...] = (kind_flows, archived_is_told, form_1099_is_compared)
"""All rules of the flow, in the order of their reports."""
