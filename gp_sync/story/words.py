"""What each row of the audit means, in words for people who never saw the program."""

from collections.abc import Callable, Mapping
from typing import Any

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.kinds import REQUISITIONS
from gp_sync.core.model import Finding, Ref
from gp_sync.core.states import End, WriteState
from gp_sync.ledger.views import AuditRow

__all__ = ["reasons", "words_of"]

_ENDS = {
    End.WRITTEN: "Done: GP has it as Procurify says",
    End.ADOPTED: "Linked with the record that GP had already",
    End.UNCHANGED: "Decided: nothing is to be done",
    End.SKIPPED: "Decided: it does not flow",
    End.HELD: "Held: it waits",
    End.BLOCKED: "Blocked: it waits for a person",
    End.PENDING: "Waits to be decided",
    End.IN_DOUBT: "Waits until it is known what became of the write",
    End.QUARANTINED: "Waits for a person to tell what became of the write",
    End.SUPERSEDED: "Decided: it is counted as another document by now",
    End.DONE_BY_HAND: "Done by hand",
}

_OPS = {"create": "to be created", "update": "to be changed", "void": "to be voided"}

_SAID = {
    "document.skipped_by_hand": "Left out by a person",
    "document.recreated": "To be written to GP again, since it was gone there",
    "quarantine.confirmed": "A person said that GP's record is this order's",
    "quarantine.to_void": "A person said that GP's record is this order's, and shall be voided",
    "quarantine.kept": "A person said to leave GP's record as it stands: the order is done by hand",
    "quarantine.released": "A person said that the write never happened and never will",
}

_PLAIN = {
    "document.baseline": "Linked with the record that GP had, at the start of the connection",
    "document.awaited": "Its order waits until it is out of GP; it is looked at again",
    "write.absent": "GP was asked, and does not have it yet",
    "write.not_executed": "GP surely did not carry it out; it is tried again",
    "write.abandoned": "It was not sent",
    "write.record_moved": "Nothing was written, since somebody was changing the record in GP; it is decided anew",
    "write.landed_before": "GP has an earlier request of ours for it, which is linked",
    "write.adopted": "GP had the record already, as it should be; it is linked",
    "record.changed": "Somebody changed the record in GP; it is looked at again",
    "record.gone": "The record is not in GP any more; it is looked at again",
    "record.landed_late": "A request that had been given up reached GP after all; its record is linked",
    "record.not_processed": "The record in GP cannot be judged; the order is looked at again",
}

_FOLDED = frozenset({"document.by_hand", "document.reopened", "write.reserved"})
"""Rows that only begin what the next one tells."""


def words_of(row: AuditRow, detail: Mapping[str, Any]) -> str:
    """One sentence about a row; empty if the next row tells it.

    Args:
        row: the row.
        detail: its detail, empty if it was purged.
    """
    if row.what in _FOLDED:
        return ""
    if row.what in _PLAIN:
        return _PLAIN[row.what]
    if row.what in _SAID:
        return _SAID[row.what]
    if row.what in _TELLING:
        return _TELLING[row.what](row, detail)
    end = row.what.removeprefix("document.")
    return _ENDS[End(end)] if end in list(End) else row.what


def reasons(detail: Mapping[str, Any], now: tuple[Finding, ...], flow: str) -> list[str]:
    """What was found in a decision, in the catalogue's words.

    Args:
        detail: the decision's.
        now: what is found now: for these findings, the values are known too.
        flow: whose document it is about.
    """
    told = detail.get("reasons")
    if told is not None:
        known = (reason for reason in told if reason["code"] in CATALOGUE)
        return [_sentence(reason["code"], reason["where"], reason["tried"], flow) for reason in known]
    # Rows of an earlier version keep no values.
    return [_reason(text, now, flow) for text in detail.get("findings") or ()]


def _reason(told: str, now: tuple[Finding, ...], flow: str) -> str:
    same = [found for found in now if f"{found.code} {found.cause}" == told]
    if same:
        return "; ".join(CATALOGUE[found.code].words(found) for found in same)
    code, _, cause = told.partition(" ")
    if code not in CATALOGUE:
        return told
    return f"{_sentence(code, 'a part of it', '…', flow)} ({cause.replace('_', ' ')})"


def _sentence(code: str, where: str, tried: str, flow: str) -> str:
    entry = CATALOGUE[code]
    told = Finding(code=code, severity=entry.severity, cause=Ref("told", ()), where=where, tried=tried, flow=flow)
    return entry.words(told)


def _captured(_row: AuditRow, detail: Mapping[str, Any]) -> str:
    words = f"Read from Procurify as version {detail.get('version', '?')}"
    before = detail.get("supersedes")
    return words if before is None else f"{words}, in place of version {before}, which was not decided yet"


def _sending(row: AuditRow, detail: Mapping[str, Any]) -> str:
    asked = _OPS.get(str(detail.get("op")), "to be written")
    if row.flow == REQUISITIONS and detail.get("op") == "void":
        asked = "to be deleted"  # GP's service has no other way to cancel one
    return f"Sent to GP: {row.target_number} {asked} in {row.company}"


def _confirmed(row: AuditRow, _detail: Mapping[str, Any]) -> str:
    if row.old_state == WriteState.IN_DOUBT:
        return "GP was asked, and has it: the write is confirmed"
    return "GP confirmed it"


def _date_moved(_row: AuditRow, detail: Mapping[str, Any]) -> str:
    new = detail.get("new")
    return f"Given the date {new} in GP by a person" if new else "Given its own date in GP back by a person"


def _replayed(_row: AuditRow, detail: Mapping[str, Any]) -> str:
    applied = detail.get("reason") == "a plan is applied"
    return "Decided anew, since a plan was applied" if applied else "Decided anew, since a person asked for it"


def _with_reason(words: str) -> Callable[[AuditRow, Mapping[str, Any]], str]:
    def tell(_row: AuditRow, detail: Mapping[str, Any]) -> str:
        reason = detail.get("reason") or detail.get("problem")
        return f"{words}: {reason}" if reason else words

    return tell


def _refused(_row: AuditRow, detail: Mapping[str, Any]) -> str:
    """The audit has the refusal's code before its words."""
    reason = str(detail.get("reason") or "")
    code, _, words = reason.partition(" ")
    said = words if code in CATALOGUE and words else reason
    return f"GP refused it: {said}" if said else "GP refused it"


def _done_by_hand(_row: AuditRow, detail: Mapping[str, Any]) -> str:
    elsewhere = detail.get("elsewhere")
    if not elsewhere:
        return "Taken as done by hand, as GP holds it"
    return f"Taken as done by hand: entered in GP under another number than {', '.join(elsewhere)}"


_TELLING: Mapping[str, Callable[[AuditRow, Mapping[str, Any]], str]] = {
    "version.captured": _captured,
    "version.readable": _captured,
    "version.unreadable": _with_reason("What Procurify has of it cannot be read"),
    "write.sending": _sending,
    "write.confirmed": _confirmed,
    "write.refused": _refused,
    "write.in_doubt": _with_reason("It is not known whether GP carried it out"),
    "write.quarantined": _with_reason("Only a person can tell what became of it"),
    "document.date_moved": _date_moved,
    "document.done_by_hand": _done_by_hand,
    "replay": _replayed,
    "cause.changed": lambda _, detail: (
        f"Looked at again, since what stopped it has changed ({str(detail.get('cause', '')).replace('_', ' ')})"
    ),
}
