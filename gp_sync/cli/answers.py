"""How the answers to the questions of `gp-sync init` are read: each reader gives the value, or raises ValueError."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from gp_sync.flows.purchase_orders.checks import template
from gp_sync.flows.purchase_orders.policy import CODING, CompanyPolicy
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.urls import check_url

__all__ = ["account", "day", "fits", "ledger", "pairs", "rows", "segments", "text", "user", "yes"]

_YES, _NO = {"yes", "y", "true"}, {"no", "n", "false"}


def text(answer: str) -> str:
    """Any text."""
    return answer


def fits(kind: Any, name: str) -> Callable[[str], str]:
    """Read a text that a setting takes."""
    field = attrs.fields_dict(kind)[name]

    def read(answer: str) -> str:
        if field.validator is not None:
            field.validator(None, field, answer)
        return answer

    return read


def user(answer: str) -> str:
    """Read a Windows account with its domain."""
    domain, backslash, name = answer.partition("\\")
    if not (backslash and domain and name) and not re.fullmatch(r"[^@\\]+@[^@\\]+", answer):
        raise ValueError(rf"'{answer}' has no domain: give the account as ACME\svc_gp or svc_gp@acme.example")
    return answer


def yes(answer: str) -> bool:
    """Read yes or no."""
    if answer.casefold() in _YES | _NO:
        return answer.casefold() in _YES
    raise ValueError(f"'{answer}': answer yes or no")


def day(answer: str) -> date:
    """Read a day such as 2026-12-01."""
    try:
        return date.fromisoformat(answer)
    except ValueError:
        raise ValueError(f"'{answer}' is no day: give one such as 2026-12-01") from None


def ledger(answer: str) -> str:
    """Read the URL of a ledger, or the name of a file for one."""
    url = answer if "://" in answer else f"sqlite:///{answer}".replace("\\", "/")
    try:
        check_url(url)
    except LedgerError as error:
        raise ValueError(str(error)) from None
    return url


def account(answer: str) -> str:
    """Read the template of a GL account; fields of one's own are named in the configuration, later."""
    template(*CODING)(None, attrs.fields(CompanyPolicy).account, answer)
    return answer


def pairs(answer: str) -> Mapping[str, str]:
    """Read `USD = Z-US$, CAD = Z-C$`."""
    parts = [part.partition("=") for part in answer.split(",") if part.strip()]
    wrong = [name.strip() for name, equals, value in parts if not (equals and name.strip() and value.strip())]
    if wrong:
        raise ValueError(f"'{wrong[0]}' is no pair: give Procurify's name, =, and GP's, with commas between pairs")
    _once(name for name, _, _ in parts)
    return {name.strip(): value.strip() for name, _, value in parts}


def rows(answer: str) -> list[Mapping[str, str]]:
    """Read `Head Office = 000, Plant North = 100`; a row without a segment has a name alone."""
    parts = [part.partition("=") for part in answer.split(",") if part.strip()]
    empty = [value for name, _, value in parts if not name.strip()]
    if empty:
        raise ValueError(
            f"'={empty[0].strip()}' has no name: give a name, = and its segment, such as Plant North = 100"
        )
    _once(name for name, _, _ in parts)
    return [{"name": name.strip(), **({"segment": value.strip()} if value.strip() else {})} for name, _, value in parts]


def segments(answer: str) -> list[Mapping[str, str]]:
    """Read rows of which each has a segment."""
    read = rows(answer)
    without = [row["name"] for row in read if "segment" not in row]
    if without:
        raise ValueError(f"'{without[0]}' has no segment: give it as {without[0]} = 01")
    return read


def _once(names: Iterable[str]) -> None:
    """See that no name is there twice; case and outer spaces do not count, as in the configuration's tables."""
    seen: dict[str, str] = {}
    for name in (name.strip() for name in names):
        if name.casefold() in seen:
            raise ValueError(f"'{seen[name.casefold()]}' is there twice: give it once")
        seen[name.casefold()] = name
