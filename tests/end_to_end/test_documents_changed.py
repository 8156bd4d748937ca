"""A company gets other documents than before: nothing is asked for twice, and what was written is not left alone."""

from typing import Any

import attrs

from procurify_client.testing import OrderLine
from tests.end_to_end.requisitions import APPROVED, NUMBER, codes, ends, in_gp, requested
from tests.end_to_end.world import World

REQUISITIONS = "[requisitions]\nstart = 2026-11-01\n[purchase_orders]"


def gets(world: World, documents: str) -> None:
    """Say what the company gets from here on."""
    named = 'name = "Fabrikam, Inc."'
    world.configure(**{"[purchase_orders]": REQUISITIONS, named: f'{named}\ndocuments = "{documents}"'})


def bought_in_part(world: World) -> int:
    """Somebody asks for two things, of which one is put on an order: the requisition is approved still."""
    order: dict[str, Any] = world.order()
    bought = world.procurify.order(order["procurify_PO"])
    on_order = attrs.evolve(world.line(), item_fields={"purchase_order": bought.key, "PO": [bought.key], "status": 2})
    waiting: OrderLine = world.line("Toner", price="80.00")
    return requested(world, on_order, waiting, status=APPROVED)


class TestRequisitionsInPlaceOfOrders:
    def test_edge_36_one_of_whose_lines_gp_has_the_order_is_not_written_beside_it(self, world: World) -> None:
        number = bought_in_part(world)
        world.run("sync")
        gets(world, "requisition")

        world.run("sync")

        told = world.run("explain", f"requisition {number}").output
        assert list(world.company.purchase_orders) == ["PF1"]
        assert in_gp(world) == []
        assert "ORDER_THERE" in codes(world)
        assert "Lines of the requisition are on an order that GP has, PF1 in TWO" in told

    def test_edge_36_one_of_which_gp_has_the_order_of_all_lines_is_left_out(self, world: World) -> None:
        world.procurify.buy_requisition(requested(world))
        world.run("sync")
        gets(world, "requisition")

        assert ends(world) == {"skipped": 1}
        assert (codes(world), in_gp(world)) == (set(), [])

    def test_edge_36_one_whose_order_gp_does_not_have_is_written(self, world: World) -> None:
        bought_in_part(world)
        gets(world, "requisition")
        world.run("sync")

        assert in_gp(world) == [NUMBER]
