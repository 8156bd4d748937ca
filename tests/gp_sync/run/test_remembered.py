"""What a run remembers is its own to say only while it holds the lease."""

import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref
from gp_sync.run.session import LeaseLost
from gp_sync.run.stops import last_stops, remember_stops
from gp_sync.testing.model_connection import ModelConnection

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")


class TestAProcessThatLostItsLease:
    def test_it_cannot_say_why_the_run_stopped(self) -> None:
        """The process that took over has come to its end, and that is what counts."""
        world = ModelConnection()
        with world.engine().session() as old:
            world.clock.advance(minutes=30)
            with world.engine().session() as new:
                remember_stops(new, ())

                with pytest.raises(LeaseLost, match="taken over by another process"):
                    remember_stops(old, (GP_DOWN,))

        assert last_stops(world.ledger, world.name) == ()
