"""The first look at two vendors that never agreed: nothing tells a field that was emptied from one never filled."""

from typing import Any

import pytest

from gp_sync.flows.vendors.policy import FieldPolicy
from tests.gp_sync.flows.vendors.settled import in_gp, in_procurify
from tests.gp_sync.flows.vendors.two_systems import World, company, linked, policy, there

NO_TERMS = {"terms_to_procurify": True}
"""Payment terms go to Procurify too, and are GP's."""


def first_look(gp: dict[str, Any], procurify: dict[str, Any], **rules: Any) -> World:
    """Two vendors that were linked just now, after the runs that come of it."""
    world = linked(policy(**rules), gp=there(**gp), **procurify)
    world.rest()
    return world


class TestEmptyAtItsOwner:
    @pytest.mark.parametrize("field", ["contact", "payment_terms"])
    def test_it_blanks_nothing_in_gp(self, field: str) -> None:
        kept = {"contact": "A. Buyer", "payment_terms": "Net 30"}[field]

        world = first_look({}, {field: ""}, fields={field: FieldPolicy(owner="procurify")})

        assert (getattr(in_gp(world), field), getattr(in_procurify(world), field)) == (kept, "")

    def test_it_blanks_nothing_in_procurify(self) -> None:
        world = first_look({"payment_terms": ""}, {}, **NO_TERMS)

        assert (in_gp(world).payment_terms, in_procurify(world).payment_terms) == ("", "Net 30 days")

    def test_it_blanks_nothing_in_a_company_that_is_not_the_master(self) -> None:
        both = company(), company("NORTH")
        rules = {"contact": FieldPolicy(both_changed="procurify")}
        world = linked(policy(*both, master="TWO", fields=rules), gp=there(contact=""), contact="")
        world.edit_there("NORTH", contact="C. Clerk")

        world.rest()

        assert world.gp["NORTH", "LAKESHORE0001"].contact == "C. Clerk"

    def test_its_owner_s_next_value_goes_to_the_other(self) -> None:
        world = first_look({}, {"contact": ""}, fields={"contact": FieldPolicy(owner="procurify")})
        world.edit_here(contact="B. Payer")

        world.rest()

        assert in_gp(world).contact == "B. Payer"

    def test_once_both_agreed_it_is_emptied_on_the_other_side_too(self) -> None:
        world = first_look({}, {}, fields={"contact": FieldPolicy(owner="procurify")})
        world.edit_here(contact="")

        world.rest()

        assert in_gp(world).contact == ""

    def test_what_its_owner_has_counts_at_once(self) -> None:
        world = first_look({}, {"contact": "B. Payer"}, fields={"contact": FieldPolicy(owner="procurify")})

        assert in_gp(world).contact == "B. Payer"
