"""A record of a list that could not be decoded, for who takes it and for the error about it."""

from typing import Any

import attrs

__all__ = ["UnreadableRecord"]


@attrs.frozen(kw_only=True)
class UnreadableRecord:
    """A record that could not be decoded. The rest of its page was.

    Attributes:
        index: its place on the page, from 0.
        id: its key, if that much can be seen.
        problems: what is wrong, one line for each value, with its path.
        raw: the record as parsed from JSON. If it is no good JSON (`NaN`, a number that no Decimal holds, nesting
            without end), such numbers are text in it, or all of it is one text.
    """

    index: int
    id: int | None
    problems: tuple[str, ...]
    raw: Any = attrs.field(repr=False, hash=False)
