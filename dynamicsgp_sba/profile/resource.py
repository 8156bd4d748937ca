"""One resource of a site: where it lives, how it is written, and what can be relied on."""

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from dynamicsgp_sba.errors import InvalidValueError, ResourceNotAvailableError
from dynamicsgp_sba.profile import checks
from dynamicsgp_sba.urls import encode

__all__ = ["DATE_FORMS", "FILTERS", "NAME_FORMS", "VERBS", "NameForm", "ResourceProfile"]

NameForm = Literal["column", "dexterity", "dotnet"]

NAME_FORMS: tuple[NameForm, ...] = ("column", "dexterity", "dotnet")
"""How a service may spell the names of the JSON that it takes."""

DATE_FORMS = ("date", "date-time", "datacontract")
"""How a service may take days: `2027-04-12`, `2027-04-12T00:00:00`, or `/Date(1807488000000)/` as WCF writes them."""

VERBS = ("POST", "PATCH", "PUT", "DELETE")
"""The HTTP methods that change something."""

FILTERS = ("changed_since", "marker_prefix")
"""What a list may be narrowed to, by the names of the arguments of this package's `list` methods."""

_optional: Any = attrs.validators.optional


def _known_filters(_: Any, attribute: Any, value: Mapping[str, str]) -> None:
    unknown = sorted(set(value) - set(FILTERS))
    if unknown:
        raise ValueError(f"{attribute.name} has {', '.join(unknown)}: expected {' or '.join(FILTERS)}")
    checks.texts(_, attribute, tuple(value.values()))


def _aliases(_: Any, attribute: Any, value: Mapping[str, tuple[str, ...]]) -> None:
    checks.texts(_, attribute, tuple(value))
    for names in value.values():
        checks.texts(_, attribute, names)


def _names(_: Any, attribute: Any, value: Mapping[str, str]) -> None:
    checks.column_names(_, attribute, tuple(value))
    checks.texts(_, attribute, tuple(value.values()))


