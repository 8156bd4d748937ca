"""One TCP connection to the loopback server: the logon, the faults, and what is written to the wire."""

import http
import json
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, unquote

from dynamicsgp_sba.testing.faults import PlannedFault
from dynamicsgp_sba.testing.logon import Logon
from dynamicsgp_sba.testing.refusal import RefusalError
from dynamicsgp_sba.testing.routes import Address, answer, parse
from dynamicsgp_sba.testing.shapes import shaped

if TYPE_CHECKING:
    from dynamicsgp_sba.testing.server import GPServer, _Listener

__all__ = ["Handler"]

_NOT_FOUND = "<HTML><BODY>Endpoint not found.</BODY></HTML>"
_NO_PROCESS = "No Dexterity process is free."
_BAD_REQUEST = "<HTML><BODY><h2>Bad Request - Invalid URL</h2></BODY></HTML>"


class Handler(BaseHTTPRequestHandler):
    """Serves the requests of one connection, one after another."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet for headers and body
    disable_nagle_algorithm = True

    @property
    def gp(self) -> "GPServer":
        """The server that this connection belongs to."""
        return cast("_Listener", self.server).gp

    def setup(self) -> None:
        """Begin a connection."""
        super().setup()
        self.logon = Logon(self.gp.users, self.gp.bindings, self.gp.offers)
        self.gp.counters.add("connections")

    def log_message(self, *args: Any) -> None:
        """Write nothing: what was asked is in `GPServer.requests`."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Make the `Date` header of answers from the server's own clock, and not from the machine's."""
        return super().date_time_string(self.gp.date_header.timestamp())

    def handle_one_request(self) -> None:
        """Read one request and serve it, whatever its method."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline:
            self.close_connection = True
        elif self.parse_request():
            self._serve()
            self.wfile.flush()

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length and not self.gp.reads_cold_bodies and self._is_cold():
            self.gp.counters.add("cold_bodies")
            self._send(401, "", headers={"WWW-Authenticate": self.logon.offers})
            self.close_connection = True  # with the body unread
            return
        body = self.rfile.read(length)
        if len(body) < length:  # the client is gone; half a request is none
            self.close_connection = True
            return
        path = self.path.partition("?")[0]
        if any(quote(letter, safe="") in path.upper() for letter in self.gp.refuse_in_paths):
            self._send(400, _BAD_REQUEST, "text/html")
            return
        if not self._logged_in(body):
            return
        user = self.logon.user or ""
        if not self.gp.persistent:
            self.logon.user = None
        if user.lower() in self.gp.unmapped:
            self._refuse_unmapped()
        elif user.lower() in self.gp.denied:
            refusal = RefusalError(403, message="You don't have security privileges to open this service.")
            self._send(403, refusal.as_json())
        else:
            with self.gp.processes.one(unquote(path)) as found:
                if found:
                    self._carry_out(user, unquote(path), body)
                else:
                    self._send(503, _NO_PROCESS, "text/plain")

    def _refuse_unmapped(self) -> None:
        status, _, offers = self.gp.unmapped_answer.partition(" ")
        headers = {"WWW-Authenticate": self.logon.offers} if offers else None
        self._send(int(status), "The user is not mapped to a Dynamics GP user.", "text/plain", headers)

    def _is_cold(self) -> bool:
        """Whether a request has no logon, and brings none."""
        return self.logon.user is None and self.headers.get("Authorization") is None

    def _logged_in(self, body: bytes) -> bool:
        """Go one step of the handshake; False if the answer was sent already."""
        header = self.headers.get("Authorization")
        if self.logon.user is not None and header is None:
            return True
        challenge = None
        if header is not None:
            challenge = self.logon.take(header)
            if self.logon.record is not None:
                self.gp.note_logon(self.logon.record)
                if self.logon.user is not None:
                    return True
        if body:
            self.gp.counters.add("cold_bodies")
        if self.gp.handshake_latency:
            self.gp.wait(self.gp.handshake_latency)
        breaks = challenge is not None and self.gp.faults.take_broken_handshake()
        self._send(401, "", headers={"WWW-Authenticate": [challenge] if challenge else self.logon.offers})
        if breaks:
            self.close_connection = True  # without having said so
        return False

    def _carry_out(self, user: str, path: str, body: bytes) -> None:
        method, action = self.command, self.headers.get("GP-Custom-Action")
        address = parse(self.path)
        met = self.gp.faults.take(method, path)
        if self.gp.latency or "slow" in met:
            self.gp.wait(self.gp.latency + (met["slow"].seconds if "slow" in met else 0))
        instead = met.get("fail") or met.get("redirect")
        status: int | None
        status, content = (None, None) if instead or "drop" in met else self._result(address, action, body)
        # Noted before it is answered: whoever has the answer finds the request in the log.
        self.gp.record(method, path, address, instead.status if instead else status, user, action)
        if "drop" in met:
            self.close_connection = True
        elif instead:
            self._send(instead.status, instead.body, instead.content_type, dict(instead.headers))
        elif status is not None:
            self._reply(status, content, met, "" if address is None else address.service)

    def _result(self, address: Address | None, action: str | None, body: bytes) -> tuple[int, Any]:
        try:
            if address is None:
                return 404, _NOT_FOUND
            return answer(self.gp, self.command, address, action, body)
        except LookupError:
            return 404, _NOT_FOUND
        except RefusalError as refusal:
            return refusal.status, refusal.as_json()

    def _reply(self, status: int, content: Any, met: dict[Any, PlannedFault], service: str) -> None:
        if "lose" in met:
            self.close_connection = True
            return
        if isinstance(content, str):
            self._send(status, content, "text/html")
            return
        if status < http.HTTPStatus.BAD_REQUEST:
            content = shaped(content, self.gp.shapes, service)
        if "garble" in met:
            self._send(status, json.dumps(content)[:-1] + "}]", "application/json")
        else:
            self._send(status, content, cut="cut" in met)

    def _send(
        self,
        status: int,
        content: Any,
        content_type: str = "application/json",
        headers: dict[str, Any] | None = None,
        *,
        cut: bool = False,
    ) -> None:
        text = content if isinstance(content, (str, bytes)) else json.dumps(content, ensure_ascii=False)
        data = text.encode() if isinstance(text, str) else text
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data) * 2 if cut else len(data)))
        for name, values in (headers or {}).items():
            for value in values if isinstance(values, list) else [values]:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = self.close_connection or cut
