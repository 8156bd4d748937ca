"""Faults on demand, each for a number of requests whose method and path match."""

import re
import threading
from collections.abc import Mapping
from typing import Literal

import attrs

__all__ = ["FaultPlan", "FaultsOnDemand", "PlannedFault"]

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


class FaultsOnDemand:
    """The ways in which a server can be told to fail.

    Attributes:
        faults: the faults still to come.
    """

    def __init__(self) -> None:
        self.faults = FaultPlan()

    def lose_response(self, method: str, path: str, times: int = 1) -> None:
        """Do the work and close the socket without an answer."""
        self.faults.add(PlannedFault("lose", method, path, times))

    def drop_before(self, method: str, path: str, times: int = 1) -> None:
        """Close the socket before the work."""
        self.faults.add(PlannedFault("drop", method, path, times))

    def fail(
        self,
        path: str,
        *,
        status: int,
        body: str = "",
        content_type: str = "application/json",
        times: int = 1,
        method: str = ".*",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer this instead of doing the work."""
        fault = PlannedFault("fail", method, path, times, status, body.encode(), content_type)
        fault.headers.update(headers or {})
        self.faults.add(fault)

    def slow(self, path: str, *, seconds: float, times: int = 1, method: str = ".*") -> None:
        """Wait before the work, which is done all the same."""
        self.faults.add(PlannedFault("slow", method, path, times, seconds=seconds))

    def garble(self, path: str, *, times: int = 1, method: str = ".*", cut: bool = False) -> None:
        """Do the work and spoil the answer: no JSON, or with `cut` shorter than announced."""
        self.faults.add(PlannedFault("cut" if cut else "garble", method, path, times))

    def redirect(self, path: str, *, to: str, times: int = 1) -> None:
        """Send the client to another address."""
        self.faults.add(PlannedFault("redirect", ".*", path, times, 307, headers={"Location": to}))

    def break_handshake(self, times: int = 1) -> None:
        """Close the socket after the challenge, without having said so."""
        self.faults.add_broken_handshakes(times)
