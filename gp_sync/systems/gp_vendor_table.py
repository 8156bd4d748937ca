"""All vendors of one GP company as a feed joins them with Procurify's: one list, or what of it changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time

import attrs

import dynamicsgp_sba as gp
from gp_sync.core.canonical import canonical, fingerprint, plain
from gp_sync.core.model import RecordUnusable, Ref
from gp_sync.core.problems import plain_problem
from gp_sync.flows.vendors.document import VendorRecord
from gp_sync.flows.vendors.policy import VendorPolicy
from gp_sync.systems.gp_errors import reading, reading_one
from gp_sync.systems.vendor_records import address_beside, from_address, joined, our_part, whole_card
from gp_sync.systems.vendor_tokens import ABSENT, GPPart

__all__ = ["ADDRESSES", "ALL_SINCE", "CARDS", "GPRow", "GPVendorTables"]

CARDS, ADDRESSES = "vendors", "vendor_addresses"
"""The entries of a site profile that vendors are read and written by."""

ALL_SINCE = date(1900, 1, 1)
"""A window that begins before this day is one of all vendors."""

_CHANGED = "changed_since"

_Address = VendorRecord | str | None
"""An address of ours, or why it cannot be read; None where GP has none."""


@attrs.frozen(kw_only=True)
class GPRow:
    """A GP vendor.

    Args:
        vendor_id: VENDORID.
        record: as it is aligned; None if it cannot be read.
        whole: with the fields of its primary address, whichever is ours.
        beside: the ID of the address of ours where that is a record beside the card; empty if it is the primary one.
        problem: why it cannot be read.
    """

    vendor_id: str
    record: VendorRecord | None = None
    whole: VendorRecord | None = None
    beside: str = ""
    problem: str = ""

    @property
    def token(self) -> str:
        """Changes whenever the vendor does."""
        return fingerprint(self.problem or canonical((self.record, self.whole)))[:32]


@attrs.frozen(kw_only=True)
class _Table:
    """Vendors of one company, by their IDs as GP compares them: all, or those that changed."""

    whole: bool
    rows: Mapping[str, GPRow]


class GPVendorTables:
    """The vendors of all companies, read once for each capture.

    Args:
        companies: the client's company by its short name.
        profile: the site's.
        policy: says which address is ours.
    """

    def __init__(self, companies: Mapping[str, gp.Company], profile: gp.SiteProfile, policy: VendorPolicy) -> None:
        self._companies = companies
        self._profile = profile
        self._policy = policy
        self._tables: dict[str, _Table] = {}

    def forget(self) -> None:
        """Let go of what was read."""
        self._tables = {}

    def read(self, since: date | None) -> None:
        """Read all vendors, or those that changed since a day where the site can tell; what was read before stays.

        Raises:
            Unavailable: GP cannot be used now.
        """
        for company_id, company in self._companies.items():
            if company_id in self._tables:
                continue
            if since is not None and _can_tell_changes(self._profile):
                changed = _read_changed(company, self._policy, datetime.combine(since, time(), UTC))
                self._tables[company_id] = _Table(whole=False, rows=changed)
            else:
                self._tables[company_id] = _Table(whole=True, rows=_read_all(company, self._profile, self._policy))

    def rows(self) -> Iterator[tuple[str, GPRow]]:
        """What was read, with its company."""
        for company_id, table in self._tables.items():
            for row in table.rows.values():
                yield company_id, row

    def get(self, company_id: str, vendor_id: str) -> GPRow | None:
        """A vendor; None where GP has none. Raises Unavailable.

        One that was not read is asked for, also where all were listed: a list that leaves records out, or is empty by
        mistake, must not look like vendors that were deleted.
        """
        table = self._tables.get(company_id)
        row = None if table is None else table.rows.get(plain(vendor_id))
        return row or _read_row(self._companies[company_id], vendor_id, self._policy)

    def listed(self, company_id: str, vendor_id: str) -> GPRow | None:
        """A vendor that was read with the others; None where it was not, or GP has none."""
        return self._tables[company_id].rows.get(plain(vendor_id))

    def token(self, company_id: str, vendor_id: str, kept: GPPart | None) -> str:
        """A fingerprint of a vendor's content; of one that did not change, what was kept."""
        table = self._tables[company_id]
        row = table.rows.get(plain(vendor_id))
        if row is not None:
            return row.token
        same = not table.whole and kept is not None and plain(kept.vendor_id) == plain(vendor_id)
        return kept.content if same and kept is not None else ABSENT


def _can_tell_changes(profile: gp.SiteProfile) -> bool:
    """Whether the site can list what changed: cards and addresses, since a change of one does not move the other."""
    return all(_CHANGED in profile.resources[name].filters for name in (CARDS, ADDRESSES))


