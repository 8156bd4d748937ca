"""Rows of reference tables that are not facts themselves: parts of a fact, or no more than an ID."""

from datetime import date
from decimal import Decimal

import attrs

__all__ = ["DatedRate", "FormatSegment", "ItemSite", "ItemVendor", "Named", "SegmentValue", "Site", "Unit"]


@attrs.frozen(kw_only=True)
class Named:
    """A row that orders only name: payment terms, a shipping method, a buyer, an address, a class, a schedule."""

    id: str
    description: str = ""


@attrs.frozen(kw_only=True)
class Site:
    """A site, where goods are received (IV40700)."""

    id: str
    description: str = ""
    inactive: bool = False


@attrs.frozen(kw_only=True)
class FormatSegment:
    """One segment of the account format (SY00300).

    Args:
        position: SGMTNUMB, from 1.
        length: LOFSGMNT.
        main: MNSEGIND: the natural account.
        separator: ACSEGSEP of the company (SY01500), the same for all segments.
    """

    position: int
    length: int
    main: bool
    separator: str


@attrs.frozen(kw_only=True)
class SegmentValue:
    """A value that a segment of the account may have (GL40200)."""

    position: int
    id: str
    description: str = ""


@attrs.frozen(kw_only=True)
class ItemSite:
    """An item's assignment to a site (IV00102)."""

    item: str
    site: str
    inactive: bool = False


@attrs.frozen(kw_only=True)
class ItemVendor:
    """A vendor's assignment to an item, with the vendor's own number of it (IV00103)."""

    item: str
    vendor: str
    vendor_item: str = ""


@attrs.frozen(kw_only=True)
class Unit:
    """A unit of measure of a schedule, in GP's spelling (IV40202, and IV40201 for the base unit)."""

    schedule: str
    name: str


@attrs.frozen(kw_only=True)
class DatedRate:
    """An exchange rate to the functional currency.

    Args:
        currency: GP's currency ID.
        day: the first day that it holds on.
        rate: how many units of the functional currency one unit costs, or the reverse, as the site's table says.
        expires: the last day that it holds on, or None.
    """

    currency: str
    day: date
    rate: Decimal
    expires: date | None = None
