"""What a single call, or a view of a client, does otherwise than the client."""

import re
from collections.abc import Mapping
from typing import Any

import attrs

from procurify_client.call import Timeout
from procurify_client.retry import Backoff

__all__ = ["Options"]

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", re.ASCII)
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*", re.ASCII)
_OURS = frozenset({"authorization", "content-length", "host", "transfer-encoding"})


def _check_headers(_: "Options", __: Any, headers: Mapping[Any, Any]) -> None:
    for name, value in headers.items():
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
            raise ValueError(f"header {name!r} is not a header's name: give letters, digits and dashes")
        if name.lower() in _OURS:
            raise ValueError(f"header {name!r} is set by the client and cannot be replaced: leave it out")
        if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
            # The value itself may be a key of some gateway, and stays out of the message.
            raise ValueError(f"the value of header {name!r} is not printable ASCII text on one line")


def _copied(headers: Mapping[str, str]) -> Mapping[str, str]:
    return dict(headers)


@attrs.frozen(kw_only=True)
class Options:
    """How a call is to be carried out; what is not given is as the client has it.

    Give it to `send`, `exchange` or `request` for one call, or to `with_options` for all calls of a view.

    Args:
        timeout: limits in seconds.
        backoff: how often and how late the call is repeated, if it may be; `Backoff(attempts=1)` never repeats it.
        headers: headers to add or to replace, by name, as printable ASCII. `Authorization` and what frames the
            request cannot be among them. They are sent with the call, not with a token request.

    Raises:
        ValueError: a header cannot be sent; the message names it.
    """

    timeout: Timeout | None = None
    backoff: Backoff | None = None
    headers: Mapping[str, str] = attrs.field(
        factory=dict, converter=_copied, validator=_check_headers, repr=False, hash=False
    )

    def over(self, base: "Options") -> "Options":
        """Give these options, with those of `base` where these say nothing. A header replaces its namesake."""
        named = {name.lower() for name in self.headers}
        kept = {name: value for name, value in base.headers.items() if name.lower() not in named}
        return Options(
            timeout=base.timeout if self.timeout is None else self.timeout,
            backoff=base.backoff if self.backoff is None else self.backoff,
            headers=kept | dict(self.headers),
        )
