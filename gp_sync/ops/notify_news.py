"""What people have not been told yet: kept for each channel in the ledger, so that all is told once.

A process that starts anew repeats nothing, and of two schedulers one tells. What could not be told is told next time.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.core.findings import CATALOGUE
from gp_sync.issues.views import IssueView, issue_orders, issue_views
from gp_sync.ledger.protocols import Ledger
from gp_sync.ledger.views import Issue
from gp_sync.ops.notify import Alert, NotNotifiedError
from gp_sync.ops.notify_memory import Failing, Memory, Told, ToldIssue
from gp_sync.ops.notify_message import Channel, Event, compose, send, table_of
from gp_sync.ops.notify_settings import NotifySettings
from gp_sync.readers import Readers

__all__ = ["NOTIFICATION_FAILS", "News"]

NOTIFICATION_FAILS = "NOTIFICATION_FAILS"
"""The code of the alert that a channel cannot tell."""

_LOGGER = logging.getLogger("gp_sync.run")

_WHILE_SENDING = timedelta(minutes=5)
"""So long another process leaves a message to the one that began to send it; it is longer than a send may take."""

_LONG = timedelta(hours=1)
"""So long a channel may fail before that is an alert: a mail server may first want to see who comes again."""


@attrs.frozen(kw_only=True)
class _Change:
    """What is to be told, and what will have been told then."""

    after: Told
    opened: tuple[Issue, ...] = ()
    aged: tuple[Issue, ...] = ()
    closed: tuple[ToldIssue, ...] = ()
    begun: tuple[Alert, ...] = ()
    over: tuple[Alert, ...] = ()

    @property
    def is_news(self) -> bool:
        return bool(self.opened or self.aged or self.closed or self.begun or self.over)


@attrs.frozen(kw_only=True)
class News:
    """Tells what is new on each channel, in one message.

    Args:
        ledger: knows the open issues, and keeps what was told.
        connection: whose.
        settings: what is told.
        channels: how.
        readers: how stored documents are read, for their vendors and amounts.
    """

    ledger: Ledger
    connection: str
    settings: NotifySettings
    channels: tuple[Channel, ...]
    readers: Readers

    def tell(self, alerts: Sequence[Alert], at: datetime) -> None:
        """Tell what is new since each channel told last; what fails is logged, and told next time.

        Args:
            alerts: the open alerts.
            at: now.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        if not self.channels:
            return
        issues = list(self.ledger.issues(self.connection))
        for channel in self.channels:
            self._tell(channel, issues, alerts, at)

    def silent(self, at: datetime) -> Mapping[str, Alert]:
        """The channels that have been unable to tell for long, each as an alert by its key: other channels tell it.

        Args:
            at: now.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        each = ((channel.name, self._memory(channel).recall()[0].failing) for channel in self.channels)
        long = [(name, failing) for name, failing in each if failing is not None and at - failing.since >= _LONG]
        return {alert.key: alert for alert in (_silent(name, failing, at) for name, failing in long)}

    def _tell(self, channel: Channel, issues: Sequence[Issue], alerts: Sequence[Alert], at: datetime) -> None:
        memory = self._memory(channel)
        told, kept = memory.recall()
        change = self._change(told, issues, alerts, at)
        if not change.is_news or (told.sending_until is not None and at < told.sending_until):
            return
        sending = memory.keep(attrs.evolve(told, sending_until=at + _WHILE_SENDING), expected=kept)
        if sending is None:
            return  # another process has begun to tell the same
        events, table = tuple(self._events(change)), self._table(change)
        # Of the content too: who drops copies must not drop what came since a message that may have arrived.
        what = f"{self.connection}\n{channel.name}\n{told.sent}\n{canonical(events)}\n{table}"
        message = compose(sha256(what.encode()).hexdigest()[:32], self.connection, at, events, table)
        try:
            send(channel, message)
        except NotNotifiedError as error:
            _LOGGER.warning("%s: %s could not be told what is new: %s", self.connection, channel.name, error)
            failing = Failing(since=at if told.failing is None else told.failing.since, words=str(error))
            after = attrs.evolve(told, sending_until=at + error.wait if error.wait else None, failing=failing)
        else:
            after = attrs.evolve(change.after, sent=told.sent + 1)
        memory.keep(after, expected=sending)

    def _memory(self, channel: Channel) -> Memory:
        return Memory(self.ledger, self.connection, channel.name)

    def _is_told(self, issue: Issue) -> bool:
        return issue.sample.severity.value in self.settings.severities

    def _change(self, told: Told, issues: Sequence[Issue], alerts: Sequence[Alert], at: datetime) -> _Change:
        known = {(row.number, row.opened_at): row for row in told.issues}
        still_open = {(row.number, row.opened_at) for row in issues}
        open_now = {(row.number, row.opened_at): row for row in issues if self._is_told(row)}
        older = {key: self._days(row, at) for key, row in open_now.items()}
        keys_before, keys_now = {row.key for row in told.alerts}, {row.key for row in alerts}
        # One that was told, and would not be any more: that it is closed is told when it is.
        others = (row for key, row in known.items() if key in still_open and key not in open_now)
        issues_now = (*(_told(row, older[key]) for key, row in open_now.items()), *others)
        return _Change(
            after=Told(issues=issues_now, alerts=tuple(alerts)),
            opened=tuple(row for key, row in open_now.items() if key not in known),
            aged=tuple(row for key, row in open_now.items() if key in known and older[key] > known[key].days),
            closed=tuple(row for key, row in known.items() if key not in still_open),
            begun=tuple(row for row in alerts if row.key not in keys_before),
            over=tuple(row for row in told.alerts if row.key not in keys_now and not row.goes_on_in(alerts)),
        )

    def _days(self, issue: Issue, at: datetime) -> int:
        """The greatest of the ages that are told which an issue has reached."""
        age = (at - issue.opened_at).days
        return max((days for days in self.settings.age_days if days <= age), default=0)

    def _views(self, issues: Sequence[Issue]) -> Iterator[IssueView]:
        wanted = {row.number for row in issues}
        if wanted:
            views = issue_views(self.ledger, self.connection, self.readers)
            yield from (view for view in views if view.number in wanted)

    def _events(self, change: _Change) -> Iterator[Event]:
        for alert in change.begun:
            yield _of_alert(alert, over=False)
        for view in self._views(change.opened):
            yield _of_issue(view, aged=False)
        for view in self._views(change.aged):
            yield _of_issue(view, aged=True)
        for alert in change.over:
            yield _of_alert(alert, over=True)
        for row in change.closed:
            who = CATALOGUE[row.code].who
            yield Event(
                kind="issue closed", code=row.code, text=row.text, who=who, since=row.opened_at, issue=row.number
            )

    def _table(self, change: _Change) -> str:
        views = self._views([*change.opened, *change.aged])
        return table_of((view, issue_orders(self.ledger, view, self.readers)) for view in views)


def _silent(channel: str, failing: Failing, at: datetime) -> Alert:
    return Alert(
        key=f"{NOTIFICATION_FAILS} {channel}",
        code=NOTIFICATION_FAILS,
        text=f"Nobody could be told by {channel} since {failing.since:%Y-%m-%d %H:%M} UTC: {failing.words}.",
        remedy="Mend that, or correct [notify] in the configuration; what was missed is told then.",
        who="operator",
        since=at,
    )


def _told(issue: Issue, days: int) -> ToldIssue:
    text = CATALOGUE[issue.code].words(issue.sample, shared=len(issue.keys) > 1)
    return ToldIssue(number=issue.number, code=issue.code, text=text, opened_at=issue.opened_at, days=days)


def _of_issue(view: IssueView, *, aged: bool) -> Event:
    return Event(
        kind="issue is still open" if aged else "issue opened",
        code=view.code,
        text=view.sentence,
        remedy=view.remedy,
        who=view.who,
        since=view.opened_at,
        issue=view.number,
        documents=len(view.keys),
        amounts=view.amounts,
    )


def _of_alert(alert: Alert, *, over: bool) -> Event:
    return Event(
        kind="trouble is over" if over else "trouble",
        code=alert.code,
        text=alert.text,
        remedy="" if over else alert.remedy,
        who=alert.who,
        since=alert.since,
    )
