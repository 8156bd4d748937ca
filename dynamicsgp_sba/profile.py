"""What a site's GP offers and how: where each resource lives, how it is written, and what can be relied on.

Microsoft ships a part of the services and publishes no shapes (contract sections 3 to 7 of the SBA reference), so
every address, verb, action header and property name is an entry here that a site can change.
"""

from collections.abc import Mapping
from typing import Any

import attrs

from dynamicsgp_sba.errors import InvalidValueError, ResourceNotAvailableError
from dynamicsgp_sba.urls import encode

__all__ = ["ResourceProfile", "SiteProfile"]

_NEEDS = "install a companion service (reference page `companion-service`) and connect with profile=COMPANION"


@attrs.frozen(kw_only=True)
class ResourceProfile:
    """One resource of a site.

    Args:
        series: GP's series in the address, such as `Purchasing`; empty for a collection of the tenant.
        resource: the resource's name in the address.
        key: the columns of the key, in the order of the address.
        separator: what stands between the parts of a key.
        list_path: the address of the list, with `{path}` for product, series and resource.
        item_path: the address of one record, with `{path}` and `{key}`.
        part_path: the address of the records under the first part of a key, such as the vendors of an item; None where
            there is none, so that the whole list is read and the others are left out.
        tenant_level: whether it belongs to the tenant instead of a company.
        product: the product segment before the series; None takes the site's.
        base_url: another server for this resource, or None for the site's.
        create_verb: the HTTP method that creates.
        update_verb: the HTTP method that changes.
        create_action: the value of `GP-Custom-Action` on a create, or None for no such header.
        update_action: the same on an update.
        void_action: the same on a void.
        envelope: the member that a request's body is wrapped in, or None for a bare object.
        aliases: further property names of the answers, by the field's name in this package.
        list_is_full: whether the list's rows are whole records; if not, fields that they lack are blank or None.
        available: whether the site has it.
        reason: why not.
        refuses_existing: whether a create with a number in use is refused, in work and in history.
        atomic: whether a write does all or nothing.
        reads_history: whether reading one record looks in history too.
        longest_execution: seconds after which a request that got no answer can no longer take effect.
    """

    series: str
    resource: str
    key: tuple[str, ...] = ()
    separator: str = ";"
    list_path: str = "{path}()"
    item_path: str = "{path}({key})"
    part_path: str | None = "{path}({key})"
    tenant_level: bool = False
    product: str | None = None
    base_url: str | None = None
    create_verb: str = "POST"
    update_verb: str = "PATCH"
    create_action: str | None = None
    update_action: str | None = None
    void_action: str | None = None
    envelope: str | None = None
    aliases: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    list_is_full: bool = True
    available: bool = True
    reason: str = ""
    refuses_existing: bool = False
    atomic: bool = False
    reads_history: bool = False
    longest_execution: float = 900.0

    def path(self, product: str, keys: tuple[str, ...] = ()) -> str:
        """Give the service path of the list, or of the record with this key, encoded.

        Raises:
            InvalidValueError: a part of the key is empty, or their number is not that of the key.
        """
        if keys and self.key and len(keys) != len(self.key):
            raise InvalidValueError(
                f"{self.resource}: the key has the parts {', '.join(self.key)}, got {len(keys)} of them"
            )
        if not keys:
            return self.list_path.format(path=self._path(product))
        key = self.separator.join(encode(part) for part in keys)
        return self.item_path.format(path=self._path(product), key=key)

    def path_under(self, product: str, part: str) -> str:
        """Give the service path of the records under the first part of a key, encoded; or of all where there is none.

        Raises:
            InvalidValueError: the part is empty.
        """
        key = encode(part)
        if self.part_path is None:
            return self.path(product)
        return self.part_path.format(path=self._path(product), key=key)

    def _path(self, product: str) -> str:
        segments = (product if self.product is None else self.product, self.series, self.resource)
        return "/".join(segment for segment in segments if segment)


@attrs.frozen(kw_only=True)
class SiteProfile:
    """All resources of a site, by the names that this package gives them.

    Args:
        name: what the site's profile is called, for messages.
        resources: each resource by name, such as `purchase_orders`.
        product: the product segment that addresses carry by default; most sites have none.
    """

    name: str
    resources: Mapping[str, ResourceProfile]
    product: str = ""

    def resource(self, name: str) -> ResourceProfile:
        """Give a resource that the site has.

        Raises:
            ResourceNotAvailableError: it has not; the message says why and what to do.
        """
        found = self.resources.get(name)
        words = name.replace("_", " ")
        if found is None:
            raise ResourceNotAvailableError(f"{words}: the site profile {self.name!r} has no such resource; {_NEEDS}")
        if not found.available:
            why = found.reason or "not available here"
            raise ResourceNotAvailableError(f"{words}: {why}, says the site profile {self.name!r}; {_NEEDS}")
        return found

    def with_resource(self, name: str, **changes: Any) -> "SiteProfile":
        """Give a profile in which one resource differs, such as `with_resource("vendors", product="Dynamics")`.

        Raises:
            ResourceNotAvailableError: there is no resource of that name.
        """
        if name not in self.resources:
            known = ", ".join(sorted(self.resources))
            raise ResourceNotAvailableError(f"the site profile {self.name!r} has no {name!r}; it has {known}")
        changed = attrs.evolve(self.resources[name], **changes)
        return attrs.evolve(self, resources={**self.resources, name: changed})

    def with_product(self, product: str) -> "SiteProfile":
        """Give a profile whose addresses carry another product segment."""
        return attrs.evolve(self, product=product)
