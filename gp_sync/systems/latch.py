"""The refused Windows login, remembered in the ledger: scheduled runs are new processes, and must not try it again."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from dynamicsgp_sba.latch import COOL_DOWN
from gp_sync.clock import Clock
from gp_sync.ledger.protocols import Ledger

__all__ = ["LedgerLatch"]


class LedgerLatch:
    """A `LoginLatch` whose state is shared by all processes that use one ledger.

    Args:
        ledger: where the state is kept, under the credentials' fingerprint.
        now: the clock.
        cool_down: how long after a refusal credentials that have worked may be tried once more.
    """

    def __init__(self, ledger: Ledger, now: Clock, cool_down: timedelta = COOL_DOWN) -> None:
        self._ledger = ledger
        self._now = now
        self._cool_down = cool_down

    def is_latched(self, fingerprint: str) -> bool:
        """Whether a logon was refused since these credentials last worked or were cleared."""
        return self._state(fingerprint).get("refused_at") is not None

    def latch(self, fingerprint: str) -> None:
        """Note that a logon was refused just now."""
        refused = self._now().isoformat()
        self._change(fingerprint, lambda state: {**state, "refused_at": refused})

    def clear(self, fingerprint: str) -> None:
        """Forget the refusal."""
        self._change(fingerprint, lambda state: {**state, "refused_at": None})

    def worked(self, fingerprint: str) -> None:
        """Note that a logon worked; this also forgets a refusal. Costs nothing where it is known already."""
        self._change(fingerprint, lambda _: {"worked": True, "refused_at": None})

    def has_worked(self, fingerprint: str) -> bool:
        """Whether a logon with these credentials has ever worked."""
        return bool(self._state(fingerprint).get("worked"))

    def claim_probe(self, fingerprint: str) -> bool:
        """Give one caller per cool-down, of all processes, the right to try."""
        name, stored = _name(fingerprint), self._ledger.recall(_name(fingerprint))
        state = json.loads(stored) if stored else {}
        refused = state.get("refused_at")
        if not state.get("worked") or refused is None:
            return False
        now = self._now()
        if now - datetime.fromisoformat(refused) < self._cool_down:
            return False
        claimed = json.dumps({**state, "refused_at": now.isoformat()}, sort_keys=True)
        return self._ledger.remember(name, claimed, expected=stored)

    def _state(self, fingerprint: str) -> dict[str, Any]:
        stored = self._ledger.recall(_name(fingerprint))
        state: dict[str, Any] = json.loads(stored) if stored else {}
        return state

    def _change(self, fingerprint: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Change the state; where another process was faster, look at what it left and change that."""
        name = _name(fingerprint)
        while True:
            stored = self._ledger.recall(name)
            wanted = json.dumps(change(json.loads(stored) if stored else {}), sort_keys=True)
            if wanted == stored or self._ledger.remember(name, wanted, expected=stored):
                return


def _name(fingerprint: str) -> str:
    return f"login {fingerprint}"
