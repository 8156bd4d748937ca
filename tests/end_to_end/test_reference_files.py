"""Reference data from files that somebody exports from Dynamics GP every night."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.world import World


@pytest.fixture
def file(world: World) -> Path:
    """The company's fiscal years come from a file; everything else from GP's services."""
    world.configure(
        **{
            "[purchase_orders]": '[references]\ntables = { fiscal_years = "csv" }\n'
            '[references.csv]\nfolder = "exports"\n[purchase_orders]'
        }
    )
    path = world.folder / "exports" / "TWO" / "fiscal_years.csv"
    path.parent.mkdir(parents=True)
    year = datetime.now(UTC).year
    rows = [f"{one},{one}-01-01,{one}-12-31,0" for one in (year - 1, year)]
    path.write_text("\n".join(["YEAR1,FSTFSCDY,LSTFSCDY,HISTORYR", *rows]), encoding="utf-8")
    return path


def written(path: Path, *, hours_ago: int) -> None:
    at = (datetime.now(UTC) - timedelta(hours=hours_ago)).timestamp()
    os.utime(path, (at, at))


class TestOldFiles:
    def test_edge_68_an_old_file_holds_the_orders_until_it_is_made_anew(self, world: World, file: Path) -> None:
        written(file, hours_ago=30)
        world.order()

        held = world.answer("sync")
        written(file, hours_ago=0)
        followed = world.answer("sync")

        assert (held["run"]["ends"], [issue["code"] for issue in held["issues"]]) == ({"held": 1}, ["REFERENCE_STALE"])
        assert (followed["run"]["ends"], followed["issues"]) == ({"written": 1}, [])

    def test_edge_68_the_configuration_may_let_orders_go_by_an_old_file_of_one_table(
        self, world: World, file: Path
    ) -> None:
        text = world.config.read_text(encoding="utf-8")
        relaxed = text.replace("[references]\n", '[references]\nseverity = { fiscal_years = "WARN" }\n')
        world.config.write_text(relaxed, encoding="utf-8")
        written(file, hours_ago=30)
        world.order()

        result = world.answer("sync")

        assert result["run"]["ends"] == {"written": 1}
        assert "WARN by the configuration, else HOLD" in world.run("explain", "PF1").output

    @pytest.mark.parametrize("table", ["currencies", "vendors"])
    def test_edge_68_nothing_is_written_without_a_table_that_every_order_needs(self, world: World, table: str) -> None:
        without = f'[references]\ntables = {{ {table} = "csv" }}\n[references.csv]\nfolder = "exports"\n'
        world.configure(**{"[purchase_orders]": f"{without}[purchase_orders]"})
        world.order()

        result = world.answer("sync")

        assert [issue["code"] for issue in result["issues"]] == ["TABLE_NOT_AVAILABLE"]
        assert (result["run"]["ends"], world.company.purchase_orders) == ({"blocked": 1}, {})

    def test_edge_68_what_only_a_missing_table_tells_stays_as_it_is_in_gp(self, world: World) -> None:
        without = (
            '[references]\ntables = { payment_terms = "csv" }\nseverity = { payment_terms = "WARN" }\n'
            '[references.csv]\nfolder = "exports"\n'
        )
        world.order(payment_terms="2% 10/Net 30")
        world.run("sync")
        world.configure(**{"[purchase_orders]": f"{without}[purchase_orders]"})
        world.procurify.edit_purchase_order(1, freight="5.00")
        world.order(payment_terms="2% 10/Net 30")

        world.run("sync")

        orders = world.company.purchase_orders
        assert [(orders[number]["PYMTRMID"], orders[number]["FRTAMNT"]) for number in ("PF1", "PF2")] == [
            ("2% 10/Net 30", "5.00000"),
            ("Net 30", "0.00000"),
        ]
        assert (
            "The payment terms cannot be looked up in GP now, so an order that GP has keeps its own; a new one has the "
            "vendor's, and not '2% 10/Net 30'." in " ".join(world.run("issues", "--warnings").output.split())
        )

    def test_edge_68_it_says_which_file_it_is(self, world: World, file: Path) -> None:
        written(file, hours_ago=30)
        world.order()

        assert "fiscal_years.csv" in world.run("sync").output

    def test_edge_68_last_nights_file_counts(self, world: World, file: Path) -> None:
        written(file, hours_ago=20)
        world.order()

        assert world.answer("sync")["run"]["ends"] == {"written": 1}
