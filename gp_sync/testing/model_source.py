"""Small honest models of where orders and facts come from, for tests of applications that embed the engine."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from gp_sync.core.fiscal import FiscalCalendar
from gp_sync.core.flow import FeedPage, Fetched, Listed, Touched
from gp_sync.core.model import Finding, Ref, Unavailable
from gp_sync.flows.purchase_orders.document import OrderState, SourceOrder, latest_day
from gp_sync.testing.examples import encode_order

__all__ = ["ModelFeed", "ModelReferences"]

_UNFINISHED = {OrderState.PURCHASED, OrderState.REOPENED, OrderState.UNKNOWN}


class ModelFeed:
    """Orders in memory that a flow captures from; a `Feed`.

    Args:
        page_size: how many rows a page has.

    Attributes:
        windows: the windows that were listed.
        fetched: the orders that were read whole.
        drifts: how many of the next passes see the list change.
        unreadable_rows: what the next pages report as rows without a readable key.
        down: if set, why the source cannot be used.
        failing: why the source fails on some of the orders that it lists, by key.
    """

    name = "model.purchase_orders"

    def __init__(self, page_size: int = 50) -> None:
        self.windows: list[tuple[date | None, date]] = []
        self.fetched: list[str] = []
        self.drifts = 0
        self.unreadable_rows: tuple[str, ...] = ()
        self.down: Finding | None = None
        self.failing: dict[str, Finding] = {}
        self._page_size = page_size
        self._rows: dict[str, tuple[date, Listed, Fetched]] = {}
        self._touches: list[Touched] = []

    def put(
        self, source: SourceOrder, changed: date, *, problem: str | None = None, payload: bytes | None = None
    ) -> None:
        """An order appears or changes on a day, perhaps with an answer that cannot be read."""
        body = encode_order(source) if payload is None else payload
        listed = Listed(
            source_id=str(source.key),
            token=f"{changed} {hashlib.sha256(body).hexdigest()}",
            dated=latest_day(source.ordered_at),
            label=source.label,
            unfinished=source.state in _UNFINISHED,
        )
        label = source.label if problem is None else ""
        self._rows[listed.source_id] = (changed, listed, Fetched(payload=body, label=label, problem=problem))

    def amend(self, source: SourceOrder) -> None:
        """The source gives a known order right from now on, although no list says that it changed."""
        changed, listed, _ = self._rows[str(source.key)]
        self._rows[listed.source_id] = (changed, listed, Fetched(payload=encode_order(source), label=source.label))

    def touch(self, source: SourceOrder, at: datetime) -> None:
        """A part of an order changes, and with it what the source gives, although no list says so."""
        self.amend(source)
        self._touches.append(Touched(source_id=str(source.key), at=at))

    def touched(self, since: date, until: date) -> list[Touched]:
        """What was touched between two days. Raises Unavailable."""
        self._look()
        return [touch for touch in self._touches if since <= touch.at.date() <= until]

    def pages(self, since: date | None, until: date) -> Iterator[FeedPage]:
        """List what changed between two days, or everything. Raises Unavailable."""
        self._look()
        self.windows.append((since, until))
        rows = [row for changed, row, _ in self._rows.values() if changed <= until and (not since or since <= changed)]
        drifted, self.drifts = self.drifts > 0, max(0, self.drifts - 1)
        for first in range(0, len(rows) or 1, self._page_size):
            page = tuple(rows[first : first + self._page_size])
            yield FeedPage(rows=page, unreadable=self.unreadable_rows, drifted=drifted)

    def fetch(self, source_id: str) -> Fetched:
        """Read one order whole. Raises Unavailable."""
        self._look()
        self.fetched.append(source_id)
        if source_id in self.failing:
            return Fetched(payload=b"", label="", problem=f"{source_id} is not given", failure=self.failing[source_id])
        return self._rows[source_id][2]

    def _look(self) -> None:
        if self.down is not None:
            raise Unavailable(self.down)


class ModelReferences:
    """Facts in a dictionary that tests change as people change the target's setup; a `References`.

    Attributes:
        facts: what exists. Periods and years are told from the fiscal calendars.
        reads: how often each fact was asked for.
        down: if set, why facts cannot be read.
    """

    def __init__(self, facts: dict[Ref, Any], *, kinds: Iterable[str] = ()) -> None:
        self.facts = facts
        self.kinds = frozenset(ref.kind for ref in facts) | {"fiscal_period", "fiscal_year"} | frozenset(kinds)
        self.reads: Counter[Ref] = Counter()
        self.down: Finding | None = None
        self._seeded: dict[Ref, Any] = {}

    def begin_run(self, at: datetime) -> None:
        """Nothing is kept between runs, so there is nothing to do."""

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """Remember a fact that came along with a document."""
        self._seeded[ref] = fact

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """Give a fact as it is now. Raises Unavailable."""
        if self.down is not None:
            raise Unavailable(self.down)
        self.reads[ref] += 1
        if ref.kind in {"fiscal_period", "fiscal_year"}:
            return self._of_calendar(ref)
        return self.facts.get(ref, self._seeded.get(ref))

    def _of_calendar(self, ref: Ref) -> Any | None:
        calendar: FiscalCalendar | None = self.facts.get(Ref("fiscal_calendar", ref.key[:1]))
        if calendar is None:
            return None
        if ref.kind == "fiscal_period":
            return calendar.period(int(ref.key[1]), int(ref.key[2]))
        year = int(ref.key[1])
        return tuple(row for row in calendar.years if row.first.year <= year <= row.last.year)
