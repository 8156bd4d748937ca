"""What is sent of a vendor: all that a new record has, or only what a change makes different."""

from collections.abc import Callable, Iterable
from typing import Any

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.core.canonical import plain
from gp_sync.flows.vendors.document import ADDRESS_FIELDS, FIELDS, VENDOR_FIELDS, VendorRecord
from gp_sync.systems.vendor_records import MARKER
from procurify_client.bodies import NewTerm, NewVendor, VendorChange

__all__ = ["address_change", "changed_fields", "new_in_procurify", "procurify_change", "vendor_change"]

_IDS = frozenset({"payment_terms", "currency", "vendor_class"})
"""What GP compares without case."""

_GP_NAMES = {"payment_terms": "payment_terms_id", "currency": "currency_id", "vendor_class": "class_id"}
_PROCURIFY_NAMES = {"state": "state_province", "phone_1": "phone_one", "phone_2": "phone_two"}
_STREET = ("address_1", "address_2", "address_3")
_PREFERRED = "preferred"
_LEFT_OPEN = frozenset({"payment_terms", "currency"})


def changed_fields(before: VendorRecord, body: VendorRecord) -> tuple[str, ...]:
    """The aligned fields of which two records of one side have different values."""
    return tuple(field for field in FIELDS if _compared(before, field) != _compared(body, field))


def vendor_change(vendor_id: str, before: VendorRecord | None, body: VendorRecord) -> gp.NewVendor:
    """A GP vendor to create, or what changes in one; an empty text blanks what was there.

    Args:
        vendor_id: VENDORID.
        before: the vendor as GP holds it; None for one to be created.
        body: what is wanted.
    """
    if before is not None:
        return gp.NewVendor(id=vendor_id, **_columns(body, changed_fields(before, body)))
    given = _columns(body, [field for field in FIELDS if body.text(field)])
    return gp.NewVendor(
        id=vendor_id,
        primary_address_id=body.primary_address_id or body.address_id or None,
        purchase_address_id=body.purchase_address_id or None,
        user_defined_1=MARKER if body.created_by_us else None,
        **given,
    )


def address_change(
    vendor_id: str, address_id: str, before: VendorRecord | None, body: VendorRecord
) -> gp.NewVendorAddress:
    """An address of a GP vendor to create, or what changes in one; see `vendor_change`."""
    fields = [field for field in ADDRESS_FIELDS if body.text(field)]
    if before is not None:
        fields = [field for field in changed_fields(before, body) if field not in VENDOR_FIELDS]
    return gp.NewVendorAddress(vendor_id=vendor_id, id=address_id, **_columns(body, fields))


def procurify_change(
    before: VendorRecord, body: VendorRecord, currency_id: Callable[[str], int | None]
) -> VendorChange:
    """What changes in a vendor of Procurify.

    Args:
        before: the vendor as Procurify holds it.
        body: what is wanted.
        currency_id: finds the id of a currency by its name; None for none.
    """
    fields = _members(body, changed_fields(before, body), currency_id)
    if body.external_id != before.external_id:
        fields["external_id"] = body.external_id or None
    return VendorChange(**fields)


def new_in_procurify(body: VendorRecord, currency_id: Callable[[str], int | None]) -> NewVendor:
    """A vendor to create in Procurify. What is empty is sent as such, but for terms and currency."""
    given = [field for field in FIELDS if body.text(field) or field not in _LEFT_OPEN]
    fields = _members(body, given, currency_id)
    kind = pc.VendorType[(body.vendor_type or _PREFERRED).upper()]
    return NewVendor(type=kind, external_id=body.external_id, **fields)


def _compared(record: VendorRecord, field: str) -> str:
    return plain(record.text(field)) if field in _IDS else record.text(field)


def _columns(body: VendorRecord, fields: Iterable[str]) -> dict[str, Any]:
    """Fields by the names that GP's client has for them."""
    columns: dict[str, Any] = {}
    for field in fields:
        if field == "street":
            columns |= dict(zip(_STREET, (*body.street, "", "", ""), strict=False))
        else:
            columns[_GP_NAMES.get(field, field)] = body.text(field)
    return columns


def _members(body: VendorRecord, fields: Iterable[str], currency_id: Callable[[str], int | None]) -> dict[str, Any]:
    """Fields by the names that Procurify's client has for them; None blanks one."""
    members: dict[str, Any] = {}
    for field in fields:
        value = body.text(field)
        if field == "street":
            first, second, *_ = (*body.street, "", "")
            members |= {"line_one": first or None, "line_two": second or None}
        elif field == "payment_terms":
            members["payment_term"] = NewTerm(name=value) if value else None
        elif field == "currency":
            members["currency_id"] = currency_id(value) if value else None
        elif field != "vendor_class":
            members[_PROCURIFY_NAMES.get(field, field)] = value if field == "name" else value or None
    return members
