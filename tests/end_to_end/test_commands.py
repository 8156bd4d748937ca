"""The commands as an operator uses them."""

import json
import re
from pathlib import Path

import pytest

from gp_sync import __version__
from tests.command_line import command_line
from tests.end_to_end.world import World


class TestHelp:
    @pytest.mark.parametrize("command", ["", "sync", "vendors", "vendors link", "secrets set", "plan"])
    def test_the_short_option_tells_the_same_as_the_long_one(self, command: str) -> None:
        short, long = (command_line([*command.split(), option]) for option in ("-h", "--help"))

        assert (short.exit_code, short.output) == (0, long.output)
        assert "Usage: " in short.output

    def test_it_promises_no_more_than_can_be_kept(self) -> None:
        """Nobody can promise exactly once over a network."""
        said = " ".join(command_line(["--help"], env={"COLUMNS": "200"}).output.split())

        assert "Carry purchase orders from Procurify into Dynamics GP, effectively once." in said

    def test_commands_stand_under_what_they_are_for(self) -> None:
        """Thirty names in one list say to nobody where to begin."""
        said = command_line(["--help"], env={"COLUMNS": "120"}).output

        panels = re.findall(r"^╭─ (.+?) ─+╮$", said, re.MULTILINE)
        assert panels == ["Options", "Set up", "Run", "See what is open", "Decide", "Show that it is right"]
        assert said.index("│ init ") < said.index("│ doctor ") < said.index("│ plan ") < said.index("│ reconcile ")


class TestVersion:
    def test_it_is_told_without_a_configuration(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who reports a fault or a weakness is asked for it."""
        monkeypatch.chdir(tmp_path)

        result = command_line(["--version"])

        assert (result.exit_code, result.output) == (0, f"gp-sync {__version__}\n")


class TestPing:
    def test_both_sides_say_who_we_are_and_what_is_there(self, world: World) -> None:
        world.order()

        result = world.run("ping")

        assert result.exit_code == 0, result.output
        assert "signed in as" in result.output
        assert "'Fabrikam, Inc.' is there" in result.output
        assert "TWO GL accounts: readable" in result.output

    def test_an_unknown_company_is_named_with_those_that_exist(self, world: World) -> None:
        world.order()
        world.configure(**{'"Fabrikam, Inc."': '"Fabricam"'})

        result = world.run("ping")

        assert result.exit_code == 3
        assert "GP has no company 'Fabricam', but 'Fabrikam, Inc.'" in result.output

    def test_an_empty_list_of_orders_is_no_sign_of_health(self, world: World) -> None:
        result = world.run("ping", "--json")

        orders = next(check for check in json.loads(result.stdout) if check["what"] == "Procurify orders")
        assert (result.exit_code, orders["result"]) == (0, "warning")
        assert "role" in orders["answer"]


class TestStatus:
    def test_the_story_of_an_order_holds_every_change(self, world: World) -> None:
        world.order()
        world.run("sync")

        story = json.loads(world.run("status", "pf1", "--json").stdout)

        assert story["order"]["end"] == "written"
        changes = [(row["what"], row["old_state"], row["new_state"]) for row in story["audit"]]
        assert ("write.reserved", None, "reserved") in changes
        assert ("write.sending", "reserved", "sending") in changes
        assert ("write.confirmed", "sending", "confirmed") in changes
        assert all(row["at"] for row in story["audit"])
        confirmed = next(row for row in story["audit"] if row["what"] == "write.confirmed")
        assert (confirmed["company"], confirmed["target_number"], confirmed["source_id"]) == ("TWO", "PF1", "1")

    def test_people_read_it_as_a_table(self, world: World) -> None:
        world.order()
        world.run("sync")

        result = world.run("status", "PF1")

        assert "PF1: written (settled)" in result.output
        assert "in GP as PF1 in TWO" in result.output


class TestReplay:
    def test_one_issue_is_replayed_alone(self, world: World) -> None:
        world.order(account_code="6450", name="Boots")
        world.order(unit="running metre")
        world.run("sync")
        world.company.add_account("100-6450-01", "Safety")
        issues = json.loads(world.run("status", "--json").stdout)["issues"]
        number = next(issue["number"] for issue in issues if issue["code"] == "GP_ACCOUNT_NOT_FOUND")

        result = world.run("replay", "--issue", str(number), "--json")

        run = json.loads(result.stdout)["run"]
        assert (run["reopened"], run["ends"]) == (1, {"written": 1})

    def test_an_order_is_replayed_by_its_number(self, world: World) -> None:
        world.order(unit="running metre")
        world.run("sync")
        world.configure(**{'"each" = "Each"': '"each" = "Each", "running metre" = "Metre"'})

        result = world.run("replay", "PF1", "--json")

        assert json.loads(result.stdout)["run"]["ends"] == {"written": 1}


class TestInit:
    def test_it_writes_a_configuration_to_start_from(self, world: World) -> None:
        world.config.unlink()

        result = world.run("init")

        assert result.exit_code == 0
        assert "connection = " in world.config.read_text(encoding="utf-8")

    def test_scripts_are_told_what_was_made(self, world: World) -> None:
        ready = json.loads(world.run("init", "--json").stdout)
        world.config.unlink()

        written = json.loads(world.run("init", "--json").stdout)

        assert Path(ready["ledger"]).name == "gp-sync.db"
        assert written == {"config": str(world.config), "ledger": None}
