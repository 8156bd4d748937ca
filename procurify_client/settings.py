"""Checks and parts that both faces of the client share."""

from collections.abc import Callable
from datetime import datetime

from procurify_client.breaker import Breaker, Circuit
from procurify_client.call import Timeout
from procurify_client.exchange import Exchanges
from procurify_client.hooks import Hooks
from procurify_client.limits import Limits, Throttle
from procurify_client.retry import Backoff
from procurify_client.secret import Secret
from procurify_client.token_source import Credentials
from procurify_client.tokens import TokenKey

__all__ = ["SecretSource", "checked_page_size", "credentials_of", "exchanges_of"]

SecretSource = str | Secret | Callable[[], str | Secret]
"""A client secret, or what gives the present one."""


def credentials_of(host: str, client_id: str, client_secret: SecretSource, audience: str) -> Credentials:
    """Make the credentials of a client.

    Raises:
        ValueError: the client id or the secret is empty.
    """
    if not client_id:
        raise ValueError("client_id is empty: give the id of the application made in Procurify's settings")
    key = TokenKey(host=host, client_id=client_id, audience=audience)
    if isinstance(client_secret, str | Secret):
        secret = _secret(client_secret)
        return Credentials(key=key, secret=lambda: secret)
    ask = client_secret
    return Credentials(key=key, secret=lambda: _secret(ask()))


def exchanges_of(
    host: str,
    *,
    timeout: Timeout,
    backoff: Backoff,
    limits: Limits,
    breaker: Breaker,
    hooks: Hooks,
    clock: Callable[[], float],
    random: Callable[[], float],
    now: Callable[[], datetime],
) -> Exchanges:
    """Make what decides over the calls of one client."""
    return Exchanges(
        base_url=host,
        timeout=timeout,
        backoff=backoff,
        longest_wait=limits.longest_wait,
        throttle=Throttle(limits),
        circuit=Circuit(breaker, clock, now),
        hooks=hooks,
        clock=clock,
        random=random,
        now=now,
    )


def checked_page_size(page_size: object) -> int:
    """Check a page size.

    Raises:
        ValueError: it is not a whole number from 1.
    """
    if type(page_size) is not int or page_size < 1:
        raise ValueError(f"page_size is {page_size!r}: give a whole number from 1")
    return page_size


def _secret(value: str | Secret) -> Secret:
    return value if isinstance(value, Secret) else Secret(value)
