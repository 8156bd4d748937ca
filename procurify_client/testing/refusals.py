"""Refusals: what is wrong with a request, and the forms in which a server may say so."""

from collections.abc import Mapping, Sequence
from typing import Literal

import attrs

from procurify_client.testing.shapes import Wire

__all__ = ["ErrorForm", "Objection", "Refusal", "error_body", "not_found", "refused"]

ErrorForm = Literal["framework", "envelope", "first_generation", "message"]
"""How errors look: the public API documents none, so all that have been seen somewhere can be asked for."""


@attrs.frozen
class Objection:
    """What is wrong with one field: a sentence, and a word for programs."""

    message: str
    code: str = "invalid"


class Refusal(Exception):
    """The request is not executed.

    Args:
        status: the HTTP status of the answer.
        detail: what is wrong with the request as a whole; empty if only fields are wrong.
        fields: what is wrong with which field.
    """

    def __init__(self, status: int, detail: str = "", fields: Mapping[str, Sequence[Objection]] | None = None) -> None:
        super().__init__(status, detail, fields)
        self.status = status
        self.detail = detail
        self.fields = dict(fields or {})


def refused(field: str, message: str, code: str = "invalid") -> Refusal:
    """Make the refusal of one field: 400."""
    return Refusal(400, fields={field: [Objection(message, code)]})


def not_found() -> Refusal:
    """Make the refusal of what is not there: 404."""
    return Refusal(404, "Not found.")


def error_body(refusal: Refusal, form: ErrorForm) -> Wire:
    """Write a refusal in one of the forms.

    Args:
        refusal: what is wrong.
        form: `framework` is that of Django REST framework (assumed of the public API), `envelope` that of Procurify's
            integration API, `first_generation` that of the API of 2016, and `message` a sentence alone.
    """
    if form == "envelope":
        return {"errors": _envelope(refusal)}
    if form == "first_generation":
        errors = {name: _words(found) for name, found in refusal.fields.items()}
        return {
            "code": refusal.status,
            "success": False,
            "data": None,
            "description": _summary(refusal),
            "errors": errors,
        }
    if form == "message":
        return {"message": _summary(refusal)}
    if refusal.fields:
        return {name: _words(found) for name, found in refusal.fields.items()}
    return {"detail": refusal.detail}


def _envelope(refusal: Refusal) -> Wire:
    if not refusal.fields:
        # The integration API's key for errors without a field is this word.
        return {"null": {"message": refusal.detail, "code": _CODES.get(refusal.status, "error")}}
    return {name: {"message": " ".join(_words(found)), "code": found[0].code} for name, found in refusal.fields.items()}


def _summary(refusal: Refusal) -> str:
    return refusal.detail or "; ".join(f"{name}: {' '.join(_words(found))}" for name, found in refusal.fields.items())


def _words(objections: Sequence[Objection]) -> list[str]:
    return [one.message for one in objections]


_CODES = {401: "not_authenticated", 403: "permission_denied", 404: "not_found", 405: "method_not_allowed"}
