"""Reading an answer in the time that is left, however slowly its bytes drip in."""

import io
from collections.abc import Callable
from http.client import HTTPResponse
from socket import socket
from typing import Any

__all__ = ["timed_responses"]


class _TimedReader(io.RawIOBase):
    """Gives the socket, before each wait for bytes, the seconds that it may wait."""

    def __init__(self, raw: io.RawIOBase, sock: socket, seconds: Callable[[], float]) -> None:
        self._raw = raw
        self._sock = sock  # under this name requests-ntlm looks for it, to bind the logon to the TLS channel
        self._seconds = seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._seconds())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def timed_responses(seconds: Callable[[], float]) -> Callable[..., HTTPResponse]:
    """Give what makes the responses of a connection.

    Args:
        seconds: how long to wait for the next bytes; raises TimeoutError when the time is over.
    """

    def respond(sock: socket, *args: Any, **kwargs: Any) -> HTTPResponse:
        response = HTTPResponse(sock, *args, **kwargs)
        # `http.client` sets one timeout for each wait, so that headers could drip in for ever.
        response.fp = io.BufferedReader(_TimedReader(response.fp.detach(), sock, seconds))
        return response

    return respond
