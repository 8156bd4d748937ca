"""A bare session with GP: what the floor and the peers send with. It needs `requests` and `requests-ntlm` alone."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests
from requests_ntlm import HttpNtlmAuth

__all__ = ["PASSWORD_VARIABLE", "USER_VARIABLE", "RefusedError", "logged_in", "send"]

USER_VARIABLE, PASSWORD_VARIABLE = "BENCHMARK_GP_USER", "BENCHMARK_GP_PASSWORD"
_TIMEOUT = 60


class RefusedError(Exception):
    """The server did not carry a request out."""


def logged_in(url: str, user: str = "", password: str = "") -> requests.Session:
    """A session whose one connection is logged in.

    Args:
        url: an address on the server.
        user: the Windows account; from the environment if empty.
        password: its password; from the environment if empty.
    """
    parts = urlsplit(url)
    session = requests.Session()
    session.trust_env = False
    session.auth = HttpNtlmAuth(user or os.environ[USER_VARIABLE], password or os.environ[PASSWORD_VARIABLE])
    send(session, "GET", f"{parts.scheme}://{parts.netloc}/GPService/Tenants(DefaultTenant)/help")
    return session


def send(
    session: requests.Session,
    method: str,
    url: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send one request.

    Raises:
        RefusedError: the server answered with an error.
    """
    answer = session.request(method, url, data=body, headers=headers, timeout=_TIMEOUT)
    if not answer.ok:
        raise RefusedError(f"{method} {url}: {answer.status_code} {answer.text:.200}")
