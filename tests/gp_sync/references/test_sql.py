"""The read-only login: what ships, what each failure means, and that nothing secret is shown."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from gp_sync.core.model import Unavailable
from gp_sync.references.layouts import LAYOUTS
from gp_sync.references.port import NotAvailableHere
from gp_sync.references.sql import SYSTEM_PREFIX, SqlTables, open_database, shipped_select
from gp_sync.references.tables import TABLES
from gp_sync.secret import Secret
from tests.gp_sync.references.fake_odbc import FakeOdbc, Unloadable
from tests.gp_sync.references.gp_tables import Database, postgres_database, sqlite_database
from tests.gp_sync.systems.site import Site

SHIPPED = sorted(set(TABLES) - {"currency_access", "exchange_rates", "tax_schedules"})


@pytest.fixture(scope="module")
def database(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The company's database as files."""
    with sqlite_database(tmp_path_factory.mktemp("sql"), site.company) as made:
        yield made


class TestShippedSelects:
    @pytest.mark.parametrize("table", SHIPPED)
    def test_each_gives_the_columns_that_are_read_and_no_others(self, table: str, database: Database) -> None:
        select = shipped_select(table).replace(SYSTEM_PREFIX, "DYNAMICS.")

        with database.engine.connect() as sql:
            columns = sql.exec_driver_sql(select).keys()

        assert sorted(name.upper() for name in columns) == sorted(name.upper() for name in LAYOUTS[table].columns)

    @pytest.mark.parametrize("table", SHIPPED)
    def test_each_says_what_it_is_for_and_only_reads(self, table: str) -> None:
        comment, _, statement = shipped_select(table).partition("\nSELECT ")

        assert all(line.startswith("-- ") for line in comment.splitlines())
        assert statement
        assert ";" not in statement

    def test_none_ships_for_tables_that_sites_keep_differently(self, database: Database) -> None:
        with pytest.raises(NotAvailableHere, match="no SELECT ships for it"):
            SqlTables({"TWO": database.engine}).rows(TABLES["tax_schedules"], "TWO")


class TestKeys:
    def test_only_rows_with_the_key_are_read(self, database: Database) -> None:
        read = database.tables.rows(TABLES["item_vendors"], "TWO", "128 sdram")

        assert sorted(row.vendor for row in read.rows) == ["CONTOSUP0001", "NORTHIND0001"]

    def test_a_key_is_a_value_and_never_a_part_of_the_statement(self, database: Database) -> None:
        assert database.tables.rows(TABLES["vendors"], "TWO", "' OR ''='").rows == ()


class TestOwnSelects:
    def test_one_takes_the_place_of_the_shipped_one(self, database: Database, tmp_path: Path) -> None:
        file = tmp_path / "buyers.sql"
        file.write_text("\ufeffSELECT BUYERID, 'at 10:30 :mark' AS DSCRIPTN FROM POP00101;\n", encoding="utf-8")

        rows = SqlTables({"TWO": database.engine}, selects={"buyers": file}).rows(TABLES["buyers"], "TWO").rows

        assert [(row.id, row.description) for row in rows] == [("BUYER01", "at 10:30 :mark")]

    def test_one_that_is_missing_is_named(self, database: Database, tmp_path: Path) -> None:
        tables = SqlTables({"TWO": database.engine}, selects={"buyers": tmp_path / "nowhere.sql"})

        with pytest.raises(NotAvailableHere, match=r"nowhere\.sql cannot be read"):
            tables.rows(TABLES["buyers"], "TWO")

    def test_one_without_the_columns_is_told_what_it_lacks(self, database: Database, tmp_path: Path) -> None:
        file = tmp_path / "buyers.sql"
        file.write_text("SELECT BUYERID FROM POP00101", encoding="utf-8")

        with pytest.raises(NotAvailableHere, match="lacks the columns DSCRIPTN; it has BUYERID"):
            SqlTables({"TWO": database.engine}, selects={"buyers": file}).rows(TABLES["buyers"], "TWO")


