"""Configurations as people may write them, for tests of properties."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.skip_rules import SkipRule
from gp_sync.flows.purchase_orders.tables import (
    AccountException,
    ChargeLine,
    CustomField,
    DepartmentPolicy,
    LocationPolicy,
)
from gp_sync.systems.dynamicsgp import LIMITS

__all__ = ["changed", "policies"]


def changed(draw: st.DrawFn, choices: Mapping[str, st.SearchStrategy[Any]], *counts: int) -> dict[str, Any]:
    """Some members that are otherwise than usual; as many as one of the counts says."""
    count = draw(st.sampled_from(counts))
    if not count:
        return {}
    names = draw(st.lists(st.sampled_from(sorted(choices)), min_size=count, max_size=count, unique=True))
    return {name: draw(choices[name]) for name in names}


_COMPANY: Mapping[str, st.SearchStrategy[Any]] = {
    "account": st.sampled_from(["{location}-{account_code}-01", "{account_code}", "{location}-{account_code}-{kind}"]),
    "accounts": st.just((AccountException(account="100-6300-02", account_code="6999"),)),
    "tax": st.sampled_from(["gp_calculates", "none"]),
    "tax_schedule": st.sampled_from(["ILSALES-7", "usexempt-0", "NOWHERE"]),
    "freight_line": st.sampled_from(
        [ChargeLine(item_number="Freight-in", account="100-6400-01"), ChargeLine(item_number="freight", account="1")]
    ),
    "other_line": st.just(ChargeLine(item_number="OTHER", account="100-6400-01", description="\u4e2d" * 60)),
    "inventory_sites": st.sampled_from([("01-N",), ("02-S",)]),
    "units": st.sampled_from([{"each": "Each", "Box": "Box"}, {"*": "Each"}, {"each": "Nothing"}]),
    "default_unit": st.sampled_from(["", "Crate", "Box"]),
    "default_site": st.sampled_from(["01-N", "99-OLD", "NOWHERE"]),
    "default_ship_to": st.sampled_from(["PLANT-N", "MARS"]),
    "default_bill_to": st.sampled_from(["primary", "MARS"]),
    "payment_terms": st.sampled_from([{"*": "Net 15"}, {"*": ""}, {"*": "Never"}]),
    "shipping_methods": st.sampled_from([{"*": ""}, {"Ground": "DRONE", "*": ""}]),
    "buyers": st.sampled_from([{"*": "BUYER01"}, {"*": "NOBODY"}]),
    "requesters": st.just({"*": "Purchasing"}),
    "quantity_decimals": st.integers(0, 5),
    "commitments": st.booleans(),
    "cost_centre_segments": st.sampled_from([(3,), (1, 3), (9,)]),
    "functional_currency": st.sampled_from(["Z-C$", "z-us$"]),
    "tax_tolerance": st.just(Decimal("0.05")),
    "currencies": st.sampled_from([{"EUR": "Z-US$"}, {"*": "Z-C$"}]),
}

_ORDERS: Mapping[str, st.SearchStrategy[Any]] = {
    "number": st.sampled_from(["P{number}", "{external_number}", "{number}-{external_number}"]),
    "marker": st.sampled_from(["PROCURIFY {number}", "PROCURIFY {key:0>10}"]),
    "item_number": st.sampled_from(["{sku}", "{sku}-{line}", "{number}{line}", "ITEM {line}"]),
    "note": st.sampled_from(["", "{comment}", "{requesters}\n{url}\n\n{moved}"]),
    "order_url": st.just("https://fabrikam.example.com/orders/{key}"),
    "vendor_types": st.sampled_from([("preferred",), ("checkout", "preferred", "regular")]),
    "card_orders": st.just("write"),
    "punchout_orders": st.just("write"),
    "skip": st.just((SkipRule(reason="not bought for GP", account_code="6200"),)),
    "closed_period": st.just("next_open"),
    "next_open_days": st.sampled_from([0, 5, 60]),
    "required_dates": st.just("hold"),
    "blanket": st.just("flatten"),
    "by_amount": st.just("hold"),
    "split_quantity": st.just("proportional"),
    "long_texts": st.just(dict.fromkeys(("description", "comment", "requested_by", "note"), "block")),
    "other_letters": st.just("block"),
}


# The same, where no order that can be paid is stopped by it.
_FITTING_COMPANY: Mapping[str, st.SearchStrategy[Any]] = {
    "tax": _COMPANY["tax"],
    "tax_schedule": st.sampled_from(["ILSALES-7", "usexempt-0"]),
    "freight_line": st.just(ChargeLine(item_number="Freight-in", account="100-6400-01")),
    "other_line": _COMPANY["other_line"],
    "units": st.just({"*": "Each"}),
    "default_unit": st.sampled_from(["Each", "Box"]),
    "default_ship_to": st.just("PLANT-N"),
    "default_bill_to": st.just("primary"),
    "payment_terms": _COMPANY["payment_terms"],
    "shipping_methods": st.just({"*": ""}),
    "buyers": st.just({"*": "BUYER01"}),
    "requesters": _COMPANY["requesters"],
    "quantity_decimals": st.integers(2, 5),  # a line that is received by amount is a quantity of whole cents
    "cost_centre_segments": st.sampled_from([(3,), (1, 3)]),
    "tax_tolerance": _COMPANY["tax_tolerance"],
}
_FITTING_ORDERS: Mapping[str, st.SearchStrategy[Any]] = {
    "number": st.just("P{number}"),
    "marker": _ORDERS["marker"],
    "item_number": st.sampled_from(["{number}{line}", "ITEM {line}"]),
    "note": _ORDERS["note"],
    "order_url": _ORDERS["order_url"],
    "closed_period": _ORDERS["closed_period"],
    "split_quantity": _ORDERS["split_quantity"],
}


@st.composite
def policies(draw: st.DrawFn, *, fitting: bool = False) -> PurchaseOrderPolicy:
    """A configuration of one of the companies, with a few settings that are not the default's.

    Args:
        draw: Hypothesis gives it.
        fitting: only with settings that stop no order that can be paid.
    """
    company: dict[str, Any] = {
        "account": "{location}-{account_code}-{department}",
        "locations": (
            LocationPolicy(name="Plant North", segment="100", site="01-N", ship_to="PLANT-N"),
            LocationPolicy(
                name="Plant South",
                segment="200",
                site="02-S" if fitting else draw(st.sampled_from(["02-S"] * 8 + ["99-OLD", ""])),
            ),
        ),
        "departments": (DepartmentPolicy(name="Administration", segment="01"),),
        "shipping_methods": {"Ground": "GROUND"},
        "time_zone": "America/Chicago",
    }
    company |= {"inventory_classes": draw(st.sampled_from([(), (), (), ("*",)]))}
    company |= changed(draw, _FITTING_COMPANY if fitting else _COMPANY, 0, 1, 2, 3)
    if "{kind}" in company["account"]:
        company["custom_fields"] = (CustomField(name="Kind", called="kind", default="02"),)
    if not company.get("default_unit", "Each"):
        company |= {"freight_line": None, "other_line": None}
    name = draw(st.sampled_from(["TWO", "FINE"] if fitting else ["TWO", "TWO", "TWO", "FINE", "FINE", "WHOLE"]))
    return PurchaseOrderPolicy(
        companies=(CompanyPolicy(id=name, name=f"Fabrikam {name}", **company),),
        limits=LIMITS,
        orders=OrderPolicy(**changed(draw, _FITTING_ORDERS if fitting else _ORDERS, 0, 1, 2)),
    )
