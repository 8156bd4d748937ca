"""The floor: a bare `requests` loop that makes the same GP requests, and remembers nothing."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import requests

from benchmarks.gp_session import logged_in, send
from benchmarks.servers import PASSWORD, USER
from dynamicsgp_sba.connection import Request

__all__ = ["replay"]


def replay(made: Sequence[Request], *, connections: int = 1) -> float:
    """Make requests again, as they were recorded; gives the seconds that all of them took.

    Each connection is a session that is logged in before the clock starts, as the engine's are.

    Args:
        made: what to send, dealt out to the connections in turn.
        connections: how many requests are under way at once.

    Raises:
        RefusedError: the server refused one.
    """
    sessions = [logged_in(made[0].url, USER, PASSWORD) for _ in range(connections)]
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


def _send_all(session: requests.Session, made: Sequence[Request]) -> None:
    for request in made:
        send(session, request.method, request.url, request.body, request.headers)
