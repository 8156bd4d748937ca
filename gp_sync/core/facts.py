"""The facts about GP that decisions read, and the names under which they are asked for.

A fact's name is a `Ref`: a kind and a key whose first part is the company.
"""

from decimal import Decimal

import attrs

from gp_sync.core.model import Ref

__all__ = [
    "Account",
    "AccountFormat",
    "Currency",
    "GPVendor",
    "account",
    "account_format",
    "currencies",
    "fiscal_calendar",
    "fiscal_period",
    "fiscal_year",
    "gp_vendor",
    "payment_terms",
    "segment",
    "site",
    "vendor_link",
]


@attrs.frozen(kw_only=True)
class Account:
    """A GL account (GL00100, GL00105)."""

    number: str
    description: str
    active: bool
    allows_entry: bool
    posting: bool


@attrs.frozen(kw_only=True)
class AccountFormat:
    """How a company writes its account numbers (SY00300): the separator and the lengths of the segments."""

    separator: str
    lengths: tuple[int, ...]

    def segments(self, number: str) -> tuple[str, ...]:
        """The parts of an account number."""
        return tuple(number.split(self.separator)) if self.separator else (number,)


@attrs.frozen(kw_only=True)
class GPVendor:
    """A vendor as far as an order must know it (PM00200)."""

    id: str
    name: str
    active: bool
    on_hold: bool
    payment_terms: str
    currency: str


@attrs.frozen(kw_only=True)
class Currency:
    """A currency that the company may use (MC40200); amounts have this many decimals."""

    id: str
    iso_code: str
    decimals: int

    @property
    def step(self) -> Decimal:
        """The smallest amount, such as 0.01."""
        return Decimal(1).scaleb(-self.decimals)


def account(company: str, number: str) -> Ref:
    """An `Account` by its formatted number."""
    return Ref("gl_account", (company, number))


def account_format(company: str) -> Ref:
    """The company's `AccountFormat`."""
    return Ref("account_format", (company,))


def segment(company: str, position: int, value: str) -> Ref:
    """Whether a segment value exists; the fact is its description."""
    return Ref("segment", (company, str(position), value))


def fiscal_calendar(company: str) -> Ref:
    """The company's `FiscalCalendar`."""
    return Ref("fiscal_calendar", (company,))


def fiscal_period(company: str, year: int, period: int) -> Ref:
    """One `FiscalPeriod`, as the cause of a finding."""
    return Ref("fiscal_period", (company, str(year), str(period)))


def fiscal_year(company: str, year: int) -> Ref:
    """The `FiscalYear` rows that touch a calendar year, as the cause of a finding."""
    return Ref("fiscal_year", (company, str(year)))


def gp_vendor(company: str, vendor_id: str) -> Ref:
    """A `GPVendor`."""
    return Ref("gp_vendor", (company, vendor_id))


def vendor_link(company: str, procurify_vendor: int) -> Ref:
    """The GP vendor ID that a Procurify vendor is linked to: from the link table, else its external ID."""
    return Ref("vendor_link", (company, str(procurify_vendor)))


def payment_terms(company: str, terms_id: str) -> Ref:
    """Whether payment terms exist, in this spelling; the fact is the ID."""
    return Ref("payment_terms", (company, terms_id))


def currencies(company: str) -> Ref:
    """All `Currency` values of the company, as a tuple."""
    return Ref("currencies", (company,))


def site(company: str, site_id: str) -> Ref:
    """Whether a site exists and is active; the fact is its ID."""
    return Ref("site", (company, site_id))
