"""What Procurify calls its locations and departments, vendors, account codes, users and custom fields."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import procurify_client as pc
from gp_sync.mapping.against import ProcurifyNames
from gp_sync.systems.procurify import unavailable
from gp_sync.systems.procurify_orders import person_name

__all__ = ["listed_in_procurify", "names_in_procurify"]


def names_in_procurify(client: pc.Procurify) -> ProcurifyNames:
    """Read the names of all locations and departments that are active. Raises Unavailable."""
    with unavailable():
        locations = [row.name for row in client.locations.list() if row.name and row.active is not False]
        departments = [
            (row.name, row.location.name)
            for row in client.departments.list()
            if row.name and row.active is not False and row.location is not None and row.location.name
        ]
    return ProcurifyNames(locations=tuple(locations), departments=tuple(departments))


def listed_in_procurify(client: pc.Procurify, kind: str) -> tuple[str, ...]:
    """Read all names of one kind. Those no longer in use are among them, since old orders have them.

    Archived vendors are not, nor custom fields of other records than order items: Procurify lists neither.

    Args:
        client: who is asked.
        kind: `vendor`, `account code`, `user` or `custom field`.

    Raises:
        Unavailable: the list cannot be read, such as without the right to it.
    """
    with unavailable():
        return tuple(name for name in _LISTS[kind](client) if name)


def _vendors(client: pc.Procurify) -> Iterator[str | None]:
    return (row.name for row in client.vendors.list())


def _account_codes(client: pc.Procurify) -> Iterator[str | None]:
    return (row.code for row in client.account_codes.list())


def _users(client: pc.Procurify) -> Iterator[str | None]:
    return (person_name(row) for row in client.users.list())


def _custom_fields(client: pc.Procurify) -> Iterator[str | None]:
    return (row.name for row in client.custom_fields.list())


_LISTS: Mapping[str, Callable[[pc.Procurify], Iterator[str | None]]] = MappingProxyType(
    {"vendor": _vendors, "account code": _account_codes, "user": _users, "custom field": _custom_fields}
)
