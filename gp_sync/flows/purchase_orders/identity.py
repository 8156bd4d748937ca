"""Which line of a revised order is which line of the order that was written.

GP knows a line by its sequence, so a revision must give each line the one that it was written with. Procurify's line
id tells; whether it survives a revision is not documented (contract procurify, section 11.1), so where it does not, a
line is found by number, account, item and unit, if that is unique.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import attrs

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref
from gp_sync.flows.purchase_orders.document import ORD_STEP, GPPurchaseOrderLine

__all__ = ["Line", "keep_lines"]

Line = TypeVar("Line", bound=GPPurchaseOrderLine)
_Identity = Callable[[GPPurchaseOrderLine], Hashable]


def keep_lines(
    wanted: tuple[Line, ...], written: tuple[Line, ...], document: Ref
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """Give each line of a revised document the sequence, and the made-up item number, that it was written with.

    Lines that are new come after all that were ever there in the written one.

    Args:
        wanted: its lines.
        written: those that were written.
        document: the cause of what is unclear.

    Returns:
        The lines in GP's order, and a finding for each line that cannot be told apart.
    """
    pairs, unclear = _pairs(wanted, written)
    free = max((line.sequence for line in written), default=0) + ORD_STEP
    lines: list[Line] = []
    for place, line in enumerate(wanted):
        if place in pairs:
            lines.append(_as_written(line, written[pairs[place]]))
        else:
            lines.append(attrs.evolve(line, sequence=free))
            free += ORD_STEP
    lines.sort(key=lambda line: line.sequence)
    findings = [
        finding("LINE_IDENTITY", document, where=f"'{line.description}'", tried=f"{line.item_number} to {_coded(line)}")
        for line in unclear
    ]
    return tuple(lines), tuple(findings)


def _pairs(
    wanted: Sequence[GPPurchaseOrderLine], written: Sequence[GPPurchaseOrderLine]
) -> tuple[dict[int, int], list[GPPurchaseOrderLine]]:
    """The place in the written order of each line that is found there, and the lines that cannot be told apart."""
    pairs: dict[int, int] = {}
    # The parts of a split line share its id: by account first, so that parts may change places.
    identities: tuple[_Identity, ...] = (_part_by_account, _part, _line_alone)
    if not any(line.source_line for line in written):
        identities = (_place,)
    for identity in identities:
        pairs |= _matched(wanted, written, pairs, identity)
    left, over = _left(wanted, pairs), _left(written, set(pairs.values()))
    unclear = _unclear((wanted[place] for place in left), (written[place] for place in over))
    if not unclear:
        pairs |= _matched(wanted, written, pairs, _by_look)
    return pairs, unclear


def _matched(
    wanted: Sequence[GPPurchaseOrderLine],
    written: Sequence[GPPurchaseOrderLine],
    pairs: dict[int, int],
    identity: _Identity,
) -> dict[int, int]:
    """Pair the lines that are left by an identity, where it is unique on both sides."""
    left, over = _left(wanted, pairs), _left(written, set(pairs.values()))
    ours, theirs = (
        Counter(identity(lines[place]) for place in places) for lines, places in ((wanted, left), (written, over))
    )
    places = {identity(written[place]): place for place in over}
    found = {}
    for place in left:
        known = identity(wanted[place])
        if known is not None and ours[known] == 1 and theirs[known] == 1:
            found[place] = places[known]
    return found


def _left(lines: Sequence[GPPurchaseOrderLine], taken: Iterable[int]) -> list[int]:
    return [place for place in range(len(lines)) if place not in set(taken)]


def _unclear(left: Iterable[GPPurchaseOrderLine], over: Iterable[GPPurchaseOrderLine]) -> list[GPPurchaseOrderLine]:
    """Lines without a known id that look like several, so that a guess would be needed."""
    left = list(left)
    ours, theirs = Counter(map(_by_look, left)), Counter(map(_by_look, over))
    alike = ((line, ours[_by_look(line)], theirs[_by_look(line)]) for line in left)
    return [line for line, here, there in alike if there and max(here, there) > 1]


def _part_by_account(line: GPPurchaseOrderLine) -> Hashable:
    return (_source(line), line.account_number) if line.source_line else None


def _part(line: GPPurchaseOrderLine) -> Hashable:
    """The line and its part; a line that is not split is its own first part."""
    return line.source_line if ":" in line.source_line else f"{line.source_line}:1" if line.source_line else None


def _line_alone(line: GPPurchaseOrderLine) -> Hashable:
    return _source(line) or None


def _place(line: GPPurchaseOrderLine) -> Hashable:
    """Place, account and item tell, where a record was taken over as it stands in GP, which keeps no ids of ours."""
    return line.sequence, line.account_number, line.item_number


def _by_look(line: GPPurchaseOrderLine) -> Hashable:
    sku = "" if _is_made_up(line.vendor_item_number, line) else line.vendor_item_number
    return line.source_number, line.account_number, sku, line.unit


def _source(line: GPPurchaseOrderLine) -> str:
    return line.source_line.partition(":")[0]


def _is_made_up(item: str, line: GPPurchaseOrderLine) -> bool:
    """Whether an item number was made of the line's id, which is what the template of the configuration does."""
    return bool(line.source_line) and line.source_line.replace(":", "-") in item


def _as_written(line: Line, before: Line) -> Line:
    kept = {
        name: getattr(before, name)
        for name in ("item_number", "vendor_item_number")
        if _is_made_up(getattr(line, name), line) and _is_made_up(getattr(before, name), before)
    }
    return attrs.evolve(line, sequence=before.sequence, **kept)


def _coded(line: GPPurchaseOrderLine) -> str:
    return f"account {line.account_number}, unit {line.unit}"
