"""The escape hatch: any endpoint, with the same token, limits and errors as the typed ones."""

import re
from collections.abc import Mapping
from typing import Any

from procurify_client.call import Answer, Call
from procurify_client.envelope import read_json

__all__ = ["raw_call"]

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PATH = re.compile(r"/[A-Za-z0-9_.~%:@-][A-Za-z0-9_.~%:@/-]*", re.ASCII)


def raw_call(
    method: str, path: str, *, params: Mapping[str, str | int] | None, json: Any, allow_write: bool
) -> Call[Any]:
    """Make the call for an endpoint that has no typed method.

    Raises:
        ValueError: the path is not one on the tenant's host, or a write was not allowed.
    """
    method = method.upper()
    if method not in _METHODS:
        raise ValueError(f"method is {method!r}: give one of {', '.join(_METHODS)}")
    if method != "GET" and not allow_write:
        raise ValueError(f"{method} {path} may change data in Procurify: pass allow_write=True if that is meant")
    if not _PATH.fullmatch(path) or ".." in path.split("/"):
        raise ValueError(
            f"path is {path!r}: give a path on the tenant's host, such as '/api/v3/users/', and the query in params"
        )
    if path.startswith("/oauth/"):
        raise ValueError(f"path is {path!r}: the client asks for tokens itself")
    pairs = tuple((name, str(value)) for name, value in (params or {}).items())
    return Call(method=method, path=path, params=pairs, json=json, read=_read)


def _read(answer: Answer) -> Any:
    if not answer.content or answer.headers.get("content-type", "").startswith("text/csv"):
        return None
    return read_json(answer.content)
