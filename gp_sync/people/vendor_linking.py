"""Linking vendors: how those of one company stand, and what a person may say about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs

from gp_sync.core.canonical import plain
from gp_sync.matching.cards import Card
from gp_sync.people.created_vendors import Created
from gp_sync.people.vendor_links import CompanyLinks, Linked, VendorLink, linked_by

__all__ = ["CompanyVendors", "LinkError", "otherwise"]

_WORDS = {
    "table": "by the link table of the configuration",
    "person": "by a person",
    "external_id": "by its external ID in Procurify",
    "created": "since it was created for it",
}


class LinkError(Exception):
    """What a person says about a vendor does not fit how it stands; the message says what would."""


# slots=False: what is told of all vendors at once is worked out once.
@attrs.frozen(kw_only=True, slots=False)
class CompanyVendors:
    """The vendors of Procurify and of one GP company, and how they are linked.

    Args:
        company: the company's short name.
        procurify: Procurify's vendors that are not archived.
        gp: GP's vendors.
        table: the link table of the configuration: GP vendor IDs by Procurify's id.
        said: what people said.
        external_ids: the company takes external IDs as links.
        created: GP's vendors that were created for vendors of Procurify.
    """

    company: str
    procurify: tuple[Card, ...]
    gp: tuple[Card, ...]
    table: Mapping[str, str]
    said: CompanyLinks
    external_ids: bool
    created: Created = attrs.field(factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Card]:
        """Procurify's vendors by id."""
        return {card.key: card for card in self.procurify}

    @cached_property
    def in_gp(self) -> Mapping[str, Card]:
        """GP's vendors by ID, as GP compares IDs."""
        return {plain(card.key): card for card in self.gp}

    @cached_property
    def holders(self) -> Mapping[str, tuple[str, ...]]:
        """The Procurify vendors that are linked to each GP vendor, those that are kept aligned with it first."""
        found: defaultdict[str, list[tuple[bool, int, str]]] = defaultdict(list)
        for card in self.procurify:
            link = self.linked(card.key)
            if link is not None:
                found[plain(link.vendor_id)].append((link.secondary, int(card.key), card.key))
        return {vendor_id: tuple(key for *_, key in sorted(rows)) for vendor_id, rows in found.items()}

    def linked(self, vendor: str) -> Linked | None:
        """The GP vendor that a Procurify vendor is linked to, whether GP has it or not."""
        card = self.by_id.get(vendor)
        external = card.external_id if card is not None and self.external_ids else ""
        created = self.created.get(vendor, ())
        return linked_by(self.table.get(vendor, ""), self.said.of(vendor), external, created)

    def is_settled(self, vendor: str) -> bool:
        """Whether a Procurify vendor is linked to a GP vendor that is there."""
        link = self.linked(vendor)
        return link is not None and plain(link.vendor_id) in self.in_gp

    def gone(self) -> set[str]:
        """The GP IDs that vendors are linked to and that GP does not have."""
        links = (self.linked(card.key) for card in self.procurify)
        return {link.vendor_id for link in links if link is not None and plain(link.vendor_id) not in self.in_gp}

    def others(self, vendor: str, vendor_id: str) -> tuple[str, ...]:
        """The other Procurify vendors that are linked to a GP vendor."""
        return tuple(key for key in self.holders.get(plain(vendor_id), ()) if key != vendor)

    def link(self, vendor: str, vendor_id: str, *, secondary: bool = False) -> "CompanyVendors":
        """The same with a vendor that a person links.

        Args:
            vendor: Procurify's id.
            vendor_id: GP's ID, in any case.
            secondary: another Procurify vendor has this GP vendor too, and stays the one that is aligned with it.

        Raises:
            LinkError: one of them does not exist, or is linked otherwise.
        """
        self._known(vendor)
        card = self._in_gp(vendor_id)
        link, said = self.linked(vendor), self.said.of(vendor)
        if link is not None and plain(link.vendor_id) != plain(card.key):
            if plain(link.vendor_id) in self.in_gp:
                raise LinkError(
                    f"{self.words(vendor)}, and GP has {link.vendor_id}: {otherwise(link, vendor, self.company)}"
                )
            said = said.aliased(link.vendor_id)
        if link == Linked(vendor_id=card.key, by="person", secondary=secondary):
            return self  # a person said so before
        others = self.others(vendor, card.key)
        if others and not secondary:
            raise LinkError(
                f"{card.key} is linked to {self._names(others)} already: if both are that vendor, say --secondary; "
                f"the orders of both then go to it, and {self._names(others[:1])} alone is kept aligned with it"
            )
        if secondary and not others:
            raise LinkError(f"no other vendor of Procurify is linked to {card.key}: leave --secondary out")
        if link is not None and link.by == "table" and plain(link.vendor_id) == plain(card.key) and not secondary:
            return self  # it says so already, and counts before what a person says
        return self._saying(vendor, said.linked(card.key, secondary=secondary))

    def unlink(self, vendor: str) -> "CompanyVendors":
        """The same without the link of a vendor that a person made.

        Raises:
            LinkError: no person linked it.
        """
        link = self.linked(vendor)
        if link is None:
            raise LinkError(f"{self.words(vendor)}: there is nothing to take away")
        if link.by != "person":
            raise LinkError(f"{self.words(vendor)}: {otherwise(link, vendor, self.company)}")
        said = self.said.of(vendor).unlinked()
        if link.vendor_id in self.created.get(vendor, ()):
            said = said.refusing(link.vendor_id)  # else it would stay linked, since it was created for it
        left = self._saying(vendor, said)
        others = left.holders.get(plain(link.vendor_id), ())
        first = self.said.of(others[0]) if others else VendorLink()
        if not first.secondary:
            return left
        # The one that was kept aligned has gone: the next one takes its place.
        return attrs.evolve(left, said=left.said.having(others[0], attrs.evolve(first, secondary=False)))

    def refuse(self, vendor: str, vendor_id: str) -> "CompanyVendors":
        """The same with a GP vendor that a vendor is not, or an external ID that is of another system: no link.

        Raises:
            LinkError: one of them does not exist, or the vendor is linked to it by the table or a person.
        """
        self._known(vendor)
        link = self.linked(vendor)
        same = link if link is not None and plain(link.vendor_id) == plain(vendor_id.strip()) else None
        if same is not None and same.by in {"table", "person"}:
            raise LinkError(f"{self.words(vendor)}: {otherwise(same, vendor, self.company)}")
        named = same.vendor_id if same is not None and same.by == "external_id" else self._in_gp(vendor_id).key
        return self._saying(vendor, self.said.of(vendor).refusing(named))

    def confirm(self, vendor_id: str) -> "CompanyVendors":
        """The same with a GP vendor that may be created in Procurify.

        Raises:
            LinkError: GP does not have it, or has it inactive, or a Procurify vendor is linked to it.
        """
        card = self._in_gp(vendor_id)
        if not card.active:
            raise LinkError(f"{card.key} '{card.name}' is inactive in GP: set its status to Active there first")
        holders = self.holders.get(plain(card.key), ())
        if holders:
            raise LinkError(f"{card.key} is {self._names(holders)} in Procurify already")
        return attrs.evolve(self, said=self.said.confirming(card.key))

    def words(self, vendor: str) -> str:
        """How a Procurify vendor is linked, in words."""
        link = self.linked(vendor)
        if link is None:
            return f"{self._names((vendor,))} is linked to no GP vendor of {self.company}"
        beside = ", beside the one that is kept aligned with it" if link.secondary else ""
        return f"{self._names((vendor,))} is linked to {link.vendor_id} {_WORDS[link.by]}{beside}"

    def _saying(self, vendor: str, link: VendorLink) -> "CompanyVendors":
        return attrs.evolve(self, said=self.said.having(vendor, link))

    def _known(self, vendor: str) -> None:
        if vendor not in self.by_id:
            raise LinkError(
                f"Procurify lists no vendor with the id '{vendor}': give the number at the end of its address in "
                "Procurify; archived vendors are not listed"
            )

    def _in_gp(self, vendor_id: str) -> Card:
        card = self.in_gp.get(plain(vendor_id.strip()))
        if card is None:
            raise LinkError(
                f"GP has no vendor '{vendor_id}' in {self.company}: look it up there (Cards > Purchasing > Vendor); a "
                "spreadsheet may have cut zeros at its beginning"
            )
        return card

    def _names(self, vendors: Iterable[str]) -> str:
        cards = [(vendor, self.by_id.get(vendor)) for vendor in vendors]
        return ", ".join(f"vendor {vendor} '{card.name}'" if card else f"vendor {vendor}" for vendor, card in cards)


def otherwise(link: Linked, vendor: str, company: str) -> str:
    """What has to be done before a link can be another one."""
    refuse = f"say `gp-sync vendors refuse {vendor} {link.vendor_id} --company {company}` first"
    return {
        "table": "correct it there, in the file that vendor_links names",
        "external_id": f"correct it there, or {refuse}",
        "created": refuse,
        "person": f"say `gp-sync vendors unlink {vendor} --company {company}` first",
    }[link.by]
