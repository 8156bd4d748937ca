"""Sections as text for people, and as JSON for programs."""

import json
from datetime import UTC, datetime
from typing import Any

import attrs

from benchmarks.results import Section

__all__ = ["as_json", "as_text"]

_GAP = "  "


def as_text(section: Section) -> str:
    """A section as a table of plain text."""
    cells = [section.columns, *(tuple(_shown(cell) for cell in row) for row in section.rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(section.columns))]
    lines = [
        _GAP.join(
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    ruled = [lines[0], _GAP.join("-" * width for width in widths), *lines[1:]]
    return "\n".join([section.title, section.how, "", *ruled, "", *(check.words for check in section.checks), ""])


def as_json(sections: list[Section], machine: dict[str, Any]) -> str:
    """Everything that was measured."""
    measured = [
        {
            "title": section.title,
            "how": section.how,
            "rows": [dict(zip(section.columns, row, strict=True)) for row in section.rows],
            "checks": [attrs.asdict(check) | {"holds": check.holds} for check in section.checks],
        }
        for section in sections
    ]
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"at": at, "machine": machine, "sections": measured}, indent=2) + "\n"


def _shown(cell: str | float) -> str:
    if isinstance(cell, str):
        return cell
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.2f}"
