"""Kerberos, with the ticket of an account that is logged on already: no password passes through this process."""

import base64
import ssl
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import spnego
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import load_der_x509_certificate
from requests import PreparedRequest, Response
from requests.auth import AuthBase
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

from dynamicsgp_sba.auth.scheme import NoCredentialsError, keep_out_of_logs

__all__ = ["KerberosAuth"]

keep_out_of_logs("spnego._gss", "spnego._sspi")

_LIBRARIES = ("gssapi", "krb5")
_UNAUTHORIZED = 401


class KerberosAuth:
    """Kerberos with the ticket of the account that runs this process, and channel binding over TLS.

    On Linux and macOS the ticket is one of `kinit` or of a client keytab (`KRB5_CLIENT_KTNAME`), and the extra
    `dynamicsgp-sba[kerberos]` is needed; on Windows it is that of the logged-on account, and nothing more is needed.
    A refused ticket locks no account, so nothing is remembered of it. That SBA takes Kerberos is documented nowhere:
    try it, and stay with `NtlmAuth` where it fails.

    Args:
        principal: which of several accounts with tickets, such as `svc_gp@FABRIKAM.EXAMPLE`; None takes the default.
        host: the host in the service's principal `HTTP/host`, where it is not that of the URL.

    Raises:
        ImportError: the libraries of the extra are missing.
    """

    schemes = ("Negotiate",)
    handshakes = True
    needs_tls = False

    def __init__(self, principal: str | None = None, *, host: str | None = None) -> None:
        missing = [] if sys.platform == "win32" else [name for name in _LIBRARIES if find_spec(name) is None]
        if missing:
            raise ImportError(
                f"Kerberos needs {' and '.join(missing)}: pip install 'dynamicsgp-sba[kerberos]', which takes a C "
                "compiler and the Kerberos headers (Debian: libkrb5-dev); or use NtlmAuth"
            )
        self.user = principal or "the account of this process"
        self._principal = principal
        self._host = host

    def fingerprint(self) -> None:
        """None: no account is locked by a refused ticket."""

    def attach(self) -> Callable[[Any], Any]:
        """Make the authenticator of one connection."""
        return _Ticket(self._principal, self._host)

    def __repr__(self) -> str:
        return f"KerberosAuth({self._principal!r})"


class _Ticket(AuthBase):
    """Answers a 401 with a ticket.

    The libraries that do this for `requests` send a refused ticket twice, hide why there is none, and log tickets.
    """

    def __init__(self, principal: str | None, host: str | None) -> None:
        self._principal = principal
        self._host = host

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.register_hook("response", self._respond)  # type: ignore[no-untyped-call]  # so in the library's types
        return request

    def _respond(self, response: Response, **sending: Any) -> Response:
        offered = "negotiate" in response.headers.get("www-authenticate", "").lower()
        if response.status_code != _UNAUTHORIZED or not offered:
            return response
        ticket = self._ticket(self._host or urlsplit(response.url).hostname or "", _channel_bindings(response))
        _ = response.content  # read to its end, so that the connection can be used again
        response.raw.release_conn()
        request = response.request.copy()
        request.headers["Authorization"] = f"Negotiate {base64.b64encode(ticket).decode()}"
        answer: Response = response.connection.send(request, **sending)
        return answer

    def _ticket(self, host: str, bindings: GssChannelBindings | None) -> bytes:
        try:
            context = spnego.client(
                self._principal, hostname=host, service="HTTP", channel_bindings=bindings, protocol="kerberos"
            )
            return context.step() or b""
        except SpnegoError as error:
            raise NoCredentialsError(
                f"there is no Kerberos ticket to log in with (for HTTP/{host}: {error}): log on (kinit, or a keytab "
                "named by KRB5_CLIENT_KTNAME), and check the host name that the service's principal has"
            ) from None


def _channel_bindings(response: Response) -> GssChannelBindings | None:
    """Bind a ticket to the TLS channel by the server's certificate (RFC 5929, tls-server-end-point)."""
    socket = getattr(response.raw.connection, "sock", None)
    if not isinstance(socket, ssl.SSLSocket):
        return None
    encoded = socket.getpeercert(binary_form=True) or b""
    signed_with = load_der_x509_certificate(encoded).signature_hash_algorithm
    weak = signed_with is None or signed_with.name in {"md5", "sha1"}
    digest = hashes.Hash(hashes.SHA256() if weak or signed_with is None else signed_with)
    digest.update(encoded)
    return GssChannelBindings(application_data=b"tls-server-end-point:" + digest.finalize())
