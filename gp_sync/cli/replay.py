"""`gp-sync replay`: orders are decided anew, also on another date in GP."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Annotated

import attrs
import typer
from rich.markup import escape
from rich.table import Table

from gp_sync.cli import show_run
from gp_sync.cli.by_hand import refused
from gp_sync.cli.choices import (
    AllOption,
    CodeOption,
    CompanyOption,
    IssueOption,
    SinceOption,
    UntilOption,
    VendorOption,
    choice_of,
    known_orders,
    nothing_fits,
)
from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    EXIT_SIDE,
    ConfigOption,
    JsonOption,
    mistakes,
    open_connection,
    this_user,
)
from gp_sync.cli.words import console_for, count, names
from gp_sync.core.kinds import PURCHASE_ORDERS, REQUISITIONS, kind_of
from gp_sync.core.model import Key, Severity
from gp_sync.engine import Engine
from gp_sync.flows.purchase_orders.ranges import gp_has
from gp_sync.people.by_hand import ByHand, ByHandError, Decided
from gp_sync.people.chosen import Choice
from gp_sync.people.date_preview import DateMove

__all__ = ["replay"]

_OWN = "own"
_DATED = frozenset({PURCHASE_ORDERS, REQUISITIONS})
"""The flows whose records have a date in GP that a person may choose."""


@attrs.frozen
class _GivenDate:
    """A date from the command line; None for the orders' own."""

    day: date | None


def _given_date(text: str) -> _GivenDate:
    """Read a date for GP.

    Raises:
        BadParameter: it is none.
    """
    if text.strip().lower() == _OWN:
        return _GivenDate(None)
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        day = date.min
    if not gp_has(day):
        raise typer.BadParameter(f"'{text}' is no date for GP: give a day such as 2026-12-01, or '{_OWN}'")
    return _GivenDate(day)


def replay(
    order: Annotated[list[str] | None, typer.Argument(help="Numbers of orders; all that wait, if none.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    issue: IssueOption = None,
    code: CodeOption = None,
    vendor: VendorOption = "",
    company: CompanyOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    settled: AllOption = False,
    document_date: Annotated[
        _GivenDate | None,
        typer.Option(
            parser=_given_date,
            metavar="YYYY-MM-DD",
            help=f"Give the chosen orders, none of which was written, this date in GP; `{_OWN}` gives their own back. "
            "Needs a choice and `--reason`, shows what it does, and asks.",
        ),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why the date is another, for the audit.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: JsonOption = False,
) -> None:
    """Decide orders anew that were held or blocked, once their cause is mended, and write them.

    With --all, settled orders are decided anew too, such as after a change of the configuration: `gp-sync plan --all`
    shows before what that would change. With --document-date, a preview is shown first.
    """
    if document_date is not None and not reason.strip():
        raise typer.BadParameter("say why, for those who read the audit later", param_hint="--reason")
    with mistakes(), open_connection(config) as (loaded, connection):
        engine = connection.engine
        choice = choice_of(
            engine.ledger,
            loaded.connection,
            orders=order,
            issue=issue,
            code=code,
            vendor=vendor,
            company=company,
            since=since,
            until=until,
            settled=settled,
        )
        if document_date is not None and choice is None:
            raise typer.BadParameter("say which orders: by number, --issue, --code or another filter")
        with known_orders():
            keys = engine.choose(choice or Choice())
        if choice is not None and not keys:
            raise typer.BadParameter(nothing_fits(choice))
        if document_date is not None:
            _move(engine, keys, document_date.day, reason, yes=yes)
        count_again = engine.replay(keys, by=this_user())
        report = engine.run()
        report.reopened += count_again
        show_run.run(console_for(), engine.ledger, loaded, report, as_json=json)
    if report.stopped:
        raise typer.Exit(EXIT_SIDE)


def _move(engine: Engine, keys: Sequence[Key], day: date | None, reason: str, *, yes: bool) -> None:
    """Show what another date would do, ask, and keep it."""
    undated = sorted(_name(engine, key) for key in keys if key.flow not in _DATED)
    if undated:
        raise typer.BadParameter(f"{names(undated)}: only orders and requisitions have a date in GP")
    moves: list[DateMove] = []
    _by_hand(engine, keys, lambda hand, key: moves.append(hand.preview_date(key, day)))
    flows = {key.flow for key in keys}
    thing = kind_of(flows.pop() if len(flows) == 1 else "").document
    _preview(moves, thing)
    if not yes:
        # Nothing is held while a person thinks: what changes meanwhile is refused below.
        typer.confirm(f"Give {count(len(keys), thing)} this date in GP?", abort=True, err=True)
    decided = Decided(by=this_user(), why=reason)
    _by_hand(engine, keys, lambda hand, key: hand.move_date(key, day, decided))


def _by_hand(engine: Engine, keys: Sequence[Key], act: Callable[[ByHand, Key], None]) -> None:
    """Do something by hand for documents, flow by flow."""
    for flow, of_flow in groupby(sorted(keys, key=attrgetter("flow")), key=attrgetter("flow")):
        with engine.by_hand(flow) as hand:
            for key in of_flow:
                try:
                    act(hand, key)
                except ByHandError as error:
                    raise refused(_name(engine, key), error) from None


def _preview(moves: Sequence[DateMove], thing: str) -> None:
    """On stderr, where the question is asked."""
    table = Table(thing, "date now", "date then", "fiscal period", "then", box=None, pad_edge=False)
    for move in moves:
        cells = (move.label, str(move.before or ""), str(move.after or ""), move.period, _then(move))
        table.add_row(*(escape(cell) for cell in cells))
    console_for(stderr=True).print(table)


def _then(move: DateMove) -> str:
    words = "; ".join(f"{write.op} {write.target}" for write in move.decision.writes)
    told = move.decision.findings
    if not words:
        # What only warns is left out, so that it is seen what stops the order.
        words, told = move.decision.action, tuple(found for found in told if found.severity is not Severity.WARN)
    codes = ", ".join(dict.fromkeys(found.code for found in told))
    return f"{words} ({codes})" if codes else words


def _name(engine: Engine, key: Key) -> str:
    row = engine.ledger.document(key)
    return row.label if row is not None and row.label else key.source_id
