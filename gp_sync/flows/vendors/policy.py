"""The settings of the vendor flow, as the configuration gives them: `[vendors]`, and the companies' tables."""

from collections.abc import Mapping
from typing import Any

import attrs

from gp_sync.core.canonical import plain
from gp_sync.core.model import Severity
from gp_sync.flows.purchase_orders.checks import (
    between,
    has_capitals,
    no_spaces_around,
    one_of,
    template,
    texts,
    unique,
)
from gp_sync.flows.purchase_orders.order_checks import severities, vendor_types
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, with_external_ids
from gp_sync.flows.purchase_orders.tables import looked_up, same
from gp_sync.flows.vendors.document import FIELDS, VendorRecord
from gp_sync.flows.vendors.lengths import GP_LENGTHS
from gp_sync.matching.matcher import HIGH, LOW

__all__ = ["FieldPolicy", "VendorFlowPolicy", "VendorPolicy"]

_LONG = ("block", "shorten", "wrap")
_BOTH, _GP, _NONE = "both", "gp", "none"
_OF_NEW = "PRIMARY"
"""The one address ID that a new vendor gets."""


@attrs.frozen(kw_only=True)
class FieldPolicy:
    """Whose a field is.

    Args:
        owner (`"both"`, `"gp"`, `"procurify"` or `"none"`): whose changes go to the other side;
            `"none"` leaves the field alone once a vendor was created. That of `payment_terms` is `"gp"` by default.
        both_changed (`"review"`, `"gp"` or `"procurify"`): whose value counts where both changed it;
            `"review"` asks a person.
    """

    owner: str = attrs.field(default=_BOTH, validator=one_of(_BOTH, _GP, "procurify", _NONE))
    both_changed: str = attrs.field(default="review", validator=one_of("review", _GP, "procurify"))


_FIELDS = {
    "vendor_class": FieldPolicy(owner=_GP),
    "payment_terms": FieldPolicy(owner=_GP),
    "currency": FieldPolicy(owner=_NONE),
}
"""Fields that are not aligned both ways by default: GP is the master of what pays."""

_NEW_ONLY = frozenset({"vendor_class", "currency"})
"""Fields that a new vendor is given, and that are never aligned: Procurify has no class, and a currency stays."""

_LONG_VALUES = {"street": "wrap"}
"""What becomes of values that are too long, where it is not `block`."""


def _names_fields(_: Any, attribute: "attrs.Attribute[Any]", value: Mapping[str, Any] | tuple[str, ...]) -> None:
    unknown = [field for field in value if field not in FIELDS]
    if unknown:
        raise ValueError(f"{attribute.name} names '{unknown[0]}': give some of {', '.join(FIELDS)}")


def _aligned(_: Any, attribute: "attrs.Attribute[Any]", value: Mapping[str, Any]) -> None:
    for field in sorted(_NEW_ONLY & value.keys()):
        raise ValueError(f"{attribute.name} names '{field}', which only new vendors are given: take it away")


def _no_placeholder(_: Any, attribute: "attrs.Attribute[Any]", value: tuple[str, ...]) -> None:
    if any(same(kind, "other") for kind in value):
        raise ValueError(
            f"{attribute.name} names 'other', Procurify's stand-in for any vendor, which is none: take it away"
        )


def _companies(_: Any, attribute: "attrs.Attribute[Any]", value: tuple[str, ...]) -> None:
    unique(attribute.name, [(company,) for company in value])


def _long_values(_: Any, attribute: "attrs.Attribute[Any]", value: Mapping[str, str]) -> None:
    for field, choice in value.items():
        accepted = _LONG if field == "street" else _LONG[:2]
        if choice not in accepted:
            raise ValueError(f"{attribute.name}.{field} is '{choice}': give one of {', '.join(accepted)}")


def _address_id(_: Any, attribute: "attrs.Attribute[Any]", value: str) -> None:
    if len(value) > GP_LENGTHS["address_id"] or value != value.upper():
        raise ValueError(f"{attribute.name} is '{value}': give at most 15 characters in capitals, such as PROCURIFY")


