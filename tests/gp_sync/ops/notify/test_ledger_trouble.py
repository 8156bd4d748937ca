"""That the ledger itself cannot be used is told without its help."""

import attrs
import pytest

from gp_sync.ops.notify import NotNotifiedError
from gp_sync.ops.notify_channels import LedgerTrouble
from tests.gp_sync.ops.notify.told import DOWN, Kept
from tests.gp_sync.ops.simulated import utc


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
