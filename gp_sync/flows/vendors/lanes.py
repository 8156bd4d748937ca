"""What the mapper makes of a vendor: a lane per GP company that it is aligned with, or created in."""

from collections.abc import Mapping

import attrs

from gp_sync.core.model import Finding, Mapped, TargetRef
from gp_sync.flows.vendors.document import VendorRecord
from gp_sync.flows.vendors.translating import Offer

__all__ = ["Lane", "MappedVendor"]


@attrs.frozen(kw_only=True)
class Lane:
    """One vendor of Procurify and its vendor in one GP company.

    Args:
        company: the company's short name.
        vendor: the GP vendor.
        fields: the fields that are aligned, by the record of GP that has them: the vendor, and its address where that
            is a record of its own.
        to_gp: Procurify's fields in GP's terms.
        to_procurify: GP's fields in Procurify's terms.
        body: what a GP vendor of this lane has beside its fields.
        new: the GP vendor is to be created.
        unread: the GP vendor was created, and not captured since: only its ID is known.
    """

    company: str
    vendor: TargetRef
    fields: Mapping[TargetRef, tuple[str, ...]]
    to_gp: Offer
    to_procurify: Offer
    body: VendorRecord
    new: bool = False
    unread: bool = False

    @property
    def pairing(self) -> str:
        """The vendor and the address that Procurify's is aligned with: what was agreed with others is no base."""
        return f"{self.vendor}, {self.body.address_id}"


@attrs.frozen(kw_only=True)
class MappedVendor(Mapped[VendorRecord]):
    """What is wanted of a vendor's records if the other side counts, and the lanes by which they are aligned.

    Args:
        lanes: the lanes that can be aligned.
        stopped: what keeps the vendor out of single companies, while it is aligned with others.
    """

    lanes: tuple[Lane, ...] = ()
    stopped: tuple[Finding, ...] = ()
