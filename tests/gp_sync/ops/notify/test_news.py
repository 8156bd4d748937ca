"""Everything is told once: over restarts, with two schedulers, and after a channel that was away."""

import csv
import io
import logging
from datetime import timedelta
from typing import Any

import attrs
import pytest

from gp_sync.core.facts import account
from gp_sync.flows.purchase_orders.document import SourceVendor
from gp_sync.ops.notify import Alert, NotNotifiedError
from gp_sync.ops.notify_channels import LedgerTrouble
from gp_sync.ops.notify_message import Channel, Message
from gp_sync.ops.notify_news import News
from gp_sync.ops.notify_settings import NotifySettings
from gp_sync.readers import reader_of
from gp_sync.testing.examples import fabrikam_facts, order
from gp_sync.testing.model_connection import ModelConnection
from tests.gp_sync.ops.simulated import utc

ACCOUNT = account("TWO", "000-5100-01")
THERE = fabrikam_facts()[ACCOUNT]
DOWN = Alert(
    key="down",
    code="GP_UNAVAILABLE",
    text="GP is down.",
    remedy="Start it.",
    who="administrator",
    since=utc("2026-11-04 10:00"),
)


@attrs.define
class Kept:
    """A channel that keeps what it is given, and cannot be reached while it is `away`."""

    name: str = "kept"
    away: bool = False
    wait: timedelta = timedelta(0)
    messages: list[Message] = attrs.field(factory=list)

    def send(self, message: Message) -> None:
        if self.away:
            raise NotNotifiedError("nobody answers", self.wait)
        self.messages.append(message)

    @property
    def told(self) -> list[list[tuple[str, str]]]:
        """What each message told: kind and code."""
        return [[(event.kind, event.code) for event in message.events] for message in self.messages]


@pytest.fixture
def world() -> ModelConnection:
    return ModelConnection()


def news(world: ModelConnection, *channels: Channel, **settings: Any) -> News:
    """What a scheduler tells; each call is another process."""
    readers = {world.flow().name: reader_of(world.flow())}
    return News(
        ledger=world.ledger,
        connection=world.name,
        settings=NotifySettings(**settings),
        channels=channels,
        readers=readers,
    )


def stop(world: ModelConnection, *source_ids: str, **fields: Any) -> None:
    """Orders wait for their account, which GP lacks."""
    world.change_fact(ACCOUNT, None)
    for source_id in source_ids:
        world.put(order(key=int(source_id), number=f"PF{source_id}", **fields))
    world.run()


def mend(world: ModelConnection) -> None:
    """Somebody creates the account."""
    world.change_fact(ACCOUNT, THERE)
    world.run()


