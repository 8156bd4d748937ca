"""The lists that documents refer to, such as payment terms and buyers, and the setup of a company."""

from typing import Generic, TypeVar

import attrs

from dynamicsgp_sba.call import Call
from dynamicsgp_sba.models import CompanySetup, RecordList
from dynamicsgp_sba.resources.base import Place, Sender

__all__ = ["CompanySetupCalls", "CompanySetups", "SetupCalls", "SetupList"]

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


@attrs.frozen
class CompanySetupCalls:
    """Builds the call of `CompanySetups` without sending it."""

    place: Place

    def get(self) -> Call[CompanySetup]:
        """Read the setup."""
        return self.place.one("company_setup", CompanySetup)


class CompanySetups:
    """Reads the setup of one company, through the companion service."""

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self.calls = CompanySetupCalls(place)

    def get(self) -> CompanySetup:
        """Read what decides about texts, amounts and defaults: collation, currency, decimals, history."""
        return self._sender.send(self.calls.get())
