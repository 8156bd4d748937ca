"""What every group of endpoints has: a client to send with, single records and lists."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import TypeVar

from procurify_client.bodies import Body
from procurify_client.call import Answer, Call
from procurify_client.envelope import read_record
from procurify_client.errors import UnexpectedResponseError
from procurify_client.hooks import is_plain_function
from procurify_client.paging import Page
from procurify_client.senders import AsyncSender, Sender
from procurify_client.walking import OnUnreadable, async_iterate, iterate

__all__ = [
    "AsyncResource",
    "OnUnreadable",
    "Resource",
    "action_call",
    "record_call",
    "silent_call",
    "whole_number",
    "write_call",
]

T = TypeVar("T")


class Resource:
    """A group of endpoints, reached through a client."""

    def __init__(self, client: Sender) -> None:
        self._client = client

    def _iterate(self, first: Call[Page[T]], on_unreadable: OnUnreadable | None) -> Iterator[T]:
        return iterate(self._client.send, first, _plain(on_unreadable))


class AsyncResource:
    """A group of endpoints, reached through an async client."""

    def __init__(self, client: AsyncSender) -> None:
        self._client = client

    def _iterate(self, first: Call[Page[T]], on_unreadable: OnUnreadable | None) -> AsyncIterator[T]:
        return async_iterate(self._client.send, first, _plain(on_unreadable))


def _plain(on_unreadable: OnUnreadable | None) -> OnUnreadable | None:
    """Check what takes unreadable records before the list is read: it may be long until the first of them."""
    if on_unreadable is not None and not is_plain_function(on_unreadable):
        raise TypeError(f"on_unreadable is {on_unreadable!r}: give a plain function that takes one UnreadableRecord")
    return on_unreadable


def record_call(path: str, kind: type[T]) -> Call[T]:
    """Make the call that reads one record."""
    return Call(method="GET", path=path, read=lambda answer: read_record(answer.content, kind))


def write_call(method: str, path: str, body: Body, expected: type[Body], kind: type[T]) -> Call[T]:
    """Make the call that writes a record and reads the answer.

    Raises:
        TypeError: the body is none of the kind that is expected.
    """
    if not isinstance(body, expected):
        raise TypeError(f"the body is {body!r:.80}: give {expected.__name__}(...)")
    return Call(method=method, path=path, json=body.to_json(), read=partial(_read_written, kind))


def action_call(path: str, kind: type[T]) -> Call[T]:
    """Make the call that does something to a record, without a body, and reads the answer."""
    return Call(method="POST", path=path, read=partial(_read_written, kind))


def silent_call(path: str) -> Call[None]:
    """Make the call that does something to a record and is answered without a body; whatever comes is not read."""
    return Call(method="POST", path=path, read=lambda _: None)


def _read_written(kind: type[T], answer: Answer) -> T:
    if not answer.content.strip():
        raise UnexpectedResponseError("the write was accepted, but the answer is empty: read the record to see it")
    return read_record(answer.content, kind)


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
