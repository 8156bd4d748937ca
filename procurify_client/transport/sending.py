"""How a request is sent, within the time of its call, for threads and for tasks.

A sync request is made in a thread of its own and an async one in its task. Either way the caller waits until the
deadline and no longer, wherever the server is slow.
"""

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

import httpx

from procurify_client.body import Body
from procurify_client.call import Answer
from procurify_client.server_clock import ServerClock
from procurify_client.steps import Ask, Attempt
from procurify_client.transport.making import AsyncHttpClient, HttpClient, checked_client, headers_of, request_of
from procurify_client.transport.translating import OurErrors, answer_of, check_time, no_place, too_late
from procurify_client.workers import Workers

__all__ = ["AsyncTransport", "Transport"]

_GRACE = 0.1  # seconds: the library's own limits come first, since it knows whether anything was sent
_CLOSED = "the client is closed: make another one, and close it after its last call"


class Transport:
    """Sends single requests over a sync HTTP client.

    Args:
        host: scheme, host and port of the tenant.
        http_client: the caller's own client, used as it is and not closed; None makes one.
        in_flight: how many requests may be under way at once; None for no limit.
        clock: the monotonic clock that deadlines are on.
        server_clock: is told the time that answers show.

    Raises:
        ValueError: the HTTP client is not a sync one.
    """

    def __init__(
        self,
        *,
        host: str,
        http_client: HttpClient | None,
        in_flight: int | None,
        clock: Callable[[], float],
        server_clock: ServerClock,
    ) -> None:
        self._host = host
        self._clock = clock
        self._server_clock = server_clock
        self._ours = http_client is None
        self._client = checked_client(http_client, HttpClient, host)
        self._headers = headers_of(self._client)
        self._places = None if in_flight is None else threading.BoundedSemaphore(in_flight)
        self._workers = Workers()

    def send(self, step: Attempt | Ask) -> Answer:
        """Send a request once.

        Raises:
            ProcurifyError: no complete answer came.
            RuntimeError: the client is closed.
        """
        # A place is given back when its caller stops waiting: one that a silent server kept would be lost for good.
        with self._place(step):
            left = check_time(step, self._clock())
            try:
                return self._workers.run(partial(self._send, step), left + _GRACE)
            except TimeoutError:
                raise too_late(step) from None

    def _send(self, step: Attempt | Ask) -> Answer:
        started = self._clock()
        request = request_of(self._client, self._headers, step, self._host, started)
        with OurErrors(step):
            try:
                response = self._client.send(request, auth=None, stream=True, follow_redirects=False)
            except httpx.HTTPStatusError as error:
                return answer_of(error)
            body = Body(step, response.status_code)
            try:
                self._server_clock.heard(response.headers.get("date"), self._clock() - started)
                for chunk in response.iter_bytes():
                    body.add(chunk, self._clock())
            finally:
                response.close()
        return body.answer(response.headers, self._clock() - started)

    @contextmanager
    def _place(self, step: Attempt | Ask) -> Iterator[None]:
        """Wait for a place among the requests in flight, and keep it until the answer is read."""
        if self._client.is_closed:
            raise RuntimeError(_CLOSED)
        if self._places is None:
            yield
            return
        if not self._places.acquire(timeout=step.patience):
            raise no_place(step)
        try:
            yield
        finally:
            self._places.release()

    def close(self) -> None:
        """Close the HTTP client, if this object made it, and let the threads end."""
        if self._ours:
            self._client.close()
        self._workers.close()


class AsyncTransport:
    """Sends single requests over an async HTTP client; the arguments are those of `Transport`."""

    def __init__(
        self,
        *,
        host: str,
        http_client: AsyncHttpClient | None,
        in_flight: int | None,
        clock: Callable[[], float],
        server_clock: ServerClock,
    ) -> None:
        import asyncio  # noqa: PLC0415  # programs that use the sync face alone need not load it

        self._host = host
        self._clock = clock
        self._server_clock = server_clock
        self._ours = http_client is None
        self._client = checked_client(http_client, AsyncHttpClient, host)
        self._headers = headers_of(self._client)
        self._places = None if in_flight is None else asyncio.BoundedSemaphore(in_flight)
        self._within = asyncio.timeout

    async def send(self, step: Attempt | Ask) -> Answer:
        """Send a request once.

        Raises:
            ProcurifyError: as for `Transport.send`.
            RuntimeError: the client is closed.
        """
        async with self._place(step):
            left = check_time(step, self._clock())
            try:
                async with self._within(left + _GRACE):
                    return await self._send(step)
            except TimeoutError:
                raise too_late(step) from None

    async def _send(self, step: Attempt | Ask) -> Answer:
        started = self._clock()
        request = request_of(self._client, self._headers, step, self._host, started)
        with OurErrors(step):
            try:
                response = await self._client.send(request, auth=None, stream=True, follow_redirects=False)
            except httpx.HTTPStatusError as error:
                return answer_of(error)
            body = Body(step, response.status_code)
            try:
                self._server_clock.heard(response.headers.get("date"), self._clock() - started)
                async for chunk in response.aiter_bytes():
                    body.add(chunk, self._clock())
            finally:
                await response.aclose()
        return body.answer(response.headers, self._clock() - started)

    @asynccontextmanager
    async def _place(self, step: Attempt | Ask) -> AsyncIterator[None]:
        if self._client.is_closed:
            raise RuntimeError(_CLOSED)
        if self._places is None:
            yield
            return
        try:
            async with self._within(step.patience):
                await self._places.acquire()
        except TimeoutError:
            raise no_place(step) from None
        try:
            yield
        finally:
            self._places.release()

    async def aclose(self) -> None:
        """Close the HTTP client, if this object made it."""
        if self._ours:
            await self._client.aclose()
