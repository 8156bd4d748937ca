"""Tables for spreadsheets: no text of a vendor becomes a formula, whatever a spreadsheet takes for its separator."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.spreadsheets import csv_text, unguarded

SIGNS = ("=", "+", "-", "@")


def cells(text: str, separator: str) -> list[str]:
    """What a spreadsheet takes for cells that splits at this separator."""
    if separator == ",":
        return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    # Quotes count where a cell begins with one, which none of ours does for this separator.
    return [cell for line in text.splitlines() for cell in line.split(separator)]


class TestFormulas:
    @pytest.mark.parametrize(
        "name",
        [
            "=1+1",
            '=HYPERLINK("http://example.com")',
            "Acme;=1+1",
            'Acme;=HYPERLINK("http://example.com")',
            "Acme\n=1+1",
            "Acme\r\n@SUM(1)",
            "Acme\t-1",
            "Acme;+1;-2",
        ],
    )
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_no_cell_begins_as_one(self, name: str, separator: str) -> None:
        table = csv_text(("number", "vendor"), [("PF1", name), ("PF2", "Contoso")])

        assert [cell for cell in cells(table, separator) if cell.lstrip('"').startswith(SIGNS)] == []

    def test_a_number_of_ours_is_one(self) -> None:
        assert csv_text(("amount", "vendor"), [("-5.00", "-5.00")], numbers=("amount",)) == (
            "amount,vendor\r\n-5.00,'-5.00\r\n"
        )

    def test_text_with_signs_inside_stays_as_it_is(self) -> None:
        table = csv_text(("vendor",), [("Smith; Jones - Sons = good",)])

        assert table == "vendor\r\nSmith; Jones - Sons = good\r\n"


class TestTheWayBack:
    @given(st.text(alphabet="ab;='+-@\t\r\n", max_size=12))
    def test_a_text_comes_back_as_it_was(self, text: str) -> None:
        table = csv_text(("vendor",), [(text,)])

        rows = list(csv.reader(io.StringIO(table, newline="")))

        assert [unguarded(cell) for row in rows[1:] for cell in row] == [text]
