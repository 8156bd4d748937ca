"""Arguments of a wrong kind, told where they are given and not where they are used."""

__all__ = ["check_kind"]


def check_kind(name: str, value: object, kind: type) -> None:
    """Check what was given as an argument.

    Args:
        name: what the caller calls it.
        value: what was given.
        kind: the class that is accepted.

    Raises:
        TypeError: it is of another class.
    """
    if not isinstance(value, kind):
        raise TypeError(f"{name} is {value!r:.80}: expected {kind.__name__}(...)")
