"""Proposals that go out as a CSV file and come back with decisions."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.people.vendor_proposals import Proposal
from gp_sync.people.vendor_sheets import DECISIONS, Decision, read_decisions, write_proposals
from gp_sync.table_files import TableFileError

PRINTED = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20)
IDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=15)
PROPOSALS = st.builds(
    Proposal,
    company=st.sampled_from(["TWO", "THREE"]),
    vendor=st.integers(1, 10**9).map(str),
    name=PRINTED,
    vendor_id=IDS,
    gp_name=PRINTED,
    score=st.integers(0, 100),
    likely=st.booleans(),
    evidence=st.lists(PRINTED, max_size=3).map(tuple),
    linked_to=st.lists(st.integers(1, 99).map(str), max_size=2).map(tuple),
    was=st.just("") | IDS,
)


def filled_in(path: Path, words: list[str]) -> None:
    """Fill in the decisions as a spreadsheet would save them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *([*row[:-1], word] for row, word in zip(rows, words, strict=True))])


class TestRoundTrip:
    @given(st.lists(st.tuples(PROPOSALS, st.sampled_from([*DECISIONS, "", "YES"])), min_size=1, max_size=6))
    def test_what_was_decided_comes_back_about_what_went_out(self, rows: list[tuple[Proposal, str]]) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "proposals.csv"
            write_proposals(path, [row for row, _ in rows])
            filled_in(path, [word for _, word in rows])

            decisions = read_decisions(path)

        assert [(row.company, row.vendor, row.vendor_id, row.word) for row in decisions] == [
            (row.company, row.vendor, row.vendor_id, word.casefold()) for row, word in rows if word
        ]

    @given(st.lists(PROPOSALS, max_size=5))
    def test_no_cell_is_a_formula_to_a_spreadsheet(self, rows: list[Proposal]) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "proposals.csv"
            write_proposals(path, rows)
            with path.open(encoding="utf-8-sig", newline="") as file:
                cells = [cell for row in csv.reader(file) for cell in row]

        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))]  # noqa: RUF001


class TestReading:
    def test_only_three_keys_and_the_decision_are_needed(self, tmp_path: Path) -> None:
        path = tmp_path / "decided.csv"
        path.write_text("decision;GP_Vendor_ID;procurify_vendor_id;company\nNo;00123;17;TWO\n;ACME0001;18;TWO\n")

        assert read_decisions(path) == [Decision(row=2, company="TWO", vendor="17", vendor_id="00123", word="no")]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (
                "company,procurify_vendor_id,gp_vendor_id,decision\nTWO,17,ACME,maybe\n",
                "row 2: the decision is 'maybe'",
            ),
            ("company,procurify_vendor_id,decision\nTWO,17,yes\n", "missing columns: gp_vendor_id"),
            ("company,procurify_vendor_id,gp_vendor_id\nTWO,17,ACME\n", "missing columns: decision"),
            ("company,procurify_vendor_id,gp_vendor_id,price\nTWO,17,A,1\n", "unknown columns: price"),
            ("company,procurify_vendor_id,gp_vendor_id,decision\nTWO,,ACME,yes\n", "procurify_vendor_id is empty"),
            ("", "it is empty"),
        ],
    )
    def test_what_cannot_be_read_is_told_with_its_row(self, tmp_path: Path, text: str, words: str) -> None:
        path = tmp_path / "decided.csv"
        path.write_text(text)

        with pytest.raises(TableFileError, match=words):
            read_decisions(path)
