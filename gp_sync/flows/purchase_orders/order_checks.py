"""Checks of what the configuration may say about orders: severities of findings, types of vendors, long texts."""

from collections.abc import Mapping
from typing import Any

import attrs

from gp_sync.core.findings import CATALOGUE
from gp_sync.flows.purchase_orders.tables import same

__all__ = ["VENDOR_TYPES", "long_texts", "severities", "vendor_types"]

_TEXTS = ("description", "comment", "requested_by", "note")

VENDOR_TYPES = (
    "preferred", "regular", "other", "amazon_punchout", "employee", "credit_card_provider", "checkout",
)  # fmt: skip
"""The types of vendors that Procurify has (contract procurify, section 9)."""

_OTHERWISE = dict.fromkeys(
    ("TABLE_NOT_AVAILABLE", "REFERENCE_STALE"), "; severity of [references] has WARN for single tables"
)
"""Where else a severity may be given."""


def severities(_: Any, attribute: "attrs.Attribute[Any]", value: Mapping[str, str]) -> None:
    """Severities that codes of findings take."""
    problems = [problem for code, severity in value.items() if (problem := _severity_problem(code, severity))]
    if problems:
        raise ValueError(f"{attribute.name}: {'; '.join(problems)}")


def vendor_types(_: Any, attribute: "attrs.Attribute[Any]", value: tuple[str, ...]) -> None:
    """Types of vendors that Procurify has, without case."""
    unknown = [kind for kind in value if not any(same(kind, known) for known in VENDOR_TYPES)]
    if unknown:
        raise ValueError(f"{attribute.name} names '{unknown[0]}': give some of {', '.join(VENDOR_TYPES)}")


def long_texts(_: Any, attribute: "attrs.Attribute[Any]", value: Mapping[str, str]) -> None:
    """What becomes of texts that are too long, by their names."""
    for field, choice in value.items():
        if field not in _TEXTS:
            raise ValueError(f"{attribute.name} names '{field}': give one of {', '.join(_TEXTS)}")
        if choice not in {"shorten", "block"}:
            raise ValueError(f"{attribute.name}.{field} is '{choice}': give one of shorten, block")


def _severity_problem(code: str, severity: str) -> str:
    """Say why the configuration may not give a code this severity, or an empty text if it may."""
    entry = CATALOGUE.get(code)
    if entry is None:
        return f"'{code}' is no code of a finding; the findings page lists them"
    if entry.fixed:
        return f"{code} takes no other severity: it is found when an order has been written, or is about no order"
    accepted = [choice.value for choice in entry.choices]
    if severity not in accepted:
        return f"{code} is '{severity}': give one of {', '.join(accepted)}{_OTHERWISE.get(code, '')}"
    return ""
