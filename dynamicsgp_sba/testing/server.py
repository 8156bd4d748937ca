"""A Dynamics GP on this machine: real HTTP, real Windows logon, state in memory, faults on demand."""

import socket
import ssl
import threading
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from dynamicsgp_sba.testing.clock import Clock
from dynamicsgp_sba.testing.company import GPCompany
from dynamicsgp_sba.testing.faults import FaultsOnDemand
from dynamicsgp_sba.testing.handler import Handler
from dynamicsgp_sba.testing.logon import channel_bindings
from dynamicsgp_sba.testing.processes import Processes
from dynamicsgp_sba.testing.records import Counters, LogonRecord, RequestRecord
from dynamicsgp_sba.testing.routes import Address
from dynamicsgp_sba.testing.shapes import Shape
from dynamicsgp_sba.testing.users import Users

__all__ = ["GPServer"]

_POLL = 0.005  # seconds between looks at whether to stop, which a suite with a server for each test waits for


class _Listener(ThreadingHTTPServer):
    """The listening socket; it keeps track of open connections so that closing ends them."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, gp: "GPServer", port: int) -> None:
        self.gp = gp
        self._open: set[Any] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up or distrusts the certificate is what tests are about."""

    def hang_up(self) -> None:
        """End all connections, so that their threads end."""
        with self._lock:
            still_open = list(self._open)
        for request in still_open:
            try:
                request.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client was faster


