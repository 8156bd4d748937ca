"""What a flow consists of: where its documents come from, how they are read, mapped, judged and written."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Generic, Literal, Protocol, TypeVar

import attrs

from gp_sync.core.decide import decide
from gp_sync.core.model import Case, Decision, Finding, Found, Mapped, Ref, Severity
from gp_sync.core.protocols import Mapper, Rule, Target
from gp_sync.core.summary import Summary, nothing_known

__all__ = ["Feed", "FeedPage", "Fetched", "Flow", "Listed", "MoreReferences", "References", "Touched"]

S = TypeVar("S")
D = TypeVar("D")


@attrs.frozen(kw_only=True)
class Listed:
    """A row of a list of changes.

    Args:
        source_id: the document's key.
        token: changes whenever the document may have changed.
        changed: when it changed last, by the source's clock; None if unknown.
        dated: the document's own date, for the fence of the start: the latest day that it may be where it was made;
            None if unknown.
        label: how people call it, for the case that the document itself cannot be read.
        unfinished: it may still change in a way that moves neither its token nor what says that it was touched, so a
            full check fetches it again.
    """

    source_id: str
    token: str
    changed: datetime | None = None
    dated: date | None = None
    label: str = ""
    unfinished: bool = False


@attrs.frozen(kw_only=True)
class Touched:
    """A document that something else says has changed: an order, of which an item changed.

    Args:
        source_id: the document's key.
        at: when that was, by the source's clock.
    """

    source_id: str
    at: datetime


@attrs.frozen(kw_only=True)
class FeedPage:
    """One page of changes.

    Args:
        rows: what was listed.
        unreadable: in words, rows that have no readable key.
        drifted: the list changed while it was read, so rows may have been missed.
    """

    rows: tuple[Listed, ...]
    unreadable: tuple[str, ...] = ()
    drifted: bool = False


@attrs.frozen(kw_only=True)
class Fetched:
    """A document as received.

    Args:
        payload: the answer's body, byte for byte; empty if there is none. Then the next run asks again.
        label: how people call it; empty if that cannot be read.
        problem: why it cannot be read, or None.
        failure: why the side failed on this one, if it did. Failing on several in a row, it cannot be used.
        unknown: names of what it says that this version has no name for: fields, and values of known ones.
    """

    payload: bytes
    label: str
    problem: str | None = None
    failure: Finding | None = None
    unknown: frozenset[str] = frozenset()


class Feed(Protocol):
    """Where a flow's documents come from. Every method raises Unavailable when the side cannot be used."""

    name: str

    def pages(self, since: date | None, until: date) -> Iterable[FeedPage]:
        """The pages of documents that changed between two days, both included; of all of them if `since` is None."""
        ...

    def touched(self, since: date, until: date) -> Iterable[Touched]:
        """Documents of which a part changed between two days, though perhaps no list of documents says so.

        Raises:
            Unavailable: the side cannot be used.
            RecordsUnreadable: after the last part that can be read, there are others that cannot.
        """
        ...

    def fetch(self, source_id: str) -> Fetched:
        """One document, whole."""
        ...


class References(Protocol):
    """Where facts come from.

    Attributes:
        kinds: the kinds of `Ref` that can be looked up; others change only by configuration or a new version.
    """

    kinds: frozenset[str]

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """A fact as it was at `not_before` or later, or None where it does not exist.

        A fact that is not found is read anew once per run before it counts as absent.

        Raises:
            Unavailable: the side cannot be used now.
            RecordUnusable: this one cannot be asked for or read, others can.
        """
        ...

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """Remember a fact that came along with a document, so that it need not be read."""
        ...

    def begin_run(self, at: datetime) -> None:
        """Say that a run begins: what was read before counts as old where something new is expected."""
        ...


class MoreReferences(ABC):
    """`References` that know some kinds of facts themselves; all others are asked of another one.

    Args:
        references: who knows all other facts.
        own: the kinds that `answer` is asked for.
    """

    def __init__(self, references: References, own: Collection[str]) -> None:
        self._references = references
        self._own = frozenset(own)
        self.kinds = references.kinds | self._own

    @abstractmethod
    def answer(self, ref: Ref, not_before: datetime) -> Any | None:
        """A fact of an own kind; see `References.find`."""

    def find(self, ref: Ref, not_before: datetime) -> Any | None:
        """See `References.find`."""
        return self.answer(ref, not_before) if ref.kind in self._own else self._references.find(ref, not_before)

    def seed(self, ref: Ref, fact: Any, at: datetime) -> None:
        """See `References.seed`."""
        self._references.seed(ref, fact, at)

    def begin_run(self, at: datetime) -> None:
        """See `References.begin_run`."""
        self._references.begin_run(at)


