"""A call to a service that this package has no methods for."""

import json as jsonlib
from decimal import Decimal
from typing import Any

from dynamicsgp_sba import reading, urls
from dynamicsgp_sba.call import Call

__all__ = ["changes", "free_call"]


def changes(method: str, action: str | None) -> bool:
    """Whether a request may change something in GP: anything but a GET, and a GET whose header has a service act."""
    return method.upper() != "GET" or action is not None


def free_call(
    base: str, root: str, method: str, path: str, *, json: Any, action: str | None, timeout: float | None
) -> Call[Any]:
    """Build the call; its value is the JSON of the answer as it is, or its text where it is no JSON.

    Args:
        base: the checked base address.
        root: the beginning of the tenant's or the company's addresses.
        method: the HTTP method.
        path: the service path, encoded by the caller.
        json: the body; `Decimal` is sent as text.
        action: the value of the `GP-Custom-Action` header.
        timeout: seconds for all of it.

    Raises:
        ValueError: the path or the action cannot be sent.
    """
    urls.check_plain(path, action)
    return Call(
        method=method.upper(),
        url=urls.join(base, root, path),
        keys=urls.keys_in(path),
        body=None if json is None else jsonlib.dumps(json, default=_as_text).encode(),
        headers={} if action is None else {"GP-Custom-Action": action},
        write=changes(method, action),
        atomic=False,
        timeout=timeout,
        read=reading.read_any,
    )


def _as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{value!r:.60} has no place in JSON")
