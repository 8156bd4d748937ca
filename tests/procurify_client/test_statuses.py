"""From a status to an error: the right class, what it says, and what the server objects to."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurify_client import (
    AuthenticationError,
    FieldError,
    NewVendor,
    NotFoundError,
    PermissionDeniedError,
    Procurify,
    ProcurifyError,
    RateLimitError,
    ServerError,
    StatusError,
    ValidationError,
    VendorType,
)
from procurify_client.call import Answer
from procurify_client.failures import failure, field_errors
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


class TestStatuses:
    @pytest.mark.parametrize(
        ("headers", "words"),
        [({"retry-after": "600"}, "wait 600 s as the server asks, then ask less often"), ({}, "requests: wait, then")],
    )
    def test_too_many_requests_says_how_long_to_wait(self, headers: dict[str, str], words: str) -> None:
        """
        In the message too, where the server says it.
        """
        assert words in str(failed(429, headers=headers))

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (400, ValidationError),
            (401, AuthenticationError),
            (403, PermissionDeniedError),
            (404, NotFoundError),
            (405, StatusError),
            (408, StatusError),
            (429, RateLimitError),
            (500, ServerError),
            (503, ServerError),
        ],
    )
    def test_each_status_has_its_class(self, status: int, kind: type[ProcurifyError]) -> None:
        """
        The class says what to do, the attributes say where.
        """
        error = failed(status)

        assert type(error) is kind
        assert (error.status, error.request_id, error.method, error.url) == (status, "req-7", "GET", URL)

    def test_a_good_status_is_no_error(self) -> None:
        """
        Anything from 200 to 299 is an answer.
        """
        assert failure(Answer(status=204, headers={}, content=b""), method="GET", url=URL, now=NOW) is None

    def test_a_403_names_the_endpoint_and_the_role(self) -> None:
        """
        It says whose rights are short, and of what.
        """
        error = failed(403, b'{"detail": "You do not have permission to perform this action."}')

        assert str(error) == (
            "GET /api/v3/vendors/ answered 403: the role of the app's owner lacks the right: change that user's role "
            "in Procurify: You do not have permission to perform this action."
        )

    @pytest.mark.parametrize(
        ("method", "status", "unknown"),
        [
            ("GET", 503, False),
            ("POST", 503, True),
            ("POST", 408, True),
            ("POST", 400, False),
            ("PUT", 429, False),
            ("PATCH", 500, True),
        ],
    )
    def test_whether_a_write_may_have_happened(self, method: str, status: int, unknown: bool) -> None:
        """
        A refusal is certain; what comes from a server in trouble is not.
        """
        assert failed(status, method=method).outcome_unknown is unknown

    @pytest.mark.parametrize(
        ("header", "seconds"), [("30", 30.0), ("Wed, 04 Nov 2026 15:00:45 GMT", 45.0), ("later", None)]
    )
    def test_retry_after_in_both_forms(self, header: str, seconds: float | None) -> None:
        """
        Seconds and dates both become seconds.
        """
        assert failed(429, headers={"retry-after": header}).retry_after == seconds

    def test_the_body_is_cut_and_stays_out_of_the_text(self) -> None:
        """
        A long page of HTML is kept for who asks, and shown to nobody else.
        """
        error = failed(502, b"<html>" + b"x" * 90000)

        assert len(error.body) == 2000
        assert str(error) == "GET /api/v3/vendors/ answered 502"

    def test_after_a_write_it_says_what_may_have_happened(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        In the words too, which are what a log has; a read changes nothing, and a refused write did not happen.
        """
        new = NewVendor(name="Northwind Traders", type=VendorType.REGULAR)
        words = {}
        for status in (503, 400):
            server.fail("/vendors/", status)
            with pytest.raises(StatusError) as caught:
                procurify.vendors.create(new)
            words[status] = str(pickle.loads(pickle.dumps(caught.value)))  # noqa: S301  # our own

        assert words == {
            503: "POST /api/v3/vendors/ answered 503; the write may have been executed",
            400: "POST /api/v3/vendors/ answered 400",
        }

    def test_the_other_name_of_the_request_id(self) -> None:
        """
        Both names of the header are known.
        """
        answer = Answer(status=404, headers={"x-procurify-request-id": "req-8"}, content=b"")

        error = failure(answer, method="GET", url=URL, now=NOW)
        assert error is not None
        assert error.request_id == "req-8"


