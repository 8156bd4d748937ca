"""What `gp-sync plan` tells of many orders, of odd names, and of what cannot be decided."""

import pytest

from tests.end_to_end.world import World
from tests.gp_sync.cli.plan_files import planned


class TestOrder:
    def test_orders_are_sorted_by_the_value_of_their_numbers(self, world: World) -> None:
        for _ in range(11):
            world.order()

        labels = [row["label"] for row in world.answer("plan")["orders"]]

        assert labels == [f"PF{number}" for number in range(1, 12)]

    def test_one_order_alone_is_promised_a_number_that_two_have(self, world: World) -> None:
        world.configure(**{"start = 2026-11-01": 'start = 2026-11-01\nnumber = "{external_number}"'})
        world.order(external_number="abc 1")
        world.order(external_number="ABC 1")

        plan, output = world.answer("plan"), world.run("plan").output
        run = world.answer("sync")["run"]

        assert [row["words"] for row in plan["orders"]] == ["create ABC 1 in TWO", "block: PO_NUMBER_TAKEN"]
        assert "a purchase order ABC 1 (to be made of PF1), which is not this order's." in output
        assert run["ends"] == {"written": 1, "blocked": 1}
        assert "a purchase order ABC 1 (made of PF" in world.run("issues").output

    def test_such_a_plan_can_be_applied(self, world: World) -> None:
        world.configure(**{"start = 2026-11-01": 'start = 2026-11-01\nnumber = "{external_number}"'})
        world.order(external_number="abc 1")
        world.order(external_number="ABC 1")
        file = planned(world)

        assert world.answer("apply", file)["run"]["ends"]["written"] == 1


class TestChoice:
    def test_a_company_is_named_in_any_case(self, world: World) -> None:
        world.order()
        world.run("plan")

        assert [row["label"] for row in world.answer("plan", "--company", "two")["orders"]] == ["PF1"]


class TestNames:
    @pytest.mark.parametrize("command", ["plan", "sync", "issues", "explain"])
    def test_a_name_moves_nothing_on_the_terminal(self, world: World, command: str) -> None:
        world.order(account_code="6450", name="Bolt \x1b[31mRED")
        world.run("sync")
        arguments = {"plan": ["--all"], "explain": ["PF1"]}.get(command, [])

        output = world.run(command, *arguments).output

        assert "Bolt \\x1b[31mRED" in output
        assert "\x1b" not in output


class TestUnreadable:
    def test_a_written_order_with_a_newer_version_that_cannot_be_read_is_no_order_as_it_should_be(
        self, world: World
    ) -> None:
        world.order()
        world.run("sync")
        world.procurify.edit_purchase_order(1, freight="5")
        body = b'{"data": {"procurify_PO": 1, "total": "many"}}'
        world.procurify.garble("/purchase_orders/1/$", content=body, content_type="application/json")

        plan = world.answer("plan", "--all")

        assert [row["words"] for row in plan["orders"]] == ["block: ORDER_UNREADABLE"]
        assert plan["counts"] == {"block": 1}


class TestAwaitingConfiguration:
    def test_an_order_whose_department_has_no_segment_is_told(self, world: World) -> None:
        department = world.procurify.add_department("Maintenance", 1)["id"]
        world.order(department=department)
        world.run("sync")

        output = world.run("plan").output

        assert "1 order is stopped by findings that only the configuration can mend (issues 1)" in output


class TestUsersFunctions:
    def test_one_that_fails_is_told_without_a_traceback(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        world.configure(**{"[purchase_orders]": '[mapping.functions]\nunit = "math:sqrt"\n[purchase_orders]'})
        world.order()

        result = world.run("plan")

        assert "block: ORDER_NOT_PROCESSED" in result.output
        assert caplog.text == ""
