"""What people must be told at once: a side that is down, a guard, a long lock, something that ends soon."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Finding
from gp_sync.ledger.protocols import Ledger
from gp_sync.ops.expiry import ENDING, expiring
from gp_sync.ops.notify import Alert
from gp_sync.run.guards import standing as standing_guards
from gp_sync.run.locked import RECORD_LOCKED
from gp_sync.run.report import RunReport

__all__ = ["conditions", "side_stops"]

_CLOCK_SKEW = "CLOCK_SKEW"


def side_stops(report: RunReport) -> tuple[Finding, ...]:
    """Why a side could not be used in a run."""
    return tuple(reason for reason in report.stopped if reason.cause.kind == "side")


def conditions(
    report: RunReport,
    ledger: Ledger,
    *,
    locked_hours: int,
    now: datetime,
    secrets_end: Mapping[str, date] = MappingProxyType({}),
    certificates_end: Mapping[str, date] = MappingProxyType({}),
) -> Mapping[str, Alert]:
    """What people must be told after a run, by the key of its alert.

    Args:
        report: the run's.
        ledger: the connection's.
        locked_hours: how long GP users may have a record open before people are told.
        now: the instant.
        secrets_end: the day on which each secret ends, by its name, as far as that is known.
        certificates_end: the same of certificates.
    """
    found = [*_found(report, ledger, now - timedelta(hours=locked_hours))]
    found += [(reason, now) for reason in expiring(secrets_end, now)]
    found += [(reason, now) for reason in expiring(certificates_end, now, code="CERTIFICATE_EXPIRES")]
    return {f"{reason.code} {reason.cause}": _alert(reason, since) for reason, since in found}


def _found(report: RunReport, ledger: Ledger, locked_before: datetime) -> Iterator[tuple[Finding, datetime]]:
    for reason in side_stops(report):
        yield reason, report.started
    for stop in standing_guards(ledger, report.connection):
        if stop.reason is not None:
            yield stop.reason, stop.since
    for warning in report.warnings:
        if warning.code == _CLOCK_SKEW:
            yield warning, report.started
    for issue in ledger.issues(report.connection):
        if issue.code == RECORD_LOCKED and issue.opened_at <= locked_before:
            yield issue.sample, issue.opened_at


def _alert(reason: Finding, since: datetime) -> Alert:
    entry = CATALOGUE[reason.code]
    return Alert(
        key=f"{reason.code} {reason.cause}",
        code=reason.code,
        text=entry.words(reason),
        remedy=entry.advice(reason),
        who=entry.who,
        since=since,
        side=reason.cause.key[0] if reason.cause.kind == "side" else "",
        wavers=reason.cause.kind in {"side", "clock"},
        ends=reason.cause.key[0] if reason.cause.kind in ENDING else "",
    )
