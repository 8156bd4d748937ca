"""The page of the configuration: its tables have the keys that are accepted, no others, and their defaults."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "docs" / "write_configuration.py"


@pytest.fixture
def script() -> Any:
    spec = importlib.util.spec_from_file_location("write_configuration", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def written(script: Any) -> str:
    text: str = script.PAGE.read_text(encoding="utf-8")
    return text


class TestTables:
    def test_they_are_up_to_date(self, script: Any, written: str) -> None:
        """
        To write the page again changes nothing.
        """
        assert written == script.page(written), "run `python docs/write_configuration.py`"

    def test_a_new_key_comes_with_its_default_and_the_words_of_the_docstring(self, script: Any, written: str) -> None:
        """
        A key that the page lacks is added under those that it has.
        """
        row = next(line for line in written.splitlines() if line.startswith("| `max_connections` |"))
        lacking = written.replace(f"{row}\n", "")

        added = [line for line in script.page(lacking).splitlines() if line.startswith("| `max_connections` |")]

        assert added == ["| `max_connections` | number | `2` | requests at once; GP serves one at a time per process |"]

    def test_a_wrong_default_is_put_right_and_an_unknown_key_goes(self, script: Any, written: str) -> None:
        """
        What the settings say counts; the words that people wrote beside it stay.
        """
        wrong = written.replace("| `max_writes` | number above 0 | `500` |", "| `max_writes` | number above 0 | `7` |")
        wrong = wrong.replace("| `max_writes` |", "| `made_up` | text | none | no such key |\n| `max_writes` |")

        assert wrong != written
        assert script.page(wrong) == written

    def test_a_section_without_a_table_is_refused(self, script: Any, written: str) -> None:
        """
        A section of settings needs a heading on the page.
        """
        with pytest.raises(LookupError, match=r"no section '\[guards\]' with a table of keys"):
            script.page(written.replace("## `[guards]`", "## Guards"))
