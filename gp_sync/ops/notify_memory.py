"""What a channel has told people, as the ledger keeps it, and since when it has failed to."""

import json
from datetime import datetime

import attrs

from gp_sync.core.canonical import canonical
from gp_sync.ledger.protocols import Ledger
from gp_sync.ops.notify import Alert
from gp_sync.strict import strict_converter

__all__ = ["Failing", "Memory", "Told", "ToldIssue"]

_CONVERTER = strict_converter()


@attrs.frozen(kw_only=True)
class ToldIssue:
    """An issue that was told.

    Args:
        text: what is wrong, for when it is closed.
        days: the greatest age that was told.
    """

    number: int
    code: str
    text: str
    opened_at: datetime
    days: int = 0


@attrs.frozen(kw_only=True)
class Failing:
    """A channel that cannot tell.

    Args:
        since: when it could not for the first time.
        words: why not, the last time.
    """

    since: datetime
    words: str


@attrs.frozen(kw_only=True)
class Told:
    """What a channel has told.

    Args:
        sent: how many messages.
        sending_until: a process is sending one, or the channel is left alone until then; None if neither is so.
        issues: the issues that it told, and that are not closed as far as it told.
        alerts: the alerts.
        failing: why it could not tell the last time; None if it could.
    """

    sent: int = 0
    sending_until: datetime | None = None
    issues: tuple[ToldIssue, ...] = ()
    alerts: tuple[Alert, ...] = ()
    failing: Failing | None = None


@attrs.frozen
class Memory:
    """What a channel has told, in the ledger.

    Args:
        ledger: where it is kept.
        connection: whose news.
        channel: the channel's name.
    """

    ledger: Ledger
    connection: str
    channel: str

    def recall(self) -> tuple[Told, str | None]:
        """What it has told, and the text that is kept of that; None if there is none.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        kept = self.ledger.recall(self._name)
        return (_CONVERTER.structure(json.loads(kept), Told) if kept else Told()), kept

    def keep(self, told: Told, *, expected: str | None) -> str | None:
        """Keep what it has told; gives the text that is kept of it, or None where another process was faster.

        Args:
            told: what it has told.
            expected: the text that is kept now.

        Raises:
            LedgerError: the ledger cannot be used.
        """
        text = canonical(told)
        return text if self.ledger.remember(self._name, text, expected=expected) else None

    @property
    def _name(self) -> str:
        return f"news {self.connection} {self.channel}"
