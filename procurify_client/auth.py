"""The token of every request: fetched once, shared by all threads, renewed once when it is refused.

OAuth 2 client credentials with a JSON body and an audience, and no refresh grant (contract section 3). The flow is
one generator of steps. What differs between sync and async is only how a step is carried out, so the sync driver at
its end is all that an async one would have to repeat.
"""

import copy
import logging
import threading
from collections.abc import Callable, Generator
from datetime import datetime, timedelta

import attrs
import httpx

from procurify_client.call import Answer
from procurify_client.errors import AuthenticationError, ProcurifyError, TokenError
from procurify_client.failures import field_errors
from procurify_client.retry import retry_after
from procurify_client.secret import Secret
from procurify_client.tokens import Token, TokenKey, TokenStore, read_token

__all__ = ["TOKEN_PATH", "TokenAuth"]

TOKEN_PATH = "/oauth/token"  # noqa: S105  # a path
_LOGGER = logging.getLogger("procurify_client")


@attrs.define(eq=False)
class _Flight:
    """A token request on its way, for which other callers wait."""

    landed: threading.Event = attrs.field(factory=threading.Event)
    failure: ProcurifyError | None = None


@attrs.frozen(kw_only=True)
class _Held:
    """A token in use, with times on the monotonic clock.

    Attributes:
        token: the token.
        renew_at: when to ask for another, a little before it expires.
        renewed_at: when it took the place of one that the API refused; None for any other.
    """

    token: Token
    renew_at: float
    renewed_at: float | None = None


