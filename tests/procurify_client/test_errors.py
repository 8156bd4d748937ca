"""Errors: redirects, answers that are none, and errors that travel."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

import procurify_client
from procurify_client import (
    AnswerTimeoutError,
    AuthenticationError,
    CircuitOpenError,
    ConnectError,
    FieldError,
    LostAnswerError,
    NotFoundError,
    PermissionDeniedError,
    Procurify,
    ProcurifyError,
    RateLimitError,
    RedirectError,
    ServerError,
    StatusError,
    ThrottledError,
    TokenError,
    UnexpectedResponseError,
    UnreadableRecord,
    UnreadableRecordsError,
    ValidationError,
)
from procurify_client.call import Answer
from procurify_client.decoding import UndecodableError
from procurify_client.failures import failure
from procurify_client.testing import ProcurifyServer

URL = "https://acme.procurify.com/api/v3/vendors/"
NOW = datetime(2026, 11, 4, 15, 0, tzinfo=UTC)


def failed(
    status: int, content: bytes = b"", method: str = "GET", headers: Mapping[str, str] | None = None
) -> ProcurifyError:
    answer = Answer(status=status, headers={"x-request-id": "req-7", **(headers or {})}, content=content)
    error = failure(answer, method=method, url=URL, now=NOW)
    assert error is not None
    return error


class TestRedirects:
    def test_both_hosts_are_named(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        A redirect is an error, and the token stays here.
        """
        server.fail("/vendors/", 302, headers={"Location": "https://user:pw@elsewhere.example/login?next=x"})

        with pytest.raises(RedirectError, match=r"on 127\.0\.0\.1:\d+ was redirected to /login on elsewhere\.example:"):
            procurify.vendors.list_page()

    def test_a_redirect_on_the_same_host(self) -> None:
        """
        A location without a host is on the host that was asked.
        """
        assert "redirected to /login/ on acme.procurify.com" in str(failed(301, headers={"location": "/login/"}))

    def test_a_redirect_to_nowhere(self) -> None:
        """
        A location may be missing.
        """
        assert "redirected to nowhere on acme.procurify.com" in str(failed(302))


class TestUnexpectedAnswers:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"<html></html>", "expected JSON, got HTML"),
            (b"", "expected JSON, got an empty body"),
            (b'{"data": ', "expected JSON, got something else"),
            (b'{"data": NaN}', "expected JSON, got something else"),
            (b"[" * 100000, "expected JSON, got something else"),
            (b'{"data": {"name": "no id"}}', "expected one Vendor: missing 'id'"),
            (b'{"detail": "fine"}', "expected one Vendor: missing 'id'"),
        ],
    )
    def test_a_200_that_is_no_vendor(
        self, server: ProcurifyServer, procurify: Procurify, content: bytes, words: str
    ) -> None:
        """
        The error says what came instead, from where, and keeps the beginning of it.
        """
        server.garble("/vendors/2/", content)

        with pytest.raises(UnexpectedResponseError) as caught:
            procurify.vendors.get(2)
        assert str(caught.value).startswith(f"GET /api/v3/vendors/2/ answered 200: {words}")
        assert (caught.value.status, caught.value.request_id) == (200, "req-000002")
        assert caught.value.body == content.decode()[:2000]
        assert caught.value.outcome_unknown is False


SAMPLES: list[ProcurifyError] = [
    *(
        kind(
            "broken",
            method="POST",
            url=URL,
            status=500,
            request_id="r",
            retry_after=3.5,
            body="b",
            outcome_unknown=True,
        )
        for kind in (
            ProcurifyError,
            ConnectError,
            LostAnswerError,
            AnswerTimeoutError,
            StatusError,
            AuthenticationError,
            PermissionDeniedError,
            NotFoundError,
            RateLimitError,
            ServerError,
            RedirectError,
            ThrottledError,
        )
    ),
    CircuitOpenError("open", method="GET", url=URL, retry_after=9.0, since=NOW, last_error="no answer"),
    ValidationError("bad", field_errors=[FieldError(field="name", message="blank")]),
    TokenError("none", transient=True, url=URL, status=503, retry_after=3.0),
    UnexpectedResponseError("odd", problems=["p"], status=200, outcome_unknown=True),
    UnreadableRecordsError("some", records=[UnreadableRecord(index=0, id=1, problems=("p",), raw={"id": 1})]),
]


class TestPickling:
    @pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
    def test_an_error_survives_with_all_it_says(self, error: ProcurifyError) -> None:
        """
        Errors travel between processes.
        """
        arrived: Any = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes

        assert type(arrived) is type(error)
        assert (str(arrived), vars(arrived)) == (str(error), vars(error))

    @pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
    def test_an_error_can_be_copied(self, error: ProcurifyError) -> None:
        """
        Callers that wait for one token request get a copy each.
        """
        twin = copy.copy(error)

        assert type(twin) is type(error)
        assert (str(twin), vars(twin)) == (str(error), vars(error))

    def test_an_error_of_decoding_survives_too(self) -> None:
        """
        Each problem is one, and none is taken apart.
        """
        arrived = pickle.loads(pickle.dumps(UndecodableError(("a @ V.id", "b @ V.name"))))  # noqa: S301  # our own bytes

        assert (str(arrived), arrived.problems) == ("a @ V.id; b @ V.name", ("a @ V.id", "b @ V.name"))

    def test_each_class_is_tried(self) -> None:
        """
        A new error class cannot be forgotten in this list.
        """
        public = {getattr(procurify_client, name) for name in procurify_client.__all__}
        classes = {one for one in public if isinstance(one, type) and issubclass(one, ProcurifyError)}

        assert classes == {type(error) for error in SAMPLES}
