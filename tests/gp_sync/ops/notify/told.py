"""What schedulers tell of a connection of models: channels that keep it, and documents that stop and go on."""

from datetime import timedelta
from typing import Any

import attrs

from gp_sync.core.facts import account
from gp_sync.ops.notify import Alert, NotNotifiedError
from gp_sync.ops.notify_message import Channel, Message
from gp_sync.ops.notify_news import News
from gp_sync.ops.notify_settings import NotifySettings
from gp_sync.readers import reader_of
from gp_sync.testing.examples import fabrikam_facts, order
from gp_sync.testing.model_connection import ModelConnection
from tests.gp_sync.ops.simulated import utc

__all__ = ["DOWN", "Kept", "mend", "news", "stop"]

_ACCOUNT = account("TWO", "000-5100-01")
_THERE = fabrikam_facts()[_ACCOUNT]
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
    world.change_fact(_ACCOUNT, None)
    for source_id in source_ids:
        world.put(order(key=int(source_id), number=f"PF{source_id}", **fields))
    world.run()


def mend(world: ModelConnection) -> None:
    """Somebody creates the account."""
    world.change_fact(_ACCOUNT, _THERE)
    world.run()
