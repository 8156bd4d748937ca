"""What a vendor of either system says, in the engine's terms: the fields that flow, and what is only known."""

from datetime import UTC, datetime, time

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.core.canonical import bare, canonical, plain
from gp_sync.core.model import Found, Write
from gp_sync.core.refusals import RecordMoved, Refused
from gp_sync.flows.vendors.document import ADDRESS_FIELDS, PENDING, VendorRecord
from gp_sync.flows.vendors.policy import VendorPolicy

__all__ = [
    "MARKER",
    "address_beside",
    "check_unmoved",
    "from_address",
    "from_procurify",
    "joined",
    "our_part",
    "whole_card",
]

MARKER = "PROCURIFY"
"""What USERDEF1 of a GP vendor holds that this flow created."""

_NOT_1099 = 1


def from_procurify(vendor: pc.Vendor, currency: str) -> VendorRecord:
    """Procurify's record.

    Args:
        vendor: as any answer has it.
        currency: the name of its currency, such as `USD`; empty if it has none.
    """
    approval = vendor.approval
    waits = approval is not None and bool(approval.next_approver)
    return VendorRecord(
        name=_text(vendor.name),
        contact=_text(vendor.contact),
        street=_lines(vendor.line_one, vendor.line_two),
        city=_text(vendor.city),
        state=_text(vendor.state_province),
        postal_code=_text(vendor.postal_code),
        country=_text(vendor.country),
        phone_1=_text(vendor.phone_one),
        phone_2=_text(vendor.phone_two),
        fax=_text(vendor.fax),
        payment_terms=_text(vendor.payment_term.name) if vendor.payment_term else "",
        currency=currency,
        external_id=_text(vendor.external_id),
        active=vendor.active,
        vendor_type=_type(vendor.type),
        workflow=PENDING if waits else "",
        is_1099=vendor.is_1099_eligible,
        modified=vendor.last_modified,
    )


def whole_card(vendor: gp.Vendor) -> VendorRecord:
    """The card of a GP vendor, with the fields of its primary address, which are on it."""
    card = VendorRecord(
        name=_text(vendor.name),
        payment_terms=_text(vendor.payment_terms_id),
        currency=_text(vendor.currency_id),
        vendor_class=_text(vendor.class_id),
        active=None if vendor.status is None else vendor.status is not gp.VendorStatus.INACTIVE,
        on_hold=vendor.on_hold,
        temporary=vendor.status is gp.VendorStatus.TEMPORARY,
        workflow="" if vendor.workflow_status is None else vendor.workflow_status.name.lower(),
        primary_address_id=_text(vendor.primary_address_id),
        purchase_address_id=_text(vendor.purchase_address_id),
        remit_to_address_id=_text(vendor.remit_to_address_id),
        is_1099=None if vendor.form_1099_type is None else vendor.form_1099_type != _NOT_1099,
        created_by_us=plain(vendor.user_defined_1) == plain(MARKER),
        entered=vendor.created,
        modified=vendor.changed_at or _midnight(vendor),
    )
    return _with_address(card, vendor, card.primary_address_id)


def our_part(card: VendorRecord, policy: VendorPolicy) -> VendorRecord:
    """What of a whole card is aligned: not its address, where ours is a record beside it.

    Of a vendor that we created, its first address says what ours does, as long as GP has not got that; it is not ours.
    """
    if not address_beside(card, policy):
        return card
    if card.created_by_us:
        return attrs.evolve(card, address_id="")
    nothing = VendorRecord()
    return attrs.evolve(card, **{field: getattr(nothing, field) for field in (*ADDRESS_FIELDS, "address_id")})


def from_address(address: gp.VendorAddress) -> VendorRecord:
    """An address of a GP vendor: the address fields alone."""
    return _with_address(VendorRecord(modified=address.changed_at), address, _text(address.id))


def joined(card: VendorRecord, address: VendorRecord | None) -> VendorRecord:
    """GP's vendor as a whole: its card, and the address of ours beside the primary one, if it has that."""
    if address is None:
        return card
    fields = {field: getattr(address, field) for field in (*ADDRESS_FIELDS, "address_id")}
    moved = [at for at in (card.modified, address.modified) if at is not None]
    return attrs.evolve(card, **fields, modified=max(moved, default=None))


def address_beside(card: VendorRecord, policy: VendorPolicy) -> str:
    """The ID of the address of ours where that is a record beside the card; empty if it is the primary address."""
    owned = policy.owned_address(card)
    return "" if plain(owned) == plain(card.primary_address_id) else owned


def check_unmoved(write: Write[VendorRecord], found: Found[VendorRecord]) -> None:
    """See that a record is what a write was decided on, and may be changed. Raises RecordMoved or Refused."""
    before = None if write.before is None else bare(write.before)
    if canonical(before) != canonical(found.body):
        raise RecordMoved(f"{write.target} was changed since it was read")
    if found.obstacle is not None:
        raise Refused((found.obstacle,))


def _with_address(record: VendorRecord, row: gp.Vendor | gp.VendorAddress, address_id: str) -> VendorRecord:
    return attrs.evolve(
        record,
        contact=_text(row.contact),
        street=_lines(row.address_1, row.address_2, row.address_3),
        city=_text(row.city),
        state=_text(row.state),
        postal_code=_text(row.postal_code),
        country=_text(row.country),
        phone_1=_digits(row.phone_1),
        phone_2=_digits(row.phone_2),
        fax=_digits(row.fax),
        address_id=address_id,
    )


def _text(value: str | None) -> str:
    return (value or "").strip()


def _lines(*lines: str | None) -> tuple[str, ...]:
    return tuple(filter(None, map(_text, lines)))


def _digits(phone: str) -> str:
    """A phone number; GP writes none as zeros."""
    return _text(phone) if phone.strip(" 0") else ""


def _type(kind: pc.VendorType | None) -> str:
    if kind is None:
        return ""
    return kind.name.lower() if kind.is_known else f"type {kind.value}"


def _midnight(vendor: gp.Vendor) -> datetime | None:
    """The day of the last change, where GP does not tell the instant."""
    return None if vendor.modified is None else datetime.combine(vendor.modified, time(), UTC)
