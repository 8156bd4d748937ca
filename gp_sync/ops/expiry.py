"""The days on which secrets and certificates end: one that ends unseen stops everything."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref

__all__ = ["CERTIFICATE_STEPS", "ENDING", "STEPS", "days_left", "expiring"]

STEPS = (14, 7, 1)
"""So many days before a secret's end people are told, once each; and once more when it has come."""

CERTIFICATE_STEPS = (30, 7, 1)
"""The same of a certificate, which takes longer to be made anew."""

_KINDS = {"SECRET_EXPIRES": ("secret", STEPS), "CERTIFICATE_EXPIRES": ("certificate", CERTIFICATE_STEPS)}

ENDING = frozenset(cause for cause, _ in _KINDS.values())
"""The kinds of cause of what ends; their first key is what it is."""


def days_left(ends: date, now: datetime) -> int:
    """Whole days until a day, by UTC; negative when it is over."""
    return (ends - now.astimezone(UTC).date()).days


def expiring(ends: Mapping[str, date], now: datetime, *, code: str = "SECRET_EXPIRES") -> Iterator[Finding]:
    """What to tell now of secrets or certificates that end soon, or have ended.

    The cause names the step, so that each one is an alert of its own.

    Args:
        ends: the day on which each one ends, by its name.
        now: the instant.
        code: the finding's, which says which of the two they are.
    """
    cause, steps = _KINDS[code]
    for name, day in ends.items():
        left = days_left(day, now)
        if left > max(steps):
            continue
        step = 0 if left <= 0 else min(step for step in steps if left <= step)
        yield finding(code, Ref(cause, (name, str(step))), where=name, tried=_told(name, day, left))


def _told(name: str, day: date, left: int) -> str:
    if left < 0:
        return f"{name} ended on {day}"
    return f"{name} ends on {day}, " + {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
