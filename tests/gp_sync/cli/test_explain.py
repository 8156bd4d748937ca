"""`gp-sync explain`: an order's life over both systems, as finance reads it."""

from typing import Any

import pytest

from tests.end_to_end.world import World


def steps(world: World, order: str = "PF1") -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = world.answer("explain", order)["steps"]
    return told


def words(world: World, order: str = "PF1") -> list[str]:
    return [step["words"] for step in steps(world, order)]


class TestTimeline:
    def test_an_order_that_was_written(self, world: World) -> None:
        world.order()
        world.run("sync")

        assert words(world) == [
            "Ordered in Procurify by Dana Buyer",
            "Read from Procurify as version 1",
            "Sent to GP: PF1 to be created in TWO",
            "GP confirmed it",
            "Done: GP has it as Procurify says",
        ]
        assert steps(world)[2]["notes"][-1] == "total 49.00"

    def test_a_decision_has_its_reasons_in_words(self, world: World) -> None:
        world.order(shipping_method="Air")
        world.run("sync")

        blocked = steps(world)[-1]

        assert blocked["words"] == "Blocked: it waits for a person"
        assert blocked["notes"] == ["The shipping method 'Air' is not mapped, and GP would create it."]

    def test_reasons_that_are_mended_are_told_too(self, world: World) -> None:
        world.order(account_code="6450", name="Boots")
        world.run("sync")
        world.company.add_account("100-6450-01", "Safety")
        world.run("sync")

        told = steps(world)

        assert [step["words"] for step in told[2:4]] == [
            "Blocked: it waits for a person",
            "Looked at again, since what stopped it has changed (gl account TWO 100-6450-01)",
        ]
        (reason,) = told[2]["notes"]
        assert reason.startswith("Line 1 (Boots): the GL account 100-6450-01")

    def test_a_change_is_told_field_by_field(self, world: World) -> None:
        world.order()
        world.run("sync")
        world.procurify.edit_purchase_order(1, freight="5")
        world.run("sync")

        told = steps(world)

        assert "Read from Procurify as version 2" in [step["words"] for step in told]
        (sent,) = [step for step in told if step["words"] == "Sent to GP: PF1 to be changed in TWO"]
        (change,) = sent["changes"]
        assert (change["field"], change["there"], change["wanted"]) == ("freight", "0", "5")

    def test_each_version_has_what_changed_from_the_one_before(self, world: World) -> None:
        world.order(account_code="6450", name="Boots")
        world.run("sync")
        world.procurify.edit_purchase_order(1, freight="5", comment="Gate 2")
        world.run("sync")

        (second,) = [step for step in steps(world) if step["words"] == "Read from Procurify as version 2"]

        told = {row["field"]: (row["there"], row["wanted"]) for row in second["changes"]}
        assert told == {"freight": ("0", "5"), "total": ("49", "54"), "comment": ("", "Gate 2")}

    def test_a_cancelled_order_is_voided(self, world: World) -> None:
        world.order()
        world.run("sync")
        world.procurify.cancel_purchase_order(1)
        world.run("sync")

        assert "Sent to GP: PF1 to be voided in TWO" in words(world)
        assert "GP has it as PF1 in TWO, voided" in world.run("explain", "PF1").output
        assert "state value" not in world.run("explain", "PF1").output

    def test_what_persons_decided_has_who_and_why(self, world: World) -> None:
        world.order(shipping_method="Air")
        world.run("sync")
        world.run("skip", "PF1", "--reason", "a trial order")

        last = steps(world)[-1]

        assert (last["words"], last["why"]) == ("Left out by a person", "a trial order")
        assert last["by"]

    def test_an_order_that_cannot_be_read(self, world: World) -> None:
        world.order()
        body = b'{"data": {"procurify_PO": 1, "total": "many"}}'
        world.procurify.garble("/purchase_orders/1/$", content=body, content_type="application/json")
        world.run("sync")

        told = world.answer("explain", "1")

        assert told["end"] == "unreadable"
        assert any(step["words"].startswith("What Procurify has of it cannot be read") for step in told["steps"])

    def test_every_row_of_the_audit_has_words(self, world: World) -> None:
        """A word of the audit that nobody translated would stand there as it is, with a dot in it."""
        world.order()
        world.order(account_code="6450")
        world.run("sync")
        world.procurify.edit_purchase_order(1, freight="5")
        world.run("sync")
        world.run("skip", "PF2", "--reason", "a trial order")
        world.run("replay", "PF2")

        assert not [text for order in ("PF1", "PF2") for text in words(world, order) if "." in text.split()[0]]


