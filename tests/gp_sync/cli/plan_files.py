"""What tests of plans share: plans in files, as `gp-sync plan --out` makes them, and how the ledger has the orders."""

import json

from gp_sync.ledger.sql import SqlStore
from tests.end_to_end.world import World


def planned(world: World, *arguments: str) -> str:
    """Make a plan in a file."""
    file = str(world.folder / "plan.json")
    assert world.run("plan", *arguments, "--out", file).exit_code == 1
    return file


def refusal(world: World, file: str) -> str:
    """What is said of a plan that is not applied; nothing of it may have been done."""
    before = json.dumps(world.company.purchase_orders, default=str, sort_keys=True)

    result = world.run("apply", file)

    assert result.exit_code == 1
    assert "the plan is not applied, and nothing of it was done" in result.stderr
    assert json.dumps(world.company.purchase_orders, default=str, sort_keys=True) == before
    return result.stderr


def boots_without_account(world: World) -> None:
    """An order that a run has blocked, and that the configuration would let through now."""
    world.order(account_code="6450", name="Boots")
    world.run("sync")
    template = 'account = "{location}-{account_code}-{department}"'
    row = 'accounts = [{ account = "100-6100-01", account_code = "6450" }]'
    world.configure(**{template: f"{row}\n{template}"})


def states(world: World) -> dict[str, str]:
    """The state of each order in the ledger, by its number."""
    store = SqlStore(f"sqlite:///{world.folder / 'gp-sync.db'}")
    try:
        return {row.label: row.state.value for row in store.documents("test", "purchase_orders")}
    finally:
        store.close()
