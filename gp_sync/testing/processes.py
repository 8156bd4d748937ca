"""Other processes for tests of stores: each opens the store for itself, carries out a task, and is killed."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Self

import attrs

from gp_sync.ledger.dedup_store import DedupStore

__all__ = ["Opener", "OtherProcess", "Task", "answers_at_once"]

Task = Callable[..., Iterator[Any]]
"""What another process does: a function of a module, from a store and further arguments to what it hands over.

Each value that it yields is handed over at once, and the task goes on. Where it yields None, it waits for `go`.
"""

_AT_ONCE = 3
_PATIENCE = 60.0
"""Seconds after which a process that does not answer is taken for stuck."""

# A fork server that has imported what stores are made of starts processes in milliseconds; like those that are spawned,
# they inherit nothing else.
_START = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_CONTEXT: Any = multiprocessing.get_context(_START)
if _START == "forkserver":
    _CONTEXT.set_forkserver_preload(["gp_sync.testing", "gp_sync.ledger.sql", "psycopg"])


@attrs.frozen
class Opener:
    """How any process opens a store: by calling a function.

    Args:
        call: a class, or a function of a module that other processes can import; no lambda.
        arguments: its arguments, which can be pickled, such as a path or a URL.
    """

    call: Callable[..., DedupStore]
    arguments: tuple[Any, ...] = ()

    @contextmanager
    def opened(self) -> Iterator[DedupStore]:
        """Open the store, and close it at the end if it has a method for that."""
        store = self.call(*self.arguments)
        try:
            yield store
        finally:
            getattr(store, "close", _nothing)()


class OtherProcess:
    """A process that opens a store, carries out a task, and then stays as it is until the end of the with block.

    Args:
        opener: how it opens the store.
        task: what it does.
        arguments: those of the task after the store; they can be pickled.
    """

    def __init__(self, opener: Opener, task: Task, *arguments: Any) -> None:
        self._pipe, there = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_work, args=(there, opener, task, arguments), daemon=True)
        self._process.start()
        there.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._pipe.close()

    def answer(self) -> Any:
        """What the task handed over next.

        Raises:
            AssertionError: the process died, or does not answer.
        """
        if not self._pipe.poll(_PATIENCE):
            raise AssertionError(f"another process gave no answer within {_PATIENCE:.0f} seconds")
        try:
            return self._pipe.recv()
        except EOFError:
            raise AssertionError("another process died: the captured output has its traceback") from None

    def go(self) -> None:
        """Let a task go on that is waiting."""
        self._pipe.send(None)

    def kill(self) -> list[Any]:
        """End the process without any chance to clean up; gives what it handed over and nobody took."""
        self._process.kill()
        self._process.join()
        left: list[Any] = []
        try:
            while self._pipe.poll():
                left.append(self._pipe.recv())
        except (EOFError, OSError):
            return left
        return left


def answers_at_once(opener: Opener, task: Task, *arguments: Any) -> list[Any]:
    """What a task hands over in three processes that start it at the same moment, each with its number."""
    with ExitStack() as stack:
        processes = [
            stack.enter_context(OtherProcess(opener, _when_told, task, number, *arguments))
            for number in range(_AT_ONCE)
        ]
        for process in processes:
            process.answer()
        for process in processes:
            process.go()
        return [process.answer() for process in processes]


def _when_told(store: DedupStore, task: Task, *arguments: Any) -> Iterator[Any]:
    yield None
    yield from task(store, *arguments)


def _work(pipe: Any, opener: Opener, task: Task, arguments: tuple[Any, ...]) -> None:
    with opener.opened() as store:
        for value in task(store, *arguments):
            pipe.send(value)
            if value is None:
                pipe.recv()
        pipe.recv()


def _nothing() -> None:
    """A store without `close` has nothing to let go of."""
