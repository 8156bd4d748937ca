"""A token store in a file, for jobs that start anew each time and for workers that share one token."""

import json
import os
import stat
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from procurify_client.secret import Secret
from procurify_client.tokens import Token, TokenKey

if sys.platform == "win32":  # pragma: no cover  # coverage is measured on Linux
    import msvcrt
else:
    import fcntl

__all__ = ["FileTokenStore"]

_OTHERS = 0o077


class FileTokenStore:
    """Keeps tokens in a file that its owner alone can read. Safe for use by several threads and processes.

    The file holds the tokens of any number of tenants and applications as plain text: whoever can read it can use
    Procurify until they expire. So it is made for its owner alone, and replaced as a whole by a finished one. A file
    that is cut off or is no JSON counts as empty: it costs a token request. Beside it stands a `.lock` file, which
    makes writers take turns.

    On Windows there are no such permissions, and none are checked: there the access list of the directory is what
    protects the file. Choose one inside the user's profile, such as `%LOCALAPPDATA%`, which only that user,
    administrators and the system can open.

    Args:
        path: the file. It is made when the first token is kept, with its directory if that is missing.
        now: the time of day, aware; for tests.

    Raises:
        PermissionError: here or later: others can read or write the file or its directory, or it belongs to somebody
            else. The message says how to mend that.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._path = Path(path).absolute()
        self._now = now
        self._lock = threading.Lock()
        with suppress(FileNotFoundError):
            _check_owner_only(self._path.parent)
            _check_owner_only(self._path)

    def get(self, key: TokenKey) -> Token | None:
        """Give the token last put under the key, or None."""
        if not self._path.exists():
            return None
        with self._alone():
            return self._read().get(key)

    def put(self, key: TokenKey, token: Token) -> None:
        """Keep a token in place of the one under the key, and drop those of others that have expired."""
        _make_directory(self._path.parent)
        with self._alone():
            kept = {other: old for other, old in self._read().items() if old.expires_at > self._now()}
            self._write(_to_json(kept | {key: token}))

    def __repr__(self) -> str:
        return f"FileTokenStore({str(self._path)!r})"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other thread or process uses the file."""
        _check_owner_only(self._path.parent)
        lock = self._path.with_name(self._path.name + ".lock")
        with self._lock, os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), "rb+") as file:
            _lock_file(file.fileno())
            try:
                yield
            finally:
                _unlock_file(file.fileno())

    def _read(self) -> Mapping[TokenKey, Token]:
        try:
            _check_owner_only(self._path)
            return _from_json(self._path.read_bytes())
        except FileNotFoundError:
            return {}

    def _write(self, content: Secret) -> None:
        """Put a finished file in place of the old one. The temporary one is its owner's alone from its first byte."""
        number, name = tempfile.mkstemp(prefix=f".{self._path.name}-", dir=self._path.parent)
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(content.reveal())
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _make_directory(path: Path) -> None:
    """Make a directory that its owner alone can open, and in the same way those above it that are missing."""
    if not path.is_dir():
        _make_directory(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def _check_owner_only(path: Path) -> None:
    """Refuse what others can read or write.

    Raises:
        FileNotFoundError: there is nothing.
        PermissionError: it is not its owner's alone.
    """
    found = path.stat()
    if sys.platform != "win32":
        if found.st_uid != os.geteuid():
            raise PermissionError(f"{path} belongs to another user: keep tokens in a file and a directory of your own")
        if found.st_mode & _OTHERS:
            mode = "700" if stat.S_ISDIR(found.st_mode) else "600"
            raise PermissionError(
                f"{path} can be read or written by others (mode {stat.S_IMODE(found.st_mode):o}), and tokens must not "
                f"be: chmod {mode} '{path}', or choose another place"
            )


def _to_json(tokens: Mapping[TokenKey, Token]) -> Secret:
    """Write tokens as text; as a secret, since frames of errors hold it."""
    entries = [
        {
            "host": key.host,
            "client_id": key.client_id,
            "audience": key.audience,
            "access_token": token.value.reveal(),
            "expires_at": token.expires_at.isoformat(),
        }
        for key, token in tokens.items()
    ]
    return Secret(json.dumps({"tokens": entries}, indent=1))


def _from_json(content: bytes) -> Mapping[TokenKey, Token]:
    """Read tokens; whatever is none counts as missing."""
    try:
        entries: list[Any] = list(json.loads(content)["tokens"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    tokens = {}
    for entry in entries:
        with suppress(KeyError, TypeError, ValueError, AttributeError):
            key = TokenKey(host=entry["host"], client_id=entry["client_id"], audience=entry["audience"])
            expires_at = datetime.fromisoformat(entry["expires_at"]).astimezone(UTC)
            if isinstance(entry["access_token"], str):
                tokens[key] = Token(value=Secret(entry["access_token"]), expires_at=expires_at)
    return tokens


if sys.platform == "win32":  # pragma: no cover  # coverage is measured on Linux

    def _lock_file(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_LOCK, 1)

    def _unlock_file(number: int) -> None:
        os.lseek(number, 0, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_UNLCK, 1)

else:

    def _lock_file(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX)

    def _unlock_file(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_UN)
