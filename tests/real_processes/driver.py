"""The driver: kills, stops and disturbs engines over two servers, lets them come to rest, and counts.

Everything is drawn from a seed, but for the moments at which processes really are when a signal meets them.
"""

import random
import time
from pathlib import Path

import attrs

from gp_sync.core.states import WriteState
from gp_sync.failpoints import FAILPOINTS
from gp_sync.ledger.sql import SqlStore
from tests.real_processes.engine import LEASE_SECONDS, SEND_SECONDS
from tests.real_processes.faults import Trouble
from tests.real_processes.fleet import Fleet
from tests.real_processes.process import EngineProcess, Hold
from tests.real_processes.proof import Proof, count_servers, gaps_in_audit
from tests.real_processes.table import Table
from tests.real_processes.world import CONNECTION, LONGEST_EXECUTION, World, make_world

__all__ = ["Story", "tell"]

_SETTLE_SECONDS = SEND_SECONDS + LONGEST_EXECUTION
_CALM_SECONDS = 240.0
_WHILE_SENDING = ("write.sending", "write.answered")


@attrs.frozen(kw_only=True)
class Story:
    """How much happens.

    Args:
        orders: how many are there at the start.
        bought: how many come meanwhile, before each blow.
        revised: how many are revised before each blow.
        kills: how often an engine is killed.
        stops: how often one is stopped for longer than its lease, and goes on after another took over.
        engines: how many schedulers run the connection.
        refuses_existing: whether GP refuses a second order with a number, or writes the first one over.
        patience: seconds in which an engine that shall be hit at a failpoint must get there; else it is hit anyway.
        seed: of all that is drawn.
    """

    orders: int
    bought: int = 2
    revised: int = 2
    kills: int
    stops: int
    engines: int = 1
    refuses_existing: bool = True
    patience: float = 6.0
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
        self._kills = self._kills_while_sending = self._stops = 0

    def tell(self) -> tuple[Proof, Table]:
        """See `tell`."""
        began, story = time.monotonic(), self._story
        self._world.fill(story.orders)
        blows = ["kill"] * story.kills + ["stop"] * story.stops
        self._dice.shuffle(blows)
        with Fleet(self._world, story.engines, self._draw_hold) as fleet:
            for blow in blows:
                self._disturb()
                victim = fleet.victim(self._dice, story.patience)
                if blow == "kill":
                    self._kill(fleet, victim)
                else:
                    self._stop(fleet, victim)
            self._trouble.end()
            fleet.come_to_rest(_SETTLE_SECONDS, _CALM_SECONDS)
        return count_servers(self._world), self._table(time.monotonic() - began)

    def _disturb(self) -> None:
        self._world.buy(self._story.bought)
        for _ in range(self._story.revised):
            self._world.revise()
        if self._dice.random() < 0.5:
            self._world.cancel()
        self._trouble.strike()

    def _draw_hold(self) -> Hold | None:
        """Where the next engine is met: mostly while a write is sending, else anywhere, or at no certain place."""
        chance = self._dice.random()
        if chance < 0.5:
            return Hold(self._dice.choice(_WHILE_SENDING), self._dice.randint(1, 30))
        if chance < 0.8:
            point = self._dice.choice(FAILPOINTS)
            return Hold(point, 1 if point.startswith("capture") else self._dice.randint(1, 10))
        return None

    def _kill(self, fleet: Fleet, victim: EngineProcess) -> None:
        fleet.kill(victim)
        self._kills += 1
        # Nobody else moves it yet: the dead engine's lease has not run out.
        self._kills_while_sending += any(
            write.state is WriteState.SENDING for write in self._store.open_writes(CONNECTION)
        )
        fleet.fill_up()

    def _stop(self, fleet: Fleet, victim: EngineProcess) -> None:
        """Stop an engine until another has taken over and may have resolved its write; then let it go on."""
        victim.pause()
        self._stops += 1
        fleet.stand_in()
        time.sleep(LEASE_SECONDS + self._dice.uniform(0.5, _SETTLE_SECONDS))
        victim.resume()
        time.sleep(self._dice.uniform(0.2, 1.0))
        fleet.dismiss(self._dice)

    def _table(self, seconds: float) -> Table:
        rows = list(self._store.audit(CONNECTION))
        return Table(
            orders=len(self._world.procurify.orders),
            kills=self._kills,
            kills_while_sending=self._kills_while_sending,
            stops=self._stops,
            taken_over=sum(row.what == "lease.taken_over" for row in rows),
            attempts=sum(row.new_state == WriteState.RESERVED for row in rows),
            doubts=sum(row.new_state == WriteState.IN_DOUBT != row.old_state for row in rows),
            read_backs=sum(row.old_state == WriteState.IN_DOUBT for row in rows),
            quarantined=sum(row.new_state == WriteState.QUARANTINED for row in rows),
            seconds=seconds,
            audit_gaps=tuple(gaps_in_audit(rows)),
        )
