"""Alerts: what people must be told at once. One is told when it opens and when it closes, and not in between."""

import json
import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.ledger.protocols import Ledger
from gp_sync.strict import strict_converter

__all__ = ["LEDGER_UNUSABLE", "Alert", "Alerts", "LogNotifier", "NotNotifiedError", "Notifier"]

LEDGER_UNUSABLE = "LEDGER_UNUSABLE"
"""The code of an alert that comes from no finding: the ledger cannot be used."""

_CONVERTER = strict_converter()
_LOGGER = logging.getLogger("gp_sync.run")

_STEADY = timedelta(minutes=15)
"""So long what wavers must have been well before people are told that it is over."""


@attrs.frozen(kw_only=True)
class Alert:
    """Something that people must be told.

    Args:
        key: what it is about; at most one alert of a key is open.
        code: a stable code to filter by: the finding's, where it comes from one.
        text: what is wrong, in a sentence.
        remedy: what to do.
        who: who can do it: `finance`, `operator`, `procurement` or another word of the findings' catalogue.
        since: when it was seen first, aware.
        side: which side cannot be used, if that is what it is about.
        ends: what ends soon, if that is what it is about; each step towards its end is an alert of its own.
        wavers: it may come and go, such as a side that is down: it is over once it has been well for a while.
        seen_at: when a run met it last, if it wavers.
    """

    key: str
    code: str
    text: str
    remedy: str
    who: str
    since: datetime
    side: str = ""
    ends: str = ""
    wavers: bool = False
    seen_at: datetime | None = None

    def goes_on_in(self, others: Iterable["Alert"]) -> bool:
        """Whether another alert, of the next step towards the same end, tells the same: then nothing is over."""
        return bool(self.ends) and any((other.code, other.ends) == (self.code, self.ends) for other in others)


class NotNotifiedError(Exception):
    """People could not be told; a later run tries again.

    Args:
        words: why not.
        wait: how long it is left alone before it is tried again.
    """

    def __init__(self, words: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(words)
        self.wait = wait


class Notifier(Protocol):
    """Tells people. It is called by one thread at a time, and should not take longer than a few seconds."""

    def opened(self, connection: str, alert: Alert) -> None:
        """Tell that something is wrong.

        Raises:
            NotNotifiedError: that was not possible now.
        """
        ...

    def closed(self, connection: str, alert: Alert, at: datetime) -> None:
        """Tell that it is over.

        Raises:
            NotNotifiedError: that was not possible now.
        """
        ...


class LogNotifier:
    """Writes alerts to the log `gp_sync.run`: a warning when one opens, a line of information when it closes."""

    def opened(self, connection: str, alert: Alert) -> None:
        """Log a warning."""
        _LOGGER.warning("%s: alert %s: %s %s", connection, alert.code, alert.text, alert.remedy)

    def closed(self, connection: str, alert: Alert, at: datetime) -> None:
        """Log that it is over."""
        _LOGGER.info("%s: %s is over since %s", connection, alert.code, f"{at:%Y-%m-%d %H:%M} UTC")


@attrs.define
class Alerts:
    """The open alerts of a connection, kept in its ledger: a process that starts anew repeats none.

    What could not be told is not kept, so that it is tried again.

    Args:
        ledger: where they are kept.
        connection: whose they are.
        notifier: who tells them.
    """

    ledger: Ledger
    connection: str
    notifier: Notifier
    _ledger_alert: Alert | None = attrs.field(default=None, init=False)
    _ledger_told: bool = attrs.field(default=False, init=False)

    def open(self) -> Mapping[str, Alert]:
        """The open alerts by their keys.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        stored = json.loads(self.ledger.recall(self._name) or "[]")
        return {alert.key: alert for alert in _CONVERTER.structure(stored, tuple[Alert, ...])}

    def update(
        self, standing: Mapping[str, Alert], at: datetime, *, whole: bool = True, unseen: Collection[str] = ()
    ) -> None:
        """Tell what is new and what is over.

        Args:
            standing: what is wrong now, by its key.
            at: now.
            whole: everything was looked at, so that what is not among them is over.
            unseen: but for these, of what ends soon (`Alert.ends`).

        Raises:
            LedgerError: the ledger cannot be used.
        """
        stored = self.ledger.recall(self._name)
        before = self.open()
        gone = {key: alert for key, alert in before.items() if key not in standing and alert.ends not in unseen}
        ended = {key for key, alert in gone.items() if whole and _is_steady(alert, at)}
        over = {
            key for key in sorted(ended) if before[key].goes_on_in(standing.values()) or self._told(before[key], at)
        }
        new = {key: alert for key, alert in standing.items() if key not in before and self._told(alert, None)}
        after = {key: alert for key, alert in before.items() if key not in over} | new
        after = {key: _seen(alert, at) if key in standing else alert for key, alert in after.items()}
        if after != before:
            # Where another process has changed them meanwhile, it has told the same.
            self.ledger.remember(self._name, canonical(list(after.values())), expected=stored)

    def ledger_failed(self, text: str, at: datetime) -> None:
        """Tell that the ledger cannot be used, which it cannot keep: once, with as many attempts as that takes."""
        opened = self._ledger_alert or Alert(
            key=LEDGER_UNUSABLE,
            code=LEDGER_UNUSABLE,
            text=text if text.endswith((".", "?", "!")) else f"{text}.",
            remedy="Nothing is written until it can be used; then the schedule goes on by itself.",
            who="operator",
            since=at,
        )
        self._ledger_alert = attrs.evolve(opened, seen_at=at)
        if not self._ledger_told:
            self._ledger_told = self._told(self._ledger_alert, None)

    def ledger_works(self, at: datetime) -> None:
        """Tell that it can be used again, if people were told that it could not, once it has worked for a while."""
        alert = self._ledger_alert
        if alert is not None and _is_steady(alert, at) and self._told(alert, at):
            self._ledger_alert, self._ledger_told = None, False

    def _told(self, alert: Alert, closed_at: datetime | None) -> bool:
        try:
            if closed_at is None:
                self.notifier.opened(self.connection, alert)
            else:
                self.notifier.closed(self.connection, alert, closed_at)
        except NotNotifiedError as error:
            _LOGGER.warning("%s: nobody could be told of %s: %s", self.connection, alert.code, error)
            return False
        return True

    @property
    def _name(self) -> str:
        return f"alerts {self.connection}"


def _seen(alert: Alert, at: datetime) -> Alert:
    return attrs.evolve(alert, seen_at=at) if alert.wavers else alert


def _is_steady(alert: Alert, at: datetime) -> bool:
    """Whether what is well now has been so for a while: a side that answers every other run is one alert, not many."""
    return alert.seen_at is None or at - alert.seen_at >= _STEADY
