"""What a group of endpoints needs of the client that it is reached through."""

from typing import Protocol, TypeVar

from procurify_client.call import Call

__all__ = ["AsyncSender", "Sender"]

T = TypeVar("T")


class Sender(Protocol):
    """A client that sends and waits for the answer."""

    def send(self, call: Call[T]) -> T:
        """Send a call and give its result."""
        ...


class AsyncSender(Protocol):
    """A client whose sending is awaited."""

    async def send(self, call: Call[T]) -> T:
        """Send a call and give its result."""
        ...
