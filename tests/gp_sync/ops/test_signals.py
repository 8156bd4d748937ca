"""Being told to stop, at whatever moment."""

import subprocess
import sys
import threading
import time

import pytest

from gp_sync.ops.signals import StopSignal

AT_EVERY_LINE = """
import signal, sys, time
from gp_sync.ops.signals import StopSignal

def trace_until(moment):
    lines = 0
    def trace(frame, event, _):
        nonlocal lines
        lines += event == "line"
        if lines == moment:
            sys.settrace(None)
            signal.raise_signal(signal.SIGTERM)
        return trace
    return trace

for moment in range(1, 60):
    stop = StopSignal()
    with stop.listening():
        sys.settrace(trace_until(moment))
        for _ in range(40):
            stop.wait(0.001)
        sys.settrace(None)
    assert stop(), moment
print("stopped each time")
"""


class TestToldToStop:
    @pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
    def test_a_signal_may_come_at_any_moment_of_a_wait(self) -> None:
        """One that comes while the wait itself holds a lock would wait for that lock for ever."""
        ended = subprocess.run(
            [sys.executable, "-c", AT_EVERY_LINE], timeout=60, capture_output=True, text=True, check=False
        )

        assert (ended.stdout, ended.returncode) == ("stopped each time\n", 0), ended.stderr

    def test_a_wait_ends_soon_after_another_thread_says_so(self) -> None:
        stop = StopSignal()
        begin = time.monotonic()
        threading.Timer(0.1, stop.stop).start()

        stop.wait(30)

        assert (stop(), time.monotonic() - begin < 25) == (True, True)

    def test_without_a_signal_it_waits_so_long(self) -> None:
        stop = StopSignal()
        begin = time.monotonic()

        stop.wait(0.2)

        assert (stop(), time.monotonic() - begin >= 0.2) == (False, True)
