"""What a `TokenSource` remembers: the credentials, the token in use, the request under way, the last refusal."""

from collections.abc import Callable
from typing import Any

import attrs

from procurify_client.errors import ProcurifyError
from procurify_client.secret import Secret
from procurify_client.tokens import Token, TokenKey

__all__ = ["Credentials", "Flight", "Held", "Refused"]


@attrs.frozen(kw_only=True)
class Credentials:
    """What tokens are asked for with.

    Attributes:
        key: host, application and audience.
        secret: gives the client secret; asked at each token request, and sometimes after a refusal.
    """

    key: TokenKey
    secret: Callable[[], Secret]


@attrs.frozen(kw_only=True)
class Held:
    """A token in use, with times on the monotonic clock.

    Attributes:
        token: the token.
        renew_at: when to ask for another, a little before it expires.
        renewed_at: when it took the place of one that the API refused; None for any other.
    """

    token: Token
    renew_at: float
    renewed_at: float | None = None


@attrs.define(eq=False, kw_only=True)
class Flight:
    """A token request that is under way.

    Attributes:
        credentials: what it asks with.
        landed: an event of threads or of tasks, set at its end.
        failure: what it failed with; None also if the one who asked gave up, and somebody else must.
    """

    credentials: Credentials
    landed: Any
    failure: ProcurifyError | None = None


@attrs.define(eq=False, kw_only=True)
class Refused:
    """A failure that lasts: until when it counts, for which secret, and when that was last compared."""

    until: float
    error: ProcurifyError
    secret: Secret
    compared_at: float
