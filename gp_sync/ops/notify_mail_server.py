"""The mail server that messages go through: how it is connected, logged in to, and left when it takes its time."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import attrs

from gp_sync.credential import Credential
from gp_sync.ledger.errors import LedgerError
from gp_sync.ops.notify import NotNotifiedError
from gp_sync.ops.notify_settings import EmailSettings
from gp_sync.ops.time_limit import left_after
from gp_sync.secret import Secret

__all__ = ["MailServer"]

_NOT_ASCII = (
    "user or smtp_password has a letter that is not ASCII, which no login by e-mail takes for sure: give the account "
    "others"
)
_NO_LOGIN = (
    "it offers none of the logins CRAM-MD5, PLAIN and LOGIN: have one allowed for this account, or leave user out "
    "where the server takes mail of this machine without a login"
)

_LEFT_ALONE = timedelta(hours=1)
"""How long is not tried again what will not change by itself: many a server locks an account that keeps trying."""

_PERMANENT = 500


@attrs.frozen(kw_only=True)
class _Trouble:
    """Why the server could not be used, with which password, and until when it is left alone.

    That is the moment itself where it may work at the next one.
    """

    words: str
    values: tuple[Secret, ...] = attrs.field(repr=False)
    since: datetime
    until: datetime


@attrs.define
class MailServer:
    """A mail server, as the recipients of one configuration share it.

    After a refused login none is tried for an hour, unless there is another password by then. A server that could not
    be used for the first recipient of a message is not tried for the others, which would take as long for each.

    Args:
        settings: the server.
        password: the account's; None for a server that asks for none.
        seconds: how long one answer of the server may take.
        longest: seconds after which a server is left that has not taken a letter by then.
    """

    settings: EmailSettings
    password: Credential | None = attrs.field(default=None, repr=False)
    seconds: float = 20.0
    longest: float = 120.0
    _trouble: _Trouble | None = attrs.field(default=None, init=False, repr=False)

    def send(self, letter: EmailMessage, recipient: str, at: datetime) -> None:
        """Send a letter to one recipient.

        Raises:
            NotNotifiedError: the server cannot be reached, refuses the login, or takes nothing for the recipient.
        """
        values = tuple[Secret, ...]()
        try:
            values = () if self.password is None else self.password.values()
            self._may_be_tried(values, at)
            self._send(letter, recipient)
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = error.recipients[recipient]
            words = f"mail server {self.settings.host}: it takes nothing for {recipient} ({code})"
            # For now, as a server does that wants to see who comes again; or for good.
            raise NotNotifiedError(words, _LEFT_ALONE if code >= _PERMANENT else timedelta(0)) from None
        except (OSError, smtplib.SMTPException, LedgerError) as error:
            wait = _LEFT_ALONE if isinstance(error, smtplib.SMTPAuthenticationError) else timedelta(0)
            words = f"mail server {self.settings.host}: {_words(error)}"
            self._trouble = _Trouble(words=words, values=values, since=at, until=at + wait)
            # Not its cause: what a server said, and what was said to it, is nobody's to read.
            raise NotNotifiedError(words, wait) from None

    def _may_be_tried(self, values: tuple[Secret, ...], at: datetime) -> None:
        trouble = self._trouble
        if trouble is None or values != trouble.values or not trouble.since <= at <= trouble.until:
            self._trouble = None
        elif trouble.until == trouble.since:
            raise NotNotifiedError(trouble.words)
        elif at < trouble.until:
            until = f"{trouble.until:%H:%M} UTC"
            words = f"it refused the login: none is tried before {until}, unless smtp_password is set anew"
            raise NotNotifiedError(f"mail server {self.settings.host}: {words}", trouble.until - at)

    def _send(self, letter: EmailMessage, recipient: str) -> None:
        servers: list[smtplib.SMTP] = []
        with left_after(self.longest, lambda: servers[0].sock if servers else None):
            try:
                server = self._connected(servers.append)
                self._log_in(server)
                server.send_message(letter, to_addrs=[recipient])
            finally:
                # What it says to QUIT changes nothing of what it took or refused before.
                for server in servers:
                    with suppress(OSError, smtplib.SMTPException):
                        server.quit()
                    server.close()

    def _connected(self, began: Callable[[smtplib.SMTP], None]) -> smtplib.SMTP:
        host, port, security = self.settings.host, self.settings.port, self.settings.security
        if security == "none":
            return _Plain(began, host, port, timeout=self.seconds)
        context = ssl.create_default_context(cafile=self.settings.ca_bundle or None)
        if security == "tls":
            return _WithTLS(began, host, port, timeout=self.seconds, context=context)
        server = _Plain(began, host, port, timeout=self.seconds)
        # It raises where the server offers none: nothing is sent in the clear.
        server.starttls(context=context)
        return server

    def _log_in(self, server: smtplib.SMTP) -> None:
        """Log in, while the password is changed with either of its values."""
        if not self.settings.user or self.password is None:
            return
        user = self.settings.user
        values = [value for value in self.password.values() if (user + value.reveal()).isascii()]
        if not values:
            raise NotNotifiedError(f"mail server {self.settings.host}: {_NOT_ASCII}")
        for value in values:
            try:
                server.login(user, value.reveal())
            except smtplib.SMTPAuthenticationError:
                self.password.refused(value)
                if value is values[-1]:
                    raise
            else:
                self.password.worked(value)
                return


class _Plain(smtplib.SMTP):
    """A connection that is known before the server greets, which may take for ever."""

    def __init__(self, began: Callable[[smtplib.SMTP], None], host: str, port: int, **options: Any) -> None:
        began(self)
        super().__init__(host, port, **options)


class _WithTLS(_Plain, smtplib.SMTP_SSL):
    """The same with TLS from the beginning."""


def _words(error: Exception) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            words = f"it refuses the login ({error.smtp_code}): set smtp_password anew"
        case smtplib.SMTPNotSupportedError():
            words = "it offers no encryption or no login: look at security and port"
        case smtplib.SMTPResponseException():
            words = f"it answers {error.smtp_code}"
        case ssl.SSLCertVerificationError():
            words = f"its certificate cannot be trusted ({error.verify_message})"
        case LedgerError():
            words = str(error)
        case OSError(strerror=str(reason)):
            words = reason
        case _ if type(error) is smtplib.SMTPException:
            words = _NO_LOGIN  # nothing else is told by this class itself
        case _:
            words = type(error).__name__
    return words
