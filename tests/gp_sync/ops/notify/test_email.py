"""Messages through a real mail server on the loopback address."""

import logging
import time
import traceback
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from gp_sync.credential import Fixed
from gp_sync.ops.notify import NotNotifiedError
from gp_sync.ops.notify_email import EmailChannel
from gp_sync.ops.notify_mail_server import MailServer as OurServer
from gp_sync.ops.notify_settings import EmailSettings
from gp_sync.secret import Secret
from tests.gp_sync.ops.notify.certificate import write_certificate
from tests.gp_sync.ops.notify.mail_server import USER, MailServer, mail_server
from tests.gp_sync.ops.notify.messages import AT, message, opened

PASSWORD = "canary-smtp-password"


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    return write_certificate(tmp_path)


def through(server: MailServer, **settings: Any) -> OurServer:
    """A mail server of this machine, as the channels of all recipients share it."""
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": server.port,
        "security": "none",
        "sender": "gp-sync@example.com",
        "recipients": ("finance@example.com", "it@example.com"),
    }
    password = settings.pop("password", Fixed(Secret(PASSWORD)))
    longest = settings.pop("longest", 60.0)
    return OurServer(EmailSettings(**(values | settings)), password, seconds=5, longest=longest)


def channel(server: MailServer, recipient: str = "finance@example.com", **settings: Any) -> EmailChannel:
    """The channel of one recipient."""
    return EmailChannel(through(server, **settings), recipient)


@attrs.define
class TwoValues:
    """A password during its rotation."""

    told: list[tuple[str, str]] = attrs.field(factory=list)

    def values(self) -> tuple[Secret, ...]:
        return Secret("new one"), Secret(PASSWORD)

    def worked(self, value: Secret) -> None:
        self.told.append(("worked", value.reveal()))

    def refused(self, value: Secret) -> None:
        self.told.append(("refused", value.reveal()))


@attrs.define
class Changing:
    """A password that somebody sets anew."""

    value: str

    def values(self) -> tuple[Secret, ...]:
        return (Secret(self.value),)

    def worked(self, value: Secret) -> None:
        pass

    def refused(self, value: Secret) -> None:
        pass


class TestTheLetter:
    def test_it_tells_everything_in_words_and_has_the_rows_attached(self) -> None:
        with mail_server() as server:
            channel(server).send(message())

        (mail,) = server.mails
        letter = mail.letter
        assert (mail.sender, mail.recipients) == ("gp-sync@example.com", ("finance@example.com",))
        assert letter["Subject"] == "gp-sync fabrikam: 1 new issue"
        assert (letter["To"], letter["Auto-Submitted"]) == ("finance@example.com, it@example.com", "auto-generated")
        body, table = letter.get_body(), next(letter.iter_attachments())
        assert body is not None
        assert body.get_content().replace("\r\n", "\n") == (
            "gp-sync, connection fabrikam, 2026-11-04 10:00 UTC\n\n"
            "New issues:\n"
            "- GP_ACCOUNT_NOT_FOUND (issue 3, since 2026-11-04 10:00 UTC, 2 documents, 1,234.50 USD)\n"
            "  The GL account 100-6450-01 does not exist in GP.\n"
            "  finance: Create the account.\n\n"
            "The documents behind this are in the attached table. `gp-sync issues` shows all that is open.\n"
        )
        assert (table.get_content_type(), table.get_filename()) == ("text/csv", "documents.csv")
        assert table.get_payload(decode=True) == b"\xef\xbb\xbfnumber,vendor\r\nPF7,Contoso\r\n"

    def test_without_rows_nothing_is_attached(self) -> None:
        with mail_server() as server:
            channel(server).send(message(table=""))

        assert list(server.mails[0].letter.iter_attachments()) == []

    def test_a_copy_of_a_message_has_the_same_id(self) -> None:
        with mail_server() as server:
            channel(server).send(message())
            channel(server).send(message())

        assert [mail.letter["Message-ID"] for mail in server.mails] == ["<0123456789abcdef@example.com>"] * 2

    @pytest.mark.parametrize("evil", ["Evil\r\nBcc: thief@example.com", "Evil\nSubject: hi", "Evil\x00\u2028Cc: x@y"])
    def test_what_a_vendor_is_called_reaches_no_header(self, evil: str) -> None:
        told = message(opened(text=evil, amounts={evil: 1}), connection=evil, table=f"vendor\r\n{evil}\r\n")

        with mail_server() as server:
            channel(server).send(told)

        (mail,) = server.mails
        names = {name.lower() for name in mail.letter}
        assert mail.recipients == ("finance@example.com",)
        assert names == {
            "subject", "from", "to", "date", "message-id", "auto-submitted", "mime-version", "content-type"
        }  # fmt: skip
        assert mail.letter["Subject"].endswith(": 1 new issue")


