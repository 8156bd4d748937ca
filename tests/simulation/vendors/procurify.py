"""Vendors in Procurify as they truly are: rows of the wire, what people do to them, and what a request makes of them.

Names are not unique and no number of ours is taken, so nothing keeps a vendor from being created twice.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import procurify_client as pc
from gp_sync.core.canonical import canonical

__all__ = ["ProcurifyVendorModel"]

_REGULAR = 4


class ProcurifyVendorModel:
    """The vendors of one tenant.

    Args:
        now: the true time.

    Attributes:
        rows: by their ids.
        made_for: the external IDs of the vendors that our requests brought into being, with their ids.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.rows: dict[int, dict[str, Any]] = {}
        self.made_for: list[tuple[str, int]] = []
        self._next = 1

    def enter(self, name: str, **members: Any) -> int:
        """A vendor comes into being; gives its id."""
        self._next += 1  # vendor 1 is the placeholder
        self.rows[self._next] = {"id": self._next, "name": name, "active": True, "type": _REGULAR, "email": []}
        self.change(self._next, **members)
        return self._next

    def change(self, vendor: int, **members: Any) -> None:
        """Members of a vendor become others; even none moves the instant of its last change."""
        self.rows[vendor] |= {**members, "dateModified": self._now().isoformat()}

    def delete(self, vendor: int) -> None:
        """Somebody deletes a vendor."""
        del self.rows[vendor]

    def listed(self) -> list[dict[str, Any]]:
        """Those that are not archived, in the order of the list."""
        return [row for _, row in sorted(self.rows.items()) if row["active"]]

    def create(self, members: dict[str, Any]) -> int:
        """Carry out a request that creates a vendor; gives its id."""
        made = self.enter(**members)
        self.made_for.append((str(members.get("external_id") or ""), made))
        return made

    def told(self, vendor: int) -> pc.Vendor:
        """A vendor as the client gives it. Raises NotFoundError."""
        if vendor not in self.rows:
            raise pc.NotFoundError("no such vendor", status=404)
        return pc.decode(pc.Vendor, canonical({"data": self.rows[vendor]}).encode())
