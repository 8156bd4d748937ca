"""Are these the companies that are meant: no test company beside a live one, and the same systems as before."""

from collections.abc import Iterator, Mapping, Sequence

from gp_sync.core.check import Check
from gp_sync.ledger.protocols import Ledger
from gp_sync.run.guards import changed_systems, known_systems

__all__ = ["TEST", "companies_fit", "is_test_company", "same_systems"]

TEST = "<TEST>"
"""What GP writes behind the name of a test company."""

_MARKS = (TEST, "<HISTORICAL>")
"""What it writes behind the name of any company that is not a live one."""


def is_test_company(name: str) -> bool:
    """Whether a company's name says that it is a test company, or one that is only looked at any more."""
    return any(mark in name.upper() for mark in _MARKS)


def companies_fit(names: Mapping[str, str], *, other_tenant: bool) -> Iterator[Check]:
    """Whether all companies of a connection are live ones, or all are test companies.

    Args:
        names: the display names by the companies' short names.
        other_tenant: Procurify is reached by an address of its own, and not by a tenant's name.
    """
    tests = [name for name in names.values() if is_test_company(name)]
    live = [name for name in names.values() if name not in tests]
    if tests and live:
        answer = f"{_list(tests)} is a test company, and {_list(live)} is not"
        remedy = "Give each a connection of its own: `gp-sync copy` makes one for test companies."
        yield Check(what="companies", result="failed", answer=answer, remedy=remedy)
    elif tests:
        answer = f"{_list(tests)}: test companies alone"
        remedy = "" if other_tenant else "Orders of this tenant are written there too, or in place of the live ones."
        yield Check(what="companies", result="ok" if other_tenant else "warning", answer=answer, remedy=remedy)
    else:
        yield Check(what="companies", result="ok", answer=f"{_list(live)}: live companies, by their names")


def same_systems(ledger: Ledger, connection: str, now: Mapping[str, str]) -> Iterator[Check]:
    """Whether the systems are those that the ledger met first.

    Args:
        ledger: the ledger.
        connection: whose systems.
        now: who they say they are.
    """
    before = known_systems(ledger, connection)
    changed = changed_systems(before, now)
    if changed:
        answer = f"{'; '.join(changed.values())}: nothing is written"
        remedy = "Correct the configuration; or, if the systems were moved, `gp-sync release identity --reason ...`."
        yield Check(what="systems", result="failed", answer=answer, remedy=remedy)
    elif before:
        yield Check(what="systems", result="ok", answer=f"those of before: {_list(sorted(now.values()))}")
    else:
        yield Check(what="systems", result="ok", answer=f"met for the first time: {_list(sorted(now.values()))}")


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
