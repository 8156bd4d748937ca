"""Access tokens, and where they are kept."""

import threading
from datetime import datetime
from typing import Protocol

import attrs

from procurify_client.secret import Secret

__all__ = ["MemoryTokenStore", "Token", "TokenKey", "TokenStore"]


@attrs.frozen(kw_only=True)
class TokenKey:
    """What a token is good for. A token is never used for anything else.

    Attributes:
        host: scheme, host and port of the tenant.
        client_id: the application.
        audience: the API that the token was asked for.
    """

    host: str
    client_id: str
    audience: str


@attrs.frozen(kw_only=True)
class Token:
    """An access token.

    Attributes:
        value: the token itself.
        expires_at: when the server stops taking it, an aware instant: a store may be shared by processes, whose
            monotonic clocks have nothing in common.
    """

    value: Secret
    expires_at: datetime


class TokenStore(Protocol):
    """Where tokens are kept between uses. Implementations must be safe for use by several threads."""

    def get(self, key: TokenKey) -> Token | None:
        """Give the token last put under the key, expired or not, or None."""
        ...

    def put(self, key: TokenKey, token: Token) -> None:
        """Keep a token in place of the one under the key."""
        ...


class MemoryTokenStore:
    """Keeps tokens for as long as the process runs. Give one store to several clients and they share their tokens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[TokenKey, Token] = {}

    def get(self, key: TokenKey) -> Token | None:
        """Give the token last put under the key, or None."""
        with self._lock:
            return self._tokens.get(key)

    def put(self, key: TokenKey, token: Token) -> None:
        """Keep a token in place of the one under the key."""
        with self._lock:
            self._tokens[key] = token
