"""Payables transactions (contract section 6 of the SBA reference)."""

import attrs

from dynamicsgp_sba.call import Call
from dynamicsgp_sba.models import PayablesDocumentType, PayablesTransaction, RecordList
from dynamicsgp_sba.resources.base import Place, Sender

__all__ = ["PayablesTransactionCalls", "PayablesTransactions"]

_NAME = "payables_transactions"


@attrs.frozen
class PayablesTransactionCalls:
    """Builds the calls of `PayablesTransactions` without sending them."""

    place: Place

    def get(self, type: PayablesDocumentType, voucher_number: str) -> Call[PayablesTransaction]:  # noqa: A002 - GP's word
        """Read one transaction."""
        key = {"DOCTYPE": str(type.value), "VCHRNMBR": voucher_number}
        return self.place.one(_NAME, PayablesTransaction, key)

    def list(self) -> Call[RecordList[PayablesTransaction]]:
        """List the transactions."""
        return self.place.list(_NAME, PayablesTransaction)


class PayablesTransactions:
    """Reads the payables transactions of one company. They are never written: nearly all of them are posted."""

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self.calls = PayablesTransactionCalls(place)

    def get(self, type: PayablesDocumentType, voucher_number: str) -> PayablesTransaction:  # noqa: A002 - GP's word
        """Read one transaction by its type and voucher number.

        Raises:
            NotFoundError: there is none.
        """
        return self._sender.send(self.calls.get(type, voucher_number))

    def list(self) -> RecordList[PayablesTransaction]:
        """List the transactions; rows that cannot be read are in `unreadable`. There may be very many."""
        return self._sender.send(self.calls.list())
