"""Items, with the vendors that sell them, the sites that keep them, and the units that they are counted in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from dynamicsgp_sba.models.records import extra
from dynamicsgp_sba.strict import OpenEnum

__all__ = ["Item", "ItemSite", "ItemType", "ItemVendor", "ScheduleUnit", "UnitSchedule"]


class ItemType(int, OpenEnum):
    """ITEMTYPE. Discontinued items and kits cannot be ordered."""

    SALES_INVENTORY = 1
    DISCONTINUED = 2
    KIT = 3
    MISC_CHARGES = 4
    SERVICES = 5
    FLAT_FEE = 6


@attrs.frozen(kw_only=True)
class Item:
    """An item of the item master (IV00101).

    Args:
        number: ITEMNMBR, at most 30 characters.
        description: ITEMDESC.
        type: ITEMTYPE.
        class_id: ITMCLSCD, the class of the item; blank for none.
        unit_schedule: UOMSCHDL, the schedule with the units that the item may be ordered in.
        purchase_unit: PRCHSUOM, the unit that purchases take by default.
        site_id: LOCNCODE, the site by default.
        inactive: INACTIVE; None where the answer does not tell.
        quantity_decimals: how many decimals its quantities may have (DECPLQTY less 1).
        cost_decimals: how many decimals its costs may have (from DECPLCUR, which counts from 1).
        inventory_account_index: IVIVINDX; 0 for none.
        current_cost: CURRCOST.
    """

    number: str
    description: str = ""
    type: ItemType | None = None
    class_id: str = ""
    unit_schedule: str = ""
    purchase_unit: str = ""
    site_id: str = ""
    inactive: bool | None = None
    quantity_decimals: int | None = None
    cost_decimals: int | None = None
    inventory_account_index: int | None = None
    current_cost: Decimal | None = None
    extra: Mapping[str, Any] = extra()

    @property
    def can_be_ordered(self) -> bool | None:
        """Whether GP takes it on a new order line: active, neither discontinued nor a kit; None if the answer lacks it.

        The vendor, the site and the unit are rules of their own.
        """
        if self.type is None or self.inactive is None:
            return None
        return not self.inactive and self.type not in {ItemType.DISCONTINUED, ItemType.KIT}


@attrs.frozen(kw_only=True)
class ItemSite:
    """An item at a site (IV00102); an item can be ordered for a site that it is assigned to.

    Args:
        item_number: ITEMNMBR.
        site_id: LOCNCODE; blank on the row that sums up all sites.
        record_type: RCRDTYPE: 1 for the row that sums up all sites, 2 for one site.
        primary_vendor_id: PRIMVNDR.
        inactive: INACTIVE; None where the answer does not tell.
    """

    item_number: str
    site_id: str = ""
    record_type: int | None = None
    primary_vendor_id: str = ""
    inactive: bool | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class ItemVendor:
    """A vendor that sells an item (IV00103); without this row GP takes no inventory line of them.

    Args:
        item_number: ITEMNMBR.
        vendor_id: VENDORID.
        vendor_item_number: VNDITNUM, the vendor's own number.
        vendor_description: VNDITDSC.
        purchase_unit: PRCHSUOM; blank takes the item's.
        minimum_quantity: MINORQTY; 0 for none.
        maximum_quantity: MAXORDQTY; 0 for none.
        order_multiple: ORDERMULTIPLE.
        last_cost: Last_Originating_Cost, in the currency below.
        last_currency_id: Last_Currency_ID.
    """

    item_number: str
    vendor_id: str
    vendor_item_number: str = ""
    vendor_description: str = ""
    purchase_unit: str = ""
    minimum_quantity: Decimal | None = None
    maximum_quantity: Decimal | None = None
    order_multiple: Decimal | None = None
    last_cost: Decimal | None = None
    last_currency_id: str = ""
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class ScheduleUnit:
    """A unit of a schedule (IV40202).

    Args:
        unit: UOFM, such as `Each`; its case counts for people, GP compares without.
        equivalent_unit: EQUIVUOM, the unit that it is a multiple of.
        equivalent_quantity: EQUOMQTY, how many of those it has.
        base_quantity: QTYBSUOM, how many base units it has.
    """

    unit: str
    equivalent_unit: str = ""
    equivalent_quantity: Decimal | None = None
    base_quantity: Decimal | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class UnitSchedule:
    """A unit of measure schedule (IV40201) with its units.

    Args:
        id: UOMSCHDL.
        description: UMSCHDSC.
        base_unit: BASEUOFM.
        quantity_decimals: how many decimals quantities may have (UMDPQTYS less 1).
        units: its units; empty where the service gives headers alone.
    """

    id: str
    description: str = ""
    base_unit: str = ""
    quantity_decimals: int | None = None
    units: tuple[ScheduleUnit, ...] = ()
    extra: Mapping[str, Any] = extra()

    def unit(self, name: str) -> ScheduleUnit | None:
        """Find a unit by its name; case and trailing spaces do not count."""
        wanted = name.rstrip(" ").casefold()
        return next((unit for unit in self.units if unit.unit.casefold() == wanted), None)
