"""The escape hatch: any endpoint, with the same token, limits and errors as the typed ones."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from procurify_client.call import Answer, Call
from procurify_client.envelope import read_json
from procurify_client.paging import Page, page_call

__all__ = ["Query", "QueryValue", "list_call", "raw_call"]

QueryValue: TypeAlias = str | int | bool | Decimal
"""A single value of a query."""
Query: TypeAlias = Mapping[str, QueryValue | Sequence[QueryValue] | None] | Sequence[tuple[str, QueryValue]]
"""The query of `request`: values by name, where a list repeats the name and None leaves it out, or pairs."""

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PATH = re.compile(r"/[A-Za-z0-9_.~%:@-][A-Za-z0-9_.~%:@/-]*", re.ASCII)


def raw_call(method: str, path: str, *, params: Query | None, json: Any, allow_write: bool) -> Call[Any]:
    """Make the call for an endpoint that has no typed method.

    Raises:
        ValueError: the path is not one on the tenant's host, a write was not allowed, or the query has what cannot be
            written in one.
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
    return Call(method=method, path=path, params=tuple(_pairs(params or {})), json=json, read=_read)


def list_call(
    path: str, params: Query | None = None, *, page: int | None = None, page_size: int | None = None
) -> Call[Page[Any]]:
    """Make the call for one page of a list that has no typed method, such as `/api/v3/bills/`.

    Give it to `Procurify.pages` to read all pages, or to `send` for this one. Records are what JSON has, with `Decimal`
    for numbers with a fraction.

    Args:
        path: the list's path on the tenant's host, with its final slash.
        params: the query, without `page` and `page_size`; see `Query`.
        page: the page's number, from 1; by default the first.
        page_size: how many records to ask for, from 1; by default as many as the client that sends it.

    Raises:
        ValueError: see `Procurify.request`; or a number is out of range.
    """
    whole = raw_call("GET", path, params=params, json=None, allow_write=False)
    return page_call(path, Any, whole.params, page=page, page_size=page_size, after=None)


def _pairs(params: Any) -> Iterator[tuple[str, str]]:
    if isinstance(params, Mapping):
        for name, value in params.items():
            several = value if isinstance(value, list | tuple) else () if value is None else (value,)
            for one in several:
                yield name, _written(name, one)
        return
    if not isinstance(params, list | tuple):
        raise ValueError(f"params is {params!r:.80}: give values by name, or pairs of name and value")  # noqa: TRY004
    for pair in params:
        if not isinstance(pair, tuple | list) or len(pair) != 2 or type(pair[0]) is not str:  # noqa: PLR2004
            raise ValueError(f"params has {pair!r:.80}: give pairs of a name and a value")
        yield pair[0], _written(pair[0], pair[1])


def _written(name: str, value: object) -> str:
    """Write a value as the typed filters do. The server ignores what it does not understand, so nothing is guessed."""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is Decimal and value.is_finite():
        return f"{value:f}"
    if type(value) is str or type(value) is int:
        return str(value)
    raise ValueError(
        f"params[{name!r}] is {value!r:.80}: give a text, a whole number, a Decimal, True or False, or a list of them; "
        "write dates as the endpoint wants them"
    )


def _read(answer: Answer) -> Any:
    if not answer.content or answer.headers.get("content-type", "").startswith("text/csv"):
        return None
    return read_json(answer.content)
