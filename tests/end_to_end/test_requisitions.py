"""Requisitions from Procurify to Dynamics GP: alone, on a site with the shipped services, and beside their orders."""

import time

import pytest

from dynamicsgp_sba import SHIPPED
from procurify_client.testing import OrderLine
from tests.end_to_end.shipped_site import requisitions_alone, requisitions_beside_orders
from tests.end_to_end.world import World

PENDING, APPROVED, DENIED = 0, 1, 2
NUMBER = "PREQ700001"


@pytest.fixture
def shipped(world: World) -> World:
    requisitions_alone(world)
    return world


@pytest.fixture
def beside(world: World) -> World:
    requisitions_beside_orders(world)
    return world


def requested(world: World, *lines: OrderLine, status: int = APPROVED) -> int:
    """Somebody asks for something in Procurify."""
    row = world.procurify.add_requisition(
        vendor=world.vendor, lines=lines or [world.line()], requisition_fields={"status": status}
    )
    number: int = row["num"]
    return number


def with_readable_history(world: World) -> None:
    """Say of the site that its service reads requisitions of history too."""
    site = 'name = "fabrikam"\nextends = "companion"\n[resources.requisitions]\nreads_history = true\n'
    (world.folder / "site.toml").write_text(site, encoding="utf-8")
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace("[gp]\n", '[gp]\nprofile = "site.toml"\n'), encoding="utf-8")


def in_gp(world: World) -> list[str]:
    """Our requisitions in work."""
    rows = world.company.requisitions.values()
    return [row["POPRequisitionNumber"] for row in rows if row["USERDEF1"].startswith("PROCURIFY")]


def ends(world: World) -> dict[str, int]:
    return dict(world.answer("sync")["run"]["ends"])


def codes(world: World) -> set[str]:
    """What open issues there are."""
    return {issue["code"] for issue in world.answer("issues")}


def warned(world: World) -> set[str]:
    """What is told of documents that nothing stops."""
    return {row["code"] for row in world.answer("issues", "--warnings")}


class TestShippedServicesAlone:
    def test_edge_36_an_approved_requisition_becomes_a_saved_one_in_gp(self, shipped: World) -> None:
        requested(shipped, shipped.line("Copy paper"), shipped.line("Toner", price="80.00"))

        assert ends(shipped) == {"written": 1}

        row = shipped.company.requisitions[NUMBER]
        assert (row["RequisitionStatus"], row["USERDEF1"], row["DOCAMNT"]) == (1, "PROCURIFY 700001", "209.00000")
        assert [(line["ITEMDESC"], line["ACTNUMST"], line["VENDORID"]) for line in row["Lines"]] == [
            ("Copy paper", "100-6100-01", "CONTOSUP0001"),
            ("Toner", "100-6100-01", "CONTOSUP0001"),
        ]

    def test_only_services_that_microsoft_ships_are_asked(self, shipped: World) -> None:
        requested(shipped)
        shipped.run("sync")
        shipped.procurify.edit_requisition(700001, description="For the office")
        shipped.run("sync")

        ours = {entry.resource for entry in SHIPPED.resources.values() if entry.available}
        asked = {request.resource.partition("/")[2] or request.resource for request in shipped.gp_requests()}
        assert shipped.company.requisitions[NUMBER]["RequisitionDescription"] == "For the office"
        assert asked <= ours

    def test_edge_36_identical_lines_are_told_apart(self, shipped: World) -> None:
        """GP makes one line of identical ones when it buys."""
        requested(shipped, shipped.line(), shipped.line())
        shipped.run("sync")

        first, second = shipped.company.requisitions[NUMBER]["Lines"]
        assert first["USERDEF1"] != second["USERDEF1"]
        assert first["ITEMNMBR"] != second["ITEMNMBR"]

    def test_edge_05_a_doubt_without_readable_history_waits_for_a_person(self, shipped: World) -> None:
        text = shipped.config.read_text(encoding="utf-8")
        shipped.config.write_text(text.replace("[gp]\n", "[gp]\nsend_timeout = 2\n"), encoding="utf-8")
        requested(shipped)
        shipped.gp.drop_before("POST", "Requisitions")

        first = ends(shipped)
        time.sleep(3.5)  # the time that a send may take, and then may still land
        run = shipped.answer("sync")["run"]

        assert (first, run["resolved"]) == ({"in doubt": 1}, {"quarantined": 1})
        assert "it is absent from work, and history cannot be read" in shipped.run("quarantine", "list").output
        assert in_gp(shipped) == []

    def test_ping_asks_for_requisitions_and_not_for_orders(self, shipped: World) -> None:
        result = shipped.run("ping")

        assert result.exit_code == 0, result.output
        assert "TWO requisitions: readable" in result.output
        assert "purchase orders: " not in result.output.partition("Dynamics GP")[2]

    def test_what_gp_lost_the_answer_to_is_written_once(self, shipped: World) -> None:
        requested(shipped)
        shipped.gp.lose_response("POST", "Requisitions")

        assert ends(shipped) == {"written": 1}
        assert (in_gp(shipped), shipped.answer("sync")["run"]["ends"]) == ([NUMBER], {})


