"""The commands by which a person decides about orders: `gp-sync skip`, `done` and `recreate`. Each is audited."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    EXIT_MISTAKE,
    ConfigOption,
    ReasonOption,
    find_order,
    mistakes,
    open_connection,
    this_user,
)
from gp_sync.cli.words import say
from gp_sync.core.model import Key
from gp_sync.people.by_hand import ByHand, ByHandError, Decided

__all__ = ["done", "recreate", "refused", "skip"]


def skip(
    order: Annotated[list[str], typer.Argument(help="Numbers of orders that shall not flow, and were never written.")],
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    reason: ReasonOption,
) -> None:
    """Leave orders out. If one changes in Procurify, its new version is looked at again."""
    words = "left out; if it changes in Procurify, or is replayed by its number, it is looked at again"
    _decide(config, order, reason, ByHand.skip, words)


def done(
    order: Annotated[list[str], typer.Argument(help="Numbers of orders whose change was made in GP by hand.")],
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    reason: ReasonOption,
) -> None:
    """Take orders as done by hand, as GP holds them now; what GP holds otherwise than Procurify stays so."""
    _decide(config, order, reason, ByHand.done, "done by hand")


def recreate(
    order: Annotated[list[str], typer.Argument(help="Numbers of orders that were written and are gone from GP.")],
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    reason: ReasonOption,
) -> None:
    """Let orders that GP has lost, such as by a restored backup, be written again by the next sync."""
    _decide(config, order, reason, ByHand.recreate, "the next sync writes it again")


def refused(order: str, error: ByHandError) -> typer.Exit:
    """Tell that a person's decision does not fit how an order stands."""
    say(f"gp-sync: {order}: {error}", err=True)
    return typer.Exit(EXIT_MISTAKE)


def _decide(
    config: Path, orders: list[str], reason: str, decision: Callable[[ByHand, Key, Decided], None], words: str
) -> None:
    with mistakes(), open_connection(config) as (loaded, connection):
        # By their keys, so that an order that is named twice is decided once.
        named = {find_order(connection.engine.ledger, loaded.connection, order): order for order in orders}
        left = dict(named)
        try:
            for key, order in named.items():
                with connection.engine.by_hand(key.flow) as hand:
                    try:
                        decision(hand, key, Decided(by=this_user(), why=reason))
                    except ByHandError as error:
                        raise refused(order, error) from None
                    del left[key]
                    say(f"{order}: {words}")
        finally:
            if left and len(named) > 1:
                say(f"gp-sync: nothing was done for {', '.join(left.values())}", err=True)
