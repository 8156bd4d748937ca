"""Purchase orders, through the companion service (reference page `companion-service`)."""

from datetime import datetime

import attrs

from dynamicsgp_sba.call import Call
from dynamicsgp_sba.encoding import encode_order, encode_stamp
from dynamicsgp_sba.errors import GuardError, InvalidValueError
from dynamicsgp_sba.models import NewPurchaseOrder, PurchaseOrder, RecordList
from dynamicsgp_sba.resources import base
from dynamicsgp_sba.resources.base import Filter, Place, Sender
from dynamicsgp_sba.resources.guarding import check_open, check_unchanged, create_new, read_first

__all__ = ["PurchaseOrderCalls", "PurchaseOrders"]

_NAME = "purchase_orders"


@attrs.frozen
class PurchaseOrderCalls:
    """Builds the calls of `PurchaseOrders` without sending them; the arguments are the same."""

    place: Place

    def get(self, number: str) -> Call[PurchaseOrder]:
        """Read one order."""
        return self.place.one(_NAME, PurchaseOrder, _key(number))

    def list(
        self, *, marker_prefix: str | None = None, changed_since: datetime | None = None
    ) -> Call[RecordList[PurchaseOrder]]:
        """List orders."""
        filters: dict[str, Filter[PurchaseOrder]] = {}
        if marker_prefix is not None:
            filters["marker_prefix"] = _marked(marker_prefix)
        if changed_since is not None:
            filters["changed_since"] = base.changed_since(changed_since)
        return self.place.list(_NAME, PurchaseOrder, filters)

    def create(self, order: NewPurchaseOrder, *, timeout: float | None = None) -> Call[PurchaseOrder]:
        """Create an order with its lines."""
        resource = self.place.profile.resource(_NAME)
        return self.place.write(
            _NAME,
            PurchaseOrder,
            method=resource.create_verb,
            body=encode_order(order, resource, row_stamp=None, decimals=self.place.decimals),
            action=resource.create_action,
            timeout=timeout,
        )

    def update(self, order: NewPurchaseOrder, *, row_stamp: str, timeout: float | None = None) -> Call[PurchaseOrder]:
        """Change an order with all its lines."""
        resource = self.place.profile.resource(_NAME)
        return self.place.write(
            _NAME,
            PurchaseOrder,
            method=resource.update_verb,
            key=_key(order.number),
            body=encode_order(order, resource, row_stamp=_stamp(row_stamp), decimals=self.place.decimals),
            action=resource.update_action,
            timeout=timeout,
        )

    def void(self, number: str, *, row_stamp: str, timeout: float | None = None) -> Call[PurchaseOrder]:
        """Void an order."""
        resource = self.place.profile.resource(_NAME)
        return self.place.write(
            _NAME,
            PurchaseOrder,
            method=resource.void_verb,
            key=_key(number),
            body=encode_stamp(_stamp(row_stamp), resource),
            action=resource.void_action,
            timeout=timeout,
        )


