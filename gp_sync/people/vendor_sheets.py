"""Proposals for links of vendors as a CSV file, which a person fills in and gives back."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import attrs

from gp_sync.people.vendor_proposals import Proposal
from gp_sync.spreadsheets import csv_text, unguarded
from gp_sync.table_files import TableFileError, read_rows

__all__ = ["COLUMNS", "DECISIONS", "Decision", "Word", "check_place", "read_decisions", "write_proposals"]

Word = Literal["yes", "no", "secondary"]
DECISIONS: tuple[Word, ...] = ("yes", "no", "secondary")

_KEYS = ("company", "procurify_vendor_id", "gp_vendor_id")
COLUMNS = (
    "company",
    "procurify_vendor_id",
    "procurify_name",
    "gp_vendor_id",
    "gp_name",
    "score",
    "likely",
    "evidence",
    "linked_to",
    "was",
    "decision",
)
"""What the file has; of what comes back, the three keys, the decision, and the two names if they are there are read."""

_NAMES = ("procurify_name", "gp_name")


@attrs.frozen(kw_only=True)
class Decision:
    """What a person decided about one proposal.

    Args:
        row: the number of the row, as a spreadsheet shows it.
        company: the company's short name.
        vendor: Procurify's id.
        vendor_id: GP's ID.
        word: `yes`, it is this one; `no`, it is not; `secondary`, it is this one, which another vendor is too.
        name: what the row says that Procurify calls it; empty if it does not say.
        gp_name: the same of GP.
    """

    row: int
    company: str
    vendor: str
    vendor_id: str
    word: Word
    name: str = ""
    gp_name: str = ""


def check_place(path: Path) -> None:
    """See that a file of proposals may be written in place of what is there: only of older ones that nobody decided.

    Raises:
        TableFileError: it has decisions, or is no file of proposals.
    """
    if not path.is_file() or not path.stat().st_size:
        return
    try:
        decided = len(read_decisions(path))
    except TableFileError as error:
        raise TableFileError(f"{error}\nit is not overwritten: give another name") from None
    if decided:
        words = "1 decision" if decided == 1 else f"{decided} decisions"
        raise TableFileError(
            f"{path} has {words} and is not overwritten: give it back with --in, or give --out another name"
        )


def write_proposals(path: Path, proposals: Iterable[Proposal]) -> None:
    """Write proposals with an empty decision each, in place of an older file.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, which is taken away when it is read.

    Raises:
        OSError: the file cannot be written.
    """
    # With a mark at its beginning, spreadsheets read it as UTF-8.
    path.write_text(csv_text(COLUMNS, map(_cells, proposals)), encoding="utf-8-sig", newline="")


def read_decisions(path: Path) -> list[Decision]:
    """Read what was decided; proposals without a decision are left out.

    Raises:
        TableFileError: the file cannot be read, has other columns, or a row has an unknown decision.
    """
    decisions = []
    for number, row in read_rows(path, COLUMNS, _KEYS, there=("decision",)):
        word = row.get("decision", "").casefold()
        if not word:
            continue
        if word not in DECISIONS:
            raise TableFileError(
                f"{path}, row {number}: the decision is '{row['decision']}': give {', '.join(DECISIONS)}, or nothing"
            )
        company, vendor, vendor_id = (unguarded(row[name]) for name in _KEYS)
        name, gp_name = (unguarded(row.get(column, "")) for column in _NAMES)
        decisions.append(
            Decision(
                row=number, company=company, vendor=vendor, vendor_id=vendor_id, word=word, name=name, gp_name=gp_name
            )
        )
    return decisions


def _cells(row: Proposal) -> tuple[str, ...]:
    likely = "likely" if row.likely else ""
    told = ("; ".join(row.evidence), ", ".join(row.linked_to), row.was)
    return (row.company, row.vendor, row.name, row.vendor_id, row.gp_name, str(row.score), likely, *told, "")
