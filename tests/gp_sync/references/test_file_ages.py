"""How long the rows of a file count, and what happens where the file is old."""

from datetime import datetime, timedelta

import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import TableState
from gp_sync.core.model import Severity
from gp_sync.references.answers import TableReferences
from gp_sync.references.rows import Named, Site
from gp_sync.references.tables import TABLES
from gp_sync.testing import HandClock
from tests.gp_sync.references.cached import LONG_AGO, NORTH, SOUTH, stopped
from tests.gp_sync.references.listed import ListedTables


class TestFiles:
    @pytest.fixture
    def written(self, source: ListedTables, clock: HandClock) -> datetime:
        source.written = clock() - timedelta(hours=3)
        return source.written

    def test_what_is_in_a_file_counts_until_the_file_changes(
        self, references: TableReferences, source: ListedTables, clock: HandClock, written: datetime
    ) -> None:
        for _ in range(3):
            assert references.find(SOUTH, clock()) is None
        assert len(source.asked) == 1
        source.tables["sites"] = [Site(id="02-S")]
        source.written = written + timedelta(hours=1)

        assert references.find(SOUTH, LONG_AGO) == "02-S"

    def test_one_that_is_too_old_holds_and_says_what_is_accepted(
        self, references: TableReferences, source: ListedTables, clock: HandClock, written: datetime
    ) -> None:
        clock.advance(hours=21)
        assert references.find(NORTH, LONG_AGO) == "01-N"
        clock.advance(seconds=1)

        found = stopped(references, NORTH).finding

        assert (found.code, found.severity) == ("REFERENCE_STALE", Severity.HOLD)
        assert found.cause == names.table("TWO", "sites")
        assert found.tried == f"sites.listed is of {written:%Y-%m-%d %H:%M} UTC, and may be at most 24 hours old"

    def test_one_of_the_future_is_not_young_for_ever(
        self, references: TableReferences, source: ListedTables, clock: HandClock
    ) -> None:
        source.written = clock() + timedelta(minutes=5)
        assert references.find(NORTH, LONG_AGO) == "01-N"
        source.written = clock() + timedelta(minutes=5, seconds=1)

        found = stopped(references, NORTH).finding

        assert (found.code, found.severity) == ("REFERENCE_STALE", Severity.HOLD)
        assert found.tried == f"sites.listed is of {source.written:%Y-%m-%d %H:%M} UTC, and its clock is ahead"

    @pytest.mark.parametrize("name", ["shipping_methods", "units"])
    def test_an_old_one_holds_where_gp_would_take_what_it_does_not_know(
        self, references: TableReferences, source: ListedTables, clock: HandClock, written: datetime, name: str
    ) -> None:
        source.tables[name] = []
        ref = names.unit("TWO", "Each") if name == "units" else names.shipping_method("TWO", "GROUND")
        clock.advance(hours=22)

        assert stopped(references, ref).finding.severity is Severity.HOLD

    def test_an_old_one_only_warns_what_can_do_without(
        self, references: TableReferences, source: ListedTables, clock: HandClock, written: datetime
    ) -> None:
        source.tables["buyers"] = [Named(id="ANN")]
        clock.advance(hours=22)

        assert stopped(references, names.buyer("TWO", "ANN")).finding.severity is Severity.WARN

    def test_an_old_one_weighs_what_the_configuration_says_of_its_table(
        self, source: ListedTables, clock: HandClock, written: datetime
    ) -> None:
        chosen = {"sites": Severity.WARN}
        references = TableReferences(dict.fromkeys(TABLES, source), frozenset({"TWO"}), clock, severity=chosen)
        clock.advance(hours=22)

        found = stopped(references, NORTH).finding

        assert (found.code, found.severity, found.usual) == ("REFERENCE_STALE", Severity.WARN, Severity.HOLD)

    def test_a_new_file_is_another_fact(
        self, references: TableReferences, source: ListedTables, written: datetime
    ) -> None:
        ref = names.table("TWO", "sites")
        before = references.find(ref, LONG_AGO)
        source.written = written + timedelta(hours=1)

        assert before == TableState(available=True, as_of=written.isoformat())
        assert references.find(ref, LONG_AGO) != before
