"""Work in many threads at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

__all__ = ["in_threads"]


def in_threads(count: int, work: Callable[[int], object]) -> list[BaseException | None]:
    """Run the work in so many threads at once, and give what each raised."""
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        work(number)

    with ThreadPoolExecutor(count) as pool:
        return [done.exception() for done in [pool.submit(run, number) for number in range(count)]]
