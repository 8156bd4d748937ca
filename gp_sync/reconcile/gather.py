"""Reading both systems and the ledger for one period. Nothing is written anywhere, and no lease is taken."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs

from gp_sync.core.canonical import plain
from gp_sync.core.flow import Flow
from gp_sync.core.summary import Summary
from gp_sync.engine import Engine
from gp_sync.ledger.values import Pending
from gp_sync.ledger.views import DocumentRow
from gp_sync.progress import Progress
from gp_sync.reconcile.compare import order_rows
from gp_sync.reconcile.currencies import CurrencyNames
from gp_sync.reconcile.documents import Documents, as_order, currency_ids
from gp_sync.reconcile.ledger_sides import ledger_side, owners_of, written_company
from gp_sync.reconcile.marks import Marks
from gp_sync.reconcile.model import Bucket, GPRecord, OrderRow, Period, Side, SourceRecord
from gp_sync.reconcile.pairing import Known
from gp_sync.reconcile.period import widened
from gp_sync.reconcile.reading import ListedOrder, ListedRecord
from gp_sync.reconcile.result import Tie
from gp_sync.reconcile.tie import tie_out
from gp_sync.run.capture import PASSES
from gp_sync.run.guarded import NotProcessedError, guarded, guarded_flow
from gp_sync.run.tokens import is_token_of

__all__ = ["Compared", "OrderReader"]

_NOTHING = Decimal(0)
_KEPT_CHANGING = "which kept changing while it was read: run this again in a quiet hour"
_TOGETHER = 200
"""So many orders are read from the ledger at once."""

_MARGIN = timedelta(days=2)
"""Procurify's filter cuts days in a time zone that is not documented; a company's own zone decides."""

_ZONES = timedelta(days=1)
"""An instant's day in UTC and in any other zone are at most one apart."""


@attrs.frozen(kw_only=True)
class Compared:
    """All orders of a period, or all requisitions, and how they add up.

    Args:
        flow: the name of their flow.
        orders: the orders.
        ties: how they add up.
        unreadable: in words, what cannot be read.
        known: what the ledger has, by the keys in Procurify.
    """

    flow: str
    orders: tuple[OrderRow, ...]
    ties: tuple[Tie, ...]
    unreadable: tuple[str, ...]
    known: Mapping[str, DocumentRow]


