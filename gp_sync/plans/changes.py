"""What a write changes, field by field, for those who read of it."""

from typing import Any

from gp_sync.core.canonical import bare
from gp_sync.core.differences import differences
from gp_sync.core.model import Difference, Found, Link, Write

__all__ = ["write_changes"]


def write_changes(write: Write[Any]) -> tuple[Difference, ...]:
    """What an update changes of the record as it stands; a field that is left to the target is no change."""
    if write.op != "update" or write.before is None or write.body is None:
        return ()
    standing = bare(write.before)
    rows = differences(Link(target=write.target, sent=standing, held=standing), Found(body=standing), write.body)
    cleared = getattr(write.body, "cleared", ())
    return tuple(row for row in rows if row.wanted or row.field in cleared)
