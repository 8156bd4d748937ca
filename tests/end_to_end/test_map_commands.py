"""`gp-sync map`: the tables of the configuration against two systems that run."""

import json
from typing import Any

from typer.testing import Result

from tests.command_line import command_line
from tests.end_to_end.vendor_world import enable
from tests.end_to_end.world import World

LINKED = {"start = 2026-11-01": 'start = 2026-11-01\norder_url = "https://fabrikam.example.com/orders/{key}"'}


def run(world: World, command: str, *more: str) -> Result:
    return command_line(["map", command, "--config", str(world.config), *more], env=world.environment)


def answer(world: World, command: str) -> Any:
    return json.loads(run(world, command, "--json").stdout)


class TestLint:
    def test_tables_that_fit_both_systems(self, world: World) -> None:
        world.configure(**LINKED)
        world.order()
        world.run("sync")

        result = run(world, "lint")

        assert (result.exit_code, result.output) == (0, "the tables fit both systems\n")

    def test_what_would_stop_orders_is_listed_and_the_exit_code_says_so(self, world: World) -> None:
        world.configure(**LINKED, **{'site = "01-N"': 'site = "77"'})
        world.order()
        world.run("sync")
        world.procurify.add_location("Plant South")

        result = run(world, "lint")

        assert result.exit_code == 1
        assert result.output.splitlines() == [
            "wrong   TWO: locations \"Plant North\".site: '77' is not in GP: correct it, or add it there",
            "wrong   locations: no company lists Procurify's location 'Plant South': its orders are stopped",
            "2 lines of the tables would stop orders",
        ]

    def test_what_is_only_worth_a_look_leaves_the_exit_code_alone(self, world: World) -> None:
        result = run(world, "lint")

        assert result.exit_code == 0
        link = (
            "look at purchase_orders: order_url: the notes in GP have no link to the order in Procurify: open an order "
            "there, copy its address from the browser, and put {key} in place of the order's key (or {number} in place "
            "of its number)"
        )
        accounts = (
            "look at TWO: account: not checked whether GP has the accounts that the template makes: no order of the "
            "company was captured yet, as `gp-sync plan` does"
        )
        assert result.output.splitlines() == [accounts, link, "nothing in the tables stops an order"]

    def test_names_that_procurify_lacks_are_worth_a_look(self, world: World) -> None:
        rule = '\nskip = [{ reason = "travel", vendor = "Contoso Ofice Supplies", account_code = "6100" }]'
        world.configure(**{"start = 2026-11-01": LINKED["start = 2026-11-01"] + rule})
        world.order()
        world.run("sync")

        result = run(world, "lint")

        vendor = (
            "look at purchase_orders: skip, rule 1.vendor: Procurify has no vendor 'Contoso Ofice Supplies'; nearest: "
            "Contoso Office Supplies (archived vendors are not listed)"
        )
        assert result.exit_code == 0
        assert result.output.splitlines() == [vendor, "nothing in the tables stops an order"]

    def test_a_list_that_the_application_may_not_read_is_told_as_not_checked(self, world: World) -> None:
        world.configure(
            **LINKED,
            **{"[[companies.locations]]": '[companies.requesters]\n"Ann Lee" = "A. Lee"\n[[companies.locations]]'},
        )
        world.order()
        world.run("sync")
        world.procurify.fail("/users/$", 403)

        (flaw,) = answer(world, "lint")

        assert (flaw["where"], flaw["wrong"]) == ("Procurify's list of users", False)
        assert flaw["problem"].startswith("not checked: ")
        assert "403" in flaw["problem"]

    def test_accounts_are_tried_for_the_account_codes_of_captured_orders(self, world: World) -> None:
        world.configure(**LINKED)
        world.order(lines=[world.line(), world.line(account_code="6450")])
        world.run("sync")

        (flaw,) = answer(world, "lint")

        assert (flaw["where"], flaw["wrong"]) == ("TWO: account", False)
        assert flaw["problem"].startswith("1 of 2 accounts cannot be used")
        assert flaw["problem"].endswith(": 100-6450-01 (not in GP)")


