"""The loopback servers in processes of their own, so that their work does not count as the engine's."""

import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from multiprocessing import get_context
from multiprocessing.managers import BaseManager
from typing import Any, TypeVar, cast

from dynamicsgp_sba.testing import GPServer, seed_fabrikam
from procurify_client.testing import OrderLine, ProcurifyServer

__all__ = ["CLIENT_SECRET", "DEPARTMENTS", "PASSWORD", "PLANTS", "USER", "GPHost", "ProcurifyHost", "hosted"]

CLIENT_SECRET = "made-up-client-secret"  # noqa: S105  # opens nothing but this server
USER, PASSWORD = r"FABRIKAM\svc_gp", "made-up-password"
PLANTS = {"Plant North": "100", "Plant South": "200", "Plant West": "300"}
DEPARTMENTS = {"Administration": "01", "Maintenance": "02"}

_VENDORS = {
    "Contoso Office Supplies": "CONTOSUP0001",
    "Northwind Industrial Parts": "NORTHIND0001",
    "Litware Tools": "LITWARE0001",
}
_CODES = {"6100": "Office supplies", "6200": "Maintenance and repair", "6300": "Tools and equipment"}
_GRANT = {"audience": "https://api.procurify.com/", "grant_type": "client_credentials"}
_FULL_VENDOR = {
    "phoneOne": "312-555-0100",
    "payment_method_ref": {"id": 7, "name": "Check", "description": None, "active": True},
    "shipping_method_ref": {"id": 5, "name": "Ground", "description": "Ground", "active": True},
    "email_configurations": {"orders@example.com": {"auto_po": True, "payment_remittance": False}},
}
"""What a vendor of the API's sample list has beside what those made by the server have."""
_GOODS = ("Copy paper", "Bearing 6204", "Torque wrench", "Gear oil", "Safety gloves", "Drill bits")


Host = TypeVar("Host", "GPHost", "ProcurifyHost")


class _Calendar:
    """A clock that can be put back."""

    def __init__(self, days_ago: float) -> None:
        self.back = timedelta(days=days_ago)

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self.back


class _NotingServer(GPServer):
    """Notes when orders were made."""

    def __init__(self, **options: Any) -> None:
        self.created: list[float] = []
        super().__init__(**options)

    def record(self, method: str, path: str, address: Any, status: int | None, user: str, action: str | None) -> None:
        """See `GPServer.record`."""
        super().record(method, path, address, status, user, action)
        if status == HTTPStatus.CREATED:
            self.created.append(time.monotonic())


class GPHost:
    """Dynamics GP with the sample company.

    Args:
        refuses_existing: whether a second order under a number is refused, or writes the first one over.
        days_ago: how far its clock is put back. Row stamps never repeat, so only from the start can they be old.
    """

    def __init__(self, *, refuses_existing: bool = True, days_ago: float = 0) -> None:
        self._calendar = _Calendar(days_ago)
        self._gp = _NotingServer(users={USER: PASSWORD}, now=self._calendar, refuses_existing=refuses_existing)
        year = datetime.now(UTC).year
        self._company = seed_fabrikam(self._gp, years=(year - 1, year, year + 1))
        self._seen = 0

    def url(self) -> str:
        """Its address."""
        return self._gp.base_url

    def set_latency(self, seconds: float) -> None:
        """How long every request takes, beside the work for it."""
        self._gp.latency = seconds

    def set_clock(self, days_ago: float) -> None:
        """Put its clock back by so many days."""
        self._calendar.back = timedelta(days=days_ago)

    def clear_orders(self) -> None:
        """Forget all purchase orders."""
        with self._company.lock:
            self._company.purchase_orders.clear()
            self._gp.created.clear()

    def new_requests(self) -> list[tuple[str, str, str, int | None]]:
        """Method, service, key and status of the requests since the last time somebody asked."""
        made = self._gp.requests[self._seen :]
        self._seen += len(made)
        return [(request.method, request.resource, request.key, request.status) for request in made]

    def order_count(self) -> int:
        """How many purchase orders there are."""
        with self._company.lock:
            return len(self._company.purchase_orders)

    def creates(self) -> list[float]:
        """The instants at which an order was made, or made once more, since all were forgotten last."""
        return list(self._gp.created)

    def close(self) -> None:
        """End it."""
        self._gp.close()


