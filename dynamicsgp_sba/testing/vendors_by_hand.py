"""What people do with the vendors of one GP company beside the services."""

import threading
from typing import Any

from dynamicsgp_sba.testing.clock import Clock

__all__ = ["VendorsByHand"]


class VendorsByHand:
    """Changes that no service makes, each with a new row stamp, as GP gives it.

    Attributes:
        vendors: by ID.
        vendor_addresses: by the IDs of the vendor and the address.
        locked_vendors: vendors that a user has open, by ID; no service writes them or their addresses.
    """

    lock: threading.RLock
    clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self.vendors: dict[str, dict[str, Any]] = {}
        self.vendor_addresses: dict[tuple[str, str], dict[str, Any]] = {}
        self.locked_vendors: set[str] = set()

    def edit_vendor(self, vendor_id: str, **columns: Any) -> None:
        """Change a vendor's card as a GP user would; columns by GP's names.

        Raises:
            KeyError: there is no such vendor.
        """
        with self.lock:
            row = self.vendors[vendor_id.upper()]
            row |= columns | {"DEX_ROW_TS": self.clock.stamp(), "MODIFDT": f"{self.clock.today()}T00:00:00"}

    def edit_vendor_address(self, vendor_id: str, address_id: str, **columns: Any) -> None:
        """Change an address of a vendor as a GP user would; the vendor's own row does not move.

        Raises:
            KeyError: there is no such address.
        """
        with self.lock:
            self.vendor_addresses[vendor_id.upper(), address_id.upper()] |= columns | {"DEX_ROW_TS": self.clock.stamp()}

    def delete_vendor(self, vendor_id: str) -> None:
        """Delete a vendor with its addresses, or combine it with another one.

        Raises:
            KeyError: there is no such vendor.
        """
        with self.lock:
            del self.vendors[vendor_id.upper()]
            for key in [key for key in self.vendor_addresses if key[0] == vendor_id.upper()]:
                del self.vendor_addresses[key]

    def lock_vendor(self, vendor_id: str) -> None:
        """A user opens a vendor's card."""
        self.locked_vendors.add(vendor_id.upper())

    def unlock_vendor(self, vendor_id: str) -> None:
        """The user closes it."""
        self.locked_vendors.discard(vendor_id.upper())
