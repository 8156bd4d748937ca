"""The small examples run against the loopback servers."""

import asyncio
import runpy
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from dynamicsgp_sba.testing import GPServer, seed_fabrikam
from examples.clients import open_orders, vendor_check
from examples.embedding.mapper import DeskMapper
from examples.fastapi_app.app import make_app
from gp_sync.config.credentials import GP_VARIABLE, PROCURIFY_VARIABLE
from gp_sync.config.file import load_config
from gp_sync.config.plugins import order_mapper
from gp_sync.core.model import Facts
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.ledger.errors import LedgerError
from gp_sync.testing.examples import POLICY, fabrikam_facts, order
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
    @pytest.fixture
    def tenant(self, procurify: ProcurifyServer, monkeypatch: pytest.MonkeyPatch) -> ProcurifyServer:
        """The tenant, which the environment names."""
        return named(procurify, monkeypatch)

    def test_writes_a_row_for_each_line(self, tenant: ProcurifyServer, capsys: pytest.CaptureFixture[str]) -> None:
        """
        The head names the columns; how many orders there were is no part of the CSV.
        """
        open_orders.main(["2026-11-01"])

        said = capsys.readouterr()
        head, first, *_ = said.out.splitlines()
        assert (said.err, head) == ("7 orders\n", "order,line,name,quantity,unit price")
        assert first.startswith('PF1,1,"Copy paper, carton",10,24.5')

    def test_what_is_no_day_is_refused(self, tenant: ProcurifyServer, capsys: pytest.CaptureFixture[str]) -> None:
        """
        Before anything is asked.
        """
        with pytest.raises(SystemExit):
            open_orders.main(["november"])

        assert "'november' is no day: give one such as 2026-11-01" in capsys.readouterr().err
        assert tenant.token_requests == 0


class TestVendorCheck:
    def test_tells_what_is_wrong_with_each(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """
        A vendor that can be used is not mentioned.
        """
        with GPServer(users={USER: "made-up"}) as server:
            company = seed_fabrikam(server)
            company.vendors["CONTOSUP0001"]["HOLD"] = 1
            for name, value in {"GP_URL": server.base_url, "GP_USER": USER, "GP_PASSWORD": "made-up"}.items():
                monkeypatch.setenv(name, value)
            code = vendor_check.main(["Fabrikam, Inc.", "ACETRAVE0001", "CONTOSUP0001", "NOBODY"])
            well = vendor_check.main(["Fabrikam, Inc.", "ACETRAVE0001"])

        assert (code, well) == (1, 0)
        assert capsys.readouterr().out.splitlines() == [
            "CONTOSUP0001: Contoso Office Supplies is on hold, so that its payments wait",
            "NOBODY: GP has no such vendor",
        ]


class TestWebApplication:
    def test_answers_how_an_order_stands(self, procurify: ProcurifyServer, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        All requests share one client, which asks for one token; an order that is not there is a 404.
        """
        named(procurify, monkeypatch)

        found, missing = asyncio.run(answers(make_app(), "/orders/1", "/orders/4711"))

        assert found.json() == {"number": "PF1", "total": "299.60", "lines": 1}
        assert (missing.status_code, missing.json()) == (404, {"detail": "Procurify has no purchase order 4711"})
        assert procurify.token_requests == 1

    def test_a_procurify_that_fails_is_no_failure_of_ours(
        self, procurify: ProcurifyServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Who asks is told which of the two it was.
        """
        named(procurify, monkeypatch)
        procurify.fail("/purchase_orders/1/", 403)

        (refused,) = asyncio.run(answers(make_app(), "/orders/1"))

        assert refused.status_code == 502
        assert refused.json()["detail"].startswith("Procurify did not answer as it should: ")


class TestAirflow:
    @pytest.fixture
    def asked(self) -> dict[str, Any]:
        """What the DAG asks of Airflow."""
        return {}

    @pytest.fixture
    def dag(self, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
        """The names of the file, loaded as Airflow does: alone, and not as a part of a package.

        Airflow is far larger than all of this; a stand-in for its two decorators shows what the file asks of it.
        """
        monkeypatch.setitem(sys.modules, "airflow", ModuleType("airflow"))
        monkeypatch.setitem(sys.modules, "airflow.sdk", stand_in(asked))
        return runpy.run_path(str(EXAMPLES / "airflow_dag" / "dag.py"), {"__name__": "dag"})

    def test_the_task_writes_orders_once(self, world: World, dag: dict[str, Any]) -> None:
        """
        With the secrets of the vault; a retry of the scheduler finds nothing to do.
        """
        move_into_vault(world)
        world.order()

        first, second = dag["run_connection"](world.config), dag["run_connection"](world.config)

        assert (first, second) == ({"written": 1}, {})
        assert len(world.company.purchase_orders) == 1

    def test_a_ledger_that_is_missing_is_not_made_anew(self, world: World, dag: dict[str, Any]) -> None:
        """
        A worker that does not see the right folder would write with a ledger that knows nothing.
        """
        (world.folder / "gp-sync.db").unlink()

        with pytest.raises(LedgerError, match="run `gp-sync init` to make it, or correct its path"):
            dag["run_connection"](world.config)

        assert not (world.folder / "gp-sync.db").exists()

    def test_a_side_that_is_down_fails_the_task(
        self, world: World, dag: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        With the reason, so that the scheduler tries again and tells somebody.
        """
        give_secrets(world, monkeypatch)
        monkeypatch.setenv(GP_VARIABLE, "wrong")
        world.order()

        with pytest.raises(dag["RunStopped"], match="GP"):
            dag["run_connection"](world.config)

    def test_the_dag_runs_the_task(
        self, world: World, dag: dict[str, Any], asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Never two runs at once, and none for the time before.
        """
        give_secrets(world, monkeypatch)
        world.order()

        (run,) = asked["tasks"]
        run.__globals__["CONFIG_FILE"] = world.config
        assert dag["CONFIG_FILE"] == Path("/etc/gp-sync/gp-sync.toml")
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


def named(procurify: ProcurifyServer, monkeypatch: pytest.MonkeyPatch) -> ProcurifyServer:
    """The tenant, as the environment tells the examples of it."""
    monkeypatch.setenv("PROCURIFY_URL", procurify.base_url)
    monkeypatch.setenv("PROCURIFY_CLIENT_ID", procurify.client_id)
    monkeypatch.setenv("PROCURIFY_CLIENT_SECRET", procurify.client_secret)
    return procurify


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