class TestFieldErrors:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            (
                {"errors": {"name": {"message": "May not be blank.", "code": "blank"}}},
                [FieldError(field="name", message="May not be blank.", code="blank")],
            ),
            (
                {"errors": {"null": {"message": "Vendor is already active.", "code": "VENDOR_ALREADY_ACTIVE"}}},
                [FieldError(field=None, message="Vendor is already active.", code="VENDOR_ALREADY_ACTIVE")],
            ),
            (
                {"name": ["May not be blank.", "Too short."], "non_field_errors": ["Invalid data."]},
                [
                    FieldError(field="name", message="May not be blank."),
                    FieldError(field="name", message="Too short."),
                    FieldError(field=None, message="Invalid data."),
                ],
            ),
            (
                {"order_items": [{}, {"price": ["A valid number is required."]}]},
                [FieldError(field="order_items.price", message="A valid number is required.")],
            ),
            ({"detail": "Not found."}, [FieldError(field=None, message="Not found.")]),
            ({"detail": "Not found.", "status_code": 404}, [FieldError(field=None, message="Not found.")]),
            ({"code": ["Already in use."]}, [FieldError(field="code", message="Already in use.")]),
            (
                {"description": ["May not be blank."], "name": ["Too short."]},
                [
                    FieldError(field="description", message="May not be blank."),
                    FieldError(field="name", message="Too short."),
                ],
            ),
            ({"error": {"message": "No.", "code": "no"}}, [FieldError(field=None, message="No.", code="no")]),
            ({"code": 3, "success": False, "data": {"id": 1}}, []),
            ({"message": "No."}, [FieldError(field=None, message="No.")]),
            (
                {"error": "invalid_client", "error_description": "Unauthorized"},
                [FieldError(field=None, message="Unauthorized", code="invalid_client")],
            ),
            (
                {"code": 0, "success": False, "data": None, "description": "", "errors": {"po": ["Unknown."]}},
                [FieldError(field="po", message="Unknown.")],
            ),
            (
                {"code": 7, "success": False, "data": None, "description": "Broken.", "errors": {}},
                [FieldError(field=None, message="Broken.")],
            ),
            ({"errors": ["One.", "Two."]}, [FieldError(field=None, message=text) for text in ("One.", "Two.")]),
            (["One."], [FieldError(field=None, message="One.")]),
            ({"name": None}, []),
            ("text", []),
            ({}, []),
        ],
    )
    def test_every_shape_is_read(self, body: object, expected: list[FieldError]) -> None:
        """
        All the forms in which a server may object come out as one.
        """
        assert field_errors(json.dumps(body).encode()) == tuple(expected)

    @pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xfe", b"[" * 100000])
    def test_what_is_not_json_has_none(self, content: bytes) -> None:
        """
        HTML, nothing, and bytes out of nowhere.
        """
        assert field_errors(content) == ()

    @given(
        st.binary()
        | st.recursive(
            st.none() | st.text() | st.integers(), lambda i: st.lists(i) | st.dictionaries(st.text(), i)
        ).map(lambda value: json.dumps(value).encode())
    )
    def test_no_body_breaks_the_error(self, content: bytes) -> None:
        """
        Whatever comes with a 400, it is a `ValidationError`.
        """
        assert isinstance(failed(400, content), ValidationError)

    def test_they_are_in_the_text(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        The message says what the server objects to.
        """
        server.fail("/vendors/", 400, body='{"name": ["May not be blank."]}')

        with pytest.raises(ValidationError, match=r"answered 400: name: May not be blank\.") as caught:
            procurify.vendors.list_page()
        assert caught.value.field_errors == (FieldError(field="name", message="May not be blank."),)
