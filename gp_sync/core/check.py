"""What a check of a system or of the ledger gives: what was looked at, how it is, and what to do."""

from typing import Literal

import attrs

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Finding

__all__ = ["Check", "of_finding"]

Result = Literal["ok", "warning", "failed"]


@attrs.frozen(kw_only=True)
class Check:
    """One question and its answer.

    Args:
        what: what was looked at.
        result: how it is. A warning is an answer that is no sign of health, and no failure either.
        answer: what was seen, with its figure.
        remedy: what to do; empty if there is nothing to do.
    """

    what: str
    result: Result
    answer: str
    remedy: str = ""


def of_finding(what: str, found: Finding, result: Result = "failed") -> Check:
    """A finding as the answer to a question."""
    entry = CATALOGUE[found.code]
    return Check(what=what, result=result, answer=entry.words(found), remedy=entry.advice(found))
