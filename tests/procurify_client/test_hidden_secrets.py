"""Secrets where other tests of them do not look: construction, rotation, servers that echo, headers of callers."""

from __future__ import annotations

import html
import json
import pickle
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from procurify_client import AsyncProcurify, Options, Procurify, ProcurifyError, Secret
from procurify_client.call import Answer
from procurify_client.hiding import hide
from procurify_client.resources import vendors
from procurify_client.testing import ProcurifyServer
from tests.procurify_client.faces import FACES

if TYPE_CHECKING:
    from tests.procurify_client.conftest import MakeClient, Time
    from tests.procurify_client.faces import Face

SECRETS: dict[str, Callable[[], Any]] = {  # made when asked, so that this file's frames do not hold them
    "text": lambda: "canary" + "-5e1f",
    "wrapped": lambda: Secret("canary" + "-5e1f"),
    "bytes": lambda: b"canary" + b"-5e1f",
}
CANARY = SECRETS["text"]()
ECHOES = {
    "detail": lambda text: json.dumps({"detail": f"bad header Authorization: Bearer {text}"}),
    "field": lambda text: json.dumps({"client_secret": [f"{text} is not valid"]}),
    "oauth": lambda text: json.dumps({"error": f"bad {text}", "error_description": text}),
    "page": lambda text: f"<html>HTTP_AUTHORIZATION Bearer {html.escape(text)}</html>",
    "link": lambda text: f"see https://x.example/?token={quote(text)}",
}


def report(error: BaseException) -> str:
    """All that a tool that reports crashes prints, but for the frames of tests."""
    lines = traceback.TracebackException.from_exception(error, capture_locals=True)
    for part in (lines, lines.__cause__, lines.__context__):
        if part is not None:
            part.stack = traceback.StackSummary.from_list(
                [frame for frame in part.stack if "tests" not in frame.filename]
            )
    return "".join(lines.format())


def shown(error: BaseException, *secrets: str) -> list[str]:
    """The secrets that an error shows in any form."""
    texts = [str(error), repr(error), str(vars(error)), report(error), pickle.dumps(error).decode("latin-1")]
    return [secret for secret in secrets for text in texts if secret in text]


class TestConstruction:
    @pytest.mark.parametrize("kind", [Procurify, AsyncProcurify])
    @pytest.mark.parametrize("secret", SECRETS)
    @pytest.mark.parametrize(
        "options",
        [
            {"page_size": 0},
            {"tenant": "a b"},
            {"client_id": ""},
            {"audience": ""},
            {"timeout": 5},
            {"token_store": 5},
            {"http_client": 5},
        ],
        ids=str,
    )
    def test_an_error_about_another_argument_shows_none(
        self, kind: type[Any], secret: str, options: dict[str, Any]
    ) -> None:
        """
        Whatever is wrong, the frames of the error do not hold the secret, and can be printed.
        """
        with pytest.raises(ValueError) as caught:  # noqa: PT011  # which one is another test's business
            kind(**({"tenant": "acme", "client_id": "app", "client_secret": SECRETS[secret]()} | options))

        assert shown(caught.value, CANARY) == []

    @pytest.mark.parametrize("face", FACES)
    def test_neither_does_one_of_rotation(self, time: Time, face: Face) -> None:
        """
        The new secret is as secret as the old one.
        """
        (error,) = face(time, lambda client: client.rotate(client_secret=SECRETS["text"](), client_id=""))

        assert "client_id is empty" in str(error)
        assert shown(error, CANARY) == []

    def test_a_client_that_is_not_finished_can_be_printed(self) -> None:
        """
        The report of the error in its constructor prints it.
        """
        unfinished = (Procurify.__new__(Procurify), AsyncProcurify.__new__(AsyncProcurify))

        assert [repr(client) for client in unfinished] == [
            "Procurify(base_url=not known yet)",
            "AsyncProcurify(base_url=not known yet)",
        ]


