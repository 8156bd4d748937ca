"""What all resources share: where they are, and how to build a call for one of them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

from dynamicsgp_sba import reading
from dynamicsgp_sba.call import Call, Response
from dynamicsgp_sba.models import RecordList
from dynamicsgp_sba.profile import ResourceProfile, SiteProfile
from dynamicsgp_sba.urls import join

__all__ = ["Place", "Sender"]

T = TypeVar("T")


class Sender:
    """Sends calls. `send` gives the value, `exchange` the whole answer."""

    def __init__(self, exchange: Callable[[Call[Any]], Response[Any]]) -> None:
        self._exchange = exchange

    def exchange(self, call: Call[T]) -> Response[T]:
        """Send a call and give its answer."""
        return self._exchange(call)

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

    def list(self, name: str, kind: type[T], query: Mapping[str, str] | None = None) -> Call[RecordList[T]]:
        """Build the call for a resource's list."""
        resource = self.profile.resource(name)
        return Call(
            method="GET",
            url=self.url(resource, resource.path(self.profile.product), query),
            read=lambda content: reading.read_list(content, kind, resource.aliases),
        )

    def list_under(self, name: str, kind: type[T], part: str, part_of: Callable[[T], str]) -> Call[RecordList[T]]:
        """Build the call for the records under the first part of a key, which `part_of` tells of each.

        Others are left out, whether the service has no such list or takes no notice of the part.
        """
        resource = self.profile.resource(name)
        wanted = part.rstrip(" ").casefold()

        def read(content: bytes) -> RecordList[T]:
            found = reading.read_list(content, kind, resource.aliases)
            return RecordList((row for row in found if part_of(row).casefold() == wanted), found.unreadable)

        return Call(
            method="GET",
            url=self.url(resource, resource.path_under(self.profile.product, part)),
            keys=(part,) if resource.part_path is not None else (),
            read=read,
        )

    def one(self, name: str, kind: type[T], keys: tuple[str, ...] = ()) -> Call[T]:
        """Build the call for one record, or for a resource that is one document as a whole."""
        resource = self.profile.resource(name)
        return Call(
            method="GET",
            url=self.url(resource, resource.path(self.profile.product, keys)),
            keys=keys,
            read=lambda content: reading.read_record(content, kind, resource.aliases),
        )

    def write(
        self,
        name: str,
        kind: type[T],
        *,
        method: str,
        body: bytes,
        action: str | None,
        keys: tuple[str, ...] = (),
        timeout: float | None = None,
    ) -> Call[T]:
        """Build a call that changes something; its answer is the record as GP then holds it."""
        resource = self.profile.resource(name)
        return Call(
            method=method,
            url=self.url(resource, resource.path(self.profile.product, keys)),
            keys=keys,
            body=body,
            headers={} if action is None else {"GP-Custom-Action": action},
            write=True,
            atomic=resource.atomic,
            timeout=timeout,
            read=lambda content: reading.read_written(content, kind, resource.aliases),
        )

    def url(self, resource: ResourceProfile, path: str, query: Mapping[str, str] | None = None) -> str:
        """Give the address of a service path of a resource."""
        company = None if resource.tenant_level else self.company
        base = self.base if resource.base_url is None else resource.base_url.rstrip("/")
        return join(base, self.tenant, company, path, query)
