"""`gp-sync skip`: an order that shall not flow is left out, audited, until it changes."""

import json

import pytest

from tests.end_to_end.world import World


@pytest.fixture
def blocked(world: World) -> World:
    world.order(account_code="6450", name="Boots")
    assert world.run("sync").exit_code == 0
    return world


class TestSkip:
    def test_the_order_is_skipped_and_its_issue_closes(self, blocked: World) -> None:
        result = blocked.run("skip", "pf1", "--reason", "a trial order")

        assert result.exit_code == 0
        assert "if it changes in Procurify, or is replayed by its number, it is looked at again" in result.output
        status = blocked.answer("status")
        assert (status["counts"], status["issues"]) == ({"skipped": 1}, [])

    def test_later_runs_leave_it_alone(self, blocked: World) -> None:
        blocked.run("skip", "PF1", "--reason", "a trial order")
        blocked.company.add_account("100-6450-01", "Safety")

        run = blocked.answer("sync")["run"]

        assert (run["ends"], blocked.company.purchase_orders) == ({}, {})

    def test_who_and_why_are_in_the_audit_and_in_its_story(self, blocked: World) -> None:
        blocked.run("skip", "PF1", "--reason", "a trial order")

        story = blocked.answer("status", "PF1")

        (row,) = [row for row in story["audit"] if row["what"] == "document.skipped_by_hand"]
        assert (row["detail"]["why"], row["new_state"]) == ("a trial order", "skipped")
        assert row["detail"]["by"]
        assert [found["code"] for found in story["order"]["findings"]] == ["SKIPPED_BY_HAND"]

    def test_a_later_version_is_looked_at_again(self, blocked: World) -> None:
        blocked.run("skip", "PF1", "--reason", "a trial order")
        blocked.company.add_account("100-6450-01", "Safety")
        blocked.procurify.edit_purchase_order(1, freight="5")

        assert blocked.answer("sync")["run"]["ends"] == {"written": 1}

    def test_a_replay_by_its_number_takes_it_up_again(self, blocked: World) -> None:
        blocked.run("skip", "PF1", "--reason", "a trial order")
        blocked.company.add_account("100-6450-01", "Safety")

        assert blocked.answer("replay", "PF1")["run"]["ends"] == {"written": 1}

    def test_what_was_captured_and_not_decided_yet_can_be_skipped(self, world: World) -> None:
        world.order()
        world.run("plan")

        world.run("skip", "PF1", "--reason", "a trial order")

        assert world.answer("sync")["run"]["ends"] == {}
        assert world.company.purchase_orders == {}

    def test_what_was_written_cannot_be_left_out_any_more(self, world: World) -> None:
        world.order()
        world.run("sync")

        result = world.run("skip", "PF1", "--reason", "a trial order")

        assert result.exit_code == 2
        assert "GP has it as PF1 in TWO" in result.stderr
        assert world.answer("status")["counts"] == {"written": 1}

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["PF9", "--reason", "x"], "the ledger knows no order 'PF9'"),
            (["PF1", "--reason", "  "], "say why"),
            (["PF1"], "--reason"),
        ],
    )
    def test_bad_input_is_named(self, blocked: World, arguments: list[str], says: str) -> None:
        result = blocked.run("skip", *arguments)

        assert result.exit_code == 2
        assert says in result.output

    def test_a_plan_of_everything_does_not_take_it_up(self, blocked: World) -> None:
        blocked.run("skip", "PF1", "--reason", "a trial order")
        blocked.company.add_account("100-6450-01", "Safety")

        assert json.loads(blocked.run("plan", "--all", "--json").stdout)["orders"] == []


class TestSeveral:
    @pytest.fixture
    def three(self, world: World) -> World:
        for _ in range(3):
            world.order()
        world.run("plan")
        return world

    def test_the_ones_that_are_left_after_a_refusal_are_named(self, three: World) -> None:
        three.run("skip", "PF2", "--reason", "a trial order")

        result = three.run("skip", "PF1", "PF2", "PF3", "--reason", "a trial order")

        assert result.exit_code == 2
        assert "PF1: left out" in result.stdout
        assert "PF2: it is skipped: it does not wait for anything" in result.stderr
        assert "nothing was done for PF2, PF3" in result.stderr
        assert three.answer("status")["counts"] == {"skipped": 2, "pending": 1}

    def test_one_that_is_named_twice_is_decided_once(self, three: World) -> None:
        result = three.run("skip", "PF1", "pf1", "--reason", "a trial order")

        assert (result.exit_code, result.stderr) == (0, "")
        assert three.answer("status")["counts"] == {"skipped": 1, "pending": 2}
