"""A small HTTP server for health and metrics, on a thread of its own. It reads, and can be asked for nothing else."""

import errno
import json
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import attrs

from gp_sync.ops.health import HealthReport

__all__ = ["Answer", "CannotServeError", "Page", "PortTakenError", "health_pages", "serving"]

_LOGGER = logging.getLogger("gp_sync.run")


@attrs.frozen(kw_only=True)
class Answer:
    """What a page answers: its status, and its text with its type."""

    status: HTTPStatus
    body: bytes
    content_type: str = "application/json"


class CannotServeError(Exception):
    """Nothing can be served there, as where the host is no address of this machine."""


class PortTakenError(CannotServeError):
    """Another process serves the port now."""


Page = Callable[[], Answer]


def health_pages(look: Callable[[], HealthReport]) -> dict[str, Page]:
    """The pages `/live`, `/ready` and `/health`; their body is the whole report.

    A status of 503 says: not live, end the process and start it anew; not ready, it does not keep its schedule now. A
    degraded schedule is ready, since a restart mends nothing.
    """

    def page(good: Callable[[HealthReport], bool]) -> Answer:
        report = look()
        status = HTTPStatus.OK if good(report) else HTTPStatus.SERVICE_UNAVAILABLE
        return Answer(status=status, body=json.dumps(attrs.asdict(report), indent=2, default=_plain).encode())

    return {
        "/live": lambda: page(lambda report: report.live),
        "/ready": lambda: page(lambda report: report.ready),
        "/health": lambda: page(lambda report: report.live and report.ready),
    }


@contextmanager
def serving(host: str, port: int, pages: Mapping[str, Page]) -> Iterator[str]:
    """Serve pages for as long as the block lasts; gives the address.

    Args:
        host: an address of this machine; a loopback one keeps others out.
        port: the port; 0 for any that is free.
        pages: what each path answers.

    Raises:
        PortTakenError: another process serves the port.
        CannotServeError: the host is none of this machine, or the port may not be served.
    """

    class Handler(_Handler):
        known = pages

    try:
        listening = (_Server6 if ":" in host else _Server)((host, port), Handler)
    except OSError as error:
        kind = PortTakenError if error.errno == errno.EADDRINUSE else CannotServeError
        raise kind(
            f"health_host is '{host}' and health_port {port}, where nothing can be served ({error.strerror}): give an "
            "address of this machine, and a port that is free, or 0 for none"
        ) from None
    where = f"[{host}]" if ":" in host else host
    with listening as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="gp-sync-health", daemon=True)
        thread.start()
        try:
            yield f"http://{where}:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    # On Windows a second process could otherwise serve the same port.
    allow_reuse_address = sys.platform != "win32"
    daemon_threads = True
    request_queue_size = 1024  # with the 5 of the base class, of many who ask at once most wait for seconds

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell in the log, where the base class would print."""
        error = sys.exception()
        if isinstance(error, ConnectionError):
            _LOGGER.debug("%s hung up", client_address[0])
        else:
            _LOGGER.error("a question of %s could not be answered", client_address[0], exc_info=error)


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    known: Mapping[str, Page]
    timeout = 10  # seconds for a request to arrive, so that an idle connection holds no thread for long
    server_version, sys_version = "gp-sync", ""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        page = self.known.get(path)
        if page is None:
            told = {"error": f"there is no {path:.100}", "pages": sorted(self.known)}
            self._send(Answer(status=HTTPStatus.NOT_FOUND, body=json.dumps(told).encode()))
        else:
            self._send(_made(path, page))

    do_HEAD = do_GET  # noqa: N815  # the base class looks for this name, as balancers and `curl -I` ask

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name of the base class
        _LOGGER.debug(format, *args)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


def _made(path: str, page: Page) -> Answer:
    try:
        return page()
    except Exception:  # a fault of ours, which the one who asks should see as one
        _LOGGER.exception("the page %s could not be made", path)
        told = {"error": "it could not be made: the log says why"}
        return Answer(status=HTTPStatus.INTERNAL_SERVER_ERROR, body=json.dumps(told).encode())


def _plain(value: Any) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value)
