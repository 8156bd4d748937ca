"""A real mail server on the loopback address: it speaks SMTP with STARTTLS and AUTH, and keeps what it is given."""

import base64
import email
import email.policy
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import attrs

__all__ = ["Mail", "MailServer", "mail_server"]

USER = "gp-sync"


@attrs.frozen(kw_only=True)
class Mail:
    """A message as it came over the wire.

    Args:
        sender: of the envelope, as are the recipients.
        content: the letter, byte for byte.
        encrypted: it came over TLS.
        user: who had logged in; empty if nobody.
    """

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    encrypted: bool
    user: str

    @property
    def letter(self) -> EmailMessage:
        """The letter, read."""
        return email.message_from_bytes(self.content, policy=email.policy.default)


class MailServer(socketserver.ThreadingTCPServer):
    """The server.

    Args:
        certificate: its certificate and key; None for a server without TLS.
        begins_with_tls: it speaks TLS at once, as port 465 does.
        password: what it accepts; None for a server without logins.
        logins_by: the ways to log in that it offers.
        goodbye: what it says to QUIT.

    While it is `chatty`, its greeting never ends; `chatty_at_the_end`, its goodbye.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self,
        *,
        certificate: tuple[Path, Path] | None = None,
        begins_with_tls: bool = False,
        password: str | None = None,
        logins_by: str = "PLAIN",
        goodbye: str = "221 bye",
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.context: ssl.SSLContext | None = None
        if certificate is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        self.begins_with_tls = begins_with_tls
        self.password = password
        self.logins_by, self.goodbye = logins_by, goodbye
        self.mails: list[Mail] = []
        self.logins: list[bool] = []
        self.refuses: set[str] = set()
        self.greylists: set[str] = set()
        self.busy = self.chatty = False
        self.chatty_at_the_end = False
        self.slowness = 0.0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up, or does not trust the certificate, is no fault of the server."""


@contextmanager
def mail_server(**settings: Any) -> Iterator[MailServer]:
    """A server that runs until the block ends."""
    with MailServer(**settings) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def setup(self) -> None:
        self.encrypted = False
        super().setup()
        if self.server.begins_with_tls:
            self._encrypt()

    def handle(self) -> None:
        self.user = ""
        self._reset()
        while self.server.chatty:
            self._say("220-wait a moment")
        self._say("421 busy" if self.server.busy else "220 loopback")
        while raw := self.rfile.readline():
            words = raw.decode().strip()
            verb = words.partition(" ")[0].upper()
            if verb == "QUIT":
                while self.server.chatty_at_the_end:
                    self._say("221-and")
                self._say(self.server.goodbye)
                return
            self._answer(verb, words)

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _answer(self, verb: str, words: str) -> None:
        if verb == "EHLO":
            self._greet()
        elif verb == "STARTTLS":
            self._say("220 go ahead")
            self._encrypt()
        elif verb == "AUTH":
            self._log_in(words)
        elif verb == "MAIL":
            self.sender = _address(words)
            self._say("250 ok")
        elif verb == "RCPT":
            self._recipient(_address(words))
        elif verb == "DATA":
            self._data()
        else:
            self._reset()
            self._say("250 ok")

    def _greet(self) -> None:
        offers = ["loopback"]
        offers += ["STARTTLS"] if self.server.context is not None and not self.encrypted else []
        offers += [f"AUTH {self.server.logins_by}"] if self.server.password is not None else []
        for offer in offers[:-1]:
            self._say(f"250-{offer}")
        self._say(f"250 {offers[-1]}")

    def _log_in(self, words: str) -> None:
        _, user, password = base64.b64decode(words.split()[2]).decode().split("\0")
        good = password == self.server.password
        self.server.logins.append(good)
        self.user = user if good else ""
        self._say("235 welcome" if good else "535 no")

    def _recipient(self, address: str) -> None:
        if address in self.server.refuses | self.server.greylists:
            self._say("550 nobody here" if address in self.server.refuses else "450 come again")
            return
        self.recipients.append(address)
        self._say("250 ok")

    def _data(self) -> None:
        self._say("354 go ahead")
        received = iter(self.rfile.readline, b".\r\n")
        lines = [line[1:] if line.startswith(b".") else line for line in received]
        mail = Mail(
            sender=self.sender,
            recipients=tuple(self.recipients),
            content=b"".join(lines),
            encrypted=self.encrypted,
            user=self.user,
        )
        self.server.mails.append(mail)
        self._reset()
        self._say("250 taken")

    def _encrypt(self) -> None:
        assert self.server.context is not None
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.encrypted = True

    def _reset(self) -> None:
        self.sender, self.recipients = "", list[str]()

    def _say(self, words: str) -> None:
        time.sleep(self.server.slowness)
        self.wfile.write(f"{words}\r\n".encode())


def _address(words: str) -> str:
    return words.partition("<")[2].partition(">")[0]
