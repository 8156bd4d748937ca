"""Vendors in Dynamics GP as they truly are: cards with their addresses, what people do to them, what a request makes.

A create for a vendor that exists changes it, as GP does; a request changes the columns that it names, and no others.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs

import dynamicsgp_sba as gp

__all__ = ["ADDRESS_COLUMNS", "GPVendorModel", "sent"]

ADDRESS_COLUMNS = frozenset(name for name in attrs.fields_dict(gp.NewVendorAddress) if name not in {"vendor_id", "id"})
"""What GP keeps with an address; of the primary one also on the card."""


def sent(change: gp.NewVendor | gp.NewVendorAddress) -> dict[str, Any]:
    """The columns that a request names, without its keys."""
    keys = {"id"} if isinstance(change, gp.NewVendor) else {"id", "vendor_id"}
    return {
        name: value
        for name, value in attrs.asdict(change, recurse=False).items()
        if name not in keys and value is not None
    }


class GPVendorModel:
    """The vendors of one company.

    Args:
        now: the true time.
        address_id: the address ID that the flow is configured to own; empty for the one that it owns by itself.
        pointed: what GP points the remit-to address of a new vendor at.
        primary: the primary address of a vendor that comes into being without being told one; empty if it has none.

    Attributes:
        cards: by their ID.
        addresses: those beside the primary one, by vendor ID and address ID.
        made_for: the IDs of the cards that our requests brought into being, by the document that they were for.
    """

    def __init__(self, now: Callable[[], datetime], *, address_id: str, pointed: str, primary: str) -> None:
        self._now = now
        self._address_id = address_id
        self._pointed = pointed
        self._primary = primary
        self.cards: dict[str, gp.Vendor] = {}
        self.addresses: dict[tuple[str, str], gp.VendorAddress] = {}
        self.made_for: list[tuple[str, str]] = []

    def enter(self, vendor_id: str, name: str, **columns: Any) -> None:
        """Somebody enters a vendor, with an address that payments go to and is none of ours."""
        values = {"status": gp.VendorStatus.ACTIVE, "remit_to_address_id": "REMIT TO", "form_1099_type": 1, **columns}
        addresses = {"primary_address_id": self._primary, "purchase_address_id": self._primary}
        self.cards[vendor_id] = gp.Vendor(id=vendor_id, name=name, changed_at=self._now(), **(addresses | values))
        self.addresses[vendor_id, "REMIT TO"] = gp.VendorAddress(
            vendor_id=vendor_id, id="REMIT TO", address_1="PO Box 9", changed_at=self._now()
        )

    def change(self, vendor_id: str, **columns: Any) -> None:
        """Columns of a card become others."""
        self.cards[vendor_id] = attrs.evolve(self.cards[vendor_id], **columns, changed_at=self._now())

    def change_address(self, vendor_id: str, address_id: str, **columns: Any) -> None:
        """Columns of an address beside the card become others; it is made if there is none."""
        there = self.addresses.get((vendor_id, address_id)) or gp.VendorAddress(vendor_id=vendor_id, id=address_id)
        self.addresses[vendor_id, address_id] = attrs.evolve(there, **columns, changed_at=self._now())

    def delete(self, vendor_id: str) -> None:
        """Somebody deletes a vendor."""
        del self.cards[vendor_id]
        self.addresses = {key: row for key, row in self.addresses.items() if key[0] != vendor_id}

    def rename(self, vendor_id: str, new_id: str) -> None:
        """Somebody gives a vendor another ID, under which all of it goes on."""
        self.cards[new_id] = attrs.evolve(self.cards.pop(vendor_id), id=new_id, changed_at=self._now())
        for owner, address_id in [key for key in self.addresses if key[0] == vendor_id]:
            row = self.addresses.pop((owner, address_id))
            self.addresses[new_id, address_id] = attrs.evolve(row, vendor_id=new_id, changed_at=self._now())

    def write_card(self, change: gp.NewVendor, made_for: str) -> gp.Vendor:
        """Carry out a request for a card."""
        if change.id not in self.cards:
            self.made_for.append((made_for, change.id))
            self.cards[change.id] = gp.Vendor(
                id=change.id,
                status=gp.VendorStatus.ACTIVE,
                remit_to_address_id=self._pointed,
                primary_address_id=self._primary,
            )
        self.change(change.id, **sent(change))
        return self.cards[change.id]

    def write_address(self, change: gp.NewVendorAddress) -> gp.VendorAddress:
        """Carry out a request for an address. Raises NotFoundError."""
        if change.vendor_id not in self.cards:
            raise gp.NotFoundError("no such vendor", status=404)
        self.change_address(change.vendor_id, change.id, **sent(change))
        return self.addresses[change.vendor_id, change.id]

    def aligned(self, vendor_id: str, column: str) -> str:
        """What GP has in a column that is aligned: an address column in the address of ours.

        In a vendor that we created the first address stands for it, as long as there is none.
        """
        card = self.cards[vendor_id]
        if column not in ADDRESS_COLUMNS or self.owns_primary(vendor_id):
            return str(getattr(card, column))
        address = self.addresses.get((vendor_id, self.own_address(vendor_id)))
        if address is None:
            return str(getattr(card, column)) if card.user_defined_1 == "PROCURIFY" else ""
        return str(getattr(address, column))

    def own_address(self, vendor_id: str) -> str:
        """The ID of the address of ours: in vendors that we created the first one, unless payments go there."""
        created_by_us = self.cards[vendor_id].user_defined_1 == "PROCURIFY"
        return self._address_id or (
            "PRIMARY" if created_by_us and self.paid_address(vendor_id) != "PRIMARY" else "PROCURIFY"
        )

    def paid_address(self, vendor_id: str) -> str:
        """The ID of the address that payments go to: the primary one where the pointer is blank."""
        card = self.cards[vendor_id]
        return card.remit_to_address_id or card.primary_address_id

    def owns_primary(self, vendor_id: str) -> bool:
        """Whether the address of ours is the primary one."""
        return self.own_address(vendor_id) == self.cards[vendor_id].primary_address_id

    def pays_to_ours(self, vendor_id: str) -> bool:
        """Whether payments go to the address of ours."""
        return self.own_address(vendor_id) == self.paid_address(vendor_id)

    def lacks_address(self, vendor_id: str) -> bool:
        """Whether the address of ours is beside the primary one, and there is none."""
        return not self.owns_primary(vendor_id) and (vendor_id, self.own_address(vendor_id)) not in self.addresses