class TokenAuth(httpx.Auth):
    """Signs requests to one host with an access token.

    Args:
        key: host, application and audience.
        secret: the client secret.
        store: where tokens are kept; asked before the server is.
        clock: a monotonic clock, in seconds.
        now: the time of day, aware, to say when a token expires.
        user_agent: for the token request.
        leeway: seconds before its end at which a token is renewed; at most half its life.
        cool_down: after the server refused the credentials it is not asked again for so many seconds.
        settle: a token that replaced a refused one less than so many seconds ago is not replaced again.
    """

    def __init__(
        self,
        *,
        key: TokenKey,
        secret: Secret,
        store: TokenStore,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        user_agent: str,
        leeway: float = 60.0,
        cool_down: float = 60.0,
        settle: float = 30.0,
    ) -> None:
        self._key = key
        self._secret = secret
        self._store = store
        self._clock = clock
        self._now = now
        self._user_agent = user_agent
        self._leeway = leeway
        self._cool_down = cool_down
        self._settle = settle
        self._lock = threading.Lock()  # held for a look at the fields below, never while waiting
        self._held: _Held | None = None
        self._flight: _Flight | None = None
        self._refused: tuple[float, AuthenticationError] | None = None

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Carry out the steps of `_steps` for a sync client."""
        steps = self._steps(request)
        try:
            step = next(steps)
            while True:
                if isinstance(step, _Flight):
                    step.landed.wait(_patience(request))
                    step = steps.send(None)
                else:
                    response = yield step
                    if response.status_code == 401 or step is not request:  # noqa: PLR2004  # unauthorized
                        # Hand the connection back before waiting: unread answers would starve a small pool.
                        response.read()
                    step = steps.send(response)
        except StopIteration:
            return
        finally:
            steps.close()

    def _steps(self, request: httpx.Request) -> Generator[httpx.Request | _Flight, httpx.Response | None, None]:
        if _origin(request.url) != self._key.host:
            raise ValueError(f"a token for {self._key.host} is not sent to {_origin(request.url)}")
        token = yield from self._token(request, rejected=None)
        response = yield _signed(request, token)
        if response is None or response.status_code != 401:  # noqa: PLR2004  # unauthorized
            return
        if self._just_renewed(token):
            return  # the 401 stands: a token this fresh is refused for another reason than its age
        fresh = yield from self._token(request, rejected=token)
        yield _signed(request, fresh)

    def _token(
        self, request: httpx.Request, rejected: Token | None
    ) -> Generator[httpx.Request | _Flight, httpx.Response | None, Token]:
        """Give a token other than the rejected one: ours, or the one that somebody is fetching, or a new one."""
        while True:
            with self._lock:
                held = self._held
                if held is not None and held.token != rejected and self._clock() < held.renew_at:
                    return held.token
                self._check_cool_down()
                flight, mine = self._flight, self._flight is None
                if flight is None:
                    flight = self._flight = _Flight()
            if mine:
                return (yield from self._fetch(request, flight, rejected))
            yield flight
            if not flight.landed.is_set():
                raise TokenError(
                    "the token request of another call takes longer than this call may wait",
                    transient=True,
                    url=self._key.host + TOKEN_PATH,
                )
            if flight.failure is not None:
                raise copy.copy(flight.failure)

    def _fetch(
        self, request: httpx.Request, flight: _Flight, rejected: Token | None
    ) -> Generator[httpx.Request | _Flight, httpx.Response | None, Token]:
        """Get a token from the store or the server, for everybody who waits for the flight."""
        flight.failure = TokenError(
            "the token request of another call was given no answer", transient=True, url=self._key.host + TOKEN_PATH
        )
        try:
            asked_at = self._clock()
            token = self._stored(rejected)
            if token is None:
                response = yield self._token_request(request)
                if response is None:
                    raise AssertionError("a request is answered with a response")
                token = self._accept(response, asked_at)
                self._store.put(self._key, token)
            self._hold(token, rejected)
            flight.failure = None
        except ProcurifyError as error:
            flight.failure = error
            raise
        finally:
            with self._lock:
                self._flight = None
            flight.landed.set()
        return token

    def _stored(self, rejected: Token | None) -> Token | None:
        """Give the store's token if somebody else put it there: not the one that is to be replaced."""
        token = self._store.get(self._key)
        with self._lock:
            old = None if self._held is None else self._held.token
        usable = token is not None and token not in {rejected, old} and token.expires_at > self._now()
        return token if usable else None

    def _hold(self, token: Token, rejected: Token | None) -> None:
        now = self._clock()
        left = (token.expires_at - self._now()).total_seconds()
        renew_at = now + left - min(self._leeway, left / 2)
        with self._lock:
            self._held = _Held(token=token, renew_at=renew_at, renewed_at=None if rejected is None else now)
            self._refused = None

    def _just_renewed(self, token: Token) -> bool:
        with self._lock:
            held = self._held
        if held is None or held.token != token or held.renewed_at is None:
            return False
        return self._clock() - held.renewed_at < self._settle

    def _check_cool_down(self) -> None:
        if self._refused is not None and self._clock() < self._refused[0]:
            raise copy.copy(self._refused[1])

    def _token_request(self, request: httpx.Request) -> httpx.Request:
        return httpx.Request(
            "POST",
            self._key.host + TOKEN_PATH,
            json={
                "client_id": self._key.client_id,
                "client_secret": self._secret.reveal(),
                "audience": self._key.audience,
                "grant_type": "client_credentials",
            },
            headers={"Accept": "application/json", "User-Agent": self._user_agent},
            extensions={"timeout": request.extensions.get("timeout", {})},
        )

    def _accept(self, response: httpx.Response, asked_at: float) -> Token:
        """Read the answer of the token endpoint.

        Raises:
            AuthenticationError: the credentials were refused; remembered for the cool-down.
            TokenError: anything else that is not a token.
        """
        answer = Answer(status=response.status_code, headers=dict(response.headers), content=response.content)
        took = self._clock() - asked_at
        _LOGGER.debug("POST %s %d %.0f ms request id %s", TOKEN_PATH, answer.status, took * 1000, answer.request_id)
        if answer.status == 200:  # noqa: PLR2004  # OK
            # The lifetime counts from the request, not from the answer: early is safe, late is not.
            token = read_token(answer.content, self._now() - timedelta(seconds=took))
            if token is None:
                url = self._key.host + TOKEN_PATH
                raise TokenError(f"{url} answered 200 without a usable access_token", url=url, status=200)
            return token
        transient = answer.status in {408, 429} or answer.status >= 500  # noqa: PLR2004  # what passes
        if transient or answer.status < 400:  # noqa: PLR2004  # not even an error
            raise TokenError(
                f"the token endpoint {self._key.host}{TOKEN_PATH} answered {answer.status}",
                transient=transient,
                url=self._key.host + TOKEN_PATH,
                status=answer.status,
                request_id=answer.request_id,
                retry_after=retry_after(answer.headers.get("retry-after"), self._now()),
            )
        refusal = self._refusal(answer)
        with self._lock:
            self._refused = (self._clock() + self._cool_down, refusal)
        raise refusal

    def _refusal(self, answer: Answer) -> AuthenticationError:
        objections = field_errors(answer.content)
        reason = objections[0].code or objections[0].message if objections else "no reason"
        return AuthenticationError(
            f"{self._key.host}{TOKEN_PATH} refused the client credentials ({answer.status}, {reason:.100}): check "
            f"client_id {self._key.client_id!r}, its secret and the audience {self._key.audience!r}; not asked again "
            f"for {self._cool_down:.0f} s",
            method="POST",
            url=self._key.host + TOKEN_PATH,
            status=answer.status,
            request_id=answer.request_id,
            field_errors=objections,
        )


def _signed(request: httpx.Request, token: Token) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token.value.reveal()}"
    return request


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _patience(request: httpx.Request) -> float | None:
    """How long a call waits for another one's token request: as long as for its own."""
    timeout = request.extensions.get("timeout", {})
    parts = [timeout.get("connect"), timeout.get("read")]
    return None if None in parts else sum(parts)
