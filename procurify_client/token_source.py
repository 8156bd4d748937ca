"""The token of every request: fetched once, shared by all callers, renewed once when it is refused.

OAuth 2 client credentials with a JSON body and an audience, and no refresh grant (contract section 3). Nothing here
sends or waits: `TokenSource.token` yields what is to be done next, and `auth.py` does it, for threads and for tasks.
"""

import copy
import logging
import threading
from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic

import attrs

from procurify_client.call import Answer
from procurify_client.errors import AuthenticationError, ProcurifyError, TokenError
from procurify_client.failures import field_errors
from procurify_client.hooks import Event, Hook, tell
from procurify_client.retry import retry_after
from procurify_client.secret import Secret
from procurify_client.steps import TOKEN_PATH, Ask, E, Flight, Work
from procurify_client.tokens import Token, TokenKey, TokenStore, read_token

__all__ = ["Credentials", "TokenSource"]

_LOGGER = logging.getLogger("procurify_client")


@attrs.frozen(kw_only=True)
class Credentials:
    """What tokens are asked for with.

    Attributes:
        key: host, application and audience.
        secret: gives the client secret; asked at each token request.
    """

    key: TokenKey
    secret: Callable[[], Secret]


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


@attrs.frozen(kw_only=True)
class _Refused:
    """A refusal of the credentials: until when it counts, and for which secret."""

    until: float
    error: AuthenticationError
    secret: Secret


