"""The loop breaker: a field that is written to the same value again and again is changed back by something else."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from gp_sync.core.canonical import fingerprint
from gp_sync.flows.vendors.document import VendorRecord, Written
from gp_sync.flows.vendors.policy import VendorPolicy

__all__ = ["flips", "trail_of"]

_KEPT = 60
"""So many of the last writes are kept."""


def trail_of(last: VendorRecord | None, fields: dict[str, str], turn: int, at: datetime | None) -> tuple[Written, ...]:
    """What was written to a side so far, with these fields.

    Args:
        last: what was sent to it last.
        fields: the values that are written now, by field.
        turn: the number of the write.
        at: when the record that they come from was changed.
    """
    before = last.trail if last is not None else ()
    now = tuple(Written(field=field, value=fingerprint(text), turn=turn, at=at) for field, text in fields.items())
    return (*before, *now)[-_KEPT:]


def flips(trail: Iterable[Written], field: str, text: str, policy: VendorPolicy, released: datetime | None) -> bool:
    """Whether a value was written to a field so often, and so shortly after one another, that it is not written again.

    Args:
        trail: what was written to the side.
        field: the field.
        text: the value.
        policy: how often is too often.
        released: what came before counts no more, since a person let the link go on.
    """
    value = fingerprint(text)
    same = [row.at for row in trail if (row.field, row.value) == (field, value) and _counts(row.at, released)]
    last = [at for at in same[-policy.same_write :] if at is not None]
    if len(same) < policy.same_write:
        return False
    return not last or max(last) - min(last) <= timedelta(days=policy.same_write_days)


def _counts(at: datetime | None, released: datetime | None) -> bool:
    # Of a write whose time is not known, a release is taken to be later: it would last for ever otherwise.
    return released is None or (at is not None and at > released)
