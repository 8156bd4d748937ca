"""From questions to orders in GP: `init` writes what `doctor` finds well and `sync` runs by."""

import json
from datetime import UTC, datetime

from dynamicsgp_sba.testing import GPServer
from tests.end_to_end.world import World

ANSWERS = r"""
tenant = "{procurify}"
client_id = "client"
base_url = "{gp}"
user = 'FABRIKAM\svc_gp'
refuses_existing = "yes"
start = "{day}"
[[companies]]
id = "TWO"
name = "Fabrikam, Inc."
time_zone = "America/Chicago"
account = "{{location}}-{{account_code}}-{{department}}"
locations = "Plant North = 100"
departments = "Administration = 01"
default_site = "01-N"
units = "each = Each"
shipping_methods = "Ground = GROUND"
"""


def answer(world: World, gp: GPServer) -> None:
    """Have `init` write the configuration by a file of answers, and make its ledger."""
    world.config.unlink()
    (world.folder / "gp-sync.db").unlink()
    day = datetime.now(UTC).date().replace(day=1)
    text = ANSWERS.format(procurify=world.procurify.base_url, gp=gp.base_url, day=day)
    (world.folder / "answers.toml").write_text(text, encoding="utf-8")
    assert world.run("init", "--answers", str(world.folder / "answers.toml")).exit_code == 0
    assert world.run("init").exit_code == 0


class TestFirstConnection:
    def test_what_init_wrote_is_what_doctor_finds_well(self, world: World) -> None:
        answer(world, world.gp)
        world.order()

        checks = json.loads(world.run("doctor", "--json").stdout)

        assert [check for check in checks if check["result"] != "ok"] == []

    def test_an_order_is_written_by_it(self, world: World) -> None:
        answer(world, world.gp)
        world.order()

        run = world.answer("sync")["run"]

        assert (run["ends"], list(world.company.purchase_orders)) == ({"written": 1}, ["PF1"])
