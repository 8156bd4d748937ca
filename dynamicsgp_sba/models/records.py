"""What all records share, and a list that never loses a row in silence."""

from collections.abc import Iterable
from typing import Any, TypeVar

import attrs

__all__ = ["RecordList", "UnreadableRecord", "extra"]

T = TypeVar("T")


def extra() -> Any:
    """Make the field that keeps members of the answer for which the record has no field; its hash leaves them out."""
    return attrs.field(factory=dict, repr=False, hash=False)


@attrs.frozen(kw_only=True)
class UnreadableRecord:
    """A row of a list that could not be read; the others could.

    Args:
        position: its place in the answer, from 0.
        key: its key as far as it can be seen, for a person.
        problems: what is wrong, one sentence for each value, with its path.
        content: the row as received.
    """

    position: int
    key: str
    problems: tuple[str, ...]
    content: Any = attrs.field(repr=False, hash=False)


class RecordList(tuple[T, ...]):  # noqa: SLOT001 - a tuple with fields of its own cannot have slots
    """The records of a list, as a tuple, and in `unreadable` the rows that could not be read.

    Attributes:
        unreadable: look at it before you conclude that something is missing in GP. It is also logged as a warning.
    """

    unreadable: tuple[UnreadableRecord, ...]

    def __new__(cls, records: Iterable[T] = (), unreadable: Iterable[UnreadableRecord] = ()) -> "RecordList[T]":
        """Keep the rows apart."""
        made = super().__new__(cls, records)
        made.unreadable = tuple(unreadable)
        return made

    def __repr__(self) -> str:
        return f"RecordList({super().__repr__()}, unreadable={self.unreadable!r})"
