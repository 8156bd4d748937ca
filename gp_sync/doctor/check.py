"""What a check gives: what was looked at, how it is, and what to do."""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import attrs

from gp_sync.config.settings import ConfigError
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Finding, RecordUnusable, Unavailable
from gp_sync.engine.session import ConnectionBusy, LeaseLost
from gp_sync.ledger.errors import LedgerError

__all__ = ["Check", "of_finding", "on_its_own"]

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


def on_its_own(what: str, checks: Callable[[], Iterable[Check]]) -> Iterator[Check]:
    """Make checks; what keeps them from being made is the answer then, and the others go on.

    Args:
        what: what is looked at.
        checks: gives the checks.
    """
    try:
        yield from checks()
    except (Unavailable, RecordUnusable) as error:
        yield of_finding(what, error.finding)
    except (ConnectionBusy, LeaseLost) as error:
        yield Check(what=what, result="warning", answer=f"not looked at: {error}", remedy="Ask again later.")
    except (ConfigError, LedgerError) as error:
        yield Check(what=what, result="failed", answer=" ".join(str(error).split()))
    except OSError as error:
        words = f"{error.filename or 'a file'}: {error.strerror or error}"
        yield Check(what=what, result="failed", answer=f"it could not be looked at: {words}")
