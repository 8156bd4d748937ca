"""What people change on either side of a written order, over real sockets."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from tests.end_to_end.world import World


@pytest.fixture
def written(world: World) -> World:
    """Order PF1 is in GP as it is in Procurify."""
    world.order()
    world.run("sync")
    return world


def ends(world: World, *arguments: str) -> dict[str, int]:
    return dict(world.answer("sync", *arguments)["run"]["ends"])


def codes(world: World) -> list[str]:
    return [found["code"] for found in world.answer("status", "PF1")["order"]["findings"]]


def columns(world: World) -> list[tuple[str, str, str, str]]:
    """What a person has to compare: the field, as written, in GP, in Procurify."""
    (found,) = world.answer("status", "PF1")["order"]["findings"]
    return [(row["field"], row["written"], row["there"], row["wanted"]) for row in found["differences"]]


def in_gp(world: World, number: str = "PF1") -> Any:
    return world.company.purchase_orders.get(number) or world.company.purchase_order_history[number]


class TestOnlyGPChanged:
    def test_edge_12_it_is_told_and_left(self, written: World) -> None:
        written.company.edit_order("PF1", FRTAMNT="7.00000")

        told, again = ends(written), ends(written)

        assert (told, again) == ({"unchanged": 1}, {})
        assert columns(written) == [("freight", "0", "7", "0")]
        assert Decimal(in_gp(written)["FRTAMNT"]) == 7

    def test_edge_12_a_printed_order_is_no_drift(self, written: World) -> None:
        written.company.release_order("PF1")

        assert (ends(written), codes(written)) == ({}, [])

    def test_edge_12_an_edited_line_is_named_by_its_place(self, written: World) -> None:
        written.company.edit_line("PF1", 0, UNITCOST="30.00000")

        ends(written)

        assert ("line 1 unit_cost", "24.5", "30", "24.5") in columns(written)
        assert ("subtotal", "49", "60", "49") in columns(written)


class TestBothChanged:
    def test_edge_12_a_person_sees_three_columns(self, written: World) -> None:
        written.company.edit_order("PF1", FRTAMNT="7.00000")
        written.procurify.edit_purchase_order(1, freight="5")

        result = written.run("sync")

        assert "CHANGED_IN_BOTH" in result.output
        heads, row = (
            line.split() for line in result.output.splitlines() if "freight" in line or "last written" in line
        )
        assert heads == ["field", "last", "written", "in", "GP", "now", "in", "Procurify", "now"]
        assert row == ["freight", "0", "7", "5"]
        assert Decimal(in_gp(written)["FRTAMNT"]) == 7

    @pytest.mark.parametrize("comment", ["Gate 2", ""], ids=["changed", "cleared"])
    def test_edge_12_two_changes_of_a_comment_are_three_columns(self, world: World, comment: str) -> None:
        world.order(comment="Gate 1")
        ends(world)
        world.company.edit_order("PF1", CMMTTEXT="Hold until Friday")
        world.procurify.edit_purchase_order(1, comment=comment)

        assert ends(world) == {"blocked": 1}
        assert columns(world) == [("comment", "Gate 1", "Hold until Friday", comment)]
        assert in_gp(world)["CMMTTEXT"].strip() == "Hold until Friday"

    def test_edge_12_gps_change_of_what_was_left_to_it_does_not_hide_a_new_comment(self, world: World) -> None:
        world.order(comment="Gate 1")
        ends(world)
        world.company.edit_order("PF1", SHIPMTHD="OVERNIGHT")
        world.procurify.edit_purchase_order(1, comment="Gate 2")

        assert ends(world) == {"blocked": 1}
        assert ("comment", "Gate 1", "Gate 1", "Gate 2") in columns(world)

    def test_edge_12_the_same_comment_typed_in_gp_ends_it(self, world: World) -> None:
        world.order(comment="Gate 1")
        ends(world)
        world.company.edit_order("PF1", CMMTTEXT="Hold until Friday")
        world.procurify.edit_purchase_order(1, comment="Gate 2")
        ends(world)
        world.company.edit_order("PF1", CMMTTEXT="Gate 2")

        assert (ends(world), codes(world)) == ({"adopted": 1}, [])

    def test_edge_12_the_same_change_made_in_gp_by_hand_ends_it(self, written: World) -> None:
        written.company.edit_order("PF1", FRTAMNT="7.00000")
        written.procurify.edit_purchase_order(1, freight="5")
        ends(written)
        written.company.edit_order("PF1", FRTAMNT="5.00000")

        assert (ends(written), codes(written)) == ({"adopted": 1}, [])


class TestOnlyProcurifyChanged:
    def test_edge_03_a_new_account_code_flows(self, written: World) -> None:
        written.company.add_account("100-6450-01", "Safety equipment")
        written.procurify.edit_purchase_order(1, lines=[written.line(account_code="6450")])

        assert ends(written) == {"written": 1}
        assert in_gp(written)["Lines"][0]["ACTNUMST"].strip() == "100-6450-01"

    def test_edge_03_what_procurify_clears_is_blank_in_gp(self, world: World) -> None:
        world.order(comment="Gate 1")
        ends(world)
        before = dict(in_gp(world))
        world.procurify.edit_purchase_order(1, comment="", payment_terms="")

        first, again = ends(world), ends(world, "--full")

        assert (first, again, codes(world)) == ({"written": 1}, {}, [])
        after = in_gp(world)
        assert [(row["CMMTTEXT"], row["PYMTRMID"]) for row in (before, after)] == [("Gate 1", "Net 30"), ("", "")]
        assert after["SHIPMTHD"] == before["SHIPMTHD"] == "GROUND"

    def test_edge_06_an_account_code_that_is_changed_on_an_item_alone_flows(self, written: World) -> None:
        written.company.add_account("100-6450-01", "Safety equipment")
        version = written.procurify.purchase_orders[1]["version"]
        written.procurify.edit_line(1, 1, account_code="6450")

        assert ends(written) == {"written": 1}
        assert written.procurify.purchase_orders[1]["version"] == version
        assert in_gp(written)["Lines"][0]["ACTNUMST"].strip() == "100-6450-01"

    def test_edge_04_a_receipt_in_procurify_changes_nothing_in_gp(self, written: World) -> None:
        written.procurify.receive(1, 1, "1")

        assert (ends(written).get("written"), codes(written)) == (None, [])

    def test_edge_06_a_silent_edit_of_the_header_is_found_by_a_full_check(self, world: World) -> None:
        order = world.order(modified_at=datetime.now(UTC) - timedelta(days=10))
        ends(world, "--full")
        world.procurify.edit_purchase_order(order["procurify_PO"], touch=False, freight="5")

        run, full = ends(world), ends(world, "--full")

        assert (run, full) == ({}, {"written": 1})
        assert Decimal(in_gp(world)["FRTAMNT"]) == 5

    def test_edge_06_an_order_that_appears_below_the_window_is_found_by_a_full_check(self, written: World) -> None:
        written.order(name="Toner", modified_at=datetime.now(UTC) - timedelta(days=10))

        run, full = ends(written), ends(written, "--full")

        assert (run, full) == ({}, {"written": 1})

    def test_edge_59_a_line_keeps_its_sequence_when_the_one_before_it_goes_away(self, world: World) -> None:
        paper, toner, pens = world.line("Copy paper"), world.line("Toner", sku="TON-1"), world.line("Pens", sku="PEN-1")
        world.order(lines=[paper, toner, pens])
        ends(world)
        world.procurify.edit_purchase_order(1, lines=[paper, toner])

        assert ends(world) == {"written": 1}
        assert [(row["ORD"], row["ITEMDESC"].strip()) for row in in_gp(world)["Lines"]] == [
            (16384, "Copy paper"),
            (32768, "Toner"),
        ]


class TestWhatGPIsPast:
    def test_edge_04_a_revision_after_a_receipt_is_shown_in_two_columns(self, written: World) -> None:
        written.company.receive("PF1")
        written.procurify.edit_purchase_order(1, lines=[written.line(quantity="3")])

        result = written.run("sync")

        assert "GP has a receipt against PF1, so it is not changed." in result.output
        assert "last written" not in result.output
        quantity = next(line.split() for line in result.output.splitlines() if "line 1 quantity" in line)
        assert quantity == ["line", "1", "quantity", "2", "3"]
        assert Decimal(in_gp(written)["Lines"][0]["QTYORDER"]) == 2

    def test_edge_16_a_new_order_that_is_cancelled_is_voided_and_keeps_its_number(self, written: World) -> None:
        written.procurify.cancel_purchase_order(1)

        assert ends(written) == {"written": 1}
        assert (in_gp(written)["POSTATUS"], list(written.company.purchase_order_history)) == (6, ["PF1"])

    @pytest.mark.parametrize("step", ["release", "receive"])
    def test_edge_16_one_that_gp_is_past_is_cancelled_by_hand(self, written: World, step: str) -> None:
        if step == "release":
            written.company.release_order("PF1")
        else:
            written.company.receive("PF1", posted=True)
        written.procurify.cancel_purchase_order(1)

        assert ends(written) == {"blocked": 1}
        assert columns(written) == [("state", "in use", "in use", "void")]
        assert in_gp(written)["POSTATUS"] != 6

    def test_edge_16_a_void_by_hand_is_all_that_is_asked_for(self, written: World) -> None:
        written.company.release_order("PF1")
        written.procurify.cancel_purchase_order(1)
        ends(written)
        written.company.void_order("PF1")

        assert (ends(written), codes(written)) == ({"adopted": 1}, [])

    def test_edge_16_an_order_that_is_reopened_after_its_void_is_a_matter_for_a_person(self, written: World) -> None:
        written.procurify.cancel_purchase_order(1)
        ends(written)
        written.procurify.edit_purchase_order(1, state=5)

        assert ends(written) == {"blocked": 1}
        assert columns(written) == [("state", "void", "void", "in use")]

    def test_edge_38_an_order_in_history_is_not_changed(self, written: World) -> None:
        written.company.move_to_history("PF1")
        before = dict(in_gp(written))
        written.procurify.edit_purchase_order(1, freight="5")

        assert (ends(written), codes(written)) == ({"blocked": 1}, ["PO_IN_HISTORY"])
        assert (in_gp(written), written.company.purchase_orders) == (before, {})

    def test_edge_70_a_deleted_order_is_told_by_a_full_check_and_never_created_again(self, written: World) -> None:
        written.company.delete_order("PF1")

        full, again = ends(written, "--full"), ends(written, "--full")

        assert (full, again, codes(written)) == ({"blocked": 1}, {}, ["DELETED_IN_GP"])
        assert written.company.purchase_orders == {}

    def test_edge_70_a_copy_that_somebody_made_in_gp_is_told(self, written: World) -> None:
        written.enter("COPY1", like="PF1")

        result = written.run("sync")

        assert "GP has COPY1 in TWO, which carries our marker, and which no order of the ledger was written to." in (
            result.output
        )
        assert sorted(written.company.purchase_orders) == ["COPY1", "PF1"]


class TestOrdersThatEndedEarly:
    @pytest.mark.parametrize(("state", "word"), [(3, "closed"), (4, "paid")])
    def test_edge_61_they_wait_for_a_decision(self, world: World, state: int, word: str) -> None:
        world.order(state=state)

        result = world.run("sync")

        assert f"The order was {word} in Procurify before it reached GP." in result.output
        assert world.answer("status")["counts"] == {"held": 1}
        assert world.company.purchase_orders == {}


def test_edge_59_lines_that_have_new_ids_are_found_by_their_number(world: World) -> None:
    paper, toner = world.line("Copy paper"), world.line("Toner")
    world.order(lines=[paper, toner])
    ends(world)
    items = [row["ITEMNMBR"] for row in in_gp(world)["Lines"]]
    order = world.procurify.orders[0]
    order.line_ids = [line_id + 500 for line_id in order.line_ids]
    world.procurify.edit_purchase_order(1, lines=[paper, attrs.evolve(toner, quantity="3")])

    assert ends(world) == {"written": 1}
    rows = in_gp(world)["Lines"]
    assert [(row["ORD"], int(Decimal(row["QTYORDER"]))) for row in rows] == [(16384, 2), (32768, 3)]
    assert [row["ITEMNMBR"] for row in rows] == items