class TestIssues:
    def test_one_message_tells_what_opened_with_the_rows_behind_it(self, world: ModelConnection) -> None:
        channel = Kept()
        stop(world, "52", "53")

        news(world, channel).tell([], world.clock())

        (message,) = channel.messages
        (event,) = message.events
        assert (event.kind, event.code, event.documents) == ("issue opened", "GP_ACCOUNT_NOT_FOUND", 2)
        assert message.subject == "gp-sync fabrikam: 1 new issue"
        rows = list(csv.DictReader(io.StringIO(message.table)))
        assert [(row["number"], row["vendor"], row["amount"], row["currency"]) for row in rows] == [
            ("PF52", "Lakeshore Supply", "245.00", "USD"),
            ("PF53", "Lakeshore Supply", "245.00", "USD"),
        ]
        assert rows[0]["what"].startswith("Line 1 (Hydraulic oil): the GL account 000-5100-01 does not exist in GP")

    def test_it_is_told_once_also_by_a_process_that_starts_anew(self, world: ModelConnection) -> None:
        channel = Kept()
        stop(world, "52")

        for _ in range(3):
            news(world, channel).tell([], world.clock())

        assert channel.told == [[("issue opened", "GP_ACCOUNT_NOT_FOUND")]]

    def test_a_further_document_of_a_known_issue_is_no_news(self, world: ModelConnection) -> None:
        channel = Kept()
        stop(world, "52")
        news(world, channel).tell([], world.clock())
        stop(world, "53")

        news(world, channel).tell([], world.clock())

        assert len(channel.messages) == 1

    def test_what_is_closed_is_told_with_its_words(self, world: ModelConnection) -> None:
        channel = Kept()
        stop(world, "52")
        news(world, channel).tell([], world.clock())
        mend(world)

        news(world, channel).tell([], world.clock())

        (event,) = channel.messages[1].events
        assert (event.kind, event.issue, event.remedy) == ("issue closed", 1, "")
        assert "000-5100-01" in event.text
        assert channel.messages[1].table == ""

    def test_what_opened_and_closed_between_two_messages_is_no_news(self, world: ModelConnection) -> None:
        channel = Kept()
        stop(world, "52")
        mend(world)

        news(world, channel).tell([], world.clock())

        assert channel.messages == []

    def test_one_that_opens_again_is_told_again(self, world: ModelConnection) -> None:
        channel = Kept()
        stop(world, "52")
        news(world, channel).tell([], world.clock())
        mend(world)
        news(world, channel).tell([], world.clock())
        world.clock.advance(minutes=1)
        stop(world, "53")

        news(world, channel).tell([], world.clock())

        assert [told[0][0] for told in channel.told] == ["issue opened", "issue closed", "issue opened"]

    def test_what_stays_open_is_told_at_each_age_once(self, world: ModelConnection) -> None:
        channel = Kept()
        stop(world, "52")
        begin = world.clock()

        for day in range(20):
            news(world, channel, age_days=(3, 14)).tell([], begin + timedelta(days=day))

        assert [f"{message.at - begin}" for message in channel.messages] == [
            "0:00:00",
            "3 days, 0:00:00",
            "14 days, 0:00:00",
        ]
        assert channel.told[1:] == [[("issue is still open", "GP_ACCOUNT_NOT_FOUND")]] * 2
        assert "PF52" in channel.messages[1].table

    def test_severities_that_nobody_wants_are_not_told(self, world: ModelConnection) -> None:
        channel = Kept()
        stop(world, "52")

        news(world, channel, severities=("HOLD",)).tell([], world.clock())

        assert channel.messages == []

    def test_a_cell_that_a_spreadsheet_would_run_is_a_text(self, world: ModelConnection) -> None:
        channel = Kept()
        vendor = SourceVendor(id=6, name='=HYPERLINK("http://example.com")', external_id="LAKESHORE0001", active=True)
        stop(world, "52", vendor=vendor)

        news(world, channel).tell([], world.clock())

        (row,) = csv.DictReader(io.StringIO(channel.messages[0].table))
        assert row["vendor"] == '\'=HYPERLINK("http://example.com")'

    def test_without_a_channel_nothing_is_noted(self, world: ModelConnection) -> None:
        stop(world, "52")

        news(world).tell([DOWN], world.clock())

        assert world.ledger.recall("news fabrikam kept") is None


class TestAlerts:
    def test_a_side_that_is_down_and_up_again_is_one_message_each(self, world: ModelConnection) -> None:
        channel = Kept()
        for alerts in ([DOWN], [DOWN], [], []):
            news(world, channel).tell(alerts, world.clock())

        assert channel.told == [[("trouble", "GP_UNAVAILABLE")], [("trouble is over", "GP_UNAVAILABLE")]]
        assert [message.subject for message in channel.messages] == [
            "gp-sync fabrikam: 1 needs attention",
            "gp-sync fabrikam: 1 works again",
        ]

    def test_all_of_one_run_is_in_one_message(self, world: ModelConnection) -> None:
        channel = Kept()
        stop(world, "52")

        news(world, channel).tell([DOWN], world.clock())

        assert channel.told == [[("trouble", "GP_UNAVAILABLE"), ("issue opened", "GP_ACCOUNT_NOT_FOUND")]]


