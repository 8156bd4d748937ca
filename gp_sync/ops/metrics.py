"""Figures of a running schedule for Prometheus. It needs the extra `[metrics]`.

No figure tells an amount, a vendor or a name, but that of the connection and its flows.
"""

from collections import Counter as Count
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from gp_sync.core.states import End
from gp_sync.ledger.protocols import Ledger
from gp_sync.ops.endpoint import Answer
from gp_sync.ops.notify import Alert
from gp_sync.run.report import RunReport

__all__ = ["Metrics"]

_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SIDES = ("procurify", "gp")
_SECONDS = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)


class Metrics:
    """The figures of one connection: counts are of this process's runs, and how things stand is as the ledger has it.

    Args:
        connection: whose they are.
        ledger: where the state of documents and issues is read.
    """

    def __init__(self, connection: str, ledger: Ledger) -> None:
        self._connection = connection
        self._ledger = ledger
        self._registry = CollectorRegistry()
        self._runs = self._counter("gp_sync_runs", "Runs by their result.", "result")
        self._decided = self._counter("gp_sync_documents_decided", "Documents decided, by their end.", "flow", "end")
        self._documents = self._gauge("gp_sync_documents", "Documents known, by how they ended last.", "flow", "end")
        self._issues = self._gauge("gp_sync_open_issues", "Open issues by code.", "code")
        self._alerts = self._gauge("gp_sync_open_alerts", "Open alerts.")
        self._up = self._gauge("gp_sync_side_up", "0 while an alert says that it cannot be used, else 1.", "side")
        last = "When the last run of this flow that came to its end began."
        self._last = self._gauge("gp_sync_last_run_timestamp_seconds", last, "flow")
        self._seconds = Histogram(
            "gp_sync_run_seconds", "How long runs took.", ("connection",), buckets=_SECONDS, registry=self._registry
        )

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(name, words, ("connection", *labels), registry=self._registry)

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        return Gauge(name, words, ("connection", *labels), registry=self._registry)

    def page(self) -> Answer:
        """The figures in Prometheus' text format."""
        return Answer(status=HTTPStatus.OK, body=generate_latest(self._registry), content_type=_TYPE)

    def failed(self, result: str) -> None:
        """Count a run that did not begin: `busy` or `ledger`."""
        self._runs.labels(self._connection, result).inc()

    def ran(self, report: RunReport, flows: Iterable[str]) -> None:
        """Take in a run that ended."""
        result = "stopped" if report.stopped else "cut_short" if report.cut_short else "done"
        self._runs.labels(self._connection, result).inc()
        if report.ended is not None:
            self._seconds.labels(self._connection).observe((report.ended - report.started).total_seconds())
        for flow in flows:
            for end, number in report.flows[flow].ends.items() if flow in report.flows else ():
                self._decided.labels(self._connection, flow, end.value).inc(number)

    def looked(self, last: Mapping[str, datetime | None], alerts: Collection[Alert]) -> None:
        """Take in how things stand, whichever process brought them there.

        Args:
            last: when the last run of each flow that came to its end began.
            alerts: the open alerts.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        down = {alert.side for alert in alerts}
        for side in _SIDES:
            self._up.labels(self._connection, side).set(side not in down)
        self._alerts.labels(self._connection).set(len(alerts))
        for flow, began in last.items():
            self._looked(flow, began)
        issues = Count(issue.code for issue in self._ledger.issues(self._connection))
        # Known first, and then changed: who looks meanwhile would take them for closed.
        self._issues.clear()
        for code, number in issues.items():
            self._issues.labels(self._connection, code).set(number)

    def _looked(self, flow: str, began: datetime | None) -> None:
        counts = self._ledger.counts(self._connection, flow)
        for end in End:
            self._documents.labels(self._connection, flow, end.value).set(counts.get(end, 0))
        if began is not None:
            self._last.labels(self._connection, flow).set(began.timestamp())
