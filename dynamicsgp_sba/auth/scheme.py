"""What every way to log in must be able to tell, and what those with a password have in common."""

import hashlib
import logging
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from dynamicsgp_sba.secret import Secret

__all__ = ["Auth", "as_secret", "auth_source", "fingerprint", "keep_out_of_logs", "user_name"]

# A fingerprint may be stored, so guessing the password from it must cost time and memory (4 MB each).
_COST = {"n": 4096, "r": 8, "p": 1}


class Auth(Protocol):
    """A way to log in. Bring your own for another scheme."""

    @property
    def user(self) -> str:
        """Who logs in, as messages show it."""

    @property
    def schemes(self) -> tuple[str, ...]:
        """The names by which a server offers it (`WWW-Authenticate`)."""

    @property
    def handshakes(self) -> bool:
        """Whether a logon takes several messages on one connection and may hold for that connection (NTLM)."""

    @property
    def needs_tls(self) -> bool:
        """Whether who reads what is sent could log in with it; it then travels over TLS or on this machine alone."""

    def fingerprint(self, server: str) -> str | None:
        """Stand for these credentials at this server, without giving them away.

        None where refused logons cannot lock an account: then none is remembered, and each call may try again.
        """

    def attach(self) -> Callable[[Any], Any]:
        """Make the `requests` authenticator of one connection; it is never shared between connections."""


def auth_source(auth: Auth | Callable[[], Auth]) -> Callable[[], Auth]:
    """Give a function of a way to log in, or the function that it is already."""
    return (lambda: auth) if isinstance(auth, _WayToLogIn) else auth


@runtime_checkable
class _WayToLogIn(Auth, Protocol):
    """An `Auth` that is told from a function by its members."""


class _NoTokens(logging.Filter):
    """Keeps handshake messages out of every log: the last one can be attacked offline to find the password."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "step" not in record.getMessage()


def keep_out_of_logs(*names: str) -> None:
    """Let no whole handshake message through loggers of `spnego`, which has no setting against them."""
    for name in names:
        logging.getLogger(name).addFilter(_NoTokens())


def fingerprint(server: str, user: str, secret: Secret) -> str:
    """Stand for a password, so that only who has it can tell."""
    salt = f"{server.lower()}\n{user.lower()}".encode()
    return hashlib.scrypt(secret.reveal().encode(), salt=salt, dklen=16, **_COST).hex()


def as_secret(value: str | Secret, what: str) -> Secret:
    """Wrap a secret.

    Raises:
        ValueError: it is empty.
    """
    if isinstance(value, Secret):
        return value
    if not value:
        # An empty password would make the NTLM library fall back to the account that runs this process.
        raise ValueError(f"{what} is empty: give it, or nobody knows as whom the client would log in")
    return Secret(value)


def user_name(value: str) -> str:
    """Check a user's name.

    Raises:
        ValueError: it is empty.
    """
    if not value.strip():
        raise ValueError(r"the user is empty: give it as DOMAIN\user")
    return value