class TestWhatHappensLater:
    def test_edge_62_only_approved_ones_flow_and_the_others_follow(self, shipped: World) -> None:
        number = requested(shipped, status=PENDING)

        before = ends(shipped)
        shipped.procurify.edit_requisition(number, status=APPROVED)

        assert (before, ends(shipped), in_gp(shipped)) == ({"skipped": 1}, {"written": 1}, [NUMBER])

    def test_edge_62_one_that_is_denied_is_taken_away_while_it_is_saved(self, shipped: World) -> None:
        number = requested(shipped)
        shipped.run("sync")

        shipped.procurify.edit_requisition(number, status=DENIED)

        assert (ends(shipped), in_gp(shipped)) == ({"written": 1}, [])
        assert ends(shipped) == {}

    def test_edge_62_one_that_gp_has_submitted_is_left_to_a_person(self, shipped: World) -> None:
        number = requested(shipped)
        shipped.run("sync")
        shipped.company.edit_requisition(NUMBER, RequisitionStatus=2)

        shipped.procurify.edit_requisition(number, status=DENIED)

        assert (ends(shipped), codes(shipped)) == ({"blocked": 1}, {"REQUISITION_NOT_SAVED"})
        assert in_gp(shipped) == [NUMBER]

    def test_edge_62_one_that_waits_for_another_approval_stays_as_it_is(self, shipped: World) -> None:
        number = requested(shipped)
        shipped.run("sync")

        shipped.procurify.edit_requisition(number, status=PENDING, description="Other words")

        assert (ends(shipped), codes(shipped)) == ({"held": 1}, {"REQUISITION_NOT_APPROVED"})
        assert shipped.company.requisitions[NUMBER]["RequisitionDescription"] == ""

    def test_edge_18_one_that_a_gp_user_has_open_waits_for_the_next_run(self, shipped: World) -> None:
        number = requested(shipped)
        shipped.run("sync")
        shipped.company.lock_requisition(NUMBER)
        shipped.procurify.edit_requisition(number, description="For the office")

        locked = shipped.answer("sync")
        shipped.company.lock_requisition(NUMBER, locked=False)

        assert locked["run"]["ends"] == {"held": 1}
        assert ends(shipped) == {"written": 1}


class TestCodingThatCannotBeSeen:
    def test_edge_63_it_is_said_that_splits_are_not_told(self, shipped: World) -> None:
        requested(shipped)
        shipped.run("sync")

        assert warned(shipped) == {"ALLOCATION_NOT_VISIBLE"}

    def test_edge_63_the_coding_is_compared_when_the_order_arrives(self, shipped: World) -> None:
        number = requested(shipped)
        shipped.run("sync")

        department = shipped.department
        shipped.procurify.buy_requisition(
            number, allocations={1: [("6100", department, "24.50"), ("6450", department, "24.50")]}
        )
        shipped.run("sync")

        told = shipped.run("explain", str(number)).output
        assert "6450, Administration, Plant North" in told
        assert warned(shipped) == {"ALLOCATION_DIFFERS", "ALLOCATION_NOT_VISIBLE"}
        assert in_gp(shipped) == [NUMBER]


