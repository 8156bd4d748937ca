"""A value that must not be seen.

The same file stands in each package that holds credentials; a test compares the copies.
"""

from collections.abc import Callable
from typing import NoReturn

__all__ = ["Secret"]


class Secret:
    """A password, client secret or token that shows itself only on request.

    Printing, formatting and logging give a mask. Pickling and copying are refused, and there is no attribute that a
    dump of local variables or of an object's fields would print. Equality compares the values.

    Args:
        value: the text to keep.

    Raises:
        ValueError: the text is empty.
    """

    __slots__ = ("_reveal",)

    def __init__(self, value: str) -> None:
        if not value:
            raise ValueError("a secret is empty: give its text")
        # A closure instead of a field: tools that print fields print the function.
        self._reveal: Callable[[], str] = lambda: value

    def reveal(self) -> str:
        """Give the text, for the one line that sends it."""
        return self._reveal()

    def __repr__(self) -> str:
        return "Secret('********')"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._reveal() == other._reveal()

    def __hash__(self) -> int:
        return hash(self._reveal())

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not copied, pickled or stored: pass it where it is used")
