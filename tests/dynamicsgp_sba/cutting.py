"""A proxy that cuts connections where it likes, and keeps what was asked through it."""

import random
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

__all__ = ["CuttingProxy", "cutting_proxy"]

_HEAD = re.compile(rb"(GET|POST|PUT|PATCH|DELETE) [^\r\n]+ HTTP/1\.1\r\n.*?\r\n\r\n", re.DOTALL)


class CuttingProxy:
    """Passes bytes on, one connection to the server for each of a client's.

    Args:
        server: the server's address.
        seed: of the places where it cuts.
        chance: how likely it cuts before it passes a piece on.

    Attributes:
        address: where it listens.
        heads: the heads of all requests that reached the server whole.
        cuts: how often it cut.
    """

    def __init__(self, server: str, *, seed: int, chance: float) -> None:
        self._server = urlsplit(server)
        self._random = random.Random(seed)
        self.chance = chance
        self.heads: list[bytes] = []
        self.cuts = 0
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def run(self) -> None:
        """Pass connections on until `close`."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection((self._server.hostname, self._server.port))
            self._sockets += [client, server]
            for start, end, is_request in ((client, server, True), (server, client, False)):
                thread = threading.Thread(target=self._pass_on, args=(start, end, is_request))
                self._threads.append(thread)
                thread.start()

    def close(self) -> None:
        """End everything."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._sockets:
            _cut(each)
        for thread in self._threads:
            thread.join()

    def _pass_on(self, start: socket.socket, end: socket.socket, is_request: bool) -> None:
        kept = b""
        with suppress(OSError):
            while piece := start.recv(65536):
                with self._lock:
                    cuts = self._random.random() < self.chance
                    self.cuts += cuts
                if cuts:
                    break
                end.sendall(piece)
                kept += piece if is_request else b""
        _cut(start)
        _cut(end)
        with self._lock:
            self.heads += [found[0] for found in _HEAD.finditer(kept)]


def _cut(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)


@contextmanager
def cutting_proxy(server: str, *, seed: int, chance: float) -> Iterator[CuttingProxy]:
    """Run a proxy before a server."""
    proxy = CuttingProxy(server, seed=seed, chance=chance)
    thread = threading.Thread(target=proxy.run)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join()
        for each in proxy._sockets:
            each.close()
