"""A service's "no", in the shape of the companion contract."""

from typing import Any

import attrs

from dynamicsgp_sba.testing.data import load

__all__ = ["Fault", "RefusalError"]

_RULES: dict[str, Any] = load("rules")["rules"]


@attrs.frozen
class Fault:
    """One thing that is wrong.

    Args:
        code: GP's error code, or a word of the companion contract where GP has none.
        field: the column, with the line in front for lines: `Lines[0].UNITCOST`.
        message: a sentence; without one it is the rule's condition.
    """

    code: str
    field: str
    message: str = ""

    def as_json(self) -> dict[str, str]:
        """Give the member of `Errors`."""
        rule = _RULES.get(self.code, {"text": ""})
        return {"Code": self.code, "Field": self.field, "Message": self.message or f"{self.field}: {rule['text']}"}


class RefusalError(Exception):
    """The request is not carried out."""

    def __init__(self, status: int, *faults: Fault, message: str = "") -> None:
        super().__init__(status, faults, message)
        self.status = status
        self.faults = faults
        self.message = message

    def as_json(self) -> dict[str, Any]:
        """Give the body of the answer."""
        errors = [fault.as_json() for fault in self.faults]
        text = self.message or "; ".join(error["Message"] for error in errors)
        return {"Status": {"Code": self.status, "Message": text, "Errors": errors}, "Payload": None}
