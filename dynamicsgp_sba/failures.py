"""From an answer that is no success to the error that says what to do.

No table of SBA's status codes or texts is public (contract section 12), so the kind of an error comes from GP's error
code where the answer has one, from a known text, and from the HTTP status, in this order. What the codes and texts mean
is in `business_rules`.
"""

import re
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import attrs

from dynamicsgp_sba import errors
from dynamicsgp_sba.answers import NotJsonError, Status, envelope_status, fold, payload, read_json
from dynamicsgp_sba.business_rules import (
    BusinessRule,
    codes_in,
    is_of_database,
    rule_of_code,
    rule_of_words,
)
from dynamicsgp_sba.call import Call
from dynamicsgp_sba.connection import Answer
from dynamicsgp_sba.markup import words_of
from dynamicsgp_sba.urls import without_query

__all__ = ["failure", "says_denied"]

_LONGEST = 2000
_WORDS = ("message", "detail", "title", "error")  # where a document that is no envelope says what is wrong

_BY_MEANING: dict[str, type[errors.DynamicsGPError]] = {
    "exists": errors.AlreadyExistsError,
    "locked": errors.RecordLockedError,
    "changed": errors.RowChangedError,
    "denied": errors.AccessDeniedError,
    "refused": errors.RefusedError,
}

_ROW_CHANGED = "ROW_CHANGED"  # the companion service's, which eConnect has no number for

_BY_STATUS: dict[int, type[errors.DynamicsGPError]] = {
    401: errors.AccessDeniedError,  # a refused logon never comes here
    403: errors.AccessDeniedError,
    404: errors.NotFoundError,
    405: errors.ResourceNotAvailableError,
    407: errors.ConnectError,  # a proxy
    408: errors.LostAnswerError,
    412: errors.RowChangedError,
    423: errors.RecordLockedError,
    501: errors.ResourceNotAvailableError,
    429: errors.UnavailableError,
    503: errors.UnavailableError,
}

_ADVICE: dict[type[errors.DynamicsGPError], str] = {
    errors.AccessDeniedError: (
        "map the Windows account to a GP user (User Setup) and give that user access to the company and to the window "
        "behind the service"
    ),
    errors.AlreadyExistsError: "read the record under that number before deciding anything",
    errors.RowChangedError: "read it again and decide anew",
    errors.RecordLockedError: "somebody has the record open in GP; try again later",
    errors.UnavailableError: "GP is busy; try again later, after a write read the record back",
    errors.ServerError: "after a write read the record back; the GP server's event log may say more",
}

# IIS's own words for an address that its filters refuse, which it answers by 404.
_FILTERED = re.compile(r"\b404\.(5|7|11|14|18)\b|double.?escap|request.?filtering", re.IGNORECASE)

# What frameworks answer in JSON where no service is behind an address.
_OF_ROUTER = re.compile(
    r"no HTTP resource was found|matches the request URI|no route|endpoint not found|resource not found|"
    r"^(404 )?(page )?not found\.?$|cannot (get|post|patch|put|delete) /",
    re.IGNORECASE,
)
_PLAIN_KEY = re.compile(r"[A-Za-z0-9 ._-]*", re.ASCII)


@attrs.frozen(kw_only=True)
class _Said:
    """What an answer says about its failure."""

    text: str
    codes: tuple[str, ...] = ()
    fields: dict[str, str] = attrs.field(factory=dict)
    by: Literal["service", "web server", "somebody"] = "service"  # a page: nobody behind the web server was asked

    @property
    def rules(self) -> tuple[BusinessRule, ...]:
        """The rules that it names by their codes, or else by its words."""
        if is_of_database(self.text):
            return ()  # SQL Server numbers its errors too
        known = tuple(filter(None, map(rule_of_code, self.codes)))
        rule = None if known else rule_of_words(self.text)
        return known if rule is None else (rule,)

    @property
    def words(self) -> str:
        """The text, or where it is made of numbers alone, what the rules say."""
        if any(letter.isalpha() for letter in self.text):
            return self.text
        return " ".join(rule.sentence for rule in self.rules) or self.text


def failure(call: Call[Any], answer: Answer, retry_after: float | None) -> errors.DynamicsGPError | None:
    """Give the error that an answer means, or None if it is a success.

    An envelope's status of 400 or more is an error although the HTTP status is a success.
    """
    if 300 <= answer.status < 400:  # noqa: PLR2004 - the redirects
        return _redirect(call, answer)
    document, status = _document(answer)
    if answer.status >= 400:  # noqa: PLR2004 - the failures
        said = _said(answer, document, status)
        return _error(call, answer.status, said, retry_after)
    if status is not None and status.failed:
        return _error(call, status.code, _said(answer, document, status), retry_after)
    return None


def says_denied(answer: Answer) -> bool:
    """Whether an answer says in known words, or by a code, that the user who is logged in may not do that."""
    document, status = _document(answer)
    said = _said(answer, document, status)
    return said.by != "web server" and any(rule.means == "denied" for rule in said.rules)


