"""Who set which value of a vendor, and since when both sides agree: told from the models alone, never from the flow."""

from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING

from tests.simulation.caller import Side
from tests.simulation.vendors.gp import ADDRESS_COLUMNS

if TYPE_CHECKING:
    from tests.simulation.vendors.company import Company

__all__ = ["COLUMNS", "MEMBERS", "Truth", "alike"]

MEMBERS = {
    "name": "name", "contact": "contact", "postal_code": "postalCode", "phone_1": "phoneOne", "city": "city",
}  # fmt: skip
"""The fields that histories change, by Procurify's names."""

COLUMNS = {field: field for field in MEMBERS}
"""The same by GP's."""

Cell = tuple[Side, str, str]
"""A side, the key of its vendor, and a field."""

Meeting = tuple[str, str, str]
"""Procurify's id, GP's vendor ID, and a field."""

Agreement = tuple[int, str, str]
"""When both sides of a meeting had one value, and that value in Procurify's terms and in GP's."""


def alike(field: str, procurify: str, gp: str) -> bool:
    """Whether both sides have one value, each in its own terms: GP has digits alone of a phone, with an extension."""
    if field != "phone_1":
        return procurify.strip() == gp.strip()
    number, _, extension = procurify.partition("x")
    digits = "".join(letter for letter in number if letter.isdigit())
    return gp == (digits + extension.strip().rjust(4, "0") if digits else "")


class Truth:
    """Follows the models of Procurify and of one company.

    Args:
        company: the company.

    Attributes:
        held: all values that a field ever had.
        linked: the GP vendors that each vendor of Procurify was ever linked to.
    """

    def __init__(self, company: "Company") -> None:
        self._company = company
        self._now: dict[Cell, str] = {}
        self._edited: dict[Cell, int] = {}
        self._agreed: dict[Meeting, Agreement] = {}
        self._met: dict[Meeting, Agreement] = {}
        self.held: dict[Cell, set[str]] = {}
        self.linked: dict[str, set[str]] = {}

    def look(self, *, by_hand: bool = False) -> None:
        """Take note of what has changed by a person, or else by a request or a run of ours."""
        moment, before = self._company.world.moment(), self._now
        self._now = dict(self._cells())
        for cell, value in self._now.items():
            self.held.setdefault(cell, set()).add(value)
            if value == before.get(cell, ""):
                continue
            if by_hand and (value or self._is_aligned(cell)) and not self._is_nowhere(cell):
                self._edited[cell] = moment
            else:
                self._edited.pop(cell, None)
        for vendor, vendor_id in self._company.pairs():
            self.linked.setdefault(vendor, set()).add(vendor_id)
        for vendor, vendor_id in self._once_linked():
            for field in MEMBERS:
                # While GP has no address of ours, it holds nothing that anybody could agree with.
                if not self.differs(vendor, vendor_id, field) and not self._is_nowhere(("gp", vendor_id, field)):
                    here, there = self._values(vendor, vendor_id, field)
                    self._agreed[vendor, vendor_id, field] = (moment, here, there)
                    if not by_hand:
                        self._met[vendor, vendor_id, field] = (moment, here, there)

    def differs(self, vendor: str, vendor_id: str, field: str) -> bool:
        """Whether the sides of a pair have two values of a field now."""
        return not alike(field, *self._values(vendor, vendor_id, field))

    def value(self, side: Side, key: str, field: str) -> str:
        """What a side has in a field now."""
        return self._now.get((side, key, field), "")

    def named_by_hand(self, side: Side, key: str) -> float:
        """When a person gave a vendor the name that it has; never, if it has it from us."""
        return self._edited.get((side, key, "name"), inf)

    def is_unseen(self, side: Side, vendor: str, vendor_id: str, field: str, seen: int) -> bool:
        """Whether a person set what one side of a pair has, since both sides last agreed, and before a moment.

        What was agreed on counts as seen, also if somebody changed it and then changed it back; so does a field that
        was emptied before the pair was ever aligned: the first time, what one side lacks is filled. Whether a run saw
        what people made agree between two of them cannot be told: either will do.
        """
        edited = self._edited.get((side, vendor if side == "procurify" else vendor_id, field), -1)
        place = 0 if side == "procurify" else 1
        now, meeting = self._values(vendor, vendor_id, field)[place], (vendor, vendor_id, field)
        agreements = [known.get(meeting, (-1, "", "")) for known in (self._agreed, self._met)]
        return all(agreed < edited <= seen and now != values[place] for agreed, *values in agreements)

    def _once_linked(self) -> Iterator[tuple[str, str]]:
        """The pairs that are there: what two agree on while nothing links them counts once they are linked again."""
        rows, cards = self._company.world.procurify.rows, self._company.gp.cards
        for vendor, ids in self.linked.items():
            yield from ((vendor, vendor_id) for vendor_id in ids if int(vendor) in rows and vendor_id in cards)

    def _is_nowhere(self, cell: Cell) -> bool:
        """Whether a field is of an address of ours that GP has not got: what is not there was set by nobody."""
        side, key, field = cell
        return side == "gp" and COLUMNS[field] in ADDRESS_COLUMNS and self._company.gp.lacks_address(key)

    def _is_aligned(self, cell: Cell) -> bool:
        """Whether the ledger knows what was once agreed on about a field: an address of ours is a record of its own."""
        side, key, field = cell
        place, aligned = 0 if side == "procurify" else 1, self._company.is_aligned
        return any(pair[place] == key and aligned(*pair, field) for pair in self._company.pairs())

    def _values(self, vendor: str, vendor_id: str, field: str) -> tuple[str, str]:
        return self.value("procurify", vendor, field), self.value("gp", vendor_id, field)

    def _cells(self) -> list[tuple[Cell, str]]:
        procurify, gp = self._company.world.procurify, self._company.gp
        cells: list[tuple[Cell, str]] = []
        for vendor, row in procurify.rows.items():
            cells += [(("procurify", str(vendor), field), row.get(name) or "") for field, name in MEMBERS.items()]
        for vendor_id in gp.cards:
            cells += [(("gp", vendor_id, field), gp.aligned(vendor_id, name)) for field, name in COLUMNS.items()]
        return cells
