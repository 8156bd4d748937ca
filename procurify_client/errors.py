"""The errors of this package: one small tree, each with what a caller needs to act.

Every error survives pickling, shows neither a query string nor a body in its text, and says in `outcome_unknown`
whether a write may have taken effect all the same.
"""

from collections.abc import Sequence
from datetime import datetime

import attrs

from procurify_client.unreadable import UnreadableRecord

__all__ = [
    "AnswerTimeoutError",
    "AuthenticationError",
    "CircuitOpenError",
    "ConnectError",
    "FieldError",
    "LostAnswerError",
    "NotFoundError",
    "PermissionDeniedError",
    "ProcurifyError",
    "RateLimitError",
    "RedirectError",
    "ServerError",
    "StatusError",
    "ThrottledError",
    "TokenError",
    "UnexpectedResponseError",
    "UnreadableRecordsError",
    "ValidationError",
]


@attrs.frozen(kw_only=True)
class FieldError:
    """One thing that the server objects to.

    Attributes:
        field: the wire name of the field; None where the objection is to the whole request.
        message: the server's words.
        code: the server's code for it, such as `blank`, where it gives one.
    """

    field: str | None
    message: str
    code: str | None = None


class ProcurifyError(Exception):
    """Anything that went wrong between this package and Procurify.

    Attributes:
        method: the HTTP method of the call, where one was made.
        url: the address of the call without its query.
        status: the HTTP status, where an answer came.
        request_id: the server's `x-request-id`, to give to Procurify's support.
        retry_after: seconds that the server asked to wait, or after which trying again makes sense.
        field_errors: what the server objects to, field by field.
        body: the beginning of the answer's body, at most 2000 characters; empty for answers that may hold a token.
        outcome_unknown: True after a write that the server may have executed although no good answer came.
    """

    def __init__(
        self,
        message: str,
        *,
        method: str | None = None,
        url: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        field_errors: Sequence[FieldError] = (),
        body: str = "",
        outcome_unknown: bool = False,
    ) -> None:
        # Only the message is an argument of Exception: pickle calls the class with it and restores the attributes.
        super().__init__(f"{message}; the write may have been executed" if outcome_unknown else message)
        self.method = method
        self.url = url
        self.status = status
        self.request_id = request_id
        self.retry_after = retry_after
        self.field_errors: tuple[FieldError, ...] = tuple(field_errors)
        self.body = body
        self.outcome_unknown = outcome_unknown


class ConnectError(ProcurifyError):
    """No connection was made, or no time was left for one, so nothing was sent: the call can be repeated."""


class ThrottledError(ProcurifyError):
    """The call was not sent: under the client's `Limits` its turn would have come too late.

    `retry_after` says in how many seconds there would be a turn. Where too many requests were under way nobody knows
    that, and it is as long as the call has waited, but a second at least.
    """


class CircuitOpenError(ProcurifyError):
    """The call was not sent: too many calls before it failed, and the client waits before it asks again.

    `retry_after` says in how many seconds a call is let through as a probe.

    Attributes:
        since: since when nothing is sent, an aware instant.
        last_error: what the last failed call came to.
    """

    def __init__(
        self,
        message: str,
        *,
        method: str | None = None,
        url: str | None = None,
        retry_after: float | None = None,
        since: datetime | None = None,
        last_error: str = "",
    ) -> None:
        super().__init__(message, method=method, url=url, retry_after=retry_after)
        self.since = since
        self.last_error = last_error


class LostAnswerError(ProcurifyError):
    """The request left, and the connection broke before the answer was complete."""


class AnswerTimeoutError(LostAnswerError):
    """The request left, and no complete answer came in time."""


class StatusError(ProcurifyError):
    """The server answered with a status of 4xx or 5xx."""


class AuthenticationError(StatusError):
    """Procurify does not know us (401): the client credentials or a fresh token were refused.

    Repeating does not help. Check the client id and secret under Settings, Integrations, Procurify API, and that the
    user who created the application is still active.
    """


class PermissionDeniedError(StatusError):
    """The role of the application's owner lacks the right (403). The application acts as the user who created it."""


class NotFoundError(StatusError):
    """There is no such record (404)."""


class ValidationError(StatusError):
    """The server refused the content of the request (400); see `field_errors`."""


class RateLimitError(StatusError):
    """Too many requests (429); see `retry_after`."""


class ServerError(StatusError):
    """The server failed (5xx). After a write the outcome is unknown."""


class RedirectError(ProcurifyError):
    """The server pointed elsewhere (3xx). Redirects are never followed: they would take the token along."""


class TokenError(ProcurifyError):
    """There is no token, although the credentials were not refused.

    The token endpoint did not answer, or with something else, such as a 404 where the tenant's name is mistyped; or the
    token store or the function for the secret failed for another call that this one waited for.

    Attributes:
        transient: whether it may work when tried again: no connection, a lost answer, 429 or 5xx.
    """

    def __init__(
        self,
        message: str,
        *,
        transient: bool = False,
        url: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, method="POST", url=url, status=status, request_id=request_id, retry_after=retry_after)
        self.transient = transient


class UnexpectedResponseError(ProcurifyError):
    """The answer is not what the contract says: HTML, broken JSON, no envelope, or a record that cannot be read.

    Attributes:
        problems: what could not be read, one line for each value, with its path.
    """

    def __init__(
        self,
        message: str,
        *,
        problems: Sequence[str] = (),
        method: str | None = None,
        url: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        body: str = "",
        outcome_unknown: bool = False,
    ) -> None:
        super().__init__(
            message,
            method=method,
            url=url,
            status=status,
            request_id=request_id,
            body=body,
            outcome_unknown=outcome_unknown,
        )
        self.problems: tuple[str, ...] = tuple(problems)


class UnreadableRecordsError(ProcurifyError):
    """A list was read to its end, and some of its records could not be decoded.

    Attributes:
        records: the records left out, each with its problems and what the server sent; the first hundred of them.
    """

    def __init__(self, message: str, *, records: "Sequence[UnreadableRecord]" = ()) -> None:
        super().__init__(message)
        self.records: tuple[UnreadableRecord, ...] = tuple(records)
