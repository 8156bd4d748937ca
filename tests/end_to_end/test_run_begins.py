"""How `gp-sync run` begins: what it refuses, with which exit code, what it compares, and what it would do when."""

import json
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from gp_sync.config.credentials import WEBHOOK_VARIABLE
from tests.end_to_end.scheduled import schedule
from tests.end_to_end.world import World
from tests.gp_sync.ops.notify.web_server import web_server
from tests.ports import a_free_port


class TestGPsSetup:
    def test_edge_48_a_schedule_compares_what_gp_could_not_be_asked_at_its_start_before_it_runs(
        self, world: World
    ) -> None:
        world.order()
        world.configure(**{"[[companies]]": "[schedule]\nhealth_port = 0\n[[companies]]"})
        world.company.keeps_history = False
        world.gp.fail("CompanySetup", status=403)

        result = world.run("run")

        assert result.exit_code == 2
        assert "TWO: GP keeps no history of purchase orders, and the site profile says that" in result.stderr
        assert world.company.purchase_orders == {}

    def test_edge_48_that_a_schedule_ended_for_it_is_told(self, world: World) -> None:
        """No service starts it anew after such an end."""
        with web_server() as server:
            webhook = f'[notify.webhook]\nurl = "{server.url}"\n[[companies]]'
            world.configure(**{"[[companies]]": webhook})
            schedule(world)
            world.company.keeps_history = False
            world.gp.fail("CompanySetup", status=403)

            world.run("run", **{WEBHOOK_VARIABLE: "key"})

        (post,) = server.posts
        (event,) = json.loads(post.body)["events"]
        assert (event["kind"], event["code"]) == ("trouble", "SCHEDULE_ENDED")
        assert "GP keeps no history of purchase orders" in event["text"]


class TestWhatPasses:
    """Exit code 2 is for mistakes, which services are not started anew for: what a later start may find mended is 3."""

    def test_a_port_that_is_taken_is_named(self, world: World) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            schedule(world, port)

            result = world.run("run")

        assert result.exit_code == 3
        assert f"health_port {port}, where nothing can be served" in result.stderr

    def test_a_ledger_that_is_locked(self, world: World) -> None:
        with world.config.open("a", encoding="utf-8") as file:
            file.write('[ledger]\nurl = "sqlite:///gp-sync.db?timeout=0.05"\n')
        with closing(sqlite3.connect(world.folder / "gp-sync.db", isolation_level=None)) as backup:
            backup.execute("BEGIN EXCLUSIVE")

            result = world.run("run")

        assert result.exit_code == 3
        assert "another process holds it locked" in result.stderr

    def test_a_ledger_whose_server_is_not_up_yet(self, world: World) -> None:
        with world.config.open("a", encoding="utf-8") as file:
            file.write(f'[ledger]\nurl = "postgresql+psycopg://ledger@127.0.0.1:{a_free_port()}/gp_sync"\n')

        result = world.run("run")

        assert result.exit_code == 3
        assert "the ledger postgresql://127.0.0.1/gp_sync: the database says: connection failed" in result.stderr


class TestMistakes:
    def test_a_host_that_is_not_of_this_machine(self, world: World) -> None:
        schedule(world, a_free_port(), health_host='"192.0.2.1"')

        result = world.run("run")

        assert result.exit_code == 2
        assert "health_host is '192.0.2.1'" in result.stderr

    def test_no_start_for_the_first_run(self, world: World) -> None:
        world.configure(**{"start = 2026-11-01\n": ""})
        schedule(world)

        result = world.run("run")

        assert result.exit_code == 2
        assert "--from" in result.stderr


class TestPreview:
    def test_it_shows_when_runs_would_begin_and_runs_nothing(self, world: World) -> None:
        world.order()
        schedule(world, time_zone='"America/Chicago"')

        coming = json.loads(world.run("run", "--preview", "3", "--json").stdout)
        words = world.run("run", "--preview", "1").output

        minute = datetime.now(UTC).replace(second=0, microsecond=0)
        assert datetime.fromisoformat(coming[0]["at"]) - minute <= timedelta(minutes=1)
        assert [row["flow"] for row in coming] == ["purchase_orders"] * 3
        assert "CST  purchase_orders" in words or "CDT  purchase_orders" in words
        assert world.company.purchase_orders == {}
