"""What has moved of an order since it was planned, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from gp_sync.core.canonical import canonical
from gp_sync.core.differences import changes
from gp_sync.core.flow import Flow
from gp_sync.core.model import TargetRef
from gp_sync.core.states import DocumentState, End
from gp_sync.ledger.views import DocumentRow
from gp_sync.people.chosen import was_left_out
from gp_sync.plans.plan import PlannedOrder

__all__ = ["DONE_ALREADY", "how_it_moved"]

DONE_ALREADY = "it was done already: GP has what was planned"
"""What is said of an order whose part of a plan was carried out before."""

_MANY = 3
"""How many fields are named of contents that are others than planned."""

_SHORT = 80
"""Up to how many characters both values of such a field are told."""

_NOTHING = canonical(None)


def how_it_moved(flow: Flow[Any, Any], planned: PlannedOrder, now: PlannedOrder, row: DocumentRow) -> str:
    """Why an order is another than planned; empty if it is not.

    Args:
        flow: the order's.
        planned: what was planned.
        now: what would be planned now.
        row: how the order stands now.
    """
    if row.end is End.UNREADABLE:
        return "Procurify has a newer version, which cannot be read"
    if (now.version, now.payload) != (planned.version, planned.payload):
        return "Procurify has a newer version of it"
    # The decision anew is that of a replay, which asks nobody whether a person took the order out of the flow.
    if row.state is DocumentState.DONE_BY_HAND is not planned.state:
        return "a person took it as done by hand since"
    if was_left_out(row) and planned.state is not DocumentState.SKIPPED:
        return "a person left it out since"
    return "" if now.fingerprint == planned.fingerprint else _difference(flow, planned, now, row)


def _difference(flow: Flow[Any, Any], planned: PlannedOrder, now: PlannedOrder, row: DocumentRow) -> str:
    """How the decision about one version differs from the planned one."""
    if planned.to_do and now.action == "unchanged":
        return _done_since(flow, planned, row)
    if _asks_the_same(planned, now):
        return "its record in GP was changed since"
    if planned.words != now.words:
        return f"planned was '{planned.words}', decided anew it is '{now.words}'"
    wanted = {write.intent.target: write.intent.body for write in now.writes}
    return f"it would be written with other contents than planned{_told(flow, planned, wanted)}"


def _done_since(flow: Flow[Any, Any], planned: PlannedOrder, row: DocumentRow) -> str:
    """What a run did meanwhile: what was planned, or something else, such as with another date."""
    wanted = {write.intent.target: write.intent.body or _NOTHING for write in planned.writes}
    wanted |= {link.target: link.sent for link in planned.adopted}
    written = {link.target: link.sent for link in row.links}
    if all(written.get(target, _NOTHING) == body for target, body in wanted.items()):
        return DONE_ALREADY
    return f"it was written since with other contents than planned{_told(flow, planned, written)}"


def _told(flow: Flow[Any, Any], planned: PlannedOrder, bodies: Mapping[TargetRef, str | None]) -> str:
    """The first fields in which bodies are others than the planned ones."""
    fields = [
        words for write in planned.writes for words in _fields(flow, write.intent.body, bodies.get(write.intent.target))
    ]
    return f": {', '.join(fields[:_MANY])}{' and more' if len(fields) > _MANY else ''}" if fields else ""


def _fields(flow: Flow[Any, Any], before: str | None, after: str | None) -> Iterator[str]:
    """In which fields one body is another than the planned one."""
    if before is None or after is None:
        return
    for row in changes(flow.revive(before), flow.revive(after)):
        field, told = row.field.replace("_", " "), f"{row.there}{row.wanted}"
        short = len(told) <= _SHORT and "\n" not in told
        yield f"{field} was '{row.there}' and is '{row.wanted}'" if short else f"{field} is another"


def _asks_the_same(planned: PlannedOrder, now: PlannedOrder) -> bool:
    """Whether the same would be written, over another state of the records."""
    mine, theirs = (
        [(write.intent.op, write.intent.target, write.intent.body) for write in order.writes]
        for order in (planned, now)
    )
    return bool(mine) and mine == theirs and planned.adopted == now.adopted
