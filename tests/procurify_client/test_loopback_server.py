"""The loopback server: it records what it sees, and does wrong what it is told to."""

from __future__ import annotations

import socket
import threading
from typing import Any

import httpx
import pytest

from procurify_client import Procurify
from procurify_client.testing import ProcurifyServer
from tests.ports import a_free_port


class TestServer:
    def test_requests_are_recorded(self, procurify: Procurify, server: ProcurifyServer) -> None:
        """
        Method, path, query and status; None where the connection was closed.
        """
        server.drop("/vendors/", when="before")
        procurify.vendors.list_page(name="Contoso", page_size=5)

        seen = [(record.method, record.path, record.status) for record in server.requests]
        assert seen == [
            ("POST", "/oauth/token", 200),
            ("GET", "/api/v3/vendors/", None),
            ("GET", "/api/v3/vendors/", 200),
        ]
        assert server.requests[2].query == {"name": "Contoso", "page": "1", "page_size": "5"}

    def test_faults_are_taken_in_turn(self, get: Any, server: ProcurifyServer) -> None:
        """
        The oldest that fits comes first, and ends after its times.
        """
        server.fail("/vendors/", 500)
        server.fail(".", 502, times=2)

        codes = [
            get(path).status_code
            for path in ("/api/v3/users/me/", "/api/v3/vendors/", "/api/v3/vendors/", "/api/v3/vendors/")
        ]

        assert codes == [502, 500, 502, 200]

    def test_a_limit_of_the_rate_spares_the_token_endpoint(self, get: Any, server: ProcurifyServer) -> None:
        """
        429 with and without `Retry-After`.
        """
        server.rate_limit(1)
        server.rate_limit(1, 30)

        first, second = get("/api/v3/users/me/"), get("/api/v3/users/me/")

        assert (first.status_code, "Retry-After" in first.headers) == (429, False)
        assert (second.status_code, second.headers["Retry-After"]) == (429, "30")

    def test_closing_breaks_open_connections(self, http: httpx.Client) -> None:
        """
        Nobody is left waiting, and slow answers do not hold it up.
        """
        server = ProcurifyServer()
        server.slow("/oauth/token", 60)
        outcome: list[Exception] = []

        def ask() -> None:
            try:
                http.post(f"{server.base_url}/oauth/token", json={}, timeout=30)
            except httpx.HTTPError as error:
                outcome.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        while server._faults[0].times:
            threading.Event().wait(0.001)
        server.close()
        asking.join(timeout=5)

        assert (asking.is_alive(), len(outcome)) == (False, 1)

    def test_a_chosen_port(self) -> None:
        """
        A free one is found by default; a given one is used.
        """
        port = a_free_port()

        with ProcurifyServer(port=port) as server:
            assert server.base_url == f"http://127.0.0.1:{port}"


class TestStrangeRequests:
    def send(self, server: ProcurifyServer, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", int(server.base_url.rpartition(":")[2])), timeout=5) as connection:
            connection.sendall(request)
            answer = b""
            while part := connection.recv(65536):
                answer += part
        return answer

    @pytest.mark.parametrize("header", [b"Content-Length: -5", b"Content-Length: x", b"Transfer-Encoding: chunked"])
    def test_without_a_length_that_can_be_read(self, server: ProcurifyServer, header: bytes) -> None:
        """
        411, and the connection ends, for where the next request begins cannot be told.
        """
        answer = self.send(server, b"POST /api/v3/vendors/ HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n\r\n{}")

        assert answer.startswith(b"HTTP/1.1 411 ")

    def test_to_no_address(self, server: ProcurifyServer) -> None:
        """
        400, and the server goes on.
        """
        answer = self.send(server, b"GET http://[/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

        assert answer.startswith(b"HTTP/1.1 400 ")