@attrs.frozen(kw_only=True)
class ResourceProfile:
    """One resource of a site.

    An empty text stands for None wherever None is possible.

    Args:
        series: GP's series in the address, such as `Purchasing`; empty for a collection of the tenant.
        resource: the resource's name in the address.
        product: the product segment before the series; `{product}` is the site's.
        base_url: another server for this resource, or None for the site's.
        tenant_level: whether it belongs to the tenant instead of a company.
        key: the columns of the key, in the order of the address.
        separator: what stands between the parts of a key.
        list_path: the address of the list, with `{path}` for product, series and resource; None where there is none.
        item_path: the address of one record, with `{path}` and `{key}`; None where there is none.
        part_path: the address of the records under the first part of a key, such as the vendors of an item; None where
            there is none, so that the whole list is read and the others are left out.
        list_is_full: whether the list's rows are whole records; if not, each is read by its key.
        filters: the query parameters of the list, by what they narrow it to (`changed_since`, `marker_prefix`). What
            is not among them is left out here, after the whole list was read.
        aliases: further property names of the answers, by the field's name in this package; fields of an order's lines
            as `lines.unit`.
        decimal_comma: whether amounts in answers have a comma in place of the point, as some services write them; if
            not, such an amount is refused instead of guessed.
        time_zone: where the days of `/Date(ms)/` begin, in answers and requests, by its IANA name such as
            `America/Chicago`; None for UTC.
        amounts: how requests have amounts and quantities: as `text` with a point, or as a JSON `number`.
        dates: how requests have days, one of `DATE_FORMS`. Answers may have any of them.
        flags: how requests have flags: as a `number`, 0 or 1, or as a JSON `boolean`.
        company_root: the beginning of the addresses of a company, after the base URL, with `{company}` and `{tenant}`.
        tenant_root: the same for what belongs to the tenant.
        query: parameters that all addresses carry, such as `$format` with the value `json`.
        accept: the value of the header `Accept`.
        tells: the fields that the service is known to give, such as `workflow_status` or `lines.status`: a record
            without one of them is not changed, since nobody knows then whether it may be.
        create_verb: the HTTP method that creates.
        update_verb: the HTTP method that changes.
        void_verb: the HTTP method that voids.
        delete_verb: the HTTP method that deletes.
        create_action: the value of `GP-Custom-Action` on a create, or None for no such header.
        update_action: the same on an update.
        void_action: the same on a void.
        delete_action: the same on a delete.
        envelope: the member that a request's body is wrapped in, or None for a bare object.
        names: how a request's body spells its members: GP's columns (`PONUMBER`), Dexterity's fields (`PO Number`) or
            the .NET classes' properties (`Key.Id`, nested).
        body_names: members whose name in a request is another, by GP's column. Points lead into nested objects.
        available: whether the site has it.
        reason: why not.
        refuses_existing: whether a create with a number in use is refused, in work and in history.
        atomic: whether a write does all or nothing.
        reads_history: whether reading one record looks in history too.
        longest_execution: seconds after which a request that got no answer can no longer take effect.

    Raises:
        ValueError: an entry cannot be used; the message says which and what is accepted.
    """

    series: str = attrs.field(validator=checks.template())
    resource: str = attrs.field(validator=[checks.template(), checks.matches(".+", "a name")])
    product: str = attrs.field(default="{product}", validator=checks.template(allows=("product",)))
    base_url: str | None = attrs.field(default=None, converter=checks.empty_as_none, validator=checks.address)
    tenant_level: bool = attrs.field(default=False, validator=checks.flag)
    key: tuple[str, ...] = attrs.field(default=(), validator=checks.column_names)
    separator: str = attrs.field(default=";", validator=checks.matches("[;,:/]+", "one of ; , : /"))
    list_path: str | None = attrs.field(
        default="{path}()", converter=checks.empty_as_none, validator=checks.template(needs=("path",))
    )
    item_path: str | None = attrs.field(
        default="{path}({key})",
        converter=checks.empty_as_none,
        validator=checks.template(needs=("key",), allows=("path",)),
    )
    part_path: str | None = attrs.field(
        default="{path}({key})",
        converter=checks.empty_as_none,
        validator=checks.template(needs=("key",), allows=("path",)),
    )
    list_is_full: bool = attrs.field(default=True, validator=checks.flag)
    filters: Mapping[str, str] = attrs.field(factory=dict, validator=_known_filters)
    aliases: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, validator=_aliases)
    decimal_comma: bool = attrs.field(default=False, validator=checks.flag)
    time_zone: str | None = attrs.field(default=None, converter=checks.empty_as_none, validator=checks.time_zone)
    amounts: str = attrs.field(default="text", validator=checks.one_of("text", "number"))
    dates: str = attrs.field(default="date", validator=checks.one_of(*DATE_FORMS))
    flags: str = attrs.field(default="number", validator=checks.one_of("number", "boolean"))
    company_root: str = attrs.field(
        default="GPService/Tenants({tenant})/Companies({company})",
        validator=checks.template(needs=("company",), allows=("tenant",)),
    )
    tenant_root: str = attrs.field(default="GPService/Tenants({tenant})", validator=checks.template(allows=("tenant",)))
    query: Mapping[str, str] = attrs.field(factory=dict, validator=checks.parameters)
    accept: str = attrs.field(default="application/json", validator=checks.header)
    tells: tuple[str, ...] = attrs.field(default=(), validator=checks.texts)
    create_verb: str = attrs.field(default="POST", validator=checks.one_of(*VERBS))
    update_verb: str = attrs.field(default="PATCH", validator=checks.one_of(*VERBS))
    void_verb: str = attrs.field(default="POST", validator=checks.one_of(*VERBS))
    delete_verb: str = attrs.field(default="DELETE", validator=checks.one_of(*VERBS))
    create_action: str | None = attrs.field(default=None, converter=checks.empty_as_none, validator=checks.header)
    update_action: str | None = attrs.field(default=None, converter=checks.empty_as_none, validator=checks.header)
    void_action: str | None = attrs.field(default=None, converter=checks.empty_as_none, validator=checks.header)
    delete_action: str | None = attrs.field(default=None, converter=checks.empty_as_none, validator=checks.header)
    envelope: str | None = attrs.field(
        default=None, converter=checks.empty_as_none, validator=_optional(checks.matches(".+", "a name"))
    )
    names: NameForm = attrs.field(default="column", validator=checks.one_of(*NAME_FORMS))
    body_names: Mapping[str, str] = attrs.field(factory=dict, validator=[_names, checks.apart])
    available: bool = attrs.field(default=True, validator=checks.flag)
    reason: str = ""
    refuses_existing: bool = attrs.field(default=False, validator=checks.flag)
    atomic: bool = attrs.field(default=False, validator=checks.flag)
    reads_history: bool = attrs.field(default=False, validator=checks.flag)
    longest_execution: float = attrs.field(default=900.0, validator=checks.seconds)

    def list_address(self, product: str) -> str:
        """Give the service path of the list, or of a resource that is one document.

        Raises:
            ResourceNotAvailableError: this site has no list of it.
        """
        if self.list_path is None:
            raise ResourceNotAvailableError(f"{self.resource}: this site's profile has no address of a list")
        return self.list_path.format(path=self._path(product))

    def item_address(self, product: str, key: Mapping[str, str]) -> str:
        """Give the service path of one record, encoded.

        Args:
            product: the site's product segment.
            key: the values of the key's columns, in any order.

        Raises:
            ResourceNotAvailableError: this site cannot read one record of it.
            InvalidValueError: a value is empty, or the profile's key has other columns.
        """
        if self.item_path is None:
            raise ResourceNotAvailableError(f"{self.resource}: this site's profile has no address of one record")
        if set(self.key) != set(key):
            raise InvalidValueError(
                f"{self.resource}: the profile's key has the parts {', '.join(self.key) or '(none)'}; "
                f"{', '.join(key)} are known here"
            )
        encoded = self.separator.join(encode(key[column]) for column in self.key)
        return self.item_path.format(path=self._path(product), key=encoded)

    def part_address(self, product: str, column: str, value: str) -> str | None:
        """Give the service path of the records under the first part of a key, encoded.

        None where the site has none, or where its keys begin with another column.

        Raises:
            InvalidValueError: the value is empty.
        """
        encoded = encode(value)
        if self.part_path is None or self.key[:1] != (column,):
            return None
        return self.part_path.format(path=self._path(product), key=encoded)

    def root(self, tenant: str, company: str | None) -> str:
        """Give the beginning of its addresses after the base URL, encoded.

        Args:
            tenant: the tenant's name.
            company: the company's display name; None for what belongs to the tenant.
        """
        if company is None or self.tenant_level:
            return self.tenant_root.format(tenant=encode(tenant))
        return self.company_root.format(tenant=encode(tenant), company=encode(company))

    def _path(self, product: str) -> str:
        segments = (self.product.format(product=product), self.series, self.resource)
        return "/".join(segment for segment in segments if segment)
