"""Options of single calls and of views: what they change, and what they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx

from procurify_client import Backoff, Options, Procurify, ServerError, Timeout
from procurify_client.resources import vendors
from tests.procurify_client.faces import FACES

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time
    from tests.procurify_client.faces import Face

VENDOR = {"data": {"id": 2, "name": "Contoso"}}
TRACED = Options(headers={"X-Trace": "abc"})


@pytest.fixture
def mock() -> Any:
    with respx.mock(base_url="https://acme.procurify.com", assert_all_called=False) as mock:
        mock.post("/oauth/token", name="token").respond(json={"access_token": "t", "expires_in": 86400})
        mock.get("/api/v3/vendors/2/", name="vendor").respond(json=VENDOR)
        yield mock


def sent(route: respx.Route) -> httpx.Request:
    request: httpx.Request = route.calls.last.request
    return request


@pytest.mark.parametrize("face", FACES)
class TestOneCall:
    @pytest.mark.parametrize(
        "action",
        [
            lambda client: client.send(vendors.get(2), TRACED),
            lambda client: client.exchange(vendors.get(2), TRACED),
            lambda client: client.request("GET", "/api/v3/vendors/2/", options=TRACED),
            lambda client: client.with_options(TRACED).vendors.get(2),
        ],
        ids=["send", "exchange", "request", "with_options"],
    )
    def test_each_way_to_send_takes_them(self, mock: respx.MockRouter, time: Time, face: Face, action: Any) -> None:
        """
        A header goes with the call, and not with the token request.
        """
        face(time, action)

        assert sent(mock["vendor"]).headers["X-Trace"] == "abc"
        assert "X-Trace" not in sent(mock["token"]).headers

    def test_the_timeout_counts_for_the_request(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        It is handed to the HTTP library.
        """
        face(time, lambda client: client.send(vendors.get(2), Options(timeout=Timeout(connect=1, read=2))))

        assert sent(mock["vendor"]).extensions["timeout"] == {"connect": 1, "pool": 1, "read": 2, "write": 2}

    def test_the_backoff_counts_for_the_call(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        One attempt is no repetition; the next call has the client's again.
        """
        mock["vendor"].respond(503)
        once = Options(backoff=Backoff(attempts=1))

        (error, _) = face(time, lambda client: client.send(vendors.get(2), once), lambda client: client.vendors.get(2))

        assert isinstance(error, ServerError)
        assert mock["vendor"].call_count == 1 + 4

    def test_a_header_replaces_its_namesake(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        Whatever its capitals, it is sent once.
        """
        face(time, lambda client: client.send(vendors.get(2), Options(headers={"ACCEPT": "application/json; v=2"})))

        assert sent(mock["vendor"]).headers.get_list("accept") == ["application/json; v=2"]


@pytest.mark.parametrize("face", FACES)
class TestViews:
    def test_a_view_shares_the_token_and_leaves_the_client_as_it_was(
        self, mock: respx.MockRouter, time: Time, face: Face
    ) -> None:
        """
        One token request for both, and the client's own calls go without the view's header.
        """
        face(time, lambda client: client.with_options(TRACED).vendors.get(2), lambda client: client.vendors.get(2))

        assert mock["token"].call_count == 1
        assert [call.request.headers.get("X-Trace") for call in mock["vendor"].calls] == ["abc", None]

    def test_options_add_up(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        Those of the call come first, then the view's, then those of the view it was made from.
        """
        outer = Options(headers={"X-Trace": "outer", "X-Outer": "1"}, timeout=Timeout(read=1))
        inner = Options(headers={"x-trace": "inner"})

        face(
            time,
            lambda client: (
                client.with_options(outer).with_options(inner).send(vendors.get(2), Options(headers={"X-Call": "2"}))
            ),
        )

        headers = sent(mock["vendor"]).headers
        assert (headers["X-Trace"], headers["X-Outer"], headers["X-Call"]) == ("inner", "1", "2")
        assert sent(mock["vendor"]).extensions["timeout"]["read"] == 1


class TestRefusedHeaders:
    @pytest.mark.parametrize("name", ["Authorization", "AUTHORIZATION", "Host", "Content-Length", "Transfer-Encoding"])
    def test_what_the_client_sets_cannot_be_replaced(self, name: str) -> None:
        """
        Neither the token nor the frame of the request.
        """
        with pytest.raises(ValueError, match=f"header '{name}' is set by the client"):
            Options(headers={name: "x"})

    @pytest.mark.parametrize("name", ["", "X Trace", "X:Trace", "Ü", "X-Trace\r\nHost", 7])
    def test_what_is_no_name_is_refused(self, name: Any) -> None:
        """
        The message says what a name is.
        """
        with pytest.raises(ValueError, match="is not a header's name"):
            Options(headers={name: "x"})

    @pytest.mark.parametrize("value", ["hush\r\nHost: elsewhere", "hush ü", "hush\x00", 7, None])
    def test_what_cannot_be_sent_is_refused(self, value: Any) -> None:
        """
        The value is not repeated in the message: it may be a key of a gateway.
        """
        with pytest.raises(ValueError, match="the value of header 'X-Key' is not printable ASCII") as caught:
            Options(headers={"X-Key": value})
        assert "hush" not in str(caught.value)

    def test_a_header_does_not_show_itself(self) -> None:
        """
        Nor does the repr of the options.
        """
        assert "hush" not in repr(Options(headers={"X-Key": "hush"}))

    def test_later_changes_of_the_callers_own_mapping_change_nothing(self) -> None:
        """
        What was checked is what is sent.
        """
        mine = {"X-Trace": "abc"}
        options = Options(headers=mine)
        mine["Authorization"] = "Bearer mine"

        assert options.headers == {"X-Trace": "abc"}


class TestClosing:
    def test_closing_a_view_closes_the_client(self) -> None:
        """
        They have one pool.
        """
        procurify = Procurify("acme", client_id="a", client_secret="b")
        procurify.with_options(TRACED).close()

        assert procurify._transport._client.is_closed
