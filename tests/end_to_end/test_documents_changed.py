"""A company gets other documents than before: nothing is asked for twice, and what was written is not left alone."""

import time
from typing import Any

import attrs
import pytest

from procurify_client.testing import OrderLine
from tests.end_to_end.requisitions import APPROVED, DENIED, NUMBER, codes, ends, in_gp, requested
from tests.end_to_end.world import World

REQUISITIONS = "[requisitions]\nstart = 2026-11-01\n[purchase_orders]"


def gets(world: World, documents: str) -> None:
    """Say what the company gets from here on."""
    named = 'name = "Fabrikam, Inc."'
    world.configure(**{"[purchase_orders]": REQUISITIONS, named: f'{named}\ndocuments = "{documents}"'})


def in_haste(world: World) -> None:
    """Let a send take two seconds at most."""
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace("[gp]\n", "[gp]\nsend_timeout = 2\n"), encoding="utf-8")


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


class TestOrdersInPlaceOfRequisitions:
    """What was written while the company got requisitions is looked after, and nothing new becomes one."""

    @pytest.fixture
    def left(self, world: World) -> World:
        """A company that gets orders, with a requisition in GP from before."""
        gets(world, "requisition")
        requested(world)
        world.run("sync")
        gets(world, "purchase_order")
        return world

    def test_edge_62_one_that_is_denied_is_taken_away_while_it_is_saved(self, left: World) -> None:
        left.procurify.edit_requisition(700001, status=DENIED)

        assert ends(left) == {"written": 1}
        assert in_gp(left) == []

    def test_edge_62_one_that_is_changed_is_changed_in_gp_while_it_is_saved(self, left: World) -> None:
        left.procurify.edit_requisition(700001, description="For the office")

        assert ends(left) == {"written": 1}
        assert left.company.requisitions[NUMBER]["RequisitionDescription"] == "For the office"

    def test_edge_62_one_that_gp_has_submitted_is_left_to_a_person_who_takes_it_as_done(self, left: World) -> None:
        left.company.edit_requisition(NUMBER, RequisitionStatus=2)
        left.procurify.edit_requisition(700001, status=DENIED)

        blocked = ends(left)
        done = left.run("done", "requisition 700001", "--reason", "the buyer knows")

        assert (blocked, done.exit_code) == ({"blocked": 1}, 0)

    def test_edge_36_a_new_one_is_not_even_captured(self, left: World) -> None:
        requested(left)

        assert ends(left) == {}
        assert in_gp(left) == [NUMBER]

    def test_edge_05_a_doubt_from_before_is_resolved(self, world: World) -> None:
        gets(world, "requisition")
        in_haste(world)
        requested(world)
        world.gp.drop_before("POST", "Requisitions")
        world.run("sync")
        gets(world, "purchase_order")
        in_haste(world)
        time.sleep(3.5)  # the time that a send may take, and then may still land
        stuck = world.answer("sync")["run"]["resolved"]

        released = world.run("quarantine", "release", "700001", "--reason", "GP does not have it")

        assert stuck == {"quarantined": 1}
        assert released.exit_code == 0, released.output


class TestOrdersFromBefore:
    """What was written while the company got orders is looked after, and nothing new becomes one."""

    @pytest.fixture
    def left(self, world: World) -> World:
        """A company that gets requisitions, with an order in GP from before."""
        world.order()
        world.run("sync")
        gets(world, "requisition")
        return world

    def test_edge_03_one_that_is_revised_is_changed_in_gp_while_it_is_new(self, left: World) -> None:
        left.procurify.edit_line(1, 1, quantity="3", touch_order=True)
        left.run("sync")

        assert left.company.purchase_orders["PF1"]["SUBTOTAL"] == "73.50000"

    def test_edge_36_a_new_one_is_not_even_captured(self, left: World) -> None:
        left.order()
        left.run("sync")

        assert list(left.company.purchase_orders) == ["PF1"]
        assert left.run("explain", "PF2").exit_code == 2

    def test_a_month_end_finds_it_in_gp(self, left: World) -> None:
        told = left.run("reconcile", "--period", "{}-{:02d}".format(*left.gp_period())).output

        assert "Deleted in GP" not in told

    @pytest.mark.parametrize("command", ["done", "recreate", "skip"])
    def test_persons_may_decide_about_it(self, left: World, command: str) -> None:
        result = left.run(command, "PF1", "--reason", "a try")

        assert result.output.startswith("gp-sync: PF1: ")


class TestWithoutTheService:
    """The site has no service of orders any more, so nothing can be done about those from before: that is said."""

    @pytest.mark.parametrize("command", [("done", "--reason", "x"), ("explain", "--live")], ids=["done", "explain"])
    def test_what_cannot_be_decided_is_told(self, world: World, command: tuple[str, ...]) -> None:
        world.order()
        world.run("sync")
        gets(world, "requisition")
        text = world.config.read_text(encoding="utf-8")
        world.config.write_text(text.replace("[gp]\n", '[gp]\nprofile = "shipped"\n'), encoding="utf-8")

        result = world.run(command[0], "PF1", *command[1:])

        assert result.exit_code == 2
        assert "the configuration has no flow 'purchase_orders' any more" in result.stderr

    def test_a_site_without_requisitions_runs_with_orders_alone(self, world: World) -> None:
        site = 'name = "fabrikam"\nextends = "companion"\n[resources.requisitions]\navailable = false\n'
        (world.folder / "site.toml").write_text(site, encoding="utf-8")
        text = world.config.read_text(encoding="utf-8")
        world.config.write_text(text.replace("[gp]\n", '[gp]\nprofile = "site.toml"\n'), encoding="utf-8")
        world.order()

        assert ends(world) == {"written": 1}
