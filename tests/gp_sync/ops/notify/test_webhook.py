"""Messages posted to a real web server on the loopback address."""

import json
import logging
import time
import traceback
from pathlib import Path

import attrs
import pytest

from gp_sync.credential import Credential, Fixed
from gp_sync.ops.notify import NotNotifiedError
from gp_sync.ops.notify_settings import WebhookSettings
from gp_sync.ops.notify_webhook import WebhookChannel, signatures_of
from gp_sync.secret import Secret
from tests.gp_sync.ops.notify.certificate import write_certificate
from tests.gp_sync.ops.notify.messages import message
from tests.gp_sync.ops.notify.web_server import web_server

KEY = "canary-webhook-key"


@attrs.frozen
class TwoKeys:
    """A key during its rotation."""

    def values(self) -> tuple[Secret, ...]:
        return Secret(KEY), Secret("older")

    def worked(self, value: Secret) -> None:
        """Nobody tells."""

    def refused(self, value: Secret) -> None:
        """Nobody tells."""


def channel(url: str, waited: list[float] | None = None, key: Credential | None = None, ca: str = "") -> WebhookChannel:
    """A channel that does not wait for real."""
    waits: list[float] = [] if waited is None else waited
    settings = WebhookSettings(url=url, ca_bundle=ca)
    return WebhookChannel(settings, key or Fixed(Secret(KEY)), seconds=5, sleep=waits.append)


class TestThePost:
    def test_it_is_json_with_everything_that_is_told(self) -> None:
        with web_server() as server:
            channel(server.url).send(message())

        (post,) = server.posts
        content = json.loads(post.body)
        assert (post.path, post.headers["content-type"]) == ("/hook", "application/json")
        assert content["events"] == [
            {
                "kind": "issue opened",
                "code": "GP_ACCOUNT_NOT_FOUND",
                "text": "The GL account 100-6450-01 does not exist in GP.",
                "remedy": "Create the account.",
                "who": "finance",
                "since": "2026-11-04T10:00:00+00:00",
                "issue": 3,
                "documents": 2,
                "amounts": {"USD": "1234.50"},
            }
        ]
        assert (content["connection"], content["subject"]) == ("fabrikam", "gp-sync fabrikam: 1 new issue")
        assert content["documents_csv"] == "number,vendor\r\nPF7,Contoso\r\n"

    def test_its_receiver_can_tell_that_it_is_ours(self) -> None:
        with web_server() as server:
            channel(server.url).send(message())

        (post,) = server.posts
        assert post.headers["x-gp-sync-timestamp"] == "1793786400"
        assert post.headers["x-gp-sync-id"] == "0123456789abcdef"
        signed = signatures_of(Fixed(Secret(KEY)), "1793786400", post.body)
        assert post.headers["x-gp-sync-signature"].split(",") == signed

    def test_a_signature_is_the_hmac_of_the_timestamp_and_the_body(self) -> None:
        """As `printf '1.{}' | openssl dgst -sha256 -hmac key` tells it."""
        signed = signatures_of(Fixed(Secret("key")), "1", b"{}")

        assert signed == ["sha256=1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224"]

    def test_while_the_key_is_changed_it_is_signed_with_either(self) -> None:
        with web_server() as server:
            channel(server.url, key=TwoKeys()).send(message())

        assert server.posts[0].headers["x-gp-sync-signature"].count("sha256=") == 2

    def test_the_status_is_the_answer_whatever_follows_it(self) -> None:
        """What follows is not waited for: it could last for ever, and stop the schedule."""
        begin = time.monotonic()
        with web_server() as server:
            server.broken, server.answers = True, [200]
            channel(server.url).send(message())

        assert (len(server.posts), time.monotonic() - begin < 3) == (1, True)

    def test_over_tls_with_an_authority_of_your_own(self, tmp_path: Path) -> None:
        certificate = write_certificate(tmp_path)

        with web_server(certificate) as server:
            channel(server.url, ca=str(certificate[0])).send(message())

        assert len(server.posts) == 1


class TestTrouble:
    def test_an_address_that_is_busy_is_tried_again_with_the_same_id(self) -> None:
        waited: list[float] = []
        with web_server() as server:
            server.answers = [503, 429]
            channel(server.url, waited).send(message())

        assert [post.headers["x-gp-sync-id"] for post in server.posts] == ["0123456789abcdef"] * 3
        assert waited == [1.0, 3.0]

    def test_after_three_attempts_the_next_run_has_to_try(self) -> None:
        with web_server() as server:
            server.answers = [500, 502, 503]
            with pytest.raises(NotNotifiedError, match=r"webhook at 127\.0\.0\.1: it answers 503"):
                channel(server.url).send(message())

        assert len(server.posts) == 3

    @pytest.mark.parametrize("status", [301, 400, 401, 404])
    def test_what_will_not_change_is_not_tried_again_and_nothing_is_followed(self, status: int) -> None:
        with web_server() as server:
            server.answers = [status]
            with pytest.raises(NotNotifiedError, match=f"it answers {status}"):
                channel(server.url).send(message())

        assert len(server.posts) == 1

    @pytest.mark.parametrize("over_tls", [False, True])
    def test_an_address_that_answers_for_ever_is_left_after_a_while(self, tmp_path: Path, over_tls: bool) -> None:
        """Each word comes in time, and there is no last one."""
        certificate = write_certificate(tmp_path) if over_tls else None
        waited: list[float] = []
        begin = time.monotonic()
        with web_server(certificate) as server:
            server.chatty = True
            slow = attrs.evolve(channel(server.url, waited, ca=str(certificate[0]) if certificate else ""), longest=1.0)
            with pytest.raises(NotNotifiedError, match=r"webhook at 127\.0\.0\.1: it takes longer than 1 second"):
                slow.send(message())

        assert (len(server.posts), waited, time.monotonic() - begin < 5) == (1, [], True)

    def test_an_address_that_is_down(self) -> None:
        waited: list[float] = []
        with web_server() as server:
            url = server.url

        with pytest.raises(NotNotifiedError, match=r"webhook at 127\.0\.0\.1: ConnectError"):
            channel(url, waited).send(message())

        assert waited == [1.0, 3.0]

    def test_a_certificate_that_nobody_vouches_for_gets_nothing(self, tmp_path: Path) -> None:
        with (
            web_server(write_certificate(tmp_path)) as server,
            pytest.raises(NotNotifiedError, match="CERTIFICATE_VERIFY_FAILED"),
        ):
            channel(server.url).send(message())

        assert server.posts == []

    def test_the_key_is_seen_nowhere(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        with web_server() as server:
            server.answers = [400]
            with pytest.raises(NotNotifiedError) as caught:
                channel(server.url).send(message())

        told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
        seen = told + caplog.text + repr(channel(server.url)) + repr(server.posts)
        assert KEY not in seen


class TestSettings:
    @pytest.mark.parametrize(
        ("url", "problem"),
        [
            ("http://example.com/hook", "anyone on the way can read along"),
            ("ftp://example.com", "url is no address such as"),
            ("example.com", "url is no address such as"),
            ("https://user:pass@example.com", "without user and password"),
            ("https://", "url is no address such as"),
            ("https://example.com\x7f/hook", "url is no address such as"),
            ("https://exa mple.com/hook", "url is no address such as"),
            ("https://example.com:99999/hook", "url is no address such as"),
            ("https://[::1/hook", "url is no address such as"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, url: str, problem: str) -> None:
        with pytest.raises(ValueError, match=problem):
            WebhookSettings(url=url)
