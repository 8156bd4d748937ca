"""Vendors and their addresses, and the vendor classes of the companion service."""

from datetime import datetime

import attrs

from dynamicsgp_sba.call import Call
from dynamicsgp_sba.encoding import encode_vendor, encode_vendor_address
from dynamicsgp_sba.models import NewVendor, NewVendorAddress, RecordList, Vendor, VendorAddress, VendorClass
from dynamicsgp_sba.resources import base
from dynamicsgp_sba.resources.base import Place, Sender
from dynamicsgp_sba.resources.guarding import check_open, check_unchanged, create_new, read_first

__all__ = ["VendorAddressCalls", "VendorAddresses", "VendorCalls", "VendorClassCalls", "VendorClasses", "Vendors"]

_VENDORS = "vendors"
_ADDRESSES = "vendor_addresses"


@attrs.frozen
class VendorCalls:
    """Builds the calls of `Vendors` without sending them."""

    place: Place

    def get(self, vendor_id: str) -> Call[Vendor]:
        """Read one vendor."""
        return self.place.one(_VENDORS, Vendor, {"VENDORID": vendor_id})

    def list(self, *, changed_since: datetime | None = None) -> Call[RecordList[Vendor]]:
        """List vendors."""
        filters = {} if changed_since is None else {"changed_since": base.changed_since(changed_since)}
        return self.place.list(_VENDORS, Vendor, filters)

    def create(self, vendor: NewVendor, *, timeout: float | None = None) -> Call[Vendor]:
        """Create a vendor, and read it back."""
        resource = self.place.profile.resource(_VENDORS)
        return self.place.write_then(
            _VENDORS,
            method=resource.create_verb,
            action=resource.create_action,
            body=encode_vendor(vendor, resource, creates=True),
            timeout=timeout,
            then=self.get(vendor.id),
        )

    def update(self, vendor: NewVendor, *, timeout: float | None = None) -> Call[Vendor]:
        """Change a vendor, and read it back."""
        resource = self.place.profile.resource(_VENDORS)
        return self.place.write_then(
            _VENDORS,
            method=resource.update_verb,
            action=resource.update_action,
            body=encode_vendor(vendor, resource, creates=False),
            key={"VENDORID": vendor.id},
            timeout=timeout,
            then=self.get(vendor.id),
        )


class Vendors:
    """Reads and writes the vendors of one company (contract section 6 of the SBA reference).

    GP's own way is to change a vendor that exists where a create comes for it. So each is read before it is written.
    """

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self._place = place
        self.calls = VendorCalls(place)

    def get(self, vendor_id: str) -> Vendor:
        """Read one vendor; the ID may hold any character, and its case does not count.

        Raises:
            NotFoundError: there is none.
            KeyRefusedError: the web server refuses a character of the ID.
        """
        return self._sender.send(self.calls.get(vendor_id))

    def list(self, *, changed_since: datetime | None = None) -> RecordList[Vendor]:
        """List vendors; rows that cannot be read are in `unreadable`.

        Whether a site's list has whole records or summaries, of which each is then read by its key, is in its profile
        (`list_is_full`).

        Args:
            changed_since: an aware instant; vendors whose row was changed then or later, and those that do not tell.
                Where the profile's `filters` have it, the service leaves the others out. A change of an address does
                not count.

        Raises:
            InvalidValueError: the instant has no offset from UTC.
        """
        return self._sender.send(self.calls.list(changed_since=changed_since))

    def create(self, vendor: NewVendor, *, timeout: float | None = None) -> Vendor:
        """Create a vendor; give it as GP now holds it.

        With an active vendor approval its `workflow_status` is NOT_SUBMITTED, and documents cannot use it yet.

        Args:
            vendor: what to write.
            timeout: seconds for the read before it and the write; None takes the client's read timeout.

        Raises:
            AlreadyExistsError: the ID is in use; nothing was written.
            RefusedError: a business rule stands against it.
            InvalidValueError: a value does not fit GP's columns; nothing was sent.
            LostAnswerError: GP may have it: read it back. The same holds of every error with `outcome_unknown`.
        """
        call = self.calls.create(vendor, timeout=timeout)
        return create_new(self._sender, self._place, _VENDORS, read=self.calls.get(vendor.id), write=call)

    def update(self, vendor: NewVendor, *, seen: Vendor | None = None, timeout: float | None = None) -> Vendor:
        """Change a vendor; give it as GP now holds it.

        Args:
            vendor: its ID and what to change; what is None stays as it is.
            seen: the vendor as it was last read, to be held against what it is now.
            timeout: seconds for the read before it and the write; None takes the client's read timeout.

        Raises:
            NotFoundError: there is none.
            GuardError: it waits for approval; nothing was written.
            RowChangedError: it is no longer what was `seen`; nothing was written.
            RefusedError: a business rule stands against it.
            InvalidValueError: a value does not fit GP's columns; nothing was sent.
        """
        call = self.calls.update(vendor, timeout=timeout)
        now, call = read_first(self._sender, self.calls.get(vendor.id), call)
        check_unchanged(now, seen, f"vendor {vendor.id}")
        check_open(now, f"vendor {vendor.id}", self._place.profile.resource(_VENDORS))
        return self._sender.send(call)


