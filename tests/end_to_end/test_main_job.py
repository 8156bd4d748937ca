"""The main job over real sockets: orders from Procurify into Dynamics GP, once each."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from gp_sync.ledger.sql import SqlStore
from tests.end_to_end.world import World


class TestNewOrders:
    def test_an_order_arrives_as_unposted_work(self, world: World) -> None:
        order = world.order()

        result = world.run("sync")

        assert result.exit_code == 0, result.output
        written = world.company.purchase_orders[order["number"]]
        assert (written["POTYPE"], written["POSTATUS"]) == (1, 1)
        assert Decimal(str(written["SUBTOTAL"])) == Decimal("49.00")
        assert str(written["CONFIRM1"]).strip() == f"PROCURIFY {order['procurify_PO']}"
        assert str(written["Lines"][0]["ACTNUMST"]).strip() == "100-6100-01"

    def test_edge_47_it_names_the_people_of_procurify_in_gp(self, world: World) -> None:
        """The Windows account is the one that GP itself stamps on every order."""
        order = world.order(comment="Dock 4")

        world.run("sync")

        written = world.company.purchase_orders[order["number"]]
        assert written["NOTETEXT"].splitlines() == [
            f"Procurify {order['number']}",
            "Requested by Sam Requester",
            "Approved by Dana Buyer",
            "Purchased by Dana Buyer",
            "Dock 4",
        ]
        assert [line["REQSTDBY"] for line in written["Lines"]] == ["Sam Requester"]

    def test_a_second_run_finds_nothing_to_do(self, world: World) -> None:
        world.order(modified_at=datetime.now(UTC) - timedelta(minutes=5))
        world.run("sync")
        before = len(world.gp_requests())

        result = world.run("sync", "--json")

        run = json.loads(result.stdout)["run"]
        assert (run["captured"]["listed"], run["captured"]["unchanged"], run["ends"]) == (1, 1, {})
        looked = [(request.method, request.resource) for request in world.gp_requests()[before:]]
        # Whether GP's setup contradicts the configuration, these are still the same companies, and what changed there.
        assert looked == [("GET", "System/CompanySetup"), ("GET", "Companies"), ("GET", "Purchasing/PurchaseOrders")]

    def test_the_lost_answer_of_a_create_leaves_one_order(self, any_world: World) -> None:
        order = any_world.order()
        any_world.gp.lose_response("POST", "PurchaseOrders", times=1)

        result = any_world.run("sync", "--json")

        assert json.loads(result.stdout)["run"]["ends"] == {"written": 1}
        assert list(any_world.company.purchase_orders) == [order["number"]]
        creates = [request for request in any_world.gp_requests() if request.method == "POST"]
        assert len(creates) == 1

    def test_an_equal_order_of_ours_is_adopted(self, any_world: World) -> None:
        order = any_world.order()
        any_world.run("sync")
        (any_world.folder / "gp-sync.db").unlink()
        any_world.run("init")

        result = any_world.run("sync", "--json")

        assert json.loads(result.stdout)["run"]["ends"] == {"adopted": 1}
        assert list(any_world.company.purchase_orders) == [order["number"]]

    def test_a_number_that_a_person_took_blocks(self, any_world: World) -> None:
        order = any_world.order()
        any_world.run("sync")
        any_world.company.edit_order(order["number"], CONFIRM1="entered by hand")
        (any_world.folder / "gp-sync.db").unlink()
        any_world.run("init")

        result = any_world.run("sync", "--json")

        answer = json.loads(result.stdout)
        assert answer["run"]["ends"] == {"blocked": 1}
        assert [issue["code"] for issue in answer["issues"]] == ["PO_NUMBER_TAKEN"]


class TestWhatStopsAnOrder:
    def test_edge_13_a_closed_period_holds_until_it_opens(self, world: World) -> None:
        order = world.order()
        period = world.gp_period()
        world.company.set_period(*period, purchasing_closed=True)

        held = world.run("sync")
        world.company.set_period(*period, purchasing_closed=False)
        released = world.run("sync", "--json")

        assert "PERIOD_CLOSED" in held.output
        assert json.loads(released.stdout)["run"]["ends"] == {"written": 1}
        assert order["number"] in world.company.purchase_orders

    def test_a_missing_account_blocks_and_names_the_line(self, world: World) -> None:
        world.order(name="Safety boots", account_code="6450")

        result = world.run("sync")

        assert "GP_ACCOUNT_NOT_FOUND" in result.output
        assert "Line 1 (Safety boots): the GL account 100-6450-01 does not exist in GP" in result.output
        assert not world.company.purchase_orders

    def test_an_added_account_releases_its_orders_by_itself(self, world: World) -> None:
        order = world.order(account_code="6450")
        world.run("sync")
        world.company.add_account("100-6450-01", "Safety equipment")

        result = world.run("sync", "--json")

        answer = json.loads(result.stdout)
        assert (answer["run"]["reopened"], answer["run"]["ends"], answer["issues"]) == (1, {"written": 1}, [])
        assert order["number"] in world.company.purchase_orders


class TestRequests:
    def test_a_new_order_on_a_warm_run_costs_one_create_beside_what_every_run_asks(self, any_world: World) -> None:
        from gp_sync.config.credentials import load_secrets
        from gp_sync.config.file import load_config
        from gp_sync.systems.connect import connect

        config = load_config(any_world.config)
        any_world.order(modified_at=datetime.now(UTC) - timedelta(minutes=5))
        with connect(config, load_secrets(config, any_world.environment), SqlStore(config.ledger.url)) as connection:
            connection.engine.run()
            seen = len(any_world.gp_requests()), len(any_world.procurify.requests)
            any_world.order(name="Toner")
            connection.engine.run()
            connection.engine.ledger.close()
        to_gp = [(r.method, r.resource) for r in any_world.gp_requests()[seen[0] :]]
        to_procurify = [r.path for r in list(any_world.procurify.requests)[seen[1] :]]
        orders = "Purchasing/PurchaseOrders"
        read = [] if any_world.refuses_existing else [("GET", orders)]

        assert to_gp == [("GET", orders), ("GET", "Companies"), *read, ("POST", orders)]
        # Beside the list: the order, and the items that changed.
        assert len([path for path in to_procurify if "/purchased/" not in path]) == 2

    def test_a_poll_with_nothing_new_writes_no_row_per_order(self, world: World) -> None:
        for _ in range(5):
            world.order()
        world.run("sync")
        before = _rows(world)

        world.run("sync")

        after = _rows(world)
        grown = {name: after[name] - count for name, count in before.items() if after[name] != count}
        # The cursor's move, whatever the number of orders.
        assert grown == {"gp_sync_audit": 1, "gp_sync_audit_details": 1}


def _rows(world: World) -> dict[str, int]:
    with closing(sqlite3.connect(world.folder / "gp-sync.db")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}  # noqa: S608  # its own tables
