"""What orders and vendors say of the GP vendors that an unlinked vendor may be."""

from gp_sync.core import facts as names
from gp_sync.core.fact_values import VendorCandidate
from gp_sync.core.model import Facts

__all__ = ["looks_like"]


def looks_like(facts: Facts, company: str, vendor: int) -> str:
    """The end of a sentence with the candidates for a Procurify vendor; empty where there are none, or nobody asked."""
    ref = names.vendor_candidates(company, vendor)
    found: tuple[VendorCandidate, ...] | None = facts.get(ref) if ref in facts.asked else None
    return f"; it looks like {' or like '.join(map(str, found))}" if found else ""
