"""Cutting a list into its records without parsing them, for the list that cannot be parsed as a whole."""

import re
from collections.abc import Iterator

__all__ = ["split_listing"]

_MARKS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)
"""What gives JSON its structure. Brackets within texts do not count."""


def split_listing(content: bytes) -> tuple[bytes, list[bytes]] | None:
    """Take the records out of a list.

    Args:
        content: a list in JSON, bare or under `data` of an object, in UTF-8.

    Returns:
        The content with an empty list in the place of the records, and the records; None if there is no such list, or
        its brackets do not match.
    """
    depth, start, member = 0, None, b""
    wanted = 0 if content.lstrip()[:1] == b"[" else 1
    for mark in _MARKS.finditer(content):
        token = mark[0]
        if token in (b"[", b"{"):
            if start is None and token == b"[" and depth == wanted and (wanted == 0 or member == b'"data"'):
                start = mark.end()
            depth += 1
        elif token in (b"]", b"}"):
            depth -= 1
            if start is not None and depth == wanted:
                end = mark.start()
                return content[:start] + content[end:], list(_records(content[start:end]))
        elif depth == 1 and start is None and token != b",":
            member = token
    return None


def _records(content: bytes) -> Iterator[bytes]:
    """Cut what is between the brackets of a list at its own commas."""
    if not content.strip():
        return
    depth = begin = 0
    for mark in _MARKS.finditer(content):
        if mark[0] in (b"[", b"{"):
            depth += 1
        elif mark[0] in (b"]", b"}"):
            depth -= 1
        elif mark[0] == b"," and depth == 0:
            yield content[begin : mark.start()]
            begin = mark.end()
    yield content[begin:]
