"""The floor: a bare `requests` loop that makes the same GP requests, and remembers nothing."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from urllib.parse import urlsplit

import requests
from requests_ntlm import HttpNtlmAuth

from benchmarks.servers import PASSWORD, USER
from benchmarks.write_run import BenchmarkError
from dynamicsgp_sba.connection import Request

__all__ = ["replay"]


def replay(made: Sequence[Request], *, connections: int = 1) -> float:
    """Make requests again, as they were recorded; gives the seconds that all of them took.

    Each connection is a session that is logged in before the clock starts, as the engine's are.

    Args:
        made: what to send, dealt out to the connections in turn.
        connections: how many requests are under way at once.

    Raises:
        BenchmarkError: the server refused one.
    """
    sessions = [_logged_in(made[0].url) for _ in range(connections)]
    shares = [made[number::connections] for number in range(connections)]
    began = time.perf_counter()
    if connections == 1:
        _send_all(sessions[0], made)
    else:
        with ThreadPoolExecutor(connections) as pool:
            list(pool.map(_send_all, sessions, shares))
    seconds = time.perf_counter() - began
    for session in sessions:
        session.close()
    return seconds


def _logged_in(url: str) -> requests.Session:
    parts = urlsplit(url)
    session = requests.Session()
    session.trust_env = False
    session.auth = HttpNtlmAuth(USER, PASSWORD)
    session.get(f"{parts.scheme}://{parts.netloc}/GPService/Tenants(DefaultTenant)/help", timeout=60).raise_for_status()
    return session


def _send_all(session: requests.Session, made: Sequence[Request]) -> None:
    for request in made:
        answer = session.request(request.method, request.url, data=request.body, headers=request.headers, timeout=60)
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise BenchmarkError(f"{request.method} {request.url}: {answer.status_code} {answer.text:.200}")
