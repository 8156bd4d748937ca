"""When a vendor may be changed, by where its approval stands."""

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, TargetRef
from gp_sync.flows.vendors.document import PENDING, VendorRecord, address_of

__all__ = ["approval_obstacle"]

_NOT_ACTIVATED = frozenset({"", "not_activated"})
_NOT_BEGUN = _NOT_ACTIVATED | {"not_submitted"}


def approval_obstacle(target: TargetRef, vendor: VendorRecord) -> Finding | None:
    """Why a record of a vendor may not be changed now; None if it may.

    Where vendors have to be approved in GP, only GP itself changes their cards, and an address only before the approval
    has begun (contract dynamicsgp-data, section 8).

    Args:
        target: the record: a vendor, or an address of it.
        vendor: the vendor.
    """
    if vendor.workflow == PENDING:
        system = "GP" if target.side == "gp" else "Procurify"
        return finding("VENDOR_IN_APPROVAL", target.ref, tried=f"{target.number} in {system}")
    takes_changes = _NOT_ACTIVATED if address_of(target) is None else _NOT_BEGUN
    if target.side == "procurify" or vendor.workflow in takes_changes:
        return None
    tried = f"{target} ({vendor.workflow.replace('_', ' ')})"
    return finding("VENDOR_UNDER_APPROVAL", target.ref, tried=tried)
