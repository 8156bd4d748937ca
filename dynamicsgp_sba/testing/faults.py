"""Faults on demand, each for a number of requests whose method and path match."""

import re
import threading
from typing import Literal

import attrs

__all__ = ["FaultPlan", "PlannedFault"]

Kind = Literal["lose", "drop", "fail", "slow", "garble", "cut", "redirect"]


@attrs.define
class PlannedFault:
    """One fault and how often it still happens.

    Args:
        kind: `drop` closes the socket before the work, `lose` after it; `slow` waits before it; `fail` and `redirect`
            answer instead of it; `garble` spoils the answer and `cut` ends it too early.
        method: a regular expression of the HTTP method.
        path: a regular expression found in the decoded path.
    """

    kind: Kind
    method: str
    path: str
    times: int
    status: int = 500
    body: bytes = b""
    content_type: str = "application/json"
    seconds: float = 0.0
    headers: dict[str, str] = attrs.field(factory=dict)


class FaultPlan:
    """The faults still to come, and what breaks handshakes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[PlannedFault] = []
        self._handshakes = 0

    def add(self, fault: PlannedFault) -> None:
        """Plan a fault."""
        with self._lock:
            self._planned.append(fault)

    def add_broken_handshakes(self, times: int) -> None:
        """Plan that so many handshakes break off after the challenge."""
        with self._lock:
            self._handshakes += times

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._planned.clear()
            self._handshakes = 0

    def take(self, method: str, path: str) -> dict[Kind, PlannedFault]:
        """Give the faults that a request meets, at most one of each kind, and count them down."""
        met: dict[Kind, PlannedFault] = {}
        with self._lock:
            for fault in self._planned:
                fits = re.fullmatch(fault.method, method) and re.search(fault.path, path)
                if fault.times > 0 and fault.kind not in met and fits:
                    fault.times -= 1
                    met[fault.kind] = fault
        return met

    def take_broken_handshake(self) -> bool:
        """Whether this handshake breaks off."""
        with self._lock:
            if self._handshakes:
                self._handshakes -= 1
                return True
            return False
