"""How lines are printed on a terminal, and for a file or another program."""

from decimal import Decimal
from io import StringIO

import pytest
from rich.console import Console

from gp_sync.cli.words import console_for, indented, line, percent, say


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


class TestControlCharacters:
    WORDS = "Bolt \x1b[31mRED\x1b]0;title \u202eabc\rdef\r\nnext\tcell"
    SHOWN = "Bolt \\x1b[31mRED\\x1b]0;title \\x202eabc\\x0ddef\r\nnext\tcell\n"

    def test_a_line_has_them_written_out(self, capsys: pytest.CaptureFixture[str]) -> None:
        say(self.WORDS)

        assert capsys.readouterr().out == self.SHOWN

    def test_a_console_has_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        line(console_for(), "Bolt \x1b[31mRED")

        assert capsys.readouterr().out == "Bolt \\x1b[31mRED\n"


class TestPercent:
    @pytest.mark.parametrize(
        ("part", "of", "shown"),
        [(999, 1000, "more than 99%"), (1000, 1000, "100%"), (1, 1000, "less than 1%"), (0, 1000, "0%"), (2, 3, "67%")],
    )
    def test_nearly_all_is_not_all_and_hardly_any_is_not_none(self, part: int, of: int, shown: str) -> None:
        assert percent(Decimal(part) / of) == shown
