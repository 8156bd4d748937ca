"""Two systems in memory that hold one vendor as GP and Procurify would, and rounds of the flow's own code between them.

GP keeps IDs in capitals, cuts what is too long, takes spaces at the end away, and has digits alone of a phone number.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from gp_sync.core import facts as names
from gp_sync.core.canonical import canonical, revive
from gp_sync.core.decide import judge, stopped_by, to_read
from gp_sync.core.fact_values import Currency, VendorChoice
from gp_sync.core.model import Case, Decision, Facts, Finding, Found, Key, Link, Ref, TargetRef, Verdict, Write
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.flows.vendors import VENDORS
from gp_sync.flows.vendors.deciding import decide_vendor
from gp_sync.flows.vendors.document import (
    ADDRESS_FIELDS,
    VendorPair,
    VendorRecord,
    address_of,
    external_id_of,
)
from gp_sync.flows.vendors.lanes import Lane
from gp_sync.flows.vendors.loops import writes_of
from gp_sync.flows.vendors.mapper import VendorMapper
from gp_sync.flows.vendors.policy import VendorFlowPolicy, VendorPolicy
from gp_sync.flows.vendors.rules import RULES
from tests.gp_sync.flows.vendors.held import in_gp, in_procurify, public

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
KEY = 17


def company(short: str = "TWO", **changes: Any) -> CompanyPolicy:
    terms = {"Net 30 days": "Net 30", "Net 60 days": "Net 60"}
    return CompanyPolicy(**({"id": short, "name": f"Fabrikam {short}", "payment_terms": terms} | changes))


def policy(*companies: CompanyPolicy, **vendors: Any) -> VendorFlowPolicy:
    """What holds for some companies; the master, the first one if none is named, takes external IDs."""
    settings = VendorPolicy(enabled=True, **vendors)
    listed = companies or (company(),)
    master = settings.master or listed[0].id
    listed = tuple(attrs.evolve(row, external_ids=True) if row.id == master else row for row in listed)
    return VendorFlowPolicy(companies=listed, vendors=settings)


def here(**changes: Any) -> VendorRecord:
    """A vendor as Procurify has it."""
    values: dict[str, Any] = {
        "name": "Lakeshore Office Supply", "contact": "A. Buyer", "street": ("106 Example Street",), "city": "Chicago",
        "state": "IL", "postal_code": "60601", "country": "United States", "phone_1": "312-555-0100",
        "payment_terms": "Net 30 days", "currency": "USD", "active": True, "vendor_type": "regular", "modified": START,
    }  # fmt: skip
    return VendorRecord(**(values | changes))


def there(**changes: Any) -> VendorRecord:
    """The same vendor as GP has it."""
    values: dict[str, Any] = {
        "name": "Lakeshore Office Supply", "contact": "A. Buyer", "street": ("106 Example Street",), "city": "Chicago",
        "state": "IL", "postal_code": "60601", "country": "United States", "phone_1": "31255501000000",
        "payment_terms": "Net 30", "active": True, "address_id": "PRIMARY", "primary_address_id": "PRIMARY",
        "purchase_address_id": "PRIMARY", "remit_to_address_id": "REMIT TO", "created_by_us": True, "modified": START,
    }  # fmt: skip
    return VendorRecord(**(values | changes))


@attrs.define
class World:
    """Both systems with the vendor 17, the ledger's links, and what people told.

    Attributes:
        here: Procurify's vendor.
        gp: GP's vendors by company and ID, and their own addresses.
        links: GP's vendor ID by company.
    """

    settings: VendorFlowPolicy
    here: VendorRecord | None = attrs.field(factory=here)
    gp: dict[tuple[str, str], VendorRecord] = attrs.field(factory=dict)
    addresses: dict[tuple[str, str, str], VendorRecord] = attrs.field(factory=dict)
    links: dict[str, str] = attrs.field(factory=dict)
    facts: dict[Ref, Any] = attrs.field(factory=dict)
    ledger: dict[TargetRef, Link[VendorRecord]] = attrs.field(factory=dict)
    written: list[Write[VendorRecord]] = attrs.field(factory=list)
    created: dict[str, VendorRecord] = attrs.field(factory=dict)
    clock: datetime = START
    findings: tuple[Finding, ...] = ()
    lanes: tuple[Lane, ...] = ()
    obstacles: dict[TargetRef, Finding] = attrs.field(factory=dict)
    under_way: TargetRef | None = None

    # --- what people do ---

    def edit_here(self, **changes: Any) -> None:
        assert self.here is not None
        self.clock += timedelta(hours=1)
        self.here = attrs.evolve(self.here, **changes, modified=self.clock)

    def edit_there(self, company: str = "TWO", **changes: Any) -> None:
        """A person edits the vendor's card, or the address of ours where that is beside it."""
        self.clock += timedelta(hours=1)
        vendor_id = self.links[company]
        record = self.gp[company, vendor_id]
        owned = self.settings.vendors.owned_address(record)
        beside = {field: changes.pop(field) for field in ADDRESS_FIELDS if field in changes}
        if owned == record.primary_address_id:
            changes |= beside
        elif beside:
            key = company, vendor_id, owned
            self.addresses[key] = in_gp(attrs.evolve(self.addresses.get(key, VendorRecord(address_id=owned)), **beside))
        self.gp[company, vendor_id] = in_gp(attrs.evolve(record, **changes, modified=self.clock))

    def choose(self, field: str, take: Any, company: str = "TWO") -> None:
        """What `vendors resolve` keeps: the values as the conflict showed them."""
        cause = names.vendor_choice(str(KEY), company, field)
        (found,) = [row for row in self.findings if row.cause == cause]
        (shown,) = found.differences
        after = writes_of(sent(self), company, field)
        self.facts[cause] = VendorChoice(take=take, procurify=shown.wanted, gp=shown.there, after=after)

    # --- what a run does ---

    def pair(self, only_in_gp: str = "") -> VendorPair:
        """What is captured."""
        if only_in_gp:
            found = self.gp.get(("TWO", only_in_gp))
            return VendorPair(id=None, procurify=None, gp={"TWO": found}, links={"TWO": only_in_gp})
        links = dict(self.links)
        if self.here is not None and self.here.external_id:
            links.setdefault(self.settings.master, self.here.external_id)
        gp = {name: self._whole(name, vendor_id) for name, vendor_id in links.items()}
        return VendorPair(id=KEY, procurify=self.here, gp=gp, links=links)

    def _whole(self, company: str, vendor_id: str) -> VendorRecord | None:
        record = self.gp.get((company, vendor_id))
        if record is None:
            return None
        owned = self.settings.vendors.owned_address(record)
        if owned == record.primary_address_id:
            return attrs.evolve(record, address_id=owned)
        address = self.addresses.get((company, vendor_id, owned))
        if address is not None:
            return attrs.evolve(record.with_texts(address.texts(ADDRESS_FIELDS)), address_id=owned)
        if not record.created_by_us:
            record = record.with_texts(dict.fromkeys(ADDRESS_FIELDS, ""))
        return attrs.evolve(record, address_id="")

    def decided(self, pair: VendorPair | None = None) -> Decision[VendorRecord]:
        """One decision, by the flow's own mapper, rules and decision."""
        source, mapper = pair or self.pair(), VendorMapper(self.settings)
        facts = Facts(as_of=self.clock, written=sent(self))
        while needed := mapper.needs(source, facts) - facts.asked:
            found = {ref: self.fact(ref) for ref in needed if self.fact(ref) is not None}
            facts = attrs.evolve(facts, asked=facts.asked | needed, found={**facts.found, **found})
        case: Case[VendorPair, VendorRecord] = Case(
            key=Key(connection="fabrikam", flow=VENDORS, source_id=source.source_id), source=source,
            last=dict(self.ledger), now={}, facts=facts, policy=self.settings, severities=self.settings.severities,
        )  # fmt: skip
        mapped = mapper.map(source, facts)
        self.lanes = mapped.lanes
        findings = judge(case, mapped, RULES)
        if (stopped := stopped_by(findings)) is None:
            # As the engine does: what an open write is about is left out.
            wanted = {ref: body for ref, body in mapped.wanted.items() if ref != self.under_way}
            mapped = attrs.evolve(mapped, wanted=wanted)
            now = {target: self.read(target) for target in to_read(case, mapped, refuses_existing=False)}
            verdicts: dict[TargetRef, Verdict] = {ref: "equal" for ref, found in now.items() if found is not None}
            case = attrs.evolve(case, now=now, verdicts=verdicts)
            stopped = decide_vendor(case, mapped, findings)
        self.findings = stopped.findings
        return stopped

    def lane(self) -> Lane:
        """What each side would be if the other counted, as of now."""
        self.decided()
        (lane,) = self.lanes
        return lane

    @property
    def chosen(self) -> set[str]:
        """Fields in which a person let both sides differ, or took one of them."""
        return {ref.key[2] for ref in self.facts if ref.kind == "vendor_choice"}

    def fact(self, ref: Ref) -> Any:
        if ref.kind == "payment_terms":
            return next(
                (row for row in ("Net 30", "Net 60", "2% 10/Net 30") if row.lower() == ref.key[1].lower()), None
            )
        if ref.kind == "currencies":
            return (Currency(id="Z-US$", iso_code="USD", decimals=2), Currency(id="Z-C$", iso_code="CAD", decimals=2))
        return self.facts.get(ref)

    def round(self) -> Decision[VendorRecord]:
        """Decide, write, and keep what the systems then hold."""
        decision = self.decided()
        self.carry_out(decision)
        return decision

    def carry_out(self, decision: Decision[VendorRecord]) -> None:
        for link in decision.adopted:
            self.keep(link)
        for write in decision.writes:
            self.clock += timedelta(minutes=1)
            self.send(write)
            found = self.read(write.target)
            assert found is not None
            self.keep(Link(target=write.target, sent=write.body, held=found.body))

    def keep(self, link: Link[VendorRecord]) -> None:
        """The ledger keeps texts."""
        sent, held = revive(canonical(link.sent), VendorRecord), revive(canonical(link.held), VendorRecord)
        self.ledger[link.target] = attrs.evolve(link, sent=sent, held=held)

    def rest(self, most: int = 8) -> int:
        """Rounds until nothing is written and no link moves; fails if there are more than `most`."""
        for number in range(most):
            decision = self.round()
            if not decision.writes and not decision.adopted:
                return number
        raise AssertionError(f"after {most} rounds there is still something to do")

    # --- the systems ---

    def read(self, target: TargetRef) -> Found[VendorRecord] | None:
        record = self._record(target)
        return None if record is None else Found(body=record, obstacle=self.obstacles.get(target))

    def _record(self, target: TargetRef) -> VendorRecord | None:
        named = external_id_of(target)
        if named is not None:
            return self.created.get(named)
        if target.side == "procurify":
            return self.here
        own = address_of(target)
        return self.addresses.get((target.company, *own)) if own else self.gp.get((target.company, target.number))

    def send(self, write: Write[VendorRecord]) -> None:
        """Take what differs from what was read; the rest of the record stays."""
        body, named = write.body, external_id_of(write.target)
        assert body is not None
        self.written.append(write)
        if named is not None:
            self.created[named] = in_procurify(attrs.evolve(VendorRecord(), **public(body)))
            return
        record = self._record(write.target) or VendorRecord()
        before = public(write.before or VendorRecord())
        changed = {field: value for field, value in public(body).items() if value != before[field]}
        changed["modified"] = self.clock
        if write.target.side == "procurify":
            self.here = in_procurify(attrs.evolve(record, **changed))
            return
        own, held = address_of(write.target), in_gp(attrs.evolve(record, **changed))
        if own is not None:
            self.addresses[write.target.company, *own] = held
        else:
            self.gp[write.target.company, write.target.number] = held


def linked(settings: VendorFlowPolicy | None = None, *, gp: VendorRecord | None = None, **procurify: Any) -> World:
    """A world with one vendor that is linked in each company and agrees on both sides."""
    settings = settings or policy()
    world = World(settings=settings, here=here(external_id="LAKESHORE0001", **procurify))
    for row in settings.companies:
        world.links[row.id] = "LAKESHORE0001"
        world.gp[row.id, "LAKESHORE0001"] = gp or there()
    return world


def sent(world: World) -> dict[TargetRef, VendorRecord | None]:
    """What was sent to each record last."""
    return {target: link.sent for target, link in world.ledger.items()}


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [found.code for found in findings]
