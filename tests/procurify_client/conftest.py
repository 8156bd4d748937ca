"""What the tests of procurify_client share: time that tests move, a loopback server, and clients of it."""

import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import httpx
import pytest

from procurify_client import Breaker, Limits, Procurify
from procurify_client.testing import OrderLine, ProcurifyServer
from tests.procurify_client.contract_check import Ask


class Time:
    """A clock, a calendar and a sleep that agree, and pass only when told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        with self._lock:
            return self._seconds

    def now(self) -> datetime:
        return datetime(2026, 11, 4, 15, 0, tzinfo=UTC) + timedelta(seconds=self.clock() - 1000)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        with self._lock:
            self._seconds += seconds


class MakeClient(Protocol):
    def __call__(self, **options: Any) -> Procurify: ...


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def server(time: Time) -> Iterator[ProcurifyServer]:
    """
    A server with one location, one department, one account code and one vendor (number 2).
    """
    with ProcurifyServer(client_id="app", client_secret="hush-hush", now=time.now) as server:
        server.add_location("Plant 2")
        server.add_department("Maintenance", 1, external_id="MAINT")
        server.add_account_code("000-6100-00", "Office supplies")
        server.add_vendor("Lakeshore Office Supply", external_id="LAKESHORE0001")
        yield server


@pytest.fixture
def holding(server: ProcurifyServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """
    What a slow answer of the server waits for instead of seconds, as long as a busy machine needs.
    """
    event = threading.Event()

    def wait(seconds: float) -> bool:
        if seconds:
            event.wait(seconds)
        return False  # it is not closing

    monkeypatch.setattr(server._closing, "wait", wait)
    yield event
    event.set()


@pytest.fixture
def make_client(server: ProcurifyServer, time: Time) -> Iterator[MakeClient]:
    """
    Make clients of the server whose time is the test's; they are closed after the test.
    """
    made: list[Procurify] = []

    def make(**options: Any) -> Procurify:
        defaults: dict[str, Any] = {
            "base_url": server.base_url,
            "client_id": "app",
            "client_secret": "hush-hush",
            "clock": time.clock,
            "sleep": time.sleep,
            "random": lambda: 1.0,
            "limits": Limits(in_flight=None, per_second=None),
            "breaker": Breaker(failures=None),
            "now": time.now,
        }
        client = Procurify(**(defaults | options))
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def procurify(make_client: MakeClient) -> Procurify:
    return make_client()


@pytest.fixture
def line() -> OrderLine:
    """
    Ten cartons at 24.50 each.
    """
    return OrderLine(
        name="Copy paper, carton", quantity="10", price="24.50", account_code="000-6100-00", department=1, sku="CP-500"
    )


@pytest.fixture
def together() -> Callable[[int, Callable[[], object]], list[object]]:
    """
    Run something in many threads at once; gives what each came to, a value or an exception.
    """

    def run(threads: int, action: Callable[[], object]) -> list[object]:
        barrier = threading.Barrier(threads)
        outcomes: list[object] = []

        def work() -> None:
            barrier.wait()
            try:
                outcomes.append(action())
            except Exception as error:  # noqa: BLE001  # the test looks at whatever it was
                outcomes.append(error)

        workers = [threading.Thread(target=work) for _ in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(timeout=30)
        return outcomes

    return run


@pytest.fixture
def credentials() -> dict[str, str]:
    """
    What the token endpoint wants.
    """
    return {
        "client_id": "app",
        "client_secret": "hush-hush",
        "audience": "https://api.procurify.com/",
        "grant_type": "client_credentials",
    }


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """
    An HTTP client that is not ours. Nothing here is encrypted, so it need not load certificates.
    """
    with httpx.Client(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as http:
        yield http


@pytest.fixture
def token(http: httpx.Client, server: ProcurifyServer, credentials: dict[str, str]) -> str:
    return str(http.post(f"{server.base_url}/oauth/token", json=credentials).json()["access_token"])


@pytest.fixture
def ask(http: httpx.Client, server: ProcurifyServer, token: str) -> Ask:
    """
    Ask with a good token, without our client; answers are held against the API document.
    """
    return Ask(http, server.base_url, token)


@pytest.fixture
def get(ask: Ask) -> Callable[..., httpx.Response]:
    """
    Read with a good token, without our client.
    """
    return lambda path, **headers: ask("GET", path, headers=headers)
