"""What is told once also where a channel is away, a process dies while it sends, or two schedulers run."""

import logging
from datetime import timedelta

import attrs
import pytest

from gp_sync.ops.notify import NotNotifiedError
from gp_sync.ops.notify_channels import LedgerTrouble
from gp_sync.ops.notify_message import Message
from gp_sync.testing.model_connection import ModelConnection
from tests.gp_sync.ops.notify.told import DOWN, Kept, news, stop


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


class TestAChannelThatFailsForLong:
    def test_it_is_an_alert_after_an_hour_until_it_works(self, world: ModelConnection) -> None:
        away, there = Kept(name="email to it@example.com", away=True), Kept(name="webhook")
        told, begin = news(world, away, there), world.clock()
        told.tell([DOWN], begin)
        told.tell([DOWN], begin + timedelta(minutes=30))

        before, after = told.silent(begin + timedelta(minutes=59)), told.silent(begin + timedelta(minutes=60))
        away.away = False
        told.tell([DOWN, *after.values()], begin + timedelta(minutes=61))
        over = told.silent(begin + timedelta(minutes=62))

        (alert,) = after.values()
        assert (before, over) == ({}, {})
        assert (alert.code, alert.key) == ("NOTIFICATION_FAILS", "NOTIFICATION_FAILS email to it@example.com")
        assert alert.text == (
            f"Nobody could be told by email to it@example.com since {begin:%Y-%m-%d %H:%M} UTC: nobody answers."
        )
        assert there.told == [[("trouble", "GP_UNAVAILABLE")], [("trouble", "NOTIFICATION_FAILS")]]

    def test_what_failed_and_then_had_nothing_to_tell_any_more_is_tried_by_its_own_alert(
        self, world: ModelConnection
    ) -> None:
        channel, begin = Kept(away=True), world.clock()
        news(world, channel).tell([DOWN], begin)
        channel.away = False
        later = begin + timedelta(hours=2)

        told = news(world, channel)
        told.tell(tuple(told.silent(later).values()), later)

        assert channel.told == [[("trouble", "NOTIFICATION_FAILS")]]
        assert told.silent(later) == {}


@attrs.define
class Faulty(Kept):
    """A channel with a fault that nobody foresaw."""

    def send(self, message: Message) -> None:
        raise UnicodeEncodeError("ascii", "canary-password-ü", 16, 17, "ordinal not in range")


class TestAFaultThatNobodyForesaw:
    """Telling people stops no run, whatever a library raises."""

    def test_it_is_logged_where_it_was_and_the_other_channel_is_told(
        self, world: ModelConnection, caplog: pytest.LogCaptureFixture
    ) -> None:
        there = Kept(name="webhook")

        news(world, Faulty(name="email"), there).tell([DOWN], world.clock())

        (row,) = caplog.records
        assert "fabrikam: email could not be told what is new: a fault, UnicodeEncodeError in send" in row.getMessage()
        assert "canary" not in caplog.text
        assert there.told == [[("trouble", "GP_UNAVAILABLE")]]

    def test_without_the_ledger_too(self) -> None:
        with pytest.raises(NotNotifiedError, match="a fault, UnicodeEncodeError in send") as caught:
            LedgerTrouble((Faulty(),)).opened("fabrikam", attrs.evolve(DOWN, code="LEDGER_UNUSABLE"))

        assert caught.value.__cause__ is None


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

        class Killed(BaseException):
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

    def test_messages_have_different_ids(self, world: ModelConnection) -> None:
        channel = Kept()
        for alerts in ([DOWN], []):
            news(world, channel).tell(alerts, world.clock())

        assert len({message.id for message in channel.messages}) == 2
