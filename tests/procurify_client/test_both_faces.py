"""Lists, pages, failures and answers, each played with both faces."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx

from procurify_client import (
    AnswerTimeoutError,
    ConnectError,
    Drift,
    LostAnswerError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TokenError,
    UnreadableRecordsError,
)
from procurify_client.resources import vendors
from procurify_client.testing import ProcurifyServer
from tests.procurify_client.faces import FACES

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time
    from tests.procurify_client.faces import Face

VENDOR = {"data": {"id": 2, "name": "Contoso"}}


@pytest.fixture
def mock() -> Any:
    with respx.mock(base_url="https://acme.procurify.com", assert_all_called=False) as mock:
        mock.post("/oauth/token", name="token").respond(json={"access_token": "t", "expires_in": 86400})
        yield mock


def get(client: Any) -> Any:
    return client.vendors.get(2)


def write(client: Any) -> Any:
    return client.request("POST", "/api/v3/vendors/", json={}, allow_write=True)


@pytest.mark.parametrize("face", FACES)
class TestLists:
    def test_all_pages_once(self, server: ProcurifyServer, time: Time, face: Face) -> None:
        """
        Records come in order, and each page is read once.
        """
        for number in range(4):
            server.add_vendor(f"Vendor {number}")

        (found,) = face(time, lambda client: client.vendors.list(page_size=2), base_url=server.base_url)

        assert [vendor.id for vendor in found] == [1, 2, 3, 4, 5, 6]
        assert [record.query.get("page") for record in server.requests[1:]] == ["1", "2", "3"]

    def test_pages_tell_what_changed_meanwhile(self, server: ProcurifyServer, time: Time, face: Face) -> None:
        """
        Each page is compared with the one before.
        """
        server.after_page("/vendors/", 1, lambda: server.add_vendor("Contoso"))

        (pages,) = face(time, lambda client: client.pages(vendors.list_page(page_size=1)), base_url=server.base_url)

        grown = Drift(count=(2, 3), page_size=(1, 1), number=(2, 2))
        assert [page.drift for page in pages] == [None, grown, None]

    def test_a_list_that_became_shorter_by_its_last_page_ends(
        self, server: ProcurifyServer, time: Time, face: Face
    ) -> None:
        """
        The 404 for the page that was announced as the last is no error.
        """
        server.add_vendor("Contoso")
        server.after_page("/vendors/", 2, lambda: server.remove_vendor(3))

        (found,) = face(time, lambda client: client.vendors.list(page_size=1), base_url=server.base_url)

        assert [vendor.id for vendor in found] == [1, 2]

    def test_a_404_for_the_first_page_is_an_error(self, server: ProcurifyServer, time: Time, face: Face) -> None:
        """
        There is no such list.
        """
        server.fail("/vendors/", 404)

        (error,) = face(time, lambda client: client.vendors.list(), base_url=server.base_url)

        assert isinstance(error, NotFoundError)

    def test_unreadable_records_are_reported_after_the_last(
        self, server: ProcurifyServer, time: Time, face: Face
    ) -> None:
        """
        Unless somebody takes them.
        """
        server.edit_vendor(2, name=7)
        taken: list[int | None] = []

        error, found = face(
            time,
            lambda client: client.vendors.list(),
            lambda client: client.vendors.list(on_unreadable=lambda record: taken.append(record.id)),
            base_url=server.base_url,
        )

        assert isinstance(error, UnreadableRecordsError)
        assert ([vendor.id for vendor in found], taken) == ([1], [2])


@pytest.mark.parametrize("face", FACES)
class TestReads:
    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (httpx.Response(503), ServerError),
            (httpx.Response(429), RateLimitError),
            (httpx.ConnectError("refused"), ConnectError),
            (httpx.PoolTimeout("full"), ConnectError),
            (httpx.ReadTimeout("slow"), AnswerTimeoutError),
            (httpx.RemoteProtocolError("cut"), LostAnswerError),
        ],
    )
    def test_what_passes_is_tried_four_times(
        self, mock: respx.MockRouter, time: Time, face: Face, fault: Any, error: type[Exception]
    ) -> None:
        """
        With waits of at most half a second, one and two.
        """
        route = mock.get("/api/v3/vendors/2/")
        route.side_effect = [fault] * 9

        (outcome,) = face(time, get)

        assert type(outcome) is error
        assert (route.call_count, time.slept) == (4, [0.5, 1.0, 2.0])

    def test_an_answer_in_the_end_is_all_that_counts(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        The caller sees no trouble.
        """
        mock.get("/api/v3/vendors/2/").side_effect = [httpx.Response(503), httpx.Response(200, json=VENDOR)]

        (vendor,) = face(time, get)

        assert vendor.name == "Contoso"

    def test_an_answer_that_is_too_long(
        self, mock: respx.MockRouter, time: Time, face: Face, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A runaway answer ends.
        """
        monkeypatch.setattr("procurify_client.body.BODY_LIMIT", 1000)
        mock.get("/api/v3/vendors/2/").respond(content=b" " * 1001)

        (error,) = face(time, get)

        assert "longer than 1000 bytes" in str(error)

    def test_no_token_for_want_of_an_answer(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        Nothing was sent to the API; the error names the token endpoint.
        """
        mock["token"].side_effect = httpx.ConnectError("refused")

        (error,) = face(time, get)

        assert isinstance(error, TokenError)
        assert str(error) == (
            "no token, since the token endpoint did not answer: POST /oauth/token: no connection to "
            "https://acme.procurify.com/oauth/token "
            "(ConnectError: refused)"
        )


@pytest.mark.parametrize("face", FACES)
class TestWrites:
    @pytest.mark.parametrize(
        "fault", [httpx.Response(503), httpx.Response(408), httpx.ReadTimeout("slow"), httpx.ReadError("cut")]
    )
    def test_one_whose_outcome_is_unknown_is_sent_once(
        self, mock: respx.MockRouter, time: Time, face: Face, fault: Any
    ) -> None:
        """
        And the error says so.
        """
        route = mock.post("/api/v3/vendors/")
        route.side_effect = [fault] * 9

        (error,) = face(time, write)

        assert (route.call_count, error.outcome_unknown) == (1, True)

    def test_one_that_was_never_sent_is_tried_again(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        Without a connection nothing can have been executed.
        """
        route = mock.post("/api/v3/vendors/")
        route.side_effect = [httpx.ConnectError("refused"), httpx.Response(201, json={"data": {"id": 7}})]

        (response,) = face(time, write)

        assert (response.status, route.call_count) == (201, 2)


@pytest.mark.parametrize("face", FACES)
class TestTheClientItself:
    def test_the_clock_of_the_server(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        Known after the first answer.
        """
        mock.get("/api/v3/vendors/2/").respond(json=VENDOR, headers={"Date": "Wed, 04 Nov 2026 15:04:00 GMT"})

        before, _, after = face(time, lambda client: client.clock_offset, get, lambda client: client.clock_offset)

        assert (before, after) == (None, timedelta(minutes=4))

    def test_it_says_where_it_is_connected(self, time: Time, face: Face) -> None:
        """
        And nothing else.
        """
        address, shown = face(time, lambda client: client.base_url, repr)

        assert address == "https://acme.procurify.com"
        assert shown in {
            "Procurify(base_url='https://acme.procurify.com')",
            "AsyncProcurify(base_url='https://acme.procurify.com')",
        }