def _redirect(call: Call[Any], answer: Answer) -> errors.RedirectError:
    there = next((value for name, value in answer.headers.items() if name.lower() == "location"), "nowhere")
    return errors.RedirectError(
        f"{call.method} {without_query(call.url)} is redirected to {without_query(there)}, which is not followed: "
        "set the base URL to the address that answers",
        status=answer.status,
        method=call.method,
        url=without_query(call.url),
        outcome_unknown=call.write,
    )


def _document(answer: Answer) -> tuple[Any, Status | None]:
    try:
        document = read_json(answer.content)
    except NotJsonError:
        return None, None
    return document, envelope_status(document)


def _said(answer: Answer, document: Any, status: Status | None) -> _Said:
    if document is None:
        words = words_of(answer.content)
        return _Said(text=words.text, codes=codes_in(words.text), by=words.by)
    if status is None:
        members = {fold(str(name)): item for name, item in document.items()} if isinstance(document, dict) else {}
        text = str(next(filter(None, map(members.get, _WORDS)), "") if members else payload(document) or "")
        return _Said(text=text, codes=codes_in(text))
    codes, fields = [], {}
    for item in status.errors:
        members = {fold(str(name)): value for name, value in item.items()}
        if members.get("code") not in (None, ""):
            codes.append(str(members["code"]))
        fields[str(members.get("field") or "")] = str(members.get("message") or "")
    text = status.message or "; ".join(fields.values())
    return _Said(text=text, codes=tuple(codes) or codes_in(text), fields=fields)


def _error(call: Call[Any], status: int, said: _Said, retry_after: float | None) -> errors.DynamicsGPError:
    kind, message = _refused_address(call, status, said) or _told(status, said)
    return kind(
        f"{call.method} {without_query(call.url)}: {message:.1000}",
        status=status,
        method=call.method,
        url=without_query(call.url),
        codes=said.codes,
        rules=said.rules,
        field_errors=said.fields,
        retry_after=retry_after,
        outcome_unknown=call.write and _may_have_happened(call, kind, status),
        body=said.text[:_LONGEST],
    )


def _refused_address(call: Call[Any], status: int, said: _Said) -> tuple[type[errors.DynamicsGPError], str] | None:
    """Tell an answer that comes from before the service: to a letter of the key, or to the address as a whole.

    A 404 means "no such record" only where the service says so in words of its own. Without words, or with those that
    a web server or a framework has for an unknown route, or that repeat the path, it is taken for a wrong address: what
    reads an order to see whether its number is free must not take the one for the other, and write it a second time.
    """
    odd = sorted({letter for key in call.keys for letter in key if not _PLAIN_KEY.fullmatch(letter)})
    key, letters = ";".join(call.keys), " ".join(odd)
    filtered = _FILTERED.search(said.text) if status == 404 else said.by == "web server" or not said.text  # noqa: PLR2004
    if odd and filtered and status in {400, 404}:
        return errors.KeyRefusedError, (
            f"the web server refuses the key {key!r}, which holds {letters}: this record cannot be addressed here; let "
            "the server allow these characters or rename the record in GP"
        )
    path = urlsplit(call.url).path
    of_address = _OF_ROUTER.search(said.text) or path in said.text or unquote(path) in said.text
    speaks = said.by == "service" and said.text and not of_address
    if status != 404 or (call.keys and speaks):  # noqa: PLR2004
        return None
    message = (
        f"nothing answers at this address ({said.text or 'no text'}): check the company's name, the tenant and the "
        "site profile's path"
    )
    if odd:
        message += f"; if other records can be read there, the web server refuses {letters} in the key {key!r}"
    return errors.ResourceNotAvailableError, message


def _told(status: int, said: _Said) -> tuple[type[errors.DynamicsGPError], str]:
    kind = _kind(status, said)
    message = f"{said.words or 'no text'} (status {status})"
    return kind, f"{message}; {_ADVICE[kind]}" if kind in _ADVICE else message


def _kind(status: int, said: _Said) -> type[errors.DynamicsGPError]:
    if _ROW_CHANGED in said.codes:
        return errors.RowChangedError
    if is_of_database(said.text) and status not in {401, 403}:
        return errors.ServerError
    meanings = [_BY_MEANING[rule.means] for rule in said.rules]
    # Of several rules the one that says more than "refused" decides: it tells what to do.
    telling = next((kind for kind in meanings if kind is not errors.RefusedError), None)
    by_code = any(map(rule_of_code, said.codes))
    if by_code and telling:
        return telling
    if status in _BY_STATUS and (status != 404 or by_code or not meanings):  # noqa: PLR2004
        return _BY_STATUS[status]
    if meanings:
        return meanings[0]
    # A number that no rule has may be SQL Server's, so it makes no refusal of a failure.
    return errors.RefusedError if status < 500 else errors.ServerError  # noqa: PLR2004


def _may_have_happened(call: Call[Any], kind: type[errors.DynamicsGPError], status: int) -> bool:
    if kind in {errors.ServerError, errors.LostAnswerError}:
        return True
    # The text of a rule in a 5xx, or a 503, means "nothing done" only where the service does all or nothing.
    return status >= 500 and not call.atomic  # noqa: PLR2004
