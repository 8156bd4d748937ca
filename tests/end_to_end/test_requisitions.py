"""Requisitions from Procurify to Dynamics GP, in place of orders, on a site with the shipped services."""

import copy
import re
import time

import pytest

from dynamicsgp_sba import SHIPPED
from tests.end_to_end.requisitions import APPROVED, DENIED, NUMBER, PENDING, codes, ends, in_gp, requested, warned
from tests.end_to_end.shipped_site import requisitions_alone
from tests.end_to_end.world import World


@pytest.fixture
def shipped(world: World) -> World:
    requisitions_alone(world)
    return world


def with_readable_history(world: World) -> None:
    """Say of the site that its service reads requisitions of history too."""
    site = 'name = "fabrikam"\nextends = "shipped"\n[resources.requisitions]\nreads_history = true\n'
    (world.folder / "site.toml").write_text(site, encoding="utf-8")
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace('profile = "shipped"', 'profile = "site.toml"'), encoding="utf-8")


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

    def test_ping_asks_the_source_that_is_configured_for_what_no_service_tells(self, shipped: World) -> None:
        output = shipped.run("ping").output

        assert "TWO GL accounts: readable (2), from the source that is configured for them" in output
        assert "TWO fiscal periods: readable (36), from the source that is configured for them" in output

    @pytest.mark.parametrize("configured", [True, False], ids=["the file lacks", "no source"])
    def test_ping_fails_where_nothing_tells_what_requisitions_need(self, shipped: World, *, configured: bool) -> None:
        (shipped.folder / "exports" / "TWO" / "fiscal_years.csv").unlink()
        if not configured:
            text = shipped.config.read_text(encoding="utf-8")
            shipped.config.write_text(re.sub(r'fiscal_(years|periods) = "csv", ', "", text), encoding="utf-8")

        checks = {check["what"]: check for check in shipped.answer("ping")}

        periods, buyers = checks["TWO fiscal periods"], checks["TWO buyers"]
        assert (periods["result"], buyers["result"]) == ("failed", "warning")
        assert "ive it another source in the configuration" in periods["remedy"]

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

    @pytest.mark.parametrize("history", [True, False])
    def test_edge_62_one_that_was_taken_away_is_written_anew_when_it_is_approved_after_all(
        self, shipped: World, *, history: bool
    ) -> None:
        if history:
            with_readable_history(shipped)
        number = requested(shipped)
        shipped.run("sync")
        for _ in range(2):
            shipped.procurify.edit_requisition(number, status=DENIED)
            shipped.run("sync")

            shipped.procurify.edit_requisition(number, status=PENDING)
            waits, told = ends(shipped), codes(shipped)
            shipped.procurify.edit_requisition(number, status=APPROVED)

            assert (waits, told) == ({"skipped": 1}, set())
            assert (ends(shipped), in_gp(shipped)) == ({"written": 1}, [NUMBER])
        assert ends(shipped) == {}

    def test_edge_70_what_stands_under_its_number_since_it_was_taken_away_is_not_written_over(
        self, shipped: World
    ) -> None:
        number = requested(shipped)
        shipped.run("sync")
        shipped.company.requisitions["KEPT"] = copy.deepcopy(shipped.company.requisitions[NUMBER])
        shipped.procurify.edit_requisition(number, status=DENIED)
        shipped.run("sync")
        entered = shipped.company.requisitions.pop("KEPT") | {"USERDEF1": "", "RequisitionDescription": "by hand"}
        shipped.company.requisitions[NUMBER] = entered

        shipped.procurify.edit_requisition(number, status=APPROVED)

        assert ends(shipped) == {"blocked": 1}
        assert shipped.company.requisitions[NUMBER] == entered

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


class TestBoughtInGP:
    """GP buys a requisition, and moves it to a history that no shipped service tells of, or keeps none at all."""

    @pytest.mark.parametrize("history", [True, False])
    def test_edge_62_nobody_is_told_that_it_was_deleted(self, shipped: World, *, history: bool) -> None:
        shipped.company.reads_history, shipped.company.keeps_history = False, history
        number = requested(shipped)
        shipped.run("sync")
        shipped.company.purchase_requisition(NUMBER)
        shipped.procurify.edit_requisition(number, description="For the office")

        blocked, issues = ends(shipped), shipped.run("issues").output
        done = shipped.run("done", str(number), "--reason", "its order in GP was changed")

        assert blocked == {"blocked": 1}
        assert "GP has bought it, or somebody deleted it, which its service does not tell" in issues
        assert (done.exit_code, codes(shipped)) == (0, set())
        assert ends(shipped) == {}

    def test_edge_53_several_that_were_bought_are_no_sign_of_a_restored_backup(self, shipped: World) -> None:
        shipped.company.reads_history = False
        numbers = [requested(shipped) for _ in range(4)]
        shipped.run("sync")
        for number in numbers:
            shipped.company.purchase_requisition(f"PREQ{number}")

        run = shipped.answer("sync")["run"]
        full = shipped.answer("sync", "--full")["run"]

        assert (run["stopped"], full["stopped"], full["ends"]) == ([], [], {"unchanged": 4})
        assert (codes(shipped), "REQUISITION_OUT_OF_WORK" in warned(shipped)) == (set(), True)

    def test_what_was_bought_is_read_again_by_no_later_full_check(self, shipped: World) -> None:
        shipped.company.reads_history = False
        requested(shipped)
        shipped.run("sync")
        shipped.company.purchase_requisition(NUMBER)
        shipped.run("sync", "--full")
        before = len(shipped.gp_requests())

        ended = shipped.answer("sync", "--full")["run"]["ends"]

        keyed = [row for row in shipped.gp_requests()[before:] if "Requisitions" in row.resource and row.key]
        assert (ended, keyed) == ({}, [])

    def test_what_was_deleted_in_fact_may_be_written_again(self, shipped: World) -> None:
        number = requested(shipped)
        shipped.run("sync")
        del shipped.company.requisitions[NUMBER]
        shipped.run("sync", "--full")

        again = shipped.run("recreate", str(number), "--reason", "deleted by mistake")

        assert again.exit_code == 0, again.output
        assert (ends(shipped), in_gp(shipped)) == ({"written": 1}, [NUMBER])

    def test_edge_62_where_history_is_told_a_change_is_left_to_a_person(self, shipped: World) -> None:
        with_readable_history(shipped)
        number = requested(shipped)
        shipped.run("sync")
        shipped.company.purchase_requisition(NUMBER)
        shipped.procurify.edit_requisition(number, description="For the office")

        assert ends(shipped) == {"blocked": 1}
        assert codes(shipped) == {"REQUISITION_BOUGHT"}


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
