"""The shapes in which a GP service may answer: what is around a payload, and how its names and values are written."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, get_args

from dynamicsgp_sba.testing.names import in_dexterity, in_dotnet

__all__ = ["SHAPES", "Shape", "shaped"]

Shape = Literal[
    "envelope", "odata", "results", "named", "single", "dexterity", "dotnet", "spelled", "texts", "json dates"
]

SHAPES: tuple[Shape, ...] = get_args(Shape)
"""Ways to answer, which can be combined:

`envelope` puts a status beside the payload, `odata` a context and a count, and `results` two objects around it; `named`
makes an object with a count of a list; `single` makes a list of one row that row, and a record a list of one;
`dexterity` names members as Dexterity's dictionary does, and `dotnet` as classes of .NET, with keys as objects;
`spelled` writes names in lower case with underscores; `texts` writes numbers as texts; `json dates` writes days as
`/Date(ms)/`.
`named` and `single` exclude each other, and so do `dexterity` and `dotnet`.
"""

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T00:00:00)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def shaped(payload: Any, shapes: tuple[Shape, ...], service: str = "") -> Any:
    """Give an answer's payload in these shapes: first its names and values, then what is around it.

    Args:
        payload: with GP's columns.
        shapes: some of `SHAPES`.
        service: the address below the company, since classes name a column by what the record is.
    """
    if "dexterity" in shapes:
        payload = in_dexterity(payload)
    if "dotnet" in shapes:
        payload = in_dotnet(payload, service)
    return _around(_values(payload, shapes), shapes)


def _around(payload: Any, shapes: tuple[Shape, ...]) -> Any:
    for shape, put in _AROUND.items():
        payload = put(payload) if shape in shapes else payload
    return payload


def _values(value: Any, shapes: tuple[Shape, ...]) -> Any:
    if isinstance(value, Mapping):
        return {
            name.lower().replace("id", "_id") if "spelled" in shapes else name: (
                item if name == "DEX_ROW_TS" else _values(item, shapes)  # the stamp is to come back as it was
            )
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_values(item, shapes) for item in value]
    if "texts" in shapes and type(value) is int:
        return str(value)
    if "json dates" in shapes and isinstance(value, str) and (match := _DAY.fullmatch(value)):
        day = date.fromisoformat(match[1])
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return f"/Date({(midnight - _EPOCH) // timedelta(milliseconds=1)})/"
    return value


def _single(payload: Any) -> Any:
    if isinstance(payload, list):
        return payload[0] if len(payload) == 1 else payload
    return payload if payload is None else [payload]


def _named(payload: Any) -> Any:
    return {"Rows": payload, "Count": len(payload), "Page": 1} if isinstance(payload, list) else payload


_AROUND: dict[Shape, Callable[[Any], Any]] = {
    "single": _single,
    "named": _named,
    "results": lambda payload: {"d": {"results": payload}},
    "odata": lambda payload: {"@odata.context": "x", "@odata.count": 1, "value": payload},
    "envelope": lambda payload: {"Status": {"Code": 200, "Message": ""}, "Payload": payload, "Trace": []},
}
