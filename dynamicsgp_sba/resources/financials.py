"""GL accounts and the fiscal calendar, through the companion service."""

import attrs

from dynamicsgp_sba.call import Call
from dynamicsgp_sba.models import AccountFormat, FiscalCalendar, GLAccount, RecordList
from dynamicsgp_sba.resources.base import Place, Sender

__all__ = ["FiscalPeriodCalls", "FiscalPeriods", "GLAccountCalls", "GLAccounts"]


@attrs.frozen
class GLAccountCalls:
    """Builds the calls of `GLAccounts` without sending them."""

    place: Place

    def get(self, number: str) -> Call[GLAccount]:
        """Read one account."""
        return self.place.one("gl_accounts", GLAccount, {"ACTNUMST": number})

    def list(self) -> Call[RecordList[GLAccount]]:
        """List all accounts."""
        return self.place.list("gl_accounts", GLAccount)

    def segments(self) -> Call[AccountFormat]:
        """Read the account format."""
        return self.place.one("account_segments", AccountFormat)


class GLAccounts:
    """Reads the chart of accounts of one company."""

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self.calls = GLAccountCalls(place)

    def get(self, number: str) -> GLAccount:
        """Read one account by its formatted number, such as `000-2100-00`.

        Raises:
            NotFoundError: there is none.
        """
        return self._sender.send(self.calls.get(number))

    def list(self) -> RecordList[GLAccount]:
        """List all accounts."""
        return self._sender.send(self.calls.list())

    def segments(self) -> AccountFormat:
        """Read the account format: segments with their lengths, the separator, and the values that segments may have.

        A cost centre is a segment that is not the main one.
        """
        return self._sender.send(self.calls.segments())


@attrs.frozen
class FiscalPeriodCalls:
    """Builds the calls of `FiscalPeriods` without sending them."""

    place: Place

    def list(self) -> Call[FiscalCalendar]:
        """Read the fiscal calendar."""
        return self.place.one("fiscal_periods", FiscalCalendar)


class FiscalPeriods:
    """Reads the fiscal calendar of one company."""

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self.calls = FiscalPeriodCalls(place)

    def list(self) -> FiscalCalendar:
        """Read all years and periods, with the rows per series and origin where the service gives them."""
        return self._sender.send(self.calls.list())
