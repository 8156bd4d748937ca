"""Choosing documents, for a plan or a replay: by name, by issue, by what stops them, or by what they are about."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import attrs

from gp_sync.core.flow import Flow
from gp_sync.core.kinds import kind_of
from gp_sync.core.model import Key
from gp_sync.core.states import DocumentState
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.rules import UNREADABLE
from gp_sync.ledger.views import DocumentRow
from gp_sync.readers import reader_of, summary_of

__all__ = ["SKIPPED_BY_HAND", "Choice", "UnknownNameError", "check_names", "choose", "key_named", "was_left_out"]

SKIPPED_BY_HAND = "SKIPPED_BY_HAND"
"""The code of the finding about a document that a person left out."""

_WAITING = (DocumentState.PENDING, DocumentState.HELD, DocumentState.BLOCKED)
_SETTLED = (DocumentState.SETTLED, DocumentState.SKIPPED)


class UnknownNameError(LookupError):
    """No document is called by a name, or several are; the message says what to do."""


@attrs.frozen(kw_only=True)
class Choice:
    """Which documents are meant: those to which all that is given applies.

    Args:
        keys: these very ones, whatever their state; None for no such limit.
        names: these very ones, as people call them: by number, without case, or by the source's key.
        codes: a finding of theirs has one of these codes.
        vendor: their vendor has this name or ID, in whatever case.
        company: they go to this GP company, in whatever case.
        since: they are dated on or after this day.
        until: they are dated on or before this day.
        settled: also those that are settled or skipped, but for what a person skipped or did by hand; without it, and
            without keys, only what waits.
    """

    keys: Sequence[Key] | None = None
    names: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    vendor: str = ""
    company: str = ""
    since: date | None = None
    until: date | None = None
    settled: bool = False

    @property
    def reads(self) -> bool:
        """Whether it must be read what the documents are about."""
        return bool(self.vendor or self.company or self.since or self.until)


def key_named(ledger: Ledger, connection: str, flows: Sequence[str], name: str) -> Key:
    """The document of some flows that people call by a name, such as `PF52`, or `requisition 2052`.

    Raises:
        UnknownNameError: the ledger knows none, or several.
    """
    keys = [key for flow in flows for key in _keys_named(ledger, connection, flow, name)]
    if len(keys) == 1:
        return keys[0]
    if not keys:
        raise UnknownNameError(
            f"the ledger knows no {kind_of(flows[0]).document} '{name}'; `gp-sync status` lists what it knows"
        )
    raise UnknownNameError(_several(name, keys))


def check_names(ledger: Ledger, connection: str, flows: Sequence[str], names: Iterable[str]) -> None:
    """Make sure that each name is that of a document of some flow.

    Raises:
        UnknownNameError: one is not.
    """
    for name in names:
        if not any(_keys_named(ledger, connection, flow, name) for flow in flows):
            key_named(ledger, connection, flows[-1:], name)


def _keys_named(ledger: Ledger, connection: str, flow: str, name: str) -> Sequence[Key]:
    """The documents of one flow that a name means; one with the word for another kind means none."""
    word, _, rest = name.strip().partition(" ")
    bare = rest.strip() if rest and word.casefold() == kind_of(flow).document else name.strip()
    return ledger.named(connection, flow, bare)


def _several(name: str, keys: Sequence[Key]) -> str:
    """What is said of a name that several documents have."""
    flows = dict.fromkeys(key.flow for key in keys)
    if len(flows) == 1:
        kind, ids = kind_of(keys[0].flow), ", ".join(key.source_id for key in keys)
        return f"several {kind.document}s are called '{name}': give one of Procurify's keys {ids}"
    told = " or ".join(f"'{kind_of(flow).document} {name}'" for flow in flows)
    return f"several documents are called '{name}': give {told}"


def choose(ledger: Ledger, connection: str, flow: Flow[Any, Any], choice: Choice) -> list[Key]:
    """The documents of a flow that a choice names, by source id, or in the order in which they were given.

    A name that the flow does not know may be that of another flow's document: `check_names` tells.

    Raises:
        UnknownNameError: a name means several documents.
    """
    return [row.key for row in _rows(ledger, connection, flow, choice) if _fits(ledger, flow, choice, row)]


def _rows(ledger: Ledger, connection: str, flow: Flow[Any, Any], choice: Choice) -> Iterator[DocumentRow]:
    if choice.keys is not None or choice.names:
        named = [key for name in choice.names for key in _only(name, _keys_named(ledger, connection, flow.name, name))]
        given = choice.keys if choice.keys is not None else named
        both = [key for key in dict.fromkeys(given) if not choice.names or key in named]
        mine = (ledger.document(key) for key in both if key.flow == flow.name)
        yield from (row for row in mine if row is not None)
        return
    states = _WAITING + (_SETTLED if choice.settled else ())
    yield from (row for row in ledger.documents(connection, flow.name, states) if not was_left_out(row))
    yield from _unreadable(ledger, connection, flow, states)


def _only(name: str, keys: Sequence[Key]) -> Sequence[Key]:
    """The one document of a flow that has a name, or none. Raises UnknownNameError."""
    if len(keys) > 1:
        raise UnknownNameError(_several(name, keys))
    return keys


def _unreadable(
    ledger: Ledger, connection: str, flow: Flow[Any, Any], but: tuple[DocumentState, ...]
) -> Iterator[DocumentRow]:
    """Documents in another state, whose newest version cannot be read."""
    issues = (issue for issue in ledger.issues(connection) if issue.code == UNREADABLE)
    for key in (key for issue in issues for key in issue.keys if key.flow == flow.name):
        row = ledger.document(key)
        if row is not None and row.state not in but:
            yield row


def was_left_out(row: DocumentRow) -> bool:
    """Whether a person skipped it: it flows again only by its name, or when the source has a newer version."""
    return any(found.code == SKIPPED_BY_HAND for found in row.findings)


def _fits(ledger: Ledger, flow: Flow[Any, Any], choice: Choice, row: DocumentRow) -> bool:
    if choice.codes and choice.codes.isdisjoint(found.code for found in row.findings):
        return False
    if not choice.reads:
        return True
    about = summary_of(ledger, row.key, {flow.name: reader_of(flow)})
    companies = (about.company, *(link.target.company for link in row.links))
    if not _is_one_of(choice.company, companies) or not _is_one_of(choice.vendor, (about.vendor, *about.vendor_ids)):
        return False
    if about.dated is None:
        return choice.since is None and choice.until is None
    return (choice.since or date.min) <= about.dated <= (choice.until or date.max)


def _is_one_of(chosen: str, known: Iterable[str]) -> bool:
    """Whether one of the known names was chosen, in whatever case, or none was asked for."""
    return not chosen or chosen.casefold() in {name.casefold() for name in known}
