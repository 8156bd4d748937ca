"""Options with which several commands name the orders that they are about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from gp_sync.cli.common import DAY, day, numbered_issue
from gp_sync.cli.words import names
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Key
from gp_sync.ledger.protocols import Ledger
from gp_sync.people.chosen import Choice, UnknownNameError

__all__ = [
    "AllOption",
    "CodeOption",
    "CompanyOption",
    "IssueOption",
    "SinceOption",
    "UntilOption",
    "VendorOption",
    "choice_of",
    "known_orders",
    "nothing_fits",
]


def _code(text: str) -> str:
    """Read the code of a finding.

    Raises:
        BadParameter: there is none of that name.
    """
    code = text.strip().upper()
    if code not in CATALOGUE:
        raise typer.BadParameter(f"there is no finding '{text}'; `gp-sync issues` lists the codes of what is open")
    return code


IssueOption = Annotated[
    int | None,
    typer.Option("--issue", help="Only the orders of this open issue.", parser=numbered_issue, metavar="NUMBER"),
]
CodeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--code",
        help="Only orders with this finding, such as `PERIOD_CLOSED`; may be repeated.",
        parser=_code,
        metavar="CODE",
    ),
]
VendorOption = Annotated[
    str,
    typer.Option(
        "--vendor", help="Only orders of this vendor: its name, its external ID or Procurify's id, in any case."
    ),
]
CompanyOption = Annotated[
    str,
    typer.Option(
        "--company", help="Only orders that go to this GP company, by its `id` in the configuration, in any case."
    ),
]
SinceOption = Annotated[
    datetime | None,
    typer.Option(parser=day, metavar=DAY, help="Only orders dated on or after this day, where the company is."),
]
UntilOption = Annotated[
    datetime | None,
    typer.Option(parser=day, metavar=DAY, help="Only orders dated on or before this day, where the company is."),
]
AllOption = Annotated[
    bool,
    typer.Option(
        "--all",
        help="Also orders that are settled or skipped; those that a person skipped or did by hand must be named.",
    ),
]


def choice_of(
    ledger: Ledger,
    connection: str,
    *,
    orders: list[str] | None,
    issue: int | None,
    code: list[str] | None,
    vendor: str,
    company: str,
    since: datetime | None,
    until: datetime | None,
    settled: bool,
) -> Choice | None:
    """The choice that a command line makes; None if it makes none.

    Raises:
        BadParameter: the issue is not known.
    """
    choice = Choice(
        keys=None if issue is None else _of_issue(ledger, connection, issue),
        names=tuple(orders or ()),
        codes=frozenset(code or ()),
        vendor=vendor.strip(),
        company=company.strip(),
        since=since.date() if since else None,
        until=until.date() if until else None,
        settled=settled,
    )
    return None if choice == Choice() else choice


def nothing_fits(choice: Choice) -> str:
    """What is said where no order fits a choice."""
    if choice.settled or choice.names:
        return "no order fits this choice"
    return "no order that waits fits this choice; `gp-sync issues` lists what waits, and --all takes settled ones too"


@contextmanager
def known_orders() -> Iterator[None]:
    """Tell a name that the ledger does not know as a mistake of the command line.

    Raises:
        BadParameter: there is one.
    """
    try:
        yield
    except UnknownNameError as error:
        raise typer.BadParameter(str(error)) from None


def _of_issue(ledger: Ledger, connection: str, number: int) -> tuple[Key, ...]:
    issues = {issue.number: issue for issue in ledger.issues(connection)}
    if number not in issues:
        known = names(map(str, sorted(issues))) or "none"
        raise typer.BadParameter(f"there is no open issue {number}; open: {known}")
    return issues[number].keys
