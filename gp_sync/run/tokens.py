"""The change token that is kept of a document: the list's, the newest touch, and whether it was fetched too soon."""

__all__ = ["is_token_of", "listed_token", "made_token", "touched_token"]

_TOUCHED = " touched "
"""Stands between the list's token and the instant of the newest touch."""

_RECENT = "recent "
"""Begins the token of a document that was fetched so soon after a change that the next may bear the same instant."""


def made_token(listed: str, *, touched: str, recent: bool) -> str:
    """The token to keep.

    Args:
        listed: the list's.
        touched: the instant of the newest touch; empty if there is none.
        recent: it changed so shortly before it was fetched that the next run fetches it once more.
    """
    token = f"{listed}{_TOUCHED}{touched}" if touched else listed
    return _RECENT + token if recent else token


def is_token_of(kept: str, listed: str) -> bool:
    """Whether a kept token says that nothing has changed since; a recent one never does."""
    return kept.partition(_TOUCHED)[0] == listed


def listed_token(kept: str) -> str:
    """The list's token in a kept one."""
    return kept.removeprefix(_RECENT).partition(_TOUCHED)[0]


def touched_token(kept: str) -> str:
    """The instant of the newest touch in a kept token; none in a recent one, so that any touch is newer."""
    return "" if kept.startswith(_RECENT) else kept.partition(_TOUCHED)[2]
