"""The facts about GP and Procurify that decisions read; `facts` has the names under which they are asked for.

Sources: contract dynamicsgp-data, sections 2, 4 and 5.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

import attrs

__all__ = [
    "Account",
    "AccountFormat",
    "Currency",
    "ExchangeRate",
    "GPVendor",
    "Item",
    "OrderedLine",
    "OurRequisition",
    "PurchasingSetup",
    "Requisition",
    "RequisitionLine",
    "TableState",
    "VendorCandidate",
    "VendorChoice",
]


@attrs.frozen(kw_only=True)
class Account:
    """A GL account (GL00100, GL00105).

    Args:
        number: with separators (ACTNUMST).
        description: ACTDESCR.
        active: ACTIVE.
        allows_entry: ACCTENTR.
        posting: it is a posting account or one that allocates to some (ACCTTYPE 1 or 3), and no unit account.
        category: the words of its category (GL00102); empty where the source does not tell.
        allocates: it is an allocation account, fixed or variable (ACCTTYPE 3 or 4).
    """

    number: str
    description: str
    active: bool
    allows_entry: bool
    posting: bool
    category: str = ""
    allocates: bool = False

    @property
    def takes_entries(self) -> bool:
        """Whether an order may be charged to it."""
        return self.active and self.allows_entry and self.posting


@attrs.frozen(kw_only=True)
class AccountFormat:
    """How a company writes its account numbers (SY00300): the separator and the lengths of the segments."""

    separator: str
    lengths: tuple[int, ...]

    def segments(self, number: str) -> tuple[str, ...]:
        """The parts of an account number."""
        return tuple(number.split(self.separator)) if self.separator else (number,)


@attrs.frozen(kw_only=True)
class GPVendor:
    """A vendor as far as an order must know it (PM00200). What is None is not told by the source.

    Args:
        temporary: VENDSTTS 3, which takes orders.
        vendor_class: VNDCLSID.
        purchase_address: VADCDPAD, whose address and tax schedule an order takes.
        shipping_method: SHIPMTHD.
        tax_schedule: TAXSCHID.
        has_payables_account: PMAPINDX is set.
        has_purchases_account: PMPRCHIX is set.
        awaits_approval: the vendor approval workflow is active and has not approved it.
    """

    id: str
    name: str
    active: bool
    on_hold: bool
    payment_terms: str
    currency: str
    temporary: bool = False
    vendor_class: str = ""
    purchase_address: str | None = None
    shipping_method: str = ""
    tax_schedule: str = ""
    has_payables_account: bool | None = None
    has_purchases_account: bool | None = None
    awaits_approval: bool | None = None


@attrs.frozen(kw_only=True)
class Currency:
    """A currency that the company may use (MC40200); amounts have this many decimals."""

    id: str
    iso_code: str
    decimals: int

    @property
    def step(self) -> Decimal:
        """The smallest amount, such as 0.01."""
        return Decimal(1).scaleb(-self.decimals)


@attrs.frozen(kw_only=True)
class Item:
    """An item of the item master (IV00101).

    Args:
        type: ITEMTYPE: 1 sales inventory, 2 discontinued, 3 kit, 4 miscellaneous charges, 5 services, 6 flat fee.
        unit_schedule: UOMSCHDL.
        purchasing_unit: PRCHSUOM; empty if it has none.
        quantity_decimals: decimals of its quantities.
        cost_decimals: decimals of its unit cost.
        item_class: ITMCLSCD.
    """

    number: str
    description: str
    type: int
    inactive: bool
    unit_schedule: str
    purchasing_unit: str
    quantity_decimals: int
    cost_decimals: int
    item_class: str = ""

    @property
    def can_be_bought(self) -> bool:
        """Whether an order may name it: not inactive, discontinued or a kit (section 2)."""
        return not self.inactive and self.type not in {2, 3}


@attrs.frozen(kw_only=True)
class PurchasingSetup:
    """The setup of Purchase Order Processing (POP40100); None where the source does not tell.

    Args:
        quantity_decimals: decimals of a quantity without an item (DECPLQTY less one).
        cost_decimals: decimals of a unit cost without an item (DECPLCUR less one).
        functional_currency: the company's own currency (MC40000 FUNLCURR).
        commitments: PO commitments or encumbrance are on, so that required dates and budgets count.
    """

    quantity_decimals: int | None = None
    cost_decimals: int | None = None
    functional_currency: str = ""
    commitments: bool | None = None


@attrs.frozen(kw_only=True)
class ExchangeRate:
    """A rate of one currency to the functional one, and the last day that it holds on."""

    rate: Decimal
    expires: date | None = None


@attrs.frozen(kw_only=True)
class RequisitionLine:
    """A line of a requisition in Procurify: its key, and the keys of its account and preferred vendor."""

    id: int
    account_id: int | None
    vendor_id: int | None


@attrs.frozen(kw_only=True)
class Requisition:
    """A requisition in Procurify, as far as an order is compared with it."""

    number: int
    lines: tuple[RequisitionLine, ...]


@attrs.frozen(kw_only=True)
class OurRequisition:
    """What of a Procurify requisition stands in GP by our hand.

    Args:
        record: its name there, such as `REQ2001 in TWO`.
        bought: it cannot give way any more, since GP has bought of it, or a person has to look at it.
        left: in words, how it is in GP, where no run takes it away any more; empty where one will.
    """

    record: str
    bought: bool = False
    left: str = ""


@attrs.frozen(kw_only=True)
class OrderedLine:
    """A line of an order in Procurify: its key, and in words the accounts that it is charged to.

    Args:
        coded: such as `6100, Stores, Plant North`; several for a split line.
    """

    id: int
    coded: tuple[str, ...]


@attrs.frozen(kw_only=True)
class TableState:
    """Whether a table of reference data can be had, and as of when; what findings about the table rest on."""

    available: bool
    as_of: str = ""


@attrs.frozen(kw_only=True)
class VendorCandidate:
    """A GP vendor that a Procurify vendor may be. A person says whether it is: nothing is linked by likeness.

    Args:
        vendor_id: VENDORID; of a vendor that GP does not have yet, words that tell which of Procurify's it is.
        name: its name.
        score: how much speaks for it, from 0 to 100.
        evidence: what speaks for it and against it, in words.
    """

    vendor_id: str
    name: str
    score: int
    evidence: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.vendor_id} '{self.name}' ({self.score} of 100: {', '.join(self.evidence)})"


@attrs.frozen(kw_only=True)
class VendorChoice:
    """Which side a person took in a conflict about one field of a vendor.

    It holds while both values are as seen, and until it is carried out: who changes the field so once more later on
    means that change.

    Args:
        take: whose value counts.
        procurify: the value that Procurify had.
        gp: the value that GP had.
        after: tells our writes to the field until then from any later one; empty if there were none.
    """

    take: Literal["procurify", "gp"]
    procurify: str
    gp: str
    after: str = ""
