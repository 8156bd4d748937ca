"""How an order's life is printed."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from gp_sync.cli.words import (
    VERY_MANY,
    differences,
    elsewhere,
    field_words,
    finding,
    indented,
    line,
    names,
    print_value,
    some_findings,
    unstructured,
)
from gp_sync.story.explain import Explanation, Step
from gp_sync.story.live import Live

__all__ = ["print_explanation"]

_GP = {
    "as written": "as it was written",
    "changed": "changed by somebody since it was written",
    "void": "void",
    "absent": "not there",
    "unreadable": "it cannot be read",
}
_GONE = frozenset({"DELETED_IN_GP", "REQUISITION_GONE", "REQUISITION_OUT_OF_WORK"})
_PROCURIFY = {
    "as captured": "as it was read last",
    "changed": "changed since it was read; the next sync takes it up",
    "unreadable": "it cannot be read",
}


def print_explanation(console: Console, told: Explanation, live: Live | None, *, as_json: bool) -> None:
    """The order, its timeline, and how it stands."""
    if as_json:
        print_value(unstructured(told) | _live_json(live))
        return
    _head(console, told)
    console.print("\n[dim]times in UTC[/]")
    for step in told.steps:
        _step(console, step)
    console.print("\n[bold]now[/]")
    _now(console, told)
    if live is not None:
        _live(console, live)


def _head(console: Console, told: Explanation) -> None:
    about = told.summary
    parts = [about.vendor, str(about.amount or ""), f"dated {about.dated} in Procurify" if about.dated else ""]
    title = ", ".join(part for part in parts if part)
    line(console, f"[bold]{escape(told.label)}[/]" + (f": {escape(title)}" if title else ""))
    people = {"asked for by": about.requesters, "approved by": about.approvers, "bought by": (about.buyer,)}
    by = ", ".join(f"{words} {names(who)}" for words, who in people.items() if any(who))
    if by:
        line(console, escape(by))


def _step(console: Console, step: Step) -> None:
    by = f" ({step.by}: {step.why})" if step.by and step.why else f" ({step.by})" if step.by else ""
    line(console, f"{step.at:%Y-%m-%d %H:%M:%S}  {escape(step.words + by)}")
    for note in step.notes[:VERY_MANY]:
        indented(console, escape(note), 21)
    if step.changes:
        table = Table("field", "was", "became", box=None, pad_edge=False)
        for row in step.changes[:VERY_MANY]:
            table.add_row(*(escape(text) for text in (field_words(row.field), row.there, row.wanted)))
        console.print(Padding(table, (0, 0, 0, 21)))
    more = max(len(step.notes), len(step.changes)) - VERY_MANY
    if more > 0:
        indented(console, f"and {more} more; --json has all", 21)


def _now(console: Console, told: Explanation) -> None:
    console.print(f"{told.end.value}" + (f" ({told.state.value})" if told.state.value != told.end.value else ""))
    said = [step for step in told.steps if step.what == "document.done_by_hand"]
    lost = {found.cause for found in told.findings if found.code in _GONE}
    for link in told.links:
        if link.elsewhere:
            line(console, escape(elsewhere(link, said[-1].by if said else "")))
            continue
        deleted = link.void and link.stamp is None
        # What a person was done with without it may have been bought there.
        if link.target.ref in lost or (deleted and link.by_hand):
            line(console, f"GP had it as {escape(str(link.target))}, and does not have it any more")
            continue
        if deleted:
            line(console, f"GP had it as {escape(str(link.target))}, until it was deleted there")
            continue
        extra = " as a person entered it" if link.by_hand else ", voided" if link.void else ""
        gone = ", and is to be written again" if link.given_up else ", and is to be voided" if link.to_void else ""
        line(console, f"GP has it as {escape(str(link.target))}{extra}{gone}")
    if not told.links:
        console.print("GP does not have it, as far as is known")
    for target in told.open:
        line(console, f"what became of a write of {escape(str(target))} is not known yet")
    some_findings(console, told.findings)


def _live(console: Console, live: Live) -> None:
    console.print("\n[bold]asked just now[/]")
    why = f": {live.problem}" if live.problem else ""
    line(console, f"Procurify: {escape(_PROCURIFY[live.source] + why)}")
    for record in live.records:
        problem = f": {record.problem}" if record.problem else ""
        line(console, f"GP, {escape(str(record.target))}: {escape(_GP[record.state] + problem)}")
        differences(console, record.differences)
        if record.obstacle is not None:
            finding(console, record.obstacle, "it may not be changed")


def _live_json(live: Live | None) -> dict[str, Any]:
    return {"live": None if live is None else unstructured(live)}
