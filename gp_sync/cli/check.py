"""`gp-sync check` and `gp-sync warn`: what would stop requisitions on their way to GP, before anyone approves them."""

from typing import Annotated

import typer

from gp_sync.checks.requisitions import UnknownRequisitionError, check_requisition
from gp_sync.checks.requisitions import warn as check_open
from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    EXIT_MISTAKE,
    EXIT_SIDE,
    ConfigOption,
    JsonOption,
    mistakes,
    open_connection,
)
from gp_sync.cli.progress import progress_bars
from gp_sync.cli.show_checks import print_check, print_warnings
from gp_sync.cli.words import console_for, say

__all__ = ["check", "warn"]

_WOULD_FAIL = 1
_DIGITS = 18
"""No key of a database has more, and Procurify refuses to look for one that has."""


def _number(text: str) -> int:
    """Read the number of a requisition.

    Raises:
        BadParameter: it is none.
    """
    digits = text.strip().lower().removeprefix("requisition").strip().removeprefix("#").lstrip("0")
    if not digits.isascii() or not digits.isdigit() or len(digits) > _DIGITS:
        raise typer.BadParameter(f"'{text:.40}' is no number of a requisition, such as 2052")
    return int(digits)


def check(
    requisition: Annotated[
        int, typer.Argument(parser=_number, metavar="REQUISITION", help="The requisition's number in Procurify.")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    json: JsonOption = False,
) -> None:
    """Check one requisition against GP before it is approved: accounts, cost centres, periods, vendors.

    It is read now, and judged as if it was approved. Nothing is written. Exits with 0 if GP would take it, and with 1
    if something would stop it.
    """
    with mistakes(), open_connection(config) as (_, connection):
        try:
            found = check_requisition(connection, requisition)
        except UnknownRequisitionError as error:
            say(f"gp-sync: {error}: check the number, and that the role of the app's owner sees it whole", err=True)
            raise typer.Exit(EXIT_MISTAKE) from None
    print_check(console_for(), found, as_json=json)
    if found.fails:
        raise typer.Exit(_WOULD_FAIL)


def warn(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """Check all requisitions that wait for approval, or are approved and not bought; tell what would fail, by cause.

    Nothing is written. Exits with 0 if GP would take all of them, and with 1 if something would stop one.
    """
    with mistakes(), open_connection(config) as (_, connection), progress_bars(as_json=json) as progress:
        found = check_open(connection, progress=progress)
    print_warnings(console_for(), found, as_json=json)
    if found.stopped is not None:
        raise typer.Exit(EXIT_SIDE)
    if found.failing or found.missed:
        raise typer.Exit(_WOULD_FAIL)
