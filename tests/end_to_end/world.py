"""Both loopback servers, a configuration on disk, and the command line as a user runs it."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from typer.testing import Result

from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam
from gp_sync.clock import Clock, utc_now
from gp_sync.config.credentials import GP_VARIABLE, PROCURIFY_VARIABLE
from procurify_client.testing import OrderLine, ProcurifyServer
from tests.command_line import command_line
from tests.ledgers import put_ledger

CLIENT_SECRET = "canary-client-secret"
PASSWORD = "canary-password"
USER = r"FABRIKAM\svc_gp"

CONFIG = """\
connection = "test"
[procurify]
base_url = "{procurify}"
client_id = "client"
requests_per_minute = 0
requests_at_once = 0
[gp]
base_url = "{gp}"
user = 'FABRIKAM\\svc_gp'
refuses_existing = {refuses_existing}
longest_execution = 1
[purchase_orders]
start = 2026-11-01
[[companies]]
id = "TWO"
name = "Fabrikam, Inc."
time_zone = "America/Chicago"
account = "{{location}}-{{account_code}}-{{department}}"
cost_centre_segments = [3]
units = {{ "each" = "Each" }}
shipping_methods = {{ "Ground" = "GROUND" }}
[[companies.locations]]
name = "Plant North"
segment = "100"
site = "01-N"
[[companies.departments]]
name = "Administration"
segment = "01"
"""


@attrs.define
class World:
    """Two servers with one vendor, one department and one account that fit together."""

    procurify: ProcurifyServer
    gp: GPServer
    company: GPCompany
    folder: Path
    environment: dict[str, str]
    department: int
    vendor: int
    refuses_existing: bool = True
    client_secret: str = CLIENT_SECRET
    password: str = PASSWORD

    @property
    def config(self) -> Path:
        return self.folder / "gp-sync.toml"

    def configure(self, **changes: str) -> None:
        """Write the configuration, with some of its texts replaced."""
        text = CONFIG.format(
            procurify=self.procurify.base_url, gp=self.gp.base_url, refuses_existing=str(self.refuses_existing).lower()
        )
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        self.config.write_text(text, encoding="utf-8")

    def run(self, *arguments: str, **environment: str) -> Result:
        """Run one command and give its result; nothing may escape as a traceback."""
        name = 2 if arguments[0] in {"audit", "quarantine", "vendors"} else 1
        command = [*arguments[:name], "--config", str(self.config), *arguments[name:]]
        result = command_line(command, env=self.environment | environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def answer(self, *arguments: str) -> Any:
        """Run one command, and give what it tells scripts."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def line(self, name: str = "Copy paper", price: str = "24.50", quantity: str = "2", **fields: Any) -> OrderLine:
        """A line of an order in Procurify that fits GP."""
        fitting: dict[str, Any] = {"account_code": "6100", "department": self.department, "unit": "each"}
        return OrderLine(name=name, quantity=quantity, price=price, **(fitting | fields))

    def enter(self, number: str, like: str, **columns: Any) -> None:
        """Somebody enters an order in GP by hand, or a lost request leaves one: as another one, but for its columns."""
        with self.company.lock:
            row = copy.deepcopy(self.company.purchase_orders[like]) | {"PONUMBER": number} | columns
            self.company.purchase_orders[number] = row
            self.company.edit_order(number)

    def order(self, name: str = "Copy paper", price: str = "24.50", quantity: str = "2", **fields: Any) -> Any:
        """Add an order of one line, or of `lines`, to Procurify."""
        changes = {key: fields.pop(key) for key in ("account_code", "department", "unit") if key in fields}
        fields.setdefault("lines", [self.line(name, price, quantity, **changes)])
        fields.setdefault("date", datetime.now(UTC) - timedelta(hours=2))
        fields.setdefault("vendor", self.vendor)
        return self.procurify.add_purchase_order(**fields)

    def gp_period(self) -> tuple[int, int]:
        """The fiscal year and period of an order of this moment; the sample company's periods are months."""
        day = (datetime.now(UTC) - timedelta(hours=2)).astimezone(ZoneInfo("America/Chicago")).date()
        return day.year, day.month

    def gp_requests(self) -> list[Any]:
        """Requests to GP without the reads that only prove a connection."""
        return [request for request in self.gp.requests if not request.path.endswith("/help")]


@contextmanager
def make_world(folder: Path, *, refuses_existing: bool, now: Clock = utc_now) -> Iterator[World]:
    """Start both servers, write the configuration and make the ledger."""
    with (
        ProcurifyServer(client_id="client", client_secret=CLIENT_SECRET, now=now) as procurify,
        GPServer(users={USER: PASSWORD}, refuses_existing=refuses_existing, now=now) as gp,
    ):
        company = seed_fabrikam(gp)
        company.vendors["CONTOSUP0001"]["PMPRCHIX"] = company.vendors["CONTOSUP0001"]["PMAPINDX"]
        procurify.add_currency("USD", base=True)
        procurify.add_account_code("6100", "Office supplies")
        procurify.add_account_code("6450", "Safety equipment, which GP has no account for")
        location = procurify.add_location("Plant North", time_zone="America/Chicago")["id"]
        department = procurify.add_department("Administration", location)["id"]
        vendor = procurify.add_vendor("Contoso Office Supplies", external_id="CONTOSUP0001")["id"]
        made = World(
            procurify=procurify,
            gp=gp,
            company=company,
            folder=folder,
            environment={PROCURIFY_VARIABLE: CLIENT_SECRET, GP_VARIABLE: PASSWORD, "COLUMNS": "200"},
            department=department,
            vendor=vendor,
            refuses_existing=refuses_existing,
        )
        made.configure()
        put_ledger(folder / "gp-sync.db")
        yield made
