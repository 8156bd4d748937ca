"""What each system holds of a vendor that it is told: GP cuts and spells, Procurify refuses what is too long."""

from typing import Any

import attrs

from gp_sync.core.canonical import OURS_ALONE
from gp_sync.flows.vendors.document import FIELDS, VendorRecord
from gp_sync.flows.vendors.lengths import GP_LENGTHS, PROCURIFY_LENGTHS

PHONES = {"phone_1", "phone_2", "fax"}


def public(body: VendorRecord) -> dict[str, Any]:
    """What a system is told of a body."""
    told = (field for field in attrs.fields(VendorRecord) if field.metadata != OURS_ALONE and field.name != "modified")
    return {field.name: getattr(body, field.name) for field in told}


def in_gp(record: VendorRecord) -> VendorRecord:
    """A record as GP keeps it."""
    changes: dict[str, str] = {}
    for field in FIELDS:
        rows = [row.encode("cp1252", "replace").decode("cp1252") for row in record.text(field).split("\n")]
        if field in PHONES:
            digits = "".join(letter for letter in rows[0] if letter.isdigit())
            rows = [digits if digits.strip("0") else ""]
        changes[field] = "\n".join(row[: GP_LENGTHS[field]].rstrip() for row in rows[:3])
    ids = {field: getattr(record, field).upper() for field in ("address_id", "primary_address_id")}
    return attrs.evolve(record.with_texts(changes), **ids)


def in_procurify(record: VendorRecord) -> VendorRecord:
    """A record as Procurify keeps it; it refuses what is too long."""
    for field, limit in PROCURIFY_LENGTHS.items():
        assert all(len(row) <= limit for row in record.text(field).split("\n")), f"Procurify refuses the {field}"
    assert record.name
    return record
