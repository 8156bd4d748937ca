"""Long work at a terminal shows how far it is."""

import sys

import pytest

from tests.end_to_end.terminals import at_a_terminal
from tests.end_to_end.world import World

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own is made as POSIX has them")


class TestBars:
    def test_while_a_plan_is_made_and_carried_out(self, world: World) -> None:
        world.order()
        plan = str(world.folder / "plan.json")

        made, while_made = at_a_terminal(world, "plan", "--out", plan)
        applied, while_applied = at_a_terminal(world, "apply", plan)

        assert (made, applied) == (1, 0), while_made + while_applied
        assert "purchase_orders: planned" in while_made
        assert "purchase_orders: decided" in while_applied

    def test_while_vendors_are_compared(self, world: World) -> None:
        code, shown = at_a_terminal(world, "vendors", "match")

        assert code == 0, shown
        assert "vendors of Procurify" in shown
        assert "TWO: vendors compared" in shown
