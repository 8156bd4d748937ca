"""Messages as e-mail, with the rows behind them as an attached table."""

import errno
import logging
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import attrs

from gp_sync.credential import Credential
from gp_sync.ledger.errors import LedgerError
from gp_sync.ops.notify import NotNotifiedError
from gp_sync.ops.notify_message import Message
from gp_sync.ops.notify_settings import EmailSettings
from gp_sync.secret import Secret

__all__ = ["EmailChannel", "letter_of"]

_LOGGER = logging.getLogger("gp_sync.run")

_NOT_ASCII = (
    "user or smtp_password has a letter that is not ASCII, which no login by e-mail takes for sure: give the account "
    "others"
)
_NO_LOGIN = (
    "it offers none of the logins CRAM-MD5, PLAIN and LOGIN: have one allowed for this account, or leave user out "
    "where the server takes mail of this machine without a login"
)

_LEFT_ALONE = timedelta(hours=1)
"""How long no login is tried after a refused one: many a server locks an account that keeps trying."""


@attrs.define
class EmailChannel:
    """Sends messages through a mail server; a `Channel`.

    After a refused login none is tried for an hour, unless there is another password by then.

    Args:
        settings: the server, and who gets the messages.
        password: the account's; None for a server that asks for none.
        seconds: how long one answer of the server may take.
        longest: seconds after which a server is left that has not taken the message by then.
    """

    settings: EmailSettings
    password: Credential | None = attrs.field(default=None, repr=False)
    seconds: float = 20.0
    longest: float = 120.0
    name: str = attrs.field(default="email", init=False)
    _refused: tuple[tuple[Secret, ...], datetime] | None = attrs.field(default=None, init=False, repr=False)

    def send(self, message: Message) -> None:
        """Send it to all recipients. Those that the server refuses are told in the log, if it takes one.

        Raises:
            NotNotifiedError: the server cannot be reached, refuses the login or takes no recipient.
        """
        letter, values = letter_of(message, self.settings), tuple[Secret, ...]()
        try:
            values = () if self.password is None else self.password.values()
            self._may_log_in(values, message.at)
            server = self._connected()
            with _left_after(server, self.longest):
                self._log_in(server)
                refused = server.send_message(letter)
        except (OSError, smtplib.SMTPException, LedgerError) as error:
            wait = timedelta(0)
            if isinstance(error, smtplib.SMTPAuthenticationError):
                self._refused, wait = (values, message.at + _LEFT_ALONE), _LEFT_ALONE
            # Not its cause: what a server said, and what was said to it, is nobody's to read.
            raise NotNotifiedError(f"mail server {self.settings.host}: {_words(error)}", wait) from None
        for address, (code, _) in refused.items():
            _LOGGER.warning("the mail server takes nothing for %s (%s)", address, code)

    def _may_log_in(self, values: tuple[Secret, ...], now: datetime) -> None:
        if self._refused is None:
            return
        refused, until = self._refused
        if now < until and values == refused:
            words = f"it refused the login: none is tried before {until:%H:%M} UTC, unless smtp_password is set anew"
            raise NotNotifiedError(f"mail server {self.settings.host}: {words}", until - now)
        self._refused = None

    def _connected(self) -> smtplib.SMTP:
        host, port, security = self.settings.host, self.settings.port, self.settings.security
        if security == "none":
            return smtplib.SMTP(host, port, timeout=self.seconds)
        context = ssl.create_default_context(cafile=self.settings.ca_bundle or None)
        if security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=self.seconds, context=context)
        server = smtplib.SMTP(host, port, timeout=self.seconds)
        try:
            # It raises where the server offers none: nothing is sent in the clear.
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
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


@contextmanager
def _left_after(server: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Talk with a server for so many seconds at most, and part from it at the end.

    What it says to QUIT changes nothing of what it took or refused before.

    Raises:
        TimeoutError: it took longer.
    """
    over = threading.Event()

    def leave() -> None:
        over.set()
        if server.sock is not None:
            with suppress(OSError):  # it has just hung up
                # Below TLS, whose own shutdown would take its state from the thread that talks.
                socket.socket.shutdown(server.sock, socket.SHUT_RDWR)

    clock = threading.Timer(seconds, leave)
    clock.daemon = True
    clock.start()
    try:
        yield
    except (OSError, smtplib.SMTPException):
        if over.is_set():
            words = f"it takes longer than {seconds:g} second{'' if seconds == 1 else 's'} for a message"
            raise TimeoutError(errno.ETIMEDOUT, words) from None
        raise
    finally:
        clock.cancel()
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def letter_of(message: Message, settings: EmailSettings) -> EmailMessage:
    """A message as an e-mail. Nothing that a system or a vendor said is in its headers."""
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = message.subject
    letter["From"] = settings.sender
    letter["To"] = ", ".join(settings.recipients)
    letter["Date"] = format_datetime(message.at)
    letter["Message-ID"] = f"<{message.id}@{settings.sender.partition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    if message.table:
        # With a mark at its beginning, spreadsheets read it as UTF-8.
        table = message.table.encode("utf-8-sig", "replace")
        letter.add_attachment(table, maintype="text", subtype="csv", filename="documents.csv")
    return letter


def _words(error: Exception) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            words = f"it refuses the login ({error.smtp_code}): set smtp_password anew"
        case smtplib.SMTPNotSupportedError():
            words = "it offers no encryption or no login: look at security and port"
        case smtplib.SMTPRecipientsRefused():
            words = f"it takes nothing for {', '.join(sorted(error.recipients))}"
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
