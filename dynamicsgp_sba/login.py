"""The gate that every request passes: no second logon with a refused password, whatever the number of callers."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dynamicsgp_sba.auth import Auth
from dynamicsgp_sba.errors import LoginError
from dynamicsgp_sba.latch import LoginLatch
from dynamicsgp_sba.pool import BusyError

__all__ = ["LoginGate"]


class LoginGate:
    """Lets requests through side by side once a logon has worked, and one at a time until then.

    Refusals are remembered only of credentials with a fingerprint: a refused token or ticket locks no account.

    Args:
        auth: the credentials.
        server: the base address, for messages and the fingerprint.
        latch: where refusals are remembered.
    """

    def __init__(self, auth: Auth, server: str, latch: LoginLatch) -> None:
        self._auth = auth
        self._server = server
        self._latch = latch
        self._fingerprint = auth.fingerprint(server)
        self._proving = threading.Lock()
        self._proven = threading.Event()

    @property
    def has_worked(self) -> bool:
        """Whether these credentials have ever worked."""
        known = self._fingerprint is not None and self._latch.has_worked(self._fingerprint)
        return self._proven.is_set() or known

    @contextmanager
    def passed(self, prove: Callable[[], None], timeout: float | None) -> Iterator[None]:
        """Run a block behind the gate. The first to come proves the logon while the others wait.

        Args:
            prove: sends one cheap request. Where it needs no logon, the block itself runs alone and proves it.
            timeout: seconds to wait for the one who proves; None waits for ever.

        Raises:
            LoginError: a logon was refused, now or earlier.
            BusyError: the wait was too long.
        """
        if self._proven.is_set():
            yield
            return
        if not self._proving.acquire(timeout=-1 if timeout is None else timeout):
            raise BusyError
        alone = True
        try:
            if not self._proven.is_set():
                self._check()
                prove()
            if self._proven.is_set():
                self._proving.release()
                alone = False
            yield
        finally:
            if alone:
                self._proving.release()

    def accepted(self) -> None:
        """Note that a logon worked."""
        if not self._proven.is_set():
            if self._fingerprint is not None:
                self._latch.worked(self._fingerprint)
            self._proven.set()

    def rejected(self, offers: tuple[str, ...]) -> LoginError:
        """Note that a logon was refused, and give the error for it.

        Args:
            offers: the ways to log in that the refusal names. Where ours is not among them, and took no handshake
                that shows the contrary, the server never looked at the credentials, and nothing is noted.
        """
        offered = {offer.lower() for offer in offers}
        if not self._auth.handshakes and offered.isdisjoint(scheme.lower() for scheme in self._auth.schemes):
            return self.not_offered(offers)
        self._proven.clear()
        if self._fingerprint is not None:
            self._latch.latch(self._fingerprint)
        return self._error()

    def not_offered(self, offers: tuple[str, ...]) -> LoginError:
        """Give the error for a server that wants another kind of logon; nothing was tried, so nothing is noted."""
        return LoginError(
            f"{self._server} offers {', '.join(offers)} to log in, which {self._auth.user} is not set to use: choose "
            "another auth= (NtlmAuth answers NTLM and Negotiate), or enable Windows authentication on the server",
            status=401,
            url=self._server,
        )

    def clear(self) -> None:
        """Allow one more logon."""
        if self._fingerprint is not None:
            self._latch.clear(self._fingerprint)

    def _check(self) -> None:
        known = self._fingerprint
        if known is not None and self._latch.is_latched(known) and not self._latch.claim_probe(known):
            raise self._error()

    def _error(self) -> LoginError:
        advice = (
            "the next call tries again, with a fresh token or ticket where there is one. Check that it is meant for "
            "this server and has not expired, and that the clocks agree"
            if self._fingerprint is None
            else "no further logon is tried, since the account would be locked. Check the user, the password and "
            "whether the account is locked or expired; then connect with the new password or call retry_login()"
        )
        return LoginError(
            f"{self._server} refused the logon of {self._auth.user}; {advice}", status=401, url=self._server
        )
