"""Commands at a terminal of their own, as a person runs them."""

import codecs
import os
import subprocess
import sys
import threading
import time

from tests.end_to_end.world import World

__all__ = ["at_a_terminal"]

_END = "(the program has ended)"


def at_a_terminal(world: World, *arguments: str, questions: tuple[str, ...] = (), answer: str = "") -> tuple[int, str]:
    """Run a command at a terminal of its own; gives its exit code and all that was shown.

    Args:
        world: whose configuration and variables it has.
        arguments: the command's.
        questions: what it asks, in this order, without showing what is typed.
        answer: the answer to each.
    """
    program = [sys.executable, "-c", "from gp_sync.cli import main; main()"]
    command = [*program, *arguments, "--config", str(world.config)]
    environment = os.environ | world.environment | {"TERM": "xterm"}
    ours, theirs = _terminal()
    shown, left, told = "", list(questions), threading.Event()
    # A letter of several bytes may come in two readings.
    decoder = codecs.getincrementaldecoder("utf-8")()
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, env=environment
    ) as process:

        def tell_the_end() -> None:
            process.wait()
            # All that the process has shown comes before it.
            os.write(theirs, _END.encode())
            told.set()

        threading.Thread(target=tell_the_end).start()
        while _END not in shown:
            shown += decoder.decode(os.read(ours, 1000))
            if left and left[0] in shown:
                left.pop(0)
                _wait_until_typing_is_hidden(theirs)
                os.write(ours, f"{answer}\n".encode())
        told.wait()
    os.close(ours)
    os.close(theirs)
    return process.returncode, shown


def _terminal() -> tuple[int, int]:
    """A terminal of its own: our end and the program's."""
    if sys.platform != "win32":
        import pty

        return pty.openpty()
    raise OSError("Windows has no such terminals")


def _wait_until_typing_is_hidden(terminal: int) -> None:
    """What was typed before would be thrown away then."""
    if sys.platform != "win32":
        import termios

        while termios.tcgetattr(terminal)[3] & termios.ECHO:
            time.sleep(0.01)
