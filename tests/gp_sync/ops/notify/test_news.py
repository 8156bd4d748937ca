"""What is told in one message, and that each thing is told once, over restarts."""

import csv
import io
from datetime import timedelta

import attrs

from gp_sync.flows.purchase_orders.document import SourceVendor
from gp_sync.testing.model_connection import ModelConnection
from tests.gp_sync.ops.notify.told import DOWN, Kept, mend, news, stop


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

    def test_an_issue_that_is_told_no_more_is_not_said_to_be_closed_before_it_is(self, world: ModelConnection) -> None:
        """As where somebody wants to be told of fewer issues from now on."""
        channel = Kept()
        stop(world, "52")
        news(world, channel).tell([], world.clock())

        news(world, channel, severities=("HOLD",)).tell([], world.clock())
        before = len(channel.messages)
        mend(world)
        news(world, channel, severities=("HOLD",)).tell([], world.clock())

        assert (before, channel.told[1:]) == (1, [[("issue closed", "GP_ACCOUNT_NOT_FOUND")]])

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