@attrs.define(kw_only=True)
class OrderReader:
    """Reads the orders of one period, or its requisitions, and compares them.

    Args:
        engine: the connection's, for its ledger and references.
        documents: which flow, and both systems' lists.
        period: the days.
        progress: told how far the reading is.
        whole: read every order from Procurify, also those whose row of the list is as it was captured.
    """

    engine: Engine
    documents: Documents
    period: Period
    progress: Progress
    whole: bool = False
    _known_before: dict[str, DocumentRow] = attrs.field(factory=dict, init=False)
    _unreadable: list[str] = attrs.field(factory=list, init=False)
    _names: CurrencyNames = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._names = CurrencyNames(self.engine.references, self.documents.policy, self.engine.now())

    def compare(self) -> Compared:
        """Read everything, and compare it.

        Raises:
            Unavailable: a side cannot be used.
        """
        ledger, connection = self.engine.ledger, self.engine.connection
        self.documents = attrs.evolve(self.documents, flow=guarded_flow(self.documents.flow))
        flow = self._flow
        self._known_before = {row.key.source_id: row for row in ledger.documents(connection, flow.name)}
        listed = self._listed()
        sources = self._sources(list(listed.values()))
        records, lost = self._records()
        known = self._known(sources, lost)
        gone = self._owners_elsewhere(sources, records, known)
        known = attrs.evolve(known, gone=gone)
        early = frozenset(key for key, row in sources.items() if self._is_early(row.side.dated))
        rows = order_rows(sources, records, known, before_start=early)
        ties = tie_out(sources.values(), records, rows)
        unreadable = tuple(self._unreadable)
        return Compared(flow=flow.name, orders=rows, ties=ties, unreadable=unreadable, known=self._known_before)

    @property
    def _flow(self) -> Flow[Any, Any]:
        return self.documents.flow

    # --- Procurify ---

    def _listed(self) -> dict[str, ListedOrder]:
        """Procurify's list; read again if it changed meanwhile."""
        rows, unreadable = dict[str, ListedOrder](), dict[str, None]()
        for _ in range(PASSES):
            rows, unreadable, drifted = {}, {}, False
            for page in self.documents.lists.in_procurify(*widened(self.period, _MARGIN)):
                rows.update({row.source_id: row for row in page.rows if self._may_count(row)})
                unreadable.update(dict.fromkeys(page.unreadable))
                drifted = drifted or page.drifted
                self.progress(f"Procurify's list of {self.documents.word}s", len(rows), page.count)
            if not drifted:
                break
        else:
            unreadable[f"Procurify's list of {self.documents.word}s, {_KEPT_CHANGING}"] = None
        self._unreadable += unreadable
        return rows

    def _may_count(self, row: ListedOrder) -> bool:
        """Whether an order may be one of the period, in whatever time zone its company is."""
        day = row.ordered_at.date() if row.ordered_at is not None else None
        first, last = widened(self.period, _ZONES)
        return day is None or first <= day <= last

    def _sources(self, listed: list[ListedOrder]) -> dict[str, SourceRecord]:
        """The orders of Procurify's list, with what the ledger has of them: many are read at once."""
        ledger, connection, sources = self.engine.ledger, self.engine.connection, dict[str, SourceRecord]()
        for start in range(0, len(listed), _TOGETHER):
            some = listed[start : start + _TOGETHER]
            ids = [row.source_id for row in some]
            tokens = ledger.tokens(connection, self._flow.name, ids)
            newest = ledger.newest_of(connection, self._flow.name, ids)
            for row in some:
                sources[row.source_id] = self._source(row, tokens.get(row.source_id), newest.get(row.source_id))
                self.progress(f"{self.documents.word}s of Procurify", len(sources), len(listed))
        return sources

    def _source(self, row: ListedOrder, token: str | None, newest: Pending | None) -> SourceRecord:
        known = newest.payload if newest is not None else b""
        payload, problem = known, ""
        if self.whole or not known or not is_token_of(token or "", row.token):
            fetched = self._flow.feed.fetch(row.source_id)
            payload, problem = fetched.payload, fetched.problem or ""
        found, problem = (None, problem) if problem else self._decoded(payload)
        about = self._summary(found)
        company = about.company or written_company(self._known_before.get(row.source_id))
        dated = about.dated or self._day(row.ordered_at, company)
        inside = self.period.has(dated, company)
        if inside and row.total is None and not row.cancelled:
            self._unreadable.append(f"the total of {self.documents.word} {row.number} of Procurify, which is missing")
        return SourceRecord(
            source_id=row.source_id,
            number=row.number,
            side=self._ours(company, row.currency, _NOTHING if row.cancelled else row.total or _NOTHING, dated),
            in_period=inside,
            order=None if found is None else self.documents.asked(found),
            vendor=about.vendor or row.vendor,
            cancelled=row.cancelled,
            fresh=payload == known or self._is_same(found, known),
            problem=problem,
        )

    def _day(self, instant: datetime | None, company: str) -> date | None:
        """The day of an instant where the company is; in UTC if that is not known."""
        zones = {row.id: row.zone for row in self.documents.policy.companies}
        return None if instant is None else instant.astimezone(zones.get(company, UTC)).date()

    def _is_same(self, found: Any, known: bytes) -> bool:
        """Whether nothing changed that GP could get: Procurify counts a version for any change."""
        before = self._decoded(known)[0] if known and found is not None else None
        if before is None:
            return False
        now, then = self.documents.asked(found), self.documents.asked(before)
        return attrs.evolve(now, version=then.version) == then

    def _decoded(self, payload: bytes) -> tuple[Any, str]:
        """An order or requisition as its flow reads it; None where it cannot be read, and why."""
        try:
            return guarded(self._flow.decode, payload, planned=(ValueError,)), ""
        except (ValueError, NotProcessedError) as error:
            return None, str(error)

    def _summary(self, found: Any) -> Summary:
        try:
            return Summary() if found is None else guarded(self._flow.summary, found)
        except NotProcessedError:
            return Summary()

    # --- GP ---

    def _records(self) -> tuple[tuple[GPRecord, ...], frozenset[tuple[str, str]]]:
        """All orders of all companies, and the companies and numbers of those that cannot be read."""
        word = self.documents.word
        records: list[GPRecord] = []
        lost: set[tuple[str, str]] = set()
        for company in self._flow.companies:
            self.progress(f"{word}s of {company}", 0, None)
            listed, unreadable = self.documents.lists.in_gp(company)
            records += (self._record(company, row) for row in listed)
            lost.update((company, plain(number)) for number in unreadable)
            self._unreadable += (f"{word} {number} of {company} in GP" for number in unreadable)
            self.progress(f"{word}s of {company}", len(listed), len(listed))
        return tuple(records), frozenset(lost)

    def _record(self, company: str, row: ListedRecord) -> GPRecord:
        body = as_order(row.found.body)
        amount = _NOTHING if row.found.void else body.total
        # Of several currencies there is no sum: they stand apart, under all their names.
        currencies = dict.fromkeys(self._names.name(company, known) for known in currency_ids(row.found.body))
        return GPRecord(
            number=row.number,
            side=self._side(company, " and ".join(currencies), amount, body.document_date),
            in_period=self.period.has(body.document_date, company),
            found=row.found,
            status=row.status,
            vendor=row.vendor,
            mark=plain(body.confirm_with),
            marked=self._marks.is_one(body.confirm_with),
        )

    # --- the ledger ---

    @property
    def _marks(self) -> Marks:
        return Marks(self.documents.policy.orders.marker)

    def _known(self, sources: Mapping[str, SourceRecord], lost: frozenset[tuple[str, str]]) -> Known:
        rows = self._known_before
        numbers = {key: row.label for key, row in rows.items()} | {key: row.number for key, row in sources.items()}
        writes = self.engine.ledger.open_writes(self.engine.connection)
        return Known(
            ledger={key: ledger_side(self._flow, row) for key, row in rows.items()},
            owners=owners_of(rows, [(one.intent.target, one.key) for one in writes if one.key.flow == self._flow.name]),
            marks={self._marks.of(key, number): key for key, number in numbers.items()},
            unreadable=lost,
        )

    def _owners_elsewhere(
        self, sources: dict[str, SourceRecord], records: Iterable[GPRecord], known: Known
    ) -> dict[str, SourceRecord]:
        """Look up the orders that own GP's orders of the period and that Procurify did not list.

        Those that Procurify gives, or fails to give for now, are added to the sources; the others are gone.
        """
        gone = {}
        for owner in dict.fromkeys(_owners(records, known)):
            if owner in sources or owner not in self._known_before:
                continue
            fetched = self._flow.feed.fetch(owner)
            document, problem = (None, fetched.problem) if fetched.problem else self._decoded(fetched.payload)
            found = self._elsewhere(owner, document, problem)
            # A server that fails, and an order that cannot be read, do not say that it is gone.
            if fetched.payload or fetched.failure is not None:
                sources[owner] = found
            else:
                gone[owner] = found
        return gone

    def _elsewhere(self, source_id: str, document: Any, problem: str) -> SourceRecord:
        about = self._summary(document)
        amount, cancelled = about.amount, document is not None and self.documents.is_cancelled(document)
        counts = amount is not None and not cancelled
        return SourceRecord(
            source_id=source_id,
            number=self._known_before[source_id].label or source_id,
            side=self._ours(
                about.company or written_company(self._known_before[source_id]),
                amount.currency if amount is not None else "",
                amount.amount if amount is not None and counts else _NOTHING,
                about.dated,
            ),
            in_period=self.period.has(about.dated, about.company),
            order=None if document is None else self.documents.asked(document),
            vendor=about.vendor,
            cancelled=cancelled,
            problem=problem,
        )

    def _ours(self, company: str, currency: str, amount: Decimal, dated: date | None) -> Side:
        return self._side(company, self._names.of_procurify(company, currency), amount, dated)

    def _side(self, company: str, currency: str, amount: Decimal, dated: date | None) -> Side:
        bucket = Bucket(flow=self._flow.name, company=company, currency=currency)
        return Side(bucket=bucket, amount=amount, dated=dated)

    def _is_early(self, day: date | None) -> bool:
        return self._flow.start is not None and day is not None and day < self._flow.start


def _owners(records: Iterable[GPRecord], known: Known) -> Iterator[str]:
    for record in records:
        if record.in_period:
            owner = known.owners.get((record.side.bucket.company, plain(record.number)))
            named = owner or known.marks.get(record.mark)
            if named is not None:
                yield named
