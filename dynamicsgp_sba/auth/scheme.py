"""What every way to log in must be able to tell, and what those with a password have in common."""

import hashlib
import logging
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from dynamicsgp_sba.secret import Secret

__all__ = [
    "Auth",
    "NoCredentialsError",
    "auth_source",
    "check_user",
    "checked_secret",
    "fingerprint",
    "keep_out_of_logs",
    "wrapped",
]

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

    def fingerprint(self) -> str | None:
        """Stand for these credentials, without giving them away.

        It is the same at each server, since an account is locked wherever its password is tried.
        None where refused logons cannot lock an account: then none is remembered, and each call may try again.
        """

    def attach(self) -> Callable[[Any], Any]:
        """Make the `requests` authenticator of one connection; it is never shared between connections."""


def auth_source(auth: Auth | Callable[[], Auth]) -> Callable[[], Auth]:
    """Give a function of a way to log in, or the function that it is already.

    Raises:
        TypeError: it is neither; the value is not shown, since it may be a password.
    """
    if isinstance(auth, _WayToLogIn):
        return lambda: auth
    if not callable(auth):
        raise TypeError(
            f"auth is a {type(auth).__name__}: expected NtlmAuth(user, password), another way to log in, or a function "
            "that gives one"
        )
    return auth


@runtime_checkable
class _WayToLogIn(Auth, Protocol):
    """An `Auth` that is told from a function by its members."""


class NoCredentialsError(Exception):
    """There is nothing to log in with; the text says why and what to do, and holds no secret."""


class _NoTokens(logging.Filter):
    """Keeps handshake messages out of every log: the last one can be attacked offline to find the password."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "step" not in record.getMessage()


def keep_out_of_logs(*names: str) -> None:
    """Let no whole handshake message through loggers of `spnego`, which has no setting against them."""
    for name in names:
        logging.getLogger(name).addFilter(_NoTokens())


def fingerprint(user: str, secret: Secret) -> str:
    """Stand for a password, so that only who has it can tell."""
    return hashlib.scrypt(secret.reveal().encode(), salt=user.lower().encode(), dklen=16, **_COST).hex()


def wrapped(value: str | Secret, what: str) -> Secret:
    """Wrap a secret before any other fault is found with it, so that no traceback shows it.

    Raises:
        ValueError: it is empty.
    """
    if isinstance(value, Secret):
        return value
    if not value:
        # An empty password would make the NTLM library fall back to the account that runs this process.
        raise ValueError(f"{what} is empty: give it, or nobody knows as whom the client would log in")
    return Secret(value)


def checked_secret(secret: Secret, what: str) -> Secret:
    """Check that a secret can be sent.

    Raises:
        ValueError: it is no text that can be encoded.
    """
    if not _can_be_encoded(secret):
        raise ValueError(
            f"{what} holds a byte that could not be read as a letter: give it in the encoding of this system's locale, "
            "or set the locale to that of the text (such as LC_ALL=C.UTF-8)"
        )
    return secret


def check_user(value: str) -> None:
    """Check a user's name.

    Raises:
        ValueError: it is empty, or no text that can be encoded.
    """
    if not value.strip():
        raise ValueError(r"the user is empty: give it as DOMAIN\user")
    if not _can_be_encoded(Secret(value)):
        raise ValueError(f"the user {value!r} holds a byte that could not be read as a letter")


def _can_be_encoded(secret: Secret) -> bool:
    try:
        secret.reveal().encode()
    except UnicodeEncodeError:  # it holds the whole text, so it must not get out
        return False
    return True
