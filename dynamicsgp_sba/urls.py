"""The addresses of an SBA installation, from company names and record keys that may hold any character.

The grammar is contract section 3 of the SBA reference:

    base /GPService/Tenants(tenant) [ /Companies(company) / [product /] series / resource [ (key;key) ] ] [ /help ]

Every tenant, company and key is percent-encoded with an empty safe set, so that parentheses, semicolons, slashes and
percent signs in them can never be read as syntax.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlencode, urlsplit

from dynamicsgp_sba.errors import InvalidValueError

__all__ = [
    "base_address",
    "check_plain",
    "encode",
    "help_url",
    "is_loopback",
    "join",
    "keys_in",
    "root",
    "server_of",
    "without_query",
]

_PLAIN = re.compile(r"[!-~]*", re.ASCII)  # as an address is written: no spaces, no line breaks, no other letters
_KEY = re.compile(r"\(([^()]+)\)$")
_PORTS = {"http": 80, "https": 443}


def encode(text: str) -> str:
    """Percent-encode a tenant, company or one part of a key, as UTF-8.

    Raises:
        InvalidValueError: it is no text, is empty, or cannot be encoded.
    """
    if type(text) is not str or not text:
        raise InvalidValueError(
            f"a tenant, company or key must be a text with at least one character, got {text!r:.60}"
        )
    try:
        return quote(text, safe="")
    except UnicodeEncodeError as error:
        raise InvalidValueError(f"{text!r:.60} holds half of a surrogate pair, which no GP record has") from error


def base_address(text: str, *, allow_plain_http: bool, needs_tls: bool = False) -> str:
    """Check a base URL such as `https://gp.acme.example:443` and give it without a slash at the end.

    Args:
        text: the address.
        allow_plain_http: whether http to another machine is all right.
        needs_tls: whether the logon could be used by who reads it, so that it is not.

    Raises:
        ValueError: it is no http(s) address, carries a user, query, fragment or `/GPService`, or is plain http to
            another machine.
    """
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"base URL {text!r:.80}: expected https://host or https://host:port")
    if parts.username is not None or parts.password is not None:
        raise ValueError("base URL carries a user or password: give them as auth=NtlmAuth(user, password)")
    if parts.query or parts.fragment:
        raise ValueError(f"base URL {text!r:.80}: a query or fragment has no meaning here, leave it out")
    if not 0 < (parts.port or 443) < 65536:  # noqa: PLR2004 - the highest TCP port
        raise ValueError(f"base URL {text!r:.80}: no such port")
    if parts.scheme == "http" and not is_loopback(parts.hostname) and needs_tls:
        raise ValueError(
            f"base URL {text!r:.80} is plain http to another machine, where anyone on the way could read the password "
            "or token of this kind of logon and use it; use https, or NtlmAuth"
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname) and not allow_plain_http:
        raise ValueError(
            f"base URL {text!r:.80} is plain http to another machine, where anyone on the way can read the traffic; "
            "use https, or in Python say allow_plain_http=True"
        )
    base = text.rstrip("/")
    if "/gpservice" in base.lower():
        raise ValueError(f"base URL {text!r:.80}: leave out /GPService and what follows it; the client adds them")
    return base


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this very machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def server_of(url: str) -> str:
    """Give scheme, host and port of an address, in one form for all that name the same server."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in {None, _PORTS.get(parts.scheme)} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def help_url(base: str, tenant: str) -> str:
    """Give the address of the discovery page, which also serves as the cheap request that proves a connection."""
    return f"{base}/GPService/Tenants({encode(tenant)})/help"


def root(tenant: str, company: str | None) -> str:
    """Give the beginning of an installation's addresses after the base: its tenant, and a company or None."""
    scope = f"GPService/Tenants({encode(tenant)})"
    return scope if company is None else f"{scope}/Companies({encode(company)})"


def join(base: str, root: str, path: str, query: Mapping[str, str] | None = None) -> str:
    """Put an address together.

    Args:
        base: a checked base address.
        root: what every address of the installation begins with, encoded already.
        path: the service path, encoded already.
        query: parameters, not encoded.

    Raises:
        InvalidValueError: a tenant, company or key is a step to another path, which encoding cannot prevent.
    """
    whole = f"{root}/{path}"
    if not {".", ".."}.isdisjoint(whole.split("/")):
        raise InvalidValueError(
            f"{whole!r:.120} leads to another address: a tenant, company or key that is '.' or '..' cannot stand alone "
            "between slashes; have the profile's path put the key in parentheses"
        )
    address = f"{base}/{whole}"
    return f"{address}?{urlencode(query, safe='$', quote_via=quote)}" if query else address


def check_plain(path: str, action: str | None) -> None:
    """Check a path and an action that a caller wrote.

    Raises:
        ValueError: the path leads elsewhere or is not encoded, or the action is no value of a header.
    """
    if path.startswith(("/", "http:", "https:")) or ".." in path.split("/") or not _PLAIN.fullmatch(path):
        raise ValueError(f"path {path!r:.80}: give what follows the company or tenant, such as Sales/Customers(A1)")
    if action is not None and not (action.isascii() and action.isprintable() and action.strip() == action != ""):
        raise ValueError(f"action {action!r:.80}: give a word such as POST, the value of a header")


def keys_in(path: str) -> tuple[str, ...]:
    """Find the key at the end of a path that a caller wrote, such as of `Sales/Customers(A1)`, decoded."""
    match = _KEY.search(path.partition("?")[0])
    return () if match is None else tuple(unquote(part) for part in match[1].split(";"))


def without_query(url: str) -> str:
    """Give the address without its query, for messages and logs."""
    return url.partition("?")[0]
