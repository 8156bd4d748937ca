"""The accounts of a made-up Windows domain, with the rules by which a domain refuses them."""

import os
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

__all__ = ["Outcome", "Users"]

Outcome = Literal["accepted", "wrong", "locked", "expired", "unbound", "broken"]

# spnego's acceptor takes its users from a file that an environment variable names, which is the whole process's. So
# each server has a file of its own, and the variable is set only while one of them is inside spnego.
_ENVIRONMENT = threading.Lock()
_VARIABLE = "NTLM_USER_FILE"


class Users:
    r"""The accounts that a server knows.

    Args:
        passwords: made-up passwords by `DOMAIN\user`. They stand in a temporary file until `close`.
        locked: users whose account is locked.
        expired: users whose account or password has expired.
        lock_after: how many wrong passwords in a row lock an account, as a domain does; None for no limit.
        tokens: made-up bearer tokens, and the user that each stands for.
        tickets: judges a Kerberos ticket: the user that it stands for, or None.

    Raises:
        ValueError: a name or password holds a colon or a line break, which the file cannot carry.
    """

    def __init__(
        self,
        passwords: Mapping[str, str],
        *,
        locked: Collection[str] = (),
        expired: Collection[str] = (),
        lock_after: int | None = None,
        tokens: Mapping[str, str] | None = None,
        tickets: Callable[[bytes], str | None] | None = None,
    ) -> None:
        for user, password in passwords.items():
            if set(":\r\n") & set(user + password):
                raise ValueError(f"user {user!r}: a loopback server's names and passwords hold no colon or line break")
        self._passwords = {user.lower(): password for user, password in passwords.items()}
        self._locked = {user.lower() for user in locked}
        self._expired = {user.lower() for user in expired}
        self._lock_after = lock_after
        self._tokens = dict(tokens or {})
        self._tickets = tickets
        self._wrong: Counter[str] = Counter()
        self._lock = threading.Lock()
        descriptor, name = tempfile.mkstemp(prefix="gp-users-")
        os.close(descriptor)
        self._file = Path(name)
        self._write()

    def set_password(self, user: str, password: str) -> None:
        """Change a password, as an administrator does."""
        with _ENVIRONMENT:
            self._passwords[user.lower()] = password
            self._write()

    def lock(self, user: str) -> None:
        """Lock an account."""
        with self._lock:
            self._locked.add(user.lower())

    def unlock(self, user: str) -> None:
        """Unlock an account and forget its wrong passwords."""
        with self._lock:
            self._locked.discard(user.lower())
            del self._wrong[user.lower()]

    def is_locked(self, user: str) -> bool:
        """Whether an account is locked."""
        with self._lock:
            return user.lower() in self._locked

    def judge(self, user: str, *, proven: bool) -> Outcome:
        """Say what the domain makes of a logon, and count a wrong password.

        Args:
            user: who wants in.
            proven: whether the password was right.
        """
        name = user.lower()
        with self._lock:
            if name in self._locked:
                return "locked"
            if not proven:
                self._wrong[name] += 1
                if self._wrong[name] == self._lock_after:
                    self._locked.add(name)
                return "wrong"
            del self._wrong[name]
            return "expired" if name in self._expired else "accepted"

    def knows(self, user: str, password: str) -> bool:
        """Whether a password is right."""
        return self._passwords.get(user.lower()) == password

    def of_token(self, token: str) -> str | None:
        """The user that a bearer token stands for."""
        return self._tokens.get(token)

    def of_ticket(self, ticket: bytes) -> str | None:
        """The user that a Kerberos ticket stands for."""
        return None if self._tickets is None else self._tickets(ticket)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Make this the file that spnego reads."""
        with _ENVIRONMENT:
            before = os.environ.get(_VARIABLE)
            os.environ[_VARIABLE] = str(self._file)
            try:
                yield
            finally:
                if before is None:
                    del os.environ[_VARIABLE]
                else:
                    os.environ[_VARIABLE] = before

    def close(self) -> None:
        """Delete the file."""
        self._file.unlink(missing_ok=True)

    def _write(self) -> None:
        lines = []
        for user, password in self._passwords.items():
            domain, _, account = user.rpartition("\\")
            lines.append(f"{domain}:{account}:{password}\n")
        self._file.write_text("".join(lines), encoding="utf-8")
