"""Checks and parts that both faces of the client share."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from procurify_client.breaker import Breaker, Circuit
from procurify_client.call import Call, Timeout
from procurify_client.exchange import Exchanges
from procurify_client.hooks import Hooks
from procurify_client.limits import Limits, Throttle, Turns
from procurify_client.retry import Backoff
from procurify_client.secret import Secret
from procurify_client.token_source import TokenSource
from procurify_client.token_state import Credentials
from procurify_client.tokens import MemoryTokenStore, TokenKey, TokenStore

__all__ = ["SecretSource", "checked_call", "checked_page_size", "credentials_of", "exchanges_of", "wrapped"]

SecretSource = str | Secret | Callable[[], str | Secret]
"""A client secret, or what gives the present one."""


def wrapped(client_secret: object) -> Callable[[], Secret] | None:
    """Put a client secret, in whichever form it was given, where no report of an error shows it.

    Called before any other argument is looked at: the frames of the error that these may come to are printed with
    what they hold. So nothing is raised for what is no secret at all: that gives None.

    Raises:
        ValueError: the text is empty.
    """
    if isinstance(client_secret, str | Secret):
        secret = _secret(client_secret)
        return lambda: secret
    if callable(client_secret):
        ask = client_secret
        return lambda: _secret(ask())
    return None


def credentials_of(host: str, client_id: object, secret: Callable[[], Secret] | None, audience: object) -> Credentials:
    """Make the credentials of a client.

    Args:
        host: scheme, host and port of the tenant.
        client_id: the application.
        secret: from `wrapped`.
        audience: the API to ask a token for.

    Raises:
        ValueError: one of them is missing or empty.
    """
    if secret is None:
        raise ValueError(
            "client_secret is missing or of the wrong kind: give its text, a Secret, or a function that gives one of "
            "the two; an environment variable that is not set gives None"
        )
    if not isinstance(client_id, str) or not client_id:
        raise ValueError(
            f"client_id is {'empty' if client_id == '' else repr(client_id)}: give the id of the application made in "
            "Procurify's settings"
        )
    if not isinstance(audience, str) or not audience:
        raise ValueError(f"audience is {audience!r}: give the address of the API, such as https://api.procurify.com/")
    return Credentials(key=TokenKey(host=host, client_id=client_id, audience=audience), secret=secret)


def exchanges_of(
    credentials: Credentials,
    *,
    timeout: Timeout,
    backoff: Backoff,
    limits: Limits,
    breaker: Breaker,
    hooks: Hooks,
    token_store: TokenStore | None,
    event: Callable[[], Any],
    clock: Callable[[], float],
    random: Callable[[], float],
    now: Callable[[], datetime],
) -> Exchanges:
    """Make what decides over the calls of one client.

    Raises:
        ValueError: an argument is of another class than it must be.
    """
    _check_kinds(timeout=(timeout, Timeout), backoff=(backoff, Backoff), limits=(limits, Limits))
    _check_kinds(breaker=(breaker, Breaker), hooks=(hooks, Hooks))
    store = MemoryTokenStore() if token_store is None else token_store
    if not (callable(getattr(store, "get", None)) and callable(getattr(store, "put", None))):
        words = f"token_store is of the class {type(store).__name__}: give an object with get and put"
        raise ValueError(words)  # noqa: TRY004  # as for any argument
    turns = Turns(throttle=Throttle(limits), longest_wait=limits.longest_wait, clock=clock)
    tokens = TokenSource(
        credentials=credentials, store=store, event=event, hook=hooks.token, turns=turns, clock=clock, now=now
    )
    return Exchanges(
        base_url=credentials.key.host,
        timeout=timeout,
        backoff=backoff,
        turns=turns,
        tokens=tokens,
        circuit=Circuit(breaker, clock, now),
        hooks=hooks,
        clock=clock,
        random=random,
        now=now,
    )


def checked_call(call: object) -> Call[Any]:
    """Check that what is to be sent is a call, and that its body can be written as JSON.

    Raises:
        ValueError: it is something else, such as a result, or the body holds what JSON has no form for.
    """
    if not isinstance(call, Call):
        words = f"the call is {call!r:.80}: give one from a function of procurify_client.resources, or list_call(...)"
        raise ValueError(words)  # noqa: TRY004  # as for any argument
    try:
        json.dumps(call.json, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        words = f"the body of {call.method} {call.path} cannot be written as JSON: {error}"
        raise ValueError(f"{words}; give amounts and dates as text") from error
    return call


def checked_page_size(page_size: object) -> int:
    """Check a page size.

    Raises:
        ValueError: it is not a whole number from 1.
    """
    if type(page_size) is not int or page_size < 1:
        raise ValueError(f"page_size is {page_size!r}: give a whole number from 1")
    return page_size


def _check_kinds(**given: tuple[object, type]) -> None:
    for name, (value, kind) in given.items():
        if not isinstance(value, kind):
            words = f"{name} is {value!r}: give a {kind.__name__}(...) of procurify_client"
            raise ValueError(words)  # noqa: TRY004  # as for any argument


def _secret(value: object) -> Secret:
    if isinstance(value, Secret):
        return value
    if not isinstance(value, str):
        raise ValueError("the function for client_secret gave neither a text nor a Secret")  # noqa: TRY004  # as for any argument
    return Secret(value)