@pytest.mark.parametrize("face", FACES)
class TestEchoes:
    @pytest.mark.parametrize("status", [200, 302, 400, 500])
    @pytest.mark.parametrize("echo", ECHOES)
    def test_a_token_in_the_answer_is_masked(
        self, server: ProcurifyServer, time: Time, face: Face, status: int, echo: str
    ) -> None:
        """
        In the message, the body, the objections and the pickle of the error.
        """

        def echo_the_token(client: Any) -> None:
            text = ECHOES[echo](server.tokens[-1])
            server.fail("/vendors/", status, body=text, headers={"X-Request-Id": server.tokens[-1]}, times=9)

        *_, error = face(
            time,
            lambda client: client.users.me(),
            echo_the_token,
            lambda client: client.vendors.get(2),
            base_url=server.base_url,
        )

        assert isinstance(error, ProcurifyError)
        assert shown(error, *server.tokens) == []

    @pytest.mark.parametrize("status", [200, 302, 401, 500])
    @pytest.mark.parametrize("echo", ECHOES)
    def test_a_secret_in_the_answer_of_the_token_endpoint_is_masked(
        self, server: ProcurifyServer, time: Time, face: Face, status: int, echo: str
    ) -> None:
        """
        It is what was sent there.
        """
        text = ECHOES[echo](CANARY)
        server.fail("/oauth/token", status, body=text, headers={"X-Request-Id": CANARY}, times=9)

        (error,) = face(time, lambda client: client.vendors.get(2), base_url=server.base_url, client_secret=CANARY)

        assert isinstance(error, ProcurifyError)
        assert CANARY not in str(error) + str(vars(error)) + str(error.field_errors) + repr(pickle.dumps(error))


class TestHiding:
    @pytest.mark.parametrize(
        "written",
        [
            'ab"c/d&e é',
            json.dumps('ab"c/d&e é')[1:-1],
            json.dumps('ab"c/d&e é')[1:-1].replace("/", "\\/"),
            html.escape('ab"c/d&e é'),
            quote('ab"c/d&e é', safe=""),
        ],
    )
    def test_each_form_is_masked(self, written: str) -> None:
        """
        As it is, and as JSON, HTML and URLs write it; in headers as well.
        """
        answer = Answer(status=400, headers={"x": f"<{written}>"}, content=f"<{written}>".encode())

        hidden = hide(answer, Secret('ab"c/d&e é'))

        assert (hidden.headers["x"], hidden.content) == ("<********>", b"<********>")

    def test_what_is_not_there_changes_nothing(self) -> None:
        """
        Neither does a secret so short that any text holds it.
        """
        answer = Answer(status=400, headers={}, content=b"an ordinary answer")

        assert hide(answer, Secret("hush-hush")) is answer
        assert hide(answer, Secret("a")) is answer


class TestHeadersOfCallers:
    def test_a_failed_call_shows_none(self, server: ProcurifyServer, make_client: MakeClient) -> None:
        """
        It may be the key of a gateway.
        """
        server.fail("/vendors/", 404)
        client = make_client()

        with pytest.raises(ProcurifyError) as caught:
            client.send(vendors.get(2), Options(headers={"X-Gateway-Key": "GWKEY"}))

        assert "GWKEY" not in report(caught.value)

    @pytest.mark.parametrize("end", ["\n", "ü"])
    def test_one_that_is_refused_is_not_shown(self, end: str) -> None:
        """
        Neither in the message nor in a frame.
        """
        with pytest.raises(ValueError, match="is not printable ASCII") as caught:
            Options(headers={"X-Key": "GWKEY" + end})

        assert "GWKEY" not in report(caught.value)


class TestTheCallersOwnErrors:
    @pytest.mark.parametrize("face", FACES)
    def test_they_keep_their_tracebacks(self, server: ProcurifyServer, time: Time, face: Face) -> None:
        """
        A call that fails while the caller handles an exception of his own does not touch that one.
        """
        tracebacks: list[object] = []
        server.drop("/vendors/", when="after", times=9)

        def sync_handle(client: Any) -> None:
            try:
                int("none")
            except ValueError as mine:
                try:
                    client.vendors.get(2)
                except ProcurifyError:
                    tracebacks.append(mine.__traceback__)

        async def async_handle(client: Any) -> None:
            try:
                int("none")
            except ValueError as mine:
                try:
                    await client.vendors.get(2)
                except ProcurifyError:
                    tracebacks.append(mine.__traceback__)

        face(time, sync_handle if face is FACES[0] else async_handle, base_url=server.base_url)

        assert len(tracebacks) == 1
        assert tracebacks[0] is not None
