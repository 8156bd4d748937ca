"""The same world for Hypothesis, which searches for a short way to break an invariant instead of drawing at random."""

from contextlib import ExitStack
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.simulation.actions import ACTIONS
from tests.simulation.calm import check_calm
from tests.simulation.faults import Weather
from tests.simulation.history import Step, calm_down, take
from tests.simulation.site import Site
from tests.simulation.stores import memory
from tests.simulation.world import World

__all__ = ["AnyStep"]

rates = st.sampled_from((0.0, 0.5))


class AnyStep(RuleBasedStateMachine):
    """Any action after any other, on any site, in any weather. The invariants are checked with each step."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._world: World | None = None

    @initialize(site=st.integers(0, 2**16), send=rates, read=st.sampled_from((0.0, 0.1)))
    def begin(self, site: int, send: float, read: float) -> None:
        """A site and its weather, and one order."""
        weather = Weather(send=send, read=read, source=read)
        make_ledger = self._stack.enter_context(memory())
        self._world = World(make_ledger, Site.draw(Random(site)), weather)
        self._stack.enter_context(self._world.at_work())
        self.something_happens("an order appears", 0)

    @rule(action=st.sampled_from(list(ACTIONS)), seed=st.integers(0, 2**16))
    def something_happens(self, action: str, seed: int) -> None:
        """One step, with what must hold after it."""
        if self._world is not None:
            take(self._world, Step(action, seed))

    def teardown(self) -> None:
        """All calms down, unless something was wrong before."""
        world, self._world = self._world, None
        try:
            if world is not None and not world.wrongs + world.crashes:
                calm_down(world, Random(0))
                check_calm(world)
        finally:
            while world is not None and world.paused:
                world.go_on(Random(0), kill=True)
            self._stack.close()


# The same steps in each run of the tests: what is new is looked for with seeds that nobody has played yet.
AnyStep.TestCase.settings = settings(
    max_examples=100,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
