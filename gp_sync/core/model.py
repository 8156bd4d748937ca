"""The small frozen values that travel through the engine, and what a target's answers are.

`S` is a source document (an order as Procurify has it, in the engine's terms), `D` a target document (a purchase
order as GP will have it).
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.core.kinds import PURCHASE_ORDERS

__all__ = [
    "DOCUMENT",
    "RECORD",
    "Case",
    "Decision",
    "Difference",
    "Facts",
    "Finding",
    "Found",
    "Key",
    "Link",
    "Mapped",
    "RecordUnusable",
    "Ref",
    "Severity",
    "TargetRef",
    "Unavailable",
    "Verdict",
    "Write",
]

S = TypeVar("S")
D = TypeVar("D")

Verdict = Literal["equal", "partial", "different", "foreign"]


class Severity(StrEnum):
    """What a finding does to its document, the weightiest first."""

    SKIP = "SKIP"
    BLOCK = "BLOCK"
    HOLD = "HOLD"
    WARN = "WARN"


@attrs.frozen(kw_only=True, order=True)
class Key:
    """One source document of one connection: an order keeps its key when it is routed to another company."""

    connection: str
    flow: str
    source_id: str

    def __str__(self) -> str:
        return f"{self.flow} {self.source_id}"

    @property
    def ref(self) -> "Ref":
        """The document as the cause of findings that are in the document itself, which a new version of it mends."""
        return Ref(DOCUMENT, (self.flow, self.source_id))


DOCUMENT = "document"
"""The kind of a `Ref` that names a source document, by flow and key."""

RECORD = "record"
"""The kind of a `Ref` that names a record of a target, by flow, side, company and number."""


@attrs.frozen(order=True)
class Ref:
    """A fact's name, such as `("gl_account", ("TWO", "000-2100-00"))`; also the root cause of a finding."""

    kind: str
    key: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind} {' '.join(self.key)}"


@attrs.frozen(kw_only=True, order=True)
class TargetRef:
    """One record that the document becomes, computed once and kept in the link.

    Args:
        side: the target's system.
        company: its company.
        number: the record's number or ID.
        flow: whose kind of record it is: an order and a requisition may have one number. The engine fills it in.
    """

    side: Literal["procurify", "gp"]
    company: str
    number: str
    flow: str = PURCHASE_ORDERS

    def __str__(self) -> str:
        return f"{self.number} in {self.company or 'Procurify'}"

    @property
    def ref(self) -> Ref:
        """The record as a fact: the cause of findings about it, which is read anew to see whether it changed."""
        return Ref(RECORD, (self.flow, self.side, self.company, self.number))

    @classmethod
    def of(cls, ref: Ref) -> "TargetRef":
        """The record that a fact of the kind `RECORD` names."""
        side: Any
        flow, side, company, number = ref.key
        return cls(flow=flow, side=side, company=company, number=number)


@attrs.frozen(kw_only=True)
class Facts:
    """What was looked up for one decision. Asked and not found means absent; not asked is a mistake of the mapper.

    Args:
        as_of: when.
        asked: what was looked up.
        found: what exists of it.
        unusable: what of it can be had in no way now, and why. It reads as absent, but findings about it are not heard:
            its own takes their place.
        written: the bodies of the document that were written last, None for a void; known without being asked for.
    """

    as_of: datetime
    asked: frozenset[Ref] = frozenset()
    found: Mapping[Ref, Any] = attrs.field(factory=dict)
    unusable: Mapping[Ref, "Finding"] = attrs.field(factory=dict)
    written: Mapping["TargetRef", Any] = attrs.field(factory=dict)

    def get(self, ref: Ref) -> Any | None:
        """The fact, or None where it does not exist or cannot be had.

        Raises:
            LookupError: nobody asked for it: the mapper's `needs` must name it.
        """
        if ref not in self.asked:
            raise LookupError(f"the fact {ref} was not asked for: name it in the mapper's needs()")
        return self.found.get(ref)


@attrs.frozen(kw_only=True)
class Difference:
    """One field of a record on which its three versions do not agree, each as a text; empty where there is none.

    Args:
        field: such as `freight` or `line 2 unit_cost`.
        written: what we wrote last.
        there: what the target holds now.
        wanted: what the source says now.
    """

    field: str
    written: str
    there: str
    wanted: str


@attrs.frozen(kw_only=True)
class Finding:
    """One thing that is not as it should be, with a stable code that users filter on.

    Args:
        code: a key of the catalogue in `gp_sync.core.findings`.
        severity: what it does to the document.
        cause: the fact behind it. Findings with the same code and cause are one issue.
        where: the line or field, in words.
        tried: the values that were tried, in words.
        differences: field by field, what a person has to compare.
        usual: what the severity would be, where the configuration chose it.
        flow: whose documents it is about; empty for several, which are then called documents.
    """

    code: str
    severity: Severity
    cause: Ref
    where: str = ""
    tried: str = ""
    differences: tuple[Difference, ...] = ()
    usual: Severity | None = None
    flow: str = PURCHASE_ORDERS


