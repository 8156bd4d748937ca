"""A flow whose documents are decided only as the run has seen them: what was captured earlier may be out of date."""

import attrs
import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref
from gp_sync.core.states import End
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection

DOWN = finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="no route to host")


@pytest.fixture
def waiting(world: ModelConnection) -> ModelConnection:
    """A world in which an order was captured while GP could not be used."""
    world.put(order())
    world.target.down = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="no route to host")
    world.run()
    world.target.down = None
    return world


@pytest.mark.parametrize(("fresh_only", "ends"), [(True, {}), (False, {End.WRITTEN: 1})])
class TestFreshOnly:
    def test_what_waits_is_not_decided_while_the_list_cannot_be_read(
        self, waiting: ModelConnection, fresh_only: bool, ends: dict[End, int]
    ) -> None:
        waiting.feed.down = DOWN

        report = waiting.run(flows=(attrs.evolve(waiting.flow(), fresh_only=fresh_only),))

        assert report.ends == ends

    def test_an_older_version_is_not_decided_beside_one_that_cannot_be_read(
        self, waiting: ModelConnection, fresh_only: bool, ends: dict[End, int]
    ) -> None:
        waiting.put(order(version=2), problem="not JSON", payload=b"<html>")

        report = waiting.run(flows=(attrs.evolve(waiting.flow(), fresh_only=fresh_only),))

        assert {end: count for end, count in report.ends.items() if end is not End.UNREADABLE} == ends
