"""Being told to stop: by SIGTERM or SIGINT, on Windows by Ctrl-C, Ctrl-Break or the end of the console."""

import logging
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["StopSignal"]

_LOGGER = logging.getLogger("gp_sync.run")

if sys.platform == "win32":
    # The end of the console, of the session and of the machine come as Ctrl-Break.
    _SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK)
else:
    _SIGNALS = (signal.SIGINT, signal.SIGTERM)

_SLICE = 0.5
"""A wait goes on after a signal, so that it is cut into short ones."""


class StopSignal:
    """Whether this process was told to stop; may be asked by several threads."""

    def __init__(self) -> None:
        # No event: a signal that comes while the waiting thread holds its lock would wait for that lock for ever.
        self._told = False

    def __call__(self) -> bool:
        """Whether it was."""
        return self._told

    def stop(self) -> None:
        """Tell it."""
        self._told = True

    def wait(self, seconds: float) -> None:
        """Wait so long, or until it is told to stop."""
        end = time.monotonic() + seconds
        while not self._told and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE))

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Be told by signals, in the main thread. A second signal ends the process at once, which loses nothing."""
        before = {number: signal.getsignal(number) for number in _SIGNALS}

        def told(number: int, _: FrameType | None) -> None:
            for each in _SIGNALS:
                signal.signal(each, signal.SIG_DFL)
            _LOGGER.info("%s: the document in hand is finished, then it ends", signal.Signals(number).name)
            self.stop()

        for number in _SIGNALS:
            signal.signal(number, told)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