class TestFailures:
    def test_a_company_without_a_database(self, database: Database) -> None:
        with pytest.raises(NotAvailableHere, match="names no database of THREE"):
            database.tables.rows(TABLES["buyers"], "THREE")

    def test_a_database_that_cannot_be_reached_is_down(self, tmp_path: Path) -> None:
        engine = open_database(f"sqlite:///{(tmp_path / 'no' / 'folder.db').as_posix()}")

        with pytest.raises(Unavailable, match="the database of TWO says: unable to open database file") as down:
            SqlTables({"TWO": engine}).rows(TABLES["buyers"], "TWO")

        assert down.value.finding.code == "REFERENCES_UNAVAILABLE"

    def test_a_database_that_fails_while_it_answers_is_down(self, tmp_path: Path) -> None:
        engine = open_database(f"sqlite:///{(tmp_path / 'text.db').as_posix()}")
        (tmp_path / "text.db").write_text("no database at all, but a text that is long enough to be looked at", "utf-8")

        with pytest.raises(Unavailable, match="the database of TWO says: file is not a database"):
            SqlTables({"TWO": engine}).rows(TABLES["buyers"], "TWO")

        engine.dispose()

    def test_a_table_without_rights_or_that_is_not_there_is_not_available_and_others_are(
        self, site: Site, tmp_path: Path, postgres_url: str
    ) -> None:
        with postgres_database(postgres_url, tmp_path, site.company) as database:
            with database.engine.connect() as sql:
                sql.exec_driver_sql("CREATE ROLE reader LOGIN")
                sql.exec_driver_sql("GRANT SELECT ON pop00101, sy03300 TO reader")
                sql.exec_driver_sql("DROP TABLE sy03300")
            login = open_database(postgres_url, "reader", Secret("made-up"))
            tables = SqlTables({"TWO": login}, system_prefix="DYNAMICS.")

            assert [row.id for row in tables.rows(TABLES["buyers"], "TWO").rows] == ["BUYER01"]
            for name, words in (("vendors", "permission denied"), ("payment_terms", "does not exist")):
                with pytest.raises(NotAvailableHere, match=words):
                    tables.check(TABLES[name], "TWO")
            login.dispose()
            with database.engine.connect() as sql:
                sql.exec_driver_sql("DROP OWNED BY reader")
                sql.exec_driver_sql("DROP ROLE reader")


class TestTimeLimit:
    """A stand-in takes the place of the ODBC driver, which is on few machines."""

    def test_each_connection_ends_queries_after_the_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        driver = FakeOdbc()
        monkeypatch.setitem(sys.modules, "pyodbc", driver)
        engine = open_database("mssql+pyodbc://sql01/TWO?driver=ODBC", timeout=60)

        with engine.connect(), engine.connect():
            pass

        engine.dispose()
        assert [made.timeout for made in driver.made] == [60, 60]

    def test_a_query_that_takes_longer_leaves_gp_to_the_next_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        driver = FakeOdbc()
        monkeypatch.setitem(sys.modules, "pyodbc", driver)
        engine = open_database("mssql+pyodbc://sql01/TWO?driver=ODBC", timeout=60)

        with pytest.raises(Unavailable, match=r"the database of TWO says: .*HYT00.* Query timeout expired"):
            SqlTables({"TWO": engine}).rows(TABLES["buyers"], "TWO")

        engine.dispose()

    def test_a_driver_that_knows_no_limit_is_used_without(self, monkeypatch: pytest.MonkeyPatch) -> None:
        driver = FakeOdbc(limits=False)
        monkeypatch.setitem(sys.modules, "pyodbc", driver)
        engine = open_database("mssql+pyodbc://sql01/TWO?driver=ODBC", timeout=60)

        with engine.connect():
            pass

        engine.dispose()
        assert [made.timeout for made in driver.made] == [0]


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "mssql+pyodbc://reader:hunter2@sql01/TWO",
            "mssql+pyodbc:///?odbc_connect=DRIVER%3DODBC%3BUID%3Dreader%3BPWD%3Dhunter2",
            "postgresql+psycopg:///two?user=reader&password=hunter2",
        ],
    )
    def test_one_with_a_password_is_refused_without_repeating_it(self, address: str) -> None:
        with pytest.raises(ValueError, match="an address holds a password") as refused:
            open_database(address)

        assert "hunter2" not in str(refused.value)

    def test_one_that_is_no_url(self) -> None:
        with pytest.raises(ValueError, match="no SQLAlchemy URL"):
            open_database("sql01/TWO")

    @pytest.mark.parametrize("address", ["nosuch://sql01/TWO", "mssql+pymssql://sql01/TWO"])
    def test_one_whose_driver_is_not_installed(self, address: str) -> None:
        with pytest.raises(ValueError, match=r"is not installed .* extra \[sqlserver\]"):
            open_database(address)

    def test_one_whose_driver_lacks_a_library(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As `pyodbc` does on a machine without unixODBC."""
        finder = Unloadable()
        monkeypatch.delitem(sys.modules, "pyodbc", raising=False)
        monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])

        with pytest.raises(ValueError, match=r"libodbc.so.2: cannot open shared object file.* ODBC driver"):
            open_database("mssql+pyodbc://sql01/TWO")

    def test_a_login_needs_a_password(self) -> None:
        with pytest.raises(ValueError, match="there is no password for the login 'reader'"):
            open_database("sqlite:///gp.db", "reader")

    def test_the_password_is_in_no_text(self) -> None:
        engine = open_database("postgresql+psycopg://sql01/two", "reader", Secret("hunter2"))

        assert isinstance(engine, sa.Engine)
        assert "hunter2" not in repr(engine) + str(engine.url)
        assert engine.url.password is None
