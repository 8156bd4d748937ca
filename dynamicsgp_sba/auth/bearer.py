"""A bearer token, for installations with organizational accounts or behind a gateway."""

import re
from collections.abc import Callable
from typing import Any

from requests import PreparedRequest
from requests.auth import AuthBase

from dynamicsgp_sba.auth.scheme import NoCredentialsError, checked_secret, wrapped
from dynamicsgp_sba.secret import Secret

__all__ = ["BearerAuth"]

_WHAT = "the bearer token"
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*", re.ASCII)


class BearerAuth:
    """A token that goes along with each request: over TLS only.

        auth = BearerAuth(lambda: app.acquire_token_silent(scopes, account)["access_token"])

    A refused token locks no account, so nothing is remembered of it: each call asks for the token anew.

    Args:
        token: the token, or a function that gives the present one. It is called for each request, from whatever
            thread makes it, so it should keep a token until shortly before that expires. What it raises is the cause of
            a `LoginError`, and nothing was sent.

    Raises:
        ValueError: the token is empty, or holds what no token can. Where a function gives it, that is a `LoginError` of
            the call.
    """

    user = "a bearer token"
    schemes = ("Bearer",)
    handshakes = False
    needs_tls = True

    def __init__(self, token: str | Secret | Callable[[], str | Secret]) -> None:
        if callable(token):
            self._source = token
        else:
            token = wrapped(token, _WHAT)
            fixed = _checked(token)
            self._source = lambda: fixed

    def fingerprint(self) -> None:
        """None: no account is locked by a refused token."""

    def attach(self) -> Callable[[Any], Any]:
        """Make the authenticator of one connection."""
        return _Bearer(self._source)

    def __repr__(self) -> str:
        return "BearerAuth('********')"


class _Bearer(AuthBase):
    def __init__(self, source: Callable[[], str | Secret]) -> None:
        self._source = source

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token().reveal()}"
        return request

    def _token(self) -> Secret:
        try:
            given = wrapped(self._source(), _WHAT)
        except Exception as error:  # whatever a function of the caller's raises; nothing is under way yet
            raise NoCredentialsError(f"{_WHAT} cannot be had ({type(error).__name__})") from error
        try:
            return _checked(given)
        except ValueError as error:
            raise NoCredentialsError(str(error)) from None


def _checked(token: Secret) -> Secret:
    secret = checked_secret(token, _WHAT)
    if not _TOKEN.fullmatch(secret.reveal()):
        raise ValueError(
            "the bearer token holds a character that no token has (RFC 6750): give the token alone, without 'Bearer', "
            "quotes or line breaks"
        )
    return secret
