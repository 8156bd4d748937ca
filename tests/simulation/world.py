"""One world: both systems, the facts, the ledger and a clock, with processes that run the real engine over them."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

import attrs

import dynamicsgp_sba as gp
from gp_sync import work
from gp_sync.core.findings import finding
from gp_sync.core.model import Key, Ref, TargetRef, Unavailable, Write
from gp_sync.engine import Engine
from gp_sync.failpoints import installed
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.ledger.values import OpenWrite, StoredLink
from gp_sync.ledger.views import DocumentRow
from gp_sync.report import RunReport
from gp_sync.session import ConnectionBusy, LeaseLost
from gp_sync.testing.model_connection import ModelConnection
from gp_sync.testing.model_source import ModelReferences
from tests.simulation.companies import COMPANIES, TWO_COMPANIES, record_in, setup
from tests.simulation.faults import Weather
from tests.simulation.gp import GPModel
from tests.simulation.judge import judge, note_adopted, passed_over
from tests.simulation.mind import Mind
from tests.simulation.ports import FeedPort, LedgerPort, ReferencesPort, TargetPort
from tests.simulation.records import Request
from tests.simulation.schedule import Process, Stage, Stop
from tests.simulation.site import Site
from tests.simulation.source import START, Order, SourceModel
from tests.simulation.stores import MakeLedger
from tests.simulation.told import Told, with_place
from tests.simulation.turns import Turns
from tests.simulation.watch import Watch

__all__ = ["CONNECTION", "World", "key_of"]

CONNECTION = ModelConnection.name
_LOGGER = logging.getLogger("gp_sync")
_BEGIN = datetime(2026, 11, 4, 18, tzinfo=UTC)


class World:
    """Everything of one history.

    Args:
        make_ledger: makes the ledger, whose leases run by the clock of whoever asks.
        site: what can be relied on.
        weather: how often calls go wrong.

    Attributes:
        connection: its name in the ledger.
        story: what happened, in order.
        met: how often each fault, place, state and end was met.
        wrongs: what was found wrong while it happened.
        crashes: what was raised that nobody plans for.
        paused: processes that may go on.
        sends: how many requests left.
        requests: all of them.
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
        fence: the newest fence that any process was given.
        careless: the records about which somebody decided without looking.
        watch: follows the audit.
        checked: how many rows the audit had, and how many requests had left, when the invariants were last checked.
    """

    def __init__(self, make_ledger: MakeLedger, site: Site, weather: Weather) -> None:
        self.connection, self.site, self.weather = CONNECTION, site, weather
        self.story: list[str] = []
        self.met: Counter[str] = Counter()
        self.wrongs: list[str] = []
        self.crashes: list[str] = []
        self.paused: list[tuple[Process, Mind]] = []
        self.sends = 0
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
        self.gp_down_until = self.source_down_until = _BEGIN
        self._now, self._moment = _BEGIN, 0
        self._runs = 0
        self.stage = Stage(tell=self.tell, count=self.count)
        self.source = SourceModel(site.page_size, by_change=site.by_change)
        self.gp = GPModel(
            self.moment,
            self.now,
            self.count,
            refuses_existing=site.refuses_existing,
            reads_history=site.reads_history,
        )
        self.facts = ModelReferences(setup())
        self.ledger = make_ledger(self._ledger_clock)
        self.watch = Watch(ledger=self.ledger, connection=CONNECTION)
        self.checked, self.fence = (0, 0), 0
        self._flow = ModelConnection(policy=TWO_COMPANIES).flow()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The engine runs in this world: it passes its failpoints, takes its workers, and tells it its errors."""
        told = Told(self.crashes.append)
        _LOGGER.addHandler(told)
        level = _LOGGER.level
        _LOGGER.setLevel(logging.INFO)  # what a step of one document raised is told there
        try:
            with installed(self.stage.reach), patch.object(work, "ThreadPoolExecutor", self.workers):
                yield
        finally:
            _LOGGER.setLevel(level)
            _LOGGER.removeHandler(told)

    def now(self) -> datetime:
        """The true time."""
        return self._now

    def moment(self) -> int:
        """A number that grows with everything that happens."""
        self._moment += 1
        return self._moment

    def tell(self, line: str) -> None:
        """Add a line to the story."""
        self.story.append(f"{self._now:%d %H:%M:%S} {line}")

    def count(self, what: str) -> None:
        """Count something that was met."""
        self.met[what] += 1

    def pass_time(self, span: timedelta) -> None:
        """Time goes by, and what is due lands."""
        until = self._now + span
        while due := [row.lands for row in self.gp.late if row.lands is not None and row.lands <= until]:
            self._now = max(self._now, min(due))
            for request in self.gp.land_due(self._now):
                self.tell(f"a late {request.write.op} {request.write.target.number} lands")
        self._now = until

    def look_at_gp(self) -> None:
        """Raises UnavailableError while GP is down."""
        if self._now < self.gp_down_until:
            self.count("GP is down")
            raise gp.UnavailableError("the server is down", status=503)

    def look_at_source(self) -> None:
        """Raises Unavailable while Procurify is down."""
        if self._now < self.source_down_until:
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
        self._runs += 1
        skew = self.site.skew if name == "B" else timedelta()
        process = Process(name=f"{name}{self._runs}", stage=self.stage, skew=skew, stop=stop)
        mind = self._mind(process, random)
        mind.baseline, mind.listed = baseline, {} if mind.is_elsewhere else self.source.visible(self._now)
        if baseline:
            mind.linked = {row.key for row in self.source.orders.values() if self.is_linked(row.key, row.record)}
        self.tell(f"{process.name} begins{' a baseline' if baseline else ''}")
        self.count("baseline" if baseline else "run")
        if skew:
            self.count("a clock is off")
        if self.paused:
            self.count("two schedulers at once")
        engine = self._engine(mind)
        process.start(engine.baseline if baseline else engine.run)
        self._after(process, mind)
        return process

    def go_on(self, random: Random, stop: Stop | None = None, *, kill: bool = False) -> None:
        """The process that has been paused longest goes on, or dies."""
        process, mind = self.paused.pop(0)
        self.tell(f"{process.name} {'is killed' if kill else 'goes on'}")
        mind.random = random
        if kill:
            process.kill()
        else:
            process.go_on(stop)
        self._after(process, mind)

    def workers(self, max_workers: int, **_: object) -> Turns:
        """The workers of the process that runs now, in place of a pool of threads."""
        process = self.stage.current
        if process is None:
            raise RuntimeError("no process runs now")
        return Turns(process, Random(process.name), self.count, max_workers)

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

    def _after(self, process: Process, mind: Mind) -> None:
        if mind.baseline:
            note_adopted(self, mind)
        if not process.done:
            mind.paused = True
            self.paused.append((process, mind))
            return
        word = "died" if process.dead else type(process.error).__name__ if process.error else "came to its end"
        self.count(f"run {word}")
        if isinstance(process.result, RunReport) and process.result.captured.full:
            self.count("full check")
            self.wrongs += self.watch.follow()
            self.wrongs += passed_over(self, mind.listed)
        self.tell(f"{process.name} {word}")
        # A run reports what a baseline raises: that a guard or a side stands against it.
        expected = (ConnectionBusy, LeaseLost, *((Unavailable,) if mind.baseline else ()))
        if process.error is not None and not isinstance(process.error, expected):
            self.crashes.append(f"a run raised {with_place(process.error)}")

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

    def open_writes(self) -> list[OpenWrite]:
        """The writes that the ledger has not seen the end of."""
        return list(self.ledger.open_writes(CONNECTION))

    def _ledger_clock(self) -> datetime:
        current = self.stage.current
        return self._now + (current.skew if current is not None else timedelta())


def key_of(order: int) -> Key:
    """The ledger's key of an order."""
    return Key(connection=CONNECTION, flow=PURCHASE_ORDERS, source_id=str(order))
