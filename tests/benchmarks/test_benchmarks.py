"""The benchmarks on a tiny size: that they run, count and write down; figures are not held to targets here."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.gp_client import measure_gp_client
from benchmarks.imports import measure_imports
from benchmarks.peers.race import measure_kills
from benchmarks.polling import measure_polling
from benchmarks.reading import measure_memory, measure_reading
from benchmarks.results import Check, Section, spread
from benchmarks.size import Size
from benchmarks.table import as_json, as_text
from benchmarks.write_phase import measure_write_phase

TINY = Size(
    orders=4,
    lines=1,
    rounds=1,
    postgres=False,
    recent=3,
    few_known=4,
    many_known=6,
    peers=False,
    pairs=3,
    kills=1,
    vendors=210,
    starts=1,
)


class TestWritePhase:
    def test_the_engine_is_measured_beside_a_loop_of_the_same_requests(self, tmp_path: Path) -> None:
        section = measure_write_phase(tmp_path, TINY, latency=0.001)

        assert [row[0] for row in section.rows] == ["floor: bare requests loop", "engine, SQLite"]
        assert [row[-1] for row in section.rows] == [0.0, 3.0]
        assert "repeats the 19 requests" in section.how


class TestPolling:
    def test_a_poll_with_nothing_new_costs_the_same_beside_any_number_of_orders(self, tmp_path: Path) -> None:
        section = measure_polling(tmp_path, TINY)

        figures = [dict(zip(section.columns, row, strict=True)) for row in section.rows]
        assert [row["known orders"] for row in figures] == ["4", "6"]
        assert [(row["requests"], row["commits"], row["rows added"]) for row in figures] == [(3, 4, 2), (3, 4, 2)]


class TestGPClient:
    def test_each_kind_of_request_is_timed_beside_a_bare_one_and_held_to_a_limit(self, tmp_path: Path) -> None:
        section = measure_gp_client(tmp_path, TINY)

        assert [row[0] for row in section.rows] == ["the discovery page", "a vendor as it is", "a vendor"]
        assert all(isinstance(cell, float) and cell > 0 for row in section.rows for cell in row[1:])
        assert [(check.target, check.is_limit) for check in section.checks] == [(1.3, True)] * 3


class TestReading:
    def test_the_client_is_measured_beside_bare_requests_for_the_same_pages(self, tmp_path: Path) -> None:
        section = measure_reading(tmp_path, TINY)

        assert [row[0] for row in section.rows] == ["bare httpx and json", "procurify_client"]
        assert all(isinstance(cell, float) and cell > 0 for row in section.rows for cell in row[1:])
        assert [(check.target, check.is_limit) for check in section.checks] == [(2.0, True)] * 2

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of a process's memory")
    def test_the_memory_of_few_and_of_many_is_compared(self, tmp_path: Path) -> None:
        section = measure_memory(tmp_path, TINY)

        assert [row[0] for row in section.rows] == ["21", "2,100"]
        assert [check.target for check in section.checks] == [1.1]


class TestImports:
    def test_the_package_and_its_client_are_measured_beside_the_library(self, tmp_path: Path) -> None:
        section = measure_imports(tmp_path, TINY)

        assert [row[0] for row in section.rows] == [
            "pass",
            "import httpx",
            "import procurify_client",
            "from procurify_client import Procurify",
        ]
        assert [(check.target, check.is_limit) for check in section.checks] == [(1.3, True)] * 2


@pytest.mark.long
class TestKills:
    def test_an_engine_that_is_killed_makes_nothing_twice_and_loses_nothing(self, tmp_path: Path) -> None:
        section = measure_kills(tmp_path, TINY)

        figures = dict(zip(section.columns, section.rows[0], strict=True))
        assert (figures["orders in GP"], figures["made twice"], figures["lost"]) == (4, 0, 0)


class TestResults:
    def test_a_target_is_a_least_value_or_a_limit(self) -> None:
        ratio = Check(name="of its floor", value=0.89, target=0.9)
        commits = Check(name="commits", value=3.0, target=3.0, is_limit=True)

        assert ratio.words == "of its floor: 0.89, target at least 0.9: MISSED"
        assert commits.words == "commits: 3.00, target at most 3: holds"

    def test_the_median_is_shown_with_its_spread(self) -> None:
        assert spread([3.0, 1.0, 2.0]) == (2.0, 1.0, 3.0)

    def test_a_table_has_a_line_for_each_row_and_each_target(self) -> None:
        section = Section(
            title="Speed",
            how="Measured once.",
            columns=("what", "orders/s"),
            rows=(("floor", 40.256), ("engine", 1200)),
            checks=(Check(name="ratio", value=1.0, target=0.9),),
        )

        assert as_text(section).splitlines() == [
            "Speed",
            "Measured once.",
            "",
            "what    orders/s",
            "------  --------",
            "floor      40.26",
            "engine     1,200",
            "",
            "ratio: 1.00, target at least 0.9: holds",
        ]

    def test_programs_get_rows_by_column_with_the_machine(self) -> None:
        check = Check(name="ratio", value=0.5, target=0.9)
        section = Section(title="Speed", how="Once.", columns=("what", "ms"), rows=(("floor", 4.5),), checks=(check,))

        told = json.loads(as_json([section], {"cores": 2}))

        assert told["machine"] == {"cores": 2}
        assert told["sections"][0]["rows"] == [{"what": "floor", "ms": 4.5}]
        assert told["sections"][0]["checks"][0]["holds"] is False


class TestCommandLine:
    def test_an_unknown_part_is_refused_with_the_known_ones(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["speed"])

        assert "choose from" in capsys.readouterr().err

    def test_its_help_is_for_who_calls_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        What it does and how it ends, and nothing of the function behind it.
        """
        with pytest.raises(SystemExit):
            main(["--help"])

        said = capsys.readouterr().out
        assert "Measure the product beside a bare loop and other tools" in said
        assert "Exit codes: 0 if all targets are reached" in said
        assert "Args:" not in said
