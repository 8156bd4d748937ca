"""When to try again: arithmetic only, without a clock or a sleep of its own.

The same file stands in both clients; a test compares the copies.
"""

import re
from collections.abc import Callable
from datetime import datetime

import attrs

from .server_clock import http_date

__all__ = ["Backoff", "retry_after"]

_SECONDS = re.compile(r"\d{1,9}(\.\d+)?", re.ASCII)


@attrs.frozen(kw_only=True)
class Backoff:
    """How often and how late a call that may be repeated is tried again.

    Args:
        attempts: tries in all, the first included; 1 means no repetition.
        first: the ceiling of the first wait, in seconds; it doubles with each attempt.
        longest: no wait is longer than this, in seconds. A server that asks for more is not waited for.
    """

    attempts: int = attrs.field(default=4, validator=attrs.validators.ge(1))
    first: float = attrs.field(default=0.5, validator=attrs.validators.ge(0))
    longest: float = attrs.field(default=60.0, validator=attrs.validators.ge(0))

    def wait(self, attempt: int, asked: float | None, random: Callable[[], float]) -> float | None:
        """Seconds to wait before trying again, or None to give up.

        Args:
            attempt: how many tries have been made, from 1.
            asked: seconds that the server asked for (`Retry-After`), if it did.
            random: a source of numbers from 0 to 1; the wait is spread over all of its span ("full jitter"), so that
                many clients do not come back at once.
        """
        if attempt >= self.attempts:
            return None
        if asked is not None:
            return asked if asked <= self.longest else None
        # The exponent is bounded so that a large attempt number cannot overflow a float.
        return random() * min(self.longest, self.first * 2.0 ** min(attempt - 1, 32))


def retry_after(value: str | None, now: datetime) -> float | None:
    """Read a `Retry-After` header, in seconds or as a date, into seconds from now.

    A header that is neither gives None; a date in the past gives 0.
    """
    if value is None:
        return None
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    when = http_date(text)
    return None if when is None else max(0.0, (when - now).total_seconds())