class TestSecurity:
    def test_starttls_encrypts_before_the_login(self, certificate: tuple[Path, Path]) -> None:
        with mail_server(certificate=certificate, password=PASSWORD) as server:
            channel(server, security="starttls", user=USER, ca_bundle=str(certificate[0])).send(message())

        assert [(mail.encrypted, mail.user) for mail in server.mails] == [(True, USER)]

    def test_tls_from_the_beginning(self, certificate: tuple[Path, Path]) -> None:
        with mail_server(certificate=certificate, begins_with_tls=True, password=PASSWORD) as server:
            channel(server, security="tls", user=USER, ca_bundle=str(certificate[0])).send(message())

        assert [(mail.encrypted, mail.user) for mail in server.mails] == [(True, USER)]

    def test_a_server_that_offers_no_encryption_gets_neither_password_nor_message(self) -> None:
        with (
            mail_server(password=PASSWORD) as server,
            pytest.raises(NotNotifiedError, match="it offers no encryption or no login"),
        ):
            channel(server, security="starttls", user=USER).send(message())

        assert (server.logins, server.mails) == ([], [])

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    def test_a_certificate_that_nobody_vouches_for_is_refused(
        self, certificate: tuple[Path, Path], security: str
    ) -> None:
        with (
            mail_server(certificate=certificate, begins_with_tls=security == "tls", password=PASSWORD) as server,
            pytest.raises(NotNotifiedError, match="its certificate cannot be trusted"),
        ):
            channel(server, security=security, user=USER).send(message())

        assert (server.logins, server.mails) == ([], [])

    def test_during_a_rotation_either_password_is_taken_and_what_came_of_it_noted(self) -> None:
        password = TwoValues()
        with mail_server(password=PASSWORD) as server:
            channel(server, user=USER, password=password).send(message())

        assert password.told == [("refused", "new one"), ("worked", PASSWORD)]
        assert len(server.mails) == 1

    def test_a_refused_login_is_told_and_the_password_nowhere(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        with mail_server(password="another") as server, pytest.raises(NotNotifiedError) as caught:
            channel(server, user=USER).send(message())

        assert str(caught.value) == "mail server 127.0.0.1: it refuses the login (535): set smtp_password anew"
        assert caught.value.wait == timedelta(hours=1)
        told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
        assert PASSWORD not in told + caplog.text + repr(channel(server, user=USER))

    def test_a_refused_login_is_left_alone_for_an_hour(self) -> None:
        """A server that counts refused logins locks the account."""
        with mail_server(password="another") as server:
            kept = channel(server, user=USER)
            for minutes in (0, 59, 60):
                later = attrs.evolve(message(), at=AT + timedelta(minutes=minutes))
                with pytest.raises(NotNotifiedError):
                    kept.send(later)

            assert server.logins == [False, False]

    def test_another_password_is_tried_at_once(self) -> None:
        password = Changing("a wrong one")
        with mail_server(password=PASSWORD) as server:
            kept = channel(server, user=USER, password=password)
            with pytest.raises(NotNotifiedError):
                kept.send(message())
            password.value = PASSWORD

            kept.send(message())

            assert server.logins == [False, True]


class TestGoodbyes:
    """What a server says to QUIT, after it has taken a message or refused a login, changes nothing of that."""

    def test_a_message_that_was_taken_is_sent(self) -> None:
        with mail_server(goodbye="421 closing the channel") as server:
            channel(server).send(message())

        assert len(server.mails) == 1

    def test_a_refused_login_stays_one(self) -> None:
        with (
            mail_server(password="another", goodbye="421 too many errors") as server,
            pytest.raises(NotNotifiedError, match="it refuses the login") as caught,
        ):
            channel(server, user=USER).send(message())

        assert caught.value.wait == timedelta(hours=1)


class TestTrouble:
    @pytest.mark.parametrize(("user", "password"), [("gp-sync", "Müller"), ("müller", "secret")])
    def test_a_login_with_other_letters_than_ascii_is_told_without_it(self, user: str, password: str) -> None:
        with mail_server(password=password) as server, pytest.raises(NotNotifiedError) as caught:
            channel(server, user=user, password=Fixed(Secret(password))).send(message())

        assert str(caught.value) == (
            "mail server 127.0.0.1: user or smtp_password has a letter that is not ASCII, which no login by e-mail "
            "takes for sure: give the account others"
        )
        assert server.logins == []

    def test_a_server_without_a_login_that_we_know(self) -> None:
        with (
            mail_server(password=PASSWORD, logins_by="NTLM XOAUTH2") as server,
            pytest.raises(NotNotifiedError) as caught,
        ):
            channel(server, user=USER).send(message())

        assert str(caught.value) == (
            "mail server 127.0.0.1: it offers none of the logins CRAM-MD5, PLAIN and LOGIN: have one allowed for this "
            "account, or leave user out where the server takes mail of this machine without a login"
        )

    def test_a_server_that_is_down(self) -> None:
        with mail_server() as server:
            gone = channel(server)

        with pytest.raises(NotNotifiedError, match=r"mail server 127\.0\.0\.1: Connection refused"):
            gone.send(message())

    @pytest.mark.parametrize("security", ["none", "tls"])
    def test_a_server_that_takes_its_time_for_each_word_is_left_after_a_while(
        self, certificate: tuple[Path, Path], security: str
    ) -> None:
        """It would hold the schedule for as long as it likes."""
        begin = time.monotonic()
        with mail_server(certificate=certificate, begins_with_tls=security == "tls") as server:
            slow = channel(server, longest=1.0, security=security, ca_bundle=str(certificate[0]))
            server.slowness = 0.3
            with pytest.raises(NotNotifiedError, match="it takes longer than 1 second for a message"):
                slow.send(message())

        assert (server.mails, time.monotonic() - begin < 5) == ([], True)

    def test_a_server_that_is_busy(self) -> None:
        with mail_server() as server:
            server.busy = True
            with pytest.raises(NotNotifiedError, match="it answers 421"):
                channel(server).send(message())

    @pytest.mark.parametrize("security", ["none", "tls"])
    def test_a_server_that_greets_for_ever_is_left_after_a_while(
        self, certificate: tuple[Path, Path], security: str
    ) -> None:
        """As one does that keeps those busy whom it takes for senders of spam."""
        begin = time.monotonic()
        with mail_server(certificate=certificate, begins_with_tls=security == "tls") as server:
            server.chatty, server.slowness = True, 0.1
            with pytest.raises(NotNotifiedError, match="it takes longer than 1 second for a message"):
                channel(server, longest=1.0, security=security, ca_bundle=str(certificate[0])).send(message())

        assert time.monotonic() - begin < 5

    def test_a_server_that_says_goodbye_for_ever_has_taken_the_message(self) -> None:
        begin = time.monotonic()
        with mail_server() as server:
            server.chatty_at_the_end, server.slowness = True, 0.05
            channel(server, longest=1.0).send(message())

        assert (len(server.mails), time.monotonic() - begin < 5) == (1, True)

    def test_a_server_that_cannot_be_used_is_not_tried_for_each_recipient_of_a_message(self) -> None:
        """It would hold the schedule as long for each of them."""
        with mail_server() as server:
            ours = through(server, longest=1.0)
            server.chatty, server.slowness = True, 0.1
            with pytest.raises(NotNotifiedError, match="it takes longer than 1 second"):
                EmailChannel(ours, "finance@example.com").send(message())
            begin = time.monotonic()
            with pytest.raises(NotNotifiedError, match="it takes longer than 1 second"):
                EmailChannel(ours, "it@example.com").send(message())
            for_the_second = time.monotonic() - begin
            server.chatty, server.slowness = False, 0.0

            EmailChannel(ours, "it@example.com").send(attrs.evolve(message(), at=AT + timedelta(minutes=1)))

        assert for_the_second < 0.5
        assert len(server.mails) == 1

    def test_a_login_that_was_refused_is_not_tried_for_each_recipient(self) -> None:
        with mail_server(password="another") as server:
            ours = through(server, user=USER)
            with pytest.raises(NotNotifiedError):
                EmailChannel(ours, "finance@example.com").send(message())
            with pytest.raises(NotNotifiedError) as caught:
                EmailChannel(ours, "it@example.com").send(message())

        assert (server.logins, caught.value.wait) == ([False], timedelta(hours=1))


class TestRecipients:
    def test_all_of_them_are_in_each_letter(self) -> None:
        with mail_server() as server:
            ours = through(server)
            EmailChannel(ours, "finance@example.com").send(message())
            EmailChannel(ours, "it@example.com").send(message())

        assert [mail.recipients for mail in server.mails] == [("finance@example.com",), ("it@example.com",)]
        assert {mail.letter["To"] for mail in server.mails} == {"finance@example.com, it@example.com"}

    @pytest.mark.parametrize(("kind", "code", "hours"), [("refuses", 550, 1), ("greylists", 450, 0)])
    def test_one_that_is_refused_is_told_later_and_keeps_nobody_else_from_the_message(
        self, kind: str, code: int, hours: int
    ) -> None:
        """For good, as a recipient that there is not; or for now, by a server that wants to see who comes again."""
        with mail_server() as server:
            getattr(server, kind).add("it@example.com")
            ours = through(server)
            with pytest.raises(NotNotifiedError) as caught:
                EmailChannel(ours, "it@example.com").send(message())
            EmailChannel(ours, "finance@example.com").send(message())

        assert str(caught.value) == f"mail server 127.0.0.1: it takes nothing for it@example.com ({code})"
        assert caught.value.wait == timedelta(hours=hours)
        assert [mail.recipients for mail in server.mails] == [("finance@example.com",)]


class TestFiles:
    def test_a_certificate_file_that_is_missing(self) -> None:
        with mail_server() as server, pytest.raises(NotNotifiedError, match="No such file"):
            channel(server, security="tls", ca_bundle="missing.pem").send(message())
