"""The TLS certificate of a server, trusted or not; nothing but the TLS handshake is sent."""

import socket
import ssl
import sys
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import attrs
from cryptography import x509

__all__ = ["Certificate", "Issuer", "look_at_certificate"]

_HTTPS = 443


@attrs.frozen(kw_only=True)
class Issuer:
    """A certificate that a server shows beside its own: of who signed that one, or of who signed this one.

    Args:
        subject: whom it was made for.
        not_after: the instant of its end.
        days_left: whole days until then; negative if it is over.
    """

    subject: str
    not_after: datetime
    days_left: int


@attrs.frozen(kw_only=True)
class Certificate:
    """A server's certificate.

    Args:
        subject: whom it was made for.
        issuer: who signed it.
        names: the host names that it fits.
        not_after: the instant of its end.
        days_left: whole days until then; negative if it is over.
        self_signed: whether it was signed by itself.
        trusted: whether this client trusts it for this host.
        why_not: why it does not.
        chain: what else the server shows, in its order; one that ends makes the certificate useless too.
    """

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_after: datetime
    days_left: int
    self_signed: bool
    trusted: bool
    why_not: str = ""
    chain: tuple[Issuer, ...] = ()


def look_at_certificate(base_url: str, verify: str | bool, timeout: float, now: datetime) -> Certificate | None:
    """Fetch the certificate of an https address, by one or two TLS handshakes.

    Args:
        base_url: the address.
        verify: a file of certificates to trust, or True for the usual ones.
        timeout: seconds for each handshake.
        now: the time of day, aware.

    Returns:
        The certificate, or None for plain http.

    Raises:
        OSError: no TLS connection could be made.
    """
    parts = urlsplit(base_url)
    if parts.scheme != "https" or parts.hostname is None:
        return None
    where = (parts.hostname, parts.port or _HTTPS)
    why_not = ""
    try:
        content = _handshake(where, _careful(verify), timeout)
    except ssl.SSLCertVerificationError as error:
        why_not = error.verify_message
        content = _handshake(where, _trusting(), timeout)
    return _read([x509.load_der_x509_certificate(each) for each in content], why_not, now)


def _careful(verify: str | bool) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=verify if isinstance(verify, str) else None)


def _trusting() -> ssl.SSLContext:
    """Trust anything: the certificate is looked at, and nothing is sent to who shows it."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _handshake(where: tuple[str, int], context: ssl.SSLContext, timeout: float) -> list[bytes]:
    """The certificates that the server shows, its own first."""
    with (
        socket.create_connection(where, timeout=timeout) as plain,
        context.wrap_socket(plain, server_hostname=where[0]) as secure,
    ):
        own, shown = secure.getpeercert(binary_form=True), _shown(secure)
    if own is None:
        raise ssl.SSLError("the server showed no certificate")
    return [own, *(each for each in shown if each != own)]


def _shown(secure: ssl.SSLSocket) -> list[bytes]:
    if sys.version_info >= (3, 13):
        return secure.get_unverified_chain()
    # Python before 3.13 keeps the chain in a private object, which has the same method.
    inner: Any = getattr(secure, "_sslobj", None)
    return [ssl.PEM_cert_to_DER_cert(each.public_bytes()) for each in inner.get_unverified_chain() or ()]


def _read(shown: list[x509.Certificate], why_not: str, now: datetime) -> Certificate:
    found = shown[0]
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        hosts = tuple(str(name.value) for name in names)
    except x509.ExtensionNotFound:
        hosts = ()
    return Certificate(
        subject=found.subject.rfc4514_string(),
        issuer=found.issuer.rfc4514_string(),
        names=hosts,
        not_after=found.not_valid_after_utc,
        days_left=(found.not_valid_after_utc - now).days,
        self_signed=found.subject == found.issuer,
        trusted=not why_not,
        why_not=why_not,
        chain=tuple(
            Issuer(
                subject=other.subject.rfc4514_string(),
                not_after=other.not_valid_after_utc,
                days_left=(other.not_valid_after_utc - now).days,
            )
            for other in shown[1:]
        ),
    )
