"""`gp-sync doctor`: look at everything that a connection rests on, and say what to do."""

from collections import Counter
from collections.abc import Iterable

import typer
from rich.console import Console
from rich.markup import escape

from gp_sync.cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, mistakes
from gp_sync.cli.words import console_for, count, indented, line, print_value
from gp_sync.core.check import Check
from gp_sync.doctor.examination import examine

__all__ = ["doctor"]

_EXIT_SICK = 1
_MARKS = {"ok": "[green]ok     [/]", "warning": "[yellow]warning[/]", "failed": "[red]failed [/]"}


def doctor(config: ConfigOption = DEFAULT_CONFIG, *, json: JsonOption = False) -> None:
    """Look at everything that a connection rests on: file, secrets, certificates, both systems, ledger, tables.

    Nothing is written to either system. Exit code 1: something failed; warnings alone give 0.
    """
    with mistakes():
        if json:
            found = list(examine(config))
            print_value(found)
        else:
            found = list(_printed(console_for(), examine(config)))
            _sum_up(console_for(), found)
    if any(check.result == "failed" for check in found):
        raise typer.Exit(_EXIT_SICK)


def _printed(console: Console, checks: Iterable[Check]) -> Iterable[Check]:
    """Print each check as soon as it is made, since some take their time."""
    for check in checks:
        line(console, f"{_MARKS[check.result]}  [bold]{escape(check.what)}[/]: {escape(check.answer)}")
        if check.remedy:
            indented(console, escape(check.remedy), 9)
        yield check


def _sum_up(console: Console, found: list[Check]) -> None:
    results = Counter(check.result for check in found)
    if results["failed"] or results["warning"]:
        words = f"{count(results['failed'], 'failure')}, {count(results['warning'], 'warning')}"
        console.print(f"{words}, {results['ok']} well")
    else:
        console.print(f"all is well: {count(results['ok'], 'check')}")
