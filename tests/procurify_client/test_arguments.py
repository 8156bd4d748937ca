"""Arguments that cannot be right are refused where they are given, by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx

from procurify_client import (
    AsyncProcurify,
    Options,
    Procurify,
    ProcurifyError,
    Timeout,
    UnexpectedResponseError,
    UnreadableRecord,
)
from procurify_client.resources import vendors
from procurify_client.testing import ProcurifyServer
from tests.procurify_client.faces import FACES

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time
    from tests.procurify_client.faces import Face


def post(client: Any, body: Any) -> Any:
    return client.request("POST", "/x/", json=body, allow_write=True)


async def take(record: UnreadableRecord) -> None:
    """Nobody would await it."""


@pytest.mark.parametrize("kind", [Procurify, AsyncProcurify])
class TestClients:
    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"client_secret": None}, "client_secret is missing or of the wrong kind: give its text"),
            ({"client_secret": b"hush-hush"}, "client_secret is missing or of the wrong kind"),
            ({"client_secret": 5}, "client_secret is missing or of the wrong kind"),
            ({"client_id": None}, "client_id is None: give the id of the application"),
            ({"audience": ""}, "audience is '': give the address of the API"),
            ({"audience": None}, "audience is None: give the address of the API"),
            ({"timeout": 30}, r"timeout is 30: give a Timeout\("),
            ({"backoff": None}, r"backoff is None: give a Backoff\("),
            ({"limits": None}, r"limits is None: give a Limits\("),
            ({"breaker": 5}, r"breaker is 5: give a Breaker\("),
            ({"hooks": print}, r"hooks is .*: give a Hooks\("),
            ({"token_store": {}}, "token_store is of the class dict: give an object with get and put"),
            ({"http_client": 5}, r"http_client is of the class int: give an httpx\."),
        ],
        ids=str,
    )
    def test_each_is_named(self, kind: type[Any], options: dict[str, Any], words: str) -> None:
        """
        With what is accepted in its place, before anything is sent.
        """
        with pytest.raises(ValueError, match=words):
            kind(**({"tenant": "acme", "client_id": "app", "client_secret": "hush-hush"} | options))

    @pytest.mark.parametrize("host", ["foo..com", "xn--a.com", "a" * 64 + ".com"])
    def test_a_host_that_nobody_can_look_up(self, kind: type[Any], host: str) -> None:
        """
        It is found when the client is made, not by each call.
        """
        with pytest.raises(ValueError, match="is no name of one: check its dots and dashes"):
            kind(base_url=f"https://{host}", client_id="app", client_secret="hush-hush")


class TestOptions:
    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"timeout": 5}, r"timeout is 5: give a Timeout\("),
            ({"backoff": 3}, r"backoff is 3: give a Backoff\("),
            ({"headers": [("X-Key", "k")]}, "headers is no mapping: give values by header names"),
        ],
        ids=str,
    )
    def test_each_is_named(self, given: dict[str, Any], words: str) -> None:
        """
        Here as well.
        """
        with pytest.raises(ValueError, match=words):
            Options(**given)


@pytest.mark.parametrize("face", FACES)
class TestCalls:
    @pytest.mark.parametrize(
        ("action", "words"),
        [
            (lambda client: client.send(vendors.get), r"the call is <function get .*: give one from a function of"),
            (lambda client: client.send(vendors.get(1), 5), r"options is 5: give Options\(\.\.\.\)"),
            (lambda client: client.with_options(Timeout(total=5)), r"options is Timeout.*: give Options\(\.\.\.\)"),
            (
                lambda client: post(client, {"day": date(2026, 11, 4)}),
                "date is not JSON serializable; give amounts and",
            ),
            (lambda client: post(client, {"price": float("nan")}), "the body of POST /x/ cannot be written as JSON"),
            (lambda client: client.vendors.list(on_unreadable=True), "on_unreadable is True: give a plain function"),
            (lambda client: client.vendors.list(on_unreadable=take), "on_unreadable is .*: give a plain function"),
        ],
    )
    def test_each_is_named(self, face: Face, time: Time, action: Callable[[Any], Any], words: str) -> None:
        """
        Before anything is sent, and a list's before its first page.
        """
        (error,) = face(time, action)

        assert isinstance(error, ValueError | TypeError)
        assert re.search(words, str(error))


class TestLinks:
    @pytest.mark.parametrize(
        "next_link",
        ["http://x/api/v3/vendors/\x00?page=2", "http://x/api/v3/vendors/\x7f/?page=2", "/api/v3/?q=" + "a" * 70000],
        ids=["control character", "delete", "too long"],
    )
    def test_an_address_that_cannot_be_sent_is_an_unexpected_answer(self, next_link: str) -> None:
        """
        It came from the server, in the page before.
        """
        pagination = {"count": 4, "num_pages": 2, "current_page": 1, "page_size": 2, "next": next_link}
        page = {"data": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}], "metadata": {"pagination": pagination}}
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
            mock.get("/api/v3/vendors/").respond(json=page)
            with (
                Procurify("acme", client_id="app", client_secret="hush-hush") as client,
                pytest.raises(
                    UnexpectedResponseError, match=r"its address is none that can be sent|not one on this host"
                ),
            ):
                list(client.vendors.list())

    @pytest.mark.parametrize("location", ["http://[bad", "https://x:port/"])
    @pytest.mark.parametrize("status", [300, 302, 307])
    def test_a_redirect_to_no_address_is_a_redirect(self, server: ProcurifyServer, status: int, location: str) -> None:
        """
        For reads and writes alike, and it is sent once.
        """
        server.fail("/vendors/", status, headers={"Location": location}, times=9)
        with (
            Procurify(base_url=server.base_url, client_id="app", client_secret="hush-hush") as client,
            pytest.raises(ProcurifyError, match="was redirected to") as caught,
        ):
            client.request("POST", "/api/v3/vendors/", json={}, allow_write=True)

        assert type(caught.value).__name__ == "RedirectError"
        assert caught.value.outcome_unknown is False
        assert len([record for record in server.requests if "/vendors/" in record.path]) == 1


def test_the_library_still_tells_bad_redirects_by_its_words() -> None:
    """
    `transport.translating` relies on them; a new version of the HTTP library may have others.
    """
    client = httpx.Client(
        transport=httpx.MockTransport(lambda _: httpx.Response(302, headers={"Location": "https://x:port/"}))
    )

    with client, pytest.raises(httpx.RemoteProtocolError, match=r"^Invalid URL in location header"):
        client.get("https://acme.procurify.com/")
