"""Items and what belongs to them: vendors, sites and units (contract section 6 of the SBA reference)."""

import attrs

from dynamicsgp_sba.call import Call
from dynamicsgp_sba.models import Item, ItemSite, ItemVendor, RecordList, UnitSchedule
from dynamicsgp_sba.resources.base import Place, Sender

__all__ = [
    "ItemCalls",
    "ItemSiteCalls",
    "ItemSites",
    "ItemVendorCalls",
    "ItemVendors",
    "Items",
    "UnitOfMeasureCalls",
    "UnitsOfMeasure",
]


@attrs.frozen
class ItemCalls:
    """Builds the calls of `Items` without sending them."""

    place: Place

    def get(self, number: str) -> Call[Item]:
        """Read one item."""
        return self.place.one("items", Item, {"ITEMNMBR": number})

    def list(self) -> Call[RecordList[Item]]:
        """List all items."""
        return self.place.list("items", Item)


class Items:
    """Reads the item master of one company."""

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self.calls = ItemCalls(place)

    def get(self, number: str) -> Item:
        """Read one item; the number may hold any character, and its case does not count.

        Raises:
            NotFoundError: there is none.
            KeyRefusedError: the web server refuses a character of the number.
        """
        return self._sender.send(self.calls.get(number))

    def list(self) -> RecordList[Item]:
        """List all items; rows that cannot be read are in `unreadable`. An item master may have tens of thousands."""
        return self._sender.send(self.calls.list())


@attrs.frozen
class ItemVendorCalls:
    """Builds the calls of `ItemVendors` without sending them."""

    place: Place

    def get(self, item_number: str, vendor_id: str) -> Call[ItemVendor]:
        """Read what a vendor sells an item as."""
        return self.place.one("item_vendors", ItemVendor, {"ITEMNMBR": item_number, "VENDORID": vendor_id})

    def list(self, item_number: str) -> Call[RecordList[ItemVendor]]:
        """List the vendors of an item."""
        return self.place.list_under("item_vendors", ItemVendor, "item_number", item_number)


class ItemVendors:
    """Reads which vendors sell an item."""

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self.calls = ItemVendorCalls(place)

    def get(self, item_number: str, vendor_id: str) -> ItemVendor:
        """Read what a vendor sells an item as.

        Raises:
            NotFoundError: the vendor does not sell it.
        """
        return self._sender.send(self.calls.get(item_number, vendor_id))

    def list(self, item_number: str) -> RecordList[ItemVendor]:
        """List the vendors of an item, perhaps none.

        Raises:
            NotFoundError: there is no such item, and the service says so.
        """
        return self._sender.send(self.calls.list(item_number))


@attrs.frozen
class ItemSiteCalls:
    """Builds the calls of `ItemSites` without sending them."""

    place: Place

    def list(self, item_number: str) -> Call[RecordList[ItemSite]]:
        """List the sites of an item."""
        return self.place.list_under("item_sites", ItemSite, "item_number", item_number)


class ItemSites:
    """Reads which sites an item is assigned to."""

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self.calls = ItemSiteCalls(place)

    def list(self, item_number: str) -> RecordList[ItemSite]:
        """List the sites of an item, perhaps with a row that sums up all of them (`ItemSite.record_type`).

        Raises:
            NotFoundError: there is no such item, and the service says so.
        """
        return self._sender.send(self.calls.list(item_number))


@attrs.frozen
class UnitOfMeasureCalls:
    """Builds the calls of `UnitsOfMeasure` without sending them."""

    place: Place

    def get(self, schedule_id: str) -> Call[UnitSchedule]:
        """Read one schedule."""
        return self.place.one("units_of_measure", UnitSchedule, {"UOMSCHDL": schedule_id})

    def list(self) -> Call[RecordList[UnitSchedule]]:
        """List all schedules."""
        return self.place.list("units_of_measure", UnitSchedule)


class UnitsOfMeasure:
    """Reads the unit of measure schedules of one company."""

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self.calls = UnitOfMeasureCalls(place)

    def get(self, schedule_id: str) -> UnitSchedule:
        """Read one schedule with its units.

        Raises:
            NotFoundError: there is none.
        """
        return self._sender.send(self.calls.get(schedule_id))

    def list(self) -> RecordList[UnitSchedule]:
        """List all schedules with their units."""
        return self._sender.send(self.calls.list())
