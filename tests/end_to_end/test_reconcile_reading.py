"""`gp-sync reconcile` over real sockets: what it makes of what it reads, or cannot read."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.end_to_end.test_reconcile import differences, period, reconciled
from tests.end_to_end.world import World


def captured(world: World, **fields: Any) -> Any:
    """An order that was written, so long after its last change that its row of the list tells that nothing changed."""
    order = world.order(modified_at=datetime.now(UTC) - timedelta(minutes=5), **fields)
    world.run("sync")
    return order


class TestChanges:
    def test_a_change_of_no_amount_that_gp_lacks_is_told_with_what_stops_it(self, world: World) -> None:
        order = captured(world)
        world.procurify.edit_purchase_order(order["procurify_PO"], vendor=world.procurify.add_vendor("Litware")["id"])
        unseen = reconciled(world)
        world.run("sync")

        (row,) = reconciled(world)["orders"]

        assert differences(unseen) == {order["number"]: [("not carried over", "0.00")]}
        (told,) = row["differences"]
        assert (told["reason"], told["amount"], row["agrees"]) == ("not carried over", "0.00", False)
        assert told["words"].startswith("VENDOR_UNLINKED: The vendor 'Litware'")

    def test_a_change_that_is_nothing_to_gp_is_no_difference(self, world: World) -> None:
        order = captured(world)
        world.procurify.edit_purchase_order(order["procurify_PO"])

        assert differences(reconciled(world)) == {order["number"]: []}


class TestWhatCannotBeRead:
    def test_what_cannot_be_read_is_named_and_nothing_ties(self, world: World) -> None:
        order = world.order()
        world.run("sync")
        world.procurify.edit_purchase_order(order["procurify_PO"], subtotal="many")

        result = world.run("reconcile", *period(world), "--json")

        made = json.loads(result.stdout)
        assert result.exit_code == 1
        assert (made["ties_out"], len(made["unreadable"])) == (False, 1)
        assert made["unreadable"][0].startswith(f"order {order['procurify_PO']} of Procurify: ")

    def test_an_order_that_cannot_be_read_now_stays_where_it_was_written(self, world: World) -> None:
        order = captured(world)
        world.procurify.fail(f"/purchase_orders/{order['procurify_PO']}/$", 500, times=50)

        made = world.answer("reconcile", *period(world), "--whole")

        (told,) = made["orders"][0]["differences"]
        assert (told["company"], told["reason"], told["amount"]) == ("TWO", "unreadable", "0.00")
        assert "answers 500" in told["words"]

    def test_an_order_of_other_days_that_procurify_fails_to_give_is_not_called_gone(self, world: World) -> None:
        order = captured(world, date=datetime.now(UTC) - timedelta(days=20))
        world.company.edit_order(order["number"], DOCDATE=f"{datetime.now(UTC):%Y-%m-%dT00:00:00}")
        world.procurify.fail(f"/purchase_orders/{order['procurify_PO']}/$", 500, times=50)
        today = str(datetime.now(UTC).date())

        made = world.answer("reconcile", "--since", today, "--until", today)

        (told,) = made["orders"][0]["differences"]
        assert (told["reason"], told["amount"]) == ("unreadable", "-49.00")
        assert "answers 500" in told["words"]

    def test_an_order_without_a_total_is_named_and_nothing_ties(self, world: World) -> None:
        order = world.order()
        world.procurify.edit_purchase_order(order["procurify_PO"], total=None)

        made = reconciled(world)

        assert made["unreadable"] == [f"the total of order {order['number']} of Procurify, which is missing"]
        assert made["ties_out"] is False


class TestNames:
    def test_a_marker_without_a_text_of_its_own_claims_nobody_elses_orders(self, world: World) -> None:
        world.configure(**{"start = 2026-11-01": 'start = 2026-11-01\nmarker = "{key}"'})
        order = world.order()
        world.run("sync")
        world.enter("PO900", order["number"], CONFIRM1="by hand")

        assert differences(reconciled(world))["PO900"] == [("gp alone", "-49.00")]

    @pytest.mark.parametrize("more", ['"US Dollar" = "Z-US$"', '"*" = "Z-US$"'])
    def test_two_names_of_one_currency_are_added_up_together(self, world: World, more: str) -> None:
        world.procurify.add_currency("US Dollar")
        world.configure(shipping_methods=f'currencies = {{ "USD" = "Z-US$", {more} }}\nshipping_methods')
        orders = [world.order(currency=name) for name in ("USD", "US Dollar")]
        world.run("sync")

        made = reconciled(world)

        assert differences(made) == {order["number"]: [] for order in orders}
        assert [(tie["currency"], tie["procurify"], tie["gp"]) for tie in made["ties"]] == [("USD", "98.00", "98.00")]

    def test_a_currency_for_everything_that_is_not_listed_keeps_its_own_name(self, world: World) -> None:
        world.configure(shipping_methods='currencies = { "*" = "Z-US$" }\nshipping_methods')
        world.order()
        world.run("sync")

        assert [(tie["currency"], tie["ties"]) for tie in reconciled(world)["ties"]] == [("USD", True)]


class TestTheLedger:
    def test_it_is_asked_no_more_often_for_many_orders_than_for_few(self, world: World) -> None:
        captured(world)
        few = _queries(world)
        for _ in range(4):
            captured(world)

        assert _queries(world) == few

    def test_an_order_has_the_same_life_as_explain_tells(self, world: World) -> None:
        order = captured(world)
        world.company.edit_order(order["number"], FRTAMNT="7.00000")
        world.procurify.edit_purchase_order(order["procurify_PO"], lines=[world.line(account_code="6450")])
        world.run("sync")

        (row,) = reconciled(world)["orders"]

        told = world.answer("explain", order["number"])["steps"]
        assert [step["at"] for step in row["timeline"]] == [step["at"] for step in told]
        assert [step["what"] for step in row["timeline"]] == [
            "; ".join(words.rstrip(".") for words in (step["words"], *step["notes"])) for step in told
        ]
        assert told[-1]["notes"]


def _queries(world: World) -> int:
    """How many statements a reconciliation sends to the ledger's database."""
    sent: list[str] = []

    def executed(*arguments: Any) -> None:
        sent.append(arguments[2])

    sa.event.listen(sa.Engine, "before_cursor_execute", executed)
    try:
        assert reconciled(world)["ties_out"]
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", executed)
    return sum("gp_sync_" in statement for statement in sent)
