"""A time for the whole of a talk with a server: time-outs bound each word alone, and one may come a byte at a time."""

import errno
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

__all__ = ["left_after"]

_AGAIN = 0.1


@contextmanager
def left_after(seconds: float, connected: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Leave a server after so many seconds, whatever it says by then.

    Args:
        seconds: how long the block may take.
        connected: the socket to the server; None before there is one, and where there is none any more.

    Raises:
        TimeoutError: it took longer, and what the block raised came of that.
    """
    ended, over = threading.Event(), threading.Event()

    def watch() -> None:
        if ended.wait(seconds):
            return
        over.set()
        while not ended.is_set():
            # Again and again: it may have been on its way to another address of the server.
            _hang_up(connected())
            ended.wait(_AGAIN)

    threading.Thread(target=watch, name="gp-sync-time-limit", daemon=True).start()
    try:
        yield
    except Exception:
        if over.is_set():
            words = f"it takes longer than {seconds:g} second{'' if seconds == 1 else 's'} for a message"
            raise TimeoutError(errno.ETIMEDOUT, words) from None
        raise
    finally:
        ended.set()


def _hang_up(connection: socket.socket | None) -> None:
    if connection is not None:
        with suppress(OSError):  # it has just been closed
            # Below TLS, whose own shutdown would take its state from the thread that talks.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