class TestAChannelThatIsAway:
    def test_one_that_wants_to_be_left_alone_is_not_tried_before_also_by_another_process(
        self, world: ModelConnection
    ) -> None:
        channel = Kept(away=True, wait=timedelta(hours=1))
        stop(world, "52")
        news(world, channel).tell([], world.clock())
        channel.away = False

        news(world, channel).tell([], world.clock() + timedelta(minutes=59))
        before = len(channel.messages)
        news(world, channel).tell([], world.clock() + timedelta(minutes=60))

        assert (before, len(channel.messages)) == (0, 1)

    def test_it_is_told_next_time_and_the_other_channel_once(
        self, world: ModelConnection, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.WARNING)
        away, there = Kept(name="email", away=True), Kept(name="webhook")
        stop(world, "52")
        news(world, away, there).tell([], world.clock())
        away.away = False

        news(world, away, there).tell([], world.clock())

        assert (len(away.messages), len(there.messages)) == (1, 1)
        assert "fabrikam: email could not be told what is new: nobody answers" in caplog.text

    def test_what_came_meanwhile_is_in_the_same_message(self, world: ModelConnection) -> None:
        channel = Kept(away=True)
        news(world, channel).tell([DOWN], world.clock())
        channel.away = False
        stop(world, "52")

        news(world, channel).tell([DOWN], world.clock())

        assert channel.told == [[("trouble", "GP_UNAVAILABLE"), ("issue opened", "GP_ACCOUNT_NOT_FOUND")]]


class TestTwoSchedulers:
    def test_while_one_sends_the_other_leaves_it_to_that(self, world: ModelConnection) -> None:
        channel = Kept()
        stop(world, "52")

        @attrs.define
        class Slow(Kept):
            def send(self, message: Message) -> None:
                """While it sends, another scheduler looks."""
                news(world, channel).tell([], world.clock())
                channel.messages.append(message)

        news(world, Slow()).tell([], world.clock())
        news(world, channel).tell([], world.clock())

        assert len(channel.messages) == 1

    def test_one_that_dies_while_it_sends_leaves_it_to_the_next_with_the_same_id(self, world: ModelConnection) -> None:
        channel = Kept()
        stop(world, "52")

        class Killed(Exception):
            pass

        @attrs.define
        class Dying(Kept):
            def send(self, message: Message) -> None:
                channel.messages.append(message)
                raise Killed

        with pytest.raises(Killed):
            news(world, Dying()).tell([], world.clock())
        news(world, channel).tell([], world.clock() + timedelta(minutes=4))
        news(world, channel).tell([], world.clock() + timedelta(minutes=6))

        first, second = channel.messages
        assert first.id == second.id

    def test_what_came_since_a_message_whose_answer_was_lost_has_an_id_of_its_own(self, world: ModelConnection) -> None:
        """A receiver that drops copies of what it has by their id drops only copies."""
        channel = Kept()
        later = attrs.evolve(DOWN, key="clock", code="CLOCK_SKEW")

        @attrs.define
        class Unanswered(Kept):
            def send(self, message: Message) -> None:
                channel.messages.append(message)
                raise NotNotifiedError("no answer within 10 seconds")

        news(world, Unanswered()).tell([DOWN], world.clock())
        news(world, Unanswered()).tell([DOWN], world.clock())
        news(world, channel).tell([DOWN, later], world.clock())

        first, copy, other = channel.messages
        assert copy.id == first.id
        assert other.id != first.id
        assert channel.told[2] == [("trouble", "GP_UNAVAILABLE"), ("trouble", "CLOCK_SKEW")]

    def test_the_next_step_towards_an_end_does_not_say_that_the_one_before_is_over(
        self, world: ModelConnection
    ) -> None:
        channel = Kept()
        early = attrs.evolve(DOWN, key="14", code="SECRET_EXPIRES", ends="gp_password")
        news(world, channel).tell([early], world.clock())

        news(world, channel).tell([attrs.evolve(early, key="7")], world.clock())
        news(world, channel).tell([], world.clock())

        assert channel.told == [
            [("trouble", "SECRET_EXPIRES")],
            [("trouble", "SECRET_EXPIRES")],
            [("trouble is over", "SECRET_EXPIRES")],
        ]

    def test_messages_have_different_ids(self, world: ModelConnection) -> None:
        channel = Kept()
        for alerts in ([DOWN], []):
            news(world, channel).tell(alerts, world.clock())

        assert len({message.id for message in channel.messages}) == 2


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
