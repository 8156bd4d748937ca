"""The channels that the configuration asks for, and what is told on them without the ledger's help."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import attrs

from gp_sync.credential import Credential
from gp_sync.ops.notify import LEDGER_UNUSABLE, Alert, LogNotifier, NotNotifiedError
from gp_sync.ops.notify_email import EmailChannel
from gp_sync.ops.notify_message import Channel, Event, compose
from gp_sync.ops.notify_settings import NotifySettings
from gp_sync.ops.notify_webhook import WebhookChannel

__all__ = ["LedgerTrouble", "channels_of"]


def channels_of(
    settings: NotifySettings, smtp_password: Credential | None, webhook_key: Credential | None
) -> tuple[Channel, ...]:
    """The configured channels; none by default. Nothing is sent yet."""
    channels: list[Channel] = []
    if settings.email.host:
        channels.append(EmailChannel(settings.email, smtp_password))
    if settings.webhook.url and webhook_key is not None:
        channels.append(WebhookChannel(settings.webhook, webhook_key))
    return tuple(channels)


@attrs.define
class LedgerTrouble:
    """A `Notifier` that logs every alert, and tells on the channels at once that the ledger cannot be used.

    All other alerts are told with the issues of their run, and kept in the ledger; this one it cannot keep, so that
    each process tells it.

    Args:
        channels: where it is told.
    """

    channels: Sequence[Channel]
    _log: LogNotifier = attrs.field(factory=LogNotifier, init=False)
    _told: set[str] = attrs.field(factory=set, init=False)

    def opened(self, connection: str, alert: Alert) -> None:
        """See `Notifier.opened`."""
        if alert.code == LEDGER_UNUSABLE:
            self._tell(connection, alert, None)
        self._log.opened(connection, alert)

    def closed(self, connection: str, alert: Alert, at: datetime) -> None:
        """See `Notifier.closed`."""
        if alert.code == LEDGER_UNUSABLE:
            self._tell(connection, alert, at)
        self._log.closed(connection, alert, at)

    def _tell(self, connection: str, alert: Alert, over_at: datetime | None) -> None:
        """Tell each channel once, whatever fails on another one."""
        event = Event(
            kind="trouble" if over_at is None else "trouble is over",
            code=alert.code,
            text=alert.text,
            remedy=alert.remedy if over_at is None else "",
            who=alert.who,
            since=alert.since,
        )
        at = over_at or alert.since
        failed = []
        for channel in self.channels:
            name = f"{channel.name}\n{event.kind}\n{alert.since.isoformat()}"
            if name in self._told:
                continue
            message = compose(sha256(f"{connection}\n{name}".encode()).hexdigest()[:32], connection, at, [event], "")
            try:
                channel.send(message)
            except NotNotifiedError as error:
                failed.append(str(error))
            else:
                self._told.add(name)
        if failed:
            raise NotNotifiedError("; ".join(failed))
