"""A real web server on the loopback address that takes posts, and keeps them."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import attrs

__all__ = ["Post", "WebServer", "web_server"]


@attrs.frozen(kw_only=True)
class Post:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


class WebServer(ThreadingHTTPServer):
    """The server; `answers` are the statuses of the next answers, and 204 follows.

    Args:
        certificate: its certificate and key; None for plain HTTP.

    With `broken`, what follows a status can be read by nobody: it is said to be compressed and is not, and comes so
    slowly that it never ends. When it is `chatty`, its headers never end.
    """

    daemon_threads = True

    def __init__(self, certificate: tuple[Path, Path] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.posts: list[Post] = []
        self.answers: list[int] = []
        self.broken = self.chatty = False
        self.over = threading.Event()
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.url = f"{'http' if certificate is None else 'https'}://127.0.0.1:{self.server_address[1]}/hook"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no fault of the server."""


@contextmanager
def web_server(certificate: tuple[Path, Path] | None = None) -> Iterator[WebServer]:
    """A server that runs until the block ends."""
    with WebServer(certificate) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: WebServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.posts.append(Post(path=self.path, headers=headers, body=body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.send_header("Location", self.server.url)
        while self.server.chatty and not self.server.over.wait(0.1):
            self.send_header("X-And", "more")
            self.flush_headers()
        if self.server.broken:
            self._drip()
            return
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self) -> None:
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        while not self.server.over.wait(0.2):
            self.wfile.write(b"x")

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""
