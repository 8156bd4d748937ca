"""The example of three plants: its tables, its function and its mapper do what the page about mapping says."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from typer.testing import Result

from dynamicsgp_sba.testing import GPCompany, GPServer, seed_fabrikam
from gp_sync.config.credentials import GP_VARIABLE, PROCURIFY_VARIABLE
from gp_sync.config.file import load_config
from gp_sync.config.plugins import order_functions, order_mapper
from gp_sync.core import facts as names
from gp_sync.core.fact_values import Item
from gp_sync.core.model import Facts
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy
from gp_sync.systems.dynamicsgp import LIMITS
from gp_sync.testing.examples import coding, fabrikam_facts, line, order
from procurify_client.testing import OrderLine, ProcurifyServer
from tests.command_line import command_line

EXAMPLE = Path(__file__).parents[2] / "examples" / "three_plants"
PAGES = EXAMPLE.parents[1] / "docs" / "how-to"
SECRET = "made-up"
USER = r"FABRIKAM\svc_gp"
BOUGHT = datetime(2026, 11, 4, 18, tzinfo=UTC)


@attrs.define
class Plants:
    """Both systems of the example, and the command line on a copy of its folder."""

    procurify: ProcurifyServer
    books: GPCompany
    west: GPCompany
    folder: Path
    departments: dict[str, int]

    def run(self, *arguments: str) -> Result:
        words = 2 if arguments[0] == "map" else 1
        command = [*arguments[:words], "--config", str(self.folder / "gp-sync.toml"), *arguments[words:]]
        environment = {PROCURIFY_VARIABLE: SECRET, GP_VARIABLE: SECRET, "COLUMNS": "200"}
        result = command_line(command, env=environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def buy(self, *lines: OrderLine, **fields: Any) -> None:
        vendor = self.procurify.add_vendor("Northwind Industrial Parts", external_id="NORTHIND0001")["id"]
        self.procurify.add_purchase_order(**({"vendor": vendor, "lines": lines, "date": BOUGHT} | fields))

    def line(self, account_code: str, department: str, price: str = "86.40", **fields: Any) -> OrderLine:
        return OrderLine(
            name="Bearing 6204",
            quantity="2",
            price=price,
            account_code=account_code,
            department=self.departments[department],
            **({"unit": "pcs"} | fields),
        )


@pytest.fixture
def plants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plants]:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "three_plants"))
    import_from(folder, monkeypatch)
    with (
        ProcurifyServer(client_id="8dKq0Zr4", client_secret=SECRET) as procurify,
        GPServer(users={USER: SECRET}) as gp,
    ):
        address = f'base_url = "{procurify.base_url}"\nrequests_per_minute = 0\nrequests_at_once = 0'
        _in_config(folder, 'tenant = "fabrikam"', address)
        _in_config(folder, "https://gp.fabrikam.example", gp.base_url)
        books = seed_fabrikam(gp, years=(2026,))
        west = seed_fabrikam(gp, "Fabrikam West", database="WEST", id=2, years=(2026,))
        for company in (books, west):
            company.add_segment_value(2, "1500", "Fixed assets")
            for plant in ("100", "200", "300"):
                company.add_account(f"{plant}-1500-00", "Fixed assets")
        yield Plants(procurify, books, west, folder, _coded_in(procurify))


def import_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Import the example's modules from a folder, also where they were imported from another one before."""
    for module in ("fabrikam_coding", "fabrikam_mapper"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.syspath_prepend(folder)


def _in_config(folder: Path, old: str, new: str) -> None:
    path = folder / "gp-sync.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _coded_in(procurify: ProcurifyServer) -> dict[str, int]:
    """The plants' departments by their names."""
    for code in ("6100", "6200", "6300", "6400"):
        procurify.add_account_code(code, f"Account {code}")
    departments = {}
    for plant, zone in (("North", "America/Chicago"), ("South", "America/Chicago"), ("West", "America/Denver")):
        location = procurify.add_location(f"Plant {plant}", time_zone=zone)["id"]
        for name in ("Administration", "Maintenance", "Production"):
            departments[f"{name} {plant}"] = procurify.add_department(name, location)["id"]
    return departments


def project(name: str) -> dict[str, Any]:
    return {"custom_fields": [{"id": 1, "value": name, "field": {"id": 1, "name": "Project"}}]}


class TestCommandsInTheOrderOfThePage:
    def test_each_plant_has_the_accounts_that_its_tables_and_the_function_say(self, plants: Plants) -> None:
        """
        Checked, planned and written: accounts by template, exception, department of one plant, price, and project.
        """
        plants.buy(
            plants.line("6200", "Maintenance North"),
            plants.line("6100", "Administration North"),
            plants.line("6300", "Production North", price="7250.00"),
        )
        plants.buy(plants.line("6400", "Production South"), plants.line("6200", "Maintenance South"))
        plants.buy(
            plants.line("6200", "Maintenance West", fields=project("Line 4 retrofit")),
            plants.line("6200", "Maintenance West"),
            freight="45.00",
        )
        plants.run("init")

        assert plants.run("map", "lint").output.endswith("nothing in the tables stops an order\n")
        assert plants.run("plan").exit_code == 1  # there is something to do
        assert plants.run("sync").exit_code == 0

        assert _accounts(plants.books) == {
            "PF1": ["100-6200-02", "000-6100-01", "100-1500-00"],
            "PF2": ["200-6400-02", "200-6200-03"],
        }
        assert _accounts(plants.west) == {"PF3": ["300-6200-02", "300-6200-00", "300-6400-00"]}

    def test_an_item_of_the_class_that_is_named_is_written_as_inventory(self, plants: Plants) -> None:
        for number in ("128 SDRAM", "1-A3261A"):
            plants.books.add_item_site(number, "01-N")
        plants.books.items["128 SDRAM"]["ITMCLSCD"] = "RAW-MAT"
        plants.buy(*(plants.line("6200", "Maintenance North", sku=number) for number in ("128 SDRAM", "1-A3261A")))
        plants.run("init")

        plants.run("sync")

        lines = plants.books.purchase_orders["PF1"]["Lines"]
        assert [(row["ITEMNMBR"], row["NONINVEN"]) for row in lines] == [("128 SDRAM", 0), ("PROC-9002", 1)]

    def test_a_gap_is_seen_filled_planned_and_replayed(self, plants: Plants) -> None:
        """
        An order that a missing entry stopped is written after the table has it.
        """
        plants.buy(plants.line("6200", "Maintenance North"), shipping_method="Overnite")
        plants.run("init")
        plants.run("sync")

        assert "Overnite" in plants.run("map", "coverage").output
        assert '"Overnite" = "OVERNIGHT"' in plants.run("map", "suggest").output
        _in_config(plants.folder, '"Pick up" = ""', '"Pick up" = "", "Overnite" = "OVERNIGHT"')
        planned = plants.run("plan", "--all", "--json")
        replayed = json.loads(plants.run("replay", "--code", "SHIPPING_METHOD_UNMAPPED", "--json").stdout)

        assert planned.exit_code == 1
        assert replayed["run"]["ends"] == {"written": 1}
        assert list(plants.books.purchase_orders) == ["PF1"]

    def test_a_function_that_fails_stops_its_order_alone(self, plants: Plants, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        One that cannot be loaded stops everything, with the place in the configuration; it is not an order's fault.
        """
        (plants.folder / "fabrikam_broken.py").write_text(
            'def site(order, line, coding, company):\n    return {"Bearing 6204": "01-N"}[line.name]\n', "utf-8"
        )
        monkeypatch.delitem(sys.modules, "fabrikam_broken", raising=False)
        plants.buy(attrs.evolve(plants.line("6200", "Maintenance North"), name="Bearing 6205"))
        plants.buy(plants.line("6200", "Maintenance North"))
        plants.run("init")

        _in_config(plants.folder, "[mapping.functions]", '[mapping.functions]\nsite = "fabrikam_broken:place"')
        refused = plants.run("sync")
        _in_config(plants.folder, "fabrikam_broken:place", "fabrikam_broken:site")
        told = json.loads(plants.run("sync", "--json").stdout)

        assert refused.exit_code == 2
        assert "gp-sync: configuration, [mapping]:\n  'fabrikam_broken:place' cannot be loaded" in refused.output
        assert [(issue["code"], issue["orders"]) for issue in told["issues"]] == [("ORDER_NOT_PROCESSED", ["PF1"])]
        assert list(plants.books.purchase_orders) == ["PF2"]


def _accounts(company: GPCompany) -> dict[str, list[str]]:
    return {number: [line["ACTNUMST"] for line in row["Lines"]] for number, row in company.purchase_orders.items()}


def policy() -> PurchaseOrderPolicy:
    config = load_config(EXAMPLE / "gp-sync.toml")
    return PurchaseOrderPolicy(companies=config.companies, limits=LIMITS, orders=config.purchase_orders)


def lines_of(mapper: Any, **changes: Any) -> Any:
    """What a mapper makes of an order of Plant North, whose item OIL-46 is of the class RAW-MAT and OIL-68 is not."""
    source = order(**({"lines": (line(unit="ea", sku="OIL-46", coding=coding(location="Plant North")),)} | changes))
    known = fabrikam_facts() | {
        names.item("TWO", number): Item(
            number=number,
            description="Hydraulic oil",
            type=1,
            inactive=False,
            unit_schedule="EACH",
            purchasing_unit="Each",
            quantity_decimals=0,
            cost_decimals=2,
            item_class=item_class,
        )
        for number, item_class in (("OIL-46", "RAW-MAT"), ("OIL-68", "RETAIL"))
    }
    facts = Facts(as_of=BOUGHT)
    while needed := mapper.needs(source, facts) - facts.asked:
        found = {ref: known[ref] for ref in needed if ref in known}
        facts = attrs.evolve(facts, asked=facts.asked | needed, found={**facts.found, **found})
    (body,) = mapper.map(source, facts).wanted.values()
    return body


class TestThePages:
    def test_what_is_shown_of_the_example_stands_in_its_files(self) -> None:
        page = (PAGES / "map-orders.md").read_text("utf-8")
        section = page.partition("## Three plants")[2].partition("## Check")[0]
        shown = re.findall(r"^```\w+\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        files = [path.read_text("utf-8") for path in EXAMPLE.rglob("*.*") if path.suffix in {".toml", ".csv"}]

        assert len(shown) == 8
        assert [piece for piece in shown if not any(piece in text for text in files)] == []

    @pytest.mark.parametrize("name", ["fabrikam_coding.py", "fabrikam_mapper.py", "pyproject.toml"])
    def test_the_python_of_the_example_is_shown_whole(self, name: str) -> None:
        page = (PAGES / "replace-the-mapping.md").read_text("utf-8")

        assert (EXAMPLE / name).read_text("utf-8") in page


class TestInventory:
    def test_only_items_of_the_class_that_is_named_are_inventory(self) -> None:
        north = coding(location="Plant North")
        mapper = PurchaseOrderMapper(policy())

        body = lines_of(mapper, lines=(line(sku="OIL-46", coding=north), line(id=9002, sku="OIL-68", coding=north)))

        assert [(row.item_number, row.non_inventory) for row in body.lines] == [("OIL-46", False), ("PROC-9002", True)]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's own package, built and installed by pip."""
    folder = tmp_path_factory.mktemp("package")
    source, target = shutil.copytree(EXAMPLE, folder / "source"), folder / "installed"
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check")
    subprocess.run([sys.executable, "-m", "pip", "install", *options, "--target", target, source], check=True)
    return target


class TestAPackageOfOnesOwn:
    @pytest.fixture(autouse=True)
    def installed(self, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import_from(package, monkeypatch)

    def test_a_function_is_found_by_its_entry_point(self) -> None:
        functions = order_functions({"gl_account": "fabrikam-accounts"})

        dear = line(unit_price=Decimal(5000), coding=coding("6300", "Production", "Plant South"))
        body = lines_of(PurchaseOrderMapper(policy(), functions), lines=(dear,))

        assert [row.account_number for row in body.lines] == ["200-1500-00"]

    def test_a_whole_mapper_is_found_by_its_entry_point(self) -> None:
        mapper = order_mapper("fabrikam", policy(), OrderFunctions())

        soon = line(date_required=date(2026, 11, 12), coding=coding(location="Plant North"))
        body = lines_of(mapper, promise_date=None, lines=(soon,))

        assert body.promised_date == date(2026, 11, 12)

    def test_a_day_that_the_vendor_promised_stays(self) -> None:
        mapper = order_mapper("fabrikam", policy(), OrderFunctions())

        assert lines_of(mapper, promise_date=date(2026, 11, 18)).promised_date == date(2026, 11, 18)
