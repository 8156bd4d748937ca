"""One world of vendors: both systems, what people said, and processes that run the product's own vendor flow."""

from datetime import datetime
from random import Random
from types import SimpleNamespace
from typing import Any

import dynamicsgp_sba as gp
from gp_sync.core.fact_values import Currency, GPVendor, PurchasingSetup
from gp_sync.core.model import Key, Ref
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.vendors import VENDORS
from gp_sync.ledger.values import Intent
from gp_sync.ledger.views import DocumentRow
from gp_sync.people.vendor_choices import VendorChoices
from gp_sync.people.vendor_links import VendorLinks
from gp_sync.references.linked_vendors import LinkedVendors
from gp_sync.references.parts import ReferencesByKind
from gp_sync.systems.procurify_references import ProcurifyReferences
from gp_sync.systems.vendor_candidates import OrderTrail, VendorCandidates
from gp_sync.systems.vendor_flow import vendor_flows
from tests.simulation.bench import CONNECTION
from tests.simulation.caller import Caller
from tests.simulation.caller_world import CalledWorld
from tests.simulation.faults import Weather
from tests.simulation.ports import LedgerPort
from tests.simulation.schedule import Process, Stop
from tests.simulation.stores import MakeLedger
from tests.simulation.vendors.clients import GPAddresses, GPCards, Procurify
from tests.simulation.vendors.company import Company
from tests.simulation.vendors.procurify import ProcurifyVendorModel
from tests.simulation.vendors.site import MASTER, VendorSite

__all__ = ["VendorWorld", "key_of"]


class VendorWorld(CalledWorld):
    """Everything of one history.

    Args:
        make_ledger: makes the ledger.
        site: what can be relied on.
        weather: how often calls go wrong.

    Attributes:
        companies: GP's, the master first.
        confirmed: the GP vendors that a person let be created in Procurify.
        excused: the vendors of either side that a person took away, or gave another ID.
    """

    def __init__(self, make_ledger: MakeLedger, site: VendorSite, weather: Weather) -> None:
        super().__init__(make_ledger, weather, site.skew)
        self.site = site
        self.procurify = ProcurifyVendorModel(self.now)
        self.companies = tuple(Company(self, company.id) for company in site.companies)
        self.confirmed: set[str] = set()
        self.excused: set[str] = set()

    @property
    def master(self) -> Company:
        """The company that owns external IDs and what flows back to Procurify."""
        return self.companies[0]

    @property
    def cards(self) -> list[tuple[Company, str]]:
        """All vendors of GP."""
        return [(company, vendor_id) for company in self.companies for vendor_id in company.gp.cards]

    def company(self, name: str) -> Company:
        """A company by its short name."""
        return next(company for company in self.companies if company.name == name)

    def document(self, source_id: str) -> DocumentRow | None:
        """What the ledger has of a vendor."""
        return self.ledger.document(key_of(source_id))

    def look(self, *, by_hand: bool = False) -> None:
        """Take note of what has changed, by a person or by a request of ours."""
        for company in self.companies:
            company.truth.look(by_hand=by_hand)

    def done_by_hand(self, line: str, met: str) -> None:
        """Take note of what a person did."""
        self.look(by_hand=True)
        self.count(met)
        self.tell(line)

    def run(self, name: str, random: Random, stop: Stop | None = None) -> Process:
        """See `CalledWorld.run`; what both sides agree on after it, a run has seen."""
        process = super().run(name, random, stop)
        if process.done and not process.dead:
            self.look()
        return process

    def note_intent(self, intent: Intent) -> None:
        """Take note of a write that is about to be reserved, for whoever judges the requests."""
        name = intent.target.company
        (self.company(name) if name else self.master).judge.note_intent(intent)

    def note_write(self, company: Company) -> None:
        """Take note of what a request of ours did in a company."""
        self.look()
        if not company.is_master:
            self.count("another company than the master is written to")

    def engine(self, caller: Caller) -> Engine:
        """The engine as a process has it."""
        ledger: Any = LedgerPort(caller)
        procurify: Any = Procurify(caller, self)
        companies, said = self._companies(caller), VendorLinks(ledger, CONNECTION)
        settings: Any = SimpleNamespace(vendors=self.site.policy, companies=self.site.companies, connection=CONNECTION)
        profile = self.site.profile(self.longest_execution)
        links = {company.id: company.vendor_links for company in self.site.companies}
        known = ProcurifyReferences(
            links, frozenset({MASTER}), procurify, caller.now, said=said.of, created=said.created
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

    def _companies(self, caller: Caller) -> dict[str, gp.Company]:
        def client(company: Company) -> Any:
            return SimpleNamespace(
                name=company.name, vendors=GPCards(caller, company), vendor_addresses=GPAddresses(caller, company)
            )

        return {company.name: client(company) for company in self.companies}


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
        card = self._world.company(ref.key[0]).gp.cards.get(ref.key[1])
        active = card is not None and card.status is not gp.VendorStatus.INACTIVE
        return card and GPVendor(
            id=card.id, name=card.name, active=active, on_hold=bool(card.on_hold), payment_terms="", currency=""
        )


def key_of(source_id: str | int) -> Key:
    """The ledger's key of a vendor."""
    return Key(connection=CONNECTION, flow=VENDORS, source_id=str(source_id))
