"""What Dynamics GP does with a written order: its approval, its hold, and the tax that it calculates."""

from decimal import Decimal
from typing import Any

import pytest

from tests.end_to_end.world import World


def ends(world: World) -> dict[str, int]:
    return dict(world.answer("sync")["run"]["ends"])


def told(world: World) -> list[tuple[str, str, str]]:
    """What is known of the order: code, severity and what was tried."""
    findings = world.answer("status", "PF1")["order"]["findings"]
    return [(found["code"], found["severity"], found["tried"]) for found in findings]


def subtotal(world: World) -> Decimal:
    """What the lines of the order come to in GP."""
    return Decimal(world.company.purchase_orders["PF1"]["SUBTOTAL"])


class TestApproval:
    def test_edge_22_a_new_order_says_that_it_waits_to_be_submitted(self, world: World) -> None:
        world.company.new_workflow_status = 1
        world.order()

        assert ends(world) == {"written": 1}
        assert told(world) == [("PO_AWAITS_APPROVAL", "WARN", "PF1")]
        assert "The purchase order PF1 waits to be submitted for approval in GP." in world.run("status", "PF1").output

    def test_edge_22_without_an_approval_workflow_there_is_nothing_to_say(self, world: World) -> None:
        world.order()

        assert (ends(world), told(world)) == ({"written": 1}, [])

    def test_edge_22_a_change_while_it_is_being_approved_holds_and_follows_afterwards(self, world: World) -> None:
        world.company.new_workflow_status = 1
        world.order()
        ends(world)
        world.company.edit_order("PF1", Workflow_Status=4)
        world.procurify.edit_line(1, 1, quantity=Decimal(3), touch_order=True)

        held, why, meanwhile = ends(world), told(world), subtotal(world)
        world.company.edit_order("PF1", Workflow_Status=1)
        followed = ends(world)

        assert (held, [code for code, _, _ in why]) == ({"held": 1}, ["PO_IN_APPROVAL"])
        assert why[0][2].startswith("PF1")
        assert followed == {"written": 1}
        assert (meanwhile, subtotal(world)) == (Decimal("49.00"), Decimal("73.50"))


class TestHold:
    def test_edge_27_a_change_waits_while_the_order_is_on_hold_in_gp(self, world: World) -> None:
        world.order()
        ends(world)
        world.company.edit_order("PF1", HOLD=1)
        world.procurify.edit_line(1, 1, quantity=Decimal(3), touch_order=True)

        held, why, meanwhile = ends(world), told(world), subtotal(world)
        world.company.edit_order("PF1", HOLD=0)

        assert (held, why[0][:2], why[0][2]) == ({"held": 1}, ("PO_ON_HOLD", "HOLD"), "PF1")
        assert ends(world) == {"written": 1}
        assert (meanwhile, subtotal(world)) == (Decimal("49.00"), Decimal("73.50"))


class TestTax:
    @pytest.fixture
    def taxed(self, world: World) -> World:
        """An order of 49.00, which Procurify taxes with 5 dollars, and GP's schedule with 7 percent."""
        world.order(tax="5.00")
        return world

    def in_gp(self, world: World) -> Any:
        return Decimal(world.company.purchase_orders["PF1"]["TAXAMNT"])

    def test_edge_23_procurifys_tax_stands_in_gp_by_default(self, taxed: World) -> None:
        assert (ends(taxed), told(taxed), self.in_gp(taxed)) == ({"written": 1}, [], Decimal(5))

    def test_edge_23_gps_own_tax_is_told_where_it_differs(self, taxed: World) -> None:
        taxed.configure(**{'time_zone = "America/Chicago"': 'time_zone = "America/Chicago"\ntax = "gp_calculates"'})

        assert (ends(taxed), self.in_gp(taxed)) == ({"written": 1}, Decimal("3.43"))
        assert told(taxed) == [("TAX_DIFFERS", "WARN", "3.43 in GP, 5.00 in Procurify")]
        assert ends(taxed) == {}

    def test_edge_23_it_is_told_for_as_long_as_it_differs(self, taxed: World) -> None:
        taxed.configure(**{'time_zone = "America/Chicago"': 'time_zone = "America/Chicago"\ntax = "gp_calculates"'})
        ends(taxed)

        taxed.run("replay", "--all")

        assert told(taxed) == [("TAX_DIFFERS", "WARN", "3.43 in GP, 5.00 in Procurify")]

    def test_edge_23_none_leaves_the_order_without_tax_whatever_gps_schedules_say(self, taxed: World) -> None:
        taxed.configure(**{'time_zone = "America/Chicago"': 'time_zone = "America/Chicago"\ntax = "none"'})

        assert (ends(taxed), self.in_gp(taxed)) == ({"written": 1}, Decimal(0))
        assert [code for code, _, _ in told(taxed)] == ["TAX_LEFT_OUT"]
