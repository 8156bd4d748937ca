"""Repetition: reads are tried again after what passes, writes only if nothing was sent, and all of it in time."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
import respx

from procurify_client import (
    AnswerTimeoutError,
    Backoff,
    ConnectError,
    LostAnswerError,
    Options,
    Procurify,
    RateLimitError,
    ServerError,
    StatusError,
    Timeout,
    UnexpectedResponseError,
)
from procurify_client.resources import users, vendors
from procurify_client.testing import ProcurifyServer

if TYPE_CHECKING:
    from tests.procurify_client.conftest import MakeClient, Time


def attempts(server: ProcurifyServer) -> int:
    return sum("/vendors/" in record.path for record in server.requests)


class TestReads:
    @pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
    def test_what_passes_is_tried_again(self, server: ProcurifyServer, procurify: Procurify, status: int) -> None:
        """
        Two failures, then an answer.
        """
        server.fail("/vendors/2/", status, times=2)

        assert procurify.vendors.get(2).id == 2
        assert attempts(server) == 3

    @pytest.mark.parametrize("status", [400, 403, 404, 405, 409])
    def test_what_is_refused_is_not(self, server: ProcurifyServer, procurify: Procurify, status: int) -> None:
        """
        The same question would get the same answer.
        """
        server.fail("/vendors/2/", status, times=9)

        with pytest.raises(StatusError):
            procurify.vendors.get(2)
        assert attempts(server) == 1

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_a_dropped_connection(self, server: ProcurifyServer, procurify: Procurify, when: str) -> None:
        """
        A lost answer is asked for again.
        """
        server.drop("/vendors/2/", when="before" if when == "before" else "after")

        assert procurify.vendors.get(2).id == 2
        assert attempts(server) == 2

    def test_a_truncated_answer(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Half an answer is none.
        """
        server.break_answer("/vendors/2/", "cut")

        assert procurify.vendors.get(2).id == 2

    def test_html_in_place_of_json_is_not_repeated(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        A complete answer that is wrong is reported at once.
        """
        server.garble("/vendors/2/", times=9)

        with pytest.raises(UnexpectedResponseError):
            procurify.vendors.get(2)
        assert attempts(server) == 1

    def test_waits_double_with_jitter(self, server: ProcurifyServer, make_client: MakeClient, time: Time) -> None:
        """
        The ceiling doubles, and the random number says how much of it is used.
        """
        numbers = iter([1.0, 0.5, 0.25])
        procurify = make_client(random=lambda: next(numbers), backoff=Backoff(attempts=4, first=2, longest=60))
        server.fail("/vendors/2/", 503, times=3)

        procurify.vendors.get(2)

        assert time.slept == [2.0, 2.0, 2.0]

    def test_giving_up_after_the_last_attempt(self, server: ProcurifyServer, make_client: MakeClient) -> None:
        """
        The error of the last attempt is what the caller gets.
        """
        server.fail("/vendors/2/", 503, times=9)

        with pytest.raises(ServerError):
            make_client(backoff=Backoff(attempts=3)).vendors.get(2)
        assert attempts(server) == 3

    @pytest.mark.parametrize("header", ["12", "Wed, 04 Nov 2026 15:00:12 GMT"])
    def test_retry_after_is_honoured(
        self, server: ProcurifyServer, procurify: Procurify, time: Time, header: str
    ) -> None:
        """
        Both forms of the header say when.
        """
        server.rate_limit(1, header)

        procurify.vendors.get(2)

        assert time.slept == [12.0]

    def test_too_long_a_wait_is_left_to_the_caller(
        self, server: ProcurifyServer, procurify: Procurify, time: Time
    ) -> None:
        """
        The number is on the error.
        """
        server.rate_limit(1, 3600)

        with pytest.raises(RateLimitError) as caught:
            procurify.vendors.get(2)
        assert (caught.value.retry_after, time.slept) == (3600.0, [])

    def test_the_total_budget_ends_repetition(self, server: ProcurifyServer, procurify: Procurify, time: Time) -> None:
        """
        No wait begins that would end after the time for the call.
        """
        server.rate_limit(9, 20)

        with pytest.raises(RateLimitError):
            procurify.exchange(vendors.get(2), Options(timeout=Timeout(total=50)))
        assert time.slept == [20.0, 20.0]


class TestWrites:
    def post(self, procurify: Procurify) -> None:
        procurify.request("POST", "/api/v3/vendors/", json={"name": "Contoso"}, allow_write=True)

    @pytest.mark.parametrize("status", [408, 429, 500, 503])
    def test_a_status_is_never_repeated(self, server: ProcurifyServer, procurify: Procurify, status: int) -> None:
        """
        Whether to send again is the caller's decision.
        """
        server.fail("/vendors/", status, times=9)

        with pytest.raises(StatusError) as caught:
            self.post(procurify)
        assert attempts(server) == 1
        assert caught.value.outcome_unknown is (status != 429)

    def test_a_lost_answer_leaves_the_outcome_unknown(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        It is not sent again, and the error says that it may have happened.
        """
        server.drop("/vendors/", when="after", times=9)

        with pytest.raises(LostAnswerError, match="the write may have been executed") as caught:
            self.post(procurify)
        assert (attempts(server), caught.value.outcome_unknown) == (1, True)

    def test_an_unreadable_answer_leaves_the_outcome_unknown(
        self, server: ProcurifyServer, procurify: Procurify
    ) -> None:
        """
        A 200 that is no answer is no proof.
        """
        server.garble("/vendors/")

        with pytest.raises(UnexpectedResponseError) as caught:
            self.post(procurify)
        assert caught.value.outcome_unknown is True

    def test_it_is_repeated_if_no_connection_was_made(self, time: Time) -> None:
        """
        Nothing was sent, so nothing happened.
        """
        with respx.mock(base_url="https://acme.procurify.com", assert_all_called=False) as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
            route = mock.post("/api/v3/vendors/")
            route.side_effect = [httpx.ConnectError("refused"), httpx.Response(201, json={"data": {"id": 7}})]
            with Procurify("acme", client_id="a", client_secret="b", sleep=time.sleep) as procurify:
                response = procurify.request("POST", "/api/v3/vendors/", json={}, allow_write=True)

        assert (response.status, route.call_count) == (201, 2)

    def test_it_is_repeated_after_a_refreshed_token(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        A 401 means that it was not executed.
        """
        procurify.users.me()
        server.revoke_tokens()

        with pytest.raises(StatusError, match="400"):
            self.post(procurify)
        assert [record.status for record in server.requests if "/vendors/" in record.path] == [401, 400]


class TestConnections:
    def test_no_server_is_a_connect_error(self, time: Time) -> None:
        """
        Nothing was sent; the error says to where.
        """
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with (
            Procurify(base_url=url, client_id="a", client_secret="b", sleep=time.sleep) as procurify,
            pytest.raises(Exception, match="the token endpoint did not answer"),
        ):
            procurify.users.me()
        assert len(time.slept) == 3

    def test_no_server_after_the_token(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        The server went away between two calls.
        """
        procurify.users.me()
        server.close()

        with pytest.raises(ConnectError, match=r"no connection to http://127\.0\.0\.1:\d+/api/v3/users/me/") as caught:
            procurify.users.me()
        assert caught.value.outcome_unknown is False

    def test_an_answer_that_does_not_come_in_time(self, server: ProcurifyServer, make_client: MakeClient) -> None:
        """
        The read timeout ends the attempt.
        """
        procurify = make_client(backoff=Backoff(attempts=1))
        procurify.users.me()
        server.slow("/users/me/", 5)

        with pytest.raises(AnswerTimeoutError, match=r"no answer within 0\.05 s"):
            procurify.exchange(users.me(), Options(timeout=Timeout(read=0.05)))

    def test_what_was_left_of_the_total_time_is_told_in_round_seconds(
        self, server: ProcurifyServer, make_client: MakeClient
    ) -> None:
        """
        Nobody gave the client 0.999953 s.
        """
        procurify = make_client(backoff=Backoff(attempts=1))
        procurify.users.me()
        server.slow("/users/me/", 5)

        with pytest.raises(AnswerTimeoutError, match=r"within 0\.\d\d? s$"):
            procurify.exchange(users.me(), Options(timeout=Timeout(total=0.3)))

    def test_an_answer_that_trickles_in(self, time: Time) -> None:
        """
        Each piece is in time, and the whole is not.
        """

        def pieces() -> Iterator[bytes]:
            for _ in range(5):
                time.pass_by(30)
                yield b" "

        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
            mock.get("/api/v3/vendors/2/").respond(stream=Pieces(pieces()))
            with (
                Procurify(
                    "acme", client_id="a", client_secret="b", clock=time.clock, sleep=time.sleep, now=time.now
                ) as procurify,
                pytest.raises(AnswerTimeoutError, match="still coming when the time for the call was up"),
            ):
                procurify.exchange(vendors.get(2), Options(timeout=Timeout(total=100)))

    def test_an_answer_without_end(
        self, monkeypatch: pytest.MonkeyPatch, server: ProcurifyServer, procurify: Procurify
    ) -> None:
        """
        There is a limit to what is read.
        """
        monkeypatch.setattr("procurify_client.body.BODY_LIMIT", 1000)
        server.garble("/vendors/2/", b"x" * 5000)

        with pytest.raises(UnexpectedResponseError, match="longer than 1000 bytes"):
            procurify.vendors.get(2)

    def test_an_answer_that_cannot_be_decompressed(self) -> None:
        """
        A wrong Content-Encoding is an unexpected answer.
        """
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
            mock.get("/api/v3/vendors/2/").respond(headers={"Content-Encoding": "gzip"}, stream=Pieces([b"no gzip"]))
            with (
                Procurify("acme", client_id="a", client_secret="b") as procurify,
                pytest.raises(UnexpectedResponseError, match="cannot be decompressed"),
            ):
                procurify.vendors.get(2)


class Pieces(httpx.SyncByteStream):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces
