"""How much of the captured orders the tables of the configuration cover."""

from collections.abc import Iterator

from gp_sync.core.check import Check
from gp_sync.engine import Engine
from gp_sync.mapping.coverage import coverage

__all__ = ["tables_cover"]

_NAMED = 6


def tables_cover(engine: Engine) -> Iterator[Check]:
    """The share of the captured documents that no gap of a table stops. It takes the connection's lease for a while."""
    seen = coverage(engine)
    if not seen.orders and not seen.unreadable:
        yield Check(what="mapping", result="ok", answer="nothing was captured yet that it could be tried on")
        return
    answer = f"{seen.covered} of {seen.orders} captured documents have no gap that stops them"
    gaps = {name: len(table.gaps) for name, table in sorted(seen.tables.items()) if table.gaps}
    if gaps:
        answer += "; gaps in " + ", ".join(f"{name} ({number})" for name, number in gaps.items())
    if seen.unreadable:
        answer += f"; {len(seen.unreadable)} cannot be read: {', '.join(seen.unreadable[:_NAMED])}"
    well = not gaps and not seen.unreadable
    remedy = "" if well else "`gp-sync map coverage` names them, `gp-sync map suggest` proposes what fills them."
    yield Check(what="mapping", result="ok" if well else "warning", answer=answer, remedy=remedy)
