"""Small words and tables that several commands print."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import attrs
import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Difference, Finding
from gp_sync.core.visible import visible
from gp_sync.ledger.values import StoredLink
from gp_sync.strict import strict_converter

__all__ = [
    "MANY",
    "VERY_MANY",
    "amounts",
    "chosen_severity",
    "console_for",
    "count",
    "differences",
    "elsewhere",
    "field_words",
    "finding",
    "indented",
    "line",
    "names",
    "percent",
    "print_value",
    "say",
    "some_findings",
    "unstructured",
    "visible",
]

MANY = 6
"""How many names a line lists before it says "and more"."""

VERY_MANY = 20
"""How many findings, reasons or fields of one order are printed before it says how many more there are."""

_CONVERTER = strict_converter()


class _PlainConsole(Console):
    """A console that shows control characters in place of obeying them."""

    def render_str(self, text: str, **options: Any) -> Text:
        """See `Console.render_str`."""
        return super().render_str(visible(text), **options)


def console_for(*, stderr: bool = False) -> Console:
    """A console that prints what systems and people wrote as it stands: no `:name:` becomes a picture or a colour."""
    return _PlainConsole(stderr=stderr, emoji=False)


def say(words: str, *, err: bool = False) -> None:
    """Print a line as it stands, however long, but for control characters."""
    typer.echo(visible(words), err=err)


def count(number: int, thing: str) -> str:
    """A number of things in words: `1 order`, `2 orders`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def percent(share: Decimal) -> str:
    """A share from 0 to 1 for people, in whole percent. Nearly all is not all, and hardly any is not none."""
    shown = f"{share:.0%}"
    if shown == "100%" and share < 1:
        return "more than 99%"
    return "less than 1%" if shown == "0%" and share > 0 else shown


def names(labels: Iterable[str]) -> str:
    """The first names of a list, and how many more there are."""
    shown = list(labels)
    rest = f" and {len(shown) - MANY} more" if len(shown) > MANY else ""
    return ", ".join(shown[:MANY]) + rest


def amounts(totals: Mapping[str, Decimal]) -> str:
    """What several orders come to: `1,234.50 USD and 80.00 CAD`; empty if nothing is known."""
    return " and ".join(f"{amount:,f} {currency}".strip() for currency, amount in totals.items())


def elsewhere(link: StoredLink, who: str) -> str:
    """What is said of a record that a person entered under another number."""
    said = f", as {who} said" if who else ""
    return f"entered in GP under another number than {link.target}{said}"


def field_words(field: str) -> str:
    """The name of a field as people read it."""
    return field.replace("_", " ")


def finding(console: Console, found: Finding, heading: str, sentence: str = "", *, compared: bool = True) -> None:
    """One finding: its code, what is wrong, who can mend it and how, and what there is to compare.

    Args:
        console: where it is printed.
        found: the finding.
        heading: what is told beside its code.
        sentence: what is wrong, where that is not the finding's own sentence.
        compared: print field by field what there is to compare.
    """
    entry = CATALOGUE[found.code]
    line(console, f"[bold]{found.code}[/] ({escape(heading)})")
    indented(console, escape(sentence or entry.words(found)))
    if chosen := chosen_severity(found):
        indented(console, f"[dim]{chosen}[/]")
    indented(console, f"[dim]{entry.who}:[/] {escape(entry.advice(found))}")
    if compared:
        differences(console, found.differences)


def some_findings(console: Console, found: Iterable[Finding]) -> None:
    """Findings under their severities; of very many, the first."""
    rows = list(found)
    for row in rows[:VERY_MANY]:
        finding(console, row, row.severity)
    if len(rows) > VERY_MANY:
        line(console, f"and {count(len(rows) - VERY_MANY, 'more finding')}; --json has all")


def chosen_severity(found: Finding) -> str:
    """What is said where the configuration changed a finding's severity; empty where it did not."""
    return "" if found.usual in {None, found.severity} else f"{found.severity} by the configuration, else {found.usual}"


def line(console: Console, words: str) -> None:
    """A line of text: wrapped between words on a terminal, and in one line for a file or another program."""
    console.print(words, soft_wrap=not console.is_terminal)


def indented(console: Console, words: str, by: int = 2) -> None:
    """The same under a heading, so many columns to the right."""
    if console.is_terminal:
        console.print(Padding(words, (0, 0, 0, by)))
    else:
        console.print(f"{'':{by}}{words}", soft_wrap=True)


def differences(console: Console, rows: Iterable[Difference]) -> None:
    """What a person has to compare; what we wrote last is left out where GP still has it."""
    rows = list(rows)
    if not rows:
        return
    drifted = any(row.written != row.there for row in rows)
    heads = (
        ("field", "last written", "in GP now", "in Procurify now")
        if drifted
        else ("field", "in GP now", "in Procurify now")
    )
    table = Table(*heads, box=None, pad_edge=False)
    for row in rows:
        written = (row.written,) if drifted else ()
        table.add_row(*(escape(text) for text in (field_words(row.field), *written, row.there, row.wanted)))
    console.print(Padding(table, (0, 0, 0, 2)))


def unstructured(value: Any) -> Any:
    """A value as JSON can carry it."""
    return json.loads(json.dumps(_CONVERTER.unstructure(value), default=_plain, ensure_ascii=False))


def print_value(value: Any) -> None:
    """Print a value as JSON: never wrapped or coloured."""
    print(json.dumps(_CONVERTER.unstructure(value), indent=2, default=_plain, ensure_ascii=False))  # noqa: T201


def _plain(value: Any) -> Any:
    return attrs.asdict(value) if attrs.has(type(value)) else str(value)
