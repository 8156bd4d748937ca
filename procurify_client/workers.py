"""Threads that do what a caller cannot wait for without end."""

import contextvars
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["Workers"]

T = TypeVar("T")
_Outcome = tuple[Any, BaseException | None]
_Task = tuple[Callable[[], Any], "queue.SimpleQueue[_Outcome]"]
_Tasks = queue.SimpleQueue[_Task | None]  # None: nothing more comes
_IDLE = 30.0  # seconds after which a thread without work ends


class Workers:
    """Does something in another thread, and waits for it no longer than the caller has time.

    The HTTP library bounds each single read of a sync client, and an answer may come in any number of them; looking up
    a host's address is not bounded at all. So a caller who has a deadline must not be the one who reads. Threads are
    kept for the next request, since starting one takes longer than handing work to it. They end with `close` or by
    themselves, and do not keep the program from ending.
    """

    def __init__(self) -> None:
        self._idle: list[_Tasks] = []
        self._closed = threading.Event()

    def run(self, work: Callable[[], T], seconds: float) -> T:
        """Do it, and give what it returns or raise what it raises.

        Raises:
            TimeoutError: it takes longer. It is not stopped, and what it comes to goes nowhere.
        """
        try:
            tasks = self._idle.pop()
        except IndexError:
            tasks = _start(self._idle, self._closed)
        outcome: queue.SimpleQueue[_Outcome] = queue.SimpleQueue()
        context = contextvars.copy_context()
        tasks.put((lambda: context.run(work), outcome))
        try:
            result, error = outcome.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            raise TimeoutError from None
        if error is not None:
            raise error
        done: T = result
        return done

    def close(self) -> None:
        """Let idle threads end now, and the others with what they do. Whoever still comes gets a thread for that."""
        self._closed.set()
        for tasks in list(self._idle):
            tasks.put(None)


def _start(idle: list[_Tasks], closed: threading.Event) -> _Tasks:
    """Start a thread that does its tasks one after another, and says in the list when it has none."""
    tasks: _Tasks = queue.SimpleQueue()

    def serve() -> None:
        while True:
            try:
                task = tasks.get(timeout=0 if closed.is_set() else _IDLE)
            except queue.Empty:
                task = None
            if task is None:
                try:
                    idle.remove(tasks)
                except ValueError:
                    continue  # somebody has just taken this thread, or does before it ends: his task is on its way
                return
            work, outcome = task
            came = _outcome(work)
            idle.append(tasks)  # first, so that a caller's next task finds this thread
            outcome.put(came)
            del task, work, outcome, came  # while it waits, the thread keeps nothing of what it did

    threading.Thread(target=serve, name="procurify_client", daemon=True).start()
    return tasks


def _outcome(work: Callable[[], Any]) -> _Outcome:
    try:
        return work(), None
    except BaseException as error:  # noqa: BLE001  # raised again, in the thread that waits for it
        return None, error
