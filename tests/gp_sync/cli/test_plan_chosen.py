"""`gp-sync plan` of chosen orders, whatever their state, and of those that only the configuration can mend."""

import pytest

from tests.end_to_end.world import World
from tests.gp_sync.cli.plan_files import states


class TestChosen:
    def test_a_change_of_the_configuration_is_seen_before_it_decides_anything_anew(self, world: World) -> None:
        world.order()
        world.order(shipping_method="Air")
        world.run("sync")
        world.configure(**{'"each" = "Each"': '"each" = "Box"', '"GROUND"': '"GROUND", "Air" = "OVERNIGHT"'})

        nothing = world.answer("plan")
        plan = world.answer("plan", "--all")

        assert nothing["orders"] == []
        assert [row["words"] for row in plan["orders"]] == ["update PF1 in TWO", "create PF2 in TWO"]
        changes = plan["orders"][0]["writes"][0]["changes"]
        assert ("line 1 unit", "Each", "Box") in [(row["field"], row["there"], row["wanted"]) for row in changes]
        assert states(world) == {"PF1": "settled", "PF2": "blocked"}

    def test_orders_that_only_the_configuration_can_mend_are_not_passed_over_in_silence(self, world: World) -> None:
        world.order(shipping_method="Air")
        world.order(account_code="6450")
        world.run("sync")
        world.configure(**{'"GROUND"': '"GROUND", "Air" = "OVERNIGHT"'})
        (issue,) = [row["number"] for row in world.answer("issues") if row["code"] == "SHIPPING_METHOD_UNMAPPED"]

        output = world.run("plan").output

        assert f"1 order is stopped by findings that only the configuration can mend (issues {issue})" in output
        assert f"`gp-sync plan --issue {issue}` or `gp-sync plan --all` shows what it would change now" in output
        assert "create PF1 in TWO" in world.run("plan", "--issue", str(issue)).output
        assert "only the configuration" not in world.run("plan", "--all").output

    def test_orders_that_a_setting_keeps_are_told_whoever_decides_about_it(self, world: World) -> None:
        world.configure(**{"start = 2026-11-01": 'start = 2026-11-01\nby_amount = "hold"'})
        for _ in range(2):
            world.order(lines=[world.line(receive_method=1)])
        world.run("sync")

        output = world.run("plan").output

        (issue,) = [row["number"] for row in world.answer("issues") if row["code"] == "BY_AMOUNT_LINE"]
        assert f"2 orders are stopped by findings that only the configuration can mend (issues {issue})" in output

    def test_a_replay_with_the_same_choice_does_what_was_planned(self, world: World) -> None:
        world.order()
        world.order(shipping_method="Air")
        world.run("sync")
        world.configure(**{'"each" = "Each"': '"each" = "Box"', '"GROUND"': '"GROUND", "Air" = "OVERNIGHT"'})
        plan = world.answer("plan", "--all")

        run = world.answer("replay", "--all")["run"]

        assert plan["counts"] == {"create": 1, "update": 1}
        assert (run["reopened"], run["ends"]) == (2, {"written": 2})
        assert world.answer("plan", "--all")["counts"] == {"unchanged": 2}

    def test_an_order_by_its_number_whatever_its_state(self, world: World) -> None:
        world.order()
        world.order(name="Clips")
        world.run("sync")

        plan = world.answer("plan", "pf2")

        assert [(row["label"], row["words"]) for row in plan["orders"]] == [("PF2", "unchanged")]

    def test_an_order_that_only_procurify_knows_yet_is_captured_first(self, world: World) -> None:
        world.run("sync")
        world.order()

        plan = world.answer("plan", "PF1")

        assert [row["words"] for row in plan["orders"]] == ["create PF1 in TWO"]

    @pytest.mark.parametrize(
        ("arguments", "names"),
        [
            (["PF77"], "the ledger knows no order 'PF77'"),
            (["--code", "NO_SUCH_CODE"], "there is no finding 'NO_SUCH_CODE'"),
            (["--issue", "7"], "there is no open issue 7; open: none"),
            (["--since", "tomorrow"], "'tomorrow' is no day: give one such as 2026-11-04"),
        ],
    )
    def test_what_cannot_be_chosen_is_named(self, world: World, arguments: list[str], names: str) -> None:
        result = world.run("plan", *arguments)

        assert result.exit_code == 2
        assert names in result.output
