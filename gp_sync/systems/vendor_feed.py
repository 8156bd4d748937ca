"""Vendors of both systems as one feed: Procurify's pages, each vendor joined with its vendor in GP.

Procurify has no filter by change, so its list is read whole; GP's is too, unless the site can list what changed. What
the lists tell is enough: a vendor that changed needs no further request.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain, islice
from typing import Self

import attrs

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.core.canonical import canonical, fingerprint, plain
from gp_sync.core.flow import FeedPage, Fetched, Listed, Touched
from gp_sync.core.problems import plain_problem
from gp_sync.flows.vendors.document import VendorPair, VendorRecord, gp_only_id, of_gp_only
from gp_sync.flows.vendors.policy import VendorPolicy
from gp_sync.people.vendor_links import Holders, Linked
from gp_sync.systems.gp_vendor_table import ALL_SINCE, GPVendorTables
from gp_sync.systems.procurify import side_finding, unavailable
from gp_sync.systems.procurify_vendors import CurrencyNames
from gp_sync.systems.vendor_left import LeftRecords
from gp_sync.systems.vendor_records import from_procurify
from gp_sync.systems.vendor_tokens import UNLISTED, GPPart, VendorToken, read_token
from procurify_client.resources import vendors

__all__ = ["LinksOf", "VendorFeed"]

LinksOf = Callable[[int, str], Mapping[str, Linked]]
"""Gives the links of a Procurify vendor by company, from its id and its external ID."""

_CHUNK = 100


@attrs.frozen(kw_only=True)
class _Row:
    """A vendor as the lists have it.

    Args:
        procurify: Procurify's record; None where it is not listed.
        links: GP's vendor IDs by company.
        shared: see `VendorPair.shared`.
        left_by: see `VendorPair`.
        undone: see `VendorPair`.
    """

    source_id: str
    vendor: int | None
    procurify: VendorRecord | None
    links: Mapping[str, str]
    shared: Mapping[str, str] = attrs.field(factory=dict)
    left_by: Mapping[str, str] = attrs.field(factory=dict)
    undone: Mapping[str, str] = attrs.field(factory=dict)
    token: str = ""
    label: str = ""


@attrs.define
class _Pass:
    """One pass over the lists.

    Args:
        known: the tokens that the ledger has of Procurify's vendors.
        holders: which of them is kept aligned with a GP vendor.
        left: what the last writes left.
        only_in_gp: the keys that the ledger has of GP vendors that were linked to none.
        linked: which of Procurify's vendors each GP vendor is linked to, by company and ID as GP compares it.
        seen: those that were listed.
    """

    known: Mapping[str, VendorToken]
    holders: Holders
    left: LeftRecords
    only_in_gp: tuple[str, ...] = ()
    linked: dict[tuple[str, str], str] = attrs.field(factory=dict)
    seen: set[str] = attrs.field(factory=set)

    @classmethod
    def begun(cls, known: Mapping[str, str], left: LeftRecords) -> Self:
        """A pass that goes by who was aligned with a GP vendor until now."""
        tokens = {source_id: read_token(token) for source_id, token in known.items() if source_id.isdecimal()}
        held, gone = dict[tuple[str, str], str](), dict[tuple[str, str], str]()
        for source_id, token in tokens.items():
            these = gone if token.procurify == UNLISTED else held
            these |= {(key, plain(part.vendor_id)): source_id for key, part in token.gp.items() if part.shared is None}
        return cls(tokens, Holders(held, gone), left, tuple(sorted(known.keys() - tokens.keys())))

    def note(self, source_id: str, links: Mapping[str, str]) -> None:
        """Take note of a vendor and its links."""
        self.seen.add(source_id)
        for company, vendor_id in links.items():
            self.linked.setdefault((company, plain(vendor_id)), source_id)


class VendorFeed:
    """Vendors by their content on both sides; a `Feed`.

    The key is Procurify's id, or `gp TWO ACME0001` for a GP vendor that no Procurify vendor is linked to. Of a vendor
    that is not listed any more, a GET tells whether it was archived or deleted.

    Args:
        client: Procurify's.
        companies: GP's client by the company's short name.
        profile: the GP site's.
        policy: says which address in GP is ours.
        currencies: the names of Procurify's currencies.
        links: the links of a Procurify vendor.
        known: the vendors that the ledger has, with their tokens.
        left: what the last writes left in both systems.
    """

    name = "vendors"

    def __init__(
        self,
        client: pc.Procurify,
        companies: Mapping[str, gp.Company],
        *,
        profile: gp.SiteProfile,
        policy: VendorPolicy,
        currencies: CurrencyNames,
        links: LinksOf,
        known: Callable[[], Mapping[str, str]],
        left: Callable[[], LeftRecords] = LeftRecords,
    ) -> None:
        self._client = client
        self._currencies = currencies
        self._links = links
        self._known = known
        self._left = left
        self._gp = GPVendorTables(companies, profile, policy)
        self._page: Mapping[str, _Row] = {}

    def touched(self, since: date, until: date) -> Iterable[Touched]:
        """Nothing: what changed is told by the lists. A capture begins with this, so GP is read anew from here on."""
        self._gp.forget()
        self._page = {}
        return ()

    def pages(self, since: date | None, until: date) -> Iterator[FeedPage]:
        """List all vendors of Procurify, those that are listed no more, and those that only GP has.

        GP is read once, however often the list has to be. Raises Unavailable.
        """
        self._gp.read(None if since is None or since < ALL_SINCE else since)
        seen = _Pass.begun(self._known(), self._left())
        yield from self._procurify(seen)
        for rows in _chunks(self._unlisted(seen)):
            yield self._given(rows)
        for rows in _chunks(chain(self._only_in_gp(seen), self._linked_since(seen))):
            yield self._given(rows)
        self._page = {}

    def fetch(self, source_id: str) -> Fetched:
        """A vendor as the page under way has it; else each side is asked. Raises Unavailable."""
        row = self._page.get(source_id)
        if row is not None and (row.procurify is not None or row.vendor is None):
            return self._joined(row)
        if not source_id.isdecimal():
            company, vendor_id = of_gp_only(source_id)
            return self._joined(_Row(source_id=source_id, vendor=None, procurify=None, links={company: vendor_id}))
        with unavailable():
            try:
                vendor = self._client.vendors.get(int(source_id))
            except pc.NotFoundError:
                known = row.links if row is not None else _ids(self._links(int(source_id), ""))
                return self._joined(_Row(source_id=source_id, vendor=int(source_id), procurify=None, links=known))
            except pc.ServerError as error:
                problem = f"Procurify lists vendor {source_id} and answers {error.status} when asked for it"
                return Fetched(payload=b"", label="", problem=problem, failure=side_finding(error))
            except pc.UnexpectedResponseError as error:
                if not error.problems:
                    raise  # no record at all, such as a page of a proxy: the side's fault, not the vendor's
                return Fetched(payload=error.body.encode(), label="", problem=plain_problem("; ".join(error.problems)))
            record = self._record(vendor)
        before = row if row is not None else read_token(self._known().get(source_id, ""))
        links = _ids(self._links(vendor.id, record.external_id))
        found = _Row(source_id=source_id, vendor=vendor.id, procurify=record, links=links)
        return self._joined(attrs.evolve(found, shared=before.shared, left_by=before.left_by))

    # --- the lists ---

    def _procurify(self, seen: _Pass) -> Iterator[FeedPage]:
        first = vendors.list_page(page_size=self._client.page_size, exclude_other=True)
        with unavailable():
            for page in self._client.pages(first):
                given = self._given([self._listed(vendor, seen) for vendor in page.records])
                lost = [row for row in page.unreadable if row.id is not None]
                seen.seen.update(str(row.id) for row in lost)
                # The row cannot be read, and its vendor perhaps can: a token of its content makes that happen.
                unread = (Listed(source_id=str(row.id), token=fingerprint(canonical(row.raw))) for row in lost)
                nameless = (
                    f"page {page.number}, row {row.index + 1}: {'; '.join(row.problems)}"
                    for row in page.unreadable
                    if row.id is None
                )
                rows, drifted = (*given.rows, *unread), page.drift is not None
                yield FeedPage(rows=rows, unreadable=tuple(nameless), drifted=drifted)

    def _listed(self, vendor: pc.Vendor, seen: _Pass) -> _Row:
        record, source_id = self._record(vendor), str(vendor.id)
        links = self._links(vendor.id, record.external_id)
        row = _Row(
            source_id=source_id,
            vendor=vendor.id,
            procurify=record,
            links=_ids(links),
            shared=seen.holders.in_place_of(source_id, links),
            left_by=seen.holders.left_by(links),
            label=record.name,
        )
        seen.note(source_id, row.links)
        return self._with_token(row, fingerprint(canonical(record)), seen)

    def _unlisted(self, seen: _Pass) -> Iterator[_Row]:
        """The known vendors of Procurify that are listed no more: asked for once, and again when GP's changes."""
        for source_id in sorted(seen.known.keys() - seen.seen):
            links = {company: part.vendor_id for company, part in seen.known[source_id].gp.items()}
            seen.note(source_id, links)
            row = _Row(source_id=source_id, vendor=int(source_id), procurify=None, links=links)
            yield self._with_token(row, UNLISTED, seen)

    def _only_in_gp(self, seen: _Pass) -> Iterator[_Row]:
        for company, found in self._gp.rows():
            if (company, plain(found.vendor_id)) not in seen.linked:
                row = _Row(
                    source_id=gp_only_id(company, found.vendor_id),
                    vendor=None,
                    procurify=None,
                    links={company: found.vendor_id},
                    label=found.whole.name if found.whole is not None else found.vendor_id,
                )
                yield self._with_token(row, "", seen)

    def _linked_since(self, seen: _Pass) -> Iterator[_Row]:
        """The GP vendors that were linked to none, and are linked now: they are counted as Procurify's from here on."""
        for source_id in seen.only_in_gp:
            company, vendor_id = of_gp_only(source_id)
            if holder := seen.linked.get((company, plain(vendor_id))):
                part = GPPart(vendor_id=vendor_id, content="", shared=holder)
                token, links = VendorToken(procurify="", gp={company: part}).text, {company: vendor_id}
                shared = {company: holder}
                yield _Row(source_id=source_id, vendor=None, procurify=None, links=links, shared=shared, token=token)

    def _with_token(self, row: _Row, procurify: str, seen: _Pass) -> _Row:
        before = seen.known.get(row.source_id, VendorToken(procurify=""))
        kept = before.gp
        parts = {
            company: GPPart(
                vendor_id=vendor_id,
                content=self._gp.token(company, vendor_id, kept.get(company)),
                shared=row.shared.get(company),
                left_by=row.left_by.get(company),
            )
            for company, vendor_id in row.links.items()
        }
        there = {company: self._gp.listed(company, vendor_id) for company, vendor_id in row.links.items()}
        undone = seen.left.undone(row.source_id, row.procurify, there, before=before.undone)
        token = VendorToken(procurify=procurify, undone=undone, gp=parts).text
        return attrs.evolve(row, undone=undone, token=token)

    def _given(self, rows: Iterable[_Row]) -> FeedPage:
        self._page = {row.source_id: row for row in rows}
        listed = (Listed(source_id=row.source_id, token=row.token, label=row.label) for row in self._page.values())
        return FeedPage(rows=tuple(listed))

    def _joined(self, row: _Row) -> Fetched:
        """A vendor as the ledger keeps it: what flows of both sides, and neither tax IDs nor bank accounts."""
        there: dict[str, VendorRecord | None] = {}
        links = dict(row.links)
        for company, vendor_id in row.links.items():
            found = self._gp.get(company, vendor_id)
            if found is not None and found.problem:
                problem = f"GP's vendor {vendor_id} in {company}: {found.problem}"
                return Fetched(payload=problem.encode(), label=row.label or vendor_id, problem=problem)
            there[company] = None if found is None else found.whole if row.vendor is None else found.record
            if found is not None:
                links[company] = found.vendor_id  # in GP's own spelling, as everything that is written names it
        pair = VendorPair(id=row.vendor, procurify=row.procurify, gp=there, links=links, shared=row.shared)
        pair = attrs.evolve(pair, left_by=row.left_by, undone=row.undone)
        return Fetched(payload=canonical(pair).encode(), label=pair.label)

    def _record(self, vendor: pc.Vendor) -> VendorRecord:
        return from_procurify(vendor, self._currencies.name(vendor.currency_id))


def _ids(links: Mapping[str, Linked]) -> dict[str, str]:
    return {company: link.vendor_id for company, link in links.items()}


def _chunks(rows: Iterator[_Row]) -> Iterator[list[_Row]]:
    while some := list(islice(rows, _CHUNK)):
        yield some
