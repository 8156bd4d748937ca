"""The driver: kills, stops and disturbs engines over two servers, lets them come to rest, and counts.

Everything is drawn from a seed, but for the moments at which processes really are when a signal meets them.
"""

import random
import time
from pathlib import Path

import attrs

from gp_sync.core.states import WriteState
from gp_sync.failpoints import FAILPOINTS
from gp_sync.ledger.audit_check import check_audit
from gp_sync.ledger.sql import SqlStore
from gp_sync.systems.procurify import OrderFeed
from tests.real_processes.engine import SEND_SECONDS
from tests.real_processes.faults import Trouble
from tests.real_processes.fleet import Fleet
from tests.real_processes.person import decide_quarantined
from tests.real_processes.process import EngineDiedError, EngineProcess, Hold
from tests.real_processes.proof import Proof, count_servers
from tests.real_processes.table import Table
from tests.real_processes.world import CONNECTION, LONGEST_EXECUTION, World, make_world

__all__ = ["Story", "tell"]

_SETTLE_SECONDS = SEND_SECONDS + LONGEST_EXECUTION
_CREATED = 201
_CAPTURE_SECONDS = 400.0
_CALM_SECONDS = 400.0
_CAPTURE = tuple(point for point in FAILPOINTS if point.startswith("capture"))
_RARE = frozenset({*_CAPTURE, "write.doubted", "write.read_back"})
_WHILE_SENDING = ("write.sending", "write.answered")
_IN_FLIGHT = 0.15
"""How many of the kills meet a request that GP is executing."""


@attrs.frozen(kw_only=True)
class Story:
    """How much happens.

    Args:
        orders: how many are there at the start.
        bought: how many come meanwhile, before each blow.
        revised: how many are revised, and how many have their texts cleared, before each blow.
        kills: how often an engine is killed; those that are too many after a stop, and the last ones, come on top.
        stops: how often one is stopped for longer than its lease, and goes on after another took over.
        early: how many of these blows fall while the first window is captured.
        engines: how many schedulers run the connection.
        lease: seconds that a lease outlives its engine: the next one waits so long after a kill. With several
            schedulers it must be longer than any step of a run, or they take it from each other all the time.
        refuses_existing: whether GP refuses a second order with a number, or writes the first one over.
        passes: which pass of a failpoint an engine lingers at, at most; how far it gets before it is hit.
        patience: seconds in which an engine that shall be hit while it sends must get there; else it is hit anyway.
        longest_life: seconds that an engine lives at most that is hit at no certain place.
        seed: of all that is drawn.
    """

    orders: int
    bought: int = 2
    revised: int = 2
    kills: int
    stops: int
    early: int = 1
    engines: int = 1
    lease: float = 3.0
    refuses_existing: bool = True
    passes: int = 12
    patience: float = 20.0
    longest_life: float = 6.0
    seed: int


def tell(folder: Path, ledger_url: str, story: Story) -> tuple[Proof, Table]:
    """Make the world and the ledger, and tell a story in it.

    Args:
        folder: for the configuration and the engines' logs.
        ledger_url: where the ledger is made.
        story: how much happens.

    Returns:
        What stands in both systems at the end, and the figures.

    Raises:
        EngineDiedError: an engine ended by itself, or did not come to rest.
    """
    store = SqlStore.create(ledger_url)
    try:
        with make_world(folder, ledger_url, refuses_existing=story.refuses_existing, seed=story.seed) as world:
            return _Driver(world, store, story).tell()
    finally:
        store.close()