def _read_all(company: gp.Company, profile: gp.SiteProfile, policy: VendorPolicy) -> dict[str, GPRow]:
    """Read all vendors of a company.

    One request where the site lists whole records, and one more if addresses of ours are beside the cards. Where a list
    has summaries, each of its records is a request of its own; of addresses, only ours are read then.

    Raises:
        Unavailable: GP cannot be used now.
    """
    with reading(company):
        listed = company.vendors.list()
    cards = {plain(card.id): whole_card(card) for card in listed}
    beside = {key: address_id for key, card in cards.items() if (address_id := address_beside(card, policy))}
    addresses = _addresses(company, profile.resources[ADDRESSES], beside)
    rows = {
        plain(card.id): _row(card.id.strip(), cards[plain(card.id)], addresses.get(plain(card.id)), policy)
        for card in listed
    }
    lost = {
        plain(row.key.strip()): GPRow(vendor_id=row.key.strip(), problem=plain_problem("; ".join(row.problems)))
        for row in listed.unreadable
    }
    return {**rows, **lost, **_alike(listed)}


def _alike(listed: Iterable[gp.Vendor]) -> dict[str, GPRow]:
    """Vendors whose IDs differ in case alone. GP's services take such for one, so that neither can be written."""
    spelled: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for card in listed:
        spelled[plain(card.id)][card.id.strip()] = None
    return {
        key: GPRow(
            vendor_id=next(iter(ids)),
            problem=f"GP has {' and '.join(ids)}, and its services take IDs that differ in case alone for one",
        )
        for key, ids in spelled.items()
        if len(ids) > 1
    }


def _read_changed(company: gp.Company, policy: VendorPolicy, since: datetime) -> dict[str, GPRow]:
    """Read the vendors whose card or address changed since an instant: two lists, and each of these vendors.

    Raises:
        Unavailable: GP cannot be used now.
    """
    with reading(company):
        cards = company.vendors.list(changed_since=since)
        addresses = company.vendor_addresses.list_all(changed_since=since)
    changed = {plain(card.id): card.id for card in cards}
    changed |= {plain(row.vendor_id): row.vendor_id for row in addresses}
    changed |= {plain(row.key.strip()): row.key.strip() for row in (*cards.unreadable, *addresses.unreadable)}
    rows = {key: _read_row(company, vendor_id.strip(), policy) for key, vendor_id in changed.items()}
    return {key: row for key, row in rows.items() if row is not None}


def _read_row(company: gp.Company, vendor_id: str, policy: VendorPolicy) -> GPRow | None:
    """Read one vendor, with the address of ours beside its card. Raises Unavailable."""
    try:
        with reading_one(company, Ref("gp_vendor", (company.name, vendor_id))):
            given = company.vendors.get(vendor_id)
            card = whole_card(given)
            address_id = address_beside(card, policy)
    except gp.NotFoundError:
        return None
    except RecordUnusable as error:
        return GPRow(vendor_id=vendor_id, problem=error.finding.tried)
    return _row(given.id.strip(), card, _address(company, vendor_id, address_id) if address_id else None, policy)


def _row(vendor_id: str, card: VendorRecord, address: _Address, policy: VendorPolicy) -> GPRow:
    if isinstance(address, str):
        return GPRow(vendor_id=vendor_id, problem=address)
    beside = address_beside(card, policy)
    return GPRow(vendor_id=vendor_id, record=joined(our_part(card, policy), address), whole=card, beside=beside)


def _addresses(company: gp.Company, traits: gp.ResourceProfile, beside: Mapping[str, str]) -> dict[str, _Address]:
    """The addresses of ours beside the cards, by vendor. Raises Unavailable."""
    if not beside:
        return {}
    if traits.list_path is None or not traits.list_is_full:
        return {key: _address(company, key, address_id) for key, address_id in beside.items()}
    with reading(company):
        listed = company.vendor_addresses.list_all()
    found: dict[str, _Address] = {
        plain(row.vendor_id): from_address(row)
        for row in listed
        if plain(row.id) == plain(beside.get(plain(row.vendor_id), ""))
    }
    # Of a row that cannot be read, only a question for our address tells whether it is that.
    lost = {plain(row.key.strip()) for row in listed.unreadable} & beside.keys() - found.keys()
    return found | {key: _address(company, key, beside[key]) for key in lost}


def _address(company: gp.Company, vendor_id: str, address_id: str) -> _Address:
    """An address; None where GP has none, or a text that says why it cannot be read. Raises Unavailable."""
    try:
        with reading_one(company, Ref("gp_vendor", (company.name, vendor_id))):
            return from_address(company.vendor_addresses.get(vendor_id, address_id))
    except gp.NotFoundError:
        return None
    except RecordUnusable as error:
        return f"its address {address_id}: {error.finding.tried}"