@attrs.frozen
class VendorAddressCalls:
    """Builds the calls of `VendorAddresses` without sending them."""

    place: Place

    def get(self, vendor_id: str, address_id: str) -> Call[VendorAddress]:
        """Read one address."""
        return self.place.one(_ADDRESSES, VendorAddress, {"VENDORID": vendor_id, "ADRSCODE": address_id})

    def list(self, vendor_id: str) -> Call[RecordList[VendorAddress]]:
        """List the addresses of a vendor."""
        return self.place.list_under(_ADDRESSES, VendorAddress, "vendor_id", vendor_id)

    def list_all(self, *, changed_since: datetime | None = None) -> Call[RecordList[VendorAddress]]:
        """List the addresses of all vendors."""
        filters = {} if changed_since is None else {"changed_since": base.changed_since(changed_since)}
        return self.place.list(_ADDRESSES, VendorAddress, filters)

    def create(self, address: NewVendorAddress, *, timeout: float | None = None) -> Call[VendorAddress]:
        """Create an address, and read it back."""
        resource = self.place.profile.resource(_ADDRESSES)
        return self.place.write_then(
            _ADDRESSES,
            method=resource.create_verb,
            action=resource.create_action,
            body=encode_vendor_address(address, resource),
            timeout=timeout,
            then=self.get(address.vendor_id, address.id),
        )

    def update(self, address: NewVendorAddress, *, timeout: float | None = None) -> Call[VendorAddress]:
        """Change an address, and read it back."""
        resource = self.place.profile.resource(_ADDRESSES)
        return self.place.write_then(
            _ADDRESSES,
            method=resource.update_verb,
            action=resource.update_action,
            body=encode_vendor_address(address, resource),
            key={"VENDORID": address.vendor_id, "ADRSCODE": address.id},
            timeout=timeout,
            then=self.get(address.vendor_id, address.id),
        )


class VendorAddresses:
    """Reads and writes the addresses of the vendors of one company (contract section 6 of the SBA reference).

    Each is read before it is written, as vendors are.
    """

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self._place = place
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

    def list_all(self, *, changed_since: datetime | None = None) -> RecordList[VendorAddress]:
        """List the addresses of all vendors; rows that cannot be read are in `unreadable`.

        Args:
            changed_since: as for the list of vendors.

        Raises:
            ResourceNotAvailableError: the site has no such list.
            InvalidValueError: the instant has no offset from UTC.
        """
        return self._sender.send(self.calls.list_all(changed_since=changed_since))

    def create(self, address: NewVendorAddress, *, timeout: float | None = None) -> VendorAddress:
        """Create an address of a vendor that exists; give it as GP now holds it. The errors are those of vendors."""
        call = self.calls.create(address, timeout=timeout)
        there = self.calls.get(address.vendor_id, address.id)
        return create_new(self._sender, self._place, _ADDRESSES, read=there, write=call)

    def update(
        self, address: NewVendorAddress, *, seen: VendorAddress | None = None, timeout: float | None = None
    ) -> VendorAddress:
        """Change an address; give it as GP now holds it. The arguments and errors are those of vendors.

        While the vendor is in approval, GP refuses it.
        """
        call = self.calls.update(address, timeout=timeout)
        now, call = read_first(self._sender, self.calls.get(address.vendor_id, address.id), call)
        check_unchanged(now, seen, f"address {address.id} of vendor {address.vendor_id}")
        return self._sender.send(call)


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
