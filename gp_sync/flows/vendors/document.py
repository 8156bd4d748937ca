"""A vendor on its way: each side's record of it in that side's own terms, and the two together."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import attrs

from gp_sync.core.canonical import OURS_ALONE
from gp_sync.core.kinds import VENDORS
from gp_sync.core.model import TargetRef

__all__ = [
    "ADDRESS_FIELDS",
    "FIELDS",
    "PENDING",
    "VENDOR_FIELDS",
    "VendorPair",
    "VendorRecord",
    "Written",
    "address_of",
    "address_target",
    "external_id_of",
    "gp_only_id",
    "gp_target",
    "of_gp_only",
    "procurify_target",
    "to_create_in_procurify",
]

VENDOR_FIELDS = ("name", "payment_terms", "currency", "vendor_class")
"""What GP keeps on the vendor's card alone."""

ADDRESS_FIELDS = ("contact", "street", "city", "state", "postal_code", "country", "phone_1", "phone_2", "fax")
"""What GP keeps with an address ID."""

FIELDS = (VENDOR_FIELDS[0], *ADDRESS_FIELDS, *VENDOR_FIELDS[1:])
"""The fields that are kept aligned, as `VendorRecord` calls them."""

PENDING = "pending"
"""The `workflow` of a vendor that waits for its approval."""

_OF = " of "
_EXTERNAL = "external id "


@attrs.frozen(kw_only=True)
class Written:
    """One field that we wrote, for the loop breaker.

    Args:
        field: its name in `VendorRecord`.
        value: a fingerprint of the value.
        turn: the `turn` of the write.
        at: when any of the records on both sides was changed last, by its own clock; None if none tells.
    """

    field: str
    value: str
    turn: int
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class VendorRecord:
    """One side of a vendor, in that side's own terms. A text is empty where the record has none.

    The fields of `FIELDS` are kept aligned; what comes after them is known and never aligned. A body of GP's vendor
    has the address fields only where its own address is the primary one; else they are in a body of the address.

    Args:
        street: the lines of the street: at most two in Procurify, three in GP.
        phone_1: in GP digits only, ten and a four-digit extension; empty where they are all zeros.
        payment_terms: in GP the ID, in Procurify the name of the term.
        currency: in GP the ID, empty for the company's own; in Procurify the ISO code.
        vendor_class: GP's class; Procurify has none.
        external_id: Procurify's ID of the vendor in the other system; GP has none.
        active: whether it is in use; None where the side does not tell.
        on_hold: GP blocks payments to it.
        temporary: GP's status 3.
        vendor_type: Procurify's type in words, such as `regular`.
        workflow: where its approval stands: `pending` while it waits, in GP also `not_submitted`, `no_action_needed`,
            `recalled`, `completed`, `rejected` or `not_activated`; empty where the side does not tell.
        address_id: GP's address that the address fields are of.
        primary_address_id: VADDCDPR.
        purchase_address_id: VADCDPAD.
        remit_to_address_id: VADCDTRO, which is never written.
        is_1099: whether payments are reported on form 1099, which is only compared.
        created_by_us: GP's record carries our marker.
        entered: CREATDDT, the day on which GP's vendor was entered; None where the side does not tell.
        modified: when it was changed last, by its own clock.
        counterpart: what the other side held when this write or adoption agreed with it: the base of that side.
        open_base: for a field that is still open, the value that both sides last agreed on, since what the side holds
            has moved.
        never_agreed: the fields on which both sides never agreed: they are open since the first look, or do not flow.
        sent_fields: the fields that a write changes; what else the record then holds otherwise, a person changed.
        missed: values that were written to this side before, and that it held otherwise, by field.
        trail: which fields were written to this side, the oldest first.
        turn: counts the writes to Procurify, so that the later of two agreements is known.
        agreed_with: the vendor and address of GP that Procurify's was aligned with then.
    """

    name: str = ""
    contact: str = ""
    street: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    phone_1: str = ""
    phone_2: str = ""
    fax: str = ""
    payment_terms: str = ""
    currency: str = ""
    vendor_class: str = ""
    external_id: str = ""
    active: bool | None = None
    on_hold: bool | None = None
    temporary: bool = False
    vendor_type: str = ""
    workflow: str = ""
    address_id: str = ""
    primary_address_id: str = ""
    purchase_address_id: str = ""
    remit_to_address_id: str = ""
    is_1099: bool | None = None
    created_by_us: bool = False
    entered: date | None = None
    modified: datetime | None = None
    counterpart: "VendorRecord | None" = attrs.field(default=None, metadata=OURS_ALONE)
    open_base: Mapping[str, str] = attrs.field(default=MappingProxyType({}), metadata=OURS_ALONE)
    never_agreed: tuple[str, ...] = attrs.field(default=(), metadata=OURS_ALONE)
    sent_fields: tuple[str, ...] = attrs.field(default=(), metadata=OURS_ALONE)
    missed: Mapping[str, str] = attrs.field(default=MappingProxyType({}), metadata=OURS_ALONE)
    trail: tuple[Written, ...] = attrs.field(default=(), metadata=OURS_ALONE)
    turn: int = attrs.field(default=0, metadata=OURS_ALONE)
    agreed_with: str = attrs.field(default="", metadata=OURS_ALONE)

    @property
    def paid_address_id(self) -> str:
        """The address of GP's vendor that payments go to: GP takes the primary one where the pointer is blank."""
        return self.remit_to_address_id or self.primary_address_id

    def text(self, field: str) -> str:
        """One of `FIELDS` as a text; the lines of the street are joined by line breaks."""
        value = getattr(self, field)
        return "\n".join(value) if field == "street" else str(value)

    def texts(self, fields: tuple[str, ...] = FIELDS) -> dict[str, str]:
        """Some of `FIELDS` as texts."""
        return {field: self.text(field) for field in fields}

    def with_texts(self, texts: Mapping[str, str]) -> "VendorRecord":
        """The record with other values of some of `FIELDS`."""
        changes: dict[str, Any] = dict(texts)
        if "street" in texts:
            changes["street"] = tuple(filter(None, texts["street"].split("\n")))
        return attrs.evolve(self, **changes)


