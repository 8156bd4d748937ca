"""Orders that cannot be read or are not given, over sockets: each is told, stops no other, and comes back."""

import json
from typing import Any

import pytest

from gp_sync.cli.common import EXIT_SIDE
from tests.end_to_end.world import World


def detail(order: Any) -> str:
    """The path of an order's detail."""
    return f"/purchase_orders/{order['procurify_PO']}/$"


def sync(world: World) -> Any:
    """Run once; gives the JSON."""
    return json.loads(world.run("sync", "--json").stdout)


class TestAnUnreadableOrder:
    def test_it_is_counted_and_told_with_its_problem(self, world: World) -> None:
        odd, _ = world.order(), world.order()
        spoil(world, odd)

        told = sync(world)

        assert told["run"]["ends"] == {"unreadable": 1, "written": 1}
        (issue,) = told["issues"]
        assert (issue["code"], issue["orders"]) == ("ORDER_UNREADABLE", ["PF1"])
        assert "total" in issue["sentence"]

    def test_its_story_is_found_by_its_number(self, world: World) -> None:
        spoil(world, world.order())
        world.run("sync")

        story = world.run("status", "PF1").output

        assert "PF1: unreadable (pending)" in story
        assert "ORDER_UNREADABLE" in story
        assert "total" in story

    @pytest.mark.parametrize("arguments", [[], ["--issue", "1"], ["PF1"]], ids=["all", "issue", "order"])
    def test_a_replay_writes_it_once_it_can_be_read(self, world: World, arguments: list[str]) -> None:
        spoil(world, world.order())
        world.run("sync")

        replayed = json.loads(world.run("replay", *arguments, "--json").stdout)

        assert (replayed["run"]["reopened"], replayed["run"]["ends"]) == (1, {"written": 1})
        assert replayed["issues"] == []
        assert list(world.company.purchase_orders) == ["PF1"]


class TestAnOrderThatIsNotGiven:
    def test_one_that_is_not_there_is_asked_for_by_every_run(self, world: World) -> None:
        order = world.order()
        world.procurify.fail(detail(order), 404, times=2)

        first, second, third = sync(world), sync(world), sync(world)

        assert [run["run"]["ends"] for run in (first, second, third)] == [
            {"unreadable": 1},
            {"unreadable": 1},
            {"written": 1},
        ]
        assert [len(run["issues"]) for run in (first, second, third)] == [1, 1, 0]

    def test_one_that_the_server_fails_on_does_not_stop_the_others(self, world: World) -> None:
        broken, _ = world.order(), world.order()
        world.procurify.fail(detail(broken), 503, headers={"Retry-After": "0"}, times=100)

        result = world.run("sync", "--json")

        told = json.loads(result.stdout)
        assert (result.exit_code, told["run"]["ends"]) == (0, {"unreadable": 1, "written": 1})
        assert told["run"]["captured"]["complete"]
        assert "answers 503 when asked for it" in told["issues"][0]["sentence"]

    def test_a_server_that_fails_on_all_of_them_is_down(self, world: World) -> None:
        for _ in range(5):
            world.order()
        world.procurify.fail(r"/purchase_orders/\d+/$", 503, headers={"Retry-After": "0"}, times=100)

        result = world.run("sync", "--json")

        told = json.loads(result.stdout)["run"]
        assert (result.exit_code, told["captured"]["complete"]) == (EXIT_SIDE, False)
        assert [reason["code"] for reason in told["stopped"]] == ["PROCURIFY_UNAVAILABLE"]
        assert told["ends"] == {"unreadable": 3}


def spoil(world: World, order: Any) -> None:
    """Let Procurify answer once with an order whose total is no number."""
    body = json.dumps({"data": {"procurify_PO": order["procurify_PO"], "total": "many"}}).encode()
    world.procurify.garble(detail(order), content=body, content_type="application/json")
