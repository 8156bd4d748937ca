"""What can be relied on at the site of one history of vendors, and how its vendors flow."""

from datetime import timedelta
from random import Random

import attrs

import dynamicsgp_sba as gp
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.flows.vendors.policy import FieldPolicy, VendorPolicy
from gp_sync.testing.examples import FABRIKAM

__all__ = ["MASTER", "OTHER", "VendorSite"]

MASTER, OTHER = "TWO", "NORTH"
"""The company that owns what flows back to Procurify, and one that follows."""

_OWNERS = ("both", "both", "both", "gp", "procurify")


@attrs.frozen(kw_only=True)
class VendorSite:
    """What can be relied on at this site.

    Args:
        page_size: rows to a page of Procurify's list.
        lists_changes: whether GP can list the vendors that changed.
        concurrency: how many vendors a scheduler decides and writes at once.
        skew: how far the clock of the second scheduler is ahead.
        contact: whose the contact is; all other fields are both sides'.
        postal_code: whose postal code counts where both were changed; of all other fields a person is asked.
        address_id: the address ID that is configured as ours; empty if none is.
        pointed: what GP points the remit-to address of a new vendor at.
        primary: GP's primary address of a vendor that was entered with none given; empty if it then has none.
        other: how vendors come to a second company: `linked` by people, `named` by the same external IDs as the
            master's, or `created` there too; empty if there is none.
    """

    page_size: int = 2
    lists_changes: bool = False
    concurrency: int = 1
    skew: timedelta = timedelta()
    contact: str = "both"
    postal_code: str = "review"
    address_id: str = ""
    pointed: str = "REMIT TO"
    primary: str = "PRIMARY"
    other: str = ""

    @classmethod
    def draw(cls, random: Random) -> "VendorSite":
        """The site of one history."""
        return cls(
            page_size=random.choice((1, 2, 3)),
            lists_changes=random.random() < 0.4,
            concurrency=random.choice((1, 1, 2, 3)),
            skew=timedelta(seconds=random.choice((0, 0, 50, -50))),
            contact=random.choice(_OWNERS),
            postal_code=random.choice(("review", "review", "gp", "procurify")),
            address_id=random.choice(("", "", "PRIMARY")),
            pointed=random.choice(("REMIT TO", "REMIT TO", "PRIMARY", "")),
            primary=random.choice(("PRIMARY", "PRIMARY", "")),
            other=random.choice(("", "", "", "linked", "named", "created")),
        )

    @property
    def companies(self) -> tuple[CompanyPolicy, ...]:
        """The companies, the master first."""
        if not self.other:
            return (FABRIKAM,)
        return attrs.evolve(FABRIKAM, external_ids=True), attrs.evolve(
            FABRIKAM, id=OTHER, name="Fabrikam North", external_ids=self.other == "named"
        )

    @property
    def policy(self) -> VendorPolicy:
        """The settings of the flow: vendors are created both ways."""
        fields = {
            "contact": FieldPolicy(owner=self.contact),
            "postal_code": FieldPolicy(both_changed=self.postal_code),
        }
        return VendorPolicy(
            enabled=True,
            master=MASTER,
            create_companies=(MASTER, OTHER) if self.other == "created" else (),
            create_in_procurify="confirmed",
            fields=fields,
            address_id=self.address_id,
        )

    def profile(self, longest_execution: float) -> gp.SiteProfile:
        """The site as GP's client knows it."""
        filters = {"changed_since": "changedSince"} if self.lists_changes else {}
        profile = gp.COMPANION
        for name in ("vendors", "vendor_addresses"):
            profile = profile.with_resource(
                name, atomic=True, list_is_full=True, filters=filters, longest_execution=longest_execution
            )
        return profile
