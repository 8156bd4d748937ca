"""The configuration: read strictly, and every mistake named."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import attrs
import pytest

from gp_sync.config.file import ConfigError, load_config, read_toml
from gp_sync.flows.purchase_orders.tables import DepartmentPolicy, LocationPolicy

Writer = Callable[..., Path]


def problems(path: Path) -> tuple[str, ...]:
    """What is wrong with a configuration."""
    with pytest.raises(ConfigError) as refused:
        load_config(path)
    assert str(path) in str(refused.value)
    return refused.value.problems


class TestAWholeConfiguration:
    def test_its_file_may_be_named_by_a_text(self, write: Writer) -> None:
        path = write()

        assert load_config(str(path)) == load_config(path)

    def test_everything_is_read(self, write: Writer) -> None:
        config = load_config(write())

        assert config.connection == "fabrikam"
        assert (config.procurify.tenant, config.procurify.client_id, config.procurify.page_size) == (
            "fabrikam",
            "abc",
            100,
        )
        assert (config.gp.user, config.gp.max_connections, config.gp.refuses_existing) == ("FABRIKAM\\svc_gp", 2, None)
        assert (config.purchase_orders.number, config.purchase_orders.start) == ("P{number}", date(2026, 11, 1))
        two = config.companies[0]
        assert two.locations == (LocationPolicy(name="Chicago Plant", segment="000", site="01-N", ship_to="PRIMARY"),)
        assert two.departments == (DepartmentPolicy(name="Maintenance", segment="01"),)
        assert (two.cost_centre_segments, two.shipping_methods) == ((3,), {"Ground": "GROUND"})

    def test_the_link_table_goes_to_its_companies_with_plain_numbers(self, write: Writer) -> None:
        config = load_config(write())

        assert config.companies[0].vendor_links == {"6": "LAKESHORE0001", "7": "ACETRAVE0001"}
        assert config.companies[1].vendor_links == {"6": "LAKE-N"}

    def test_relative_paths_are_resolved_against_the_files_folder(
        self, write: Writer, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        path = write()
        monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

        config = load_config(path)

        folder = path.parent.resolve()
        assert Path(config.gp.ca_bundle) == folder / "fabrikam-ca.pem"
        assert Path(config.secrets.file) == folder / "secrets.toml"
        assert config.ledger.url == f"sqlite:///{(folder / 'state' / 'gp-sync.db').as_posix()}"

    @pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite://", "postgresql+psycopg://ledger.example.com/gp"])
    def test_other_ledger_addresses_are_kept(self, write: Writer, url: str) -> None:
        assert load_config(write(("sqlite:///state/gp-sync.db", url))).ledger.url == url

    def test_an_absolute_ledger_file_is_kept(self, write: Writer, tmp_path: Path) -> None:
        url = f"sqlite:///{(tmp_path / 'elsewhere.db').as_posix()}"

        assert load_config(write(("sqlite:///state/gp-sync.db", url))).ledger.url == url

    def test_what_may_be_left_out_has_a_default(self, tmp_path: Path) -> None:
        path = tmp_path / "small.toml"
        path.write_text(
            'connection = "c"\n[procurify]\nbase_url = "http://127.0.0.1:8601"\nclient_id = "x"\n'
            '[gp]\nbase_url = "https://gp.example.com"\nuser = "F\\\\svc"\n'
            '[[companies]]\nid = "TWO"\nname = "Fabrikam"\n',
            encoding="utf-8",
        )

        config = load_config(path)

        assert (config.gp.ca_bundle, config.secrets.file, config.vendor_links) == ("", "", "")
        assert config.companies[0].vendor_links == {}
        assert (config.purchase_orders.number, config.purchase_orders.start) == ("{number}", None)
        assert config.ledger.url == f"sqlite:///{(tmp_path.resolve() / 'gp-sync.db').as_posix()}"


class TestFiles:
    def test_a_missing_file_says_how_to_get_one(self, tmp_path: Path) -> None:
        assert problems(tmp_path / "none.toml") == ("there is no such file: `gp-sync init` writes one to start from",)

    def test_a_folder_cannot_be_read(self, tmp_path: Path) -> None:
        assert problems(tmp_path)[0].startswith("it cannot be read: ")

    def test_a_file_that_is_not_text_says_so(self, tmp_path: Path) -> None:
        path = tmp_path / "gp-sync.toml"
        path.write_bytes(b'connection = "caf\xe9"')

        assert problems(path) == ("it is not UTF-8 text: save it as such",)

    def test_one_as_editors_of_windows_write_it_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "gp-sync.toml"
        path.write_bytes('connection = "café"\r\n'.encode("utf-8-sig"))

        assert read_toml(path) == {"connection": "café"}

    def test_a_file_that_is_not_toml_says_where(self, tmp_path: Path) -> None:
        path = tmp_path / "gp-sync.toml"
        path.write_text("connection = fabrikam", encoding="utf-8")

        (problem,) = problems(path)
        assert problem.startswith("it is not TOML: ")
        assert "line 1, column 14" in problem

    def test_an_error_shows_the_file_and_its_problems_below_each_other(self) -> None:
        error = ConfigError("gp-sync.toml", ("one", "two"))

        assert str(error) == "gp-sync.toml:\n  one\n  two"


class TestMistakes:
    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ("user = ", "usr = ", "gp: unknown key usr; accepted: allow_plain_http, base_url, ca_bundle, "),
            ('connection = "fabrikam"', "", "the key 'connection' is missing"),
            ("cost_centre_segments = [3]", 'cost_centre_segments = ["3"]', "companies[0].cost_centre_segments[0]: "),
            ('client_id = "abc"', "client_id = 7", "procurify.client_id: expected a text in quotes, got 7"),
            (
                'client_id = "abc"',
                'client_id = "abc"\npage_size = 0',
                "procurify: page_size is 0: give a number above 0",
            ),
            (
                'client_id = "abc"',
                'client_id = "abc"\npage_size = 1.5',
                "procurify.page_size: expected a whole number such as 30, got 1.5",
            ),
            (
                'client_id = "abc"',
                'client_id = "abc"\nbase_url = "https://x.example"',
                "procurify: give either tenant ",
            ),
            ('tenant = "fabrikam"', "", "procurify: give either tenant (such as 'acme' for acme.procurify.com) or "),
            (
                "ca_bundle = ",
                'profile = "own"\nca_bundle = ',
                "gp: profile is 'own': give companion, shipped, or a file such as site.toml",
            ),
            (
                "ca_bundle = ",
                'refuses_existing = "no"\nca_bundle = ',
                "gp.refuses_existing: expected true or false, got 'no'",
            ),
            (
                'file = "secrets.toml"',
                'expires = { gp_password = "2027-01-31" }',
                "secrets.expires['gp_password']: expected a date such as 2026-11-01 without quotes",
            ),
            ('"America/Chicago"', '"Chicago"', "time_zone is 'Chicago': give an IANA name such as America/Chicago"),
            ('"America/Chicago"', '""', "time_zone is ''"),
            ('"America/Chicago"', '"America"', "time_zone is 'America'"),
            ('"America/Chicago"', '"../../etc/passwd"', "time_zone is '../../etc/passwd'"),
            (
                '"{location}-{account_code}-{department}"',
                '"{branch}"',
                "account is '{branch}': it takes {account_code}, ",
            ),
            ('"{location}-{account_code}-{department}"', '"100-5100"', "account is '100-5100': it takes "),
            ('"P{number}"', '"P{number"', "number is 'P{number': expected '}' before end of string"),
            ('"P{number}"', '"P{number:d}"', "number is 'P{number:d}': Unknown format code 'd'"),
            ('"P{number}"', '"P{number:{x}}"', "number is 'P{number:{x}}': 'x'; it takes "),
            ('"P{number}"', '"P{number.real}"', "number is 'P{number.real}': it takes "),
            (
                "start = 2026-11-01",
                'start = "2026-11-01"',
                "purchase_orders.start: expected a date such as 2026-11-01 ",
            ),
            ("start = 2026-11-01", "start = 2026-11-01T00:00:00Z", "purchase_orders.start: expected a date such as "),
            ('id = "TWO"', 'id = " "', "companies[0]: id is empty: give its text"),
            ('id = "TWO"', 'id = "TWO"\nquantity_decimals = 6', "quantity_decimals is 6: give a number from 0 to 5"),
            ('id = "NORTH"', 'id = "TWO"', "the companies have the ids TWO, TWO: each needs one of its own"),
            (
                'name = "Fabrikam North"',
                'name = "Fabrikam North"\nlocations = [{ name = "chicago plant " }]',
                "listed more than once among the companies' locations: chicago plant",
            ),
            ("[ledger]", "[[ledger]]", "ledger: expected a table, got list"),
            (
                "start = 2026-11-01",
                'start = 2026-11-01\nseverity = { TABLE_NOT_AVAILABLE = "WARN" }',
                "TABLE_NOT_AVAILABLE is 'WARN': give one of BLOCK; severity of [references] has WARN for single tables",
            ),
            (
                "start = 2026-11-01",
                'start = 2026-11-01\nseverity = { VENDOR_UNLINKED = "WARN" }',
                "VENDOR_UNLINKED is 'WARN': give one of HOLD, BLOCK",
            ),
            (
                "start = 2026-11-01",
                'start = 2026-11-01\nseverity = { TAX_DIFFERS = "BLOCK" }',
                "TAX_DIFFERS takes no other severity: it is found when an order has been written, or is about no order",
            ),
            (
                'name = "Fabrikam North"',
                'name = "Fabrikam North"\ninventory_classes = ["OILS"]\n[references]\nseverity = { items = "WARN" }',
                "references.severity gives items 'WARN', and NORTH has inventory_classes: without GP's items, stock ",
            ),
            (
                "locations = [{",
                'locations = ["Chicago"]\nplaces = [{',
                "companies[0].locations[0]: expected a table, got str",
            ),
            (
                "shipping_methods = { Ground = ",
                "shipping_methods = { Ground = 1, Air = ",
                "expected a text in quotes, got 1",
            ),
        ],
    )
    def test_a_mistake_names_the_key_the_value_and_what_is_accepted(
        self, write: Writer, old: str, new: str, problem: str
    ) -> None:
        assert problem in "\n".join(problems(write((old, new))))

    @pytest.mark.parametrize(
        ("table", "problem"),
        [
            ('units = { each = "Each", EACH = "BOX" }', "units lists 'each' and 'EACH', which are one name"),
            ('units = { each = "Each " }', "units gives 'Each ': take the spaces at its ends away"),
            ('default_bill_to = "PRIMARY "', "default_bill_to is 'PRIMARY ': take the spaces at its ends away"),
            (
                'accounts = [{ account = "1-1", department = "Office" }, { account = "2-2", department = "office " }]',
                "accounts lists 'Office' and 'office ', which are one name: keep one of the two",
            ),
            (
                'accounts = [{ account = "000-5100-01" }]',
                "the account 000-5100-01 would take every line: give account_code, department or location",
            ),
            (
                'custom_fields = [{ name = "Project", called = "p" }, { name = "Job", called = "p" }]',
                "custom_fields lists 'p' and 'p', which are one name",
            ),
            (
                'freight_line = { item_number = "Stra\u00dfe", account = "1-1" }',
                "item_number is 'Stra\u00dfe', which would be 'STRASSE' in capitals: give another",
            ),
        ],
    )
    def test_what_could_be_read_in_two_ways_is_refused(self, write: Writer, table: str, problem: str) -> None:
        path = write(('shipping_methods = { Ground = "GROUND" }', table))

        with pytest.raises(ConfigError) as refused:
            load_config(path)

        assert problem in str(refused.value)

    def test_two_rows_for_one_department_of_one_location_are_refused(self, write: Writer) -> None:
        rows = '[{ name = "Maintenance", segment = "01" }, { name = "maintenance", segment = "02" }]'

        with pytest.raises(ConfigError, match="departments lists 'Maintenance' and 'maintenance', which are one name"):
            load_config(write(('[{ name = "Maintenance", segment = "01" }]', rows)))

    def test_a_name_that_a_file_lists_in_two_spellings_is_refused(self, write: Writer, tmp_path: Path) -> None:
        (tmp_path / "methods.csv").write_text("procurify,gp\nground,GROUND\nGround,AIR\n", encoding="utf-8")

        with pytest.raises(ConfigError, match="shipping_methods lists 'ground' and 'Ground', which are one name"):
            load_config(write(('{ Ground = "GROUND" }', '"methods.csv"')))

    @pytest.mark.parametrize("rule", ['vendor = "Contoso", value = "x"', 'custom_field = "Kind"'])
    def test_a_skip_rule_has_a_custom_field_and_its_value_together(self, write: Writer, rule: str) -> None:
        path = write(("start = 2026-11-01", f'skip = [{{ reason = "travel", {rule} }}]'))

        with pytest.raises(ConfigError, match="a skip rule has custom_field and value together"):
            load_config(path)

    def test_all_mistakes_are_told_at_once(self, write: Writer) -> None:
        found = problems(write(("client_id = ", "client = "), ("start = 2026", "begin = 1\nstart = 2026")))

        assert any("unknown key client;" in problem for problem in found)
        assert any(problem.startswith("purchase_orders: unknown key begin;") for problem in found)
        assert any("'client_id' is missing" in problem for problem in found)

    def test_a_configuration_without_companies_is_refused(self, write: Writer) -> None:
        text = write().read_text(encoding="utf-8")
        path = write()
        path.write_text("companies = []\n" + text.split("[[companies]]", maxsplit=1)[0], encoding="utf-8")

        assert problems(path) == ("give at least one [[companies]]",)


class TestLinkTable:
    HEADER = "company,procurify_vendor_id,gp_vendor_id\n"

    def refused(self, path: Path) -> str:
        with pytest.raises(ConfigError) as refused:
            load_config(path)
        return str(refused.value)

    @pytest.mark.parametrize(
        ("row", "problem"),
        [
            ("TWO,six,LAKE", "the vendor id 'six' is no number, such as 17"),
            ("TWO,-6,LAKE", "the vendor id '-6' is no number, such as 17"),
            ("TWO,6,", "gp_vendor_id is empty"),
            (",6,LAKE", "company is empty"),
            ("TWO,6", "it has 2 cells, and the first row 3"),
        ],
    )
    def test_edge_02_a_bad_row_is_named(self, write: Writer, row: str, problem: str) -> None:
        message = self.refused(write(links=f"{self.HEADER}TWO,5,ACE\n{row}\n"))

        assert "links.csv, row 3:" in message
        assert problem in message

    def test_edge_02_a_wrong_header_is_named_with_the_columns_that_it_takes(self, write: Writer) -> None:
        message = self.refused(write(links="firm,procurify,gp\nTWO,6,LAKE\n"))

        assert "links.csv: unknown columns: firm, procurify, gp; it takes company, procurify_vendor_id, " in message

    def test_edge_02_a_vendor_that_is_linked_to_two_is_refused(self, write: Writer) -> None:
        message = self.refused(write(links=f"{self.HEADER}TWO,6,LAKE\nTWO,06,SHORE\n"))

        assert "row 3:\n  vendor 6 is linked twice in TWO" in message

    def test_edge_02_the_same_link_twice_is_no_harm(self, write: Writer) -> None:
        config = load_config(write(links=f"{self.HEADER}TWO,6,LAKE\nTWO,6,LAKE\n"))

        assert config.companies[0].vendor_links == {"6": "LAKE"}

    def test_an_unknown_company_is_named(self, write: Writer) -> None:
        assert "unknown companies: THREE" in self.refused(write(links=f"{self.HEADER}THREE,6,LAKE\n"))

    def test_a_missing_table_is_named(self, write: Writer) -> None:
        assert "none.csv: it cannot be read: No such file or directory" in self.refused(
            write(("links.csv", "none.csv"))
        )

    def test_a_table_that_is_not_text_says_so(self, write: Writer) -> None:
        assert "links.csv: it is not UTF-8 text" in self.refused(write(links=b"\xff\xfe\x00"))

    def test_a_table_that_is_not_csv_says_so(self, write: Writer) -> None:
        endless = '"' + "x" * 140_000

        assert "links.csv: it is not CSV: field larger than field limit" in self.refused(write(links=endless))

    def test_a_table_from_a_spreadsheet_may_begin_with_a_mark(self, write: Writer) -> None:
        config = load_config(write(links=b"\xef\xbb\xbf" + f"{self.HEADER}TWO,6,LAKE\n".encode()))

        assert config.companies[0].vendor_links == {"6": "LAKE"}


class TestValues:
    def test_a_configuration_does_not_change(self, write: Writer) -> None:
        config = load_config(write())

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            config.connection = "other"  # type: ignore[misc]  # what must not work