class TokenSource(Generic[E]):
    """Gives the token of one host to all callers.

    Args:
        credentials: what to ask with.
        store: where tokens are kept; asked before the server is.
        event: makes what callers wait for: an event of threads or of tasks.
        hook: is told of each token request.
        clock: a monotonic clock, in seconds.
        now: the time of day, aware, to say when a token expires.
        leeway: seconds before its end at which a token is renewed; at most half its life.
        cool_down: after the server refused the credentials it is not asked again for so many seconds.
        settle: a token that replaced a refused one less than so many seconds ago is not replaced again.
    """

    def __init__(
        self,
        *,
        credentials: Credentials,
        store: TokenStore,
        event: Callable[[], E],
        hook: Hook | None,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        leeway: float = 60.0,
        cool_down: float = 60.0,
        settle: float = 30.0,
    ) -> None:
        self._credentials = credentials
        self._store = store
        self._event = event
        self._hook = hook
        self._clock = clock
        self._now = now
        self._leeway = leeway
        self._cool_down = cool_down
        self._settle = settle
        self._lock = threading.Lock()  # held for a look at the fields below, never while waiting
        self._held: _Held | None = None
        self._flight: Flight[E] | None = None
        self._refused: _Refused | None = None

    @property
    def credentials(self) -> Credentials:
        """What the next token is asked for with."""
        return self._credentials

    @property
    def host(self) -> str:
        """Scheme, host and port that tokens are for."""
        return self._credentials.key.host

    def token(self, rejected: Token | None) -> Generator[Flight[E] | Ask | Work, Any, Token]:
        """Give a token other than the rejected one: ours, or the one that somebody is fetching, or a new one.

        Raises:
            AuthenticationError: the credentials are refused.
            TokenError: there is no token for another reason.
        """
        while True:
            yield from self._forget_refusal_of_another_secret()
            with self._lock:
                held = self._held
                if held is not None and held.token != rejected and self._clock() < held.renew_at:
                    return held.token
                if self._refused is not None and self._clock() < self._refused.until:
                    raise copy.copy(self._refused.error)
                flight, mine = self._flight, self._flight is None
                if flight is None:
                    flight = self._flight = Flight(self._event())
            if mine:
                return (yield from self._fetch(flight, rejected))
            yield flight
            if not flight.landed.is_set():
                raise TokenError(
                    "the token request of another call takes longer than this call may wait",
                    transient=True,
                    url=self.host + TOKEN_PATH,
                )
            if flight.failure is not None:
                raise copy.copy(flight.failure)
            # Either there is a token now, or the one who asked was cancelled and the next one takes over.

    def rotate(self, credentials: Credentials) -> None:
        """Ask with other credentials from now on; the token in use stays until it ends or is refused."""
        with self._lock:
            self._credentials = credentials
            self._refused = None

    def just_renewed(self, token: Token) -> bool:
        """Whether this token took the place of a refused one so recently that its age is not what is wrong."""
        with self._lock:
            held = self._held
        if held is None or held.token != token or held.renewed_at is None:
            return False
        return self._clock() - held.renewed_at < self._settle

    def _fetch(self, flight: Flight[E], rejected: Token | None) -> Generator[Flight[E] | Ask | Work, Any, Token]:
        """Get a token from the store or the server, for everybody who waits for the flight."""
        credentials = self._credentials
        try:
            token: Token | None = yield Work(partial(self._stored, credentials.key, rejected))
            if token is not None:
                self._hold(token, rejected)
                return token
            secret: Secret = yield Work(credentials.secret)
            asked_at = self._clock()
            answer = yield from self._ask(credentials.key, secret, asked_at)
            token = self._accept(answer, asked_at, credentials, secret)
            # Held first: a store that fails costs this call, and not every following one a token request.
            self._hold(token, rejected)
            yield Work(partial(self._store.put, credentials.key, token))
        except ProcurifyError as error:
            flight.failure = error
            raise
        finally:
            with self._lock:
                self._flight = None
            flight.landed.set()
        return token

    def _ask(self, key: TokenKey, secret: Secret, asked_at: float) -> Generator[Flight[E] | Ask | Work, Any, Answer]:
        """Ask the server, and tell the log and the hook."""
        answer: Answer | None = None
        error: str | None = None
        try:
            answer = yield Ask(key=key, secret=secret)
        except ProcurifyError as failure:
            error = type(failure).__name__
            raise
        finally:
            took = self._clock() - asked_at
            status, request_id = (None, None) if answer is None else (answer.status, answer.request_id)
            words = "no answer" if status is None else status
            _LOGGER.debug("POST %s %s %.0f ms request id %s", TOKEN_PATH, words, took * 1000, request_id or "unknown")
            event = Event(
                method="POST", path=TOKEN_PATH, status=status, elapsed=took, request_id=request_id, error=error
            )
            tell(self._hook, event)
        if answer is None:
            raise AssertionError("a request is answered with an answer")
        return answer

    def _stored(self, key: TokenKey, rejected: Token | None) -> Token | None:
        """Give the store's token if somebody else put it there: not the one that is to be replaced."""
        token = self._store.get(key)
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

    def _forget_refusal_of_another_secret(self) -> Generator[Flight[E] | Ask | Work, Any, None]:
        """End the cool-down when the credentials are not those that were refused."""
        refused = self._refused
        if refused is None or self._clock() >= refused.until:
            return
        secret: Secret = yield Work(self._credentials.secret)
        with self._lock:
            if self._refused is refused and secret != refused.secret:
                self._refused = None

    def _accept(self, answer: Answer, asked_at: float, credentials: Credentials, secret: Secret) -> Token:
        """Read the answer of the token endpoint.

        Raises:
            AuthenticationError: the credentials were refused; remembered for the cool-down.
            TokenError: anything else that is not a token.
        """
        url = credentials.key.host + TOKEN_PATH
        if answer.status == 200:  # noqa: PLR2004  # OK
            # The lifetime counts from the request, not from the answer: early is safe, late is not.
            token = read_token(answer.content, self._now() - timedelta(seconds=self._clock() - asked_at))
            if token is None:
                raise TokenError(f"{url} answered 200 without a usable access_token", url=url, status=200)
            return token
        transient = answer.status in {408, 429} or answer.status >= 500  # noqa: PLR2004  # what passes
        if transient or answer.status < 400:  # noqa: PLR2004  # not even an error
            raise TokenError(
                f"the token endpoint {url} answered {answer.status}",
                transient=transient,
                url=url,
                status=answer.status,
                request_id=answer.request_id,
                retry_after=retry_after(answer.headers.get("retry-after"), self._now()),
            )
        refusal = self._refusal(answer, credentials.key)
        with self._lock:
            if credentials is self._credentials:
                self._refused = _Refused(until=self._clock() + self._cool_down, error=refusal, secret=secret)
        raise refusal

    def _refusal(self, answer: Answer, key: TokenKey) -> AuthenticationError:
        objections = field_errors(answer.content)
        reason = objections[0].code or objections[0].message if objections else "no reason"
        return AuthenticationError(
            f"{key.host}{TOKEN_PATH} refused the client credentials ({answer.status}, {reason:.100}): check "
            f"client_id {key.client_id!r}, its secret and the audience {key.audience!r}; not asked again "
            f"for {self._cool_down:.0f} s unless they change",
            method="POST",
            url=key.host + TOKEN_PATH,
            status=answer.status,
            request_id=answer.request_id,
            field_errors=objections,
        )
