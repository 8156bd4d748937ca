"""Runs the purchasing desk twice against two loopback servers: `python -m examples.embedding`."""

# ruff: noqa: T201  # a program that prints

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from dynamicsgp_sba.testing import GPServer, seed_fabrikam
from examples.embedding.desk import carry_over, opened_ledger
from examples.embedding.writes import WritesTable
from gp_sync import Config, Secret, Secrets, load_config
from procurify_client.testing import OrderLine, ProcurifyServer

__all__ = ["main"]

_SECRET = "made-up-secret"  # noqa: S105  # of the loopback servers
_PRICES = ("11.75", "86.40", "129.00")


def main() -> None:
    """Carry three orders over, and show that a second run has nothing to do."""
    with tempfile.TemporaryDirectory() as folder, _two_systems() as config:
        database = Path(folder) / "desk.db"
        secrets = Secrets(procurify_client_secret=Secret(_SECRET), gp_password=Secret(_SECRET))
        for name in ("first", "second"):
            report = carry_over(database, config, secrets)
            print(f"{name} run:", _told(report.ends) or "nothing new")
        print("the desk's own trail:", _told(Counter(WritesTable(database).events(config.connection))))
        with opened_ledger(database) as ledger:
            print("the ledger's counts:", _told(ledger.counts(config.connection, "purchase_orders")))


def _told(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


@contextmanager
def _two_systems() -> Iterator[Config]:
    """A Procurify tenant with three orders and a GP company that fits it; gives the configuration for them."""
    with (
        ProcurifyServer(client_id="desk", client_secret=_SECRET) as procurify,
        GPServer(users={r"FABRIKAM\svc_gp": _SECRET}) as dynamics,
    ):
        seed_fabrikam(dynamics)
        _add_orders(procurify)
        config = load_config(Path(__file__).with_name("gp-sync.toml"))
        yield attrs.evolve(
            config,
            procurify=attrs.evolve(config.procurify, base_url=procurify.base_url),
            gp=attrs.evolve(config.gp, base_url=dynamics.base_url),
        )


def _add_orders(procurify: ProcurifyServer) -> None:
    plant = procurify.add_location("Plant North", time_zone="America/Chicago")
    maintenance = procurify.add_department("Maintenance", plant["id"])
    procurify.add_account_code("6200", "Maintenance and repair")
    vendor = procurify.add_vendor("Northwind Industrial Parts", external_id="NORTHIND0001")
    for price in _PRICES:
        line = OrderLine(
            name="Bearing 6204",
            quantity="2",
            price=price,
            account_code="6200",
            department=maintenance["id"],
            unit="each",
        )
        procurify.add_purchase_order(vendor=vendor["id"], lines=[line])


if __name__ == "__main__":
    main()
