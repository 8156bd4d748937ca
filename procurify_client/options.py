"""What a single call, or a view of a client, does otherwise than the client."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from procurify_client.call import Timeout
from procurify_client.retry import Backoff

__all__ = ["Options", "checked_options"]

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", re.ASCII)
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*", re.ASCII)
_OURS = frozenset({"authorization", "content-length", "host", "transfer-encoding"})


class _Headers(Mapping[str, str]):
    """Headers of a caller, which show their names only: a value may be a key of some gateway."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._reveal: Callable[[], dict[str, str]] = dict(
            headers
        ).copy  # a method instead of a field: tools that print fields print that

    def __getitem__(self, name: str) -> str:
        return self._reveal()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._reveal())

    def __len__(self) -> int:
        return len(self._reveal())

    def __repr__(self) -> str:
        return f"<headers {', '.join(map(repr, self))}>"


_NONE = _Headers({})


def _refusal(headers: Mapping[Any, Any]) -> str:
    """Say what is wrong with headers, if anything is."""
    for name in headers:
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
            return f"header {name!r} is not a header's name: give letters, digits and dashes"
        if name.lower() in _OURS:
            return f"header {name!r} is set by the client and cannot be replaced: leave it out"
        if not isinstance(headers[name], str) or not _HEADER_VALUE.fullmatch(headers[name]):
            return f"the value of header {name!r} is not printable ASCII text on one line"
    return ""


def _wrong(name: str, value: object, kind: type) -> str:
    """Say what is wrong with an option that is given and of another class, if it is."""
    return "" if value is None or isinstance(value, kind) else f"{name} is {value!r}: give a {kind.__name__}(...)"


@attrs.frozen(kw_only=True, init=False)
class Options:
    """How a call is to be carried out; what is not given is as the client has it.

    Give it to `send`, `exchange` or `request` for one call, or to `with_options` for all calls of a view, those of its
    typed methods and lists included: `client.with_options(Options(timeout=Timeout(total=5))).vendors.get(2)`.

    Args:
        timeout: limits in seconds.
        backoff: how often and how late the call is repeated, if it may be; `Backoff(attempts=1)` never repeats it.
        headers: headers to add or to replace, by name, as printable ASCII. `Authorization` and what frames the
            request cannot be among them. They are sent with the call, not with a token request.

    Raises:
        ValueError: a header cannot be sent, or a value is of the wrong class; the message names it.
    """

    timeout: Timeout | None
    backoff: Backoff | None
    headers: Mapping[str, str] = attrs.field(repr=False, hash=False)

    def __init__(
        self, *, timeout: Timeout | None = None, backoff: Backoff | None = None, headers: Mapping[str, str] = _NONE
    ) -> None:
        named = isinstance(headers, Mapping)
        # First, so that no error shows a value.
        headers = _Headers(headers if named else {})
        self.__attrs_init__(timeout=timeout, backoff=backoff, headers=headers)
        words = (
            ("" if named else "headers is no mapping: give values by header names")
            or _refusal(headers)
            or _wrong("timeout", timeout, Timeout)
            or _wrong("backoff", backoff, Backoff)
        )
        if words:
            raise ValueError(words)

    def over(self, base: "Options") -> "Options":
        """Give these options, with those of `base` where these say nothing. A header replaces its namesake."""
        named = {name.lower() for name in self.headers}
        kept = {name: value for name, value in base.headers.items() if name.lower() not in named}
        return Options(
            timeout=base.timeout if self.timeout is None else self.timeout,
            backoff=base.backoff if self.backoff is None else self.backoff,
            headers=kept | dict(self.headers),
        )


def checked_options(options: object) -> Options:
    """Check what was given as the options of a call or a view.

    Raises:
        ValueError: it is of another class.
    """
    if not isinstance(options, Options):
        raise ValueError(f"options is {options!r:.80}: give Options(...)")  # noqa: TRY004  # as for any argument
    return options
