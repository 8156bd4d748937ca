"""What cannot be read, in words that do not ask for knowledge of the program."""

import re

__all__ = ["plain_problem", "storable"]

_PLACE = re.compile(r"(?P<what>[^;]+?) @ \w+\.(?P<path>[^\s;:]+)")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_KIND = re.compile(r"^expected a[n]? [A-Z]\w+: ")


def plain_problem(text: str) -> str:
    """A message of a client, with each place in front and without the name of its class.

    `expected a decimal number, got 'many' @ PurchaseOrder.subtotal` becomes `subtotal: expected a decimal number, got
    'many'`.
    """
    plain = _PLACE.sub(lambda found: _in_front(found["what"], found["path"]), _KIND.sub("", text))
    return _KIND.sub("", plain)


def storable(text: str) -> str:
    """A text for people, without what no database or terminal takes: NUL, and halves of a surrogate pair."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _in_front(what: str, path: str) -> str:
    before, colon, told = what.rpartition(": expected ")
    if colon:
        return f"{before}: {path}: expected {told}"
    space = what[: len(what) - len(what.lstrip())]
    return f"{space}{path}: {what.lstrip()}"
