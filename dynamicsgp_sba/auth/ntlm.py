"""Windows authentication with a user and a password: NTLM."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from requests import Response
from requests_ntlm import HttpNtlmAuth

from dynamicsgp_sba.auth.scheme import check_user, checked_secret, fingerprint, keep_out_of_logs, wrapped
from dynamicsgp_sba.secret import Secret

__all__ = ["NtlmAuth"]

keep_out_of_logs("spnego._ntlm", "spnego._negotiate")

_PROXY_WANTS_LOGON = 407


class NtlmAuth:
    r"""Windows authentication (NTLM, also where the server offers it as Negotiate), with channel binding over TLS.

    Args:
        user: `DOMAIN\user` or `user@domain`.
        password: its password, as text or as `Secret`.

    Raises:
        ValueError: the user or the password is empty, or holds what cannot be sent.
    """

    schemes = ("NTLM", "Negotiate")
    handshakes = True
    needs_tls = False

    def __init__(self, user: str, password: str | Secret) -> None:
        self.user = user
        password = wrapped(password, f"the password of {user}")
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

    @property
    def session_security(self) -> None:
        return None

    @session_security.setter
    def session_security(self, _: object) -> None:
        """The library keeps the finished handshake, the password among its parts; nobody needs it."""

    def response_hook(self, r: Response, **kwargs: Any) -> Response:
        """Log in to the server, and never to a proxy, which the library would give the same password's proof."""
        if r.status_code == _PROXY_WANTS_LOGON:
            return r
        answer: Response = super().response_hook(r, **kwargs)
        return answer