class ProcurifyHost:
    """A Procurify tenant whose orders fit to the sample company of GP.

    Args:
        days_ago: how far its clock is put back.
        seed: of what is ordered.
    """

    def __init__(self, *, days_ago: float = 0, seed: int = 1) -> None:
        self._calendar = _Calendar(days_ago)
        self._dice = random.Random(seed)
        self._server = ProcurifyServer(client_id="client", client_secret=CLIENT_SECRET, now=self._calendar)
        self._server.add_currency("USD", base=True)
        for code, description in _CODES.items():
            self._server.add_account_code(code, description)
        locations = [int(self._server.add_location(plant, time_zone="America/Chicago")["id"]) for plant in PLANTS]
        self._departments = [
            int(self._server.add_department(name, location)["id"]) for location in locations for name in DEPARTMENTS
        ]
        self._vendors = [
            int(self._server.add_vendor(name, external_id=number)["id"]) for name, number in _VENDORS.items()
        ]
        self._seen = 0

    def url(self) -> str:
        """Its address."""
        return self._server.base_url

    def set_clock(self, days_ago: float) -> None:
        """Put its clock back by so many days."""
        self._calendar.back = timedelta(days=days_ago)

    def add_orders(self, count: int, lines: int) -> None:
        """Enter so many orders of so many lines, an hour before its clock: the engine fetches newer ones twice."""
        now = self._calendar.back
        self._calendar.back += timedelta(hours=1)
        for _ in range(count):
            self._server.add_purchase_order(
                vendor=self._dice.choice(self._vendors),
                lines=[self._line() for _ in range(lines)],
                date=self._calendar() - timedelta(days=1),
                freight=self._dice.choice(("0", "12.50", "7.05")),
            )
        self._calendar.back = now

    def make_vendors(self, count: int) -> int:
        """Let there be so many vendors more, with all that those of real tenants have; gives how many are listed."""
        self._server.make_vendors(count, **_FULL_VENDOR)
        return len(self._server.listed_vendors())

    def token(self) -> str:
        """A token for programs that do not ask for one themselves."""
        credentials = {"client_id": "client", "client_secret": CLIENT_SECRET, **_GRANT}
        reply = self._server.answer(
            "POST", "/oauth/token", "", {"content-type": "application/json"}, json.dumps(credentials).encode()
        )
        return str(json.loads(reply.content)["access_token"])

    def new_requests(self) -> list[tuple[str, str, int | None]]:
        """Method, path and status of the requests since the last time somebody asked."""
        made = self._server.requests[self._seen :]
        self._seen += len(made)
        return [(request.method, request.path, request.status) for request in made]

    def close(self) -> None:
        """End it."""
        self._server.close()

    def _line(self) -> OrderLine:
        return OrderLine(
            name=self._dice.choice(_GOODS),
            quantity=self._dice.randint(1, 90),
            price=f"{self._dice.randint(1, 400)}.{self._dice.randint(0, 99):02d}",
            account_code=self._dice.choice(sorted(_CODES)),
            department=self._dice.choice(self._departments),
        )


class _Process(BaseManager):
    """A process that holds one host; what is called here happens there."""


_Process.register("GPHost", GPHost)
_Process.register("ProcurifyHost", ProcurifyHost)


@contextmanager
def hosted(kind: type[Host], **options: Any) -> Iterator[Host]:
    """Start a host in a process of its own, and end both at last."""
    # A process that starts anew has nothing of this one's memory and threads.
    with _Process(ctx=get_context("spawn")) as process:
        host = cast("Host", getattr(process, kind.__name__)(**options))
        try:
            yield host
        finally:
            host.close()
