"""What every group of endpoints has: a client to send with, single records and lists."""

from collections.abc import AsyncIterator, Iterator
from typing import TypeVar

from procurify_client.call import Call
from procurify_client.envelope import read_record
from procurify_client.paging import Page
from procurify_client.senders import AsyncSender, Sender
from procurify_client.walking import OnUnreadable, async_iterate, iterate

__all__ = ["AsyncResource", "OnUnreadable", "Resource", "record_call", "whole_number"]

T = TypeVar("T")


class Resource:
    """A group of endpoints, reached through a client."""

    def __init__(self, client: Sender) -> None:
        self._client = client

    def _size(self, page_size: int | None) -> int:
        return self._client.page_size if page_size is None else page_size

    def _iterate(self, first: Call[Page[T]], on_unreadable: OnUnreadable | None) -> Iterator[T]:
        return iterate(self._client.send, first, on_unreadable)


class AsyncResource:
    """A group of endpoints, reached through an async client."""

    def __init__(self, client: AsyncSender) -> None:
        self._client = client

    def _size(self, page_size: int | None) -> int:
        return self._client.page_size if page_size is None else page_size

    def _iterate(self, first: Call[Page[T]], on_unreadable: OnUnreadable | None) -> AsyncIterator[T]:
        return async_iterate(self._client.send, first, on_unreadable)


def record_call(path: str, kind: type[T]) -> Call[T]:
    """Make the call that reads one record."""
    return Call(method="GET", path=path, read=lambda answer: read_record(answer.content, kind))


def whole_number(name: str, value: object) -> int:
    """Check a key before it becomes part of a path.

    Raises:
        TypeError: it is not a whole number.
        ValueError: it is negative.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}: give a whole number")
    if value < 0:
        raise ValueError(f"{name} is {value!r}: give a number from 0")
    return int(value)