@attrs.frozen(kw_only=True)
class VendorPolicy:
    """What `[vendors]` says.

    Args:
        enabled: whether vendors flow at all.
        every_minutes (minutes from 1 to 10080): how long after one look at all vendors the next one is due; `--flow
            vendors` and `--full` do not wait.
        master: the company that owns external IDs and what flows back to Procurify; needed with several companies, and
            its `external_ids` is true then.
        create_in_gp (`"approved"` or `"never"`): GP vendors are created for Procurify's that are active, of the types
            that flow, not waiting for approval and like none in GP; `"never"` only reports them.
        create_companies: the companies whose GP vendors are created; the master alone if empty.
        create_in_procurify (`"never"` or `"confirmed"`): `"confirmed"` creates the GP vendors in Procurify that a
            person named with `gp-sync vendors confirm`.
        vendor_types: Procurify's types of vendors that flow.
        number (template): the ID of a new GP vendor: `{name}` is as many letters and digits of the name as there is
            room for in 15, `{id}` Procurify's. A taken ID is told, never counted up.
        vendor_class: GP's class of a new vendor by Procurify's type, `"*"` for all others; a company may have its own.
        address_id (text in capitals): the address ID in GP that Procurify's address goes to; without it `PROCURIFY`,
            but `PRIMARY` for vendors that were created by this flow and whose payments go to another address. The
            address that payments go to is never written once the vendor is there.
        reapproval_fields: fields that are never changed in a vendor that GP has, since GP would ask for a new approval.
        terms_to_procurify: payment terms are written to Procurify too, by the company's name for them (`payment_terms`)
            or else by GP's. No public source shows that it works: `VENDOR_VALUE_NOT_KEPT` tells where Procurify takes
            no notice of them.
        fields (table of tables): whose a field is, by its name.
        long_values: by field: `"block"` leaves a value alone that is too long for the other side, `"shorten"` cuts it
            with a warning, `"wrap"` spreads the street over three lines, which is the default of `street`; `"block"` is
            that of others.
        other_letters (`"replace"` or `"block"`): letters that GP cannot store are replaced by others; `"block"` leaves
            the field alone.
        same_write (number from 2 to 100): so many writes of one value to one field freeze the link of the vendor:
            something else keeps on changing it back.
        field_writes (number from 2 to 100): so many writes to one field, whatever their values, freeze it too:
            something else changes it on and on.
        same_write_days (days from 1 to 366): within so many days those writes count.
        propose_from (number from 1 to 100): the least score from which on a vendor of the other side is proposed as the
            same; only a vendor that is like none is created.
        likely_from (number from 1 to 100): the score from which on a proposal is called likely; a person
            confirms it all the same.
        severity: other severities of findings, by code.
    """

    enabled: bool = False
    every_minutes: int = attrs.field(default=60, validator=between(1, 10080))
    master: str = attrs.field(default="", validator=no_spaces_around)
    create_in_gp: str = attrs.field(default="approved", validator=one_of("approved", "never"))
    create_companies: tuple[str, ...] = attrs.field(default=(), validator=_companies)
    create_in_procurify: str = attrs.field(default="never", validator=one_of("confirmed", "never"))
    vendor_types: tuple[str, ...] = attrs.field(
        default=("preferred", "regular"), validator=[vendor_types, _no_placeholder]
    )
    number: str = attrs.field(default="{name}{id}", validator=[template("name", "id"), has_capitals])
    vendor_class: Mapping[str, str] = attrs.field(factory=dict, validator=texts)
    address_id: str = attrs.field(default="", validator=[no_spaces_around, _address_id])
    reapproval_fields: tuple[str, ...] = attrs.field(default=("city", "state"), validator=_names_fields)
    terms_to_procurify: bool = False
    fields: Mapping[str, FieldPolicy] = attrs.field(factory=dict, validator=[_names_fields, _aligned])
    long_values: Mapping[str, str] = attrs.field(factory=dict, validator=[_names_fields, _long_values])
    other_letters: str = attrs.field(default="replace", validator=one_of("replace", "block"))
    same_write: int = attrs.field(default=3, validator=between(2, 100))
    field_writes: int = attrs.field(default=10, validator=between(2, 100))
    same_write_days: int = attrs.field(default=7, validator=between(1, 366))
    propose_from: int = attrs.field(default=LOW, validator=between(1, 100))
    likely_from: int = attrs.field(default=HIGH, validator=between(1, 100))
    severity: Mapping[str, str] = attrs.field(factory=dict, validator=severities)

    def __attrs_post_init__(self) -> None:
        if self.likely_from < self.propose_from:
            raise ValueError(
                f"likely_from is {self.likely_from}, and propose_from {self.propose_from}: give likely_from no less"
            )

    def field(self, name: str) -> FieldPolicy:
        """Whose a field is."""
        return self.fields.get(name) or _FIELDS.get(name) or FieldPolicy()

    def flows_to(self, side: str, field: str) -> bool:
        """Whether changes of a field may be written to a side, `gp` or `procurify`."""
        if field in _NEW_ONLY:
            return False
        if side == "procurify" and field == "payment_terms" and not self.terms_to_procurify:
            return False
        other = "procurify" if side == "gp" else "gp"
        return self.field(field).owner in {_BOTH, other}

    def owned_address(self, record: VendorRecord | None) -> str:
        """The ID of the address in GP that Procurify's address goes to.

        Args:
            record: the GP vendor; None for one to be created.
        """
        if self.address_id:
            return self.address_id
        if record is None or (record.created_by_us and plain(record.paid_address_id) != plain(_OF_NEW)):
            return _OF_NEW
        return "PROCURIFY"

    def long_value(self, field: str) -> str:
        """What becomes of a value of a field that is too long for GP: `block`, `shorten` or `wrap`."""
        return self.long_values.get(field) or _LONG_VALUES.get(field, "block")


