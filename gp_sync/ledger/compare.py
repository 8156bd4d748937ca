"""What the ledger's tables hold otherwise than its audit's rows tell, in words.

Compared are documents with their states and newest versions, captured versions with their states and payloads, every
attempt to write with all that it carries and all that its doubt waits for, links with all that they say, and cursors.

Not compared is what no row's columns tell: change tokens, labels, how a document's decision is reported, its findings
and issues, leases, and memos. The next run brings these up to date by itself.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

from gp_sync.core.model import Key, TargetRef
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.standing import Attempt, States

__all__ = ["compare_states"]

T = TypeVar("T", Key, tuple[Key, int], Attempt, tuple[Key, TargetRef], str)

_ADVICE = "set it back to what its rows tell, or put a backup of the ledger in place"


def compare_states(told: States, ledger: Ledger, connection: str) -> tuple[str, ...]:
    """Hold what the rows of an audit tell against what the ledger's tables hold.

    Args:
        told: how everything stands by the rows.
        ledger: whose tables are looked at.
        connection: whose they are.
    """
    kept = ledger.states(connection)
    return (
        *_differences(told.documents, kept.documents, str),
        *_differences(told.versions, kept.versions, _version_words),
        *_differences(told.writes, kept.writes, _attempt_words),
        *_differences(told.links, kept.links, _link_words, "content"),
        *_differences(told.cursors, kept.cursors, "the cursor of {}".format, "place"),
    )


def _differences(told: Mapping[T, Any], kept: Mapping[T, Any], words: Callable[[T], str], name: str = "") -> list[str]:
    found = []
    differing = {thing for thing in told.keys() | kept.keys() if told.get(thing) != kept.get(thing)}
    for thing in sorted(differing):
        row, table = _parts(told.get(thing), name), _parts(kept.get(thing), name)
        differ = f"its rows tell {_only(row, table)}, the ledger holds {_only(table, row)}"
        found.append(f"{words(thing)}: {differ}: {_ADVICE}")
    return found


def _parts(value: Any, name: str) -> dict[str, Any]:
    """What is said about one thing, by name; nothing if the thing is not there."""
    if value is None:
        return {}
    return {name: value} if isinstance(value, str) else attrs.asdict(value)


def _only(mine: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """What one side says otherwise than the other."""
    said = [f"{name} {value}" for name, value in mine.items() if name not in other or other[name] != value]
    return ", ".join(said) or "nothing"


def _version_words(version: tuple[Key, int]) -> str:
    key, number = version
    return f"version {number} of {key}"


def _attempt_words(attempt: Attempt) -> str:
    (key, side, company), number = attempt
    return f"attempt {number} of the write of {key} to {company} in {side}"


def _link_words(link: tuple[Key, TargetRef]) -> str:
    key, target = link
    return f"what is linked for {key} to {target.number} of {target.company} in {target.side}"