class PurchaseOrders:
    """Reads and writes purchase orders of one company.

    Only unposted orders are ever changed: those in work with status New, without receipts and without an approval
    under way, which nobody changed since they were read. The service checks this, and so does this client before it
    sends anything: by what the caller passes as `seen`, or else by a read of its own.

    Every method may raise `ResourceNotAvailableError` (the site has no companion service) and the errors of a failed
    exchange (`DynamicsGP.exchange`).
    """

    def __init__(self, sender: Sender, place: Place) -> None:
        self._sender = sender
        self._place = place
        self.calls = PurchaseOrderCalls(place)

    def get(self, number: str) -> PurchaseOrder:
        """Read an order by one look into work and history; `in_history` tells where it was found.

        Raises:
            NotFoundError: it is in neither.
        """
        return self._sender.send(self.calls.get(number))

    def list(
        self, *, marker_prefix: str | None = None, changed_since: datetime | None = None
    ) -> RecordList[PurchaseOrder]:
        """List the orders of work and history.

        Args:
            marker_prefix: only orders whose confirm-with (CONFIRM1) begins with this; case does not count.
            changed_since: only orders whose row was changed at this instant or later (DEX_ROW_TS); read with an
                overlap, since changes of one transaction become visible later than they are stamped.
        """
        return self._sender.send(self.calls.list(marker_prefix=marker_prefix, changed_since=changed_since))

    def has_unposted_receipts(self, number: str) -> bool:
        """Whether a receipt against the order waits to be posted.

        Raises:
            NotFoundError: there is no such order.
            GuardError: the service does not tell.
        """
        order = self.get(number)
        if order.has_unposted_receipts is None:
            raise GuardError(f"purchase order {number}: the service does not tell whether it has unposted receipts")
        return order.has_unposted_receipts

    def create(
        self, order: NewPurchaseOrder, *, known_new: bool = False, timeout: float | None = None
    ) -> PurchaseOrder:
        """Create an order, header and lines at once, as type Standard and status New; give it as GP now holds it.

        Args:
            order: what to write.
            known_new: say that you have just read that the number is free, in work and in history. Otherwise, at a site
                whose service may write over an order that is there, it is read before.
            timeout: seconds for all of it; None takes the client's read timeout.

        Raises:
            AlreadyExistsError: the number is in use, in work or history.
            RefusedError: a business rule stands against it; `codes` and `field_errors` name it.
            InvalidValueError: a value does not fit GP's columns; nothing was sent.
            LostAnswerError: GP may have it: read it back. The same holds of every error with `outcome_unknown`.
        """
        call = self.calls.create(order, timeout=timeout)
        if known_new:
            return self._sender.send(call)
        return create_new(self._sender, self._place, _NAME, read=self.calls.get(order.number), write=call)

    def update(
        self,
        order: NewPurchaseOrder,
        *,
        row_stamp: str,
        seen: PurchaseOrder | None = None,
        timeout: float | None = None,
    ) -> PurchaseOrder:
        """Change an order with all its lines; give it as GP now holds it.

        Args:
            order: what it shall be; texts that are None keep what GP has. Lines are known by their sequence: one that
                GP has under it is changed, another one is added, and one that is not among them is deleted.
            row_stamp: the order's row stamp when it was last read.
            seen: the order as it was last read, to be checked before anything is sent; None reads it first.
            timeout: seconds for all of it; None takes the client's read timeout.

        Raises:
            GuardError: by `seen`, or by the read, it may not be changed; nothing was written.
            RowChangedError: somebody changed it since it was read.
            RefusedError: it is no longer New, has receipts, or another rule stands against it.
            RecordLockedError: a user has it open.
            InvalidValueError: a value does not fit GP's columns; nothing was sent.
        """
        call = self.calls.update(order, row_stamp=row_stamp, timeout=timeout)
        return self._sender.send(self._guarded(call, seen, order.number, row_stamp))

    def void(
        self,
        number: str,
        *,
        row_stamp: str,
        seen: PurchaseOrder | None = None,
        timeout: float | None = None,
    ) -> PurchaseOrder:
        """Void an order, which moves it to history with status Canceled; give it as GP now holds it.

        Where the company keeps no history (`CompanySetup.keeps_history`), GP has it no more afterwards.

        The arguments and errors are those of `update`.
        """
        call = self.calls.void(number, row_stamp=row_stamp, timeout=timeout)
        return self._sender.send(self._guarded(call, seen, number, row_stamp))

    def _guarded(
        self, call: Call[PurchaseOrder], seen: PurchaseOrder | None, number: str, row_stamp: str
    ) -> Call[PurchaseOrder]:
        if seen is not None:
            self._check(seen, number, row_stamp)
            return call
        now, later = read_first(self._sender, self.calls.get(number), call)
        self._check(now, number, row_stamp)
        return later

    def _check(self, order: PurchaseOrder, number: str, row_stamp: str) -> None:
        """Make sure that an order is the one that was read, and open for change."""
        what = f"purchase order {number}"
        if order.number.casefold() != number.rstrip(" ").casefold():
            raise GuardError(f"{what} was not changed: what was read is {order.number}")
        check_unchanged(order.row_stamp, row_stamp, what)
        check_open(order, what, self._place.profile.resource(_NAME))


def _key(number: str) -> dict[str, str]:
    return {"PONUMBER": number}


def _marked(prefix: str) -> Filter[PurchaseOrder]:
    wanted = prefix.casefold()
    return Filter(text=prefix, keeps=lambda order: order.confirm_with.casefold().startswith(wanted))


def _stamp(row_stamp: str) -> str:
    if not row_stamp or not row_stamp.strip():
        raise InvalidValueError(f"row_stamp {row_stamp!r:.40}: give the row stamp of the order as it was last read")
    return row_stamp
