"""`gp-sync copy`: a connection for test companies, whose ledger and companies are never those of the live ones."""

import json
from pathlib import Path

import pytest
from typer.testing import Result

from dynamicsgp_sba.testing import GPCompany, seed_fabrikam
from gp_sync.config.file import load_config
from tests.command_line import command_line
from tests.end_to_end.world import World

TEST_NAME = "Fabrikam, Inc. <TEST>"
FOR_TEST = ("--company", f"TWO={TEST_NAME}")

REFERENCES = """\
[references]
source = "sql"
tables = { shipping_methods = "csv" }
[references.sql]
url = "mssql+pyodbc://sql01.example.com/{company}?driver=ODBC"
[references.csv]
folder = "exports"
"""


@pytest.fixture
def test_company(world: World) -> GPCompany:
    """The test company beside the live one, as GP has it after its database was copied."""
    company = seed_fabrikam(world.gp, TEST_NAME, database="TWOT", id=7)
    company.vendors["CONTOSUP0001"]["PMPRCHIX"] = company.vendors["CONTOSUP0001"]["PMAPINDX"]
    return company


def copied(world: World, *arguments: str) -> Result:
    return world.run("copy", "--to", str(world.folder / "test.toml"), *arguments)


def in_copy(world: World, *arguments: str) -> Result:
    command = [*arguments, "--config", str(world.folder / "test.toml")]
    return command_line(command, env=world.environment)


class TestTheCopy:
    def test_edge_67_it_has_a_ledger_a_name_and_companies_of_its_own_and_the_same_tables(self, world: World) -> None:
        result = copied(world, *FOR_TEST)

        assert result.exit_code == 0, result.output
        live, test = load_config(world.config), load_config(world.folder / "test.toml")
        assert (test.connection, test.companies[0].name) == ("test-test", TEST_NAME)
        assert Path(test.ledger.url).name == "test.db"
        assert test.schedule.health_port == live.schedule.health_port + 1
        assert (test.companies[0].units, test.companies[0].locations) == (
            live.companies[0].units,
            live.companies[0].locations,
        )

    def test_edge_67_orders_go_to_the_test_company_and_the_live_one_is_left_alone(
        self, world: World, test_company: GPCompany
    ) -> None:
        copied(world, *FOR_TEST)
        world.order()
        in_copy(world, "init")

        ran = in_copy(world, "sync", "--json")

        assert json.loads(ran.stdout)["run"]["ends"] == {"written": 1}
        assert (list(test_company.purchase_orders), world.company.purchase_orders) == (["PF1"], {})
        assert world.answer("status")["counts"] == {}

    def test_edge_67_its_ledger_refuses_the_live_company_afterwards(
        self, world: World, test_company: GPCompany
    ) -> None:
        copied(world, *FOR_TEST)
        world.order()
        in_copy(world, "init")
        in_copy(world, "sync")
        path = world.folder / "test.toml"
        path.write_text(path.read_text("utf-8").replace(TEST_NAME, "Fabrikam, Inc."), encoding="utf-8")
        world.order(name="Toner")

        ran = in_copy(world, "sync", "--json")

        assert [reason["code"] for reason in json.loads(ran.stdout)["run"]["stopped"]] == ["SYSTEMS_CHANGED"]
        assert (list(test_company.purchase_orders), world.company.purchase_orders) == (["PF1"], {})

    def test_comments_stay_and_vendors_do_not_flow_in_it(self, world: World) -> None:
        world.configure(**{"[[companies]]\n": "# our plants\n[vendors]\nenabled = true # both ways\n[[companies]]\n"})

        result = copied(world, *FOR_TEST)

        text = (world.folder / "test.toml").read_text("utf-8")
        assert "# our plants" in text
        assert load_config(world.folder / "test.toml").vendors.enabled is False
        assert "vendors do not flow in it" in result.output

    def test_a_configuration_as_editors_of_windows_write_it_is_copied(self, world: World) -> None:
        world.config.write_bytes(world.config.read_text("utf-8").encode("utf-8-sig"))

        assert copied(world, *FOR_TEST).exit_code == 0

    def test_its_vault_has_a_key_file_of_its_own(self, world: World) -> None:
        with world.config.open("a", encoding="utf-8") as file:
            file.write('[secrets]\nkey_file = "vault.key" # kept apart\n')

        result = copied(world, *FOR_TEST)

        assert load_config(world.folder / "test.toml").secrets.key_file == str(world.folder / "test.key")
        assert "`gp-sync secrets new-key --config" in result.output

    def test_edge_67_reference_tables_come_from_the_test_company_alone(self, world: World) -> None:
        with world.config.open("a", encoding="utf-8") as file:
            file.write(REFERENCES)

        result = copied(world, *FOR_TEST, "--database", "TWO=TWOT")

        test = load_config(world.folder / "test.toml").references
        assert test.sql.url_of("TWO") == "mssql+pyodbc://sql01.example.com/TWOT?driver=ODBC"
        assert test.csv.folder == str(world.folder / "reference-test")
        assert "export those of the test companies into reference-test" in result.output

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ((), "give --database for TWO"),
            (("--database", "ONE=TEST01"), "give --database for TWO"),
            (("--database", "TWO=TWO"), "this is still the live database of TWO"),
        ],
    )
    def test_edge_67_a_copy_that_would_check_the_live_database_is_refused(
        self, world: World, given: tuple[str, ...], words: str
    ) -> None:
        with world.config.open("a", encoding="utf-8") as file:
            file.write(REFERENCES)

        result = copied(world, *FOR_TEST, *given)

        assert result.exit_code == 2
        assert words in " ".join(result.output.replace("│", " ").split())
        assert not (world.folder / "test.toml").exists()

    def test_scripts_are_told_what_was_made(self, world: World) -> None:
        told = json.loads(copied(world, *FOR_TEST, "--json").stdout)

        assert told == {
            "config": str(world.folder / "test.toml"),
            "connection": "test-test",
            "ledger": "sqlite:///test.db",
            "names": {"TWO": TEST_NAME},
            "port": 8322,
            "key_file": "",
            "databases": {},
            "csv_folder": "",
            "vendors": False,
        }