class TestBesideOrders:
    def test_edge_36_a_requisition_gives_way_to_its_order(self, beside: World) -> None:
        number = requested(beside)
        before = ends(beside)

        beside.procurify.buy_requisition(number)
        after = ends(beside)

        assert (before, after) == ({"written": 1}, {"written": 2})
        assert (in_gp(beside), list(beside.company.purchase_orders)) == ([], ["PF1"])
        assert "The requisition became order 1 of Procurify" in beside.run("explain", str(number)).output
        assert ends(beside) == {}

    def test_edge_36_it_gives_way_though_the_answer_is_lost_where_history_is_read(self, beside: World) -> None:
        """What is neither in work nor in history was deleted, and not bought."""
        with_readable_history(beside)
        number = requested(beside)
        beside.run("sync")
        beside.procurify.buy_requisition(number)
        beside.gp.lose_response("DELETE", "Requisitions")

        assert ends(beside) == {"written": 2}
        assert (in_gp(beside), list(beside.company.purchase_orders)) == ([], ["PF1"])

    def test_edge_36_what_became_an_order_before_it_reached_gp_is_written_once(self, beside: World) -> None:
        beside.procurify.buy_requisition(requested(beside))

        assert ends(beside) == {"skipped": 1, "written": 1}
        assert (in_gp(beside), list(beside.company.purchase_orders)) == ([], ["PF1"])

    def test_edge_36_one_that_waits_is_not_written_beside_its_order_where_the_list_cannot_be_read(
        self, beside: World
    ) -> None:
        """Its order was written while nobody could see that it had become one."""
        text = beside.config.read_text(encoding="utf-8")
        held = 'start = 2026-11-01\nseverity = { ALLOCATION_NOT_VISIBLE = "HOLD" }\n'
        beside.config.write_text(text.replace("start = 2026-11-01\n", held, 1), encoding="utf-8")
        number = requested(beside)
        beside.run("sync")
        beside.procurify.buy_requisition(number)
        beside.procurify.fail("/v2/global/orders/", 500, times=1000)
        beside.run("sync")
        beside.config.write_text(text, encoding="utf-8")
        beside.run("replay")

        beside.run("sync")

        assert (in_gp(beside), list(beside.company.purchase_orders)) == ([], ["PF1"])

    def test_edge_36_an_order_stops_where_gp_has_bought_the_requisition(self, beside: World) -> None:
        number = requested(beside)
        beside.run("sync")
        beside.company.purchase_requisition(NUMBER)

        beside.procurify.buy_requisition(number)

        assert ends(beside) == {"blocked": 2}
        assert codes(beside) >= {"REQUISITION_BOUGHT"}
        assert list(beside.company.purchase_orders) == []

    def test_edge_36_an_order_follows_when_a_person_is_done_with_the_requisition(self, beside: World) -> None:
        number = requested(beside)
        beside.run("sync")
        beside.company.purchase_requisition(NUMBER)
        beside.procurify.buy_requisition(number)
        beside.run("sync")

        done = beside.run("done", str(number), "--reason", "the order of GP was deleted")

        assert done.exit_code == 0, done.output
        assert (ends(beside), list(beside.company.purchase_orders)) == ({"written": 1}, ["PF1"])

    def test_edge_36_one_that_a_person_keeps_in_gp_stands_in_the_way_until_it_is_deleted_there(
        self, beside: World
    ) -> None:
        number = requested(beside)
        beside.run("sync")
        beside.company.edit_requisition(NUMBER, RequisitionDescription="agreed by phone")
        beside.procurify.buy_requisition(number)
        beside.run("sync")

        beside.run("done", str(number), "--reason", "what GP has is right")
        kept, told = ends(beside), codes(beside)
        beside.run("replay", str(number))
        told_later = codes(beside)
        del beside.company.requisitions[NUMBER]

        assert (kept, told) == ({"blocked": 1}, {"REQUISITION_LEFT"})
        assert told_later == {"REQUISITION_LEFT", "CHANGED_IN_GP"}
        assert (ends(beside), list(beside.company.purchase_orders)) == ({"written": 1}, ["PF1"])

    @pytest.mark.parametrize("history", [True, False])
    def test_edge_36_one_from_when_the_company_got_requisitions_stands_in_the_way(
        self, beside: World, *, history: bool
    ) -> None:
        """Without GP's history nobody knows whether what is gone was bought."""
        if history:
            with_readable_history(beside)
        number = requested(beside)
        beside.run("sync")
        text = beside.config.read_text(encoding="utf-8")
        beside.config.write_text(text.replace('documents = "both"\n', ""), encoding="utf-8")
        beside.procurify.buy_requisition(number)

        there, told = ends(beside), codes(beside)
        del beside.company.requisitions[NUMBER]

        assert (there, told) == ({"blocked": 1}, {"REQUISITION_LEFT"})
        assert ends(beside) == ({"written": 1} if history else {"blocked": 1})

    def test_edge_36_an_order_waits_while_somebody_has_the_requisition_open(self, beside: World) -> None:
        number = requested(beside)
        beside.run("sync")
        beside.company.lock_requisition(NUMBER)
        beside.procurify.buy_requisition(number)

        waiting = ends(beside)
        beside.company.lock_requisition(NUMBER, locked=False)

        assert waiting == {"held": 2}
        assert ends(beside) == {"written": 2}
        assert (in_gp(beside), list(beside.company.purchase_orders)) == ([], ["PF1"])

    def test_edge_36_an_order_waits_while_it_is_not_known_whether_the_requisition_was_written(
        self, beside: World
    ) -> None:
        number = requested(beside)
        beside.gp.drop_before("POST", "Requisitions")
        beside.run("sync")

        beside.procurify.buy_requisition(number)

        assert ends(beside) == {"held": 1}
        assert codes(beside) >= {"REQUISITION_STANDS"}
