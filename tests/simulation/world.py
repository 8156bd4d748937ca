"""One world: both systems, the facts, the ledger and a clock, with processes that run the real engine over them."""

import traceback
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import attrs

import dynamicsgp_sba as gp
from gp_sync.core.findings import finding
from gp_sync.core.model import Key, Ref, TargetRef, Unavailable, Write
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders import PURCHASE_ORDERS
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.guards import GuardLimits
from gp_sync.ledger.rules import UNREADABLE
from gp_sync.report import RunReport
from gp_sync.session import ConnectionBusy, LeaseLost
from gp_sync.testing.examples import fabrikam_facts
from gp_sync.testing.model_connection import ModelConnection
from gp_sync.testing.model_source import ModelReferences
from tests.simulation.faults import Weather
from tests.simulation.gp import GPModel, Request
from tests.simulation.oracle import missed, overwrites, wrong_with
from tests.simulation.ports import FeedPort, LedgerPort, Mind, ReferencesPort, TargetPort
from tests.simulation.schedule import Process, Stage, Stop
from tests.simulation.source import SourceModel
from tests.simulation.stores import MakeLedger
from tests.simulation.watch import Watch

__all__ = ["CONNECTION", "Site", "World", "key_of", "record_of"]

CONNECTION = ModelConnection.name
_BEGIN = datetime(2026, 11, 4, 18, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Site:
    """What can be relied on at this site."""

    refuses_existing: bool = True
    atomic: bool = True
    reads_history: bool = True
    longest_execution: float = 900.0
    page_size: int = 2
    by_change: bool = False
    limits: GuardLimits = attrs.field(factory=GuardLimits)
    skew: timedelta = timedelta()

    @classmethod
    def draw(cls, random: Random) -> "Site":
        """The site of one history."""
        return cls(
            refuses_existing=random.random() < 0.6,
            atomic=random.random() < 0.6,
            reads_history=random.random() < 0.8,
            page_size=random.choice((1, 2, 3)),
            by_change=random.random() < 0.3,
            limits=GuardLimits(max_writes=1, always_allowed=1) if random.random() < 0.1 else GuardLimits(),
            skew=timedelta(seconds=random.choice((0, 0, 50, -50))),
        )


class World:
    """Everything of one history.

    Args:
        make_ledger: makes the ledger, whose leases run by the clock of whoever asks.
        site: what can be relied on.
        weather: how often calls go wrong.

    Attributes:
        story: what happened, in order.
        met: how often each fault, place, state and end was met.
        wrongs: what was found wrong while it happened.
        paused: processes that may go on.
        sends: how many requests left.
        requests: all of them.
        missed: the records that a read missed once.
        identity: which company the configuration points at.
        trusted: the companies that may be written to.
        let_go: the orders, as guards name them, that a person let go beyond what one run may do.
        decided: the attempts that a person said the end of.
        done_by_hand: the records that a person has decided about: kept, to be voided, or to be written again.
        watch: follows the audit.
        checked: how many requests had left when the invariants were last checked.
    """

    def __init__(self, make_ledger: MakeLedger, site: Site, weather: Weather) -> None:
        self.site, self.weather = site, weather
        self.story: list[str] = []
        self.met: Counter[str] = Counter()
        self.wrongs: list[str] = []
        self.paused: list[tuple[Process, Mind]] = []
        self.sends = 0
        self.requests: list[Request] = []
        self.missed: set[TargetRef] = set()
        self.identity = "Fabrikam"
        self.trusted: set[str] = set()
        self.let_go: set[str] = set()
        self.decided: set[tuple[TargetRef, int]] = set()
        self.done_by_hand: set[TargetRef] = set()
        self.gp_down_until = self.source_down_until = _BEGIN
        self._now, self._moment = _BEGIN, 0
        self._runs = 0
        self.stage = Stage(tell=self.tell, count=self.count)
        self.source = SourceModel(site.page_size, by_change=site.by_change)
        self.gp = GPModel(
            self.moment, self.now, refuses_existing=site.refuses_existing, reads_history=site.reads_history
        )
        self.facts = ModelReferences(fabrikam_facts())
        self.ledger = make_ledger(self._ledger_clock)
        self.watch = Watch(ledger=self.ledger, connection=CONNECTION)
        self.checked = 0
        self._flow = ModelConnection().flow()

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

    def judge(self, mind: Mind, write: Write[GPPurchaseOrder]) -> int:
        """Note what is wrong with a write that is about to leave; gives its number in the ledger."""
        order = next(row for row in self.source.orders.values() if row.number == write.target.number)
        linked = write.target not in self.done_by_hand and self._is_linked(order.key, write.target)
        standing = self.gp.standing(write.target)
        if write.op != "void" or write.target not in self.done_by_hand:
            self.wrongs += wrong_with(write, order, mind.told, linked=linked)
        self._judge_guards(mind, f"{order.number} ({order.key})")
        if write.op == "update" and standing is not None and str(standing.stamp) == write.stamp:
            self.wrongs += overwrites(standing, order)
        return self.ledger.attempts(key_of(order.key), write.target)

    def _judge_guards(self, mind: Mind, named: str) -> None:
        if mind.identity not in (self.trusted or {mind.identity}):
            self.wrongs.append(f"a write is sent to {mind.identity}, which nobody has let go")
        self.trusted.add(mind.identity)
        mind.sent |= {named} - self.let_go
        if len(mind.sent) > self.site.limits.max_writes:
            self.wrongs.append(f"one run wrote {len(mind.sent)} orders, which nobody has let go")

    def run(self, name: str, random: Random, stop: Stop | None = None) -> Process:
        """Start a process that runs once; it ends, dies, or is paused."""
        self._runs += 1
        skew = self.site.skew if name == "B" else timedelta()
        process = Process(name=f"{name}{self._runs}", stage=self.stage, skew=skew, stop=stop)
        mind = Mind(world=self, process=process, random=random, born=self.moment(), identity=self.identity)
        mind.listed = {
            row.key: len(row.versions) for row in self.source.orders.values() if row.listed_from <= self._now
        }
        self.tell(f"{process.name} begins")
        process.start(self._engine(mind).run)
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

    def engine_of_a_person(self) -> Engine:
        """The engine as a person's command has it."""
        process = Process(name="a person", stage=self.stage)
        return self._engine(
            Mind(world=self, process=process, random=Random(0), born=self.moment(), identity=self.identity)
        )

    def _engine(self, mind: Mind) -> Engine:
        ports: dict[str, Any] = {"feed": FeedPort(mind), "target": TargetPort(mind)}
        ledger: Any = LedgerPort(mind)
        return Engine(
            connection=CONNECTION,
            flows=(attrs.evolve(self._flow, start=date(2026, 11, 1), **ports),),
            references=ReferencesPort(mind),
            ledger=ledger,
            now=mind.now,
            concurrency=1,
            limits=self.site.limits,
            identity=lambda: {"GP company TWO": mind.identity},
            clock_offsets=lambda: {"gp": -mind.process.skew, "procurify": -mind.process.skew},
        )

    def _after(self, process: Process, mind: Mind) -> None:
        if not process.done:
            self.paused.append((process, mind))
            return
        word = "died" if process.dead else type(process.error).__name__ if process.error else "came to its end"
        self.count(f"run {word}")
        if isinstance(process.result, RunReport) and process.result.captured.full:
            self.count("full check")
            self.watch.follow()
            self.wrongs += self.passed_over(mind.listed)
        self.tell(f"{process.name} {word}")
        if process.error is not None and not isinstance(process.error, (ConnectionBusy, LeaseLost)):
            place = traceback.extract_tb(process.error.__traceback__)[-1]
            where = f"{Path(place.filename).name}, line {place.lineno}"
            self.wrongs.append(f"a run raised {process.error!r} in {where}")

    def passed_over(self, versions: Mapping[int, int]) -> list[str]:
        """Orders of which a version, by its number, or a later one should be captured and is not.

        One that was asked for and not given is told as unreadable, and asked for again.
        """
        keys = missed(versions, self.source.orders, self.watch.captured)
        return [f"order {key} was passed over" for key in keys if not self._is_unreadable(key)]

    def _is_unreadable(self, order: int) -> bool:
        row = self.ledger.document(key_of(order))
        return row is not None and any(found.code == UNREADABLE for found in row.findings)

    def _is_linked(self, order: int, target: TargetRef) -> bool:
        row = self.ledger.document(key_of(order))
        return row is not None and any(link.target == target for link in row.links)

    def _ledger_clock(self) -> datetime:
        current = self.stage.current
        return self._now + (current.skew if current is not None else timedelta())


def key_of(order: int) -> Key:
    """The ledger's key of an order."""
    return Key(connection=CONNECTION, flow=PURCHASE_ORDERS, source_id=str(order))


def record_of(order: int) -> TargetRef:
    """The record that an order becomes."""
    return TargetRef(side="gp", company="TWO", number=f"PF{order}")
