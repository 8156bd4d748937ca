"""An answer before it is sent, and the ways in which one can arrive broken."""

from collections.abc import Callable, Mapping
from typing import Literal

import attrs

__all__ = ["BREAKAGES", "Breakage", "Reply"]

Breakage = Literal["cut", "wrong length", "not json", "html", "broken gzip"]


@attrs.frozen(kw_only=True)
class Reply:
    """An answer before it is sent.

    Attributes:
        status: the HTTP status.
        content: the body.
        content_type: its type.
        headers: further headers.
        stated_length: the length of the body that the answer claims; None for the true one. With another the
            connection closes after it.
        seconds: how long the body takes to come, in twenty pieces.
    """

    status: int
    content: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = attrs.field(factory=dict)
    stated_length: int | None = None
    seconds: float = 0.0


def _cut(reply: Reply) -> Reply:
    return attrs.evolve(reply, content=reply.content[: len(reply.content) // 2], stated_length=len(reply.content))


def _too_short(reply: Reply) -> Reply:
    return attrs.evolve(reply, stated_length=len(reply.content) // 2)


def _no_json(reply: Reply) -> Reply:
    return attrs.evolve(reply, content=b"It worked!")


def _html(reply: Reply) -> Reply:
    return attrs.evolve(reply, content=b"<html><body>Please sign in</body></html>", content_type="text/html")


def _broken_gzip(reply: Reply) -> Reply:
    return attrs.evolve(reply, headers={**reply.headers, "Content-Encoding": "gzip"})


BREAKAGES: Mapping[Breakage, Callable[[Reply], Reply]] = {
    "cut": _cut,
    "wrong length": _too_short,
    "not json": _no_json,
    "html": _html,
    "broken gzip": _broken_gzip,
}
"""What can happen to an answer on its way, by its name: each takes the good answer."""
