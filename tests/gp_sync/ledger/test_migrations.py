"""The migrations make exactly the tables that the stores use."""

import importlib.resources
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from gp_sync.ledger.sql import SqlStore
from gp_sync.ledger.tables import REVISION, make_tables


class TestTables:
    def test_alembic_finds_no_difference(self, url: str) -> None:
        SqlStore.create(url, table_prefix="sync_").close()
        tables = make_tables(None, "sync_")
        engine = sa.create_engine(url)

        with engine.connect() as sql:
            options = {"version_table": "sync_version", "compare_type": True}
            context = MigrationContext.configure(sql, opts=options)
            differences = compare_metadata(context, tables.metadata)

        engine.dispose()
        assert differences == []

    @pytest.mark.parametrize(("schema", "prefix"), [(None, "gp_sync_"), ("main", "other_")])
    def test_the_definitions_are_the_same_to_the_letter(
        self, url: str, path: Path, tmp_path: Path, schema: str | None, prefix: str
    ) -> None:
        """Also what Alembic does not compare: conditions of indexes, primary and foreign keys."""
        SqlStore.create(url, schema=schema, table_prefix=prefix).close()
        direct = tmp_path / "direct.db"
        engine = sa.create_engine(f"sqlite:///{direct.as_posix()}")
        make_tables(schema, prefix).metadata.create_all(engine)
        engine.dispose()

        made, described = definitions(path), definitions(direct)

        assert made.pop(f"{prefix}version")
        assert made == described
        assert len(described) == 21


class TestRevisions:
    def test_the_tables_are_of_the_newest_revision(self) -> None:
        config = Config()
        config.set_main_option("script_location", "gp_sync.ledger:migrations")

        scripts = ScriptDirectory.from_config(config)

        assert scripts.get_heads() == [REVISION]

    def test_the_revisions_compare_as_texts(self) -> None:
        """Older and newer are told apart by that."""
        assert re.fullmatch(r"\d{4}", REVISION)

    def test_the_template_of_new_migrations_is_installed(self) -> None:
        template = importlib.resources.files("gp_sync.ledger") / "migrations" / "script.py.mako"

        assert template.is_file()


def definitions(path: Path) -> dict[str, str]:
    """The statement that made each table and index, by name, without spaces at line ends."""
    with closing(sqlite3.connect(path)) as other:
        rows = other.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: re.sub(r"\s+", " ", text) for name, text in rows}
