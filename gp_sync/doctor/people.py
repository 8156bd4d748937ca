"""Can people be told of what happens."""

from collections.abc import Iterator

from gp_sync.core.check import Check
from gp_sync.ledger.protocols import Ledger
from gp_sync.ops.notify_channels import channel_names
from gp_sync.ops.notify_memory import Memory
from gp_sync.ops.notify_settings import NotifySettings

__all__ = ["people_are_told"]


def people_are_told(ledger: Ledger, connection: str, settings: NotifySettings) -> Iterator[Check]:
    """Whether each recipient and the webhook took what there was to tell; nothing is sent for that."""
    for name in channel_names(settings):
        told, _ = Memory(ledger, connection, name).recall()
        if told.failing is not None:
            answer = f"nobody could be told since {told.failing.since:%Y-%m-%d %H:%M} UTC: {told.failing.words}"
            remedy = "Mend that, or correct [notify]; what was missed is told then."
            yield Check(what=name, result="warning", answer=answer, remedy=remedy)
        else:
            messages = f"{told.sent} message{'' if told.sent == 1 else 's'}"
            answer = f"took {messages}" if told.sent else "nothing was to be told yet, so that it was never tried"
            yield Check(what=name, result="ok", answer=answer)
