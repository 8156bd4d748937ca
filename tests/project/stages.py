"""What has happened before the commands of a page are typed: the world in which each page is done as it stands.

Every name, number and amount that a page shows is put there here, so that its commands find what they are about.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.end_to_end.vault.vaults import secrets
from tests.end_to_end.world import PASSWORD, World

OCTOBER = datetime(2026, 10, 16, 20, 15, tzinfo=UTC)
VAULT = "[gp]\n", '[secrets]\nkey_file = "vault.key"\n[gp]\n'
VENDORS = "[[companies]]\n", '[vendors]\nenabled = true\ncreate_in_procurify = "confirmed"\n[[companies]]\n'


def configure(world: World, *changes: tuple[str, str]) -> None:
    """Replace texts of the configuration."""
    text = world.config.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    world.config.write_text(text, encoding="utf-8")


def new_connection(world: World) -> None:
    """Nothing is there: no configuration and no ledger."""
    for name in ("gp-sync.toml", "gp-sync.db"):
        (world.folder / name).unlink(missing_ok=True)


def filled_in(world: World) -> None:
    """The file was filled in, for orders of a day that is far away."""
    world.configure(**{"start = 2026-11-01": "start = 2099-01-01"})
    configure(world, VAULT)


def test_company(world: World) -> None:
    """GP has a copy of the company for tests."""
    world.gp.add_company("Fabrikam, Inc. <TEST>", database="TWOT", id=7)


def two_orders(world: World) -> None:
    """Two orders that GP would take."""
    world.order(number="PF52")
    world.order(number="PF53", price="12.00")


def served(world: World) -> None:
    """A connection that runs: one order is written."""
    world.order(number="PF1")
    world.run("sync")


def in_the_vault(world: World) -> None:
    """A connection that runs, and whose configuration says where the key of the vault is."""
    served(world)
    configure(world, VAULT)


def secrets_kept(world: World) -> None:
    """The secrets are in the vault."""
    in_the_vault(world)
    secrets(world, "new-key")
    secrets(world, "set", "gp_password", value=PASSWORD)


def unknown_methods(world: World) -> None:
    """An order has a shipping method that no table lists."""
    world.order(number="PF60", shipping_method="Courier")
    world.run("sync")


def closed_period(world: World) -> None:
    """Three orders of October wait for its period, one has a unit that GP lacks, and one is written."""
    if datetime.now(UTC).year > 2027:  # the sample company has this year and the last one
        world.company.add_fiscal_year(2026)
    world.company.set_period(2026, 10, purchasing_closed=True)
    configure(world, ("start = 2026-11-01", "start = 2026-10-01"), ('account = "', 'default_unit = ""\naccount = "'))
    for number, price in (("PF61", "49.00"), ("PF62", "1000.00"), ("PF63", "234.56")):
        world.order(number=number, price=price, quantity="1", date=OCTOBER)
    world.run("sync")
    world.order(number="PF70", unit="pallet")
    world.order(number="PF4", price="30.50")
    world.run("sync")


def changed_in_gp(world: World) -> None:
    """Somebody has changed an order in GP."""
    world.company.edit_line("PF4", 0, UNITCOST="28.00000")


def changed_in_both(world: World) -> None:
    """Somebody has changed the same order in Procurify."""
    (key,) = (key for key, order in world.procurify.purchase_orders.items() if order["number"] == "PF4")
    world.procurify.edit_line(key, 1, quantity="3", touch_order=True)


def another_order(world: World) -> None:
    """One more order was bought."""
    world.order(number="PF71")


def lost_in_gp(world: World) -> None:
    """Somebody has deleted an order in GP."""
    world.company.delete_order("PF61")
    world.run("sync", "--full")


def doubtful(world: World) -> None:
    """The answers to two creates were lost, and GP holds something else under their numbers."""
    world.order(number="PF1", price="20.50")
    world.run("sync")
    for number in ("PF61", "PF62"):
        key = world.order(number=number, price="20.50")["procurify_PO"]
        world.gp.drop_before("POST", "PurchaseOrders")
        world.run("sync")
        world.enter(number, like="PF1", CONFIRM1=f"PROCURIFY {key}")
        world.company.edit_line(number, 0, UNITCOST="28.00000")
    world.run("sync")


def too_many(world: World) -> None:
    """One run would write more than the guards allow."""
    configure(world, ("[[companies]]\n", "[guards]\nmax_writes = 2\n[[companies]]\n"))
    for number in ("PF871", "PF902", "PF903"):
        world.order(number=number)
    world.run("sync")


def restored(world: World) -> None:
    """GP was put back to a day before the orders were written."""
    world.run("sync")
    for number in ("PF871", "PF902", "PF903"):
        world.company.delete_order(number)
    world.run("sync", "--full")


def alike(world: World) -> None:
    """GP has a vendor, and Procurify two that look like it, and one that is like none."""
    configure(world, VENDORS)
    world.company.add_vendor("FABRITOO0001", "Fabrikam Tools, Inc.", CITY="SEATTLE", PHNUMBR1="20655501000000")
    while max(world.procurify.vendors) < 16:
        world.procurify.add_vendor("Closed", active=False)
    world.procurify.add_vendor("Fabrikam Tools Ltd", city="Seattle", phoneOne="206-555-0100")
    world.procurify.add_vendor("Fabrikam Tool", city="Chicago")
    world.procurify.add_vendor("Litware Travel")


def renumbered(world: World) -> None:
    """Somebody has combined the vendor with another one in GP."""
    world.company.delete_vendor("FABRITOO0001")
    world.company.add_vendor("CONTOSO-NEW", "Fabrikam Tools and More")


def ran(world: World) -> None:
    """Vendors have run."""
    world.run("sync", "--flow", "vendors")


def moved(world: World) -> None:
    """Both sides say another city of one vendor."""
    world.run("sync", "--flow", "vendors")
    world.procurify.edit_vendor(17, city="Tacoma")
    world.company.edit_vendor("CONTOSO-NEW", CITY="Olympia")
    world.run("sync", "--flow", "vendors")


def linked(world: World) -> None:
    """A vendor is linked and aligned."""
    alike(world)
    world.run("vendors", "link", "17", "FABRITOO0001")


def renamed(world: World) -> None:
    """Both sides give the vendor another name."""
    world.run("sync", "--flow", "vendors")
    world.procurify.edit_vendor(17, name="Fabrikam Tools and Parts")
    world.company.edit_vendor("FABRITOO0001", VENDNAME="Fabrikam Tooling, Inc.")
    world.run("sync", "--flow", "vendors")


Stage = Callable[[World], None]
BEFORE: dict[str, dict[str, Stage]] = {
    "docs/how-to/align-vendors.md": {"": linked, "gp-sync vendors conflicts": renamed},
    "docs/how-to/configure.md": {"": new_connection, "gp-sync init#2": filled_in},
    "docs/how-to/doctor.md": {"": served},
    "docs/how-to/first-connection.md": {
        "": new_connection,
        "gp-sync init --answers": new_connection,
        "gp-sync init#3": filled_in,
        "gp-sync copy": test_company,
    },
    "docs/how-to/first-plan.md": {"": two_orders},
    "docs/how-to/go-live.md": {"": two_orders},
    "docs/how-to/install-and-upgrade.md": {"": served},
    "docs/how-to/keep-secrets.md": {"": in_the_vault},
    "docs/how-to/link-vendors.md": {
        "": alike,
        "gp-sync vendors link#2": renumbered,
        "gp-sync vendors confirm": ran,
        "gp-sync vendors conflicts": moved,
    },
    "docs/how-to/map-orders.md": {"": unknown_methods},
    "docs/how-to/month-end.md": {"": served},
    "docs/how-to/read-findings-and-replay.md": {
        "": closed_period,
        "gp-sync plan --all --out": another_order,
        "gp-sync sync#1": changed_in_gp,
        "gp-sync sync#2": changed_in_both,
        "gp-sync recreate": lost_in_gp,
    },
    "docs/how-to/reconcile.md": {"": served},
    "docs/how-to/resolve-a-quarantine.md": {"": doubtful},
    "docs/how-to/rotate-a-password.md": {"": secrets_kept},
    "docs/how-to/run-on-a-schedule.md": {"": served},
    "docs/how-to/verify-the-audit.md": {"": served},
    "docs/how-to/when-a-guard-stops.md": {"": too_many, "gp-sync release restored-backup": restored},
    "docs/how-to/when-it-stops.md": {"": served},
    "gp_sync/README.md": {"": served},
}
"""What happens before a page, and before commands of it: of those that begin so, `#2` is the second."""
