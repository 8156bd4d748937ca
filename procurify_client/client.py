"""The client: options in, resources out. It sends, sleeps and closes; everything else is decided elsewhere."""

import copy
import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from procurify_client.addresses import address_of
from procurify_client.breaker import Breaker
from procurify_client.call import Call, Response, Timeout
from procurify_client.groups import Groups
from procurify_client.hooks import Hooks
from procurify_client.limits import Limits
from procurify_client.options import Options, checked_options
from procurify_client.paging import Page
from procurify_client.raw import Query, raw_call
from procurify_client.retry import Backoff
from procurify_client.server_clock import ServerClock
from procurify_client.settings import (
    SecretSource,
    checked_call,
    checked_page_size,
    credentials_of,
    exchanges_of,
    wrapped,
)
from procurify_client.steps import Ask, Attempt, Pause, Step, Wait
from procurify_client.tokens import TokenStore
from procurify_client.walking import walk

if TYPE_CHECKING:
    from procurify_client.transport import HttpClient

__all__ = ["Procurify"]

T = TypeVar("T")


class Procurify(Groups):
    """A connection to one Procurify tenant. Safe for use by several threads.

    Args:
        tenant: the tenant's name, such as `acme` for https://acme.procurify.com. Exactly one of `tenant` and
            `base_url` is given.
        client_id: from Settings, Integrations, Procurify API, Create Application.
        client_secret: shown once when the application is created; or a function that gives the present one, which
            is asked at each token request, and after a refusal every five seconds at most; it may block for a moment.
        base_url: the tenant's address, for other hosts such as a loopback server.
        audience: the API to ask a token for.
        page_size: records to a page, from 1. The server's largest is not documented.
        timeout: limits of every call, unless the call has its own. By default those of `http_client`, if one is
            given, else `Timeout()`.
        backoff: how often and how late reads are repeated.
        limits: how many requests are sent at once and how fast; by default few enough for any tenant.
        breaker: when calls fail at once because the server does not answer.
        hooks: functions that are told of requests, answers, repetitions and token requests.
        token_store: where tokens are kept; by default in memory, for this client alone.
        http_client: an HTTP client of your own, for a proxy, a certificate or a pool of your choice. It is used as
            it is, but for redirects and `auth`, and you close it. Its pool should hold a connection for each thread.
            By default one is made; it takes a proxy and certificates from the environment (`HTTPS_PROXY`,
            `SSL_CERT_FILE`).
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
        client_secret: SecretSource,
        base_url: str | None = None,
        audience: str = "https://api.procurify.com/",
        page_size: int = 100,
        timeout: Timeout | None = None,
        backoff: Backoff = Backoff(),  # noqa: B008  # a frozen value
        limits: Limits = Limits(),  # noqa: B008  # a frozen value
        breaker: Breaker = Breaker(),  # noqa: B008  # a frozen value
        hooks: Hooks = Hooks(),  # noqa: B008  # a frozen value
        token_store: TokenStore | None = None,
        http_client: "HttpClient | None" = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        # First, so that an error about another argument does not show it.
        secret = wrapped(client_secret)
        del client_secret
        # The HTTP library is most of what the package costs at its start: loaded by whoever makes a client.
        from procurify_client.transport import Transport, timeout_of  # noqa: PLC0415

        credentials = credentials_of(address_of(tenant, base_url), client_id, secret, audience)
        self._page_size = checked_page_size(page_size)
        self._options = Options()
        self._sleep = sleep
        self._server_clock = ServerClock(now)
        self._exchanges = exchanges_of(
            credentials,
            timeout=timeout if timeout is not None else timeout_of(http_client),
            backoff=backoff,
            limits=limits,
            breaker=breaker,
            hooks=hooks,
            token_store=token_store,
            event=threading.Event,
            clock=clock,
            random=random,
            now=now,
        )
        self._tokens = self._exchanges.tokens
        self._transport = Transport(
            host=credentials.key.host,
            http_client=http_client,
            in_flight=limits.in_flight,
            clock=clock,
            server_clock=self._server_clock,
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
        """How far Procurify's clock is ahead of ours, from the `Date` header of the newest answer; negative if behind.

        Measured against the middle of the exchange, in whole seconds, since the header has no more. No request is
        made for it: None before the first answer with a readable header. Answers that took more than 10 seconds do
        not count.
        """
        return self._server_clock.offset

    def rotate(self, *, client_secret: SecretSource, client_id: str | None = None) -> None:
        """Use other credentials from the next token request on, without a restart.

        The token in use stays in use until it ends or is refused. Calls that fail at once because the old credentials
        were refused go on. Views made by `with_options` change as well.

        Args:
            client_secret: the new secret, or a function that gives it.
            client_id: the new application, if that changes too.

        Raises:
            ValueError: one of them is empty.
        """
        secret = wrapped(client_secret)
        del client_secret  # an error about the other argument does not show it
        key = self._tokens.credentials.key
        changed = key.client_id if client_id is None else client_id
        self._tokens.rotate(credentials_of(key.host, changed, secret, key.audience))

    def with_options(self, options: Options) -> Self:
        """Give a view of this client whose calls use these options: the same connections, token and limits.

        Options of a single call come before those of the view, and a view of a view has those of both. Closing a
        view closes the client.

        Raises:
            ValueError: they are of another class than `Options`.
        """
        view = copy.copy(self)
        view._options = checked_options(options).over(self._options)  # noqa: SLF001  # one of ours
        return view

    def send(self, call: Call[T], options: Options = Options()) -> T:  # noqa: B008  # a frozen value
        """Send a call and give its result.

        Args:
            call: from a function of `procurify_client.resources`.
            options: what this call does otherwise.

        Raises:
            ProcurifyError: it failed; the class says how, `outcome_unknown` whether a write may have happened.
            ValueError: it is no call, or its body cannot be written as JSON.
            RuntimeError: the client is closed.
            Exception: whatever a token store, a function for the secret or an HTTP client of your own raises.
        """
        return self.exchange(call, options).data

    def pages(self, first: Call[Page[T]]) -> Iterator[Page[T]]:
        """Give all pages of a list as they are asked for, each with what changed since the one before in `drift`.

        For those who must know whether the list held still while it was read; `list()` gives just the records. A list
        that became shorter by its last page ends with a page that has no records, and drift.

        Args:
            first: the call for the first page, such as `procurify_client.resources.vendors.list_page()`.

        Raises:
            ProcurifyError: a page could not be read.
        """
        return walk(self.send, first)

    def exchange(self, call: Call[T], options: Options = Options()) -> Response[T]:  # noqa: B008  # a frozen value
        """Send a call and give its result together with status, headers and body.

        Args:
            call: from a function of `procurify_client.resources`.
            options: what this call does otherwise.

        Raises:
            ProcurifyError: as for `send`.
        """
        call = checked_call(call).with_page_size(self._page_size)
        steps = self._exchanges.steps(call, checked_options(options).over(self._options))
        reply: Any = None
        failed: Exception | None = None
        try:
            while True:
                try:
                    step = steps.send(reply) if failed is None else steps.throw(failed)
                except StopIteration as done:
                    response: Response[T] = done.value
                    return response
                reply, failed = None, None
                try:
                    reply = self._do(step)
                except Exception as error:  # noqa: BLE001  # whatever it is, the steps know what it means and raise it
                    failed = error
        finally:
            # Also when the call is cut off: somebody else then asks for the token.
            steps.close()

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Query | None = None,
        json: Any = None,
        allow_write: bool = False,
        options: Options = Options(),  # noqa: B008  # a frozen value
    ) -> Response[Any]:
        """Reach any endpoint of the tenant, with the same token, limits, errors and repetitions.

        `Response.data` is the whole body as JSON with `Decimal` for numbers with a fraction, or None where the body
        is empty or is CSV; `Response.content` has the bytes.

        Args:
            method: the HTTP method. Any but GET changes data in Procurify and needs `allow_write=True`.
            path: the path on the tenant's host with its final slash, such as `/api/v3/users/`.
            params: the query: values by name, where a list repeats the name (`{"vendor[]": [1, 2]}`), None leaves it
                out and True is written `true`; or pairs of name and value.
            json: the body; numbers that are amounts belong in it as text.
            allow_write: says that the call may change data.
            options: what this call does otherwise.

        Raises:
            ValueError: the path is not one on the tenant's host, a write was not allowed, the query has what cannot
                be written in one, such as a float or a date, or the body what JSON has no form for.
            ProcurifyError: as for `send`.
        """
        return self.exchange(raw_call(method, path, params=params, json=json, allow_write=allow_write), options)

    def _do(self, step: Step) -> Any:
        """Carry out one step."""
        if isinstance(step, Attempt | Ask):
            return self._transport.send(step)
        if isinstance(step, Pause):
            self._sleep(step.seconds)
        elif isinstance(step, Wait):
            step.event.wait(step.seconds)
        else:
            return step.run()
        return None

    def close(self) -> None:
        """Close the connections, unless the HTTP client is yours."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        # A report of an error in the constructor prints the client as far as it got.
        where = repr(self.base_url) if hasattr(self, "_exchanges") else "not known yet"
        return f"Procurify(base_url={where})"
