"""That the ledger itself cannot be used is told without its help."""

import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from gp_sync.config.credentials import FromVault
from gp_sync.ledger.errors import LedgerError
from gp_sync.ledger.memory import MemoryStore
from gp_sync.ledger.secret_rows import SecretRow
from gp_sync.ledger.sql import SqlStore
from gp_sync.ops.key_changes import new_key
from gp_sync.ops.key_places import FileKey
from gp_sync.ops.notify import Alerts, NotNotifiedError
from gp_sync.ops.notify_channels import LedgerTrouble, channels_of
from gp_sync.ops.notify_message import Message
from gp_sync.ops.notify_settings import NotifySettings, WebhookSettings
from gp_sync.ops.vault import Vault
from gp_sync.secret import Secret
from gp_sync.testing.model_connection import HandClock
from tests.gp_sync.ops.notify.told import DOWN, Kept
from tests.gp_sync.ops.notify.web_server import web_server
from tests.gp_sync.ops.simulated import utc

TEN = utc("2026-11-04 10:00")
DISK_FULL = "the ledger gp-sync.db: the disk is full"


class TestALedgerThatCannotBeUsed:
    LEDGER = attrs.evolve(DOWN, code="LEDGER_UNUSABLE")

    def test_it_is_told_at_once_and_again_when_it_works(self) -> None:
        channel = Kept()
        notifier = LedgerTrouble((channel,))

        notifier.opened("fabrikam", self.LEDGER)
        notifier.closed("fabrikam", self.LEDGER, utc("2026-11-04 11:00"))

        assert channel.told == [[("trouble", "LEDGER_UNUSABLE")], [("trouble is over", "LEDGER_UNUSABLE")]]

    def test_a_channel_that_was_told_is_not_told_again_for_another_that_was_away(self) -> None:
        away, there = Kept(name="email", away=True), Kept(name="webhook")
        notifier = LedgerTrouble((away, there))
        with pytest.raises(NotNotifiedError, match="nobody answers"):
            notifier.opened("fabrikam", self.LEDGER)
        away.away = False

        notifier.opened("fabrikam", self.LEDGER)

        assert (len(away.messages), len(there.messages)) == (1, 1)

    def test_other_alerts_wait_for_the_message_of_their_run(self) -> None:
        channel = Kept()

        LedgerTrouble((channel,)).opened("fabrikam", DOWN)

        assert channel.messages == []


class TestAnHourWithoutTheLedger:
    """Each minute the schedule tries again."""

    def alerts(self, *channels: Kept) -> Alerts:
        return Alerts(MemoryStore(HandClock(TEN)), "fabrikam", LedgerTrouble(channels))

    def fails(self, alerts: Alerts, minutes: range) -> None:
        for minute in minutes:
            alerts.ledger_failed(DISK_FULL, TEN + timedelta(minutes=minute))

    def works(self, alerts: Alerts, minutes: range) -> None:
        for minute in minutes:
            alerts.ledger_works(TEN + timedelta(minutes=minute))

    def test_one_channel_is_told_once_while_another_one_is_away_all_the_time(self) -> None:
        away, there = Kept(name="email", away=True), Kept(name="webhook")

        self.fails(self.alerts(away, there), range(60))

        assert there.told == [[("trouble", "LEDGER_UNUSABLE")]]

    def test_one_that_comes_back_is_told_since_when(self) -> None:
        channel = Kept(away=True)
        alerts = self.alerts(channel)
        self.fails(alerts, range(30))
        channel.away = False

        self.fails(alerts, range(30, 60))

        (message,) = channel.messages
        assert (message.events[0].since, message.at) == (TEN, TEN + timedelta(minutes=30))

    def test_that_it_is_over_is_told_to_those_who_were_told_that_it_began(self) -> None:
        away, there = Kept(name="email", away=True), Kept(name="webhook")
        alerts = self.alerts(away, there)
        self.fails(alerts, range(60))
        away.away = False

        self.works(alerts, range(60, 120))

        assert [event.kind for message in there.messages for event in message.events] == ["trouble", "trouble is over"]
        assert away.messages == []

    def test_one_that_comes_and_goes_is_one_alert(self) -> None:
        channel = Kept()
        alerts = self.alerts(channel)
        for begin in range(0, 60, 4):
            self.fails(alerts, range(begin, begin + 2))
            self.works(alerts, range(begin + 2, begin + 4))

        self.works(alerts, range(60, 90))

        assert channel.told == [[("trouble", "LEDGER_UNUSABLE")], [("trouble is over", "LEDGER_UNUSABLE")]]
        assert channel.messages[1].at == TEN + timedelta(minutes=72), "a quarter of an hour after the last failure"

    def test_a_channel_that_wants_to_be_left_alone_is_not_tried_before(self) -> None:
        """As a recipient whom the mail server refuses for good."""
        channel = Counted(away=True, wait=timedelta(hours=1))

        self.fails(self.alerts(channel), range(130))

        assert channel.attempts == 3

    def test_the_log_says_once_why_it_cannot_be_used_whoever_is_away(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.WARNING, logger="gp_sync.run")

        self.fails(self.alerts(Kept(away=True)), range(60))

        said = [row.getMessage() for row in caplog.records if row.getMessage().startswith("fabrikam: alert ")]
        assert [words.partition(" Nothing")[0] for words in said] == [f"fabrikam: alert LEDGER_UNUSABLE: {DISK_FULL}."]


@attrs.define
class Counted(Kept):
    """A channel that counts how often it is tried."""

    attempts: int = 0

    def send(self, message: Message) -> None:
        self.attempts += 1
        super().send(message)


class Breakable(SqlStore):
    """A ledger that cannot be used while it is `broken`."""

    broken = False

    def secrets(self, connection: str) -> Sequence[SecretRow]:
        if self.broken:
            raise LedgerError(DISK_FULL)
        return super().secrets(connection)


def test_a_channel_whose_secret_is_in_the_vault_of_that_ledger_is_told_all_the_same(tmp_path: Path) -> None:
    """As the vault had it when the process began, or was asked last."""
    SqlStore.create(f"sqlite:///{tmp_path / 'ledger.db'}").close()
    store = Breakable(f"sqlite:///{tmp_path / 'ledger.db'}")
    place = FileKey(tmp_path / "vault.key")
    vault = Vault(store, "fabrikam", place)
    new_key(store, "fabrikam", place)
    vault.set("webhook_key", Secret("canary-webhook-key"), by="anna")
    with web_server() as server:
        settings = NotifySettings(webhook=WebhookSettings(url=server.url))
        alerts = Alerts(store, "fabrikam", LedgerTrouble(channels_of(settings, None, FromVault(vault, "webhook_key"))))
        store.broken = True

        alerts.ledger_failed(DISK_FULL, TEN)

    store.close()
    assert [json.loads(post.body)["events"][0]["code"] for post in server.posts] == ["LEDGER_UNUSABLE"]
