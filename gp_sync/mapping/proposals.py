"""A proposal for a line of a table: the value of GP that looks most like a name of Procurify."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

import attrs

from gp_sync.core.model import RecordUnusable
from gp_sync.mapping.against import TableRows

__all__ = ["LEAST", "Choice", "Proposal", "choices", "propose", "rows_of"]

_NUMBERS = re.compile(r"\d+")

LEAST = 0.6
"""Below this likeness, from 0 to 1, nothing is proposed."""


@attrs.frozen(kw_only=True)
class Proposal:
    """One value for a table of the configuration, with what speaks for it.

    Args:
        company: whose table; empty where there are several to choose from.
        table: the key in the configuration; `GL accounts` has none, since their numbers are made of other tables.
        name: what Procurify says; of an account, the number that the tables made of it.
        value: what GP may call it; empty where nothing there looks like it.
        likeness: how alike they are, from 0 to 1.
        orders: how many orders wait for it, or say it.
        column: the key of the row, such as `site`, in a table whose rows have several.
        key: Procurify's key of a vendor, for the link table; else empty.
        known_as: GP's words that look like the name, where they are not the value itself.
    """

    company: str
    table: str
    name: str
    value: str = ""
    likeness: float = 0.0
    orders: int = 0
    column: str = ""
    key: str = ""
    known_as: str = ""


@attrs.frozen
class Choice:
    """A value of GP, with the words by which it may be known."""

    value: str
    words: tuple[str, ...]


def rows_of(tables: TableRows, table: str, company: str) -> Iterable[Any]:
    """The rows of a table; none where it cannot be had, which the check of the tables tells."""
    try:
        return tables.rows(table, company)
    except RecordUnusable:
        return ()


def choices(rows: Iterable[Any]) -> list[Choice]:
    """What may be chosen of rows that have a name or an ID, and perhaps a description. Inactive ones may not."""
    return list({choice.value: choice for choice in map(_choice, rows) if choice is not None}.values())


def _choice(row: Any) -> Choice | None:
    value = getattr(row, "name", None) or getattr(row, "id", "")
    if not value or getattr(row, "inactive", False):
        return None
    return Choice(value, (value, getattr(row, "description", "")))


def propose(wanted: Proposal, among: Iterable[Choice]) -> Proposal:
    """Fill a proposal with the choice that is most like its name, if any is like enough; of equal ones the first."""
    alike = max(_alike(wanted.name, among), key=lambda found: found[0], default=None)
    if alike is None or alike[0] < LEAST:
        return wanted
    likeness, words, value = alike
    return attrs.evolve(wanted, value=value, likeness=likeness, known_as="" if words == value else words)


def _alike(name: str, among: Iterable[Choice]) -> Iterator[tuple[float, str, str]]:
    """How alike each word of each choice is, the word, and the choice's value."""
    for choice in among:
        for words in choice.words:
            if words and _may_be(name, words):
                yield (
                    SequenceMatcher(None, name.strip().casefold(), words.strip().casefold()).ratio(),
                    words,
                    choice.value,
                )


def _may_be(name: str, words: str) -> bool:
    """Net 45 is not Net 15, however alike they look: where both have numbers, they must be the same."""
    these, those = _NUMBERS.findall(name), _NUMBERS.findall(words)
    return not these or not those or these == those
