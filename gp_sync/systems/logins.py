"""How both sides are logged in to with secrets that may change: asked for at use, and told whether they worked."""

import threading
import time
from collections.abc import Callable

import dynamicsgp_sba as gp
import procurify_client as pc
from gp_sync.clock import Clock
from gp_sync.credential import Credential
from gp_sync.ledger.protocols import Ledger
from gp_sync.references.log_in import values_of
from gp_sync.secret import Secret
from gp_sync.systems.latch import LedgerLatch

__all__ = ["GPLogin", "ProcurifyLogin"]

_OK = 200
_REFUSED = range(400, 500)
_PASSING = {408, 429}
_SECONDS_BETWEEN_LOOKS = 1.0


class ProcurifyLogin:
    """Gives the client secret for each token request, and takes note of its answer.

    Args:
        credential: the client secret.
    """

    def __init__(self, credential: Credential) -> None:
        self._credential = credential
        # A thread is told of the answer to its own request.
        self._asked_by = threading.local()

    def secret(self) -> pc.Secret:
        """The secret to ask for a token with.

        Raises:
            Unavailable: it cannot be read.
        """
        value = self._asked_by.value = values_of(self._credential, "procurify")[0]
        return pc.Secret(value.reveal())

    def told(self, event: pc.Event) -> None:
        """Take note of a token request."""
        value: Secret | None = getattr(self._asked_by, "value", None)
        if value is None or event.status is None:
            return
        if event.status == _OK:
            self._credential.worked(value)
        elif event.status in _REFUSED and event.status not in _PASSING:
            self._credential.refused(value)


class GPLogin(LedgerLatch):
    """Gives the Windows account with its password for each request to GP, and takes note of refused and good logons.

    The password is looked up once a second at most. It is the client's latch too: there the client tells what came
    of a logon, and by that a refused password is tried once, whatever the number of processes.

    Args:
        user: the account.
        credential: its password.
        ledger: where refused logons are remembered.
        now: the clock.
        monotonic: a monotonic clock, in seconds.
    """

    def __init__(
        self,
        user: str,
        credential: Credential,
        ledger: Ledger,
        now: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(ledger, now)
        self._user = user
        self._credential = credential
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._current: tuple[Secret, gp.NtlmAuth] | None = None
        self._look_at = float("-inf")
        self._known: dict[str, Secret] = {}

    def auth(self) -> gp.NtlmAuth:
        """How to log in now: the same object as long as the password is the same.

        Raises:
            Unavailable: the password cannot be read.
        """
        with self._lock:
            current = self._current
            if current is None or self._monotonic() >= self._look_at:
                value = values_of(self._credential, "gp")[0]
                self._look_at = self._monotonic() + _SECONDS_BETWEEN_LOOKS
                if current is None or current[0] != value:
                    current = self._current = (value, _Account(self._user, value, self._known))
            return current[1]

    def latch(self, fingerprint: str) -> None:
        """Note that a logon was refused; another password, if there is one, is used from the next request on."""
        super().latch(fingerprint)
        self._refused(fingerprint)

    def is_latched(self, fingerprint: str) -> bool:
        """Whether a logon was refused; as in `latch`, also where another process was told so."""
        latched = super().is_latched(fingerprint)
        if latched:
            self._refused(fingerprint)
        return latched

    def worked(self, fingerprint: str) -> None:
        """Note that a logon worked."""
        super().worked(fingerprint)
        if fingerprint in self._known:
            self._credential.worked(self._known[fingerprint])

    def _refused(self, fingerprint: str) -> None:
        if fingerprint in self._known:
            self._credential.refused(self._known[fingerprint])
            with self._lock:
                self._look_at = float("-inf")


class _Account(gp.NtlmAuth):
    """An account that notes which fingerprint stands for which password, since a latch is told the fingerprint."""

    def __init__(self, user: str, password: Secret, known: dict[str, Secret]) -> None:
        super().__init__(user, gp.Secret(password.reveal()))
        self._value = password
        self._known = known

    def fingerprint(self) -> str:
        """See `NtlmAuth.fingerprint`."""
        found = super().fingerprint()
        self._known[found] = self._value
        return found
