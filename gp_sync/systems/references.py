"""Facts from the GP site's own services, each table read once and kept for a while; vendor links from Procurify."""

import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.core.facts import Account, AccountFormat, Currency, GPVendor
from gp_sync.core.fiscal import FiscalCalendar, FiscalPeriod, FiscalYear
from gp_sync.core.model import Ref
from gp_sync.session import Clock
from gp_sync.systems import procurify
from gp_sync.systems.dynamicsgp import plain
from gp_sync.systems.gp_errors import reading, reading_one, unusable

__all__ = ["ServiceReferences"]


@attrs.frozen
class _Kept:
    fact: Any
    at: datetime


class ServiceReferences:
    """`References` that ask the GP site, and Procurify for vendor links. May be used by several threads.

    Args:
        companies: the client's company by its short name.
        links: GP vendor IDs by Procurify vendor id, by company; they win over external IDs.
        procurify_client: who is asked for a vendor's external ID.
        now: the clock.
    """

    def __init__(
        self,
        companies: Mapping[str, gp.Company],
        links: Mapping[str, Mapping[str, str]],
        procurify_client: pc.Procurify,
        now: Clock,
    ) -> None:
        self._companies = companies
        self._links = links
        self._procurify = procurify_client
        self._now = now
        self._run_began = now()
        self._kept: dict[Ref, _Kept] = {}
        # One reader at a time: a table that many documents wait for is read once.
        self._lock = threading.RLock()
        self._readers: dict[str, Callable[[Ref, datetime], Any]] = {
            "gl_account": self._account,
            "account_format": self._account_format,
            "segment": self._segment,
            "fiscal_calendar": self._calendar,
            "fiscal_period": self._period,
            "fiscal_year": self._years,
            "gp_vendor": self._vendor,
            "vendor_link": self._vendor_link,
            "payment_terms": self._payment_terms,
            "currencies": self._currencies,
            "site": self._site,
        }
        self.kinds = frozenset(self._readers)

    def begin_run(self, at: datetime) -> None:
        """From here on, a fact that was not found is asked for once more."""
        self._run_began = at

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """Remember what a document said about its vendor, unless something newer is known."""
        with self._lock:
            known = self._kept.get(ref)
            if known is None or known.at < at:
                self._kept[ref] = _Kept(fact, at)

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """Give a fact as it was at `not_before` or later. Raises Unavailable or RecordUnusable."""
        with self._lock:
            fact = self._readers[ref.kind](ref, not_before)
            if fact is None and not_before < self._run_began:
                # It may have been added since: an absence counts only if it was read in this run.
                fact = self._readers[ref.kind](ref, self._run_began)
            return fact

    def _keep(self, ref: Ref, not_before: datetime, read: Callable[[], Any]) -> Any:
        known = self._kept.get(ref)
        if known is not None and known.at >= not_before:
            return known.fact
        fact = read()
        self._kept[ref] = _Kept(fact, self._now())
        return fact

    def _company(self, ref: Ref) -> gp.Company:
        company = self._companies.get(ref.key[0])
        if company is None:
            raise unusable(ref, f"the configuration has no company '{ref.key[0]}'")
        return company

    def _table(self, kind: str, company: str, not_before: datetime, read: Callable[[gp.Company], Any]) -> Any:
        table = Ref(f"table.{kind}", (company,))

        def ask() -> Any:
            client = self._company(table)
            with reading(client):
                return read(client)

        return self._keep(table, not_before, ask)

    def _account(self, ref: Ref, not_before: datetime) -> Account | None:
        company, number = ref.key
        chart = self._table("gl_accounts", company, not_before, lambda c: _Rows(c.gl_accounts.list(), "number"))
        found: gp.GLAccount | None = chart.get(ref, number)
        if found is None:
            return None
        return Account(
            number=found.number,
            description=found.description,
            active=found.active,
            allows_entry=found.allows_entry,
            posting=found.type in {gp.AccountType.POSTING, gp.AccountType.POSTING_ALLOCATION},
        )

    def _format(self, company: str, not_before: datetime) -> gp.AccountFormat:
        found: gp.AccountFormat = self._table("segments", company, not_before, lambda c: c.gl_accounts.segments())
        return found

    def _account_format(self, ref: Ref, not_before: datetime) -> AccountFormat:
        found = self._format(ref.key[0], not_before)
        return AccountFormat(separator=found.separator, lengths=tuple(part.length for part in found.segments))

    def _segment(self, ref: Ref, not_before: datetime) -> str | None:
        company, position, value = ref.key
        values = self._format(company, not_before).values
        matches = (v for v in values if v.segment == int(position) and plain(v.id) == plain(value))
        return next((match.description or match.id for match in matches), None)

    def _calendar(self, ref: Ref, not_before: datetime) -> FiscalCalendar:
        read = self._table("fiscal_periods", ref.key[0], not_before, lambda c: _calendar(c.fiscal_periods.list()))
        found: FiscalCalendar = read
        return found

    def _period(self, ref: Ref, not_before: datetime) -> FiscalPeriod | None:
        company, year, period = ref.key
        return self._calendar(Ref("fiscal_calendar", (company,)), not_before).period(int(year), int(period))

    def _years(self, ref: Ref, not_before: datetime) -> tuple[FiscalYear, ...]:
        company, year = ref.key
        calendar = self._calendar(Ref("fiscal_calendar", (company,)), not_before)
        first, last = date(int(year), 1, 1), date(int(year), 12, 31)
        return tuple(row for row in calendar.years if row.first <= last and row.last >= first)

    def _vendor(self, ref: Ref, not_before: datetime) -> GPVendor | None:
        return self._keep(ref, not_before, lambda: self._read_vendor(ref))  # type: ignore[no-any-return]

    def _read_vendor(self, ref: Ref) -> GPVendor | None:
        company = self._company(ref)
        try:
            with reading_one(company, ref):
                found = company.vendors.get(ref.key[1])
        except gp.NotFoundError:
            return None
        return GPVendor(
            id=found.id,
            name=found.name,
            active=found.status is not gp.VendorStatus.INACTIVE,
            on_hold=bool(found.on_hold),
            payment_terms=found.payment_terms_id,
            currency=found.currency_id,
        )

    def _vendor_link(self, ref: Ref, not_before: datetime) -> str | None:
        company, vendor = ref.key
        linked = self._links.get(company, {}).get(vendor)
        if linked:
            return linked
        return self._keep(ref, not_before, lambda: self._external_id(ref))  # type: ignore[no-any-return]

    def _external_id(self, ref: Ref) -> str | None:
        with procurify.unavailable():
            try:
                vendor = self._procurify.vendors.get(int(ref.key[1]))
            except pc.NotFoundError:
                return None
            except pc.UnexpectedResponseError as error:
                if error.problems:
                    raise unusable(ref, str(error)) from error
                raise  # no record at all, such as a page of a proxy: the side's fault, not the vendor's
        return (vendor.external_id or "").strip() or None

    def _payment_terms(self, ref: Ref, not_before: datetime) -> str | None:
        company, terms = ref.key
        # Terms that differ in case are different terms: GP's screens and its services keep them apart.
        table = self._table(
            "payment_terms", company, not_before, lambda c: _Rows(c.payment_terms.list(), "id", str.rstrip)
        )
        found: gp.PaymentTerms | None = table.get(ref, terms)
        return None if found is None else found.id

    def _currencies(self, ref: Ref, not_before: datetime) -> tuple[Currency, ...]:
        rows = self._table("currencies", ref.key[0], not_before, lambda c: tuple(c.currencies.list()))
        return tuple(
            Currency(id=row.id, iso_code=row.iso_code, decimals=2 if row.decimals is None else row.decimals)
            for row in rows
        )

    def _site(self, ref: Ref, not_before: datetime) -> str | None:
        company, site = ref.key
        sites = self._table("sites", company, not_before, lambda c: _Rows(c.sites.list(), "id"))
        found: gp.Site | None = sites.get(ref, site)
        return None if found is None or found.inactive else found.id


class _Rows:
    """The rows of a table by their ID; one that could not be read is not taken for absent."""

    def __init__(self, rows: gp.RecordList[Any], name: str, compared: Callable[[str], str] = plain) -> None:
        self._compared = compared
        self._rows = {compared(getattr(row, name)): row for row in rows}
        self._unreadable = {compared(row.key): "; ".join(row.problems) for row in rows.unreadable}

    def get(self, ref: Ref, record_id: str) -> Any | None:
        """Give a row, or None if the table has none. Raises RecordUnusable."""
        key = self._compared(record_id)
        why = self._unreadable.get(key)
        if why is not None:
            raise unusable(ref, why)
        return self._rows.get(key)


def _calendar(found: gp.FiscalCalendar) -> FiscalCalendar:
    years = (
        FiscalYear(year=row.year, first=row.first_day, last=row.last_day, historical=row.historical)
        for row in found.years
    )
    periods = (
        FiscalPeriod(year=row.year, period=row.period, first=row.first_day, closed=row.purchasing_closed, name=row.name)
        for row in found.periods
        # Header rows carry the flags of the modules; period 0 is the balance brought forward.
        if row.is_header and row.period
    )
    return FiscalCalendar(years=tuple(years), periods=tuple(periods))
