"""Vendors and their addresses, and the vendor classes of the companion service."""

import attrs

from dynamicsgp_sba.call import Call
from dynamicsgp_sba.models import RecordList, Vendor, VendorAddress, VendorClass
from dynamicsgp_sba.resources.base import Place, Sender

__all__ = ["VendorAddressCalls", "VendorAddresses", "VendorCalls", "VendorClassCalls", "VendorClasses", "Vendors"]


@attrs.frozen
class VendorCalls:
    """Builds the calls of `Vendors` without sending them."""

    place: Place

    def get(self, vendor_id: str) -> Call[Vendor]:
        """Read one vendor."""
        return self.place.one("vendors", Vendor, {"VENDORID": vendor_id})

    def list(self) -> Call[RecordList[Vendor]]:
        """List all vendors."""
        return self.place.list("vendors", Vendor)


class Vendors:
    """Reads the vendors of one company (contract section 6 of the SBA reference)."""

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self.calls = VendorCalls(place)

    def get(self, vendor_id: str) -> Vendor:
        """Read one vendor; the ID may hold any character, and its case does not count.

        Raises:
            NotFoundError: there is none.
            KeyRefusedError: the web server refuses a character of the ID.
        """
        return self._sender.send(self.calls.get(vendor_id))

    def list(self) -> RecordList[Vendor]:
        """List all vendors; rows that cannot be read are in `unreadable`.

        Whether a site's list has whole records or summaries is in its profile (`list_is_full`).
        """
        return self._sender.send(self.calls.list())


@attrs.frozen
class VendorAddressCalls:
    """Builds the calls of `VendorAddresses` without sending them."""

    place: Place

    def get(self, vendor_id: str, address_id: str) -> Call[VendorAddress]:
        """Read one address."""
        return self.place.one("vendor_addresses", VendorAddress, {"VENDORID": vendor_id, "ADRSCODE": address_id})

    def list(self, vendor_id: str) -> Call[RecordList[VendorAddress]]:
        """List the addresses of a vendor."""
        return self.place.list_under("vendor_addresses", VendorAddress, "vendor_id", vendor_id)


class VendorAddresses:
    """Reads the addresses of the vendors of one company (contract section 6 of the SBA reference)."""

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self.calls = VendorAddressCalls(place)

    def get(self, vendor_id: str, address_id: str) -> VendorAddress:
        """Read one address of a vendor, such as `PRIMARY`; case does not count.

        Raises:
            NotFoundError: the vendor has none of that ID.
        """
        return self._sender.send(self.calls.get(vendor_id, address_id))

    def list(self, vendor_id: str) -> RecordList[VendorAddress]:
        """List the addresses of a vendor.

        Raises:
            NotFoundError: there is no such vendor, and the service says so.
        """
        return self._sender.send(self.calls.list(vendor_id))


@attrs.frozen
class VendorClassCalls:
    """Builds the calls of `VendorClasses` without sending them."""

    place: Place

    def list(self) -> Call[RecordList[VendorClass]]:
        """List all vendor classes."""
        return self.place.list("vendor_classes", VendorClass)


class VendorClasses:
    """Reads the vendor classes of one company, through the companion service."""

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self.calls = VendorClassCalls(place)

    def list(self) -> RecordList[VendorClass]:
        """List all vendor classes."""
        return self._sender.send(self.calls.list())
