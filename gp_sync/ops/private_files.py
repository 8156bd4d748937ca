"""Files that only their owner can read: how they are checked, written and locked."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["how_to_protect", "locked", "others_can_read", "replace_private", "write_private"]


def others_can_read(path: Path) -> bool:
    """Whether anybody but the owner has any right to a file.

    False on Windows, which keeps rights elsewhere: files under a user's profile are private there by default.

    Raises:
        OSError: there is no such file.
    """
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def how_to_protect(path: Path) -> str:
    """The command that takes a file from everybody but its owner."""
    return f'icacls "{path}" /inheritance:r /grant:r "%USERNAME%:F"' if os.name == "nt" else f"chmod 600 {path}"


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, flushed to the disk.

    Raises:
        FileExistsError: there is one already, which stays as it is.
        OSError: it cannot be written.
    """
    # The right is there before the text is.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def replace_private(path: Path, text: str) -> None:
    """Put another text in the place of a file's: whoever reads it, also after a crash, sees the one or the other.

    Raises:
        OSError: it cannot be written; the file stays as it is.
    """
    draft = path.with_name(f"{path.name}.new")
    with suppress(FileNotFoundError):
        draft.unlink()  # of a process that was killed
    write_private(draft, text)
    draft.replace(path)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes that do so too away from a file; the death of a process gives it back.

    The lock is on a file beside it, which stays there, empty.

    Raises:
        OSError: the file beside it cannot be made; on Windows also if another process keeps it for ten seconds.
    """
    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, stat.S_IRUSR | stat.S_IWUSR)
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
