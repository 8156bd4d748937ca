"""How lines are printed on a terminal, and for a file or another program."""

from io import StringIO

import pytest
from rich.console import Console

from gp_sync.cli.words import indented, line


def printed(words: str, *, terminal: bool, by: int | None = None) -> list[str]:
    console = Console(file=StringIO(), force_terminal=terminal, width=20, color_system=None)
    if by is None:
        line(console, words)
    else:
        indented(console, words, by)
    return [row.rstrip() for row in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]  # a StringIO


class TestLines:
    def test_a_terminal_breaks_them_between_words(self) -> None:
        assert printed("the purchase order was changed", terminal=True) == ["the purchase order", "was changed"]

    def test_a_file_has_them_whole(self) -> None:
        assert printed("the purchase order was changed", terminal=False) == ["the purchase order was changed"]


class TestIndented:
    @pytest.mark.parametrize(
        ("terminal", "rows"), [(True, ["    the purchase", "    order"]), (False, ["    the purchase order"])]
    )
    def test_every_row_is_to_the_right(self, terminal: bool, rows: list[str]) -> None:
        assert printed("the purchase order", terminal=terminal, by=4) == rows