@attrs.frozen(kw_only=True)
class Mapped(Generic[D]):
    """What a mapper made of a source document.

    Args:
        wanted: a body per target.
        findings: everything that stands in the way.
        ended: the document was cancelled: whatever was written for it should be void, and nothing is wanted.
    """

    wanted: Mapping[TargetRef, D] = attrs.field(factory=dict)
    findings: tuple[Finding, ...] = ()
    ended: bool = False


@attrs.frozen(kw_only=True)
class Found(Generic[D]):
    """A record as the target holds it now.

    Args:
        body: the record in the terms of what we write.
        stamp: the row's version, which a guarded update sends back; None where the target has none.
        obstacle: why the record may not be changed, such as a receipt or a status past New.
        void: the record stands there as void or canceled.
        remarks: what is told to people when a write is confirmed, such as that the record waits for an approval.
    """

    body: D
    stamp: str | None = None
    obstacle: Finding | None = None
    void: bool = False
    remarks: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class Link(Generic[D]):
    """The last write that is confirmed for a target: what we sent (None for a void), and what the target then held.

    Args:
        held: None where a person entered the record under another number, so that nothing stood under this one.
        given_up: the record is gone, and a person wants it written again.
        by_hand: a person entered the record: it was never written by us, and is not changed by us.
        to_void: a person wants the record voided, whatever the source says.
    """

    target: TargetRef
    sent: D | None
    held: D | None
    stamp: str | None = None
    given_up: bool = False
    by_hand: bool = False
    to_void: bool = False

    def is_held(self, found: "Found[D]") -> bool:
        """Whether a record is still what it was when it was confirmed: nobody changed it since, nor voided it."""
        return found.void == (self.sent is None) and canonical(found.body) == canonical(self.held)


@attrs.frozen(kw_only=True)
class Case(Generic[S, D]):
    """All that a decision may look at.

    Args:
        key: which document.
        source: the document as the source has it now.
        last: the last confirmed write by target.
        now: what the target holds now, for targets that were read; None where it was read and is absent.
        verdicts: the target's judgement of the records in `now`, against what is wanted of them; of one that is gone,
            and that a person was done with, of what the person left.
        facts: the facts that the mapper asked for.
        policy: the flow's settings.
        severities: the severities that the configuration gives, by a finding's code.
    """

    key: Key
    source: S
    last: Mapping[TargetRef, Link[D]]
    now: Mapping[TargetRef, Found[D] | None]
    facts: Facts
    policy: Any
    verdicts: Mapping[TargetRef, Verdict] = attrs.field(factory=dict)
    severities: Mapping[str, Severity] = attrs.field(factory=dict)

    @property
    def stands(self) -> bool:
        """Whether something of it was written, and not all of that was voided by us: the target may keep it alive."""
        return any(link.sent is not None or link.by_hand for link in self.last.values())

    def is_of_a_person(self, link: Link[D]) -> bool:
        """Whether a person entered a record; one of ours that a person was done with is still ours to look after."""
        return link.by_hand and self.verdicts.get(link.target, "foreign") == "foreign"


@attrs.frozen(kw_only=True)
class Write(Generic[D]):
    """One change of one record. `before` is what the target held when it was decided, `body` None for a void."""

    op: Literal["create", "update", "void"]
    target: TargetRef
    body: D | None
    before: D | None = None
    stamp: str | None = None


@attrs.frozen(kw_only=True)
class Decision(Generic[D]):
    """What happens to a document, and why.

    Args:
        action: what happens.
        writes: what is written, one after the other.
        adopted: records that are linked without a write.
        findings: why.
        again: something more follows from the writes, so the document is decided once more when they are done.
    """

    action: Literal["write", "adopt", "unchanged", "skip", "hold", "block"]
    writes: tuple[Write[D], ...] = ()
    adopted: tuple[Link[D], ...] = ()
    findings: tuple[Finding, ...] = ()
    again: bool = False


class Unavailable(Exception):
    """A side cannot be used now, and nothing was written: login refused, server down, no answer to a read.

    Args:
        finding: what is wrong and who can mend it.
    """

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.code}: {finding.tried}")
        self.finding = finding


class RecordUnusable(Exception):
    """One record cannot be asked for or read, while its side is well: only the documents that need it are stopped.

    Args:
        finding: what is wrong with the record, which is its cause.
    """

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.code}: {finding.tried}")
        self.finding = finding
