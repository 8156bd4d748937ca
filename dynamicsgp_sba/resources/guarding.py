"""What is looked at before a write: that the record is open for change, or that there is none yet.

Microsoft's services take no row stamp, and may turn the create of an existing record into a change of it. So the record
is read right before it is written. The read takes its time from the write's: no write begins after its deadline.
"""

import time
from typing import Any, Protocol, TypeVar

import attrs

from dynamicsgp_sba.call import Call
from dynamicsgp_sba.errors import AlreadyExistsError, GuardError, NotFoundError, RowChangedError
from dynamicsgp_sba.profile import ResourceProfile
from dynamicsgp_sba.resources.base import Place, Sender, with_time_left

__all__ = ["check_open", "check_unchanged", "create_new", "read_first"]

T = TypeVar("T")


class _Guarded(Protocol):
    @property
    def why_not_open_for_change(self) -> str: ...


def read_first(sender: Sender, read: Call[T], write: Call[Any]) -> tuple[T, Call[Any]]:
    """Read a record that is about to be written; give it, and the write with the time that is left."""
    started = time.monotonic()
    found = sender.send(attrs.evolve(read, timeout=write.timeout))
    return found, with_time_left(write, write.timeout, started)


def create_new(sender: Sender, place: Place, name: str, *, read: Call[T], write: Call[T]) -> T:
    """Create a record, and never write over one that is there.

    Where the site's service refuses existing keys, in work and in history, nothing is asked before.

    Args:
        sender: sends the calls.
        place: the company, whose profile tells what the service refuses.
        name: the resource.
        read: the read of the record that shall not be there.
        write: the create.

    Raises:
        AlreadyExistsError: it is there; nothing was written.
    """
    if place.profile.resource(name).refuses_existing:
        return sender.send(write)
    started = time.monotonic()
    try:
        sender.send(attrs.evolve(read, timeout=write.timeout))
    except NotFoundError:
        return sender.send(with_time_left(write, write.timeout, started))
    raise AlreadyExistsError(
        f"{name.replace('_', ' ')} has {'; '.join(read.keys)!r} already, so nothing was written. Read it before "
        "deciding anything"
    )


def check_open(now: _Guarded, what: str, resource: ResourceProfile) -> None:
    """Make sure that a record may be changed.

    Args:
        now: the record as it was read.
        what: what messages call it.
        resource: what the site's service is known to tell, so that its silence is no permission.

    Raises:
        GuardError: it is posted, in history, or closed otherwise, or does not tell; nothing was written.
    """
    if why := now.why_not_open_for_change:
        raise GuardError(f"{what} was not written: {why}. Change it by hand in GP")
    if silent := [name for name in resource.tells if not _told(now, name)]:
        raise GuardError(
            f"{what} was not written: the service did not tell its {' and '.join(silent)}, which the site profile says "
            "that it tells. Change it by hand in GP"
        )


def _told(record: Any, name: str) -> bool:
    field, _, inner = name.partition(".")
    found = getattr(record, field)
    if inner:
        return bool(found) and all(_told(part, inner) for part in found)
    return found not in (None, ())


def check_unchanged(now: object, seen: object, what: str) -> None:
    """Make sure that a record is what a change was decided by; None for `seen` says that it does not matter.

    Raises:
        RowChangedError: it is not; nothing was written.
    """
    if seen is not None and seen != now:
        raise RowChangedError(f"{what} was not written: it was changed since it was read. Decide anew")
