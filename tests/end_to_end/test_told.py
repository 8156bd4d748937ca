"""People are told by a real mail server and a real web server, after runs by hand and on a schedule."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from gp_sync.config.credentials import SMTP_VARIABLE, WEBHOOK_VARIABLE
from gp_sync.ledger.sql import SqlStore
from gp_sync.ops.notify import Alert, Alerts, LogNotifier
from tests.end_to_end.world import World
from tests.gp_sync.ops.notify.mail_server import MailServer, mail_server
from tests.gp_sync.ops.notify.web_server import WebServer, web_server

PASSWORD = "canary-smtp-password"
KEY = "canary-webhook-key"

NOTIFY = """\
[notify.email]
host = "127.0.0.1"
port = {port}
security = "none"
user = "gp-sync"
sender = "gp-sync@example.com"
recipients = ["finance@example.com"]
[notify.webhook]
url = "{url}"
"""


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server(password=PASSWORD) as server:
        yield server


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


@pytest.fixture
def told(world: World, mail: MailServer, web: WebServer) -> World:
    """The world, whose people are told by e-mail and by a webhook."""
    notify = NOTIFY.format(port=mail.port, url=web.url)
    world.configure(**{"[[companies]]": f"{notify}[[companies]]"})
    world.environment |= {SMTP_VARIABLE: PASSWORD, WEBHOOK_VARIABLE: KEY}
    return world


class TestASync:
    def test_an_issue_that_opens_and_closes_is_told_on_both_channels(
        self, told: World, mail: MailServer, web: WebServer
    ) -> None:
        told.order(account_code="6450")
        told.run("sync")
        told.run("sync")
        mails = len(mail.mails)
        told.company.add_account("100-6450-01", "Safety equipment")
        told.run("sync")

        kinds = [[event["kind"] for event in json.loads(post.body)["events"]] for post in web.posts]
        assert (mails, len(mail.mails)) == (1, 2)
        assert kinds == [["issue opened"], ["issue closed"]]
        assert mail.mails[0].letter["Subject"] == "gp-sync test: 1 new issue"
        assert "Contoso Office Supplies" in json.loads(web.posts[0].body)["documents_csv"]

    def test_a_side_that_is_down_and_up_again_within_minutes_is_told_once(self, told: World, mail: MailServer) -> None:
        """That it works again is told when it has done so for a quarter of an hour."""
        told.order()
        text = told.config.read_text(encoding="utf-8")
        told.config.write_text(text.replace(told.gp.base_url, "http://127.0.0.1:9"), encoding="utf-8")
        told.run("sync")
        told.config.write_text(text, encoding="utf-8")
        told.run("sync")

        assert [mail.letter["Subject"] for mail in mail.mails] == ["gp-sync test: 1 needs attention"]

    def test_a_mail_server_that_is_away_stops_no_run(self, told: World, mail: MailServer, web: WebServer) -> None:
        told.order()
        told.order(account_code="6450")
        mail.busy = True
        away = told.run("sync", "--json")
        mail.busy = False
        told.run("sync")

        assert (away.exit_code, json.loads(away.stdout)["run"]["ends"]) == (0, {"blocked": 1, "written": 1})
        assert (len(mail.mails), len(web.posts)) == (1, 1)

    def test_a_recipient_whom_the_mail_server_refuses_is_told_by_the_doctor(
        self, told: World, mail: MailServer
    ) -> None:
        text = told.config.read_text(encoding="utf-8")
        both = '["finance@example.com", "it@example.com"]'
        told.config.write_text(text.replace('["finance@example.com"]', both), encoding="utf-8")
        told.order(account_code="6450")
        mail.refuses.add("it@example.com")
        untried = self._of_channels(told)
        told.run("sync")

        refused = self._of_channels(told)

        assert {check["result"] for check in untried.values()} == {"ok"}
        assert {what: check["result"] for what, check in refused.items()} == {
            "email to finance@example.com": "ok",
            "email to it@example.com": "warning",
            "webhook": "ok",
        }
        assert refused["email to finance@example.com"]["answer"] == "took 1 message"
        assert refused["email to it@example.com"]["answer"].endswith("it takes nothing for it@example.com (550)")

    @staticmethod
    def _of_channels(told: World) -> dict[str, dict[str, str]]:
        """What the doctor tells of each channel."""
        checks = {check["what"]: check for check in json.loads(told.run("doctor", "--json").stdout)}
        return {what: check for what, check in checks.items() if what.startswith(("email", "webhook"))}

    def test_secrets_are_in_no_message_and_in_no_file(self, told: World, mail: MailServer, web: WebServer) -> None:
        told.order(account_code="6450")
        output = told.run("sync").output

        seen = output.encode() + mail.mails[0].content + b"".join(post.body for post in web.posts)
        seen += b"".join(file.read_bytes() for file in told.folder.iterdir() if file.is_file())
        assert [secret for secret in (PASSWORD, KEY, told.password) if secret.encode() in seen] == []

    def test_a_secret_that_is_missing_is_named_before_anything_is_sent(self, told: World) -> None:
        result = told.run("sync", **{WEBHOOK_VARIABLE: ""})

        assert result.exit_code == 2
        assert f"no webhook_key: set the variable {WEBHOOK_VARIABLE}" in result.output


class TestBesideASchedule:
    def test_a_sync_by_hand_leaves_the_alert_of_a_certificate_that_the_schedule_looks_at(
        self, told: World, mail: MailServer
    ) -> None:
        told.run("sync")
        alert = Alert(
            key="CERTIFICATE_EXPIRES certificate (the certificate of the GP service, 7)",
            code="CERTIFICATE_EXPIRES",
            text="It ends in 6 days.",
            remedy="Have a new one installed.",
            who="administrator",
            since=datetime.now(UTC),
            ends="the certificate of the GP service",
        )
        ledger = SqlStore(f"sqlite:///{told.folder / 'gp-sync.db'}")
        Alerts(ledger, "test", LogNotifier()).update({alert.key: alert}, alert.since)
        ledger.close()

        told.run("sync")

        assert [mail.letter["Subject"] for mail in mail.mails] == ["gp-sync test: 1 needs attention"]


class TestByDefault:
    def test_nobody_is_told(self, world: World, mail: MailServer, web: WebServer) -> None:
        world.order(account_code="6450")
        world.run("sync")

        assert (mail.mails, web.posts) == ([], [])

    @pytest.mark.parametrize(
        ("section", "problem"),
        [
            ("[notify]\nage_days = [0]\n", "notify: age_days has 0: give numbers of days above 0"),
            ('[notify]\nseverities = ["WARN"]\n', "severities has 'WARN': give BLOCK and HOLD"),
            ('[notify.email]\npassword = "x"\n', "unknown key password; accepted: ca_bundle, host"),
            ('[notify.webhook]\nurl = "http://example.com"\n', "anyone on the way can read along"),
        ],
    )
    def test_a_mistake_in_the_configuration_is_named(self, world: World, section: str, problem: str) -> None:
        world.configure(**{"[[companies]]": f"{section}[[companies]]"})

        result = world.run("status")

        assert result.exit_code == 2
        assert problem in result.output