@attrs.frozen(kw_only=True)
class VendorFlowPolicy:
    """The flow's settings over all companies.

    Args:
        companies: the GP companies of the connection, with their tables of payment terms and currencies.
        vendors: what holds for the vendors of all of them.
    """

    companies: tuple[CompanyPolicy, ...]
    vendors: VendorPolicy = attrs.field(factory=VendorPolicy)

    def __attrs_post_init__(self) -> None:
        listed = [company.id for company in self.companies]
        master = self.vendors.master
        if master and master not in listed:
            raise ValueError(f"vendors.master is '{master}': give one of {', '.join(listed)}")
        unknown = [company for company in self.vendors.create_companies if company not in listed]
        if unknown:
            raise ValueError(f"vendors.create_companies names '{unknown[0]}': give some of {', '.join(listed)}")
        if self.vendors.enabled and not master and len(listed) > 1:
            raise ValueError(
                "vendors.master is missing: with several companies, say which one owns external IDs and what flows "
                f"back to Procurify, one of {', '.join(listed)}"
            )
        if self.vendors.enabled and self.master not in with_external_ids(self.companies):
            raise ValueError(
                f"external_ids of {self.master} is not true, and its vendor IDs become external IDs, since "
                "it is vendors.master: give it external_ids = true, and other companies only if their vendors have the "
                "same IDs"
            )

    @property
    def master(self) -> str:
        """The short name of the company that owns what flows back to Procurify."""
        return self.vendors.master or self.companies[0].id

    @property
    def create_companies(self) -> tuple[str, ...]:
        """The companies whose GP vendors are created."""
        return self.vendors.create_companies or (self.master,)

    def class_of_new(self, company_id: str, vendor_type: str) -> str:
        """GP's class of a vendor of some type that is created in a company: by its own table before that of all."""
        own = looked_up(self.company(company_id).vendor_class, vendor_type)
        return own if own is not None else looked_up(self.vendors.vendor_class, vendor_type) or ""

    @property
    def severities(self) -> dict[str, Severity]:
        """The severities that the configuration gives, by code."""
        return {code: Severity(severity) for code, severity in self.vendors.severity.items()}

    def company(self, company_id: str) -> CompanyPolicy:
        """A company by its short name."""
        return next(company for company in self.companies if company.id == company_id)
