"""Access tokens, and where they are kept."""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import attrs

from procurify_client.secret import Secret

__all__ = ["MemoryTokenStore", "Token", "TokenKey", "TokenStore", "read_token"]

_DEFAULT_LIFETIME = 3600.0


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


def read_token(content: bytes, asked_at: datetime) -> Token | None:
    """Read the body of the token endpoint's answer; None if there is no token in it.

    It raises nothing: the frames of an error would hold the body, which may have a token in another place. Where the
    lifetime is missing or senseless it counts as an hour, which costs one refused call at most.

    Args:
        content: the body.
        asked_at: when it was asked for, aware: a lifetime counted from then ends early rather than late.
    """
    try:
        body: Any = json.loads(content)
        text, seconds = body["access_token"], body.get("expires_in")
        usable = text.isascii() and text.isprintable() and text.strip() != ""
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if not usable:
        return None
    sensible = type(seconds) in {int, float} and 0 < seconds < 1e9  # noqa: PLR2004  # less than decades
    lifetime = timedelta(seconds=float(seconds) if sensible else _DEFAULT_LIFETIME)
    return Token(value=Secret(text), expires_at=asked_at.astimezone(UTC) + lifetime)
