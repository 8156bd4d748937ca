"""The token of every request: fetched once, shared by all callers, renewed once when it is refused.

OAuth 2 client credentials with a JSON body and an audience, and no refresh grant (contract section 3). Nothing here
sends or waits: `TokenSource.token` yields what is to be done next, as a part of the steps of a call.
"""

import copy
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from procurify_client.call import Answer, Timeout
from procurify_client.errors import ConnectError, LostAnswerError, ProcurifyError, ThrottledError, TokenError
from procurify_client.hiding import hide
from procurify_client.hooks import Event, Hook, tell
from procurify_client.limits import Turns
from procurify_client.secret import Secret
from procurify_client.steps import TOKEN_PATH, Ask, Steps, Wait, Work
from procurify_client.token_failures import token_failure
from procurify_client.token_state import Credentials, Flight, Held, Refused
from procurify_client.tokens import Token, TokenKey, TokenStore, read_token

__all__ = ["TokenSource"]

_LOGGER = logging.getLogger("procurify_client")
_SECRET_AGE = 5.0  # seconds for which a refused secret is taken to be the present one still


class TokenSource:
    """Gives the token of one host to all callers.

    Args:
        credentials: what to ask with.
        store: where tokens are kept; asked before the server is.
        event: makes what callers wait for: an event of threads or of tasks.
        hook: is told of each token request.
        turns: when requests may start.
        clock: a monotonic clock, in seconds.
        now: the time of day, aware, to say when a token expires.
        leeway: seconds before its end at which a token is renewed; at most half its life.
        cool_down: after a failure that lasts, such as refused credentials, the server is not asked again for so many
            seconds.
        settle: a token that replaced a refused one less than so many seconds ago is not replaced again.
    """

    def __init__(
        self,
        *,
        credentials: Credentials,
        store: TokenStore,
        event: Callable[[], Any],
        hook: Hook | None,
        turns: Turns,
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
        self._turns = turns
        self._clock = clock
        self._now = now
        self._leeway = leeway
        self._cool_down = cool_down
        self._settle = settle
        self._lock = threading.Lock()  # held for a look at the fields below, never while waiting
        self._held: Held | None = None
        self._flight: Flight | None = None
        self._refused: Refused | None = None

    @property
    def credentials(self) -> Credentials:
        """What the next token is asked for with."""
        return self._credentials

    def token(self, rejected: Token | None, timeout: Timeout, deadline: float) -> Steps[Token]:
        """Give a token other than the rejected one: ours, or the one that somebody is fetching, or a new one.

        Args:
            rejected: a token that the API has refused.
            timeout: the limits of the call.
            deadline: when the call must be over.

        Raises:
            AuthenticationError: the credentials are refused.
            TokenError: there is no token for another reason.
            ThrottledError: the token request would have its turn too late.
        """
        while True:
            with self._lock:
                held = self._held
                if held is not None and held.token != rejected and self._clock() < held.renew_at:
                    return held.token
            yield from self._heed_refusal()
            with self._lock:
                flight, mine = self._flight, self._flight is None
                if flight is None:
                    flight = self._flight = Flight(credentials=self._credentials, landed=self._event())
            if mine:
                return (yield from self._fetch(flight, rejected, timeout, deadline))
            yield Wait(event=flight.landed, seconds=max(deadline - self._clock(), 0.0))
            if not flight.landed.is_set():
                words = "the token request of another call takes longer than this call may wait"
                raise TokenError(words, transient=True, url=self._url)
            if flight.failure is not None and flight.credentials is self._credentials:
                raise copy.copy(flight.failure)
            # There is a token now, or the one who asked gave up and the next one takes over, or the credentials
            # have been rotated meanwhile.

    def rotate(self, credentials: Credentials) -> None:
        """Ask with other credentials from now on; the token in use stays until it ends or is refused."""
        with self._lock:
            self._credentials = credentials
            self._refused = None
            self._flight = None  # who comes now does not wait for what the old ones come to

    def just_renewed(self, token: Token) -> bool:
        """Whether this token took the place of a refused one so recently that its age is not what is wrong."""
        with self._lock:
            held = self._held
        if held is None or held.token != token or held.renewed_at is None:
            return False
        return self._clock() - held.renewed_at < self._settle

    @property
    def _url(self) -> str:
        return self._credentials.key.host + TOKEN_PATH

    def _heed_refusal(self) -> Steps[None]:
        """Fail as the last token request did, while that counts and the credentials are the same.

        A function that gives the secret is asked whether it gives another one now: not by each call, since it may be
        a vault, and one at a time.
        """
        with self._lock:
            refused, now = self._refused, self._clock()
            if refused is None or now >= refused.until:
                return
            if now - refused.compared_at < _SECRET_AGE:
                raise copy.copy(refused.error)
            refused.compared_at = now
        secret: Secret = yield Work(self._credentials.secret)
        with self._lock:
            if secret == refused.secret:
                raise copy.copy(refused.error)
            if self._refused is refused:
                self._refused = None

    def _fetch(self, flight: Flight, rejected: Token | None, timeout: Timeout, deadline: float) -> Steps[Token]:
        """Get a token for everybody who waits for the flight, and tell them if there is none."""
        try:
            return (yield from self._new_token(flight.credentials, rejected, timeout, deadline))
        except ThrottledError:
            raise  # it is this call that has no time: others may have
        except ProcurifyError as error:
            flight.failure = error
            raise
        except Exception as error:
            name = type(error).__name__  # its words may be about the secret
            words = f"no token, since the token store or the function for the client secret raised {name}"
            flight.failure = TokenError(words, url=self._url)
            raise
        finally:
            with self._lock:
                if self._flight is flight:
                    self._flight = None
            flight.landed.set()

    def _new_token(
        self, credentials: Credentials, rejected: Token | None, timeout: Timeout, deadline: float
    ) -> Steps[Token]:
        """Get a token from the store or the server."""
        key = credentials.key
        stored: Token | None = yield Work(partial(self._stored, key, rejected))
        if stored is not None:
            self._hold(stored, rejected, credentials)
            return stored
        secret: Secret = yield Work(credentials.secret)
        url = key.host + TOKEN_PATH
        yield from self._turns.take("POST", TOKEN_PATH, url, deadline)
        asked_at = self._clock()
        answer = yield from self._ask(
            Ask(
                method="POST",
                path=TOKEN_PATH,
                url=url,
                timeout=timeout,
                deadline=deadline,
                patience=self._turns.patience(deadline),
                key=key,
                secret=secret,
            )
        )
        token = self._accept(answer, asked_at, credentials, secret)
        # Held first: a store that fails costs this call, and not every following one a token request.
        self._hold(token, rejected, credentials)
        yield Work(partial(self._store.put, key, token))
        return token

    def _ask(self, ask: Ask) -> Steps[Answer]:
        """Ask the server, and tell the log and the hook."""
        answer: Answer | None = None
        error: str | None = None
        started = self._clock()
        try:
            answer = yield ask
        except (ConnectError, LostAnswerError) as failure:
            error = TokenError.__name__
            words = f"no token, since the token endpoint did not answer: {failure}"
            raise TokenError(words, transient=True, url=ask.url) from failure
        except ProcurifyError as failure:
            error = type(failure).__name__
            raise
        finally:
            took = self._clock() - started
            status, request_id = (None, None) if answer is None else (answer.status, answer.request_id)
            words = "no answer" if status is None else str(status)
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

    def _hold(self, token: Token, rejected: Token | None, credentials: Credentials) -> None:
        now = self._clock()
        left = (token.expires_at - self._now()).total_seconds()
        renew_at = now + left - min(self._leeway, left / 2)
        with self._lock:
            if credentials is not self._credentials and self._held is not None:
                return  # rotated meanwhile: it does for the call that asked, and does not replace what came later
            self._held = Held(token=token, renew_at=renew_at, renewed_at=None if rejected is None else now)
            self._refused = None

    def _accept(self, answer: Answer, asked_at: float, credentials: Credentials, secret: Secret) -> Token:
        """Give the token of an answer; a failure that lasts is remembered for the cool-down.

        Raises:
            AuthenticationError: the credentials were refused.
            TokenError: anything else that is not a token.
        """
        # The lifetime counts from the request, not from the answer: early is safe, late is not.
        then = self._now() - timedelta(seconds=self._clock() - asked_at)
        token = read_token(answer.content, then) if answer.status == 200 else None  # noqa: PLR2004  # OK
        if token is not None:
            return token
        error = token_failure(hide(answer, secret), credentials.key, self._cool_down, self._now())
        if not (isinstance(error, TokenError) and error.transient):
            with self._lock:
                if credentials is self._credentials:
                    now = self._clock()
                    until = now + self._cool_down
                    self._refused = Refused(until=until, error=error, secret=secret, compared_at=now)
        raise error
