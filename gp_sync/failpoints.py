"""Named places in capture, write and ledger at which tests stop, kill or pause the engine.

While nothing is installed, passing one is a comparison with None. Nothing but a test installs anything: there is no
switch in the configuration or the environment.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["FAILPOINTS", "Hook", "failpoint", "installed"]

Hook = Callable[[str], None]

FAILPOINTS = (
    "capture.listed",  # a page of the list was read, nothing of it is stored
    "capture.fetched",  # a document was read whole, it is not stored
    "capture.stored",  # a page's documents are stored
    "capture.complete",  # the window was read whole, the cursor has not moved
    "capture.advanced",  # the cursor has moved
    "write.reserved",  # the intent is durable, nothing was sent
    "write.sending",  # that it is sent is durable, the request has not left
    "write.answered",  # the answer came, nothing of it is durable
    "write.doubted",  # that the outcome is unknown is durable, nothing was read back
    "write.read_back",  # the record was read back, nothing of it is durable
    "write.ended",  # how the write ended is durable
    "ledger.changing",  # a change begins: the fence was checked
    "ledger.committing",  # all of a change is there, it is not committed (stores with transactions only)
    "ledger.committed",  # a change is durable, the caller does not know it yet
)
"""All of them, in the order in which a document meets them."""

_hook: Hook | None = None


def failpoint(name: str) -> None:
    """Pass one of `FAILPOINTS`: call the hook, if one is installed."""
    if _hook is not None:
        _hook(name)


@contextmanager
def installed(hook: Hook) -> Iterator[None]:
    """Have a hook called with the name of every failpoint that any thread passes; for tests.

    A hook may raise, to let the engine die at this place: then it must go on raising, as a dead process does nothing
    more. It may block, to pause the thread.

    Raises:
        RuntimeError: another hook is installed.
    """
    global _hook  # noqa: PLW0603  # one hook for the process, which is what makes passing by free
    if _hook is not None:
        raise RuntimeError("a hook is installed already: leave its with block first")
    _hook = hook
    try:
        yield
    finally:
        _hook = None
