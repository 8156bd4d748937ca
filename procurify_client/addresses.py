"""The address of a tenant: what is accepted, and its normal form."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

__all__ = ["address_of", "is_loopback"]

_TENANT = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII | re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def address_of(tenant: str | None, base_url: str | None) -> str:
    """Make the base URL from exactly one of the two: scheme, host and port in lower case.

    Raises:
        ValueError: neither or both are given, or what is given is not the name or the address of a tenant, or would
            send the client secret in the clear.
    """
    if (tenant is None) == (base_url is None):
        raise ValueError("give either tenant, such as 'acme', or base_url, such as 'https://acme.procurify.com'")
    return _of_tenant(tenant) if tenant is not None else _of_base_url(base_url or "")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _of_tenant(tenant: str) -> str:
    if not _TENANT.fullmatch(tenant):
        raise ValueError(
            f"tenant {tenant!r} is not a tenant's name: give the first part of your Procurify address, such as "
            "'acme' for https://acme.procurify.com, or the whole address as base_url"
        )
    return f"https://{tenant.lower()}.procurify.com"


def _of_base_url(text: str) -> str:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError as error:
        raise ValueError(f"base_url {text!r} is not a URL: {error}") from error
    if "@" in url.netloc:
        raise ValueError("base_url holds a user or a password: give client_id and client_secret instead")
    host = _host(url)
    if url.scheme not in _DEFAULT_PORTS or not host or url.path not in {"", "/"} or url.query or url.fragment:
        raise ValueError(f"base_url {text!r} is not an address such as https://acme.procurify.com, without a path")
    if not _is_name(host):
        raise ValueError(f"base_url {text!r} has the host {host!r}, which is no name of one: check its dots and dashes")
    if url.scheme == "http" and not is_loopback(host):
        raise ValueError(f"base_url {text!r} would send the client secret unencrypted: use https")
    name = f"[{host}]" if ":" in host else host
    return f"{url.scheme}://{name}" + ("" if port in {None, _DEFAULT_PORTS[url.scheme]} else f":{port}")


def _host(url: SplitResult) -> str:
    """The host in lower case; empty if it is none that can be written in ASCII (others have an `xn--` form)."""
    host = url.hostname or ""
    return host if host.isascii() and not re.search(r"[\s%\\]", host) else ""


def _is_name(host: str) -> bool:
    """Whether a host can be looked up: none of its parts is empty or too long, and its `xn--` forms can be read."""
    try:
        return bool(host.encode("idna").decode("idna"))
    except UnicodeError:
        return False