class TestCoverage:
    def test_it_counts_what_the_captured_orders_use(self, world: World) -> None:
        world.order()
        world.order(shipping_method="Drone")
        world.run("sync")

        seen = answer(world, "coverage")

        assert (seen["orders"], seen["covered"], seen["unreadable"]) == (2, 1, [])
        assert seen["tables"]["shipping methods"]["missing"] == [
            {"cause": "shipping_method_table TWO Drone", "code": "SHIPPING_METHOD_UNMAPPED", "orders": ["PF2"]}
        ]
        assert seen["tables"]["GL accounts"] == {"covered": ["gl_account TWO 100-6100-01"], "missing": []}
        assert "1 of them without a gap" in run(world, "coverage").output

    def test_nothing_captured_is_nothing_to_say(self, world: World) -> None:
        assert run(world, "coverage").output == "0 orders looked at, 0 of them without a gap that stops them\n"


class TestSuggest:
    def test_a_gap_gets_what_looks_most_like_it(self, world: World) -> None:
        world.order(unit="eech")
        world.run("sync")

        (row,) = answer(world, "suggest")

        assert (row["company"], row["table"], row["name"], row["value"]) == ("TWO", "units", "eech", "Each")
        assert (row["likeness"], row["orders"], row["key"]) == (0.75, 1, "")
        assert '"eech" = "Each"  # 75% alike, 1 order' in run(world, "suggest").output

    def test_what_looks_like_nothing_is_left_to_a_person(self, world: World) -> None:
        world.order(shipping_method="Drone")
        world.run("sync")

        assert '"Drone" = "?"  # nothing in GP looks like it, 1 order' in run(world, "suggest").output

    def test_a_vendor_without_a_link_gets_the_one_with_the_likest_name(self, world: World) -> None:
        vendor = world.procurify.add_vendor("Fabrikam Tools Ltd")["id"]
        world.company.add_vendor("FABRIKAM0001", "Fabrikam Tools")
        world.order(vendor=vendor)
        world.run("sync")

        (row,) = answer(world, "suggest")

        assert (row["table"], row["name"], row["key"]) == ("vendor_links", "Fabrikam Tools Ltd", str(vendor))
        assert (row["value"], round(row["likeness"], 2), row["orders"]) == ("FABRIKAM0001", 0.88, 1)
        line = f'TWO,{vendor},FABRIKAM0001  # "Fabrikam Tools Ltd": 88% like "Fabrikam Tools" in GP, 1 order'
        assert line in run(world, "suggest").output

    def test_an_account_that_gp_lacks_gets_the_nearest(self, world: World) -> None:
        world.order(account_code="6450")
        world.run("sync")

        (row,) = answer(world, "suggest")

        assert (row["table"], row["name"], row["orders"]) == ("GL accounts", "100-6450-01", 1)
        assert row["value"] in world.company.accounts
        assert f"# 100-6450-01: nearest in GP is {row['value']}, " in run(world, "suggest").output

    def test_a_known_location_gets_its_segment_and_site_by_gps_descriptions(self, world: World) -> None:
        world.configure(**{'segment = "100"\nsite = "01-N"': ""})

        output = run(world, "suggest").output

        assert [(row["column"], row["value"]) for row in answer(world, "suggest")] == [
            ("segment", "100"),
            ("site", "01-N"),
        ]
        assert (
            '{ name = "Plant North", segment = "100", site = "01-N" },  # segment: 100% like "Plant North" in GP; '
            in (output)
        )

    def test_a_purchaser_gets_the_buyer_of_that_name(self, world: World) -> None:
        world.company.add_buyer("DANA", "Dana Buyer")
        world.order()
        world.run("sync")

        output = run(world, "suggest").output

        assert '# buyers of the company TWO\n"Dana Buyer" = "DANA"  # 100% like "Dana Buyer" in GP, 1 order' in output

    def test_without_gaps_it_says_so(self, world: World) -> None:
        world.order()
        world.run("sync")

        assert run(world, "suggest").output == "the tables have no gap that a proposal could fill\n"


class TestWhereVendorsFlowToo:
    def test_every_command_is_about_the_orders(self, world: World) -> None:
        enable(world)
        world.order()
        world.run("sync")

        assert run(world, "lint").exit_code == 0
        assert answer(world, "coverage")["orders"] == 1
        assert run(world, "suggest").output == "the tables have no gap that a proposal could fill\n"
