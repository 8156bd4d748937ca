"""Seconds that a caller gives: how many there may be."""

from dynamicsgp_sba.errors import InvalidValueError

__all__ = ["check_seconds"]

_A_WEEK = 604_800.0  # sockets and locks fail at waits of centuries, and nobody means them


def check_seconds(name: str, value: float, *, or_none: bool = False) -> None:
    """Check a number of seconds.

    Args:
        name: what they are for, as the caller calls it.
        value: the seconds.
        or_none: whether 0 is accepted.

    Raises:
        InvalidValueError: it is out of range, or no number.
    """
    if not ((or_none and value == 0) or 0 < value <= _A_WEEK):
        accepted = "give seconds from 0" if or_none else "expected a number above 0"
        raise InvalidValueError(f"{name} is {value!r}: {accepted}, at most {_A_WEEK:.0f} (a week)")
