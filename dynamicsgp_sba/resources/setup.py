"""The lists that documents refer to: companies, currencies, payment terms and sites."""

from typing import Generic, TypeVar

import attrs

from dynamicsgp_sba.call import Call
from dynamicsgp_sba.models import RecordList
from dynamicsgp_sba.resources.base import Place, Sender

__all__ = ["SetupCalls", "SetupList"]

T = TypeVar("T")


@attrs.frozen
class SetupCalls(Generic[T]):
    """Builds the call of a `SetupList` without sending it."""

    place: Place
    name: str
    kind: type[T]

    def list(self) -> Call[RecordList[T]]:
        """List all rows."""
        return self.place.list(self.name, self.kind)


class SetupList(Generic[T]):
    """A small table that is read as a whole."""

    def __init__(self, sender: Sender, place: Place, name: str, kind: type[T]) -> None:
        self._sender = sender
        self.calls: SetupCalls[T] = SetupCalls(place, name, kind)

    def list(self) -> RecordList[T]:
        """List all rows; those that cannot be read are in `unreadable`."""
        return self._sender.send(self.calls.list())
