"""Which GP vendor a Procurify vendor is, as people confirmed or refused it; kept in the ledger, by company.

What counts, in this order: the link table of the configuration, what people confirmed, the vendor's external ID
where the company takes external IDs, and that the GP vendor was created for it. A person who relinks a vendor that GP
renumbered replaces its old ID, which is kept as an alias: wherever the table, the external ID or our create still name
it, the new one is meant.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import attrs

from gp_sync.core.canonical import canonical, plain, revive
from gp_sync.core.model import Key
from gp_sync.flows.vendors import VENDORS
from gp_sync.ledger.protocols import Ledger
from gp_sync.people.created_vendors import Created, created_vendors
from gp_sync.run.session import Session

__all__ = [
    "CompanyLinks",
    "Holders",
    "Linked",
    "LinkedBy",
    "Said",
    "VendorLink",
    "VendorLinks",
    "keep_links",
    "linked_by",
    "links_of",
]

LinkedBy = Literal["table", "person", "external_id", "created"]


@attrs.frozen(kw_only=True)
class VendorLink:
    """What people said about one Procurify vendor in one company.

    Args:
        vendor_id: the GP vendor that it is; empty if none was confirmed.
        aliases: the GP IDs that it had before, the latest last.
        refused: the GP vendors that it is not, which are proposed no more.
        secondary: another Procurify vendor is linked to the same GP vendor, and is the one that is kept aligned with
            it: by this link orders alone go.
    """

    vendor_id: str = ""
    aliases: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    secondary: bool = False

    def replaces(self, vendor_id: str) -> bool:
        """Whether a GP ID is one that the vendor had before."""
        return _in(self.aliases, vendor_id) and plain(vendor_id) != plain(self.vendor_id)

    def refuses(self, vendor_id: str) -> bool:
        """Whether a person said that the vendor is not this one."""
        return _in(self.refused, vendor_id)

    def linked(self, vendor_id: str, *, secondary: bool = False) -> "VendorLink":
        """The same vendor, linked to a GP vendor; the one that it was linked to becomes an alias."""
        moved = self.aliased(self.vendor_id) if plain(self.vendor_id) != plain(vendor_id) else self
        refused = tuple(known for known in self.refused if plain(known) != plain(vendor_id))
        return attrs.evolve(moved, vendor_id=vendor_id, refused=refused, secondary=secondary)

    def aliased(self, vendor_id: str) -> "VendorLink":
        """The same vendor, with one more GP ID that it had before."""
        known = not vendor_id or _in(self.aliases, vendor_id)
        return self if known else attrs.evolve(self, aliases=(*self.aliases, vendor_id))

    def unlinked(self) -> "VendorLink":
        """The same vendor, linked to none; what it was linked to is no alias, since it was wrong."""
        return attrs.evolve(self, vendor_id="", aliases=(), secondary=False)

    def refusing(self, vendor_id: str) -> "VendorLink":
        """The same vendor, which is not this GP vendor."""
        return self if self.refuses(vendor_id) else attrs.evolve(self, refused=(*self.refused, vendor_id))


@attrs.frozen(kw_only=True)
class CompanyLinks:
    """All that people said about vendors in one company.

    Args:
        links: by Procurify vendor id, as a text.
        confirmed: GP vendors that may be created in Procurify.
    """

    links: Mapping[str, VendorLink] = attrs.field(factory=dict)
    confirmed: tuple[str, ...] = ()

    def of(self, vendor: int | str) -> VendorLink:
        """What was said about a vendor."""
        return self.links.get(str(vendor), VendorLink())

    def is_confirmed(self, vendor_id: str) -> bool:
        """Whether a GP vendor may be created in Procurify."""
        return _in(self.confirmed, vendor_id)

    def confirming(self, vendor_id: str) -> "CompanyLinks":
        """The same with one more GP vendor that may be created in Procurify."""
        return self if self.is_confirmed(vendor_id) else attrs.evolve(self, confirmed=(*self.confirmed, vendor_id))

    def having(self, vendor: int | str, link: VendorLink) -> "CompanyLinks":
        """The same with another word about one vendor; one that says nothing is left out."""
        others = {known: said for known, said in self.links.items() if known != str(vendor)}
        return attrs.evolve(self, links=others if link == VendorLink() else {**others, str(vendor): link})


@attrs.frozen(kw_only=True)
class Linked:
    """The GP vendor that a Procurify vendor is linked to.

    Args:
        vendor_id: VENDORID.
        by: what says so.
        secondary: see `VendorLink`.
    """

    vendor_id: str
    by: LinkedBy
    secondary: bool = False


def linked_by(table: str, said: VendorLink, external_id: str, created: Sequence[str] = ()) -> Linked | None:
    """The GP vendor that a Procurify vendor is linked to, or None.

    Args:
        table: what the link table of the configuration says; empty if nothing.
        said: what people said.
        external_id: the vendor's external ID in Procurify; empty if it has none, or the company takes none.
        created: the GP vendors that were created for it.
    """
    if table and not said.replaces(table):
        secondary = said.secondary and plain(said.vendor_id) == plain(table)
        return Linked(vendor_id=table, by="table", secondary=secondary)
    if said.vendor_id:
        return Linked(vendor_id=said.vendor_id, by="person", secondary=said.secondary)
    named: list[tuple[str, LinkedBy]] = [(external_id, "external_id"), *((made, "created") for made in created)]
    for vendor_id, by in named:
        if vendor_id and not said.refuses(vendor_id) and not said.replaces(vendor_id):
            return Linked(vendor_id=vendor_id, by=by)
    return None


def links_of(
    vendor: int,
    external_id: str,
    *,
    tables: Mapping[str, Mapping[str, str]],
    external: Container[str],
    said: "VendorLinks",
) -> dict[str, Linked]:
    """All links of a Procurify vendor, by company.

    Args:
        vendor: Procurify's id.
        external_id: its external ID; empty if it has none.
        tables: the link tables of all companies: GP vendor IDs by Procurify's id.
        external: the companies that take external IDs as links.
        said: what people said, and which vendors were created.
    """
    found = {}
    for company, table in tables.items():
        named = external_id.strip() if company in external else ""
        created = said.created(company).get(str(vendor), ())
        link = linked_by(table.get(str(vendor), ""), said.of(company).of(vendor), named, created)
        if link is not None:
            found[company] = link
    return found


class Holders:
    """Which Procurify vendor is kept aligned with each GP vendor, where several are linked to it.

    It is the one that was, else the first that is asked about; never one that a person called secondary.

    Args:
        known: who was, by company and GP vendor ID as GP compares it.
        gone: the same of those that Procurify lists no more.
    """

    def __init__(
        self, known: Mapping[tuple[str, str], str], gone: Mapping[tuple[str, str], str] = MappingProxyType({})
    ) -> None:
        self._first = dict(known)
        self._gone = gone

    def in_place_of(self, vendor: str, links: Mapping[str, Linked]) -> dict[str, str]:
        """The companies where another vendor is kept aligned in this one's place: see `VendorPair.shared`."""
        found = {}
        for company, link in links.items():
            if link.secondary:
                found[company] = ""
                continue
            first = self._first.setdefault((company, plain(link.vendor_id)), vendor)
            if first != vendor:
                found[company] = first
        return found

    def left_by(self, links: Mapping[str, Linked]) -> dict[str, str]:
        """The companies where the vendor that this one is secondary to is listed no more: see `VendorPair.left_by`."""
        places = {company: (company, plain(link.vendor_id)) for company, link in links.items() if link.secondary}
        left = {company: place for company, place in places.items() if place not in self._first}
        return {company: self._gone[place] for company, place in left.items() if place in self._gone}


