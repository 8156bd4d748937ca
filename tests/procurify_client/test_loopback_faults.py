"""What the loopback server does wrong on demand, each by one call."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from procurify_client.testing import ProcurifyServer
from tests.procurify_client.contract_check import Ask

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time

PATH = "/api/v3/vendors/"


@pytest.fixture
def raw(http: httpx.Client, server: ProcurifyServer, token: str) -> Any:
    """
    Ask without holding the answer against anything.
    """
    headers = {"Authorization": f"Bearer {token}", "X-Procurify-Client": "api"}
    return lambda path=PATH, method="GET", **options: http.request(
        method, server.base_url + path, headers=headers, timeout=5, **options
    )


class TestBrokenAnswers:
    def test_cut(self, raw: Any, server: ProcurifyServer) -> None:
        """
        The connection ends in the middle of the body.
        """
        server.break_answer(PATH, "cut")

        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
            raw()
        assert raw().status_code == 200

    def test_wrong_length(self, raw: Any, server: ProcurifyServer) -> None:
        """
        Half of the body looks like all of it.
        """
        server.break_answer(PATH, "wrong length")

        with pytest.raises(json.JSONDecodeError):
            raw().json()
        assert raw().status_code == 200

    @pytest.mark.parametrize(
        ("how", "content_type", "start"), [("not json", "application/json", "It"), ("html", "text/html", "<html>")]
    )
    def test_another_body(self, raw: Any, server: ProcurifyServer, how: Any, content_type: str, start: str) -> None:
        """
        With the status of the good answer.
        """
        server.break_answer(PATH, how, times=2)

        answer = raw()

        assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
        assert answer.text.startswith(start)
        assert raw().text == answer.text

    def test_broken_gzip(self, raw: Any, server: ProcurifyServer) -> None:
        """
        It is not compressed, and says that it is.
        """
        server.break_answer(PATH, "broken gzip")

        with pytest.raises(httpx.DecodingError):
            raw()

    @pytest.mark.parametrize("how", ["cut", "wrong length", "not json", "html", "broken gzip"])
    def test_the_request_was_executed(self, raw: Any, server: ProcurifyServer, how: Any) -> None:
        """
        Whatever became of the answer.
        """
        server.break_answer(PATH, how)
        try:
            raw(method="POST", json={"name": "Contoso", "email": [], "type": 3, "overall_score": None})
        except httpx.HTTPError as error:
            assert isinstance(error, httpx.RemoteProtocolError | httpx.DecodingError)  # noqa: PT017  # some of them

        assert server.vendors[3]["name"] == "Contoso"

    @pytest.mark.parametrize(("when", "vendors"), [("before", 2), ("after", 3)])
    def test_no_answer(self, raw: Any, server: ProcurifyServer, when: Any, vendors: int) -> None:
        """
        Before the request was executed, or after.
        """
        server.drop(PATH, when=when)

        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            raw(method="POST", json={"name": "Contoso", "email": [], "type": 3, "overall_score": None})
        assert len(server.vendors) == vendors


class TestRates:
    def test_more_than_so_many_in_a_second(self, raw: Any, server: ProcurifyServer, time: Time) -> None:
        """
        429 with the seconds to wait; after them it goes on.
        """
        server.rate_limit(per_second=2)

        first = [raw().status_code for _ in range(3)]
        time.pass_by(0.5)
        second = [raw().status_code for _ in range(2)]
        time.pass_by(60)
        third = [raw().status_code for _ in range(3)]

        assert (first, second, third) == ([200, 200, 429], [200, 429], [200, 200, 429])

    @pytest.mark.parametrize(
        ("per_second", "options", "header"),
        [
            (2, {}, "1"),
            (0.1, {}, "10"),
            (0.1, {"dates": True}, "Wed, 04 Nov 2026 15:00:11 GMT"),
        ],
    )
    def test_how_long_to_wait(
        self, raw: Any, server: ProcurifyServer, per_second: float, options: dict[str, bool], header: str
    ) -> None:
        """
        In seconds or as a date.
        """
        server.rate_limit(per_second=per_second, **options)
        answers = [raw() for _ in range(3)]

        assert answers[-1].headers["Retry-After"] == header

    def test_it_is_lifted(self, raw: Any, server: ProcurifyServer) -> None:
        """
        By asking for none.
        """
        server.rate_limit(per_second=0.01)
        server.rate_limit()

        assert [raw().status_code for _ in range(3)] == [200, 200, 200]

    def test_tokens_are_not_counted(
        self, http: httpx.Client, server: ProcurifyServer, credentials: dict[str, str]
    ) -> None:
        """
        The limit is the API's.
        """
        server.rate_limit(per_second=0.01)

        codes = [http.post(f"{server.base_url}/oauth/token", json=credentials).status_code for _ in range(3)]

        assert codes == [200, 200, 200]

    @pytest.mark.parametrize("per_second", [0, -1, float("nan")])
    def test_a_rate_that_is_none(self, server: ProcurifyServer, per_second: float) -> None:
        """
        Nothing would ever pass.
        """
        with pytest.raises(ValueError, match="give a number above 0"):
            server.rate_limit(per_second=per_second)


class TestTokenEndpoint:
    def test_right_credentials_are_refused(
        self, http: httpx.Client, server: ProcurifyServer, credentials: dict[str, str]
    ) -> None:
        """
        As often as told.
        """
        server.refuse_credentials(times=2)

        answers = [http.post(f"{server.base_url}/oauth/token", json=credentials) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [401, 401, 200]
        assert answers[0].json()["error"] == "invalid_client"

    def test_a_token_without_a_lifetime(
        self, http: httpx.Client, server: ProcurifyServer, credentials: dict[str, str], time: Time
    ) -> None:
        """
        It does not expire, and says nothing.
        """
        server.token_lifetime = None
        given = http.post(f"{server.base_url}/oauth/token", json=credentials).json()
        time.pass_by(10**9)

        assert sorted(given) == ["access_token", "scope", "token_type"]
        assert server.tokens == [given["access_token"]]
        assert Ask(http, server.base_url, given["access_token"])("GET", PATH).status_code == 200


class TestErrorForms:
    @pytest.mark.parametrize(
        ("form", "field", "whole"),
        [
            ("framework", {"name": ["This field may not be blank."]}, {"detail": "Not found."}),
            (
                "envelope",
                {"errors": {"name": {"message": "This field may not be blank.", "code": "blank"}}},
                {"errors": {"null": {"message": "Not found.", "code": "not_found"}}},
            ),
            (
                "first_generation",
                {
                    "code": 400,
                    "success": False,
                    "data": None,
                    "description": "name: This field may not be blank.",
                    "errors": {"name": ["This field may not be blank."]},
                },
                {"code": 404, "success": False, "data": None, "description": "Not found.", "errors": {}},
            ),
            ("message", {"message": "name: This field may not be blank."}, {"message": "Not found."}),
        ],
    )
    def test_refusals_look_as_told(
        self, ask: Ask, server: ProcurifyServer, form: Any, field: dict[str, Any], whole: dict[str, Any]
    ) -> None:
        """
        Of a field, and of the whole.
        """
        server.error_form = form

        assert ask("PATCH", "/api/v3/vendors/2/", {"name": ""}).json() == field
        assert ask("GET", "/api/v3/vendors/99/").json() == whole


class TestDrift:
    def pages(self, ask: Ask, size: int = 2) -> list[list[int]]:
        found: list[list[int]] = []
        page = 1
        while True:
            answer = ask("GET", f"{PATH}?page={page}&page_size={size}")
            if answer.status_code == 404:
                return [*found, []]
            found.append([vendor["id"] for vendor in answer.json()["data"]])
            if answer.json()["metadata"]["pagination"]["next"] is None:
                return found
            page += 1

    def test_a_record_vanishes_between_pages(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        Another one is skipped.
        """
        for number in range(4):
            server.add_vendor(f"Vendor {number}")
        server.after_page(PATH, 1, lambda: server.remove_vendor(2))

        assert self.pages(ask) == [[1, 2], [4, 5], [6]]

    def test_a_record_appears_between_pages(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        After the last page there is one more.
        """
        server.add_vendor("Vendor")
        server.after_page(PATH, 2, lambda: server.add_vendor("New"))

        assert (self.pages(ask), self.pages(ask)) == ([[1, 2], [3]], [[1, 2], [3, 4]])

    def test_the_size_of_pages_changes(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        Pages are numbered anew, and overlap.
        """
        for number in range(4):
            server.add_vendor(f"Vendor {number}")
        server.after_page(PATH, 2, lambda: server.resize_pages(1))

        assert self.pages(ask) == [[1, 2], [3, 4], [3], [4], [5], [6]]

    @pytest.mark.parametrize("base", ["http://127.0.0.1:9", "https://other.example.com"])
    def test_links_lead_elsewhere(self, ask: Ask, server: ProcurifyServer, base: str) -> None:
        """
        To another scheme or host.
        """
        server.link_base = base

        pagination = ask("GET", f"{PATH}?page_size=1").json()["metadata"]["pagination"]

        assert pagination["next"] == f"{base}{PATH}?page_size=1&page=2"


class TestSlowBytes:
    def test_the_body_comes_in_pieces(self, raw: Any, server: ProcurifyServer) -> None:
        """
        It is whole at its end, and a client that waits for less gives it up.
        """
        server.trickle(PATH, 0.4, times=2)

        answer = raw()

        assert answer.elapsed.total_seconds() >= 0.3
        assert answer.json()["data"]
        impatient = httpx.Timeout(5, read=0.005)
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(server.base_url + PATH, headers=dict(answer.request.headers), timeout=impatient)
