"""How the client logs in: Windows authentication by default, Basic over TLS, or a scheme of one's own."""

import hashlib
import logging
from collections.abc import Callable
from typing import Any, Protocol

from requests import PreparedRequest
from requests.auth import AuthBase, HTTPBasicAuth
from requests_ntlm import HttpNtlmAuth

from dynamicsgp_sba.secret import Secret

__all__ = ["Auth", "BasicAuth", "NtlmAuth"]

# A fingerprint may be stored, so guessing the password from it must cost time and memory (4 MB each).
_COST = {"n": 4096, "r": 8, "p": 1}


class _NoTokens(logging.Filter):
    """Keeps handshake messages out of every log: the last one can be attacked offline to find the password."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "step" not in record.getMessage()


# spnego writes whole handshake messages at DEBUG level, and has no setting against it.
for _name in ("spnego._ntlm", "spnego._negotiate"):
    logging.getLogger(_name).addFilter(_NoTokens())


class Auth(Protocol):
    """A way to log in. Bring your own for another scheme: Kerberos through `requests-gssapi`, or a token."""

    @property
    def user(self) -> str:
        """Who logs in, as messages show it."""

    @property
    def handshakes(self) -> bool:
        """Whether a logon takes several messages on one connection and holds for that connection (NTLM)."""

    def fingerprint(self, server: str) -> str:
        """Stand for these credentials at this server, without giving them away."""

    def attach(self) -> Callable[[Any], Any]:
        """Make the `requests` authenticator of one connection; it is never shared between connections."""


def _fingerprint(server: str, user: str, secret: Secret) -> str:
    salt = f"{server.lower()}\n{user.lower()}".encode()
    return hashlib.scrypt(secret.reveal().encode(), salt=salt, dklen=16, **_COST).hex()


def _as_secret(value: str | Secret, what: str) -> Secret:
    if isinstance(value, Secret):
        return value
    if not value:
        # An empty password would make the NTLM library fall back to the account that runs this process.
        raise ValueError(f"{what} is empty: give it, or nobody knows as whom the client would log in")
    return Secret(value)


def _user(value: str) -> str:
    if not value.strip():
        raise ValueError(r"the user is empty: give it as DOMAIN\user")
    return value


class NtlmAuth:
    r"""Windows authentication (NTLM, also where the server offers it as Negotiate), with channel binding over TLS.

    Args:
        user: `DOMAIN\user` or `user@domain`.
        password: its password, as text or as `Secret`.

    Raises:
        ValueError: the user or the password is empty.
    """

    handshakes = True

    def __init__(self, user: str, password: str | Secret) -> None:
        self.user = _user(user)
        self._password = _as_secret(password, f"the password of {user}")

    def fingerprint(self, server: str) -> str:
        """Stand for these credentials at this server, without giving them away."""
        return _fingerprint(server, self.user, self._password)

    def attach(self) -> Callable[[Any], Any]:
        """Make the authenticator of one connection."""
        return _MaskedNtlm(self.user, self._password)

    def __repr__(self) -> str:
        return f"NtlmAuth({self.user!r}, '********')"


class _MaskedNtlm(HttpNtlmAuth):
    """The library's authenticator, without the password among its attributes."""

    def __init__(self, user: str, password: Secret) -> None:
        self._secret = password
        super().__init__(user, None)

    @property
    def password(self) -> str:
        return self._secret.reveal()

    @password.setter
    def password(self, _: object) -> None:
        """The library's constructor sets it; the secret is kept instead."""


class BasicAuth:
    r"""Basic authentication, which sends the password with each request: over TLS only.

    Args:
        user: `DOMAIN\user`.
        password: its password, as text or as `Secret`.

    Raises:
        ValueError: the user or the password is empty, or the user holds a colon, which Basic cannot carry.
    """

    handshakes = False

    def __init__(self, user: str, password: str | Secret) -> None:
        if ":" in user:
            raise ValueError(f"the user {user!r} holds a colon, which Basic authentication cannot carry")
        self.user = _user(user)
        self._password = _as_secret(password, f"the password of {user}")

    def fingerprint(self, server: str) -> str:
        """Stand for these credentials at this server, without giving them away."""
        return _fingerprint(server, self.user, self._password)

    def attach(self) -> Callable[[Any], Any]:
        """Make the authenticator of one connection."""
        return _MaskedBasic(self.user, self._password)

    def __repr__(self) -> str:
        return f"BasicAuth({self.user!r}, '********')"


class _MaskedBasic(AuthBase):
    def __init__(self, user: str, password: Secret) -> None:
        self._user = user
        self._secret = password

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        # As bytes: the library would encode texts as Latin-1 and fail on other letters.
        user, password = self._user.encode(), self._secret.reveal().encode()
        signed: PreparedRequest = HTTPBasicAuth(user, password)(request)
        return signed
