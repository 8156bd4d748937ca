"""What a change stored beside the states, as the audit's rows keep it for ever: numbers, names of records, digests.

A row's `contents` is a JSON object, or nothing where the states say all:

| A row about | says |
| --- | --- |
| a captured version | `version`, its number; `fingerprint`; `readable` |
| a reserved write | `write`, the digest of what it carries |
| a write that is being sent | `deadline`, an instant |
| links, in the row of the decision or of the confirmed write | `links`: side, company, number and digest of each |
| a cursor | `feed`, whose it is |

It holds no amount, name or address, so it is a column of the row, and not of the detail that can be purged: what the
tables hold can be held against it as long as the ledger lives.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gp_sync.core.canonical import fingerprint
from gp_sync.ledger.rules import in_utc
from gp_sync.ledger.values import CapturedVersion, Intent, Settlement, StoredLink
from gp_sync.ledger.views import AuditRow

__all__ = [
    "contents_of",
    "cursor_contents",
    "has_its_fingerprint",
    "link_contents",
    "link_digest",
    "move_contents",
    "version_contents",
    "write_contents",
    "write_digest",
]


def version_contents(number: int, captured: CapturedVersion) -> str:
    """The contents of the row of a captured version."""
    return _text(version=number, fingerprint=captured.fingerprint, readable=captured.problem is None)


def write_contents(version: int, intent: Intent) -> str:
    """The contents of the row of a reserved write."""
    return _text(write=write_digest(version, intent))


def move_contents(deadline: datetime | None, settlement: Settlement | None) -> str | None:
    """The contents of the row of a write that moved, with what was settled together with it."""
    until = {} if deadline is None else {"deadline": in_utc(deadline).isoformat()}
    linked = {} if settlement is None else _links(settlement)
    return _text(**until, **linked) if until or linked else None


def link_contents(settlement: Settlement) -> str | None:
    """The contents of the row of a decision."""
    return _text(**_links(settlement)) if settlement.links else None


def cursor_contents(feed: str) -> str:
    """The contents of the row of a cursor that moved."""
    return _text(feed=feed)


def contents_of(row: AuditRow) -> Mapping[str, Any]:
    """What a row's change stored, by name; empty if the states say all.

    Raises:
        TypeError: the column holds another JSON value than an object.
        ValueError: the column holds no JSON.
    """
    contents = {} if row.contents is None else json.loads(row.contents)
    if not isinstance(contents, dict):
        raise TypeError(f"the contents of row {row.number} are no JSON object: {row.contents!r:.100}")
    return contents


def write_digest(version: int, intent: Intent) -> str:
    """The digest of everything that a write carries, less where it goes.

    Args:
        version: the captured version that it carries out.
        intent: the write.
    """
    return _digest(version, intent.op, intent.body, intent.before, intent.stamp, intent.fingerprint)


def link_digest(link: StoredLink) -> str:
    """The digest of everything that a link says, less of which record."""
    marks = (link.given_up, link.by_hand, link.to_void)
    return _digest(link.sent, link.held, link.stamp, link.fingerprint, *marks)


def has_its_fingerprint(payload: bytes, told: str) -> bool:
    """Whether a payload is the one of a fingerprint; a version without a payload has that of its problem."""
    return not payload or hashlib.sha256(payload).hexdigest() == told


def _links(settlement: Settlement) -> dict[str, Any]:
    targets = [(link.target, link_digest(link)) for link in settlement.links]
    named = [(target.side, target.company, target.number, digest) for target, digest in targets]
    return {"links": named} if named else {}


def _digest(*values: str | int | None) -> str:
    return fingerprint(json.dumps(values, separators=(",", ":")))


def _text(**contents: Any) -> str:
    return json.dumps(contents, sort_keys=True, separators=(",", ":"))
