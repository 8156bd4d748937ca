"""From a status to an error: which class, what it says, and what the server objects to.

Error bodies are not documented for the public API, so every shape of contract section 7 is read.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from procurify_client.call import Answer
from procurify_client.errors import (
    AuthenticationError,
    CircuitOpenError,
    ConnectError,
    FieldError,
    LostAnswerError,
    NotFoundError,
    PermissionDeniedError,
    ProcurifyError,
    RateLimitError,
    RedirectError,
    ServerError,
    StatusError,
    ThrottledError,
    TokenError,
    ValidationError,
)
from procurify_client.retry import retry_after
from procurify_client.server_clock import http_date

__all__ = ["failure", "field_errors", "seconds_asked_for", "server_is_down"]

_SERVER_ERRORS = 500
_TEXT_LIMIT = 300
_CLASSES: Mapping[int, type[StatusError]] = {
    400: ValidationError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    429: RateLimitError,
}
_ADVICE = {
    401: "Procurify refused a fresh token: check that the application still exists and that its owner is active",
    403: "the role of the app's owner lacks the right: change that user's role in Procurify",
    404: "there is no such record",
}
# Members of an error body that are about the body where they hold a plain value. A record may have fields of these
# names, whose errors are a list or an object.
_ABOUT_THE_BODY = frozenset({"description", "code", "success"})


def failure(answer: Answer, *, method: str, url: str, now: datetime) -> ProcurifyError | None:
    """Make the error that an answer's status stands for; None for a 2xx.

    Args:
        answer: the answer.
        method: the method of the call.
        url: its address without the query.
        now: for a `Retry-After` that is a date, in an answer that does not say when it was made.
    """
    status = answer.status
    if 200 <= status < 300:  # noqa: PLR2004  # the range of good statuses
        return None
    if 300 <= status < 400:  # noqa: PLR2004  # the range of redirects
        return _redirect(answer, method, url)
    objections = field_errors(answer.content)
    kind = _CLASSES.get(status, ServerError if status >= 500 else StatusError)  # noqa: PLR2004  # server errors
    said = "; ".join(_words(objection) for objection in objections)[:_TEXT_LIMIT]
    seconds = seconds_asked_for(answer, now)
    advice = _slow_down(seconds) if kind is RateLimitError else _ADVICE.get(status, "")
    parts = [f"{method} {urlsplit(url).path} answered {status}", advice, said]
    return kind(
        ": ".join(part for part in parts if part),
        method=method,
        url=url,
        status=status,
        request_id=answer.request_id,
        retry_after=seconds,
        field_errors=objections,
        body=answer.excerpt,
        # 4xx means refused. 408 and 5xx come from anything on the way, before or after the work was done.
        outcome_unknown=method != "GET" and (status >= 500 or status == 408),  # noqa: PLR2004  # as said above
    )


def _slow_down(seconds: float | None) -> str:
    wait = "wait" if seconds is None else f"wait {seconds:.0f} s as the server asks"
    return f"too many requests: {wait}, then ask less often"


def seconds_asked_for(answer: Answer, now: datetime) -> float | None:
    """Read `Retry-After` in either form; a date is compared with the clock that wrote it, where that is known."""
    return retry_after(answer.headers.get("retry-after"), http_date(answer.headers.get("date")) or now)


def field_errors(content: bytes) -> tuple[FieldError, ...]:
    """Find what the server objects to, in whichever shape it says so; empty if the body is none of them."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return ()
    if isinstance(body, Mapping):
        return tuple(_of_body(body))
    return tuple(_of_field(None, body)) if isinstance(body, list) else ()


def _of_body(body: Mapping[str, Any]) -> Iterable[FieldError]:
    if isinstance(body.get("error"), str):  # the token endpoint: {"error": "invalid_client", "error_description": "…"}
        code = body["error"]
        return [FieldError(field=None, message=str(body.get("error_description") or code), code=code)]
    if isinstance(body.get("errors"), Mapping | list) and body["errors"]:
        return _of_errors(body["errors"])
    fields = {name: item for name, item in body.items() if _is_of_field(name, item)}
    for name in ("error", "detail", "message", "description"):
        if body.get(name) and name not in fields:
            return _of_field(None, body[name])
    return _of_errors(fields)


def _is_of_field(name: str, item: Any) -> bool:
    """Whether a member of an error body is about a field of that name."""
    if name in {"error", "errors", "detail", "message", "data"}:
        return False
    return name not in _ABOUT_THE_BODY or isinstance(item, list | Mapping)


def _of_errors(errors: Any) -> Iterable[FieldError]:
    if isinstance(errors, list):
        yield from _of_field(None, errors)
        return
    for name, item in errors.items():
        # Errors without a field have the key "null" in one shape and "non_field_errors" in another.
        yield from _of_field(None if name in {"null", "non_field_errors"} else str(name), item)


def _of_field(field: str | None, item: Any) -> Iterable[FieldError]:
    """Flatten one field's errors: a text, a list of texts, `{message, code}`, or errors of fields inside it."""
    if isinstance(item, list):
        for part in item:
            yield from _of_field(field, part)
    elif isinstance(item, Mapping) and isinstance(item.get("message"), str):
        code = item.get("code")
        yield FieldError(field=field, message=item["message"], code=None if code is None else str(code))
    elif isinstance(item, Mapping):
        for name, part in item.items():
            yield from _of_field(str(name) if field is None else f"{field}.{name}", part)
    elif item is not None:
        yield FieldError(field=field, message=str(item))


def _words(objection: FieldError) -> str:
    return objection.message if objection.field is None else f"{objection.field}: {objection.message}"


def _redirect(answer: Answer, method: str, url: str) -> RedirectError:
    here = urlsplit(url)
    try:
        target = urlsplit(answer.headers.get("location", ""))
        to = f"{target.path or 'nowhere'} on {target.netloc.rpartition('@')[2] or here.netloc}"
    except ValueError:
        to = "what is no address"
    return RedirectError(
        f"{method} {here.path} on {here.netloc} was redirected to {to}: redirects "
        "are not followed, since they would take the token along; check the tenant or base_url",
        method=method,
        url=url,
        status=answer.status,
        request_id=answer.request_id,
    )


def server_is_down(error: ProcurifyError) -> bool | None:
    """Whether an error says that the server cannot work now; None where nothing was sent, so that nothing is known."""
    if isinstance(error, CircuitOpenError | ThrottledError):
        return None
    if isinstance(error, TokenError):
        return error.transient and (error.status is None or error.status >= _SERVER_ERRORS)
    return isinstance(error, ConnectError | LostAnswerError | ServerError)
