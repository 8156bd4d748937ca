"""What people do in one GP company beside the services: with its purchase orders, and with its backups."""

import copy
import threading
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from dynamicsgp_sba.testing.clock import Clock
from dynamicsgp_sba.testing.orders import PurchaseOrderBook

__all__ = ["OrdersByHand", "Snapshot"]

_RELEASED = 2
_IDENTITY = {"name", "database", "id", "clock", "lock", "orders"}
"""What a company is, and what a backup does not bring back."""


@attrs.frozen(kw_only=True)
class Snapshot:
    """A backup of a company: all its rows at one moment. What is in it is for `GPCompany.restore` alone."""

    tables: Mapping[str, Any] = attrs.field(repr=False)
    orders: Mapping[str, Any] = attrs.field(repr=False)


class OrdersByHand:
    """Changes that no service makes. Each gives the order a new row stamp, as GP does.

    All of them raise `KeyError` where there is no such order in work.
    """

    lock: threading.RLock
    clock: Clock
    orders: PurchaseOrderBook

    def edit_order(self, number: str, **columns: Any) -> None:
        """Change an order's header as a GP user would."""
        self._change(number, lambda row: row.update(columns))

    def edit_line(self, number: str, position: int, **columns: Any) -> None:
        """Change a line, counted from 0, as a GP user would; GP adds up anew, unless EXTDCOST is among the columns."""

        def change(row: dict[str, Any]) -> None:
            row["Lines"][position].update(columns)
            if "EXTDCOST" not in columns:
                self.orders.add_up(row)

        self._change(number, change)

    def delete_line(self, number: str, position: int) -> None:
        """Delete a line, counted from 0; GP adds up anew."""

        def change(row: dict[str, Any]) -> None:
            del row["Lines"][position]
            self.orders.add_up(row)

        self._change(number, change)

    def set_status(self, number: str, status: int) -> None:
        """Give an order and its lines another status, 1 (New) to 6 (Canceled)."""

        def change(row: dict[str, Any]) -> None:
            row["POSTATUS"] = status
            for line in row["Lines"]:
                line["POLNESTA"] = status

        self._change(number, change)

    def release_order(self, number: str) -> None:
        """Print or release an order: its status is Released."""
        self.set_status(number, _RELEASED)

    def hold_order(self, number: str, *, on_hold: bool = True) -> None:
        """Put an order on hold, or take it off."""
        self.edit_order(number, HOLD=int(on_hold))

    def receive(self, number: str, *, posted: bool = False) -> None:
        """Enter a receipt against an order; unless it is posted at once, it waits for `post_receipts`."""
        with self.lock:
            key = self.orders.row(number)["PONUMBER"]
            (self.orders.posted_receipts if posted else self.orders.unposted_receipts).add(key)
            self._change(number, lambda _: None)

    def post_receipts(self, number: str) -> None:
        """Post the receipts that wait against an order."""
        with self.lock:
            key = self.orders.row(number)["PONUMBER"]
            if key in self.orders.unposted_receipts:
                self.orders.unposted_receipts.remove(key)
                self.receive(number, posted=True)

    def void_order(self, number: str) -> None:
        """Void an order in GP's window: it is Canceled, and in history."""
        with self.lock:
            self.orders.cancel(self.orders.row(number))

    def move_to_history(self, number: str) -> None:
        """Move an order from work to history."""
        with self.lock:
            self._change(number, lambda _: None)
            self.orders.to_history(number)

    def delete_order(self, number: str) -> None:
        """Delete an order from work, which frees its number."""
        with self.lock:
            del self.orders.work[self.orders.row(number)["PONUMBER"]]

    def snapshot(self) -> Snapshot:
        """Make a backup of the whole company."""
        with self.lock:
            tables = {name: value for name, value in vars(self).items() if name not in _IDENTITY}
            return Snapshot(tables=copy.deepcopy(tables), orders=copy.deepcopy(self.orders.state()))

    def restore(self, snapshot: Snapshot) -> None:
        """Bring a backup back, of this company or of another one; what came after it is gone.

        Row stamps that are given from now on are later than all before, as they are in a restored database.
        """
        with self.lock:
            vars(self).update(copy.deepcopy(dict(snapshot.tables)))
            vars(self.orders).update(copy.deepcopy(dict(snapshot.orders)))

    def _change(self, number: str, change: Callable[[dict[str, Any]], None]) -> None:
        with self.lock:
            row = self.orders.row(number)
            change(row)
            row["DEX_ROW_TS"] = self.clock.stamp()
            row["LSTEDTDT"] = f"{self.clock.today()}T00:00:00"
