"""Fitting Procurify's values into GP's fields: keys are refused when too long, descriptions are shortened in sight."""

from collections.abc import Mapping

import attrs

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref

__all__ = ["Fields"]


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
        if len(value) > limit:
            tried = f"'{value}' has {len(value)} characters, GP holds {limit}"
            self.add("FIELD_TOO_LONG", cause=Ref("value", (field, value)), where=where, tried=tried)
        return value

    def text(self, field: str, value: str, where: str) -> str:
        """A value that people read: cut at GP's length, with a finding that says so."""
        limit = self.limits[field]
        if len(value) <= limit:
            return value
        short = value[:limit].rstrip()
        self.add("FIELD_SHORTENED", where=where, tried=f"'{value}' became '{short}'")
        return short

    def required(self, value: object, where: str) -> bool:
        """Whether a value is there; if not, a finding says what is missing."""
        if value is None or value == "":
            self.add("VALUE_MISSING", where=where)
            return False
        return True
