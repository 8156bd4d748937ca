"""The async client: the same as `client.py`, awaited. What is decided, both take from the same places."""

import asyncio
import copy
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self, TypeVar

from procurify_client.addresses import address_of
from procurify_client.call import Answer, Call, Response, Timeout
from procurify_client.errors import ProcurifyError
from procurify_client.exchange import Exchanges, Pause
from procurify_client.groups import AsyncGroups
from procurify_client.options import Options
from procurify_client.paging import Page
from procurify_client.raw import raw_call
from procurify_client.retry import Backoff
from procurify_client.secret import Secret
from procurify_client.server_clock import ServerClock
from procurify_client.settings import checked_page_size, credentials_of
from procurify_client.token_source import TokenSource
from procurify_client.tokens import MemoryTokenStore, TokenStore
from procurify_client.transport import AsyncHttpClient, AsyncTransport, timeout_of
from procurify_client.walking import async_walk

__all__ = ["AsyncProcurify"]

T = TypeVar("T")


class AsyncProcurify(AsyncGroups):
    """A connection to one Procurify tenant. Safe for use by several threads.

    Args:
        tenant: the tenant's name, such as `acme` for https://acme.procurify.com. Exactly one of `tenant` and
            `base_url` is given.
        client_id: from Settings, Integrations, Procurify API, Create Application.
        client_secret: shown once when the application is created.
        base_url: the tenant's address, for other hosts such as a loopback server.
        audience: the API to ask a token for.
        page_size: records to a page, from 1. The server's largest is not documented.
        timeout: limits of every call, unless the call has its own. By default those of `http_client`, if one is
            given, else `Timeout()`.
        backoff: how often and how late reads are repeated.
        token_store: where tokens are kept; by default in memory, for this client alone.
        http_client: an HTTP client of your own, for a proxy, a certificate or a pool of your choice. It is used as
            it is, and you close it. Its pool should hold a connection for each thread. By default one is made; it
            takes a proxy and certificates from the environment (`HTTPS_PROXY`, `SSL_CERT_FILE`).
        clock: a monotonic clock, in seconds; for tests.
        sleep: waits for so many seconds; for tests.
        random: numbers from 0 to 1, for the spread of waits; for tests.
        now: the time of day, aware; for tests.

    Raises:
        ValueError: an argument cannot be right; the message says which and what is accepted.
    """

    def __init__(
        self,
        tenant: str | None = None,
        *,
        client_id: str,
        client_secret: str | Secret,
        base_url: str | None = None,
        audience: str = "https://api.procurify.com/",
        page_size: int = 100,
        timeout: Timeout | None = None,
        backoff: Backoff = Backoff(),  # noqa: B008  # a frozen value
        token_store: TokenStore | None = None,
        http_client: AsyncHttpClient | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        credentials = credentials_of(address_of(tenant, base_url), client_id, client_secret, audience)
        self._page_size = checked_page_size(page_size)
        self._options = Options()
        self._sleep = sleep
        self._server_clock = ServerClock(now)
        self._exchanges = Exchanges(
            base_url=credentials.key.host,
            timeout=timeout if timeout is not None else timeout_of(http_client),
            backoff=backoff,
            clock=clock,
            random=random,
            now=now,
        )
        tokens = TokenSource(
            credentials=credentials,
            store=token_store if token_store is not None else MemoryTokenStore(),
            event=asyncio.Event,
            clock=clock,
            now=now,
        )
        self._transport = AsyncTransport(
            tokens=tokens, http_client=http_client, clock=clock, server_clock=self._server_clock
        )

    @property
    def base_url(self) -> str:
        """The address of the tenant: scheme, host and port."""
        return self._exchanges.base_url

    @property
    def page_size(self) -> int:
        """How many records a page holds unless a call says otherwise."""
        return self._page_size

    @property
    def clock_offset(self) -> timedelta | None:
        """See `Procurify.clock_offset`."""
        return self._server_clock.offset

    def with_options(self, options: Options) -> Self:
        """Give a view of this client, as `Procurify.with_options` does."""
        view = copy.copy(self)
        view._options = options.over(self._options)  # noqa: SLF001  # one of ours
        return view

    async def send(self, call: Call[T], options: Options = Options()) -> T:  # noqa: B008  # a frozen value
        """Await `Procurify.send`."""
        return (await self.exchange(call, options)).data

    def pages(self, first: Call[Page[T]]) -> AsyncIterator[Page[T]]:
        """Iterate over `Procurify.pages` with `async for`."""
        return async_walk(self.send, first)

    async def exchange(self, call: Call[T], options: Options = Options()) -> Response[T]:  # noqa: B008  # a frozen value
        """Await `Procurify.exchange`."""
        steps = self._exchanges.steps(call, options.over(self._options))
        answer: Answer | None = None
        failed: ProcurifyError | None = None
        try:
            while True:
                try:
                    step = steps.send(answer) if failed is None else steps.throw(failed)
                except StopIteration as done:
                    response: Response[T] = done.value
                    return response
                answer, failed = None, None
                if isinstance(step, Pause):
                    await self._sleep(step.seconds)
                    continue
                try:
                    answer = await self._transport.send(step)
                except ProcurifyError as error:
                    failed = error
        finally:
            steps.close()

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        allow_write: bool = False,
        options: Options = Options(),  # noqa: B008  # a frozen value
    ) -> Response[Any]:
        """Await `Procurify.request`."""
        return await self.exchange(raw_call(method, path, params=params, json=json, allow_write=allow_write), options)

    async def aclose(self) -> None:
        """Close the connections, unless the HTTP client is yours."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"AsyncProcurify(base_url={self.base_url!r})"
