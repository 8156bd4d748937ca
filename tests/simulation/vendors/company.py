"""One GP company of a history: its vendors, what people said about them, and who judges what is sent to it."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from gp_sync.core.model import Finding
from gp_sync.people.vendor_linking import CompanyVendors
from gp_sync.people.vendor_links import VendorLinks
from gp_sync.systems.vendor_cards import gp_card, procurify_card
from gp_sync.testing.examples import FABRIKAM
from tests.simulation.bench import CONNECTION
from tests.simulation.vendors.gp import ADDRESS_COLUMNS, GPVendorModel
from tests.simulation.vendors.judge import Judge
from tests.simulation.vendors.site import MASTER
from tests.simulation.vendors.truth import COLUMNS, Truth

if TYPE_CHECKING:
    from tests.simulation.vendors.world import VendorWorld

__all__ = ["Company"]


class Company:
    """A company as it truly is.

    The master takes Procurify's external IDs, and another one may; else its vendors are linked by people, or created
    there.

    Args:
        world: the world that it is in.
        name: its short name.

    Attributes:
        chosen: the vendors and fields for which a person took a side.
        said: the GP vendors that a person linked, by Procurify's id.
        refused: the vendors of Procurify with the GP vendors that a person said they are not.
        moved: what vendors became that a person gave another ID, or combined with another one, by the ID before.
        moved_at: when.
    """

    def __init__(self, world: "VendorWorld", name: str) -> None:
        self.world, self.name = world, name
        self.gp = GPVendorModel(
            world.now, address_id=world.site.address_id, pointed=world.site.pointed, primary=world.site.primary
        )
        self.truth, self.judge = Truth(self), Judge(self)
        self.chosen: set[tuple[str, str]] = set()
        self.said: dict[str, str] = {}
        self.refused: set[tuple[str, str]] = set()
        self.moved: dict[str, str] = {}
        self.moved_at: dict[str, datetime] = {}

    @property
    def is_master(self) -> bool:
        """Whether it owns external IDs and what flows back to Procurify."""
        return self.name == MASTER

    @property
    def takes_external_ids(self) -> bool:
        """Whether external IDs in Procurify are IDs of its vendors."""
        return self.is_master or self.world.site.other == "named"

    def named(self, vendor_id: str) -> str:
        """A vendor's name that no vendor of another company has."""
        return f"{self.name} {vendor_id}"

    def linked_to(self, vendor: str) -> Iterator[str]:
        """The GP vendor that a vendor of Procurify is linked to, whether GP has it or not."""
        row = self.world.procurify.rows.get(int(vendor), {})
        external_id = row.get("external_id") if self.takes_external_ids else ""
        named = filter(None, (external_id, self._created(vendor)))
        said = self.said.get(vendor) or next((other for other in named if (vendor, other) not in self.refused), "")
        if said:
            yield said

    def links(self) -> Iterator[tuple[str, str]]:
        """The vendors of Procurify with the GP vendors that they are linked to, whether GP has these or not."""
        rows = self.world.procurify.rows
        made = [(source_id, vendor_id) for source_id, vendor_id in self.gp.made_for if source_id.isdecimal()]
        linked = [(str(vendor), named) for vendor in rows for named in self.linked_to(str(vendor))]
        yield from (pair for pair in dict.fromkeys((*linked, *made)) if int(pair[0]) in rows)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The same, as far as GP has them."""
        yield from (pair for pair in self.links() if pair[1] in self.gp.cards)

    def is_aligned(self, vendor: str, vendor_id: str, field: str) -> bool:
        """Whether the ledger knows what both sides of a pair once agreed on in a field.

        Our address is a record of its own, and a field may have been open from the first time on.
        """
        row = self.world.document(vendor)
        on_card = COLUMNS[field] not in ADDRESS_COLUMNS or self.gp.owns_primary(vendor_id)
        place = (self.name, vendor_id if on_card else f"{self.gp.own_address(vendor_id)} of {vendor_id}")
        links = [link for link in row.links if (link.target.company, link.target.number) == place] if row else []
        return any(json.loads(link.sent)["open_base"].get(field) != "" for link in links)

    def came_and_went(self, vendor: str, vendor_id: str) -> bool:
        """Whether a late request of ours made a GP vendor that went before any run saw it: nobody knows of it."""
        row, source = self.world.document(vendor), self.world.procurify.rows.get(int(vendor), {})
        named = {source.get("external_id"), self.said.get(vendor)}
        linked = {(link.target.company, link.target.number) for link in (row.links if row else ())}
        made = (vendor, vendor_id) in self.gp.made_for and vendor_id not in self.gp.cards
        return made and vendor_id not in named and (self.name, vendor_id) not in linked

    def is_meant(self, found: Finding) -> bool:
        """Whether a finding is about this company, or about none of them."""
        named = {company.name for company in self.world.companies} & {*found.cause.key}
        return not named or self.name in named

    def vendors(self) -> CompanyVendors:
        """How all vendors stand, as a person's commands about links see it."""
        procurify, said = self.world.procurify, VendorLinks(self.world.ledger, CONNECTION)
        return CompanyVendors(
            company=self.name,
            procurify=tuple(procurify_card(procurify.told(row["id"])) for row in procurify.listed()),
            gp=tuple(map(gp_card, self.gp.cards.values())),
            table=FABRIKAM.vendor_links,
            said=said.of(self.name),
            external_ids=self.takes_external_ids,
            created=said.created(self.name),
        )

    def _created(self, vendor: str) -> str:
        """The GP vendor that our requests made for a vendor: the last one, unless it came too late beside another."""
        made = [vendor_id for source, vendor_id in self.gp.made_for if source == vendor]
        return max(made[::-1], key=lambda known: self.named(known) not in self.world.overdue, default="")
