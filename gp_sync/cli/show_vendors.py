"""How vendors are printed: proposals for their links, conflicts, and one vendor's story."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import attrs
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from gp_sync.cli.words import count, field_words, indented, line, some_findings, unstructured
from gp_sync.ledger.views import DocumentRow
from gp_sync.people.vendor_desk import Conflict
from gp_sync.people.vendor_linking import CompanyVendors
from gp_sync.people.vendor_proposals import Proposal, without
from gp_sync.people.vendor_sheets import DECISIONS
from gp_sync.people.vendor_story import CompanyStory, Step, VendorStory
from gp_sync.systems.vendor_standing import Standing

__all__ = [
    "conflicts_json",
    "print_conflicts",
    "print_proposals",
    "print_taken",
    "print_vendor",
    "proposals_json",
    "story_json",
]


_NAMED = 20
"""So many of the vendors that are like none in GP are named."""


def print_proposals(
    console: Console, found: Sequence[Proposal], seen: Iterable[Standing], kinds: Iterable[str], out: Path | None
) -> None:
    """Proposals under their vendors, the likeliest vendors first; with a file, only how many there are."""
    groups = [list(rows) for _, rows in groupby(found, key=lambda row: (row.company, row.vendor))]
    groups.sort(key=lambda rows: -rows[0].score)
    if out is None:
        for rows in groups:
            _print_vendor_proposals(console, rows)
    for stand in seen:
        _print_counts(console, stand.vendors, found, kinds)
        for words in stand.unreadable:
            line(console, f"[red]left out[/]: {escape(words)}")
    if out is not None:
        told = f"{count(len(found), 'proposal')} written to {out}"
        then = f"say {', '.join(DECISIONS)} or nothing in its last column; then gp-sync vendors match --in {out}"
        line(console, escape(f"{told}: {then}" if found else told))
    elif found:
        one = groups[0][0]
        named = f"{one.vendor} {one.vendor_id} --company {one.company}"
        line(console, escape(f"take one, as the first: gp-sync vendors link {named}"))
        line(console, escape(f"refuse it: gp-sync vendors refuse {named}"))
        line(console, escape("decide about many in a spreadsheet: gp-sync vendors match --out proposals.csv"))


def _print_vendor_proposals(console: Console, rows: Sequence[Proposal]) -> None:
    first = rows[0]
    was = f", was {first.was}, which GP has no more" if first.was else ""
    line(console, f"[bold]vendor {first.vendor} '{escape(first.name)}'[/] in {escape(first.company + was)}")
    for row in rows:
        also = f"; vendor {' and '.join(row.linked_to)} is linked to it" if row.linked_to else ""
        likely = " [green]likely[/]" if row.likely else ""
        words = f"{row.vendor_id} '{row.gp_name}': {', '.join(row.evidence)}{also}"
        indented(console, f"{row.score:>3}{likely} {escape(words)}")


def _print_counts(console: Console, vendors: CompanyVendors, found: Iterable[Proposal], kinds: Iterable[str]) -> None:
    settled = sum(vendors.is_settled(card.key) for card in vendors.procurify)
    proposed = _proposed(vendors, found)
    left = without(vendors, proposed, kinds)
    others = len(vendors.procurify) - settled - len(proposed) - len(left)
    counts = [f"{settled} linked", f"{len(proposed)} with proposals", f"{len(left)} like none in GP"]
    counts += [f"{others} of types that do not flow"] if others else []
    line(
        console,
        escape(f"{vendors.company}: {count(len(vendors.procurify), 'vendor')} in Procurify: {', '.join(counts)}"),
    )
    if left:
        named = [f"{card.key} '{card.name}'" for card in left[:_NAMED]]
        more = [f"and {len(left) - _NAMED} more"] if len(left) > _NAMED else []
        indented(console, escape(f"like none: {', '.join([*named, *more])}"))


def _proposed(vendors: CompanyVendors, found: Iterable[Proposal]) -> set[str]:
    """The vendors of Procurify for which some of a company are proposed."""
    return {row.vendor for row in found if row.company == vendors.company}


def print_taken(console: Console, decided: int, new: int) -> None:
    """What became of a file of decisions."""
    if not decided:
        line(console, "no decision is in it: its column decision is empty in every row")
        return
    then = "; what waits for them follows with the next sync" if new else "; people said all of it before"
    line(console, f"{count(decided, 'decision')}, {new} of them new{then}")


def proposals_json(found: Iterable[Proposal], seen: Iterable[Standing], kinds: Iterable[str]) -> dict[str, Any]:
    """Proposals, how many vendors are linked, and which are like none in GP, for scripts."""
    found = list(found)
    companies = [
        {
            "company": stand.vendors.company,
            "vendors": len(stand.vendors.procurify),
            "linked": sum(stand.vendors.is_settled(card.key) for card in stand.vendors.procurify),
            "without": [card.key for card in without(stand.vendors, _proposed(stand.vendors, found), kinds)],
            "gone": sorted(stand.vendors.gone()),
            "unreadable": list(stand.unreadable),
        }
        for stand in seen
    ]
    return {"companies": companies, "proposals": unstructured(found)}


def print_conflicts(console: Console, found: Sequence[Conflict], frozen: Sequence[tuple[DocumentRow, str]]) -> None:
    """Fields that wait for a person, side by side, and links that were frozen."""
    if not found and not frozen:
        line(console, "no field of a vendor waits for you")
    if found:
        heads = ("vendor", "company", "field", "last agreed", "in Procurify", "in GP")
        table = Table(*heads, Column("why", no_wrap=True), box=None, pad_edge=False)
        for row in found:
            values = (row.agreed, row.procurify, row.gp)
            why = row.code + (f", {row.taken} taken: the next sync does it" if row.taken else "")
            cells = (f"{row.vendor} {row.name}", row.company, row.field, *map(_on_a_line, values), why)
            table.add_row(*map(escape, cells))
        console.print(table)
        line(console, escape("take a side: gp-sync vendors resolve VENDOR FIELD --take gp|procurify --why WORDS"))
    for document, company in frozen:
        words = f"vendor {document.key.source_id} '{document.label}' is frozen in {company}"
        line(console, escape(f"{words}: gp-sync vendors release {document.key.source_id} --why WORDS"))


def conflicts_json(found: Iterable[Conflict], frozen: Iterable[tuple[DocumentRow, str]]) -> dict[str, Any]:
    """The same for scripts."""
    links = [{"vendor": row.key.source_id, "name": row.label, "company": company} for row, company in frozen]
    return {"conflicts": unstructured(list(found)), "frozen": links}


def print_vendor(console: Console, story: VendorStory) -> None:
    """One vendor: how it is linked, how it stands, and what people decided."""
    document = story.document
    named = f" '{document.label}'" if document is not None else ""
    stands = f": {document.end.value}" if document is not None else ""
    line(console, f"[bold]vendor {escape(story.source_id + named)}[/]{stands}")
    for company in story.companies:
        line(console, escape(_linked(company)))
    if document is not None:
        some_findings(console, document.findings)
    for step in story.steps:
        line(console, escape(_told(step)))


def story_json(story: VendorStory) -> dict[str, Any]:
    """The same for scripts."""
    document = story.document
    return {
        "vendor": story.source_id,
        "name": document.label if document is not None else "",
        "end": document.end.value if document is not None else None,
        "findings": unstructured(document.findings) if document is not None else [],
        "companies": [attrs.asdict(row) for row in story.companies],
        "steps": unstructured(story.steps),
    }


def _linked(row: CompanyStory) -> str:
    by = {
        "table": "by the link table",
        "person": "by a person",
        "external_id": "by its external ID",
        "created": "since it was created for it",
    }
    linked = "not linked by the link table or a person, nor by an external ID that was seen"
    if row.linked is not None:
        linked = f"linked to {row.linked.vendor_id} {by[row.linked.by]}"
    words = [linked]
    if row.linked is not None and row.linked.secondary:
        words.append("as another vendor is, which is kept aligned in its place")
    if row.said.aliases:
        words.append(f"before to {', '.join(row.said.aliases)}")
    if row.said.refused:
        words.append(f"not {', '.join(row.said.refused)}")
    return f"{row.company}: {'; '.join(words)}"


def _told(step: Step) -> str:
    detail = step.detail
    words = " ".join(str(detail[name]) for name in ("field", "take") if detail.get(name))
    linked = _about(step)
    what = field_words(step.what.removeprefix("vendor."))
    said = f" by {detail['by']}" if detail.get("by") else ""
    why = f": {detail['why']}" if detail.get("why") else ""
    where = f" in {detail['company']}" if detail.get("company") else ""
    return f"{step.at:%Y-%m-%d %H:%M} UTC  {' '.join(filter(None, (what, words)))}{linked}{where}{said}{why}"


def _about(step: Step) -> str:
    """The GP vendor that a decision about a link names."""
    before, now = ((step.detail.get(side) or {}) for side in ("before", "now"))
    if step.what == "vendor.linked" and now.get("vendor_id"):
        return f" to {now['vendor_id']}"
    if step.what == "vendor.unlinked" and before.get("vendor_id"):
        return f" from {before['vendor_id']}"
    refused = [vendor_id for vendor_id in now.get("refused", ()) if vendor_id not in before.get("refused", ())]
    return f" {', '.join(refused)}" if step.what == "vendor.refused" and refused else ""


def _on_a_line(text: str) -> str:
    return text.replace("\n", " / ")
