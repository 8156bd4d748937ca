"""What a run tells: counts that add up, findings in words, and what to do next."""

from collections import Counter
from datetime import datetime
from typing import Any, TypeVar, cast

import attrs

from gp_sync.core.model import Finding
from gp_sync.core.states import End

__all__ = ["CaptureReport", "FlowReport", "RunReport", "SweepReport"]

R = TypeVar("R", "CaptureReport", "SweepReport")

_IN_GP = frozenset({End.WRITTEN, End.ADOPTED, End.UNCHANGED})
"""How documents end that nothing stops; findings of theirs only warn."""


@attrs.define
class CaptureReport:
    """What the capture of one run saw.

    Args:
        listed: distinct documents in the window.
        unchanged: of these, the ones whose change token was known.
        fetched: documents read whole, with those that could not be fetched or read before.
        touched: known documents that were read whole since a part of them changed, though no list said so.
        before_start: documents of the list that are dated before the start and not known; they are not in `listed`.
        unreadable: in words, rows without a readable key.
        unknown: how many of the fetched documents have each field or value that this version has no name for.
        whole: the window was read whole, as far as its rows have readable keys.
        complete: so it was, and all of them have: the cursor moved.
        full: everything was listed, whatever its change date says, and what is unfinished was fetched again.
    """

    listed: int = 0
    unchanged: int = 0
    fetched: int = 0
    touched: int = 0
    before_start: int = 0
    unreadable: list[str] = attrs.field(factory=list)
    unknown: Counter[str] = attrs.field(factory=Counter)
    whole: bool = False
    complete: bool = False
    full: bool = False

    def with_those_of(self, other: "CaptureReport") -> "CaptureReport":
        """Both together; what must hold of each flow holds of them if it holds of both."""
        return _together(self, other)


@attrs.define
class SweepReport:
    """What the comparison of GP's records with the ledger's links saw.

    Args:
        listed: records with our marker that were listed.
        changed: those that somebody changed in GP since they were last looked at.
        landed_late: requests of ours that had been given up and landed after all.
        orphans: records with our marker that no document of the ledger owns.
        vanished: records that were written and are not in GP any more; looked for on a full check.
        full: everything was compared, not only what changed.
    """

    listed: int = 0
    changed: int = 0
    landed_late: int = 0
    orphans: list[str] = attrs.field(factory=list)
    vanished: list[str] = attrs.field(factory=list)
    full: bool = False

    def with_those_of(self, other: "SweepReport") -> "SweepReport":
        """Both together."""
        return _together(self, other)


@attrs.define(kw_only=True)
class FlowReport:
    """What one flow did in a run.

    Args:
        captured: what the capture saw.
        swept: what the comparison with GP saw.
        reopened: documents that were looked at again since the cause that stopped them changed.
        resolved: how writes that an earlier run left open ended.
        ends: how the documents that were decided in this run ended, and how many were fetched and cannot be read.
        warned: how many of them are in GP as they should be, and have warnings that people should read.
        not_due: in words, why the lists of both sides were not read in this run; empty if they were.
    """

    captured: CaptureReport = attrs.field(factory=CaptureReport)
    swept: SweepReport = attrs.field(factory=SweepReport)
    reopened: int = 0
    resolved: Counter[End] = attrs.field(factory=Counter)
    ends: Counter[End] = attrs.field(factory=Counter)
    warned: int = 0
    not_due: str = ""


@attrs.define(kw_only=True)
class RunReport(FlowReport):
    """One run of one connection: what all its flows did together, and each by itself.

    Args:
        stopped: why a side could not be used or a guard stopped the run, if so; its documents stay pending.
        warnings: what did not stop the run, and should be looked at.
        cut_short: it ended before all was done: it was told to, or had written as much as it may at a time. What is
            left waits for the next run.
        flows: what each flow did, by its name.
    """

    connection: str
    started: datetime
    ended: datetime | None = None
    stopped: list[Finding] = attrs.field(factory=list)
    warnings: list[Finding] = attrs.field(factory=list)
    cut_short: bool = False
    flows: dict[str, FlowReport] = attrs.field(factory=dict)

    def part(self) -> "RunReport":
        """The report of one flow, which counts for itself; what stops a side, or the run, is known to all."""
        return RunReport(connection=self.connection, started=self.started, stopped=self.stopped, warnings=self.warnings)

    def add(self, flow: str, part: "RunReport") -> None:
        """Take in what a flow did."""
        first = not self.flows
        names = [field.name for field in attrs.fields(FlowReport)]
        self.flows[flow] = FlowReport(**{name: getattr(part, name) for name in names})
        self.captured = part.captured if first else self.captured.with_those_of(part.captured)
        self.swept = part.swept if first else self.swept.with_those_of(part.swept)
        self.reopened += part.reopened
        self.resolved += part.resolved
        self.ends += part.ends
        self.warned += part.warned
        self.cut_short |= part.cut_short
        self.not_due = "; ".join(filter(None, (self.not_due, part.not_due)))

    def count(self, end: End, findings: tuple[Finding, ...]) -> None:
        """Count how a document that was decided ended, and whether it is in GP with warnings."""
        self.ends[end] += 1
        self.warned += bool(findings) and end in _IN_GP

    def stop(self, reason: Finding) -> None:
        """Note that a side cannot be used; one reason is told once."""
        _add_once(self.stopped, reason)

    def warn(self, reason: Finding) -> None:
        """Note what should be looked at; one reason is told once."""
        _add_once(self.warnings, reason)


def _together(one: R, other: R) -> R:
    """Numbers and lists are added up; a flag is set where it is in both."""
    kind: Any = type(one)
    values = {field.name: (getattr(one, field.name), getattr(other, field.name)) for field in attrs.fields(kind)}
    joined = {name: a and b if isinstance(a, bool) else a + b for name, (a, b) in values.items()}
    return cast("R", kind(**joined))


def _add_once(known: list[Finding], reason: Finding) -> None:
    if all((reason.code, reason.tried) != (other.code, other.tried) for other in known):
        known.append(reason)
