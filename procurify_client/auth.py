"""How requests get their token: the steps of `TokenSource`, carried out for threads and for tasks.

The token goes to one host only. It is asked for with the client that sends the requests, so that a proxy or a
certificate of the caller counts there too.
"""

import contextlib
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import TYPE_CHECKING

import httpx

from procurify_client.call import Answer
from procurify_client.errors import TokenError
from procurify_client.steps import TOKEN_PATH, Ask, Flight, Work
from procurify_client.token_source import TokenSource
from procurify_client.tokens import Token, TokenKey

if TYPE_CHECKING:
    import asyncio

__all__ = ["AsyncTokenAuth", "TokenAuth", "without_frames"]

_UNAUTHORIZED = 401


class TokenAuth(httpx.Auth):
    """Signs the requests of a sync client.

    Args:
        source: where tokens come from.
        send: sends a token request as it is.
        user_agent: for the token request.
    """

    def __init__(
        self,
        source: TokenSource[threading.Event],
        send: Callable[[httpx.Request], httpx.Response],
        user_agent: str,
    ) -> None:
        self._source = source
        self._send = send
        self._user_agent = user_agent

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request with a token, and once more with another one if the first is refused."""
        _check_host(request, self._source)
        token = self._token(request, rejected=None)
        response = yield _signed(request, token)
        if response.status_code != _UNAUTHORIZED:
            return
        response.read()  # hands the connection back before waiting: unread answers would starve a small pool
        if self._source.just_renewed(token):
            return  # the 401 stands: a token this fresh is refused for another reason than its age
        fresh = self._token(request, rejected=token)
        yield _signed(request, fresh)

    def _token(self, request: httpx.Request, rejected: Token | None) -> Token:
        steps = self._source.token(rejected)
        reply: object = None
        failed: TokenError | None = None
        try:
            while True:
                try:
                    step = steps.send(reply) if failed is None else steps.throw(failed)
                except StopIteration as done:
                    token: Token = done.value
                    return token
                reply, failed = None, None
                if isinstance(step, Flight):
                    step.landed.wait(_patience(request))
                elif isinstance(step, Work):
                    reply = step.run()
                else:
                    try:
                        reply = self._ask(step, request)
                    except TokenError as error:
                        failed = error
        finally:
            steps.close()

    def _ask(self, ask: Ask, request: httpx.Request) -> Answer:
        try:
            return _answer(self._send(_token_request(ask, request, self._user_agent)))
        except httpx.HTTPError as error:
            raise _no_answer(ask.key, error) from without_frames(error)


class AsyncTokenAuth(httpx.Auth):
    """Signs the requests of an async client.

    Args:
        source: where tokens come from.
        send: sends a token request as it is.
        user_agent: for the token request.
    """

    def __init__(
        self,
        source: TokenSource["asyncio.Event"],
        send: Callable[[httpx.Request], Awaitable[httpx.Response]],
        user_agent: str,
    ) -> None:
        self._source = source
        self._send = send
        self._user_agent = user_agent

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Do what `TokenAuth.sync_auth_flow` does, awaiting."""
        _check_host(request, self._source)
        token = await self._token(request, rejected=None)
        response = yield _signed(request, token)
        if response.status_code != _UNAUTHORIZED:
            return
        await response.aread()  # as in the sync flow
        if self._source.just_renewed(token):
            return
        fresh = await self._token(request, rejected=token)
        yield _signed(request, fresh)

    async def _token(self, request: httpx.Request, rejected: Token | None) -> Token:
        import asyncio  # noqa: PLC0415  # programs that use the sync face alone need not load it

        steps = self._source.token(rejected)
        reply: object = None
        failed: TokenError | None = None
        try:
            while True:
                try:
                    step = steps.send(reply) if failed is None else steps.throw(failed)
                except StopIteration as done:
                    token: Token = done.value
                    return token
                reply, failed = None, None
                if isinstance(step, Flight):
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(step.landed.wait(), _patience(request))
                elif isinstance(step, Work):
                    reply = await asyncio.to_thread(step.run)
                else:
                    try:
                        reply = await self._ask(step, request)
                    except TokenError as error:
                        failed = error
        finally:
            # Also when this task is cancelled: somebody else then asks for the token.
            steps.close()

    async def _ask(self, ask: Ask, request: httpx.Request) -> Answer:
        try:
            return _answer(await self._send(_token_request(ask, request, self._user_agent)))
        except httpx.HTTPError as error:
            raise _no_answer(ask.key, error) from without_frames(error)


def without_frames(error: BaseException) -> BaseException:
    """Drop the frames of an exception and all it came from.

    The HTTP library's frames hold the headers and bodies of requests, with the token and the client secret, and
    tools that report crashes print what frames hold.
    """
    part: BaseException | None = error
    while part is not None:
        part.__traceback__ = None
        part = part.__cause__ or part.__context__
    return error


def _check_host(request: httpx.Request, source: TokenSource[threading.Event] | TokenSource["asyncio.Event"]) -> None:
    origin = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
    if origin != source.host:
        raise ValueError(f"a token for {source.host} is not sent to {origin}")


def _signed(request: httpx.Request, token: Token) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token.value.reveal()}"
    return request


def _token_request(ask: Ask, request: httpx.Request, user_agent: str) -> httpx.Request:
    return httpx.Request(
        "POST",
        ask.key.host + TOKEN_PATH,
        json={
            "client_id": ask.key.client_id,
            "client_secret": ask.secret.reveal(),
            "audience": ask.key.audience,
            "grant_type": "client_credentials",
        },
        headers={"Accept": "application/json", "User-Agent": user_agent},
        extensions={"timeout": request.extensions.get("timeout", {})},
    )


def _answer(response: httpx.Response) -> Answer:
    return Answer(status=response.status_code, headers=dict(response.headers), content=response.content)


def _no_answer(key: TokenKey, error: httpx.HTTPError) -> TokenError:
    url = key.host + TOKEN_PATH
    reason = f"{type(error).__name__}: {error}"
    return TokenError(f"no token, since the token endpoint did not answer: {url} ({reason})", transient=True, url=url)


def _patience(request: httpx.Request) -> float | None:
    """How long a call waits for another one's token request: as long as for its own."""
    timeout = request.extensions.get("timeout", {})
    parts = [timeout.get("connect"), timeout.get("read")]
    return None if None in parts else sum(parts)
