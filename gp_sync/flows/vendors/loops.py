"""The loop breaker: a field that is written again and again is changed by something else, back or on and on."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from gp_sync.core.canonical import canonical, fingerprint
from gp_sync.core.model import TargetRef
from gp_sync.flows.vendors.document import VendorRecord, Written
from gp_sync.flows.vendors.policy import VendorPolicy

__all__ = ["flips", "trail_of", "writes_of"]

_KEPT = 100
"""So many of the last writes of each field are kept: as many as the policy may count."""


def trail_of(last: VendorRecord | None, fields: dict[str, str], turn: int, at: datetime | None) -> tuple[Written, ...]:
    """What was written to a side so far, with these fields.

    Args:
        last: what was sent to it last.
        fields: the values that are written now, by field.
        turn: the number of the write.
        at: when any record was changed last.
    """
    before = last.trail if last is not None else ()
    now = tuple(Written(field=field, value=fingerprint(text), turn=turn, at=at) for field, text in fields.items())
    writes = Counter(row.field for row in (*before, *now))
    kept = []
    for row in (*before, *now):
        if writes[row.field] <= _KEPT:
            kept.append(row)
        writes[row.field] -= 1
    return tuple(kept)


def flips(trail: Iterable[Written], field: str, text: str, policy: VendorPolicy, released: datetime | None) -> bool:
    """Whether a value, or any, was written to a field so often and so shortly after one another that it is not again.

    Args:
        trail: what was written to the side.
        field: the field.
        text: the value.
        policy: how often is too often.
        released: what came before counts no more, since a person let the link go on.
    """
    value, within = fingerprint(text), timedelta(days=policy.same_write_days)
    writes = [row for row in trail if row.field == field and _counts(row.at, released)]
    same = [row for row in writes if row.value == value]
    return _often(same, policy.same_write, within) or _often(writes, policy.field_writes, within)


def writes_of(sent: Mapping[TargetRef, VendorRecord | None], company: str, field: str) -> str:
    """What tells our writes to a field so far, on either side, from any later one; empty if there were none.

    Args:
        sent: what was sent to each record last.
        company: the GP company; those of others say nothing about it.
        field: the field.
    """
    rows = [
        (str(target), row)
        for target, body in sorted(sent.items())
        for row in (body.trail if body is not None else ())
        if row.field == field and target.company in {"", company}
    ]
    return fingerprint(canonical(rows)) if rows else ""


def _often(writes: Sequence[Written], most: int, within: timedelta) -> bool:
    last = [row.at for row in writes[-most:] if row.at is not None]
    return len(writes) >= most and (not last or max(last) - min(last) <= within)


def _counts(at: datetime | None, released: datetime | None) -> bool:
    # Of a write whose time is not known, a release is taken to be later: it would last for ever otherwise.
    return released is None or (at is not None and at > released)
