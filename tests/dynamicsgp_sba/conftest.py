"""A seeded loopback server and clients for it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import trustme

from dynamicsgp_sba import (
    COMPANION,
    Backoff,
    Company,
    DynamicsGP,
    NewPurchaseOrder,
    NewPurchaseOrderLine,
    NtlmAuth,
)
from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam

USER = r"FABRIKAM\svc_gp"
PASSWORD = "made-up Canary 7!"
FABRIKAM = "Fabrikam, Inc."
ACCOUNT = NtlmAuth(USER, PASSWORD)  # one for all tests, since what stands for its password takes long to make

Serve = Callable[..., GPServer]
Connect = Callable[..., DynamicsGP]


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    """Closes, at the end of a test, what was entered."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def serve(closing: ExitStack) -> Serve:
    """Starts a server with the sample company; its options are those of GPServer."""

    def start(**options: Any) -> GPServer:
        server = closing.enter_context(GPServer(**{"users": {USER: PASSWORD}, **options}))
        seed_fabrikam(server, years=(2026, 2027))
        return server

    return start


@pytest.fixture
def connect(closing: ExitStack) -> Connect:
    """Makes a client for a server; its options are those of DynamicsGP."""

    def make(server: GPServer, **options: Any) -> DynamicsGP:
        defaults: dict[str, Any] = {
            "auth": ACCOUNT,
            "profile": COMPANION,
            "backoff": Backoff(attempts=3, first=0.001),
            "read_timeout": 5.0,
        }
        return closing.enter_context(DynamicsGP(server.base_url, **{**defaults, **options}))

    return make


@pytest.fixture
def server(serve: Serve) -> GPServer:
    """A server that keeps connections logged in."""
    return serve()


@pytest.fixture
def holding(server: GPServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """What a slow answer of that server waits for instead of seconds, as long as a busy machine needs."""
    event = threading.Event()
    monkeypatch.setattr(server, "wait", lambda seconds: seconds and event.wait(seconds))
    yield event
    event.set()


@pytest.fixture
def gp(server: GPServer, connect: Connect) -> DynamicsGP:
    """A client of that server."""
    return connect(server)


@pytest.fixture
def company(gp: DynamicsGP) -> Company:
    """The sample company as the client sees it."""
    return gp.company(FABRIKAM)


@pytest.fixture
def fabrikam(server: GPServer) -> GPCompany:
    """The sample company as GP holds it."""
    return server.companies[FABRIKAM.casefold()]


@pytest.fixture(params=[True, False], ids=["connection", "request"])
def either(request: pytest.FixtureRequest, serve: Serve) -> GPServer:
    """A server that wants one logon per connection, and one that wants it with each request."""
    return serve(persistent=request.param)


@pytest.fixture
def new_line() -> Callable[..., NewPurchaseOrderLine]:
    """Makes lines: two desks at 249.50, with changes by field."""

    def make(**changes: Any) -> NewPurchaseOrderLine:
        values: dict[str, Any] = {
            "item_number": "DESK-160",
            "description": "Standing desk, 160 cm",
            "unit": "Each",
            "quantity_ordered": Decimal(2),
            "unit_cost": Decimal("249.50"),
            "site_id": "01-N",
            "account_number": "000-6100-01",
        }
        return NewPurchaseOrderLine(**{**values, **changes})

    return make


@pytest.fixture
def new_order(new_line: Callable[..., NewPurchaseOrderLine]) -> Callable[..., NewPurchaseOrder]:
    """Makes orders for 499.00, with changes by field."""

    def make(number: str = "PO1001", **changes: Any) -> NewPurchaseOrder:
        values: dict[str, Any] = {
            "number": number,
            "vendor_id": "CONTOSUP0001",
            "document_date": date(2026, 11, 4),
            "confirm_with": "PROCURIFY 1001",
            "lines": (new_line(),),
        }
        return NewPurchaseOrder(**{**values, **changes})

    return make


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate authority's file, and a server's key and certificate for localhost."""
    folder = tmp_path_factory.mktemp("pki")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    return folder / "ca.pem", folder / "server.pem"


@pytest.fixture
def answering() -> Iterator[Callable[..., str]]:
    """Starts a listener that answers whatever it gets with the same bytes, and gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)
    threads = []

    def serve(answer: bytes, drip: bool) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                try:
                    while connection.recv(65536):
                        connection.sendall(answer)
                        for _ in range(90_000 if drip else 0):
                            connection.sendall(b".")
                            time.sleep(0.02)
                except OSError:
                    continue

    def start(answer: bytes, *, drip: bool = False) -> str:
        threads.append(threading.Thread(target=serve, args=(answer, drip)))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    with listener:
        yield start
        listener.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join()
