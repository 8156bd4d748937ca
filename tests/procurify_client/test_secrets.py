"""Secrets: they are in no log, no repr, no traceback and no pickle."""

from __future__ import annotations

import copy
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from procurify_client import Procurify, ProcurifyError, Secret, Token
from procurify_client.testing import ProcurifyServer

if TYPE_CHECKING:
    from tests.procurify_client.conftest import MakeClient, Time

CANARY = "canary-5e1f"


@pytest.fixture
def procurify(server: ProcurifyServer, make_client: MakeClient) -> Procurify:
    server.client_secret = CANARY
    return make_client(client_secret=CANARY)


class TestSecret:
    def test_it_shows_itself_only_on_request(self) -> None:
        """
        Printing and formatting give a mask.
        """
        secret = Secret(CANARY)

        assert (repr(secret), str(secret), f"{secret}") == ("Secret('********')",) * 3
        assert secret.reveal() == CANARY

    def test_it_is_not_pickled_or_copied(self) -> None:
        """
        It goes nowhere by itself.
        """
        for take in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="not copied, pickled or stored"):
                take(Secret(CANARY))

    def test_it_has_no_field_that_shows_it(self) -> None:
        """
        A dump of its attributes prints no text.
        """
        secret = Secret(CANARY)

        assert CANARY not in str([getattr(secret, name) for name in Secret.__slots__])

    def test_it_compares_by_value(self) -> None:
        """
        Two of the same text are equal, and a text is none.
        """
        assert Secret("a") == Secret("a")
        assert hash(Secret("a")) == hash(Secret("a"))
        assert Secret("a") != Secret("b")
        assert Secret("a") != "a"

    def test_it_is_not_empty(self) -> None:
        """
        Nothing is no secret.
        """
        with pytest.raises(ValueError, match="a secret is empty"):
            Secret("")


class TestLogs:
    def test_neither_secret_nor_token_is_in_any_log(
        self, server: ProcurifyServer, procurify: Procurify, caplog: pytest.LogCaptureFixture
    ) -> None:
        """
        With DEBUG on for every logger, through token requests, renewals, failures and redirects.
        """
        caplog.set_level(logging.DEBUG)
        for name in ("httpx", "httpcore", "procurify_client"):
            caplog.set_level(logging.DEBUG, logger=name)
        seen: list[str] = []
        procurify.vendors.get(2)
        seen += server.tokens
        server.revoke_tokens()
        procurify.vendors.get(2)
        seen += server.tokens
        server.fail("/vendors/", 302, headers={"Location": "https://elsewhere.example/"})
        with pytest.raises(ProcurifyError):
            procurify.vendors.get(2)
        server.drop("/vendors/", when="after")
        procurify.vendors.get(2)

        text = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
        assert len(set(seen)) == 2
        assert "httpcore" in text
        assert not [secret for secret in [CANARY, *seen] if secret in text]

    def test_one_line_for_each_attempt(
        self, server: ProcurifyServer, procurify: Procurify, caplog: pytest.LogCaptureFixture
    ) -> None:
        """
        Method, path, status, milliseconds and request id; no query.
        """
        caplog.set_level(logging.DEBUG, logger="procurify_client")
        server.fail("/vendors/", 503)
        server.drop("/vendors/", when="before")

        procurify.vendors.list_page(name="Confidential")

        lines = [record.getMessage() for record in caplog.records if record.name == "procurify_client"]
        assert lines == [
            "POST /oauth/token 200 0 ms request id req-000001",
            "GET /api/v3/vendors/ 503 0 ms request id req-000002",
            "GET /api/v3/vendors/ no answer 0 ms request id unknown",
            "GET /api/v3/vendors/ 200 0 ms request id req-000004",
        ]

    def test_nothing_above_debug(
        self, procurify: Procurify, server: ProcurifyServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        """
        The good path and the bad one are quiet.
        """
        caplog.set_level(logging.INFO, logger="procurify_client")
        server.fail("/vendors/", 503)

        procurify.vendors.get(2)

        assert [record for record in caplog.records if record.name == "procurify_client"] == []

    def test_the_logger_has_a_handler(self) -> None:
        """
        Without any set-up of logging nothing is printed.
        """
        handlers = logging.getLogger("procurify_client").handlers

        assert [type(handler) for handler in handlers] == [logging.NullHandler]


class TestTracebacks:
    @pytest.mark.parametrize(
        "fault",
        [
            lambda server: server.drop("/oauth/token", when="after", times=9),
            lambda server: server.fail("/oauth/token", 503, times=9),
            lambda server: server.garble("/oauth/token", b'{"id_token": "canary-5e1f"}'),
            lambda server: setattr(server, "client_secret", "another"),
            lambda server: server.drop("/vendors/", when="after", times=9),
            lambda server: server.break_answer("/vendors/", "cut", times=9),
            lambda server: server.fail("/vendors/", 401, times=9),
            lambda server: server.garble("/vendors/"),
        ],
        ids=["no token", "503", "no token in it", "refused", "dropped", "truncated", "401", "html"],
    )
    def test_no_frame_of_a_failure_holds_one(
        self, server: ProcurifyServer, procurify: Procurify, fault: Callable[[ProcurifyServer], None]
    ) -> None:
        """
        Tools that report crashes print the local variables of every frame: ours and the HTTP library's.
        """
        fault(server)

        with pytest.raises(ProcurifyError) as caught:
            procurify.vendors.get(2)
        report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        text = "".join(report.format())
        assert not [secret for secret in [f"'{CANARY}'", f'"{CANARY}"', *server.tokens] if secret in text]

    def test_the_client_does_not_show_them(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Neither its repr nor its fields.
        """
        procurify.users.me()

        text = f"{procurify!r} {vars(procurify)} {vars(procurify._transport)} {vars(procurify._tokens)}"
        assert not [secret for secret in [CANARY, *server.tokens] if secret in text]

    def test_a_token_does_not_show_itself(self, time: Time) -> None:
        """
        A store may print what it holds.
        """
        assert CANARY not in repr(Token(value=Secret(CANARY), expires_at=time.now()))
