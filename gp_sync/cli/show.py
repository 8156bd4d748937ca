"""What the commands print: tables and sentences for people, JSON for scripts."""

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gp_sync.cli.common import DEFAULT_CONFIG
from gp_sync.cli.words import MANY, count, elsewhere, field_words, finding, line, print_value
from gp_sync.core.check import Check
from gp_sync.core.model import Key
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.texts import export_row
from gp_sync.ledger.values import OpenWrite
from gp_sync.people.quarantine import Stuck
from gp_sync.run.baseline import BaselineReport
from gp_sync.run.guards import Stop

__all__ = ["baseline", "checks", "made", "quarantine", "released", "story", "stuck"]

_MARKS = {"ok": "[green]ok     [/]", "warning": "[yellow]warning[/]", "failed": "[red]failed [/]"}


def made(config: Path, ledger: str | None, *, as_json: bool, whole: bool = False) -> None:
    """What `init` made.

    Args:
        config: the configuration file.
        ledger: what messages call the ledger; None if only the configuration was written.
        as_json: print JSON.
        whole: nothing is left to be filled in.
    """
    which = "" if config == DEFAULT_CONFIG else f" --config {config}"
    if as_json:
        print_value({"config": str(config), "ledger": ledger})
    elif whole:
        after = f"next: `gp-sync init{which}` again to make the ledger, the secrets, then `gp-sync doctor{which}`"
        print(f"{config} is written; {after}")  # noqa: T201
    elif ledger is None:
        print(f"{config} is written: fill it in, then run `gp-sync init{which}` again to make the ledger")  # noqa: T201
    else:
        print(f"the ledger {ledger} is ready; next: `gp-sync doctor{which}`")  # noqa: T201


def checks(console: Console, found: Iterable[Check], *, as_json: bool) -> None:
    """The answers of both systems."""
    found = list(found)
    if as_json:
        print_value(found)
        return
    for check in found:
        words = f"{check.answer} {check.remedy}".rstrip()
        line(console, f"{_MARKS[check.result]}  [bold]{escape(check.what)}[/]: {escape(words)}")


def story(console: Console, ledger: Ledger, key: Key, *, as_json: bool) -> None:
    """One order: how it stands, what was found, and every change that the audit holds."""
    row = ledger.document(key)
    if row is None:
        raise LookupError(f"{key} is not in the ledger")
    audit = list(ledger.audit(key.connection, key=key))
    if as_json:
        print_value({"order": row, "audit": [export_row(change) for change in audit]})
        return
    state = f" ({row.state})" if row.state.value != row.end.value else ""
    console.print(f"[bold]{escape(row.label or key.source_id)}[/]: {row.end}{state}")
    said = [change.detail or {} for change in audit if change.what == "document.done_by_hand"]
    for link in row.links:
        words = elsewhere(link, said[-1].get("by", "") if said else "") if link.elsewhere else f"in GP as {link.target}"
        line(console, escape(words))
    for found in row.findings:
        finding(console, found, found.severity)
    table = Table("when (UTC)", "what", "from", "to", "target", box=None, pad_edge=False)
    for change in audit:
        when = f"{change.at:%Y-%m-%d %H:%M:%S}"
        target = f"{change.target_number} in {change.company}" if change.target_number else ""
        table.add_row(when, change.what, change.old_state or "", change.new_state or "", escape(target))
    console.print(table)


def baseline(console: Console, report: BaselineReport, *, as_json: bool) -> None:
    """What a baseline linked, and what is left."""
    if as_json:
        print_value(report)
        return
    console.print(f"{count(len(report.linked), 'order')} of GP linked, {report.known} were linked before")
    then = "a later change in Procurify is shown, to be made by hand in GP too"
    _named(console, report.by_hand, "of them entered by hand", then)
    console.print(f"{count(report.to_write, 'order')} from {report.start} on, not in GP: the next sync writes them")
    console.print(f"{count(report.absent, 'order')} before it, not in GP: left alone")
    _named(console, report.ended, "ended in Procurify and not looked for in GP", "void there what GP should not have")
    for words in report.unclear:
        line(console, f"[yellow]number unknown[/]: {escape(words)}")
    if report.drifted:
        words = "[yellow]the list kept changing while it was read[/]; run it again for what was missed"
        line(console, words)
    for reason in report.stopped:
        finding(console, reason, "the baseline stopped here; run it again")


def _named(console: Console, orders: list[str], what: str, then: str) -> None:
    if orders:
        names = ", ".join(orders[:MANY]) + (" and more" if len(orders) > MANY else "")
        line(console, f"{count(len(orders), 'order')} {what}: {escape(names)}; {then}")


def released(console: Console, stop: Stop, *, as_json: bool) -> None:
    """What a person let go."""
    if as_json:
        print_value(stop)
        return
    console.print(f"{stop.name} let go ({count(len(stop.items), 'item')}); the next `gp-sync sync` goes on")


def quarantine(console: Console, ledger: Ledger, writes: Iterable[OpenWrite], *, as_json: bool) -> None:
    """The writes that wait for a person."""
    rows = [(write, ledger.document(write.key)) for write in writes]
    if as_json:
        print_value([{"order": row.label if row else write.key.source_id, "write": write} for write, row in rows])
        return
    if not rows:
        console.print("nothing is in quarantine")
    for write, row in rows:
        name = row.label if row else write.key.source_id
        reason = next((found.tried for found in row.findings if found.code == "WRITE_QUARANTINED"), "") if row else ""
        words = f"{name}: {write.intent.op} of {reason or write.intent.target}"
        line(console, escape(words))


def stuck(console: Console, order: str, examined: Stuck, *, as_json: bool) -> None:
    """A quarantined write with both sides."""
    if as_json:
        print_value(examined)
        return
    intent, found, until = examined.write.intent, examined.found, examined.write.deadline
    asked = f"{intent.op} of {escape(str(intent.target))}"
    console.print(
        f"[bold]{escape(order)}[/]: {asked}" + (f", to be answered by {until:%Y-%m-%d %H:%M} UTC" if until else "")
    )
    if found is None:
        console.print("GP holds nothing under this number: release it, if it surely will not arrive any more")
    elif not examined.differences:
        console.print("GP holds " + ("it as void" if found.void else "what was sent") + ": confirm it")
    else:
        table = Table("field", "sent", "in GP now", box=None, pad_edge=False)
        for row in examined.differences:
            table.add_row(*(escape(text) for text in (field_words(row.field), row.wanted, row.there)))
        console.print(table)
        line(
            console,
            "confirm it if it is this order's, void it, keep it as it is, or correct GP by hand and look again; to "
            f"decide about exactly this state, add --seen {examined.seen}",
        )
