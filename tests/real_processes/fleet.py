"""The engines that run one connection side by side: as many as schedulers, and a stand-in while one is stopped."""

import random
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.real_processes.process import EngineDiedError, EngineProcess, Hold
from tests.real_processes.world import World

__all__ = ["Fleet"]

_RESTS_THAT_COUNT = 2


class Fleet:
    """Starts engines and ends them; use it as a context manager, and none of them survives it.

    Args:
        world: whose connection they run.
        size: how many of them run side by side.
        lease: seconds that the lease of one outlives it.
        draw_hold: says where the next engine lingers.
    """

    def __init__(self, world: World, size: int, lease: float, draw_hold: Callable[[], Hold | None]) -> None:
        self._world = world
        self._size = size
        self._lease = lease
        self._draw_hold = draw_hold
        self._engines: list[EngineProcess] = []
        self._started = 0

    def __enter__(self) -> Self:
        self.fill_up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._engines:
            self.kill(self._engines[-1])

    @property
    def engines(self) -> tuple[EngineProcess, ...]:
        """Those that there are now."""
        return tuple(self._engines)

    def wait_until_started(self) -> None:
        """Wait until all of them have opened their ledger and clients. Raises EngineDiedError."""
        for engine in self._engines:
            if not engine.paused:
                engine.wait_until_started()

    def check_alive(self) -> None:
        """Raises EngineDiedError if one of them ended by itself."""
        for engine in self._engines:
            engine.check_alive()

    def fill_up(self) -> None:
        """Start engines until there are as many as there should be."""
        while len(self._engines) < self._size:
            self._start(self._draw_hold())

    def stand_in(self) -> None:
        """Start another engine if all of them are stopped."""
        if all(engine.paused for engine in self._engines):
            self._start(self._draw_hold())

    def kill(self, engine: EngineProcess) -> None:
        """Kill one."""
        self._engines.remove(engine)
        engine.kill()

    def victim(self, dice: random.Random, longest_life: float) -> EngineProcess:
        """The first engine that lingers at its failpoint; any of them when none will, or none does in time.

        Args:
            dice: draws the moment and the engine then.
            longest_life: seconds that an engine lives at most that lingers nowhere.

        Raises:
            EngineDiedError: one of them ended by itself.
        """
        self.wait_until_started()
        hoping = {engine: engine.hold for engine in self._engines if engine.hold and not engine.told("held")}
        # An engine that lingers nowhere may hold the lease for long, and the others wait for it.
        patience = dice.uniform(0, longest_life)
        if len(hoping) == len(self._engines):
            patience = max(hold.patience for hold in hoping.values())
        ends = time.monotonic() + patience
        while time.monotonic() < ends:
            self.check_alive()
            held = [engine for engine in hoping if engine.told("held")]
            if held:
                return held[0]
            time.sleep(0.02)
        return dice.choice(self._engines)

    def come_to_rest(self, settle: float, seconds: float) -> None:
        """Start engines that do not linger, let them go on until they find nothing to do, twice, and end them.

        Args:
            settle: seconds in which a late request may still land.
            seconds: how long this may take.

        Raises:
            EngineDiedError: an engine ended by itself, or did not come to rest.
        """
        ends = time.monotonic() + seconds
        while len(self._engines) < self._size:
            self._start(None)
        time.sleep(settle)
        known = {engine: len(engine.told("run")) for engine in self._engines}
        while not any(_rests(engine, known[engine]) for engine in self._engines):
            if time.monotonic() > ends:
                runs = [engine.told("run")[-3:] for engine in self._engines]
                raise EngineDiedError(f"the engines still find something to do after {seconds:.0f} s: {runs}")
            self.check_alive()
            time.sleep(0.1)
        for engine in self._engines:
            engine.end()
        self._engines.clear()

    def _start(self, hold: Hold | None) -> None:
        self._started += 1
        config, secrets = self._world.config, self._world.secrets
        engine = EngineProcess(config, secrets, number=self._started, lease=self._lease, hold=hold)
        self._engines.append(engine)


def _rests(engine: EngineProcess, known: int) -> bool:
    """Whether the last runs that began after all trouble was over found nothing to do."""
    runs = engine.told("run")[known + 1 :]
    return len(runs) >= _RESTS_THAT_COUNT and all(run["idle"] for run in runs[-_RESTS_THAT_COUNT:])
