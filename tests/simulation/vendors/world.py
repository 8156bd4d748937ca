"""One world of vendors: both systems, what people said, and processes that run the product's own vendor flow."""

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import dynamicsgp_sba as gp
from gp_sync.core.fact_values import Currency, GPVendor, PurchasingSetup
from gp_sync.core.model import Key, Ref
from gp_sync.engine.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.vendors import VENDORS
from gp_sync.people.vendor_choices import VendorChoices
from gp_sync.people.vendor_linking import CompanyVendors
from gp_sync.people.vendor_links import VendorLinks
from gp_sync.references.linked_vendors import LinkedVendors
from gp_sync.references.parts import ReferencesByKind
from gp_sync.systems.procurify_references import ProcurifyReferences
from gp_sync.systems.vendor_candidates import OrderTrail, VendorCandidates
from gp_sync.systems.vendor_cards import gp_card, procurify_card
from gp_sync.systems.vendor_flow import vendor_flows
from gp_sync.testing.examples import FABRIKAM
from tests.simulation.bench import CONNECTION
from tests.simulation.caller import Caller
from tests.simulation.caller_world import CalledWorld
from tests.simulation.faults import Weather
from tests.simulation.ports import LedgerPort
from tests.simulation.stores import MakeLedger
from tests.simulation.vendors.clients import GPAddresses, GPCards, Procurify
from tests.simulation.vendors.gp import ADDRESS_COLUMNS, GPVendorModel
from tests.simulation.vendors.judge import Judge
from tests.simulation.vendors.procurify import ProcurifyVendorModel
from tests.simulation.vendors.site import VendorSite
from tests.simulation.vendors.truth import Truth

__all__ = ["COMPANY", "VendorWorld", "key_of"]

COMPANY = "TWO"


class VendorWorld(CalledWorld):
    """Everything of one history.

    Args:
        make_ledger: makes the ledger.
        site: what can be relied on.
        weather: how often calls go wrong.

    Attributes:
        chosen: the vendors and fields for which a person took a side.
        confirmed: the GP vendors that a person let be created in Procurify.
        said: the GP vendors that a person linked, by Procurify's id.
        excused: the vendors of either side that a person took away, or gave another ID.
    """

    def __init__(self, make_ledger: MakeLedger, site: VendorSite, weather: Weather) -> None:
        super().__init__(make_ledger, weather, site.skew)
        self.site = site
        self.gp = GPVendorModel(self.now, address_id=site.address_id, pointed=site.pointed)
        self.procurify = ProcurifyVendorModel(self.now)
        self.truth, self.judge = Truth(self), Judge(self)
        self.chosen: set[tuple[str, str]] = set()
        self.confirmed: set[str] = set()
        self.said: dict[str, str] = {}
        self.excused: set[str] = set()

    def linked_to(self, vendor: str) -> Iterator[str]:
        """The GP vendor that a vendor of Procurify is linked to, whether GP has it or not."""
        row = self.procurify.rows.get(int(vendor), {})
        named = self.said.get(vendor) or (row.get("external_id") or "")
        if named:
            yield named

    def links(self) -> Iterator[tuple[str, str]]:
        """The vendors of Procurify with the GP vendors that they are linked to, whether GP has these or not."""
        made = [(source_id, vendor_id) for source_id, vendor_id in self.gp.made_for if source_id.isdecimal()]
        linked = [(str(vendor), named) for vendor in self.procurify.rows for named in self.linked_to(str(vendor))]
        yield from (pair for pair in dict.fromkeys((*linked, *made)) if int(pair[0]) in self.procurify.rows)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The same, as far as GP has them."""
        yield from (pair for pair in self.links() if pair[1] in self.gp.cards)

    def is_aligned(self, vendor: str, vendor_id: str, column: str) -> bool:
        """Whether the ledger knows what both sides of a pair once agreed on in the record that has a column in GP."""
        row = self.ledger.document(key_of(vendor))
        on_card = column not in ADDRESS_COLUMNS or self.gp.owns_primary(vendor_id)
        number = vendor_id if on_card else f"PROCURIFY of {vendor_id}"
        return row is not None and any(link.target.number == number for link in row.links)

    def engine(self, caller: Caller) -> Engine:
        """The engine as a process has it."""
        ledger: Any = LedgerPort(caller)
        procurify: Any = Procurify(caller, self)
        companies, said = self._companies(caller), VendorLinks(ledger, CONNECTION)
        settings: Any = SimpleNamespace(vendors=self.site.policy, companies=(FABRIKAM,), connection=CONNECTION)
        profile = self.site.profile(self.longest_execution)
        links = {COMPANY: FABRIKAM.vendor_links}
        known = ProcurifyReferences(
            links, frozenset({COMPANY}), procurify, caller.now, said=said.of, created=said.created
        )
        trail = OrderTrail(ledger, CONNECTION, companies)
        setup: Any = _Setup(caller, self)
        proposed = VendorCandidates(ReferencesByKind((setup, known)), procurify, companies, said, trail, caller.now)
        linked = LinkedVendors(proposed, ledger, CONNECTION, PURCHASE_ORDERS)
        return Engine(
            connection=CONNECTION,
            flows=vendor_flows(settings, ledger, procurify, profile, companies, said, caller.now),
            references=VendorChoices(linked, ledger, CONNECTION, said),
            ledger=ledger,
            now=caller.now,
            concurrency=self.site.concurrency,
            clock_offsets=caller.offsets,
            lock_waits=(),
        )

    def company_vendors(self) -> CompanyVendors:
        """How all vendors stand, as a person's commands about links see it."""
        return CompanyVendors(
            company=COMPANY,
            procurify=tuple(procurify_card(self.procurify.told(row["id"])) for row in self.procurify.listed()),
            gp=tuple(map(gp_card, self.gp.cards.values())),
            table={},
            said=VendorLinks(self.ledger, CONNECTION).of(COMPANY),
            external_ids=True,
        )

    def _companies(self, caller: Caller) -> dict[str, gp.Company]:
        company: Any = SimpleNamespace(
            name=COMPANY, vendors=GPCards(caller, self), vendor_addresses=GPAddresses(caller, self)
        )
        return {COMPANY: company}


class _Setup:
    """GP's setup and vendors as facts; a `References`."""

    kinds = frozenset({"currencies", "purchasing_setup", "payment_terms", "gp_vendor"})

    def __init__(self, caller: Caller, world: VendorWorld) -> None:
        self._caller, self._world = caller, world

    def begin_run(self, at: datetime) -> None:
        """Nothing is kept between runs."""

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """No vendor brings a fact along."""

    def find(self, ref: Ref, _: datetime) -> Any | None:
        """Give a fact as it is now."""
        if ref.kind == "currencies":
            return (Currency(id="Z-US$", iso_code="USD", decimals=2),)
        if ref.kind == "purchasing_setup":
            return PurchasingSetup(functional_currency="Z-US$")
        if ref.kind == "payment_terms":
            return None
        card = self._world.gp.cards.get(ref.key[1])
        active = card is not None and card.status is not gp.VendorStatus.INACTIVE
        return card and GPVendor(
            id=card.id, name=card.name, active=active, on_hold=bool(card.on_hold), payment_terms="", currency=""
        )


def key_of(source_id: str | int) -> Key:
    """The ledger's key of a vendor."""
    return Key(connection=CONNECTION, flow=VENDORS, source_id=str(source_id))
