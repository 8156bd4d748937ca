"""A running engine as its driver sees it: what it tells, and the signals that it gets."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs

__all__ = ["EngineDiedError", "EngineProcess", "Hold"]

_ROOT = Path(__file__).parents[2]
_START_SECONDS = 60.0
_END_SECONDS = 60.0

# By name, since Windows has none of them and the type checker looks there too.
_KILL, _STOP, _CONTINUE = "SIGKILL", "SIGSTOP", "SIGCONT"


@attrs.frozen
class Hold:
    """Where an engine lingers once.

    Args:
        point: the failpoint's name.
        at: which pass of it, from 1.
        patience: seconds after which nobody waits for that any more.
    """

    point: str
    at: int
    patience: float


class EngineDiedError(Exception):
    """An engine ended although nobody ended it: the failure that this is all about."""


class EngineProcess:
    """One `python -m tests.real_processes.engine`.

    Args:
        config: the configuration file; the engine's log is written beside it.
        secrets: environment variables with the credentials.
        number: which engine of the story this is, for its log.
        lease: seconds that its lease outlives it.
        hold: where it lingers, if anywhere.
    """

    def __init__(
        self, config: Path, secrets: Mapping[str, str], *, number: int, lease: float, hold: Hold | None
    ) -> None:
        self.number = number
        self.hold = hold
        self.paused = False
        self._told: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self._log = config.parent / f"engine-{number}.log"
        command = [sys.executable, "-m", "tests.real_processes.engine", str(config), "--lease", str(lease)]
        if hold is not None:
            command += ["--hold", hold.point, "--at", str(hold.at)]
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                command,
                cwd=_ROOT,
                env=os.environ | secrets,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )
        self._reader = threading.Thread(target=self._listen, name=f"engine-{number}", daemon=True)
        self._reader.start()

    def told(self, event: str) -> list[dict[str, Any]]:
        """Everything that it has told of one kind, in order."""
        with self._news:
            return [message for message in self._told if message["event"] == event]

    def wait_until_started(self) -> None:
        """Wait until it has opened its ledger and both clients. Raises EngineDiedError."""
        if not self.wait_for(lambda: bool(self.told("started")), _START_SECONDS):
            raise EngineDiedError(
                f"engine {self.number} did not start in {_START_SECONDS:.0f} s:\n{self._last_words()}"
            )

    def wait_for(self, happened: Callable[[], bool], seconds: float) -> bool:
        """Wait for something that follows from what it tells; tells whether it happened. Raises EngineDiedError."""
        ends = time.monotonic() + seconds
        while not happened():
            left = ends - time.monotonic()
            if left <= 0:
                return False
            self.check_alive()
            with self._news:
                self._news.wait(min(left, 0.1))
        return True

    def check_alive(self) -> None:
        """Raises EngineDiedError if it ended by itself."""
        code = self._process.poll()
        if code is not None:
            raise EngineDiedError(f"engine {self.number} ended by itself with {code}:\n{self._last_words()}")

    def owns(self, owner: str) -> bool:
        """Whether an owner of a lease, as the audit names it, is this process."""
        return f":{self._process.pid}:" in owner

    def kill(self) -> None:
        """End it at once, wherever it is, and wait until it is gone."""
        self._signal(_KILL)
        self._gone()

    def pause(self) -> None:
        """Stop it where it is; for it, no time passes."""
        self._signal(_STOP)
        self.paused = True

    def resume(self) -> None:
        """Let it go on as if nothing had happened."""
        self._signal(_CONTINUE)
        self.paused = False

    def end(self) -> None:
        """Let it finish its run, then end. Raises EngineDiedError if it does not end well."""
        self._process.terminate()
        try:
            code = self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise EngineDiedError(f"engine {self.number} did not end when told to:\n{self._last_words()}") from None
        self._gone()
        if code != 0:
            raise EngineDiedError(f"engine {self.number} ended with {code} when told to:\n{self._last_words()}")

    def _signal(self, name: str) -> None:
        self._process.send_signal(signal.Signals[name])

    def _gone(self) -> None:
        self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            # A line without its end was cut off by a kill.
            if line.endswith("\n"):
                with self._news:
                    self._told.append(json.loads(line))
                    self._news.notify_all()

    def _last_words(self) -> str:
        return self._log.read_text(encoding="utf-8")[-4000:]
