"""What is not created a second time: vendors that lost their link, or were linked or changed while they waited."""

from typing import Any

import attrs
import pytest

from gp_sync.core.facts import vendor_confirmed, vendor_holders, vendor_refusals
from gp_sync.flows.vendors.document import PENDING, gp_target
from tests.gp_sync.flows.vendors.two_systems import World, codes, company, here, linked, policy, there

NEW = gp_target("TWO", "LAKESHOREOFFI17")


def without_link(**rules: Any) -> World:
    """A vendor that was aligned, was renamed, and lost its external ID, which alone linked it."""
    world = linked(policy(**rules), gp=there(created_by_us=False))
    del world.links["TWO"]
    world.rest()
    world.written.clear()
    world.edit_here(name="Zebra Holdings", external_id="")
    return world


def waiting() -> World:
    """A vendor of GP that a person named for Procurify."""
    world = World(settings=policy(create_in_procurify="confirmed"))
    world.gp["TWO", "NORTHWIND01"] = there(name="Northwind Tools", created_by_us=False)
    world.facts[vendor_confirmed("TWO", "NORTHWIND01")] = "NORTHWIND01"
    return world


class TestLostLinks:
    @pytest.mark.parametrize("rules", [{}, {"create_in_gp": "never"}])
    def test_edge_66_a_vendor_that_was_aligned_is_asked_about_and_not_created_again(
        self, rules: dict[str, Any]
    ) -> None:
        world = without_link(**rules)

        decision = world.round()

        assert (decision.action, codes(decision.findings), world.written) == ("hold", ["VENDOR_LINK_LOST"], [])
        assert decision.findings[0].tried == (
            "'Zebra Holdings' (Procurify id 17) was aligned with LAKESHORE0001 of TWO"
        )

    def test_linked_again_it_goes_on_where_it_was(self) -> None:
        world = without_link()
        world.links["TWO"] = "LAKESHORE0001"

        world.rest()

        assert world.gp["TWO", "LAKESHORE0001"].name == "Zebra Holdings"
        assert world.here is not None
        assert world.here.external_id == "LAKESHORE0001"

    def test_one_that_a_person_says_it_is_not_is_left_and_a_new_one_created(self) -> None:
        world = without_link()
        world.facts[vendor_refusals("TWO", 17)] = ("lakeshore0001",)

        decision = world.round()

        assert [(write.op, write.target.number) for write in decision.writes] == [("create", "ZEBRAHOLDINGS17")]


class TestWaitingInProcurify:
    @pytest.mark.parametrize(
        "changes", [{"name": "Lakeshore Ltd"}, {"active": False}, {"workflow": PENDING}, {"vendor_type": "employee"}]
    )
    def test_one_that_changed_since_it_was_captured_is_left_to_the_next_capture(self, changes: dict[str, Any]) -> None:
        world = World(settings=policy(), here=here())
        captured = world.pair()
        world.edit_here(**changes)

        decision = world.decided(captured)

        assert (decision.action, decision.writes) == ("unchanged", ())

    @pytest.mark.parametrize("said", [vendor_holders("TWO", NEW.number), vendor_refusals("TWO", 17)])
    def test_edge_15_the_vendor_of_another_one_is_not_taken_however_much_it_is_like_it(self, said: Any) -> None:
        world = World(settings=policy(), here=here())
        world.gp["TWO", NEW.number] = there()
        world.facts[said] = ("9",) if said.kind == "vendor_holders" else (NEW.number,)

        decision = world.round()

        assert (decision.action, codes(decision.findings)) == ("block", ["VENDOR_ID_TAKEN"])

    def test_edge_15_nor_is_one_that_the_table_names_for_another_one(self) -> None:
        world = World(settings=policy(company(vendor_links={"9": NEW.number})), here=here())
        world.gp["TWO", NEW.number] = there()

        assert codes(world.round().findings) == ["VENDOR_ID_TAKEN"]


class TestWaitingInGP:
    def test_one_that_was_linked_since_is_not_created_in_procurify(self) -> None:
        world = waiting()
        world.facts[vendor_holders("TWO", "NORTHWIND01")] = ("9",)

        decision = world.decided(world.pair(only_in_gp="NORTHWIND01"))

        assert (decision.action, decision.writes, decision.findings) == ("unchanged", (), ())

    def test_nor_is_one_that_gp_has_no_more_or_under_another_name(self) -> None:
        world = waiting()
        captured = world.pair(only_in_gp="NORTHWIND01")
        world.gp["TWO", "NORTHWIND01"] = attrs.evolve(there(), name="Northwind Ltd")
        renamed = world.decided(captured)
        world.gp.clear()

        gone = world.decided(captured)

        assert [(row.action, row.writes) for row in (renamed, gone)] == [("unchanged", ())] * 2
