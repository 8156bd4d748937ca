# ruff: noqa: INP001  (a script beside the pages it writes, not a module of a package)
"""Write `docs/reference/findings.md` from the catalogue of findings: `python docs/write_findings.py`."""

from pathlib import Path

import attrs

from gp_sync.core.findings import CATALOGUE, Entry, finding
from gp_sync.core.kinds import REQUISITIONS
from gp_sync.core.model import Ref, Severity

_OF_REQUISITIONS = frozenset({"ALLOCATION_DIFFERS", "REQUISITION_NOT_SAVED", "REQUISITION_TOTAL_DIFFERS"})
"""Codes of requisitions alone whose words name the document; other codes speak of an order."""

PAGE = Path(__file__).parent / "reference" / "findings.md"

_INTRODUCTION = """\
# Findings

Everything that stops or marks a document has a code. Codes are stable, so filters and scripts may rely on them.
Findings with one code and one cause are one issue, however many documents it stops.

What a finding does to its document:

| Severity | Meaning |
|---|---|
| `SKIP` | Recorded with its reason and not written; no error. |
| `BLOCK` | Not written; a person has to act. |
| `HOLD` | Not written yet; it waits. |
| `WARN` | Written, and marked. |

A document has one outcome, SKIP before BLOCK before HOLD, and every finding is reported all the same. Held and
blocked documents are decided again by themselves when the cause changes in GP or the order changes in Procurify, and
by `gp-sync replay`. *what* and *where* stand for the values that a report fills in.
"""


def page() -> str:
    """The page, with the findings in the order of the catalogue under the severity they have by default."""
    parts = [_INTRODUCTION]
    for severity in Severity:
        parts.append(f"## {severity.value}\n")
        parts.extend(_entry(code, entry) for code, entry in CATALOGUE.items() if entry.severity is severity)
    return "\n".join(parts)


def _entry(code: str, entry: Entry) -> str:
    shown = finding(code, Ref("any", ()), tried="*what*", where="*where*")
    if code in _OF_REQUISITIONS:
        shown = attrs.evolve(shown, flow=REQUISITIONS)
    sentence, remedy = entry.words(shown), entry.advice(shown).replace("{", "`{").replace("}", "}`")
    return f"### {code}\n\n{sentence}\n\n- **Remedy:** {remedy}\n- **Who:** {entry.who}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
