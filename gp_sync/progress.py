"""How far long work is: one plain hook, which long work calls and whoever wants to show it hands in."""

from typing import Protocol

__all__ = ["Progress", "no_progress"]


class Progress(Protocol):
    """Is told how far a step is; by one thread or several, and often, so that it should be quick."""

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Take note.

        Args:
            step: what is under way, such as `orders`; a new word begins a new step.
            done: how many are done.
            total: how many there are; None where that is not known.
        """
        ...


def no_progress(step: str, done: int, total: int | None) -> None:
    """Tell nobody."""
