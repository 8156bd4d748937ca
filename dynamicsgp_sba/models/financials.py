"""GL accounts, the account format and the fiscal calendar (GL00100, SY00300, GL40200, SY40100, SY40101)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from dynamicsgp_sba.models.records import extra
from dynamicsgp_sba.strict import OpenEnum

__all__ = [
    "AccountFormat",
    "AccountType",
    "FiscalCalendar",
    "FiscalPeriod",
    "FiscalYear",
    "GLAccount",
    "PostingType",
    "Segment",
    "SegmentValue",
]


class AccountType(int, OpenEnum):
    """ACCTTYPE; amounts are posted to 1 and 3 only."""

    POSTING = 1
    UNIT = 2
    POSTING_ALLOCATION = 3
    UNIT_ALLOCATION = 4


class PostingType(int, OpenEnum):
    """PSTNGTYP."""

    BALANCE_SHEET = 0
    PROFIT_AND_LOSS = 1


@attrs.frozen(kw_only=True)
class GLAccount:
    """An account of the chart.

    Args:
        number: ACTNUMST, formatted with separators, such as `000-2100-00`.
        index: ACTINDX.
        description: ACTDESCR.
        active: ACTIVE.
        allows_entry: ACCTENTR: whether transactions may be entered for it.
        type: ACCTTYPE.
        posting_type: PSTNGTYP.
        main_segment: MNACSGMT, the natural account.
        category: ACCATNUM.
        extra: among others the segments ACTNUMBR_1 and on, as many as the site's format has.
    """

    number: str
    index: int | None = None
    description: str = ""
    active: bool
    allows_entry: bool
    type: AccountType
    posting_type: PostingType | None = None
    main_segment: str = ""
    category: int | None = None
    extra: Mapping[str, Any] = extra()

    @property
    def postable(self) -> bool:
        """Whether a document's line may be coded to it: active, open to entry, and a posting type."""
        return self.active and self.allows_entry and self.type in {AccountType.POSTING, AccountType.POSTING_ALLOCATION}


@attrs.frozen(kw_only=True)
class Segment:
    """One segment of the account format; a cost centre is one that is not the main segment.

    Args:
        number: SGMTNUMB, from 1.
        name: SGMTNAME.
        length: LOFSGMNT.
        is_main: MNSEGIND.
    """

    number: int
    name: str = ""
    length: int
    is_main: bool
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class SegmentValue:
    """A value that a segment may have (GL40200).

    Args:
        segment: SGMTNUMB.
        id: SGMNTID.
        description: DSCRIPTN.
    """

    segment: int
    id: str
    description: str = ""
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class AccountFormat:
    """How this company's account numbers are built."""

    segments: tuple[Segment, ...]
    separator: str
    values: tuple[SegmentValue, ...]
    extra: Mapping[str, Any] = extra()

    def values_of(self, segment: int) -> frozenset[str]:
        """Give the IDs that exist for a segment."""
        return frozenset(value.id for value in self.values if value.segment == segment)


@attrs.frozen(kw_only=True)
class FiscalYear:
    """A fiscal year (SY40101).

    Args:
        year: YEAR1.
        first_day: FSTFSCDY.
        last_day: LSTFSCDY.
        historical: HISTORYR: closed to history.
    """

    year: int
    first_day: date
    last_day: date
    period_count: int | None = None
    historical: bool
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True)
class FiscalPeriod:
    """A period, or one series and origin of it (SY40100).

    The header row of a period has series 0 and a flag per module; rows with another series hold the flag of one origin
    (window) of it, where a service gives them at all.

    Args:
        year: YEAR1.
        period: PERIODID.
        first_day: PERIODDT.
        last_day: PERDENDT.
        series: SERIES: 0 for the header row, 4 for Purchasing.
        origin: ODESCTN, the window of a detail row.
        closed: CLOSED of a detail row; on header rows it says nothing.
        purchasing_closed: PSERIES_3 of a header row.
    """

    year: int
    period: int
    name: str = ""
    first_day: date
    last_day: date | None = None
    series: int
    origin: str = ""
    closed: bool = False
    financial_closed: bool = False
    sales_closed: bool = False
    purchasing_closed: bool = False
    inventory_closed: bool = False
    payroll_closed: bool = False
    project_closed: bool = False
    extra: Mapping[str, Any] = extra()

    @property
    def is_header(self) -> bool:
        """Whether this row carries the flags of all modules."""
        return self.series == 0


@attrs.frozen(kw_only=True)
class FiscalCalendar:
    """A company's fiscal years and periods, as the service gives them.

    Which period a day belongs to is a rule of the one who asks, since it may look at another module's flag.
    """

    years: tuple[FiscalYear, ...]
    periods: tuple[FiscalPeriod, ...]
    extra: Mapping[str, Any] = extra()
