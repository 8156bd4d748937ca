"""The TLS certificates of both sides: whether they are trusted, and how many days are left of them and their chain."""

import os
import ssl
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from dynamicsgp_sba.authorities import trusted
from dynamicsgp_sba.discover.certificate import Certificate, look_at_certificate
from gp_sync.config.settings import GPSettings, ProcurifySettings
from gp_sync.core.check import Check
from gp_sync.ops.certificate_watch import CertificateWatch
from gp_sync.ops.expiry import CERTIFICATE_STEPS

__all__ = ["certificate_watch", "gp_certificate", "procurify_certificate"]

_SECONDS = 10.0
_OLD_TLS = {"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL"}
_NEWER = "Turn TLS 1.2 on in Windows on that server (SChannel): older versions are refused, since they can be broken."
_RENEW = "Have a new one installed on the server before it ends; every request fails from then on."
_OVER = "Have a new one installed on the server: no request is sent until then."
_NAMES = "Give the address by one of these names, or have a certificate made for it."
_PRIVATE = "Name the PEM file of the authority that signed it, which the GP server's administrator has: gp.ca_bundle."
_BETWEEN = (
    "Procurify's own is signed by a public authority, so something in between answers, such as a proxy: name the file "
    "of its authority in the variable SSL_CERT_FILE."
)


def procurify_certificate(settings: ProcurifySettings, now: datetime) -> Iterator[Check]:
    """Look at the certificate of Procurify's address."""
    return _look("Procurify certificate", _address(settings), os.environ.get("SSL_CERT_FILE", ""), _BETWEEN, now)


def gp_certificate(settings: GPSettings, now: datetime) -> Iterator[Check]:
    """Look at the certificate of the GP service."""
    what = "GP certificate"
    try:
        trusted(settings.ca_bundle or None)
    except ValueError as error:
        yield Check(what=what, result="failed", answer=f"it cannot be judged: {error}", remedy=_PRIVATE)
        return
    yield from _look(what, settings.base_url, settings.ca_bundle, _PRIVATE, now)


def certificate_watch(procurify: ProcurifySettings, gp: GPSettings) -> CertificateWatch:
    """Looks at both certificates now and then, for a schedule that runs."""
    return CertificateWatch(
        {
            "the certificate of Procurify": partial(_end, _address(procurify)),
            "the certificate of the GP service": partial(_end, gp.base_url),
        }
    )


def _end(address: str, now: datetime) -> date | None:
    """The day on which the certificate of an address ends, or one of its chain, by UTC; None for plain http."""
    # Whether it is trusted is told by the requests themselves: what is asked for here is the day.
    found = look_at_certificate(address, True, _SECONDS, now)
    return None if found is None else min([found.not_after, *(one.not_after for one in found.chain)]).date()


def _address(settings: ProcurifySettings) -> str:
    return settings.base_url or f"https://{settings.tenant}.procurify.com"


def _look(what: str, address: str, bundle: str, untrusted: str, now: datetime) -> Iterator[Check]:
    try:
        found = look_at_certificate(address, bundle or True, _SECONDS, now)
    except OSError as error:
        if isinstance(error, ssl.SSLError) and error.reason in _OLD_TLS:
            answer = f"{address} offers no TLS of version 1.2 or newer"
            yield Check(what=what, result="failed", answer=answer, remedy=_NEWER)
            return
        words = f"no TLS connection to {address} could be made: {error.strerror or error}"
        remedy = "If the checks of this side are well all the same, as through a proxy, that is no harm."
        yield Check(what=what, result="warning", answer=words, remedy=remedy)
        return
    if found is None:
        yield _plain(what, address)
    else:
        yield _judged(what, found, untrusted)


def _plain(what: str, address: str) -> Check:
    near = any(f"//{host}" in address for host in ("127.0.0.1", "localhost", "[::1]"))
    answer = f"{address} is plain http" + ("" if near else ": anyone on the way can read along")
    remedy = "" if near else "Have a certificate installed on the server, and give an https address."
    return Check(what=what, result="ok" if near else "warning", answer=answer, remedy=remedy)


def _judged(what: str, found: Certificate, untrusted: str) -> Check:
    told = f"{found.subject}, signed by {'itself' if found.self_signed else found.issuer}, {_left(found.days_left)}"
    told += "".join(f"; {other.subject} of its chain, {_left(other.days_left)}" for other in found.chain)
    least = min([found.days_left, *(other.days_left for other in found.chain)])
    if least < 0:
        return Check(what=what, result="failed", answer=told, remedy=_OVER)
    if not found.trusted:
        mismatch = "mismatch" in found.why_not.lower()
        names = f"; it is for {', '.join(found.names) or 'no host'}" if mismatch else ""
        answer = f"not trusted: {found.why_not}{names}; {told}"
        return Check(what=what, result="failed", answer=answer, remedy=_NAMES if mismatch else untrusted)
    if least <= max(CERTIFICATE_STEPS):
        return Check(what=what, result="warning", answer=told, remedy=_loudness(least) + _RENEW)
    return Check(what=what, result="ok", answer=told)


def _left(days: int) -> str:
    if days < 0:
        return "which is over"
    return f"{days} days left" if days != 1 else "1 day left"


def _loudness(days: int) -> str:
    step = min(step for step in CERTIFICATE_STEPS if days <= step)
    return {30: "", 7: "This week: ", 1: "Today: "}[step]
