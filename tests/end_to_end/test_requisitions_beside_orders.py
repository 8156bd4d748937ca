"""Requisitions beside their orders: the same is never asked for twice in GP."""

from datetime import UTC, datetime

import pytest

from dynamicsgp_sba.testing import seed_fabrikam
from tests.end_to_end.requisitions import NUMBER, codes, ends, in_gp, requested
from tests.end_to_end.shipped_site import requisitions_beside_orders
from tests.end_to_end.world import World


@pytest.fixture
def beside(world: World) -> World:
    requisitions_beside_orders(world)
    return world


def with_readable_history(world: World) -> None:
    """Say of the site that its service reads requisitions of history too."""
    site = 'name = "fabrikam"\nextends = "companion"\n[resources.requisitions]\nreads_history = true\n'
    (world.folder / "site.toml").write_text(site, encoding="utf-8")
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace("[gp]\n", '[gp]\nprofile = "site.toml"\n'), encoding="utf-8")


class TestBesideOrders:
    def test_edge_36_a_requisition_gives_way_to_its_order(self, beside: World) -> None:
        number = requested(beside)
        before = ends(beside)

        beside.procurify.buy_requisition(number)
        after = ends(beside)

        assert (before, after) == ({"written": 1}, {"written": 2})
        assert (in_gp(beside), list(beside.company.purchase_orders)) == ([], ["PF1"])
        told = beside.run("explain", str(number)).output
        assert "The requisition became order 1 of Procurify" in told
        assert f"Sent to GP: {NUMBER} to be deleted in TWO" in told
        assert f"GP had it as {NUMBER} in TWO, until it was deleted there" in told
        assert ends(beside) == {}

    def test_edge_36_nothing_is_said_to_be_in_its_place_where_its_order_is_left_out(self, beside: World) -> None:
        number = requested(beside)
        beside.run("sync")
        text = beside.config.read_text(encoding="utf-8")
        skipped = '[[purchase_orders.skip]]\nvendor = "Contoso Office Supplies"\nreason = "bought for the canteen"\n'
        beside.config.write_text(text.replace("[[companies]]", f"{skipped}[[companies]]", 1), encoding="utf-8")

        beside.procurify.buy_requisition(number)

        assert ends(beside) == {"written": 1, "skipped": 1}
        assert (in_gp(beside), list(beside.company.purchase_orders)) == ([], [])
        told = beside.run("explain", f"requisition {number}").output
        assert "became order 1 of Procurify, for which it made way in GP" in told
        assert "GP has in its place" not in told

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

    def test_edge_36_one_that_gp_has_bought_is_not_said_to_be_deleted_when_a_person_is_done_with_it(
        self, beside: World
    ) -> None:
        beside.company.reads_history = False
        number = requested(beside)
        beside.run("sync")
        beside.company.purchase_requisition(NUMBER)
        beside.procurify.buy_requisition(number)
        beside.run("sync")

        beside.run("done", str(number), "--reason", "the order of GP was deleted")

        told = beside.run("explain", f"requisition {number}").output
        assert f"GP had it as {NUMBER} in TWO, and does not have it any more" in told

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

        assert (there["blocked"], told) == (1, {"REQUISITION_LEFT"})
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


class TestInAnotherCompany:
    """A buyer charges the order of a requisition to another company than that was asked for."""

    @pytest.fixture
    def beside_another(self, beside: World) -> World:
        text = beside.config.read_text(encoding="utf-8").replace(
            "[[companies]]", "[[companies]]\nexternal_ids = true", 1
        )
        own = text[text.index("[[companies]]") :]
        named = {'"TWO"': '"SUB"', '"Fabrikam, Inc."': '"Second, Inc."', '"Plant North"': '"Plant South"'}
        for name, other in named.items():
            own = own.replace(name, other)
        beside.config.write_text(text + own, encoding="utf-8")
        years = (datetime.now(UTC).year - 1, datetime.now(UTC).year)
        company = seed_fabrikam(beside.gp, "Second, Inc.", database="SUB", id=-2, years=years)
        company.vendors["CONTOSUP0001"]["PMPRCHIX"] = company.vendors["CONTOSUP0001"]["PMAPINDX"]
        return beside

    def charged_elsewhere(self, world: World) -> None:
        location = world.procurify.add_location("Plant South", time_zone="America/Chicago")["id"]
        department = world.procurify.add_department("Administration", location)["id"]
        number = requested(world)
        world.run("sync")
        world.procurify.buy_requisition(number, allocations={1: [("6100", department, "49")]})

    def test_edge_58_its_order_is_written_where_it_is_charged(self, beside_another: World) -> None:
        self.charged_elsewhere(beside_another)

        assert ends(beside_another) == {"written": 2}
        assert (in_gp(beside_another), codes(beside_another)) == ([], set())

    def test_edge_58_a_person_is_asked_where_that_company_gets_no_orders(self, beside_another: World) -> None:
        """The requisition has given way, and nothing else would reach GP."""
        text = beside_another.config.read_text(encoding="utf-8")
        before, _, after = text.rpartition('documents = "both"')
        beside_another.config.write_text(f'{before}documents = "requisition"{after}', encoding="utf-8")
        self.charged_elsewhere(beside_another)

        told = ends(beside_another)

        assert (told, codes(beside_another)) == ({"written": 1, "blocked": 1}, {"ORDER_STANDS_ALONE"})
        assert ends(beside_another) == {}
        done = beside_another.run("done", "PF1", "--reason", "entered in the other company")
        assert (done.exit_code, codes(beside_another)) == (0, set())
