"""The small examples run against the loopback servers."""

import asyncio
import io
import runpy
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from dynamicsgp_sba import COMPANION, DynamicsGP, NtlmAuth
from dynamicsgp_sba.testing import GPServer, seed_fabrikam
from examples.airflow_dag.work import SideDown, run_connection
from examples.clients.open_orders import write_orders
from examples.clients.vendor_check import told
from examples.embedding.mapper import DeskMapper
from examples.fastapi_app.app import make_app
from gp_sync.config.credentials import GP_VARIABLE, PROCURIFY_VARIABLE
from gp_sync.config.file import load_config
from gp_sync.config.plugins import order_mapper
from gp_sync.core.model import Facts
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.ledger.errors import LedgerError
from gp_sync.testing.examples import POLICY, fabrikam_facts, order
from procurify_client import Procurify
from procurify_client.testing import ProcurifyServer, seed
from tests.end_to_end.vault.vaults import move_into_vault
from tests.end_to_end.world import World, make_world

EXAMPLES = Path(__file__).parents[2] / "examples"
USER = r"FABRIKAM\svc_gp"


@pytest.fixture
def procurify() -> Iterator[ProcurifyServer]:
    """A tenant with some orders."""
    with ProcurifyServer() as server:
        seed(server)
        yield server


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Both systems, and a configuration for them on disk."""
    with make_world(tmp_path, refuses_existing=True) as made:
        yield made


class TestOpenOrders:
    def test_writes_a_row_for_each_line(self, procurify: ProcurifyServer) -> None:
        """
        The head names the columns; a program gets the number of orders.
        """
        into = io.StringIO()

        with Procurify(
            base_url=procurify.base_url, client_id=procurify.client_id, client_secret=procurify.client_secret
        ) as client:
            count = write_orders(client, date(2026, 11, 1), into)

        head, first, *_ = into.getvalue().splitlines()
        assert (count, head) == (7, "order,line,name,quantity,unit price")
        assert first.startswith('PF1,1,"Copy paper, carton",10,24.5')


class TestVendorCheck:
    def test_tells_what_is_wrong_with_each(self) -> None:
        """
        A vendor that can be used is not mentioned.
        """
        with GPServer(users={USER: "made-up"}) as server:
            company = seed_fabrikam(server)
            company.vendors["CONTOSUP0001"]["HOLD"] = 1
            with DynamicsGP(server.base_url, auth=NtlmAuth(USER, "made-up"), profile=COMPANION) as gp:
                sentences = list(told(gp.company("Fabrikam, Inc."), ["ACETRAVE0001", "CONTOSUP0001", "NOBODY"]))

        assert sentences == [
            "CONTOSUP0001: Contoso Office Supplies is on hold, so that its payments wait",
            "NOBODY: GP has no such vendor",
        ]


class TestWebApplication:
    def test_answers_how_an_order_stands(self, procurify: ProcurifyServer, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        All requests share one client, which asks for one token; an order that is not there is a 404.
        """
        monkeypatch.setenv("PROCURIFY_URL", procurify.base_url)
        monkeypatch.setenv("PROCURIFY_CLIENT_ID", procurify.client_id)
        monkeypatch.setenv("PROCURIFY_CLIENT_SECRET", procurify.client_secret)

        found, missing = asyncio.run(answers(make_app(), "/orders/1", "/orders/4711"))

        assert found.json() == {"number": "PF1", "total": "299.60", "lines": 1}
        assert (missing.status_code, missing.json()) == (404, {"detail": "Procurify has no purchase order 4711"})
        assert procurify.token_requests == 1


class TestAirflow:
    def test_the_task_writes_orders_once(self, world: World) -> None:
        """
        With the secrets of the vault; a retry of the scheduler finds nothing to do.
        """
        move_into_vault(world)
        world.order()

        first, second = run_connection(str(world.config)), run_connection(str(world.config))

        assert (first, second) == ({"written": 1}, {})
        assert len(world.company.purchase_orders) == 1

    def test_a_ledger_that_is_missing_is_not_made_anew(self, world: World) -> None:
        """
        A worker that does not see the right folder would write with a ledger that knows nothing.
        """
        (world.folder / "gp-sync.db").unlink()

        with pytest.raises(LedgerError, match="run `gp-sync init` to make it, or correct its path"):
            run_connection(str(world.config))

        assert not (world.folder / "gp-sync.db").exists()

    def test_a_side_that_is_down_fails_the_task(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        With the reason, so that the scheduler tries again and tells somebody.
        """
        give_secrets(world, monkeypatch)
        monkeypatch.setenv(GP_VARIABLE, "wrong")
        world.order()

        with pytest.raises(SideDown, match="GP"):
            run_connection(str(world.config))

    def test_the_dag_runs_the_task(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Airflow is far larger than all of this; a stand-in for its two decorators shows what the file asks of it.
        """
        give_secrets(world, monkeypatch)
        world.order()
        asked: dict[str, Any] = {}
        monkeypatch.setitem(sys.modules, "airflow", ModuleType("airflow"))
        monkeypatch.setitem(sys.modules, "airflow.sdk", stand_in(asked))

        names = runpy.run_path(str(EXAMPLES / "airflow_dag" / "dag.py"), {"__name__": "dag"})

        (run,) = asked["tasks"]
        run.__globals__["CONFIG_FILE"] = str(world.config)
        assert names["CONFIG_FILE"] == "/etc/gp-sync/gp-sync.toml"
        assert (asked["dag"]["max_active_runs"], asked["dag"]["catchup"]) == (1, False)
        assert run() == {"written": 1}


class TestEmbedding:
    def test_its_own_mapper_is_used(self) -> None:
        """
        The configuration names it, and it adds the comment.
        """
        config, known = load_config(EXAMPLES / "embedding" / "gp-sync.toml"), fabrikam_facts()

        mapper = order_mapper(config.mapping.mapper, POLICY, OrderFunctions())
        facts = Facts(as_of=datetime(2026, 11, 4, tzinfo=UTC), asked=frozenset(known), found=known)
        (body,) = mapper.map(order(buyer="Dana Buyer"), facts).wanted.values()

        assert isinstance(mapper, DeskMapper)
        assert body.comment == "Desk: Dana Buyer"


async def answers(app: FastAPI, *paths: str) -> list[httpx.Response]:
    """What an application answers, from its start to its end."""
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client,
    ):
        return [await client.get(path) for path in paths]


def give_secrets(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROCURIFY_VARIABLE, world.client_secret)
    monkeypatch.setenv(GP_VARIABLE, world.password)


def stand_in(asked: dict[str, Any]) -> ModuleType:
    """The two decorators of Airflow's that the DAG uses, which note what they are given."""
    module: Any = ModuleType("airflow.sdk")
    asked["tasks"] = []

    def dag(**settings: Any) -> Callable[..., Any]:
        asked["dag"] = settings
        return lambda function: function

    def task(**settings: Any) -> Callable[..., Any]:
        def decorated(function: Any) -> Any:
            asked["tasks"].append(function)
            return lambda: settings  # in a DAG, a call runs nothing yet

        return decorated

    module.dag, module.task = dag, task
    return module  # type: ignore[no-any-return]
