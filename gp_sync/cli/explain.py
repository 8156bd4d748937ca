"""`gp-sync explain`: an order's life over both systems, in plain words."""

from typing import Annotated

import typer

from gp_sync.cli.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    find_order,
    mistakes,
    open_connection,
    open_ledger,
    readers_of,
)
from gp_sync.cli.show_explain import print_explanation
from gp_sync.cli.words import console_for
from gp_sync.config.file import load_config
from gp_sync.core.model import Key
from gp_sync.engine import Engine
from gp_sync.readers import reader_of
from gp_sync.story.explain import explain as tell
from gp_sync.story.live import Live, look_live

__all__ = ["explain"]


def explain(
    order: Annotated[str, typer.Argument(help="An order's number, in any case, or Procurify's key.")],
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Also ask both systems how it stands at this moment; nothing is written.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Tell an order's life over both systems: who asked for it, each decision with its reasons, each write."""
    with mistakes():
        if live:
            with open_connection(config) as (loaded, connection):
                engine = connection.engine
                key = find_order(engine.ledger, loaded.connection, order)
                readers = {flow.name: reader_of(flow) for flow in engine.flows}
                told, asked = tell(engine.ledger, key, readers), _look(engine, key)
        else:
            loaded = load_config(config)
            with open_ledger(loaded) as ledger:
                told, asked = tell(ledger, find_order(ledger, loaded.connection, order), readers_of(loaded)), None
    print_explanation(console_for(), told, asked, as_json=json)


def _look(engine: Engine, key: Key) -> Live:
    return look_live(engine.flow(key.flow), engine.ledger, key)
