"""Fitting Procurify's values into GP's fields: keys are refused when too long, descriptions are shortened in sight."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

import attrs

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref

__all__ = ["Fields"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CODE_PAGE = "cp1252"  # GP's text columns (contract dynamicsgp-data, section 1)
_MONEY_LIMIT = Decimal(10**14)  # numeric(19,5), same place


@attrs.define
class Fields:
    """Collects the findings of one mapping while its values are fitted.

    Args:
        limits: usable lengths by field name.
        order: the order's key, the cause of findings that no other fact is behind.
    """

    limits: Mapping[str, int]
    order: str
    findings: list[Finding] = attrs.field(factory=list)

    def add(self, code: str, *, cause: Ref | None = None, where: str = "", tried: str = "") -> None:
        """Add a finding; without a cause of its own, the order is its cause."""
        self.findings.append(finding(code, cause or Ref("order", (self.order,)), where=where, tried=tried))

    def key(self, field: str, value: str, where: str) -> str:
        """A value that identifies something: it is never cut."""
        limit = self.limits[field]
        self._check_characters(value, where)
        if len(value) > limit:
            tried = f"'{value}' has {len(value)} characters, GP holds {limit}"
            self.add("FIELD_TOO_LONG", cause=Ref("value", (field, value)), where=where, tried=tried)
        return value

    def text(self, field: str, value: str, where: str) -> str:
        """A value that people read: on one line, and cut at GP's length, with a finding that says so."""
        limit = self.limits[field]
        line = " ".join(_CONTROL.sub(" ", value).split())
        self._check_characters(line, where)
        if len(line) <= limit:
            return line
        short = line[:limit].rstrip()
        self.add("FIELD_SHORTENED", where=where, tried=f"'{line}' became '{short}'")
        return short

    def _check_characters(self, value: str, where: str) -> None:
        if not _storable(value):
            refused = sorted({character for character in value if not _storable(character)})
            names = ", ".join(f"{character!a} ({unicodedata.name(character, 'unnamed')})" for character in refused)
            self.add("CHARACTERS_REFUSED", where=where, tried=names)

    def amount(self, value: Decimal | None, where: str) -> None:
        """An amount or quantity that GP's columns can hold at all."""
        if value is not None and abs(value) >= _MONEY_LIMIT:
            self.add("VALUE_OUT_OF_RANGE", where=where, tried=f"{value:f}")

    def required(self, value: object, where: str) -> bool:
        """Whether a value is there; if not, a finding says what is missing."""
        if value is None or value == "":
            self.add("VALUE_MISSING", where=where)
            return False
        return True


def _storable(text: str) -> bool:
    try:
        text.encode(_CODE_PAGE)
    except UnicodeEncodeError:
        return False
    return not _CONTROL.search(text)
