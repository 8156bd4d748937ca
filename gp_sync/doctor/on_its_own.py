"""Checks that are made on their own: what keeps one from being made is its answer, and the others go on."""

from collections.abc import Callable, Iterable, Iterator

from gp_sync.config.settings import ConfigError
from gp_sync.core.check import Check, of_finding
from gp_sync.core.model import RecordUnusable, Unavailable
from gp_sync.ledger.errors import LedgerError
from gp_sync.run.session import ConnectionBusy, LeaseLost

__all__ = ["on_its_own"]


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
