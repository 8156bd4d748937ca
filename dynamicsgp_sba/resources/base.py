"""What all resources share: where they are, and how to build a call for one of them."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import attrs

from dynamicsgp_sba import reading
from dynamicsgp_sba.arguments import check_kind
from dynamicsgp_sba.call import Call, Response, Send
from dynamicsgp_sba.columns import columns
from dynamicsgp_sba.errors import (
    DynamicsGPError,
    InvalidValueError,
    KeyRefusedError,
    NotFoundError,
    RecordLockedError,
    RefusedError,
    ServerError,
    UnexpectedAnswerError,
)
from dynamicsgp_sba.models import RecordList, UnreadableRecord
from dynamicsgp_sba.profile import CompanyDecimals, ResourceProfile, SiteProfile
from dynamicsgp_sba.urls import join

__all__ = ["Filter", "Place", "Sender", "changed_since", "with_time_left"]

T = TypeVar("T")

# A record that cannot be read is that record's error, and the list goes on.
_OF_ONE_RECORD = (
    InvalidValueError,
    KeyRefusedError,
    RecordLockedError,
    RefusedError,
    ServerError,
    UnexpectedAnswerError,
)


@attrs.frozen(kw_only=True)
class Filter(Generic[T]):
    """What a list is narrowed to.

    Args:
        text: the value of the query's parameter, where the service has one.
        keeps: whether a record stays, where it has none.
    """

    text: str
    keeps: Callable[[T], bool]


def with_time_left(call: Call[T], timeout: float | None, started: float) -> Call[T]:
    """Give a call what is left of the seconds that it shares with others since a monotonic time; None has no end."""
    if timeout is None:
        return call
    return attrs.evolve(call, timeout=max(0.0, timeout - (time.monotonic() - started)))


def changed_since(instant: datetime) -> Filter[Any]:
    """Narrow a list to the records that were changed at an instant or later.

    Raises:
        InvalidValueError: the instant has no offset from UTC.
        TypeError: it is no instant, such as a day.
    """
    check_kind("changed_since", instant, datetime)
    if instant.tzinfo is None:
        raise InvalidValueError(f"changed_since {instant} has no offset from UTC: give an aware instant")
    return Filter(
        text=instant.astimezone(UTC).isoformat(timespec="milliseconds"),
        # A record that does not tell when it was changed may have been.
        keeps=lambda row: row.changed_at is None or row.changed_at >= instant,
    )


class Sender:
    """Sends calls. `send` gives the value, `exchange` the whole answer."""

    def __init__(self, exchange: Callable[[Call[Any]], Response[Any]]) -> None:
        self._exchange = exchange

    def exchange(self, call: Call[T]) -> Response[T]:
        """Send a call, and those that complete its value, and give its answer."""
        started = time.monotonic()
        response = self._exchange(call)
        if call.complete is None:
            return response

        def send(further: Call[Any]) -> Any:
            return self.send(with_time_left(further, call.timeout, started))

        return attrs.evolve(response, data=call.complete(response.data, send))

    def send(self, call: Call[T]) -> T:
        """Send a call and give the value of its answer."""
        return self.exchange(call).data


@attrs.frozen(kw_only=True)
class Place:
    """A company of an installation, or with no company the installation's tenant.

    Args:
        base: the checked base address.
        tenant: the tenant.
        company: the company's display name, or None.
        profile: what the site has.
    """

    base: str
    tenant: str
    company: str | None
    profile: SiteProfile

    @property
    def decimals(self) -> CompanyDecimals:
        """What the profile states of the company's decimals."""
        return self.profile.decimals_of(self.company)

    def list(
        self, name: str, kind: type[T], filters: Mapping[str, Filter[T]] = MappingProxyType({})
    ) -> Call[RecordList[T]]:
        """Build the call for a resource's list; what the service cannot narrow it to is left out afterwards.

        Args:
            name: the resource.
            kind: its record.
            filters: what to narrow it to, by the names of `ResourceProfile.filters`.
        """
        resource = self.profile.resource(name)
        query = {resource.filters[wanted]: filters[wanted].text for wanted in filters if wanted in resource.filters}
        keeps = [filters[wanted].keeps for wanted in filters if wanted not in resource.filters]
        return self._rows(name, kind, self.url(resource, resource.list_address(self.profile.product), query), keeps)

    def list_under(self, name: str, kind: type[T], field: str, value: str) -> Call[RecordList[T]]:
        """Build the call for the records with this value in the field that is the first part of their key.

        Others are left out, whether the service has no such list or takes no notice of the value.
        """
        resource = self.profile.resource(name)
        wanted = value.rstrip(" ").casefold()
        path = resource.part_address(self.profile.product, columns(kind)[field], value)
        url = self.url(resource, resource.list_address(self.profile.product) if path is None else path)
        keeps = [lambda row: str(getattr(row, field)).casefold() == wanted]
        return self._rows(name, kind, url, keeps, () if path is None else (value,))

    def one(self, name: str, kind: type[T], key: Mapping[str, str] | None = None) -> Call[T]:
        """Build the call for one record, or without a key for a resource that is one document as a whole."""
        resource = self.profile.resource(name)
        return Call(
            method="GET",
            url=self.url(resource, self._path(resource, key)),
            keys=_values(resource, key),
            headers=_headers(resource),
            read=lambda content: reading.read_record(content, kind, resource.aliases, **_forms(resource)),
        )

    def write(
        self,
        name: str,
        kind: type[T],
        *,
        method: str,
        body: bytes,
        action: str | None,
        key: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Call[T]:
        """Build a call that changes something; its answer is the record as GP then holds it."""
        resource = self.profile.resource(name)
        return Call(
            method=method,
            url=self.url(resource, self._path(resource, key)),
            keys=_values(resource, key),
            body=body,
            headers=_headers(resource, action),
            write=True,
            atomic=resource.atomic,
            timeout=timeout,
            read=lambda content: reading.read_written(content, kind, resource.aliases, **_forms(resource)),
        )

    def write_then(
        self,
        name: str,
        *,
        method: str,
        action: str | None,
        body: bytes | None = None,
        key: Mapping[str, str] | None = None,
        timeout: float | None = None,
        then: Call[T] | None = None,
    ) -> Call[Any]:
        """Build a call that changes something, and gives what a read afterwards gives; without one it gives None.

        For services whose answer to a write is not known, as none of Microsoft's is.
        """
        resource = self.profile.resource(name)
        return Call(
            method=method,
            url=self.url(resource, self._path(resource, key)),
            keys=_values(resource, key),
            body=body,
            headers=_headers(resource, action),
            write=True,
            atomic=resource.atomic,
            timeout=timeout,
            read=reading.read_acknowledged,
            complete=None if then is None else lambda _, send: _read_back(send, then),
        )

    def url(self, resource: ResourceProfile, path: str, query: Mapping[str, str] | None = None) -> str:
        """Give the address of a service path of a resource."""
        base = self.base if resource.base_url is None else resource.base_url.rstrip("/")
        return join(base, resource.root(self.tenant, self.company), path, {**resource.query, **(query or {})})

    def _path(self, resource: ResourceProfile, key: Mapping[str, str] | None) -> str:
        product = self.profile.product
        return resource.list_address(product) if key is None else resource.item_address(product, key)

    def _rows(
        self, name: str, kind: type[T], url: str, keeps: Sequence[Callable[[T], bool]], keys: tuple[str, ...] = ()
    ) -> Call[RecordList[T]]:
        resource = self.profile.resource(name)

        def kept(found: RecordList[T]) -> RecordList[T]:
            return RecordList((row for row in found if all(keep(row) for keep in keeps)), found.unreadable)

        if resource.list_is_full:
            return Call(
                method="GET",
                url=url,
                keys=keys,
                headers=_headers(resource),
                read=lambda content: kept(reading.read_list(content, kind, resource.aliases, **_forms(resource))),
            )
        summaries: Call[Any] = Call(
            method="GET",
            url=url,
            keys=keys,
            headers=_headers(resource),
            read=lambda content: reading.read_keys(content, kind, resource.key, resource.aliases),
            complete=lambda found, send: kept(self._each(name, kind, found, send)),
        )
        return summaries

    def _each(self, name: str, kind: type[T], found: RecordList[dict[str, str]], send: Send) -> RecordList[T]:
        """Read each record of a list of summaries by its key."""
        records: list[T] = []
        unreadable = [*found.unreadable]
        for position, key in enumerate(found):
            try:
                records.append(send(self.one(name, kind, key)))
            except NotFoundError:
                continue  # deleted since the list was made
            except _OF_ONE_RECORD as error:
                row = UnreadableRecord(
                    position=position, key=";".join(key.values()), problems=(str(error),), content=error.body
                )
                unreadable.append(row)
        return RecordList(records, unreadable)


def _read_back(send: Send, call: Call[T]) -> T:
    """Read what was just written."""
    try:
        found: T = send(call)
    except DynamicsGPError as error:
        error.outcome_unknown = True  # the write was taken, but what GP made of it was not seen
        raise
    return found


def _values(resource: ResourceProfile, key: Mapping[str, str] | None) -> tuple[str, ...]:
    return () if key is None else tuple(key[column] for column in resource.key)


def _headers(resource: ResourceProfile, action: str | None = None) -> dict[str, str]:
    """The headers of a request that a site's profile decides."""
    return {"Accept": resource.accept} | ({} if action is None else {"GP-Custom-Action": action})


def _forms(resource: ResourceProfile) -> dict[str, Any]:
    """In which forms the answers of a resource have amounts and days."""
    return {"decimal_comma": resource.decimal_comma, "time_zone": resource.time_zone}
