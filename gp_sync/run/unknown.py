"""What the source says that this version has no name for, counted in the ledger: new fields, new values of old ones.

Nothing is lost by them: what came is kept as it came. But somebody should look whether they matter.
"""

import json
from collections.abc import Mapping
from datetime import datetime

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.ledger.protocols import Ledger
from gp_sync.run.session import Session
from gp_sync.strict import strict_converter

__all__ = ["Unknown", "note_unknown", "unknown_seen"]

_MOST = 100
"""So many names are counted; who sends more, sends names that are made anew each time."""

_CONVERTER = strict_converter()


@attrs.frozen(kw_only=True)
class Unknown:
    """A field or a value without a name.

    Args:
        count: how many versions of documents had it.
        first: when it was seen first.
        last: when it was seen last.
    """

    count: int
    first: datetime
    last: datetime


def note_unknown(session: Session, seen: Mapping[str, int]) -> None:
    """Add to the counts; writes nothing where there is nothing to add.

    Args:
        session: the run's hold on its connection.
        seen: how often each name was seen.

    Raises:
        LeaseLost: another process took over.
    """
    if not seen:
        return
    stored, now = session.ledger.recall(_name(session.connection)), session.now()
    known = _read(stored)
    for name, count in sorted(seen.items()):
        before = known.get(name)
        if before is not None:
            known[name] = attrs.evolve(before, count=before.count + count, last=now)
        elif len(known) < _MOST:
            known[name] = Unknown(count=count, first=now, last=now)
    text = canonical({name: attrs.asdict(row) for name, row in known.items()})
    if text != stored:
        session.remember(_name(session.connection), text, expected=stored)


def unknown_seen(ledger: Ledger, connection: str) -> Mapping[str, Unknown]:
    """The fields and values without a name that were captured so far, by their names."""
    return _read(ledger.recall(_name(connection)))


def _read(stored: str | None) -> dict[str, Unknown]:
    return _CONVERTER.structure(json.loads(stored or "{}"), dict[str, Unknown])


def _name(connection: str) -> str:
    return f"unknown {connection}"
