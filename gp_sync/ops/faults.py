"""What is told of an error that nobody foresaw: where it was, and none of its words, which may show a password."""

from datetime import datetime
from pathlib import Path
from traceback import extract_tb

from gp_sync.ops.notify import Alert

__all__ = ["SCHEDULE_ENDED", "schedule_ended", "where_of"]

SCHEDULE_ENDED = "SCHEDULE_ENDED"
"""The code of the alert that a schedule ended without being told to."""


def where_of(error: Exception) -> str:
    """The kind of an error that was raised, and the function and line that raised it."""
    place = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {place.name} ({Path(place.filename).name}:{place.lineno})"


def schedule_ended(error: Exception, now: datetime) -> Alert:
    """The alert that a schedule ends with an error.

    Args:
        error: as it was caught. What gp-sync says itself is told in its words.
        now: the instant.
    """
    if type(error).__module__.startswith("gp_sync."):
        text, remedy = str(error), "Mend that, and see that `gp-sync run` runs again; nothing is lost."
    else:
        text = f"a fault, {where_of(error)}."
        remedy = "See that `gp-sync run` runs again; nothing is lost. Its log has the whole fault: please report it."
    return Alert(
        key=SCHEDULE_ENDED,
        code=SCHEDULE_ENDED,
        text=f"The schedule ended: {text}",
        remedy=remedy,
        who="operator",
        since=now,
        wavers=True,
    )
