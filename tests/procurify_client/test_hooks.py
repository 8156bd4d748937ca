"""Hooks: what a program is told about its calls, and that it cannot break them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import attrs
import httpx
import pytest
import respx

from procurify_client import Event, Hooks
from tests.procurify_client.faces import FACES

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time
    from tests.procurify_client.faces import Face

VENDOR = {"data": {"id": 2, "name": "Contoso"}}


@pytest.fixture
def mock() -> Any:
    with respx.mock(base_url="https://acme.procurify.com", assert_all_called=False) as mock:
        mock.post("/oauth/token", name="token").respond(
            json={"access_token": "t", "expires_in": 86400}, headers={"x-request-id": "r0"}
        )
        yield mock


class Heard:
    """Keeps what each hook was told, in order."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Event]] = []

    def hooks(self) -> Hooks:
        names = [field.name for field in attrs.fields(Hooks)]
        return Hooks(**{name: lambda event, name=name: self.events.append((name, event)) for name in names})


def get(client: Any) -> Any:
    return client.vendors.get(2)


@pytest.mark.parametrize("face", FACES)
class TestEvents:
    def test_what_a_call_tells(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        Token, request, answer, repetition, and request and answer again.
        """
        mock.get("/api/v3/vendors/2/").side_effect = [
            httpx.Response(503, headers={"x-request-id": "r1"}),
            httpx.Response(200, json=VENDOR, headers={"x-request-id": "r2"}),
        ]
        heard = Heard()

        face(time, get, hooks=heard.hooks())

        path = "/api/v3/vendors/2/"
        assert heard.events == [
            ("token", Event(method="POST", path="/oauth/token", status=200, elapsed=0.0, request_id="r0")),
            ("request", Event(method="GET", path=path, attempt=1)),
            (
                "response",
                Event(
                    method="GET", path=path, attempt=1, status=503, elapsed=0.0, request_id="r1", error="ServerError"
                ),
            ),
            (
                "retry",
                Event(method="GET", path=path, attempt=1, status=503, wait=0.5, request_id="r1", error="ServerError"),
            ),
            ("request", Event(method="GET", path=path, attempt=2)),
            ("response", Event(method="GET", path=path, attempt=2, status=200, elapsed=0.0, request_id="r2")),
        ]

    def test_no_answer_is_told_as_such(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        The class of the error says what it was.
        """
        mock.get("/api/v3/vendors/2/").side_effect = [httpx.ReadError("cut"), httpx.Response(200, json=VENDOR)]
        heard = Heard()

        face(time, get, hooks=heard.hooks())

        answers = [(event.status, event.error) for name, event in heard.events if name == "response"]
        assert answers == [(None, "LostAnswerError"), (200, None)]

    def test_a_token_request_without_an_answer(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        It is told like any other.
        """
        mock["token"].side_effect = httpx.ConnectError("refused")
        heard = Heard()

        face(time, get, hooks=heard.hooks())

        told = [(event.status, event.error) for name, event in heard.events if name == "token"]
        assert told == [(None, "TokenError")] * 4

    def test_a_refused_token_and_its_renewal(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        Both requests of the call are told, and the one for the other token between them.
        """
        mock.get("/api/v3/vendors/2/").side_effect = [httpx.Response(401), httpx.Response(200, json=VENDOR)]
        heard = Heard()

        face(time, get, hooks=heard.hooks())

        assert [(name, event.attempt, event.status, event.wait) for name, event in heard.events] == [
            ("token", 1, 200, None),
            ("request", 1, None, None),
            ("response", 1, 401, None),
            ("retry", 1, 401, 0.0),
            ("token", 1, 200, None),
            ("request", 2, None, None),
            ("response", 2, 200, None),
        ]

    def test_an_event_has_no_query(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        A search may be confidential.
        """
        mock.get("/api/v3/vendors/").respond(json={"data": []})
        heard = Heard()

        face(time, lambda client: client.vendors.list_page(search="Confidential"), hooks=heard.hooks())

        assert "Confidential" not in str(heard.events)


@pytest.mark.parametrize("face", FACES)
class TestFailures:
    @pytest.mark.parametrize("name", ["request", "response", "retry", "token"])
    def test_a_hook_that_fails_does_not_break_a_write(
        self, mock: respx.MockRouter, time: Time, face: Face, name: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """
        The write is sent once and its answer arrives; the log tells about the hook.
        """
        route = mock.post("/api/v3/vendors/")
        route.side_effect = [httpx.ConnectError("refused"), httpx.Response(201, json={"data": {"id": 7}})]

        def fail(event: Event) -> None:
            raise RuntimeError("no room for metrics")

        (response,) = face(
            time,
            lambda client: client.request("POST", "/api/v3/vendors/", json={}, allow_write=True),
            hooks=Hooks(**{name: fail}),
        )

        assert response.status == 201
        complaints = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert complaints
        assert all("a hook failed at POST /" in record.getMessage() for record in complaints)

    def test_an_interrupt_in_a_hook_gets_through(self, mock: respx.MockRouter, time: Time, face: Face) -> None:
        """
        Ctrl-C is for the program, not for the log.
        """
        mock.get("/api/v3/vendors/2/").respond(json=VENDOR)

        def interrupt(event: Event) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            face(time, get, hooks=Hooks(request=interrupt))


class TestRefused:
    def test_a_coroutine_function_is_refused(self) -> None:
        """
        It would never be awaited.
        """

        async def hook(event: Event) -> None:
            raise AssertionError("nobody awaits it")

        with pytest.raises(ValueError, match=r"response is .*: give a plain function that takes one event"):
            Hooks(response=hook)

    def test_an_object_whose_call_is_a_coroutine_function_is_refused(self) -> None:
        """
        It would never be awaited either.
        """

        class Hook:
            async def __call__(self, event: Event) -> None:
                raise AssertionError("nobody awaits it")

        with pytest.raises(ValueError, match=r"token is .*: give a plain function that takes one event"):
            Hooks(token=Hook())

    def test_what_cannot_be_called_is_refused(self) -> None:
        """
        A mistake is found at once, not at the first request.
        """
        with pytest.raises(ValueError, match="request is 'log': give a plain function"):
            Hooks(request="log")  # type: ignore[arg-type]  # what the test is about
