"""What an entry of a site profile may be; each mistake is told with the value and what is accepted.

All texts that go into addresses are checked here, so that no profile can lead a request to another path.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dynamicsgp_sba.limits import MONEY_DECIMALS
from dynamicsgp_sba.urls import base_address

__all__ = [
    "address",
    "apart",
    "column_names",
    "decimals",
    "empty_as_none",
    "flag",
    "header",
    "matches",
    "one_of",
    "parameters",
    "seconds",
    "template",
    "texts",
    "time_zone",
]

Check = Callable[[Any, Any, Any], None]

_PLAIN_PATH = re.compile(r"[A-Za-z0-9._~!$'()*,;:@/-]*", re.ASCII)
_HEADER = re.compile(r"[!-~]([ -~]*[!-~])?", re.ASCII)
_COLUMN = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)


def empty_as_none(value: str | None) -> str | None:
    """Take an empty text for "none", since TOML has no word for it."""
    return value or None


def template(*, needs: tuple[str, ...] = (), allows: tuple[str, ...] = ()) -> Check:
    """Check a piece of an address with placeholders in braces.

    Args:
        needs: placeholders that must occur.
        allows: placeholders that may.
    """
    known = ", ".join(f"{{{name}}}" for name in (*needs, *allows))

    def check(_: Any, attribute: Any, value: str | None) -> None:
        if value is None:
            return
        try:
            parts = [(text, name, form or kind) for text, name, form, kind in Formatter().parse(value)]
        except ValueError as error:
            raise ValueError(f"{attribute.name} is {value!r}: {error}; the placeholders are {known}") from None
        names = [name for _, name, _ in parts if name is not None]
        if any(form for *_, form in parts) or not set(needs) <= set(names) <= {*needs, *allows}:
            raise ValueError(f"{attribute.name} is {value!r}: expected a path with {known} and no other placeholder")
        plain = "".join(text for text, *_ in parts)
        if not _PLAIN_PATH.fullmatch(plain) or ".." in plain or value.startswith("/") or "//" in value:
            raise ValueError(
                f"{attribute.name} is {value!r}: expected a path of letters, digits and . _ ~ ! $ ' ( ) * , ; : @ / - "
                "that neither begins with a slash nor holds '..' or '//'"
            )

    return check


def matches(pattern: str, accepted: str) -> Check:
    """Check a text against a regular expression."""
    compiled = re.compile(pattern, re.ASCII)

    def check(_: Any, attribute: Any, value: str) -> None:
        if not compiled.fullmatch(value):
            raise ValueError(f"{attribute.name} is {value!r}: expected {accepted}")

    return check


def one_of(*accepted: str) -> Check:
    """Check a word against a list."""

    def check(_: Any, attribute: Any, value: str) -> None:
        if value not in accepted:
            raise ValueError(f"{attribute.name} is {value!r}: expected one of {', '.join(accepted)}")

    return check


def header(_: Any, attribute: Any, value: str | None) -> None:
    """Check the value of an HTTP header."""
    if value is not None and not _HEADER.fullmatch(value):
        raise ValueError(f"{attribute.name} is {value!r}: expected printable ASCII without spaces at its ends")


def flag(_: Any, attribute: Any, value: bool) -> None:
    """Check a flag: any other value, such as the text "no", would count as true."""
    if type(value) is not bool:
        raise ValueError(f"{attribute.name} is {value!r}: expected True or False")


def time_zone(_: Any, attribute: Any, value: str | None) -> None:
    """Check the IANA name of a time zone that this machine knows."""
    if value is None:
        return
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f"{attribute.name} is {value!r}: expected a time zone such as America/Chicago") from None


def parameters(_: Any, attribute: Any, value: Mapping[str, str]) -> None:
    """Check the names and values of a query."""
    texts(_, attribute, (*value, *value.values()))


def decimals(_: Any, attribute: Any, value: int | Mapping[str, int] | None) -> None:
    """Check a number of decimals, or a table of them."""
    found = value.values() if isinstance(value, Mapping) else () if value is None else (value,)
    if any(type(number) is not int or not 0 <= number <= MONEY_DECIMALS for number in found):
        raise ValueError(f"{attribute.name} is {value!r}: expected whole numbers from 0 to {MONEY_DECIMALS}")


def address(_: Any, attribute: Any, value: str | None) -> None:
    """Check a base URL; whether plain http is allowed is known to the client alone, when it is made."""
    if value is None:
        return
    try:
        base_address(value, allow_plain_http=True, needs_tls=False)
    except ValueError as error:
        raise ValueError(f"{attribute.name}: {error}") from None


def seconds(_: Any, attribute: Any, value: float) -> None:
    """Check a number of seconds."""
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{attribute.name} is {value!r}: expected a number of seconds above 0")


def apart(_: Any, attribute: Any, value: Mapping[str, str]) -> None:
    """Check paths with points of members in an object: none is another's, nor leads through it."""
    paths = [path.split(".") for path in value.values()]
    for number, path in enumerate(paths):
        if any(other[: len(path)] == path for place, other in enumerate(paths) if place != number):
            raise ValueError(
                f"{attribute.name} uses {'.'.join(path)!r} for two members, or for one and for an object: give each a "
                "place of its own"
            )


def column_names(_: Any, attribute: Any, value: Collection[str]) -> None:
    """Check names of GP's columns, each of them once."""
    odd = [name for name in value if not _COLUMN.fullmatch(name)]
    if odd or len(set(value)) != len(value):
        raise ValueError(f"{attribute.name} is {list(value)!r}: expected names of columns, such as VENDORID, each once")


def texts(_: Any, attribute: Any, value: Collection[str]) -> None:
    """Check texts that are shown or sent: none is empty, and none holds half a letter."""
    if isinstance(value, str):
        raise ValueError(f"{attribute.name} is {value!r}: expected several texts, such as ({value!r},)")  # noqa: TRY004
    for text in value:
        if not text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ValueError(f"{attribute.name} holds {text!r}: expected a text with at least one character")