@attrs.frozen(kw_only=True)
class VendorPair:
    """A vendor as both sides had it when it was captured.

    Args:
        id: Procurify's key; None for one that only GP has.
        procurify: Procurify's record; None where it has none.
        gp: GP's record by company, with the owned address's fields; None where GP has none under the linked ID.
        links: GP's vendor ID by company.
        shared: companies where another vendor of Procurify is linked to the same GP vendor and is kept aligned with it
            in this one's place: that one's id, or an empty text where a person said that both are that vendor.
        left_by: companies where a person said that this vendor is secondary, and where Procurify lists no more the one
            that was kept aligned in its place: that one's id.
        undone: fingerprints of our last writes that the records are not as left by, by company, and by an empty text in
            Procurify. Where somebody took a write back before it was seen, this alone tells it: each record is what it
            was before the write, however often it is written and taken back.
    """

    id: int | None
    procurify: VendorRecord | None
    gp: Mapping[str, VendorRecord | None] = attrs.field(factory=dict)
    links: Mapping[str, str] = attrs.field(factory=dict)
    shared: Mapping[str, str] = attrs.field(factory=dict)
    left_by: Mapping[str, str] = attrs.field(factory=dict)
    undone: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def source_id(self) -> str:
        """The key of the pair in the ledger: Procurify's id, or GP's where Procurify has none."""
        if self.id is not None:
            return str(self.id)
        company, vendor_id = next(iter(sorted(self.links.items())))
        return gp_only_id(company, vendor_id)

    @property
    def label(self) -> str:
        """How people call the vendor."""
        records = (self.procurify, *self.gp.values())
        return next((row.name for row in records if row is not None and row.name), self.source_id)


def gp_only_id(company: str, vendor_id: str) -> str:
    """The key in the ledger of a GP vendor that no Procurify vendor is linked to."""
    return f"gp {company} {vendor_id}"


def of_gp_only(source_id: str) -> tuple[str, str]:
    """The company and GP's vendor ID of a key that `gp_only_id` made."""
    _, company, vendor_id = source_id.split(" ", 2)
    return company, vendor_id


def gp_target(company: str, vendor_id: str) -> TargetRef:
    """A vendor of GP."""
    return TargetRef(flow=VENDORS, side="gp", company=company, number=vendor_id)


def address_target(company: str, vendor_id: str, address_id: str) -> TargetRef:
    """An address of a GP vendor that is not its primary one, such as `PROCURIFY of ACME0001`."""
    return TargetRef(flow=VENDORS, side="gp", company=company, number=f"{address_id}{_OF}{vendor_id}")


def address_of(target: TargetRef) -> tuple[str, str] | None:
    """The vendor ID and the address ID of an address's target; None for any other target."""
    address_id, of, vendor_id = target.number.partition(_OF)
    return (vendor_id, address_id) if target.side == "gp" and of else None


def procurify_target(vendor: int) -> TargetRef:
    """A vendor of Procurify."""
    return TargetRef(flow=VENDORS, side="procurify", company="", number=str(vendor))


def to_create_in_procurify(vendor_id: str) -> TargetRef:
    """A vendor that Procurify shall have for a GP vendor, found again by its external ID."""
    return TargetRef(flow=VENDORS, side="procurify", company="", number=f"{_EXTERNAL}{vendor_id}")


def external_id_of(target: TargetRef) -> str | None:
    """The external ID of the target of a vendor that Procurify shall have; None for any other target."""
    named = target.number.removeprefix(_EXTERNAL)
    return named if target.side == "procurify" and named != target.number else None
