"""The loop breaker: how often is too often, and what counts."""

from datetime import datetime, timedelta

from gp_sync.core.canonical import fingerprint
from gp_sync.flows.vendors.document import VendorRecord, Written
from gp_sync.flows.vendors.loops import flips, trail_of
from gp_sync.flows.vendors.policy import VendorPolicy
from tests.gp_sync.flows.vendors.two_systems import START

POLICY = VendorPolicy()


def trail(*days: float | None, field: str = "contact", text: str = "B. Payer") -> tuple[Written, ...]:
    """Writes of one value, so many days after the start."""
    at = [None if day is None else START + timedelta(days=day) for day in days]
    return tuple(Written(field=field, value=fingerprint(text), turn=1, at=when) for when in at)


def frozen(rows: tuple[Written, ...], released: datetime | None = None) -> bool:
    return flips(rows, "contact", "B. Payer", POLICY, released)


class TestFlips:
    def test_three_writes_of_one_value_within_a_week_are_too_many(self) -> None:
        assert frozen(trail(0, 3, 7))

    def test_two_are_not(self) -> None:
        assert not frozen(trail(0, 1))

    def test_nor_are_three_over_a_longer_time(self) -> None:
        assert not frozen(trail(0, 3, 8))

    def test_other_values_and_other_fields_do_not_count(self) -> None:
        assert not frozen((*trail(0, 1), *trail(1, text="C. Clerk"), *trail(1, field="name")))

    def test_the_last_ones_count(self) -> None:
        assert frozen(trail(0, 100, 101, 102))

    def test_writes_whose_time_is_not_known_count_as_close(self) -> None:
        assert frozen(trail(None, None, None))

    def test_what_was_written_before_a_release_counts_no_more(self) -> None:
        assert not frozen(trail(0, 1, 2), START + timedelta(days=2))
        assert not frozen(trail(None, None, None), START)
        assert frozen(trail(0, 3, 4, 5), START + timedelta(days=2))


class TestTrail:
    def test_it_grows_by_what_is_written_and_keeps_the_last_of_each_field(self) -> None:
        other = Written(field="contact", value="", turn=1, at=START)
        record = VendorRecord(trail=(other, *trail(*range(100), field="name")))

        grown = trail_of(record, {"name": "Lakeshore"}, 7, START)

        assert (len(grown), grown[0]) == (101, other)
        assert grown[-1] == Written(field="name", value=fingerprint("Lakeshore"), turn=7, at=START)

    def test_it_begins_with_the_first_write(self) -> None:
        assert [row.field for row in trail_of(None, {"name": "Lakeshore"}, 1, None)] == ["name"]