class GPServer(FaultsOnDemand):
    r"""A loopback server that speaks SBA and the companion contract.

        with GPServer(users={r"FABRIKAM\svc_gp": "made-up"}) as server:
            seed_fabrikam(server)
            gp = DynamicsGP(server.base_url, auth=NtlmAuth(r"FABRIKAM\svc_gp", "made-up"), profile=COMPANION)

    Args:
        users: made-up passwords by `DOMAIN\user`.
        port: 0 takes a free one.
        now: the clock of days and row stamps.
        tenant: the only tenant.
        product: the product segment that addresses must have before the series.
        persistent: whether a connection stays logged in (as with IIS), or each request takes a handshake.
        offers: the ways to log in, of `NTLM`, `Negotiate`, `Basic` and `Bearer`; others are not accepted.
        tokens: made-up bearer tokens, and the user that each stands for.
        tickets: judges a Kerberos ticket: the user that it stands for, or None; it needs `Negotiate` among the offers.
        locked: users whose account is locked.
        expired: users whose account or password has expired.
        lock_after: how many wrong passwords in a row lock an account, as a domain does; None for no limit.
        unmapped: users that GP has no user for.
        unmapped_answer: how that is said: by a status alone, or as IIS does with the ways to log in.
        processes: how many requests are worked on at once; one more is answered 503. None for any number.
        denied: users without security to the services.
        reads_cold_bodies: whether the body of a request that is not logged in is read, or the connection closed with it
            unread, which a client meets as an error while it still sends.
        certificate: a PEM file with a key and its certificates: serve TLS.
        require_channel_binding: refuse logons that are not bound to the TLS channel.
        not_served: services that are not installed, such as `Administration/Countries`.
        refuse_in_paths: characters that the web server refuses in addresses when they are percent-encoded.
        refuses_existing: whether creating an order under a number in use is refused.
        reads_history: whether reads look in history.
        shapes: how answers look, as the contract data has them or in some of `SHAPES` together.
        pads: fill texts with spaces to their column's length (reads of reference data).

    Attributes:
        users: the accounts, for changes while the server runs.
        faults: the faults still to come.
        latency: seconds that every request takes once it is logged in.
        handshake_latency: seconds that every 401 takes, so that a logon takes two or three times as long.
        companies: the companies by name in lower case.
        clock_skew: how far the `Date` header of answers is ahead of `now`.
    """

    def __init__(
        self,
        *,
        users: Mapping[str, str],
        port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        tenant: str = "DefaultTenant",
        product: str = "",
        persistent: bool = True,
        offers: Collection[str] = ("Negotiate", "NTLM"),
        tokens: Mapping[str, str] | None = None,
        tickets: Callable[[bytes], str | None] | None = None,
        locked: Collection[str] = (),
        expired: Collection[str] = (),
        lock_after: int | None = None,
        unmapped: Collection[str] = (),
        unmapped_answer: Literal["401", "401 with offers", "403", "500"] = "401",
        processes: int | None = None,
        denied: Collection[str] = (),
        reads_cold_bodies: bool = True,
        certificate: Path | None = None,
        require_channel_binding: bool = False,
        not_served: Collection[str] = (),
        refuse_in_paths: str = "",
        refuses_existing: bool = True,
        reads_history: bool = True,
        shapes: Collection[Shape] = (),
        pads: bool = True,
    ) -> None:
        super().__init__()
        self.users = Users(users, locked=locked, expired=expired, lock_after=lock_after, tokens=tokens, tickets=tickets)
        self.bindings = channel_bindings(certificate) if certificate and require_channel_binding else None
        self.tenant = tenant
        self.product = product
        self.persistent = persistent
        self.offers = tuple(offers)
        self.unmapped = {user.lower() for user in unmapped}
        self.unmapped_answer = unmapped_answer
        self.processes = Processes(processes)
        self.denied = {user.lower() for user in denied}
        self.reads_cold_bodies = reads_cold_bodies
        self.not_served = tuple(not_served)
        self.refuse_in_paths = refuse_in_paths
        self.shapes = tuple(shapes)
        self.pads = pads
        self.companies: dict[str, GPCompany] = {}
        self.clock_skew = timedelta()
        self.latency = 0.0
        self.handshake_latency = 0.0
        self.counters = Counters()
        self._book = {"refuses_existing": refuses_existing, "reads_history": reads_history}
        self._clock = Clock(now)
        self._lock = threading.Lock()
        self._requests: list[RequestRecord] = []
        self._logons: list[LogonRecord] = []
        self._closing = threading.Event()
        try:
            self._listener = self._listen(port, certificate)
        except OSError:
            self.users.close()
            raise
        scheme, host = ("http", "127.0.0.1") if certificate is None else ("https", "localhost")
        self.base_url = f"{scheme}://{host}:{self._listener.server_address[1]}"
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(_POLL,), daemon=True)
        self._thread.start()

    def _listen(self, port: int, certificate: Path | None) -> _Listener:
        listener = _Listener(self, port)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # The TLS handshake waits for the connection's own thread: a slow client must not stop the others.
            listener.socket = context.wrap_socket(listener.socket, server_side=True, do_handshake_on_connect=False)
        return listener

    def add_company(self, name: str, *, database: str, id: int) -> GPCompany:  # noqa: A002 - what everybody calls it
        """Add an empty company."""
        company = GPCompany(name, database=database, id=id, clock=self._clock, **self._book)
        self.companies[name.casefold()] = company
        return company

    @property
    def today(self) -> date:
        """The day of the server's clock."""
        return self._clock.today()

    @property
    def date_header(self) -> datetime:
        """The instant that answers carry as their `Date`."""
        return self._clock.now() + self.clock_skew

    @property
    def requests(self) -> tuple[RequestRecord, ...]:
        """All requests that passed the logon, in the order of their answers."""
        with self._lock:
            return tuple(self._requests)

    @property
    def logons(self) -> tuple[LogonRecord, ...]:
        """All logons that came to their end, well or not, in their order."""
        with self._lock:
            return tuple(self._logons)

    @property
    def handshakes(self) -> int:
        """How many logons worked."""
        return sum(logon.outcome == "accepted" for logon in self.logons)

    @property
    def failed_logons(self) -> int:
        """How many logons were refused; a real domain locks an account after a few."""
        return sum(logon.outcome not in {"accepted", "broken"} for logon in self.logons)

    @property
    def type_3_messages(self) -> int:
        """How many proofs of a password (the last message of an NTLM handshake) came, whatever became of them."""
        return sum(len(logon.messages) > 0 and logon.messages[-1].startswith(b"NTLMSSP") for logon in self.logons)

    @property
    def connections(self) -> int:
        """How many TCP connections were made."""
        return self.counters["connections"]

    @property
    def cold_bodies(self) -> int:
        """How many requests carried a body before the logon was done."""
        return self.counters["cold_bodies"]

    def lock_record(self, number: str) -> None:
        """A user opens a purchase order, in every company."""
        for company in self.companies.values():
            company.orders.locked.add(number.upper())

    def unlock_record(self, number: str) -> None:
        """The user closes it."""
        for company in self.companies.values():
            company.orders.locked.discard(number.upper())

    def record(
        self, method: str, path: str, address: Address | None, status: int | None, user: str, action: str | None
    ) -> None:
        """Note a request; called by the connections."""
        made = RequestRecord(
            method=method,
            path=path,
            company=address.company if address else None,
            resource=address.service if address else "",
            key=";".join(address.keys) if address else "",
            status=status,
            user=user,
            action=action,
        )
        with self._lock:
            self._requests.append(made)

    def note_logon(self, record: LogonRecord) -> None:
        """Note a logon; called by the connections."""
        with self._lock:
            self._logons.append(record)

    def hang_up(self) -> None:
        """Close all connections, as a server does with those that were idle for long."""
        self._listener.hang_up()

    def wait(self, seconds: float) -> None:
        """Wait, or less if the server is closed."""
        self._closing.wait(seconds)

    def close(self) -> None:
        """Stop serving, end all connections and delete the users' file."""
        self._closing.set()
        self._listener.shutdown()
        self._listener.hang_up()
        self._listener.server_close()
        self._thread.join()
        self.users.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
