"""Basic authentication, for servers where Windows authentication is off."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from requests import PreparedRequest
from requests.auth import AuthBase, HTTPBasicAuth

from dynamicsgp_sba.auth.scheme import check_user, checked_secret, fingerprint, wrapped
from dynamicsgp_sba.secret import Secret

__all__ = ["BasicAuth"]


class BasicAuth:
    r"""Basic authentication, which sends the password with each request: over TLS only.

    Args:
        user: `DOMAIN\user`.
        password: its password, as text or as `Secret`.

    Raises:
        ValueError: the user or the password is empty or holds what cannot be sent, or the user holds a colon, which
            Basic cannot carry.
    """

    schemes = ("Basic",)
    handshakes = False
    needs_tls = True

    def __init__(self, user: str, password: str | Secret) -> None:
        self.user = user
        password = wrapped(password, f"the password of {user}")
        if ":" in user:
            raise ValueError(f"the user {user!r} holds a colon, which Basic authentication cannot carry")
        check_user(user)
        self._password = checked_secret(password, f"the password of {self.user}")

    def fingerprint(self) -> str:
        """Stand for these credentials, without giving them away."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        return fingerprint(self.user, self._password)  # which is meant to take long

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