class TestRefused:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--company", "TWO=Fabrikam Training"), "does not say <TEST>"),
            (("--company", "TWO=Fabrikam, Inc. <HISTORICAL>"), "does not say <TEST>"),
            ((*FOR_TEST, "--company", "TWO=Other <TEST>"), "'TWO' is there twice, as 'Fabrikam, Inc. <TEST>'"),
            ((*FOR_TEST, "--ledger", "postgresql+psycopg://gp:hunter2@db/gp"), "URL holds a password: leave it out"),
            ((*FOR_TEST, "--ledger", "test.sqlite"), "the ledger's URL cannot be understood"),
            (("--company", "TWO=fabrikam, inc."), "is a company of the configuration itself"),
            (("--company", "TWO=fabrikam, inc.", "--insist"), "is a company of the configuration itself"),
            (("--company", "ONE=Other <TEST>"), "has no company 'ONE'; it has TWO"),
            (("--company", "Other <TEST>"), "'Other <TEST>' is no company: give one as TWO="),
            ((*FOR_TEST, "--ledger", "sqlite:///gp-sync.db"), "the copy needs a ledger of its own"),
        ],
    )
    def test_edge_67_what_could_reach_the_live_company_is_refused(
        self, world: World, arguments: tuple[str, ...], words: str
    ) -> None:
        result = copied(world, *arguments)

        assert result.exit_code == 2
        assert words in " ".join(result.output.replace("│", " ").split())
        assert "hunter2" not in result.output
        assert sorted(path.name for path in world.folder.glob("*.toml*")) == ["gp-sync.toml"]

    def test_edge_67_a_person_may_insist_on_a_name(self, world: World) -> None:
        result = copied(world, "--company", "TWO=Fabrikam Training", "--insist")

        assert result.exit_code == 0
        assert load_config(world.folder / "test.toml").companies[0].name == "Fabrikam Training"

    def test_edge_67_two_companies_are_not_copied_onto_one(self, world: World) -> None:
        second = '[[companies]]\nid = "N"\nname = "North"\ntime_zone = "UTC"\n[[companies]]\nid = "TWO"'
        world.configure(**{'[[companies]]\nid = "TWO"': second})

        result = copied(world, *FOR_TEST, "--company", f"N={TEST_NAME}")

        assert result.exit_code == 2
        assert "each company of the copy needs one of its own" in " ".join(result.output.replace("│", " ").split())

    def test_what_to_type_next_names_the_copy_each_time(self, world: World) -> None:
        with world.config.open("a", encoding="utf-8") as file:
            file.write('[secrets]\nkey_file = "vault.key"\n')

        told = copied(world, *FOR_TEST).output

        commands = [part for part in told.split("`") if part.startswith("gp-sync ")]
        assert len(commands) == 4
        assert all(command.endswith("test.toml") for command in commands)

    def test_a_company_that_is_not_named_is_refused(self, world: World) -> None:
        world.configure(
            **{'[[companies]]\nid = "TWO"': '[[companies]]\nid = "N"\nname = "North"\n[[companies]]\nid = "TWO"'}
        )

        result = copied(world, *FOR_TEST)

        assert result.exit_code == 2
        assert "for N too" in " ".join(result.output.replace("│", " ").split())

    def test_nothing_is_overwritten(self, world: World) -> None:
        (world.folder / "test.toml").write_text("mine", encoding="utf-8")

        result = copied(world, *FOR_TEST)

        assert result.exit_code == 2
        assert "it is there already, and is not overwritten" in result.output
        assert (world.folder / "test.toml").read_text("utf-8") == "mine"

    def test_another_folder_is_refused_since_tables_are_found_from_there(self, world: World) -> None:
        result = world.run("copy", "--to", str(world.folder / "x" / "test.toml"), *FOR_TEST)

        assert result.exit_code == 2
