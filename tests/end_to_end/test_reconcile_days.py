"""`gp-sync reconcile` over real sockets: which days it takes, and what it says of those that cannot be compared yet."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.world import World


class TestDays:
    def test_orders_of_other_days_are_left_out(self, world: World) -> None:
        world.order()
        world.run("sync")

        made = world.answer("reconcile", "--since", "2026-01-01", "--until", "2026-01-31")

        assert (made["orders"], made["ties"], made["ties_out"]) == ([], [], True)

    def test_a_period_that_is_not_over_says_so(self, world: World, tmp_path: Path) -> None:
        last = datetime.now(UTC).date() + timedelta(days=2)
        days = "--since", str(last - timedelta(days=9)), "--until", str(last)
        file = tmp_path / "report.html"

        shown = world.run("reconcile", *days, "--html", str(file))
        made = world.answer("reconcile", *days)

        words = f"The period was not over yet when both systems were read: its last day is {last}"
        assert words in shown.stdout
        assert words in file.read_text("utf-8")
        assert made["period"]["is_over"] is False

    def test_one_that_is_over_and_has_no_orders_says_that_there_is_nothing_to_tie(self, world: World) -> None:
        shown = world.run("reconcile", "--period", "2026-01")

        assert (shown.exit_code, shown.stdout.splitlines()[-1]) == (
            0,
            "nothing to tie: neither system has an order of these days",
        )
        assert "not over yet" not in shown.stdout

    @pytest.mark.parametrize("days", [("0001-01-01", "0001-01-02"), ("2026-01-01", "9999-12-31")])
    def test_the_first_and_the_last_day_that_there_are_can_be_given(self, world: World, days: tuple[str, str]) -> None:
        assert world.run("reconcile", "--since", days[0], "--until", days[1]).exit_code == 0

    def test_a_period_that_is_none_says_what_is_accepted(self, world: World) -> None:
        told = {
            arguments: world.run("reconcile", *arguments)
            for arguments in [
                ("--period", "11/2026"),
                ("--period", "2026/40"),
                (),
                ("--since", "2026-11-01"),
                ("--since", "2026-11-02", "--until", "2026-11-01"),
                ("--period", "9999-12"),
            ]
        }

        assert {result.exit_code for result in told.values()} == {2}
        words = [result.stderr for result in told.values()]
        assert "'11/2026' is no period: give a month such as 2026-11, or GP's fiscal period such as 2026/5" in words[0]
        assert "TWO has no fiscal period 2026/40; it has " in words[1]
        assert "give either --period, or --since and --until" in words[2]
        assert "give either --period, or --since and --until" in words[3]
        assert "the last day 2026-11-01 is before the first 2026-11-02" in words[4]
        assert "9999-12 begins on 9999-12-01, and today is " in words[5]
