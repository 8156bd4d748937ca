"""A company gets other documents than before: nothing is asked for twice, and what was written is not left alone."""

import time
from datetime import UTC, date, datetime, timedelta
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


def orders_start(world: World, day: date) -> None:
    """Let orders flow from a day on, whatever holds for requisitions."""
    before, _, after = world.config.read_text(encoding="utf-8").partition("[purchase_orders]")
    later = after.replace("start = 2026-11-01", f"start = {day}", 1)
    world.config.write_text(f"{before}[purchase_orders]{later}", encoding="utf-8")


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

    @pytest.mark.parametrize("said_first", [True, False])
    def test_edge_36_its_order_follows_when_a_person_has_deleted_it_and_says_so(
        self, left: World, *, said_first: bool
    ) -> None:
        """Without GP's history no run knows that it was not bought; and one that still waits there is not done with."""
        left.procurify.buy_requisition(700001)
        blocked = ends(left)
        too_early = left.run("done", "requisition 700001", "--reason", "deleted")
        del left.company.requisitions[NUMBER]
        if not said_first:
            left.run("sync")

        said = left.run("done", "requisition 700001", "--reason", "deleted")

        assert (blocked["blocked"], too_early.exit_code, said.exit_code) == (1, 2, 0)
        assert (ends(left), codes(left)) == ({"written": 1}, set())
        assert list(left.company.purchase_orders) == ["PF1"]
        assert left.run("replay", "requisition 700001").exit_code == 0
        left.procurify.edit_line(1, 1, quantity="3", touch_order=True)
        left.run("sync")
        assert codes(left) <= {"ENTERED_BY_HAND"}


class TestRequisitionsThatGaveWay:
    """GP got both, and the order stands in a requisition's place when its company gets one of the two alone."""

    @pytest.fixture
    def gave_way(self, world: World) -> World:
        gets(world, "both")
        requested(world)
        world.run("sync")
        world.procurify.buy_requisition(700001)
        return world

    @pytest.mark.parametrize("documents", ["requisition", "purchase_order"])
    def test_edge_36_a_receipt_brings_nobody_to_look_for_one_that_a_run_took_away(
        self, gave_way: World, documents: str
    ) -> None:
        gave_way.run("sync")
        gets(gave_way, documents)

        gave_way.procurify.receive(1, 1, "1")
        received = ends(gave_way)

        assert received == {"unchanged": 2}
        assert (in_gp(gave_way), codes(gave_way)) == ([], set())
        told = gave_way.run("reconcile", "--period", "{}-{:02d}".format(*gave_way.gp_period())).output
        assert "Became an order" in told
        assert "not carried over" not in told

    def test_edge_36_a_person_is_asked_where_its_order_never_reached_gp(self, gave_way: World) -> None:
        gave_way.company.vendors["CONTOSUP0001"]["VENDSTTS"] = 2
        gave_way.run("sync")
        gets(gave_way, "requisition")
        gave_way.company.vendors["CONTOSUP0001"]["VENDSTTS"] = 1

        gave_way.run("sync")

        told = gave_way.run("explain", "PF1").output
        assert (in_gp(gave_way), list(gave_way.company.purchase_orders)) == ([], [])
        assert codes(gave_way) == {"ORDER_STANDS_ALONE"}
        assert "requisition 700001 makes way for the order: GP gets neither" in told

    def test_edge_36_one_whose_order_never_reached_gp_waits_for_a_person_when_it_is_touched(
        self, gave_way: World
    ) -> None:
        gave_way.company.vendors["CONTOSUP0001"]["VENDSTTS"] = 2
        gave_way.run("sync")
        gets(gave_way, "requisition")
        gave_way.company.vendors["CONTOSUP0001"]["VENDSTTS"] = 1

        gave_way.procurify.receive(1, 1, "1")
        gave_way.run("sync")

        assert (in_gp(gave_way), list(gave_way.company.purchase_orders)) == ([], [])
        assert "CLOSED_BEFORE_WRITE" in codes(gave_way)
        assert gave_way.answer("check", "700001")["outcome"] == "hold"


class TestBothInPlaceOfRequisitions:
    @pytest.fixture
    def bought(self, world: World) -> World:
        """A requisition in GP whose order is none of GP's matters, until its company gets both."""
        gets(world, "requisition")
        requested(world)
        world.run("sync")
        world.procurify.buy_requisition(700001)
        world.run("sync")
        gets(world, "both")
        return world

    def test_edge_36_one_that_was_bought_before_gives_way_to_its_order_by_itself(self, bought: World) -> None:
        waits, told = ends(bought), codes(bought)
        then = ends(bought)

        assert (waits, told) == ({"held": 1}, {"REQUISITION_STANDS"})
        assert (then, in_gp(bought), list(bought.company.purchase_orders)) == ({"written": 2}, [], ["PF1"])
        assert "Its order waits until it is out of GP" in bought.run("explain", "requisition 700001").output
        assert (ends(bought), codes(bought)) == ({}, set())

    def test_edge_51_one_whose_order_is_from_before_the_start_stays(self, bought: World) -> None:
        """The order is left alone, so that GP would have neither of the two."""
        orders_start(bought, datetime.now(UTC).date() + timedelta(days=3))

        bought.procurify.receive(1, 1, "1", touch_order=True)

        assert ends(bought) == {"unchanged": 1}
        assert (in_gp(bought), list(bought.company.purchase_orders)) == ([NUMBER], [])

    def test_edge_51_one_of_whose_orders_one_flows_gives_way_and_names_the_other(self, bought: World) -> None:
        old, asked = bought.procurify.order(1), datetime.now(UTC) + timedelta(days=9)
        bought.order(date=asked, lines=[attrs.evolve(bought.line("Toner"), fields={"order_number": 700001})])
        again = attrs.evolve(old.lines[0], item_fields={"PO": [1, 2]})
        bought.procurify.order(1).lines[0] = again
        orders_start(bought, datetime.now(UTC).date() + timedelta(days=3))
        bought.procurify.receive(1, 1, "1", touch_order=True)

        bought.run("sync")

        assert in_gp(bought) == []
        told = bought.run("explain", "requisition 700001").output
        assert "became orders 1, 2 of Procurify (order 1 is from before the start: GP does not get it)" in told


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