class VendorLinks:
    """What people said about vendors of one connection, and which GP vendors were created for them.

    It is read from the ledger once for each run and company: nobody else changes it while the run has its lease. May be
    used by several threads.

    Args:
        ledger: where it is kept.
        connection: whose vendors.
    """

    def __init__(self, ledger: Ledger, connection: str) -> None:
        self._ledger = ledger
        self._connection = connection
        self._kept: dict[str, CompanyLinks] = {}
        self._created: dict[str, Created] = {}

    def begin_run(self) -> None:
        """Read what people say by now."""
        self._kept, self._created = {}, {}

    def of(self, company: str) -> CompanyLinks:
        """What was said about the vendors of a company."""
        kept = self._kept
        found = kept.get(company)
        if found is None:
            found = kept[company] = _read(self._ledger.recall(_name(self._connection, company)))
        return found

    def created(self, company: str) -> Created:
        """The vendors of a company that were created, by whom they were created for."""
        kept = self._created
        found = kept.get(company)
        if found is None:
            found = kept[company] = created_vendors(self._ledger, self._connection, company)
        return found


@attrs.frozen(kw_only=True)
class Said:
    """What a person said about one vendor.

    Args:
        source_id: the vendor's key in the ledger, such as `17`.
        what: a stable word for the audit, such as `vendor.linked`.
    """

    source_id: str
    what: str


def keep_links(
    session: Session, company: str, changed: CompanyLinks, said: Iterable[Said], *, by: str, why: str = ""
) -> None:
    """Keep what a person says about vendors of a company; audited for each vendor, with what was said before.

    Args:
        session: the hold on the connection.
        company: the company's short name.
        changed: all that is said from here on.
        said: what is new in it.
        by: who says so.
        why: the person's reason.

    Raises:
        LeaseLost: another process took over.
    """
    name = _name(session.connection, company)
    kept = session.ledger.recall(name)
    before = _read(kept)
    for row in said:
        key = Key(connection=session.connection, flow=VENDORS, source_id=row.source_id)
        words = {"company": company, "before": _told(before, row.source_id), "now": _told(changed, row.source_id)}
        event = session.event(row.what, by=by, why=why or None, **words)
        session.check(session.ledger.note(session.connection, event, session.fence, key=key))
    session.remember(name, canonical(changed), expected=kept)


def _read(kept: str | None) -> CompanyLinks:
    return (revive(kept, CompanyLinks) if kept else None) or CompanyLinks()


def _told(known: CompanyLinks, vendor: str) -> dict[str, object] | None:
    said = known.links.get(vendor)
    return None if said is None else attrs.asdict(said)


def _in(known: Iterable[str], vendor_id: str) -> bool:
    return plain(vendor_id) in {plain(other) for other in known}


def _name(connection: str, company: str) -> str:
    return f"vendor links {connection} {company}"