class _Driver:
    """Tells one story.

    Args:
        world: the servers and the configuration.
        store: the ledger, to be looked into.
        story: how much happens.
    """

    def __init__(self, world: World, store: SqlStore, story: Story) -> None:
        self._world = world
        self._store = store
        self._story = story
        self._dice = random.Random(story.seed)
        self._trouble = Trouble(world, self._dice)
        self._captured = False
        self._kills = self._kills_while_sending = self._stops = 0

    def tell(self) -> tuple[Proof, Table]:
        """See `tell`."""
        began, story = time.monotonic(), self._story
        self._world.fill(story.orders)
        blows = ["kill"] * story.kills + ["stop"] * story.stops
        self._dice.shuffle(blows)
        with Fleet(self._world, story.engines, story.lease, self._draw_hold) as fleet:
            for blow in blows[: story.early]:
                self._strike(fleet, blow)
            self._wait_for_first_capture(fleet)
            for blow in blows[story.early :]:
                self._strike(fleet, blow)
            for engine in fleet.engines:
                self._kill(fleet, engine)
            self._trouble.end()
            fleet.come_to_rest(_SETTLE_SECONDS, _CALM_SECONDS)
            while decide_quarantined(self._world, self._store):
                fleet.come_to_rest(_SETTLE_SECONDS, _CALM_SECONDS)
        return count_servers(self._world), self._table(time.monotonic() - began)

    def _wait_for_first_capture(self, fleet: Fleet) -> None:
        """Let an engine live until all orders are in the ledger: capturing them takes longer than most lives last."""
        ends = time.monotonic() + _CAPTURE_SECONDS
        while self._store.cursor(CONNECTION, OrderFeed.name) is None:
            if time.monotonic() > ends:
                raise EngineDiedError(f"nothing was captured whole within {_CAPTURE_SECONDS:.0f} s")
            fleet.check_alive()
            time.sleep(0.05)
        self._captured = True

    def _strike(self, fleet: Fleet, blow: str) -> None:
        """Kill or stop one engine, while buyers work and things go wrong."""
        self._disturb()
        if blow == "stop":
            self._stop(fleet, fleet.victim(self._dice, self._story.longest_life))
        elif self._captured and self._dice.random() < _IN_FLIGHT:
            self._kill(fleet, self._victim_in_flight(fleet))
        else:
            self._kill(fleet, fleet.victim(self._dice, self._story.longest_life))
        fleet.fill_up()

    def _disturb(self) -> None:
        self._world.buy(self._story.bought)
        for _ in range(self._story.revised):
            self._world.revise()
            self._world.take_back()
        if self._dice.random() < 0.5:
            self._world.cancel()
        self._trouble.strike()

    def _draw_hold(self) -> Hold | None:
        """Where the next engine is met: mostly while it sends, else anywhere, or at no certain place."""
        chance, patience = self._dice.random(), self._story.patience
        if not self._captured:
            return Hold(self._dice.choice(_CAPTURE), 1, patience / 4) if chance < 0.5 else None
        if chance < 0.5:
            return Hold(self._dice.choice(_WHILE_SENDING), self._dice.randint(1, self._story.passes), patience)
        if chance < 0.8:
            point = self._dice.choice(FAILPOINTS)
            at = 1 if point in _RARE else self._dice.randint(1, self._story.passes)
            return Hold(point, at, patience / 2)
        return None

    def _victim_in_flight(self, fleet: Fleet) -> EngineProcess:
        """An engine whose request is being executed, slowly: it will land after the death of its sender."""
        fleet.wait_until_started()
        self._trouble.late_requests(1)
        ends = time.monotonic() + self._story.patience
        while time.monotonic() < ends:
            for engine in fleet.engines:
                if self._is_sending(engine):
                    time.sleep(0.05)
                    return engine
            time.sleep(0.02)
        return self._dice.choice(fleet.engines)

    def _is_sending(self, engine: EngineProcess) -> bool:
        """Whether the ledger says that this very process is sending a write, or died over it."""
        open_writes = self._store.open_writes(CONNECTION)
        keys = {write.key for write in open_writes if write.state is WriteState.SENDING}
        begun = [
            [row.owner for row in self._store.audit(CONNECTION, key=key) if row.new_state == WriteState.SENDING]
            for key in keys
        ]
        return any(engine.owns(owners[-1]) for owners in begun)

    def _kill(self, fleet: Fleet, victim: EngineProcess) -> None:
        fleet.kill(victim)
        self._kills += 1
        self._kills_while_sending += self._is_sending(victim)

    def _stop(self, fleet: Fleet, victim: EngineProcess) -> None:
        """Stop an engine until another has taken over and may have resolved its write; then let it go on."""
        victim.pause()
        self._stops += 1
        fleet.stand_in()
        time.sleep(self._story.lease + self._dice.uniform(0.5, _SETTLE_SECONDS))
        victim.resume()
        time.sleep(self._dice.uniform(0.2, 1.0))
        while len(fleet.engines) > self._story.engines:
            self._kill(fleet, self._dice.choice(fleet.engines))

    def _table(self, seconds: float) -> Table:
        rows = list(self._store.audit(CONNECTION))
        created = sum(request.method == "POST" and request.status == _CREATED for request in self._world.gp.requests)
        return Table(
            orders=len(self._world.procurify.orders),
            kills=self._kills,
            kills_while_sending=self._kills_while_sending,
            stops=self._stops,
            taken_over=sum(row.what == "lease.taken_over" for row in rows),
            attempts=sum(row.new_state == WriteState.RESERVED for row in rows),
            doubts=sum(row.new_state == WriteState.IN_DOUBT != row.old_state for row in rows),
            read_backs=sum(row.old_state == WriteState.IN_DOUBT for row in rows),
            written_over=created - len(self._world.company.orders.work) - len(self._world.company.orders.history),
            quarantined=sum(row.new_state == WriteState.QUARANTINED for row in rows),
            seconds=seconds,
            audit_problems=check_audit(self._store, CONNECTION).problems,
            never_ended=tuple(str(write) for write in self._store.open_writes(CONNECTION)),
        )