class TestNow:
    def test_people_read_the_order_its_people_and_how_it_stands(self, world: World) -> None:
        world.order()
        world.run("sync")

        output = world.run("explain", "pf1").output

        assert "PF1: Contoso Office Supplies, 49.00 USD, dated 20" in output
        assert "asked for by Sam Requester" in output
        assert "bought by Dana Buyer" in output
        assert "GP has it as PF1 in TWO" in output

    def test_what_stops_it_is_told_with_who_can_mend_it(self, world: World) -> None:
        world.order(shipping_method="Air")
        world.run("sync")

        output = world.run("explain", "PF1").output

        assert "GP does not have it, as far as is known" in output
        assert "SHIPPING_METHOD_UNMAPPED" in output
        assert "operator: Map it in the configuration" in output

    def test_an_order_that_was_entered_under_another_number_is_not_called_by_ours(self, world: World) -> None:
        world.order(account_code="6450", name="Boots")
        world.run("sync")
        assert world.run("done", "PF1", "--reason", "entered as PO777").exit_code == 0

        story, status = world.run("explain", "PF1").output, world.run("status", "PF1").output

        assert "Taken as done by hand: entered in GP under another number than PF1 in TWO (" in story
        assert "entered as PO777)" in story
        for page in (story, status):
            assert "entered in GP under another number than PF1 in TWO, as " in page
            assert "GP has it as PF1" not in page
            assert "in GP as PF1" not in page
        assert world.answer("sync")["run"]["ends"] == {}

    def test_a_record_that_is_gone_is_told_as_one_that_was_there(self, world: World) -> None:
        world.order()
        world.run("sync")
        with world.company.lock:
            del world.company.purchase_orders["PF1"]
        world.run("replay", "PF1")

        output = world.run("explain", "PF1").output

        assert "GP had it as PF1 in TWO, and does not have it any more" in output
        assert "GP has it as PF1" not in output

    def test_of_very_many_reasons_the_first_are_printed(self, world: World) -> None:
        lines = [world.line(f"Part {number}", account_code="6450") for number in range(25)]
        world.order(lines=lines)
        world.run("sync")

        output = world.run("explain", "PF1").output

        assert output.count("GP_ACCOUNT_NOT_FOUND (BLOCK)") == 20
        assert "and 5 more findings; --json has all" in output
        assert "and 5 more; --json has all" in output
        assert len(world.answer("explain", "PF1")["findings"]) == 25

    def test_neither_system_is_asked_without_live(self, world: World) -> None:
        world.order()
        world.run("sync")
        asked = len(world.gp.requests), len(world.procurify.requests)

        assert world.answer("explain", "PF1")["live"] is None
        assert (len(world.gp.requests), len(world.procurify.requests)) == asked

    def test_an_unknown_order_is_named(self, world: World) -> None:
        result = world.run("explain", "PF9")

        assert result.exit_code == 2
        assert "the ledger knows no order 'PF9'" in result.output


class TestLive:
    @pytest.fixture
    def written(self, world: World) -> World:
        world.order()
        world.run("sync")
        return world

    def live(self, world: World) -> tuple[str, list[str]]:
        told = world.answer("explain", "PF1", "--live")["live"]
        return told["source"], [record["state"] for record in told["records"]]

    def test_both_as_they_were(self, written: World) -> None:
        assert self.live(written) == ("as captured", ["as written"])

    def test_changed_in_procurify(self, written: World) -> None:
        written.procurify.edit_purchase_order(1, freight="5")

        assert self.live(written) == ("changed", ["as written"])
        assert "changed since it was read; the next sync takes it up" in written.run("explain", "PF1", "--live").output

    def test_changed_in_gp_with_the_field(self, written: World) -> None:
        with written.company.lock:
            written.company.edit_order("PF1", FRTAMNT="7.00000")

        record = written.answer("explain", "PF1", "--live")["live"]["records"][0]

        assert record["state"] == "changed"
        assert ("freight", "7") in [(row["field"], row["there"]) for row in record["differences"]]

    def test_gone_from_both(self, written: World) -> None:
        with written.company.lock:
            del written.company.purchase_orders["PF1"]
        written.procurify.remove_purchase_order(1)

        assert self.live(written) == ("unreadable", ["absent"])
        output = written.run("explain", "PF1", "--live").output
        assert "Procurify: it cannot be read: Procurify does not give order 1 (any more)" in output

    def test_what_was_voided_as_it_should_be_asks_for_nothing(self, written: World) -> None:
        written.procurify.cancel_purchase_order(1)
        written.run("sync")

        output = written.run("explain", "PF1", "--live").output

        assert "GP, PF1 in TWO: void" in output
        assert "PO_IN_HISTORY" not in output

    def test_nothing_is_changed_by_looking(self, written: World) -> None:
        written.procurify.edit_purchase_order(1, freight="5")
        before = written.answer("status", "PF1")

        written.run("explain", "PF1", "--live")

        assert written.answer("status", "PF1") == before
