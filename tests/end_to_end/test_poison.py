"""One record that GP or its web server spoils stops the orders that need it, and no other."""

import json
from typing import Any

import pytest

from tests.end_to_end.world import World

EXIT_SIDE = 3


def issues(world: World) -> list[dict[str, Any]]:
    """What is open."""
    found: list[dict[str, Any]] = json.loads(world.run("status", "--json").stdout)["issues"]
    return found


@pytest.fixture
def orders(world: World) -> dict[str, Any]:
    """Three orders; the vendor of the one in the middle is A&B0001 in GP."""
    world.company.add_vendor("A&B0001", "A & B Fasteners", CURNCYID="Z-US$")
    poisoned = world.procurify.add_vendor("A & B Fasteners", external_id="A&B0001")["id"]
    return {"first": world.order(), "bad": world.order(vendor=poisoned), "last": world.order()}


class TestOneVendor:
    def test_an_id_that_the_server_refuses_blocks_its_order_only(self, world: World, orders: dict[str, Any]) -> None:
        world.gp.refuse_in_paths = "&"

        result = world.run("sync", "--json")

        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["run"]["ends"] == {"blocked": 1, "written": 2}
        assert set(world.company.purchase_orders) == {orders["first"]["number"], orders["last"]["number"]}
        [issue] = issues(world)
        assert (issue["code"], issue["orders"]) == ("RECORD_UNUSABLE", [orders["bad"]["number"]])
        assert "A&B0001" in issue["sentence"]

    def test_a_record_that_cannot_be_decoded_blocks_its_order_only(self, world: World, orders: dict[str, Any]) -> None:
        world.company.vendors["A&B0001"]["VENDSTTS"] = "many"

        result = world.run("sync", "--json")

        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["run"]["ends"] == {"blocked": 1, "written": 2}
        [issue] = issues(world)
        assert (issue["code"], issue["orders"]) == ("RECORD_UNUSABLE", [orders["bad"]["number"]])
        assert "A&B0001" in issue["sentence"]

    @pytest.mark.parametrize("spoiled_by", ["server", "record"])
    def test_its_order_follows_by_itself_once_the_record_is_mended(
        self, world: World, orders: dict[str, Any], spoiled_by: str
    ) -> None:
        if spoiled_by == "server":
            world.gp.refuse_in_paths = "&"
        else:
            world.company.vendors["A&B0001"]["VENDSTTS"] = "many"
        world.run("sync")
        again = json.loads(world.run("sync", "--json").stdout)
        world.gp.refuse_in_paths = ""
        world.company.vendors["A&B0001"]["VENDSTTS"] = 1

        mended = json.loads(world.run("sync", "--json").stdout)

        assert again["run"]["ends"] == {}
        assert mended["run"]["ends"] == {"written": 1}
        assert orders["bad"]["number"] in world.company.purchase_orders
        assert issues(world) == []


class TestPing:
    def test_it_counts_the_vendors_and_names_one_that_cannot_be_read(
        self, world: World, orders: dict[str, Any]
    ) -> None:
        good = world.run("ping", "--json")
        world.company.vendors["A&B0001"]["VENDSTTS"] = "many"

        bad = world.run("ping", "--json")

        checks = [{check["what"]: check for check in json.loads(run.stdout)} for run in (good, bad)]
        count = len(world.company.vendors)
        assert (checks[0]["TWO vendors"]["result"], checks[0]["TWO vendors"]["answer"]) == ("ok", f"readable ({count})")
        assert checks[0]["TWO vendor classes"]["result"] == "ok"
        assert checks[1]["TWO vendors"]["result"] == "warning"
        assert checks[1]["TWO vendors"]["answer"].startswith(f"{count - 1} readable, 1 not, such as A&B0001: ")
        assert bad.exit_code == 0


class TestWrongCompany:
    def test_a_sync_says_that_gp_has_no_such_company(self, world: World) -> None:
        order = world.order()
        world.configure(**{'"Fabrikam, Inc."': '"Fabricam"'})

        result = world.run("sync")

        assert result.exit_code == EXIT_SIDE
        assert "GP has no company 'Fabricam'" in " ".join(result.output.split())
        world.configure()
        world.run("sync")
        assert order["number"] in world.company.purchase_orders


class TestTexts:
    def test_edge_32_half_a_surrogate_pair_is_replaced_in_a_text_with_a_warning(self, world: World) -> None:
        odd, good = world.order(name="Bearing \ud800 6204"), world.order()

        assert world.answer("sync")["run"]["ends"] == {"written": 2}
        assert set(world.company.purchase_orders) == {odd["number"], good["number"]}
        assert world.company.purchase_orders[odd["number"]]["Lines"][0]["ITEMDESC"].strip() == "Bearing ? 6204"
        findings = world.answer("status", odd["number"])["order"]["findings"]
        assert [found["code"] for found in findings] == ["CHARACTERS_REPLACED"]

    def test_edge_32_half_a_surrogate_pair_in_a_key_blocks_its_order_only(self, world: World) -> None:
        bad, good = world.order(lines=[world.line(sku="6204\ud800")]), world.order()

        assert world.answer("sync")["run"]["ends"] == {"blocked": 1, "written": 1}
        assert list(world.company.purchase_orders) == [good["number"]]
        [issue] = issues(world)
        assert (issue["code"], issue["orders"]) == ("CHARACTERS_REFUSED", [bad["number"]])

    def test_edge_32_a_number_that_no_database_can_keep_is_shown_without_it(self, world: World) -> None:
        world.procurify.edit_purchase_order(world.order()["procurify_PO"], number="PF\x001\ud800")
        world.order()

        result = world.run("sync", "--json")

        assert json.loads(result.stdout)["run"]["ends"] == {"blocked": 1, "written": 1}
        assert "PF\ufffd1\ufffd" in world.run("status").output
