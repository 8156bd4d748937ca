"""One world: both systems, the facts, the ledger and a clock, with processes that run the real engine over them."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

import attrs

import dynamicsgp_sba as gp
from gp_sync.core.findings import finding
from gp_sync.core.model import Key, Ref, TargetRef, Unavailable, Write
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.ledger.values import StoredLink
from gp_sync.ledger.views import DocumentRow
from gp_sync.run.report import RunReport
from gp_sync.testing.model_connection import ModelConnection
from gp_sync.testing.model_source import ModelReferences
from tests.simulation.bench import CONNECTION, Bench
from tests.simulation.companies import COMPANIES, TWO_COMPANIES, record_in, setup
from tests.simulation.faults import Weather
from tests.simulation.gp import GPModel
from tests.simulation.judge import judge, note_adopted, passed_over
from tests.simulation.mind import Mind
from tests.simulation.ports import FeedPort, LedgerPort, ReferencesPort, TargetPort
from tests.simulation.records import Request
from tests.simulation.schedule import Process, Stop
from tests.simulation.site import Site
from tests.simulation.source import START, Order, SourceModel
from tests.simulation.stores import MakeLedger

__all__ = ["CONNECTION", "World", "key_of"]


class World(Bench[Mind]):
    """Everything of one history.

    Args:
        make_ledger: makes the ledger, whose leases run by the clock of whoever asks.
        site: what can be relied on.
        weather: how often calls go wrong.

    Attributes:
        requests: all requests that left.
        missed: the records that a read missed once.
        tenant: who the tenant in Procurify is.
        identity: who the company in GP says it is.
        elsewhere: what the configuration points at instead, if it is wrong.
        foreign: the fingerprints of what another tenant has.
        trusted: the companies that may be written to.
        let_go: the orders, as guards name them, that a person let go beyond what one run may do.
        decided: the attempts that a person said the end of.
        early: the records that a person changed before the ledger had seen what we wrote there.
        done_by_hand: the records that a person has decided about: kept, to be voided, or to be written again.
        careless: the records about which somebody decided without looking.
        checked: how many rows the audit had, and how many requests had left, when the invariants were last checked.
    """

    def __init__(self, make_ledger: MakeLedger, site: Site, weather: Weather) -> None:
        super().__init__(make_ledger, site.skew)
        self.site, self.weather = site, weather
        self.requests: list[Request] = []
        self.missed: set[TargetRef] = set()
        self.tenant, self.identity = "fabrikam", "Fabrikam"
        self.elsewhere: Any = None
        self.foreign: set[str] = set()
        self.trusted: set[str] = set()
        self.let_go: set[str] = set()
        self.decided: set[tuple[str, TargetRef, int]] = set()
        self.early: set[TargetRef] = set()
        self.done_by_hand: set[TargetRef] = set()
        self.careless: set[TargetRef] = set()
        self.source = SourceModel(site.page_size, by_change=site.by_change)
        self.gp = GPModel(
            self.moment,
            self.now,
            self.count,
            refuses_existing=site.refuses_existing,
            reads_history=site.reads_history,
        )
        self.facts = ModelReferences(setup())
        self.checked = (0, 0)
        self._flow = ModelConnection(policy=TWO_COMPANIES).flow()

    def next_landing(self) -> datetime | None:
        """When the next request that was put off lands."""
        return min((row.lands for row in self.gp.late if row.lands is not None), default=None)

    def land(self) -> Iterator[str]:
        """Let what is due land."""
        for request in self.gp.land_due(self.now()):
            yield f"a late {request.write.op} {request.write.target.number} lands"

    def look_at_gp(self) -> None:
        """Raises UnavailableError while GP is down."""
        if self.now() < self.gp_down_until:
            self.count("GP is down")
            raise gp.UnavailableError("the server is down", status=503)

    def look_at_source(self) -> None:
        """Raises Unavailable while Procurify is down."""
        if self.now() < self.source_down_until:
            self.count("Procurify is down")
            raise Unavailable(finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="it is down"))

    def judge(self, mind: Mind, write: Write[GPPurchaseOrder], document: gp.NewPurchaseOrder | None, key: Key) -> int:
        """Note what is wrong with a write that is about to leave; gives its number in the ledger."""
        if mind.is_elsewhere:
            self.wrongs.append(f"{write.op} {write.target} is sent while the configuration points elsewhere")
        else:
            judge(self, mind, write, document, self.source.orders[int(key.source_id)])
        return self.ledger.attempts(key, write.target)

    def run(self, name: str, random: Random, stop: Stop | None = None, *, baseline: bool = False) -> Process:
        """Start a process that runs once, or links what GP has; it ends, dies, or is paused."""
        process = self.new_process(name, stop)
        mind = self._mind(process, random)
        mind.baseline, mind.listed = baseline, {} if mind.is_elsewhere else self.source.visible(self.now())
        if baseline:
            mind.linked = {row.key for row in self.source.orders.values() if self.is_linked(row.key, row.record)}
        self.note_run(process, "baseline" if baseline else "run")
        engine = self._engine(mind)
        process.start(engine.baseline if baseline else engine.run)
        self.after(process, mind)
        return process

    def engine_of_a_person(self) -> Engine:
        """The engine as a person's command has it."""
        process = Process(name="a person", stage=self.stage)
        return self._engine(self._mind(process, Random(0)))

    def _mind(self, process: Process, random: Random) -> Mind:
        at = self.elsewhere or self
        return Mind(
            world=self,
            process=process,
            source=at.source,
            gp=at.gp,
            random=random,
            born=self.moment(),
            tenant=at.tenant,
            identity=at.identity,
        )

    def _engine(self, mind: Mind) -> Engine:
        ports: dict[str, Any] = {"feed": FeedPort(mind), "target": TargetPort(mind)}
        ledger: Any = LedgerPort(mind)
        return Engine(
            connection=CONNECTION,
            flows=(attrs.evolve(self._flow, start=START, **ports),),
            references=ReferencesPort(mind),
            ledger=ledger,
            now=mind.now,
            concurrency=self.site.concurrency,
            limits=self.site.limits,
            identity=mind.systems,
            source_identity=mind.source_system,
            clock_offsets=mind.offsets,
        )

    def after(self, process: Process, mind: Mind, expected: tuple[type[Exception], ...] = ()) -> bool:
        """Take note of how far a process came, and of what it linked or passed over."""
        if mind.baseline:
            note_adopted(self, mind)
        # A run reports what a baseline raises: that a guard or a side stands against it.
        done = super().after(process, mind, (*expected, *((Unavailable,) if mind.baseline else ())))
        if done and isinstance(process.result, RunReport) and process.result.captured.full:
            self.count("full check")
            self.wrongs += self.watch.follow()
            self.wrongs += passed_over(self, mind.listed)
        return done

    def should_flow(self, order: Order) -> bool:
        """Whether an order is taken: an old one only if a baseline has linked what GP has of it."""
        return not order.is_old or self.document(order.key) is not None

    def records_of(self, order: Order) -> list[TargetRef]:
        """Where an order may have a record: it is meant for one company, and perhaps was for another before."""
        return [record_in(company, order.number) for company in COMPANIES]

    def is_linked(self, order: int, target: TargetRef) -> bool:
        """Whether the ledger holds a confirmed write of an order for a record."""
        return self.link_of(order, target) is not None

    def link_of(self, order: int, target: TargetRef) -> StoredLink | None:
        """What the ledger holds as written for an order in a record."""
        row = self.document(order)
        return next((link for link in row.links if link.target == target), None) if row is not None else None

    def document(self, order: int) -> DocumentRow | None:
        """What the ledger holds about an order."""
        return self.ledger.document(key_of(order))


def key_of(order: int) -> Key:
    """The ledger's key of an order."""
    return Key(connection=CONNECTION, flow=PURCHASE_ORDERS, source_id=str(order))
