"""`gp-sync init`: a configuration by questions, by a file of answers or to fill in; then its ledger."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from gp_sync.cli import show, starter
from gp_sync.cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, mistakes
from gp_sync.cli.new_files import check_place, write_checked
from gp_sync.cli.questionnaire import ask, configuration, read_answers
from gp_sync.cli.words import say
from gp_sync.config.file import ConfigError, load_config
from gp_sync.ledger.sql import SqlStore

__all__ = ["init"]


def init(
    config: ConfigOption = DEFAULT_CONFIG,
    *,
    answers: Annotated[
        Path | None, typer.Option(help="Take the answers from this TOML file, for scripts.", dir_okay=False)
    ] = None,
    fill_in: Annotated[bool, typer.Option("--starter", help="Ask nothing: write a commented file to fill in.")] = False,
    json: JsonOption = False,
) -> None:
    """Write a configuration, or make the ledger for the one that is there. No configuration is overwritten.

    On a terminal it asks; elsewhere it writes a commented file to fill in, unless there is a file of answers.
    """
    with mistakes():
        if answers is not None and fill_in:
            raise typer.BadParameter("give either --answers or --starter")
        folder = config.resolve().parent
        if config.exists():
            if answers is not None or fill_in:
                raise ConfigError(str(config), ("it is there already, and is not overwritten: give another --config",))
            _make_ledger(config, as_json=json)
        elif answers is not None:
            write_checked(config, configuration(read_answers(answers, folder)))
            show.made(config, None, as_json=json, whole=True)
        elif fill_in or json or not sys.stdin.isatty():
            config.write_text(starter.TEXT, encoding="utf-8")
            show.made(config, None, as_json=json)
        else:
            # Before anybody has answered so many questions.
            check_place(config)
            write_checked(config, configuration(ask(_prompt, say, folder)))
            show.made(config, None, as_json=json, whole=True)


def _make_ledger(config: Path, *, as_json: bool) -> None:
    loaded = load_config(config)
    store = SqlStore.create(loaded.ledger.url)
    store.close()
    show.made(config, store.place, as_json=as_json)


def _prompt(text: str) -> str:
    answer: str = typer.prompt(text, default="", show_default=False, prompt_suffix=" ")
    return answer
