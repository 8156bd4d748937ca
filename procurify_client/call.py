"""What a call is and what comes back, without any input or output.

Resource functions make a `Call`; a client sends it. So the sync client, the async one and the tests share one
description of each endpoint.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, Self, TypeVar

import attrs

__all__ = ["Answer", "Call", "Response", "Timeout"]

T = TypeVar("T")
_EXCERPT = 2000


@attrs.frozen(kw_only=True)
class Timeout:
    """How long a call may take, in seconds.

    Args:
        connect: to open a connection.
        read: between two pieces of the answer.
        total: for the whole call: all attempts, all waits, and token requests, also those of others that it waits for.
            No request starts after it has passed, and one under way is given up within a tenth of a second, wherever
            it is slow. Only your own token store and function for the secret are waited for to their end.
        write: between two pieces of the request; None: as for `read`.
        pool: to get a connection from the pool of an HTTP client of yours; None: as for `connect`.

    Raises:
        ValueError: a figure is not above 0.
    """

    connect: float = attrs.field(default=10.0, validator=attrs.validators.gt(0))
    read: float = attrs.field(default=60.0, validator=attrs.validators.gt(0))
    total: float = attrs.field(default=180.0, validator=attrs.validators.gt(0))
    write: float | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.gt(0)))
    pool: float | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.gt(0)))


@attrs.frozen(kw_only=True)
class Answer:
    """An answer as it came, before anybody has read it.

    Attributes:
        status: the HTTP status.
        headers: the headers, by lower-case name.
        content: the body, decompressed.
        elapsed: seconds from sending the request to the end of the body.
    """

    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    content: bytes = attrs.field(repr=False)
    elapsed: float = 0.0

    @property
    def request_id(self) -> str | None:
        """The server's id of the request (contract section 7)."""
        return self.headers.get("x-request-id") or self.headers.get("x-procurify-request-id")

    @property
    def excerpt(self) -> str:
        """The beginning of the body as text, at most 2000 characters, to go with an error."""
        # A character has at most 4 bytes, so no more of a long body need be decoded.
        return self.content[: _EXCERPT * 4].decode("utf-8", "replace")[:_EXCERPT]


@attrs.frozen(kw_only=True)
class Call(Generic[T]):
    """A request, and how to read its answer.

    Attributes:
        method: the HTTP method.
        path: the path on the tenant's host, with its final slash.
        params: the query, as pairs, so that a name can occur more than once.
        json: the body, or None.
        read: makes the result out of a good answer; raises `UnexpectedResponseError` if it cannot.
        wants_page_size: whether it is one of a list's pages that does not say how many records it holds: the client
            that sends it does.
    """

    method: str
    path: str
    read: Callable[[Answer], T]
    params: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False)
    json: Any = attrs.field(default=None, repr=False)
    wants_page_size: bool = False

    def with_page_size(self, page_size: int) -> Self:
        """Give the call with the number of records to a page, if it wants one."""
        if not self.wants_page_size:
            return self
        params = (*self.params, ("page_size", str(page_size)))
        return attrs.evolve(self, params=params, wants_page_size=False)

    @property
    def repeatable(self) -> bool:
        """Whether executing the call twice does no harm: reads only, since Procurify knows no idempotency key."""
        return self.method == "GET"


@attrs.frozen(kw_only=True)
class Response(Generic[T]):
    """The result of a call together with the answer that it was read from.

    Attributes:
        data: the result, as the typed method would have returned it.
        status: the HTTP status.
        headers: the headers, by lower-case name.
        request_id: the server's id of the request, if it gave one.
        content: the body as received (decompressed): what to store if the record must be read again later.
        elapsed: seconds that the last attempt took.
    """

    data: T
    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    request_id: str | None
    content: bytes = attrs.field(repr=False)
    elapsed: float
