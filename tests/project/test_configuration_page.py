"""The pages of the settings: their tables are written from the code, and say what the code accepts."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import attrs
import pytest

from gp_sync.config.settings import ProcurifySettings

PATH = Path(__file__).parents[2] / "docs" / "write_configuration.py"


def _loaded() -> Any:
    spec = importlib.util.spec_from_file_location("write_configuration", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _loaded()
KEYS = [
    (heading, kind, field)
    for sections in SCRIPT.SECTIONS.values()
    for heading, kind in sections.items()
    for field in SCRIPT.keys(kind)
]
MADE_UP = "MadeUp"  # what no list of choices has, and yet a word


def refuses(field: Any, accepted: str, value: object) -> bool:
    """Whether the check of a key refuses a value; of a list or a table, when it stands in one."""
    shaped = (value,) if accepted.startswith("list") else {"vendors": value} if accepted.startswith("table") else value
    try:
        if field.validator is not None:
            field.validator(None, field, shaped)
    except ValueError:
        return True
    return False


def untrue(field: Any, accepted: str) -> list[str]:
    """What the type on the page says of a key that its check does not do."""
    choices = re.findall(r'`"(\w+)"`', accepted)
    low, high = re.search(r" from (\d+)", accepted), re.search(r" to (\d+)$", accepted)
    refused = {  # a value, and whether it is to be refused
        **({} if accepted.startswith("table") else dict.fromkeys(choices, False)),
        **({MADE_UP: bool(choices)} if choices or accepted == "text" else {}),
        **({0: True, 1: False} if accepted.endswith(" above 0") else {}),
        **({int(low[1]) - 1: True, int(low[1]): False} if low else {}),
        **({int(high[1]) + 1: True, int(high[1]): False} if high else {}),
    }
    return [
        f"{value} is refused: {not wanted}"
        for value, wanted in refused.items()
        if refuses(field, accepted, value) != wanted
    ]


class TestTables:
    @pytest.mark.parametrize("name", SCRIPT.SECTIONS)
    def test_they_are_up_to_date(self, name: str) -> None:
        """
        To write a page again changes nothing.
        """
        written = (SCRIPT.REFERENCE / name).read_text(encoding="utf-8")

        assert written == SCRIPT.page(name, written), "run `python docs/write_configuration.py`"

    def test_what_is_wrong_in_a_table_is_put_right(self) -> None:
        """
        A default that nobody set, a key that is none, and one that is missing.
        """
        written = (SCRIPT.REFERENCE / SCRIPT.CONFIGURATION).read_text(encoding="utf-8")
        row = next(line for line in written.splitlines() if line.startswith("| `max_writes` |"))
        wrong = written.replace(row, "| `max_writings` | text | `7` | no such key |")

        assert wrong != written
        assert SCRIPT.page(SCRIPT.CONFIGURATION, wrong) == written

    def test_a_section_without_a_table_is_refused(self) -> None:
        """
        A section of settings needs a heading on the page.
        """
        written = (SCRIPT.REFERENCE / SCRIPT.CONFIGURATION).read_text(encoding="utf-8")

        with pytest.raises(LookupError, match=r"there is no section '\[guards\]' with a table"):
            SCRIPT.page(SCRIPT.CONFIGURATION, written.replace("## `[guards]`", "## Guards"))

    def test_a_key_without_a_meaning_is_refused(self) -> None:
        """
        A new setting says in its class's docstring what it is, or the page cannot be written.
        """

        @attrs.frozen
        class Silent:
            """Settings that say nothing of their key."""

            depth: int = 1

        with pytest.raises(LookupError, match="the docstring of Silent says nothing of 'depth'"):
            SCRIPT.told(Silent, attrs.fields(Silent).depth)

    def test_where_the_docstring_names_no_type_the_annotation_does(self) -> None:
        """
        A text stays a text; what a number counts, and from where, only the docstring can say.
        """
        fields = attrs.fields(ProcurifySettings)

        assert SCRIPT.told(ProcurifySettings, fields.client_id)[0] == "text"
        assert SCRIPT.told(ProcurifySettings, fields.page_size) == ("number above 0", "rows to a page of a list")


class TestTypes:
    def test_each_says_what_is_accepted(self) -> None:
        """
        Choices and ranges that a docstring names are those of the check, and a check that has choices is not silent.
        """
        told = [(f"{heading} {field.name}", field, SCRIPT.told(kind, field)[0]) for heading, kind, field in KEYS]
        wrong = {name: untrue(field, accepted) for name, field, accepted in told}

        assert len(told) > 150
        assert {name: words for name, words in wrong.items() if words} == {}
