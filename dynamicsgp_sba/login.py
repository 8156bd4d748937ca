"""The gate that every request passes: no second logon with a refused password, whatever the number of callers."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dynamicsgp_sba.auth import Auth
from dynamicsgp_sba.errors import LatchError, LoginError
from dynamicsgp_sba.latch import LoginLatch
from dynamicsgp_sba.pool import BusyError

__all__ = ["LoginGate"]

_LOG = logging.getLogger("dynamicsgp_sba")
_REFUSAL_COMES = 0.5  # seconds; who is let in may wait for an answer as long as the work takes


class LoginGate:
    """Lets requests through side by side once a logon has worked, and one at a time until then.

    One gate stands before all servers that are given the same credentials, since an account is locked wherever its
    password is tried. Refusals are remembered only of credentials with a fingerprint: a refused token or ticket locks
    no account.

    Args:
        auth: the credentials.
        latch: where refusals are remembered.

    Attributes:
        auth: the credentials.
    """

    def __init__(self, auth: Auth, latch: LoginLatch) -> None:
        self.auth = auth
        self._latch = latch
        self._fingerprint = auth.fingerprint()
        self._proving = threading.Lock()
        self._proven = threading.Event()
        self._refused = False  # since the last attempt that the latch allowed
        self._order = threading.Lock()
        self._answered = threading.Event()
        self._answered.set()

    @property
    def is_proven(self) -> bool:
        """Whether a server has accepted these credentials since this gate was made, and none has refused them since."""
        return self._proven.is_set()

    @property
    def has_worked(self) -> bool:
        """Whether these credentials have ever worked."""
        try:
            known = self._fingerprint is not None and self._latch.has_worked(self._fingerprint)
        except LatchError:
            known = False
        return self._proven.is_set() or known

    @contextmanager
    def passed(self, server: str, prove: Callable[[], None], timeout: float | None) -> Iterator[None]:
        """Run a block behind the gate. The first to come proves the logon while the others wait.

        Args:
            server: whose logon it is, for messages.
            prove: sends one cheap request. Where it needs no logon, the block itself runs alone and proves it.
            timeout: seconds to wait for the one who proves; None waits for ever.

        Raises:
            LoginError: a logon was refused, now or earlier.
            LatchError: nobody can tell whether one was.
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
                self._check(server)
                prove()
            if self._proven.is_set():
                self._proving.release()
                alone = False
            yield
        finally:
            if alone:
                self._proving.release()

    @contextmanager
    def turn(self) -> Iterator[Callable[[float], bool]]:
        """Run a block that may send credentials, and say afterwards what came of them.

        It gets the function to ask right before they leave, with the seconds that there are. They leave one after
        another, each after the answer to the one before, or after half a second: a refusal comes sooner, so of many
        threads with a password that has just been changed one meets it. False says that the credentials were refused
        meanwhile, and must not leave.

        A gate that only the first logon passes alone would not do. A password that is changed, or expires, while eight
        connections log in counts as eight wrong ones, and domains lock accounts after as few as three. The price: a
        connection that is kept pays once, but where each request logs in, those that GP answers within half a second
        follow one another.
        """
        taken = False

        def take(seconds: float) -> bool:
            nonlocal taken
            if self._fingerprint is None:
                return True
            if not self._order.acquire(timeout=min(seconds, threading.TIMEOUT_MAX)):
                return True  # and too late
            try:
                self._answered.wait(min(_REFUSAL_COMES, seconds))
                if self._is_refused():
                    return False
                self._answered.clear()
            finally:
                self._order.release()
            taken = True
            return True

        try:
            yield take
        finally:
            if taken:
                self._answered.set()

    def accepted(self) -> None:
        """Note that a logon worked."""
        # One that was under way when another was refused shows nothing of the password as it is now.
        if self._proven.is_set() or self._refused:
            return
        if self._fingerprint is not None:
            try:
                self._latch.worked(self._fingerprint)
            except LatchError as error:  # the work is done, and so its answer counts
                _LOG.warning("that the logon of %s worked could not be noted: %s", self.auth.user, error)
        self._proven.set()

    def rejected(self, server: str, offers: tuple[str, ...]) -> LoginError:
        """Note that a logon was refused, and give the error for it.

        Args:
            server: who refused it.
            offers: the ways to log in that the refusal names. Where ours is not among them, and took no handshake
                that shows the contrary, the server never looked at the credentials, and nothing is noted.
        """
        offered = {offer.lower() for offer in offers}
        if not self.auth.handshakes and offered.isdisjoint(scheme.lower() for scheme in self.auth.schemes):
            return self.not_offered(server, offers)
        self._refused = True
        self._proven.clear()
        if self._fingerprint is not None:
            try:
                self._latch.latch(self._fingerprint)
            except LatchError as error:
                _LOG.warning("that the logon of %s was refused could not be noted: %s", self.auth.user, error)
        return self._error(server, status=401)

    def refused_meanwhile(self, server: str) -> LoginError:
        """Give the error for a request that `turn` stopped."""
        return self._error(server)

    def not_offered(self, server: str, offers: tuple[str, ...]) -> LoginError:
        """Give the error for a server that wants another kind of logon; nothing was tried, so nothing is noted."""
        return LoginError(
            f"{server} offers {', '.join(offers)} to log in, which {self.auth.user} is not set to use: choose "
            "another auth= (NtlmAuth answers NTLM and Negotiate), or enable Windows authentication on the server",
            status=401,
            url=server,
        )

    def clear(self) -> None:
        """Allow one more logon."""
        if self._fingerprint is not None:
            self._latch.clear(self._fingerprint)

    def _is_refused(self) -> bool:
        """Whether the credentials that have worked were refused since, to this process or to another one."""
        if self._refused or self._fingerprint is None or not self._proven.is_set():
            return self._refused
        try:
            if self._latch.is_latched(self._fingerprint):
                self._proven.clear()
        except LatchError:
            return False  # the credentials are good, as far as this process can tell
        return not self._proven.is_set()

    def _check(self, server: str) -> None:
        known = self._fingerprint
        if known is not None and self._latch.is_latched(known) and not self._latch.claim_probe(known):
            raise self._error(server)
        self._refused = False

    def _error(self, server: str, status: int | None = None) -> LoginError:
        advice = (
            "the next call tries again, with a fresh token or ticket where there is one. Check that it is meant for "
            "this server and has not expired, and that the clocks agree"
            if self._fingerprint is None
            else "no further logon is tried, since the account would be locked. Check the user, the password and "
            "whether the account is locked or expired; then connect with the new password or call retry_login()"
        )
        return LoginError(f"{server} refused the logon of {self.auth.user}; {advice}", status=status, url=server)
