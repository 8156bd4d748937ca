"""What the database keeps: instants as they were, all of a change or nothing, and one open write."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis.strategies import datetimes, timedeltas
from sqlalchemy.dialects import postgresql, sqlite

from gp_sync.core.states import WriteState
from gp_sync.ledger.columns import Instant
from gp_sync.ledger.sql import SqlStore
from gp_sync.ledger.values import Event
from gp_sync.testing.ledger_samples import CONNECTION, KEY, TARGET, event, intent, lease_of, reach

SQLITE: sa.Dialect = sqlite.dialect()
POSTGRESQL: sa.Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no type


class TestInstant:
    @given(
        datetimes(min_value=datetime(1900, 1, 3), max_value=datetime(2900, 1, 1)),
        timedeltas(min_value=timedelta(hours=-23), max_value=timedelta(hours=23)),
    )
    @pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
    def test_it_comes_back_in_utc_to_the_microsecond(
        self, dialect: sa.Dialect, value: datetime, offset: timedelta
    ) -> None:
        instant = value.replace(tzinfo=timezone(offset))

        stored = Instant().process_bind_param(instant, dialect)
        read = Instant().process_result_value(stored, dialect)

        assert read == instant
        assert read is not None
        assert read.tzinfo is UTC

    @given(datetimes(min_value=datetime(1900, 1, 3)), datetimes(min_value=datetime(1900, 1, 3)))
    def test_texts_sort_by_time(self, one: datetime, two: datetime) -> None:
        first, second = (Instant().process_bind_param(value.replace(tzinfo=UTC), SQLITE) for value in (one, two))

        assert (first < second) is (one < two)

    @pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
    def test_nothing_stays_nothing(self, dialect: sa.Dialect) -> None:
        assert Instant().process_bind_param(None, dialect) is None
        assert Instant().process_result_value(None, dialect) is None

    def test_a_naive_instant_is_refused(self) -> None:
        with pytest.raises(ValueError, match="with its offset from UTC, got 2026-11-04T18:30:00"):
            Instant().process_bind_param(datetime(2026, 11, 4, 18, 30), SQLITE)

    def test_postgresql_has_a_type_of_its_own(self) -> None:
        assert Instant().load_dialect_impl(POSTGRESQL).compile(POSTGRESQL) == "TIMESTAMP WITH TIME ZONE"
        assert Instant().load_dialect_impl(SQLITE).compile(SQLITE) == "TEXT"


class TestAFailureInTheMiddle:
    def test_leaves_nothing_of_the_change(self, sqlite_store: SqlStore) -> None:
        """The state of the write is changed before its event turns out to be unusable."""
        fence = lease_of(sqlite_store).fence
        reach(sqlite_store, WriteState.RESERVED, fence)
        naive = Event(what="write.sending", at=datetime(2026, 11, 4), detail={})

        with pytest.raises(ValueError, match="with its offset from UTC"):
            sqlite_store.move(KEY, TARGET, 1, WriteState.RESERVED, WriteState.SENDING, fence, naive)

        assert [write.state for write in sqlite_store.open_writes(CONNECTION)] == [WriteState.RESERVED]
        assert [row.what for row in sqlite_store.audit(CONNECTION)] == ["write.reserved"]
        assert sqlite_store.move(KEY, TARGET, 1, WriteState.RESERVED, WriteState.SENDING, fence, event())


class TestTheDatabaseItself:
    def test_refuses_a_second_open_write(self, sqlite_store: SqlStore) -> None:
        """The last line of defence, should a program ever get past the checks."""
        sqlite_store.reserve(KEY, 1, intent(), 0, lease_of(sqlite_store).fence, event())
        writes = sqlite_store._database.tables.writes

        columns = [column.name for column in writes.c]
        again = sa.select(*(sa.literal(2) if name == "attempt" else writes.c[name] for name in columns))

        def insert() -> None:
            with sqlite_store._database.writing() as sql:
                sql.execute(writes.insert().from_select(columns, again))

        with pytest.raises(sa.exc.IntegrityError):
            insert()
        assert sqlite_store.attempts(KEY, TARGET) == 1
