"""What a site's GP offers and how: its address, its companies, and each resource.

Microsoft ships a part of the services and publishes no shapes (contract sections 3 to 7 of the SBA reference), so
every address, verb, action header and property name is an entry here that a site can change.
"""

from collections.abc import Mapping
from typing import Any

import attrs

from dynamicsgp_sba.errors import ResourceNotAvailableError
from dynamicsgp_sba.profile import checks
from dynamicsgp_sba.profile.decimals import CompanyDecimals
from dynamicsgp_sba.profile.records import field_problems
from dynamicsgp_sba.profile.resource import ResourceProfile

__all__ = ["AUTHENTICATIONS", "SiteProfile", "check_profile"]

AUTHENTICATIONS = ("ntlm", "kerberos", "basic", "bearer")
"""The ways to log in: `ntlm` is what a GP Service takes, `bearer` needs one with organizational accounts."""

_NEEDS = "install a companion service (reference page `companion-service`) and connect with profile=COMPANION"


def _resources(_: Any, attribute: Any, value: Mapping[str, ResourceProfile]) -> None:
    for name, resource in value.items():
        for problem in field_problems(name, resource):
            raise ValueError(f"{attribute.name}: {name}: {problem}")


def _decimals(_: Any, attribute: Any, value: Mapping[str, Any]) -> None:
    checks.texts(_, attribute, tuple(value))
    odd = [name for name, decimals in value.items() if not isinstance(decimals, CompanyDecimals)]
    if odd:
        raise ValueError(f"{attribute.name}: {', '.join(odd)}: expected CompanyDecimals")


def _text(_: Any, attribute: Any, value: str) -> None:
    checks.texts(_, attribute, (value,))


@attrs.frozen(kw_only=True)
class SiteProfile:
    """A GP site: where it is, and all its resources by the names that this package gives them.

    `load_profile` reads one from a TOML file, and `python -m dynamicsgp_sba.profile` writes such a file.

    Args:
        name: what the site's profile is called, for messages.
        resources: each resource by name, such as `purchase_orders`.
        base_url: the GP Service's address for `DynamicsGP.from_profile`, without `/GPService`; None where the profile
            describes services and no server.
        tenant: the tenant for `DynamicsGP.from_profile`.
        companies: the display names of the companies that are used; another one is refused. Empty for any.
        product: the product segment that addresses carry by default; most sites have none.
        ca_bundle: a PEM file with the certificates to trust, for `DynamicsGP.from_profile`; None for the public ones.
            In a TOML file it is seen from the file's folder.
        authentication: how the programs of this package log in, one of `AUTHENTICATIONS`.
        decimals: how many decimals amounts may have, by the display name of a company. What is stated is checked before
            an order or a requisition is sent.

    Raises:
        ValueError: an entry cannot be used; the message says which and what is accepted.
    """

    name: str = attrs.field(validator=_text)
    resources: Mapping[str, ResourceProfile] = attrs.field(validator=_resources)
    base_url: str | None = attrs.field(default=None, converter=checks.empty_as_none, validator=checks.address)
    tenant: str = attrs.field(default="DefaultTenant", validator=_text)
    companies: tuple[str, ...] = attrs.field(default=(), validator=checks.texts)
    product: str = attrs.field(default="", validator=checks.template())
    ca_bundle: str | None = attrs.field(default=None, converter=checks.empty_as_none)
    authentication: str = attrs.field(default="ntlm", validator=checks.one_of(*AUTHENTICATIONS))
    decimals: Mapping[str, CompanyDecimals] = attrs.field(factory=dict, validator=_decimals)

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

    def decimals_of(self, company: str | None) -> CompanyDecimals:
        """Give the decimals that are stated of a company; where nothing is, all of them are unknown."""
        wanted = (company or "").rstrip(" ").casefold()
        found = (stated for name, stated in self.decimals.items() if name.rstrip(" ").casefold() == wanted)
        return next(found, CompanyDecimals())

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


def check_profile(profile: SiteProfile) -> None:
    """Check that this is a profile, and not the name of its file.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(profile, SiteProfile):
        raise TypeError(f"profile is {profile!r:.80}: expected a SiteProfile; load_profile(path) reads one from a file")
