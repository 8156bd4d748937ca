"""Messages as e-mail, with the rows behind them as an attached table. Each recipient gets a letter of their own.

So a recipient whom the server refuses for now is told later, and who was told is not told again.
"""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import attrs

from gp_sync.ops.notify_mail_server import MailServer
from gp_sync.ops.notify_message import Message
from gp_sync.ops.notify_settings import EmailSettings

__all__ = ["EmailChannel", "letter_of", "name_of"]


def name_of(recipient: str) -> str:
    """The name of a recipient's channel."""
    return f"email to {recipient}"


@attrs.frozen
class EmailChannel:
    """Sends messages to one recipient; a `Channel`.

    Args:
        server: the mail server, which the channels of all recipients share.
        recipient: who gets them.
    """

    server: MailServer
    recipient: str

    @property
    def name(self) -> str:
        """See `Channel.name`."""
        return name_of(self.recipient)

    def send(self, message: Message) -> None:
        """See `Channel.send`."""
        self.server.send(letter_of(message, self.server.settings), self.recipient, message.at)


def letter_of(message: Message, settings: EmailSettings) -> EmailMessage:
    """A message as an e-mail. Nothing that a system or a vendor said is in its headers."""
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = message.subject
    letter["From"] = settings.sender
    # All of them, though each gets a letter of their own: people see who else knows.
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
