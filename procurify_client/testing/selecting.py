"""How lists select records: by equal values, by days, and by lists of ids in one text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import partial

from procurify_client.testing.checks import Filters
from procurify_client.testing.pages import Later
from procurify_client.testing.shapes import Wire

__all__ = ["as_they_are", "equal", "ids_in", "in_days", "matching", "with_values"]


def as_they_are(records: Iterable[Wire]) -> list[Later]:
    """List records that are in wire form already."""
    return [partial(_itself, record) for record in records]


def _itself(record: Wire) -> Wire:
    return record


def equal(filters: Filters, name: str, value: object) -> bool:
    """Tell whether a filter is not set, or asks for this value."""
    return name not in filters or _same(filters[name], value)


def _same(wanted: object, value: object) -> bool:
    """Compare; numbers in texts count as numbers where the filter is one."""
    if isinstance(wanted, Decimal):
        return value is not None and Decimal(str(value)) == wanted
    return wanted == value


def with_values(records: Iterable[Wire], filters: Filters, *names: str) -> Iterator[Wire]:
    """Select the records whose fields have the values that filters of the same names ask for."""
    names = tuple(name for name in names if name in filters)
    return (record for record in records if all(_same(filters[name], record[name]) for name in names))


def matching(filters: Filters, values: Mapping[str, Callable[..., object]]) -> Callable[..., bool]:
    """Make a test: do all values have what the filters of their names ask for, as far as these are set?

    Args:
        filters: the query's.
        values: for each filter, how to get the value from what is tested.
    """
    tests = [(get, filters[name]) for name, get in values.items() if name in filters]
    return lambda *tested: all(_same(wanted, get(*tested)) for get, wanted in tests)


def ids_in(filters: Filters, name: str) -> Callable[[object], bool]:
    """Make a test: is an id in the filter's list, a text of ids with commas, or is the filter not set?"""
    if name not in filters:
        return lambda _: True
    wanted = {part.strip() for part in filters[name].split(",")}
    return lambda value: str(value) in wanted


def in_days(
    filters: Filters, zone: tzinfo, instants: Mapping[str, Callable[..., datetime | None]]
) -> Callable[..., bool]:
    """Make a test: do all instants lie in the days that are asked for?

    Args:
        filters: the query's: days from `<name>_0` to `<name>_1`, both included.
        zone: where the days are cut.
        instants: for each name, how to get the instant from what is tested.
    """
    tests = [
        (get, filters.get(f"{name}_0", date.min), filters.get(f"{name}_1", date.max))
        for name, get in instants.items()
        if {f"{name}_0", f"{name}_1"} & filters.keys()
    ]

    def lie_in(*tested: object) -> bool:
        for get, since, until in tests:
            instant = get(*tested)
            if instant is None or not since <= instant.astimezone(zone).date() <= until:
                return False
        return True

    return lie_in
