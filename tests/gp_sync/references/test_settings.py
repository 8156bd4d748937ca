"""Where tables come from: what is accepted, what is refused, and how old each may be."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gp_sync.core.model import Severity
from gp_sync.references.settings import CsvReferenceSettings, ReferenceSettings, SqlReferenceSettings
from gp_sync.references.tables import TABLES

CSV = CsvReferenceSettings(folder="export")
SQL = SqlReferenceSettings(url="mssql+pyodbc://sql01/{company}")


class TestSources:
    def test_without_settings_all_tables_come_from_the_service(self) -> None:
        settings = ReferenceSettings()

        assert settings.used == {"service"}
        assert settings.max_age == {name: table.max_age for name, table in TABLES.items()}

    def test_single_tables_may_come_from_elsewhere(self) -> None:
        settings = ReferenceSettings(tables={"exchange_rates": "sql", "buyers": "csv"}, sql=SQL, csv=CSV)

        assert settings.used == {"service", "sql", "csv"}
        assert [settings.source_of(name) for name in ("vendors", "buyers")] == ["service", "csv"]

    def test_each_company_has_its_address(self) -> None:
        settings = attrs_with_urls()

        assert settings.url_of("TWO") == "mssql+pyodbc://sql01/TWO"
        assert settings.url_of("THREE") == "mssql+pyodbc://sql02/THREE"
        assert SqlReferenceSettings(urls={"TWO": "sqlite:///two.db"}).url_of("THREE") == ""


def attrs_with_urls() -> SqlReferenceSettings:
    return SqlReferenceSettings(url=SQL.url, urls={"THREE": "mssql+pyodbc://sql02/THREE"})


class TestAges:
    def test_a_file_may_be_a_night_old_and_what_is_said_wins(self) -> None:
        settings = ReferenceSettings(source="csv", csv=CSV, max_age_hours={"vendors": Decimal("1.5")})

        assert settings.max_age["gl_accounts"] == timedelta(hours=26)
        assert settings.max_age["fiscal_periods"] == timedelta(hours=24)
        assert settings.max_age["vendors"] == timedelta(minutes=90)

    def test_what_is_said_counts_for_the_service_too(self) -> None:
        settings = ReferenceSettings(max_age_hours={"fiscal_periods": Decimal(1)})

        assert settings.max_age["fiscal_periods"] == timedelta(hours=1)


class TestSeverities:
    def test_single_tables_may_be_missed_with_another_severity(self) -> None:
        settings = ReferenceSettings(severity={"buyers": "HOLD", "units": "WARN"})

        assert settings.severities == {"buyers": Severity.HOLD, "units": Severity.WARN}


class TestRefusals:
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"source": "excel"}, "source is 'excel': give one of service, sql, csv"),
            (
                {"tables": {"vendor": "csv"}},
                "tables names no such table: vendor; there are gl_accounts, account_format,",
            ),
            (
                {"tables": {"vendors": "excel"}},
                "tables gives vendors the source 'excel': give one of service, sql, csv",
            ),
            ({"max_age_hours": {"terms": Decimal(1)}}, "max_age_hours names no such table: terms"),
            ({"max_age_hours": {"sites": Decimal(0)}}, "max_age_hours gives sites 0 hours: give a number above 0"),
            ({"severity": {"terms": "WARN"}}, "severity names no such table: terms"),
            (
                {"severity": {"sites": "warn"}},
                "severity gives sites 'warn': give one of WARN, HOLD, BLOCK",
            ),
            (
                {"severity": {"currencies": "WARN"}},
                "severity gives currencies 'WARN': give one of HOLD, BLOCK, since no order can be written without it",
            ),
            ({"severity": {"vendors": "WARN"}}, "severity gives vendors 'WARN': give one of HOLD, BLOCK"),
            ({"source": "sql"}, "tables come from sql, and sql has no url: give url, or urls by company"),
            ({"tables": {"sites": "csv"}}, "tables come from csv, and csv has no folder: give one"),
        ],
    )
    def test_they_name_the_key_the_value_and_what_is_accepted(self, said: dict[str, Any], words: str) -> None:
        with pytest.raises(ValueError) as refused:  # noqa: PT011  # the words are compared
            ReferenceSettings(**said)

        assert str(refused.value).startswith(words)

    def test_a_select_for_no_table(self) -> None:
        with pytest.raises(ValueError, match="selects names no such table: rates"):
            SqlReferenceSettings(selects={"rates": "rates.sql"})


class TestPlaces:
    def test_paths_are_relative_to_the_configuration(self, tmp_path: Path) -> None:
        sql = SqlReferenceSettings(url=SQL.url, selects={"tax_schedules": "sql/tax.sql"})

        placed = ReferenceSettings(tables={"tax_schedules": "sql"}, sql=sql, csv=CSV).placed(tmp_path)

        assert placed.sql.selects == {"tax_schedules": str(tmp_path / "sql" / "tax.sql")}
        assert placed.csv.folder == str(tmp_path / "export")
        assert ReferenceSettings().placed(tmp_path) == ReferenceSettings()
