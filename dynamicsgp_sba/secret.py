"""A value that must not be seen.

The same file stands in each package that holds credentials; a test compares the copies.
"""

from collections.abc import Callable
from typing import NoReturn
from weakref import WeakValueDictionary

__all__ = ["Secret", "masked"]

_SHORTEST = 4  # characters; what is shorter stands in every other word
_alive: "WeakValueDictionary[int, Secret]" = WeakValueDictionary()


class Secret:
    """A password, client secret or token that shows itself only on request.

    Printing, formatting and logging give a mask. Pickling and copying are refused, and there is no attribute that a
    dump of local variables or of an object's fields would print. Equality compares the values.

    Args:
        value: the text to keep.

    Raises:
        ValueError: the text is empty.
    """

    __slots__ = ("__weakref__", "_reveal")

    def __init__(self, value: str) -> None:
        if not value:
            raise ValueError("a secret is empty: give its text")
        # A closure instead of a field: tools that print fields print the function.
        self._reveal: Callable[[], str] = lambda: value
        _alive[id(self)] = self

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


def masked(text: str) -> str:
    """Put a mask where the text of a secret that is in use stands in another text, such as a line for a log.

    It is the last of several walls: no code of ours puts a secret into a text, but code of others may. Secrets of
    fewer than four characters are left.
    """
    for reference in list(_alive.valuerefs()):  # a list at once, since other threads make secrets meanwhile
        secret = reference()
        if secret is not None and len(secret.reveal()) >= _SHORTEST:
            text = text.replace(secret.reveal(), "********")
    return text
