"""Doubts that only a person can resolve, by the commands, over real sockets."""

from decimal import Decimal

import pytest

from tests.end_to_end.world import World

EXIT_MISTAKE, EXIT_SIDE = 2, 3


@pytest.fixture
def partial(world: World) -> World:
    """Of order PF2, GP has the first of two lines, and the answer was lost."""
    world.order()
    world.run("sync")
    world.order(lines=[world.line(), world.line("Pens", price="3.00")])
    world.gp.drop_before("POST", "PurchaseOrders")
    world.run("sync")
    world.enter("PF2", like="PF1", CONFIRM1="PROCURIFY 2")
    world.run("sync")
    return world


def ends(world: World) -> dict[str, int]:
    return dict(world.answer("sync")["run"]["ends"])


def decide(world: World, decision: str, number: str = "PF2") -> str:
    result = world.run("quarantine", decision, number, "--reason", "looked at both")
    assert result.exit_code == 0, result.output
    return str(result.output)


def descriptions(world: World) -> list[str]:
    return [row["ITEMDESC"].strip() for row in world.company.purchase_orders["PF2"]["Lines"]]


class TestLooking:
    def test_edge_41_the_list_names_the_order_and_why(self, partial: World) -> None:
        result = partial.run("quarantine", "list")

        assert result.output.strip() == ("PF2: create of PF2 in TWO: something else stands under its number")

    def test_edge_41_both_sides_are_shown_beside_each_other(self, partial: World) -> None:
        result = partial.run("quarantine", "show", "PF2")

        rows = [line.split() for line in result.output.splitlines()]
        assert ["field", "sent", "in", "GP", "now"] in rows
        assert ["line", "2", "description", "Pens"] in rows
        assert ["subtotal", "55", "49"] in rows

    def test_edge_41_a_run_leaves_it_alone(self, partial: World) -> None:
        run = partial.answer("sync")["run"]

        assert (run["resolved"], run["ends"]) == ({"quarantined": 1}, {})
        assert descriptions(partial) == ["Copy paper"]

    def test_an_order_that_is_not_in_quarantine_is_named(self, partial: World) -> None:
        result = partial.run("quarantine", "show", "PF1")

        assert result.exit_code == EXIT_MISTAKE
        assert "no write of 'PF1' is in quarantine" in result.stderr

    def test_gp_being_down_is_said_in_one_sentence(self, partial: World) -> None:
        partial.configure(**{partial.gp.base_url: "http://127.0.0.1:9"})

        result = partial.run("quarantine", "show", "PF2")

        assert result.exit_code == EXIT_SIDE
        assert result.stderr.startswith("gp-sync: Dynamics GP cannot be reached:")


class TestDeciding:
    def test_edge_41_confirmed_it_is_completed_by_the_next_run(self, partial: World) -> None:
        words = decide(partial, "confirm")

        assert words == ("PF2: confirmed; the next sync completes it if GP holds something else than Procurify says\n")
        assert ends(partial) == {"written": 1}
        assert descriptions(partial) == ["Copy paper", "Pens"]
        assert partial.answer("quarantine", "list") == []

    def test_edge_41_it_is_voided_by_the_next_run(self, partial: World) -> None:
        words = decide(partial, "void")

        assert words == "PF2: the next sync voids it in GP\n"
        assert ends(partial) == {"written": 1}
        assert list(partial.company.purchase_orders) == ["PF1"]
        assert partial.company.purchase_order_history["PF2"]["POSTATUS"] == 6

    def test_edge_41_it_can_be_left_as_it_is(self, partial: World) -> None:
        decide(partial, "keep")

        assert ends(partial) == {}
        assert partial.answer("status")["counts"] == {"written": 1, "done by hand": 1}
        assert descriptions(partial) == ["Copy paper"]

    def test_edge_41_a_decision_about_what_was_shown_is_refused_once_gp_has_another(self, partial: World) -> None:
        seen = partial.answer("quarantine", "show", "PF2")["seen"]
        partial.company.edit_order("PF2", FRTAMNT="9.00000")

        result = partial.run("quarantine", "confirm", "PF2", "--reason", "looked", "--seen", seen)

        assert result.exit_code == EXIT_MISTAKE
        assert result.stderr == "gp-sync: PF2 in TWO was changed since it was shown: look at it again\n"

    def test_edge_05_released_it_is_written_if_gp_has_nothing(self, partial: World) -> None:
        partial.company.delete_order("PF2")
        decide(partial, "release")

        assert ends(partial) == {"written": 1}
        assert descriptions(partial) == ["Copy paper", "Pens"]

    def test_edge_41_released_it_blocks_while_gp_has_another(self, partial: World) -> None:
        decide(partial, "release")

        assert ends(partial) == {"blocked": 1}
        assert descriptions(partial) == ["Copy paper"]

    @pytest.mark.parametrize("decision", ["confirm", "void", "keep"])
    def test_what_gp_does_not_have_can_only_be_released(self, partial: World, decision: str) -> None:
        partial.company.delete_order("PF2")

        result = partial.run("quarantine", decision, "PF2", "--reason", "looked")

        assert result.exit_code == EXIT_MISTAKE
        assert result.stderr == "gp-sync: GP has no PF2 in TWO: release the write instead\n"

    def test_a_reason_is_needed(self, partial: World) -> None:
        result = partial.run("quarantine", "confirm", "PF2")

        assert result.exit_code == EXIT_MISTAKE
        assert "--reason" in result.stderr

    def test_edge_41_each_decision_is_in_the_story_of_its_order(self, partial: World) -> None:
        decide(partial, "confirm")

        story = partial.answer("status", "PF2")["audit"]

        row = next(row for row in story if row["what"] == "quarantine.confirmed")
        assert (row["old_state"], row["new_state"]) == ("quarantined", "confirmed")
        assert row["detail"]["why"] == "looked at both"
        assert row["detail"]["by"]

    def test_edge_17_a_number_that_a_person_took_while_in_doubt_is_theirs_to_resolve(self, partial: World) -> None:
        partial.company.edit_order("PF2", CONFIRM1="KIM")

        rows = [line.split() for line in partial.run("quarantine", "show", "PF2").output.splitlines()]
        confirmed = partial.run("quarantine", "confirm", "PF2", "--reason", "looked")
        decide(partial, "keep")

        assert ["confirm", "with", "PROCURIFY", "2", "KIM"] in rows
        assert (
            confirmed.stderr == "gp-sync: PF2 in TWO lacks our marker, so it is somebody else's: keep or release it\n"
        )
        assert partial.company.purchase_orders["PF2"]["CONFIRM1"] == "KIM"


class TestManyLines:
    def test_edge_41_an_order_of_hundreds_of_lines_is_written_whole(self, world: World) -> None:
        world.order(lines=[world.line(f"Part {place}", price="1.10") for place in range(1, 401)])

        assert ends(world) == {"written": 1}
        row = world.company.purchase_orders["PF1"]
        assert len(row["Lines"]) == 400
        assert (row["Lines"][-1]["ORD"], Decimal(row["SUBTOTAL"])) == (6553600, Decimal("880.00"))

    def test_edge_41_one_that_breaks_a_rule_in_one_line_is_not_written_at_all(self, world: World) -> None:
        lines = [world.line(f"Part {place}") for place in range(1, 300)]
        world.order(lines=[*lines, world.line("Boots", account_code="6450")])

        result = world.run("sync")

        assert "Line 300 (Boots): the GL account 100-6450-01 does not exist in GP" in result.output
        assert world.company.purchase_orders == {}
