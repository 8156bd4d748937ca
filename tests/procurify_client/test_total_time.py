"""`Timeout.total` holds for the whole call, wherever the server is slow."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurify_client import (
    AnswerTimeoutError,
    AsyncProcurify,
    Backoff,
    ConnectError,
    Limits,
    LostAnswerError,
    Options,
    Procurify,
    ProcurifyError,
    ThrottledError,
    Timeout,
    TokenError,
)
from procurify_client.resources import users, vendors
from procurify_client.workers import Workers
from tests.procurify_client.slow_server import Place, SlowServer

if TYPE_CHECKING:
    from procurify_client.testing import ProcurifyServer

SLACK = 10  # seconds, on a busy machine; who does not look at the clock would take far longer
PLACES: list[tuple[str, Place, int]] = [
    ("/oauth/token", "before", 200),
    ("/oauth/token", "headers", 200),
    ("/oauth/token", "body", 200),
    ("/oauth/token", "body", 401),
    ("/vendors/", "before", 200),
    ("/vendors/", "headers", 200),
    ("/vendors/", "body", 200),
    ("/vendors/", "body", 401),
    ("/vendors/", "headers", 401),
    ("/vendors/", "body", 503),
]
OTHER = "/api/v3/departments/1/"  # is answered at once
PATIENT = Options(timeout=Timeout())
Took = tuple[float, Exception | None]


def sync_get(base_url: str, timeout: Timeout, *, logged_in: bool = False) -> Took:
    with Procurify(**options(base_url, timeout, 4)) as client:
        if logged_in:
            client.request("GET", OTHER, options=PATIENT)
        return timed(lambda: client.vendors.get(2))


def async_get(base_url: str, timeout: Timeout, *, logged_in: bool = False) -> Took:
    async def run() -> Took:
        async with AsyncProcurify(**options(base_url, timeout, 4)) as client:
            if logged_in:
                await client.request("GET", OTHER, options=PATIENT)
            started = time.monotonic()
            try:
                await client.vendors.get(2)
            except ProcurifyError as error:
                return time.monotonic() - started, error
            return time.monotonic() - started, None

    return asyncio.run(run())


GETS = [sync_get, async_get]
Get = Callable[..., Took]


def options(base_url: str, timeout: Timeout, attempts: int) -> dict[str, Any]:
    return {
        "base_url": base_url,
        "client_id": "app",
        "client_secret": "hush-hush",
        "timeout": timeout,
        "backoff": Backoff(attempts=attempts, first=0.01),
        "limits": Limits(in_flight=None, per_second=None),
    }


def timed(action: Callable[[], object]) -> Took:
    started = time.monotonic()
    try:
        action()
    except ProcurifyError as error:
        return time.monotonic() - started, error
    return time.monotonic() - started, None


@pytest.mark.parametrize("get", GETS)
class TestOneCall:
    @pytest.mark.parametrize(("path", "place", "status"), PLACES)
    def test_it_ends_in_time_wherever_the_server_is_slow(self, get: Get, path: str, place: Place, status: int) -> None:
        """
        Each piece is in time, and the whole would take far longer than the call has.
        """
        with SlowServer(path, place, status).running() as server:
            # The token must not take from the time of a call that is about something else.
            logged_in = path != "/oauth/token"
            took, error = get(server.base_url, Timeout(connect=0.2, read=0.2, total=0.2), logged_in=logged_in)

        assert took < 0.2 + SLACK
        assert isinstance(error, AnswerTimeoutError if logged_in else TokenError)

    @settings(max_examples=5)
    @given(
        place=st.sampled_from(PLACES),
        total=st.floats(0.05, 0.3),
        read=st.floats(0.02, 1),
        seconds=st.floats(0.01, 0.3),
    )
    def test_no_call_exceeds_it(
        self, get: Get, place: tuple[str, Place, int], total: float, read: float, seconds: float
    ) -> None:
        """
        Whatever the limits are and however slow the server is; most of these calls are repeated.
        """
        with SlowServer(*place, seconds=seconds).running() as server:
            took, error = get(server.base_url, Timeout(connect=read, read=read, total=total))

        assert took < total + SLACK
        assert isinstance(error, TokenError | LostAnswerError | ConnectError | ThrottledError)

    def test_a_write_says_that_it_may_have_happened(self, get: Get) -> None:
        """
        A call that is given up while its answer trickles in is a lost answer like any other.
        """
        del get  # both faces have the error from one place
        with (
            SlowServer("/vendors/", "headers").running() as server,
            Procurify(**options(server.base_url, Timeout(total=0.3), 4)) as client,
            pytest.raises(AnswerTimeoutError, match=r"within the 0\.3 s for the call; the write may") as caught,
        ):
            client.request("POST", "/api/v3/vendors/", json={}, allow_write=True)

        assert caught.value.outcome_unknown is True


class TestSeveralRequests:
    @pytest.mark.parametrize("get", GETS)
    def test_they_share_the_time_of_the_call(self, server: ProcurifyServer, get: Get) -> None:
        """
        A refused token, another one and the request again take 0.15 s each.
        """
        server.client_id, server.client_secret = "app", "hush-hush"
        server.fail("/vendors/", 401)
        server.slow("/", 0.15, times=9)

        took, error = get(server.base_url, Timeout(connect=5, read=5, total=0.4))

        assert took < 0.4 + SLACK
        assert isinstance(error, TokenError | LostAnswerError | ConnectError)


class TestWaiters:
    def test_threads_wait_no_longer_than_they_have(self) -> None:
        """
        Somebody patient asks for the token; three who are less so give up one after another.
        """
        server = SlowServer("/oauth/token", "headers")
        with Procurify(**options(server.base_url, Timeout(read=60, total=60), 1)) as client:
            patient = threading.Thread(target=timed, args=(lambda: client.send(users.me()),), daemon=True)
            with server.running():
                patient.start()
                server.asked.wait(10)
                totals = [0.1, 0.2, 0.3]
                hurried = [client.with_options(Options(timeout=Timeout(total=total))) for total in totals]
                outcomes = [timed(partial(one.vendors.get, 2)) for one in hurried]
            patient.join(10)

        assert [type(error) for _, error in outcomes] == [TokenError] * 3
        assert all(took < total + SLACK for (took, _), total in zip(outcomes, totals, strict=True))

    def test_tasks_wait_no_longer_than_they_have(self) -> None:
        """
        The same for tasks, all at once.
        """

        async def run(base_url: str) -> list[Took]:
            async with AsyncProcurify(**options(base_url, Timeout(read=60, total=60), 1)) as client:

                async def get(total: float) -> Took:
                    started = time.monotonic()
                    try:
                        await client.send(vendors.get(2), Options(timeout=Timeout(total=total)))
                    except ProcurifyError as error:
                        return time.monotonic() - started, error
                    return time.monotonic() - started, None

                patient = asyncio.create_task(get(60))
                await asyncio.sleep(0)
                hurried = await asyncio.gather(*(get(total) for total in [0.1, 0.2, 0.3]))
                patient.cancel()
                return hurried

        with SlowServer("/oauth/token", "headers").running() as server:
            outcomes = asyncio.run(run(server.base_url))

        assert [type(error) for _, error in outcomes] == [TokenError] * 3
        assert all(took < total + SLACK for (took, _), total in zip(outcomes, [0.1, 0.2, 0.3], strict=True))


class TestWorkers:
    def test_a_thread_is_used_again(self) -> None:
        """
        One after another, all is done by one thread.
        """
        workers = Workers()

        assert len({workers.run(threading.get_ident, 10) for _ in range(20)}) == 1

    def test_what_is_raised_is_raised(self) -> None:
        """
        With its class and its words.
        """
        with pytest.raises(ZeroDivisionError, match="by zero"):
            Workers().run(lambda: 1 / 0, 10)

    def test_what_takes_too_long_is_left_behind(self) -> None:
        """
        Its thread takes the next task when it is done.
        """
        workers, go_on = Workers(), threading.Event()
        numbers = itertools.count()
        with pytest.raises(TimeoutError):
            workers.run(lambda: (go_on.wait(10), next(numbers)), 0.01)
        meanwhile = workers.run(lambda: "done", 10)
        go_on.set()

        assert meanwhile == "done"

    def test_an_idle_thread_ends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A client that is not closed leaves none behind.
        """
        monkeypatch.setattr("procurify_client.workers._IDLE", 0.01)
        workers = Workers()
        (thread,) = {workers.run(threading.current_thread, 10)}
        thread.join(10)

        assert not thread.is_alive()
        assert workers.run(lambda: "another one", 10) == "another one"

    def test_closing_ends_the_idle_ones_at_once_and_the_others_with_their_work(self) -> None:
        """
        A program that makes a client for each piece of work gathers no threads.
        """
        workers, go_on, busy = Workers(), threading.Event(), threading.Event()
        threads: list[threading.Thread] = []

        def wait() -> None:
            threads.append(threading.current_thread())
            busy.set()
            go_on.wait(10)

        caller = threading.Thread(target=lambda: workers.run(wait, 10))
        caller.start()
        busy.wait(10)
        threads.append(workers.run(threading.current_thread, 10))
        workers.close()
        threads[1].join(5)
        alive = [thread.is_alive() for thread in threads]
        go_on.set()
        threads[0].join(5)
        caller.join(5)

        assert alive == [True, False]
        assert not threads[0].is_alive()

    def test_work_that_comes_after_closing_is_done(self) -> None:
        """
        Whoever brings an HTTP client of his own may go on with it; the thread ends with the work.
        """
        workers = Workers()
        workers.close()
        thread = workers.run(threading.current_thread, 10)
        thread.join(5)

        assert not thread.is_alive()

    def test_a_closed_client_has_no_threads(self, server: ProcurifyServer) -> None:
        """
        Neither of its own, nor of views of it.
        """
        before = set(threading.enumerate())
        with Procurify(**options(server.base_url, Timeout(), 1)) as client:
            client.vendors.get(2)
            client.with_options(Options(timeout=Timeout(total=5))).vendors.get(2)
            made = {thread for thread in threading.enumerate() if thread.name == "procurify_client"} - before
        for thread in made:
            thread.join(5)

        assert made
        assert not any(thread.is_alive() for thread in made)
