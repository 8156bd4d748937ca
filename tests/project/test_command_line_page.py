"""The page of the command line: what it takes from the commands is what they are now."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
import typer

SCRIPT = Path(__file__).parents[2] / "docs" / "write_commands.py"


@pytest.fixture
def script() -> Any:
    spec = importlib.util.spec_from_file_location("write_commands", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestPage:
    def test_it_is_up_to_date(self, script: Any) -> None:
        """
        Overview, usage and every argument and option are what the commands say; to write them again changes nothing.
        """
        written = script.PAGE.read_text(encoding="utf-8")

        assert written == script.page(written), "run `python docs/write_commands.py`"

    def test_usage_tells_what_is_required_and_what_may_be_repeated(self, script: Any) -> None:
        """
        Brackets stand around what may be left out, and dots behind what may be given again.
        """
        written = script.page(script.PAGE.read_text(encoding="utf-8"))

        assert "gp-sync release GUARD [--config|-c CONFIG] --reason REASON [--json]" in written
        assert "gp-sync copy --to TO --company COMPANY... [--config|-c CONFIG]" in written

    def test_a_command_without_a_heading_is_refused(self, script: Any) -> None:
        """
        A new command needs words by hand: what it is for, and what its result has in it.
        """
        lacking = script.PAGE.read_text(encoding="utf-8").replace("### `gp-sync ping`", "### Something else")

        with pytest.raises(LookupError, match="'gp-sync ping': write what it is for"):
            script.page(lacking)

    def test_an_option_without_words_is_refused(self, script: Any) -> None:
        """
        A new option has a help text, or the page cannot be written.
        """
        silent = typer.Typer()

        @silent.command()
        def measure(*, depth: int = 1) -> None:
            """Say how deep it is."""

        (option,) = (row for row in typer.main.get_command(silent).params if row.name == "depth")

        with pytest.raises(LookupError, match="gp-sync measure says nothing of 'depth': give it a help text"):
            script.told("### gp-sync measure", option)

    def test_an_option_tells_its_default_and_where_else_it_is_read(self, script: Any) -> None:
        """
        Defaults, variables and what is required come from the option itself, not from its words.
        """
        written = script.page(script.PAGE.read_text(encoding="utf-8"))

        assert "| `--days` | How many days back, with today, at most 3660; default `90` |" in written
        assert "| `--before` | A day in UTC: the details of earlier rows go; required |" in written
        assert "| The configuration file; also `GP_SYNC_CONFIG`; default `gp-sync.toml` |" in written
