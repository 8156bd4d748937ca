"""The channels that the configuration asks for, and what is told on them without the ledger's help."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import attrs

from gp_sync.credential import Credential
from gp_sync.ledger.errors import LedgerError
from gp_sync.ops.notify import LEDGER_UNUSABLE, Alert, LogNotifier, NotNotifiedError
from gp_sync.ops.notify_email import EmailChannel, name_of
from gp_sync.ops.notify_mail_server import MailServer
from gp_sync.ops.notify_message import Channel, Event, compose, send
from gp_sync.ops.notify_settings import NotifySettings
from gp_sync.ops.notify_webhook import WEBHOOK, WebhookChannel
from gp_sync.secret import Secret

__all__ = ["LedgerTrouble", "channel_names", "channels_of"]


def channel_names(settings: NotifySettings) -> tuple[str, ...]:
    """The names of the configured channels, for which no secret is needed."""
    recipients = settings.email.recipients if settings.email.host else ()
    return (*map(name_of, recipients), *([WEBHOOK] if settings.webhook.url else []))


def channels_of(
    settings: NotifySettings, smtp_password: Credential | None, webhook_key: Credential | None
) -> tuple[Channel, ...]:
    """The configured channels; none by default. Nothing is sent yet.

    Raises:
        LedgerError: a secret of theirs is in the vault, which does not open.
    """
    channels: list[Channel] = []
    if settings.email.host:
        password = None if smtp_password is None else _Remembered(smtp_password, smtp_password.values())
        server = MailServer(settings.email, password)
        channels += [EmailChannel(server, recipient) for recipient in settings.email.recipients]
    if settings.webhook.url and webhook_key is not None:
        channels.append(WebhookChannel(settings.webhook, _Remembered(webhook_key, webhook_key.values())))
    return tuple(channels)


@attrs.define
class _Remembered:
    """A secret as it was known last, while the place where it is kept cannot be used.

    The vault is in the ledger: that the ledger cannot be used could be told to nobody without.

    Args:
        secret: the secret, which is asked each time.
        last: its values, as they were known last.
    """

    secret: Credential = attrs.field(repr=False)
    last: tuple[Secret, ...] = attrs.field(repr=False)

    def values(self) -> tuple[Secret, ...]:
        """See `Credential.values`."""
        try:
            self.last = self.secret.values()
        except LedgerError:
            return self.last
        return self.last

    def worked(self, value: Secret) -> None:
        """See `Credential.worked`."""
        self.secret.worked(value)

    def refused(self, value: Secret) -> None:
        """See `Credential.refused`."""
        self.secret.refused(value)


@attrs.define
class LedgerTrouble:
    """A `Notifier` that logs every alert, and tells on the channels at once that the ledger cannot be used.

    All other alerts are told with the issues of their run, and kept in the ledger; this one it cannot keep, so that
    each process tells it. It is tried again with the same alert where a channel was away; who was told is told once.

    Args:
        channels: where it is told.
    """

    channels: Sequence[Channel]
    _log: LogNotifier = attrs.field(factory=LogNotifier, init=False)
    _told: set[tuple[str, str]] = attrs.field(factory=set, init=False)
    """Of the alert that is open: who was told what."""
    _left_alone: dict[str, datetime] = attrs.field(factory=dict, init=False)
    """Until when a channel is not tried again, by its name."""

    def opened(self, connection: str, alert: Alert) -> None:
        """See `Notifier.opened`."""
        if alert.code != LEDGER_UNUSABLE:
            self._log.opened(connection, alert)
            return
        if ("log", "trouble") not in self._told:
            self._log.opened(connection, alert)
            self._told.add(("log", "trouble"))
        self._tell(connection, _began(alert), self.channels, alert.seen_at or alert.since)

    def closed(self, connection: str, alert: Alert, at: datetime) -> None:
        """See `Notifier.closed`."""
        if alert.code == LEDGER_UNUSABLE:
            # Who was not told that it began wonders what is over.
            told = [channel for channel in self.channels if (channel.name, "trouble") in self._told]
            self._tell(connection, _is_over(alert), told, at)
            self._told.clear()
        self._log.closed(connection, alert, at)

    def _tell(self, connection: str, event: Event, channels: Sequence[Channel], at: datetime) -> None:
        """Tell each channel once, whatever fails on another one."""
        failed = []
        for channel in channels:
            if (channel.name, event.kind) in self._told:
                continue
            until = self._left_alone.get(channel.name, at)
            if at < until:
                failed.append(f"{channel.name} is left alone until {until:%H:%M} UTC")
                continue
            what = f"{connection}\n{channel.name}\n{event.kind}\n{event.since.isoformat()}"
            message = compose(sha256(what.encode()).hexdigest()[:32], connection, at, [event], "")
            try:
                send(channel, message)
            except NotNotifiedError as error:
                failed.append(str(error))
                self._left_alone[channel.name] = at + error.wait
            else:
                self._told.add((channel.name, event.kind))
        if failed:
            raise NotNotifiedError("; ".join(failed))


def _began(alert: Alert) -> Event:
    return Event(
        kind="trouble", code=alert.code, text=alert.text, remedy=alert.remedy, who=alert.who, since=alert.since
    )


def _is_over(alert: Alert) -> Event:
    return Event(kind="trouble is over", code=alert.code, text=alert.text, who=alert.who, since=alert.since)
