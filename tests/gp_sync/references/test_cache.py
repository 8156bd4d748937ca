"""How long a table counts, what a miss means, and what happens where a table is missing or cannot be read."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Account, TableState
from gp_sync.core.findings import finding
from gp_sync.core.fiscal import FiscalPeriod, FiscalYear
from gp_sync.core.model import Ref, Severity, Unavailable
from gp_sync.references.answers import TableReferences
from gp_sync.references.port import TableSource, Unreadable
from gp_sync.references.rows import ItemVendor, Named, Site, Unit
from gp_sync.references.tables import TABLES
from gp_sync.testing import HandClock
from tests.gp_sync.references.cached import LONG_AGO, NORTH, SOUTH, stopped
from tests.gp_sync.references.listed import ListedTables


class TestAge:
    def test_a_table_is_read_once_for_all_its_rows(self, references: TableReferences, source: ListedTables) -> None:
        source.tables["sites"] = [Site(id="01-N"), Site(id="02-S")]

        assert [references.find(ref, LONG_AGO) for ref in (NORTH, SOUTH, NORTH)] == ["01-N", "02-S", "01-N"]
        assert source.asked == [("sites", None)]

    def test_each_company_has_its_own(self, references: TableReferences, source: ListedTables) -> None:
        references.find(NORTH, LONG_AGO)

        references.find(names.site("THREE", "01-N"), LONG_AGO)

        assert len(source.asked) == 2

    def test_it_is_read_again_when_it_is_older_than_its_own_age(
        self, references: TableReferences, source: ListedTables, clock: HandClock
    ) -> None:
        references.find(NORTH, LONG_AGO)

        clock.advance(hours=24)
        references.find(NORTH, LONG_AGO)
        assert len(source.asked) == 1

        clock.advance(seconds=1)
        references.find(NORTH, LONG_AGO)
        assert len(source.asked) == 2

    def test_it_is_read_again_when_the_clock_was_set_back(
        self, references: TableReferences, source: ListedTables, clock: HandClock
    ) -> None:
        """Else it would count until the old time comes again."""
        references.find(NORTH, LONG_AGO)

        clock.advance(days=-3)
        references.find(NORTH, LONG_AGO)
        references.find(NORTH, LONG_AGO)

        assert len(source.asked) == 2

    def test_a_configured_age_takes_the_place_of_its_own(self, source: ListedTables, clock: HandClock) -> None:
        ages = {"sites": timedelta(minutes=1)}
        references = TableReferences(dict.fromkeys(TABLES, source), frozenset({"TWO"}), clock, ages)
        references.find(NORTH, LONG_AGO)
        clock.advance(seconds=61)

        references.find(NORTH, LONG_AGO)

        assert len(source.asked) == 2

    def test_who_asks_may_want_it_newer(
        self, references: TableReferences, source: ListedTables, clock: HandClock
    ) -> None:
        references.find(NORTH, LONG_AGO)
        clock.advance(minutes=1)

        references.find(NORTH, clock())

        assert len(source.asked) == 2

    def test_a_big_table_is_asked_by_key_and_kept_by_key(
        self, references: TableReferences, source: ListedTables
    ) -> None:
        for item in ("HOSE", "hose ", "PUMP"):
            assert references.find(names.item_vendor("TWO", item, "CONTOSO"), LONG_AGO)

        assert source.asked == [("item_vendors", "HOSE"), ("item_vendors", "PUMP")]

    def test_a_source_that_looks_up_no_keys_is_read_whole(self, clock: HandClock) -> None:
        rows = [ItemVendor(item="HOSE", vendor="CONTOSO"), ItemVendor(item="PUMP", vendor="CONTOSO")]
        source = ListedTables(keyed=False, item_vendors=rows)
        references = TableReferences({"item_vendors": source}, frozenset({"TWO"}), clock)

        found = [references.find(names.item_vendor("TWO", item, "CONTOSO"), LONG_AGO) for item in ("HOSE", "PUMP")]

        assert found == ["HOSE", "PUMP"]
        assert source.asked == [("item_vendors", None)]


class TestMiss:
    def test_an_absence_of_an_earlier_run_is_read_again(
        self, references: TableReferences, source: ListedTables, clock: HandClock
    ) -> None:
        assert references.find(SOUTH, LONG_AGO) is None
        source.tables["sites"] = [Site(id="02-S")]
        clock.advance(minutes=5)
        references.begin_run(clock())

        assert references.find(SOUTH, LONG_AGO) == "02-S"

    def test_an_absence_counts_for_its_run(
        self, references: TableReferences, source: ListedTables, clock: HandClock
    ) -> None:
        clock.advance(seconds=1)

        for _ in range(3):
            assert references.find(SOUTH, LONG_AGO) is None

        assert len(source.asked) == 1


class TestUnreadable:
    def test_only_who_asks_for_the_row_is_stopped(self, references: TableReferences, source: ListedTables) -> None:
        source.unreadable["sites"] = [Unreadable(key=("02-s ",), why="line 3: column INACTIVE is 'x'")]

        found = stopped(references, SOUTH).finding

        assert (found.code, found.cause) == ("RECORD_UNUSABLE", SOUTH)
        assert found.tried == "site 02-S of TWO: line 3: column INACTIVE is 'x'"
        assert references.find(NORTH, LONG_AGO) == "01-N"

    def test_one_that_was_read_in_this_run_is_not_read_once_more(
        self, references: TableReferences, source: ListedTables, clock: HandClock
    ) -> None:
        source.unreadable["sites"] = [Unreadable(key=("01-N",), why="bad")]

        stopped(references, NORTH, clock())

        assert len(source.asked) == 1

    def test_one_that_is_mended_can_be_used_by_the_next_run(
        self, references: TableReferences, source: ListedTables, clock: HandClock
    ) -> None:
        source.unreadable["sites"] = [Unreadable(key=("01-N",), why="bad")]
        stopped(references, NORTH)
        source.unreadable.clear()
        clock.advance(minutes=1)
        references.begin_run(clock())

        assert references.find(NORTH, LONG_AGO) == "01-N"

    def test_a_row_whose_key_is_seen_in_part_stands_for_all_that_begin_so(
        self, references: TableReferences, source: ListedTables
    ) -> None:
        source.unreadable["item_vendors"] = [Unreadable(key=("HOSE",), why="bad")]

        stopped(references, names.item_vendor("TWO", "HOSE", "LITWARE"))

    def test_two_rows_of_one_name_that_differ_are_no_answer(
        self, references: TableReferences, source: ListedTables
    ) -> None:
        source.tables["sites"] = [Site(id="01-N"), Site(id="01-n ", inactive=True), Site(id="02-S"), Site(id="02-S")]

        found = stopped(references, NORTH).finding

        assert found.tried == "site 01-N of TWO: sites.listed has two rows of that name, which differ"
        assert references.find(SOUTH, LONG_AGO) == "02-S"

    def test_a_calendar_with_a_period_less_is_no_calendar(
        self, references: TableReferences, source: ListedTables
    ) -> None:
        first = datetime(2026, 1, 1, tzinfo=UTC).date()
        source.tables["fiscal_years"] = [FiscalYear(year=2026, first=first, last=first, historical=False)]
        source.tables["fiscal_periods"] = [FiscalPeriod(year=2026, period=1, first=first, closed=False)]
        source.unreadable["fiscal_periods"] = [Unreadable(key=("2026", "2"), why="bad")]

        stopped(references, names.fiscal_calendar("TWO"))
        assert references.find(names.fiscal_period("TWO", 2026, 1), LONG_AGO)

    def test_a_unit_that_may_be_in_a_schedule_that_cannot_be_read(
        self, references: TableReferences, source: ListedTables
    ) -> None:
        source.tables["units"] = [Unit(schedule="EACH", name="Each")]
        source.unreadable["units"] = [Unreadable(key=("EACH", "Box"), why="bad"), Unreadable(key=("OLD",), why="bad")]

        stopped(references, names.units_of_schedule("TWO", "EACH"))
        stopped(references, names.unit("TWO", "BOX"))
        stopped(references, names.unit("TWO", "Each"))

    def test_suggestions_do_without_the_format(self, references: TableReferences, source: ListedTables) -> None:
        source.tables["gl_accounts"] = [
            Account(number=number, description="", active=number != "100-02", allows_entry=True, posting=True)
            for number in ("100-01", "100-02", "999-99")
        ]

        assert references.find(names.accounts_near("TWO", "100-03"), LONG_AGO) == ("100-01",)


class TestSuggestions:
    def test_they_follow_the_accounts_when_these_are_read_anew(
        self, references: TableReferences, source: ListedTables, clock: HandClock
    ) -> None:
        ref = names.accounts_near("TWO", "100-03")
        source.tables["gl_accounts"] = [
            Account(number="100-01", description="", active=True, allows_entry=True, posting=True)
        ]
        assert [references.find(ref, LONG_AGO) for _ in range(2)] == [("100-01",), ("100-01",)]
        source.tables["gl_accounts"] = []
        clock.advance(minutes=16)

        assert references.find(ref, LONG_AGO) == ()


class TestNotAvailable:
    def test_what_cannot_do_without_the_table_is_stopped(
        self, references: TableReferences, source: ListedTables
    ) -> None:
        found = stopped(references, names.currencies("TWO")).finding

        assert (found.code, found.severity) == ("TABLE_NOT_AVAILABLE", Severity.BLOCK)
        assert found.cause == names.table("TWO", "currencies")
        assert found.tried == "currencies of TWO: there is no currencies"

    def test_what_can_do_without_it_is_warned(self, references: TableReferences) -> None:
        assert stopped(references, names.buyer("TWO", "ANN")).finding.severity is Severity.WARN

    def test_the_configuration_may_weigh_the_lack_of_each_table_otherwise(
        self, source: ListedTables, clock: HandClock
    ) -> None:
        chosen = {"currencies": Severity.HOLD, "buyers": Severity.HOLD, "items": Severity.WARN}
        references = TableReferences(dict.fromkeys(TABLES, source), frozenset({"TWO"}), clock, severity=chosen)
        refs = (names.currencies("TWO"), names.buyer("TWO", "ANN"), names.item("TWO", "HOSE"))

        found = [stopped(references, ref).finding for ref in refs]

        assert [(row.severity, row.usual) for row in found] == [
            (Severity.HOLD, Severity.BLOCK),
            (Severity.HOLD, Severity.WARN),
            (Severity.WARN, Severity.WARN),
        ]
        assert stopped(references, names.unit("TWO", "Each")).finding.usual is None

    def test_the_table_itself_is_a_fact_that_changes_when_it_can_be_had(
        self, references: TableReferences, source: ListedTables
    ) -> None:
        ref = names.table("TWO", "buyers")
        assert references.find(ref, LONG_AGO) == TableState(available=False)
        source.tables["buyers"] = []

        assert references.find(ref, LONG_AGO) == TableState(available=True)

    def test_the_source_is_asked_once_in_a_run_for_a_table_that_it_lacks(
        self, references: TableReferences, source: ListedTables, clock: HandClock
    ) -> None:
        for _ in range(3):
            stopped(references, names.buyer("TWO", "ANN"))
        assert len(source.asked) == 1
        source.tables["buyers"] = [Named(id="ANN")]
        clock.advance(minutes=5)
        references.begin_run(clock())

        assert references.find(names.buyer("TWO", "ANN"), LONG_AGO) == "ANN"

    def test_a_table_without_a_source(self, clock: HandClock) -> None:
        references = TableReferences({}, frozenset({"TWO"}), clock)

        assert "it has no source in the configuration" in stopped(references, NORTH).finding.tried
        assert references.find(names.table("TWO", "sites"), LONG_AGO) == TableState(available=False)

    def test_a_source_that_is_down_is_no_missing_table(self, references: TableReferences, source: ListedTables) -> None:
        source.down = Unavailable(finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="no answer"))

        with pytest.raises(Unavailable):
            references.find(NORTH, LONG_AGO)
        with pytest.raises(Unavailable):
            references.find(names.table("TWO", "sites"), LONG_AGO)
        source.down = None
        assert references.find(NORTH, LONG_AGO) == "01-N"


class TestThreads:
    def test_a_table_that_many_wait_for_is_read_once(self, references: TableReferences, source: ListedTables) -> None:
        source.go_on.clear()
        with ThreadPoolExecutor(8) as pool:
            waiting = [pool.submit(references.find, NORTH, LONG_AGO) for _ in range(8)]
            assert source.busy.wait(10)
            source.go_on.set()

            assert [one.result(10) for one in waiting] == ["01-N"] * 8

        assert len(source.asked) == 1

    def test_another_table_does_not_wait(self, clock: HandClock) -> None:
        slow, quick = ListedTables(sites=[Site(id="01-N")]), ListedTables(buyers=[Named(id="ANN")])
        slow.go_on.clear()
        sources: dict[str, TableSource] = {"sites": slow, "buyers": quick}
        references = TableReferences(sources, frozenset({"TWO"}), clock)
        reader = threading.Thread(target=references.find, args=(NORTH, LONG_AGO))
        reader.start()
        assert slow.busy.wait(10)

        found = references.find(names.buyer("TWO", "ANN"), LONG_AGO)

        slow.go_on.set()
        reader.join(10)
        assert found == "ANN"


class TestValues:
    def test_every_table_has_a_key_and_an_age(self) -> None:
        assert all(table.max_age > timedelta() for table in TABLES.values())
        assert all(attrs.has(table.row) for table in TABLES.values())