def _as_it_is(wanted: Any, _: Any) -> tuple[Any, tuple[Finding, ...]]:
    return wanted, ()


def _undated(_: Any) -> None:
    return None


def _nothing_to_tell(_: Any, __: Any) -> tuple[Finding, ...]:
    return ()


def _no_longer(_: Any) -> float:
    return 0.0


@attrs.frozen(kw_only=True)
class Flow(Generic[S, D]):
    """One kind of document from a source to its target.

    Args:
        name: a stable word, part of every key.
        feed: where changes come from.
        decode: reads a stored answer; raises ValueError that says what is wrong.
        revive: reads a body that was stored as canonical JSON; the void becomes None.
        seeds: facts that a source document brings along.
        mapper: from source to target.
        rules: what must hold before a write.
        decide: decides a case by what was mapped and found, once the records are read; by default that of a flow from
            a source to a target.
        target: where to.
        side: the target's system; without it nothing can be written.
        other_sides: further systems without which no document can be decided, since records are read or written there.
        has_baseline: a baseline links its records by their numbers.
        every: how long after the lists of both sides were read that is due again; None means in each run.
        policy: the flow's settings, handed to rules.
        severities: the severities that the configuration gives, by a finding's code.
        companies: the target's companies, whose records are swept.
        align: gives a wanted body the identities of the one that was written, such as its lines' numbers, with a
            finding where that would need a guess.
        several_targets: one document may have records in several companies.
        dated: the day of a source document where it was made, for the fence of the start; None if unknown.
        start: documents dated before this day are left alone; None means the first run is refused.
        keeps_what_is_held: a record of ours that an answered write left otherwise than it was sent, such as in
            capitals, is done with: what the target holds counts. Else such an answer is looked after as a doubt.
        fresh_only: a document is decided only as this run has seen it in the source: none where the lists could not be
            read, and none whose newest version cannot be. Something else may stand in for it by now.
        known_only: what the ledger does not know is not captured: no company gets such documents any more, and those
            from before follow their source. What persons do with their records in the target is not watched.
        gone: the code of what is told of a record that is gone, where the target does not tell of history: it is done
            with, most likely. Without one it was deleted, and several of them look like a restored backup.
        awaited: the code of what is told of documents of another flow that wait until one of these is out of the
            target, whose key is that of the cause. It is decided anew in each run meanwhile.
        void_deletes: a void leaves nothing of the record in the target, so that its absence shows that it landed.
        extra_seconds: how much longer than others a send of this body may take, such as for its many lines.
        remarks: what people are told of a record once it is written: from what was sent, None for a void, and what the
            target then holds.
        summary: what people tell a source document by, for reports.
        summary_there: what people tell a body of the target by, for reports.
    """

    name: str
    feed: Feed
    decode: Callable[[bytes], S]
    revive: Callable[[str], D | None]
    seeds: Callable[[S], Mapping[Ref, Any]]
    mapper: Mapper[S, D]
    rules: tuple[Rule[S, D], ...]
    target: Target[D]
    policy: Any
    decide: Callable[[Case[S, D], Mapped[D], tuple[Finding, ...]], Decision[D]] = decide
    companies: tuple[str, ...] = ()
    align: Callable[[D, D], tuple[D, tuple[Finding, ...]]] = _as_it_is
    several_targets: bool = False
    dated: Callable[[S], date | None] = _undated
    side: Literal["procurify", "gp"] = "gp"
    other_sides: frozenset[str] = frozenset()
    has_baseline: bool = True
    every: timedelta | None = None
    start: date | None = None
    extra_seconds: Callable[[D], float] = _no_longer
    keeps_what_is_held: bool = False
    fresh_only: bool = False
    known_only: bool = False
    awaited: str = ""
    void_deletes: bool = False
    gone: str = ""
    severities: Mapping[str, Severity] = attrs.field(factory=dict)
    remarks: Callable[[D | None, Found[D]], Iterable[Finding]] = _nothing_to_tell
    summary: Callable[[S], Summary] = nothing_known
    summary_there: Callable[[D], Summary] = nothing_known

    def stops_with(self, finding: Finding) -> bool:
        """Whether a finding is about a side without which nothing can be written."""
        return finding.cause.kind == "side" and finding.cause.key[0] in {self.side, *self.other_sides}
