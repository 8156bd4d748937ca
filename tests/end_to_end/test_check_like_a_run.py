"""A check says what the next run would: by what GP has of the requisition, and by the settings of its own company."""

from typing import Any

import pytest

from tests.end_to_end.requisitions import APPROVED, NUMBER, PENDING, ends, requested
from tests.end_to_end.shipped_site import requisitions_alone, requisitions_beside_orders
from tests.end_to_end.world import World

PURCHASED = 3


@pytest.fixture
def shipped(world: World) -> World:
    requisitions_alone(world)
    return world


def checked(world: World, number: int) -> tuple[str, list[str]]:
    """What a check says of a requisition, less that splits cannot be seen."""
    answer = world.answer("check", str(number))
    codes = [found["code"] for found in answer["findings"] if found["code"] != "ALLOCATION_NOT_VISIBLE"]
    return answer["outcome"], codes


class TestWhatGPHasOfIt:
    def test_what_stands_there_as_it_should_passes(self, shipped: World) -> None:
        number = requested(shipped)
        shipped.run("sync")

        result = shipped.run("check", str(number))

        assert result.exit_code == 0
        assert f"GP has {NUMBER} in TWO: it is judged as a change of that" in result.output

    @pytest.mark.parametrize(
        ("columns", "code", "outcome", "end"),
        [
            ({"RequisitionStatus": 2}, "REQUISITION_NOT_SAVED", "block", "blocked"),
            ({"Workflow_Status": 4}, "PO_IN_APPROVAL", "hold", "held"),
            ({"RequisitionDescription": "agreed by phone"}, "CHANGED_IN_BOTH", "block", "blocked"),
        ],
    )
    def test_edge_62_a_change_that_gp_would_not_take_is_told_before_its_approval(
        self, shipped: World, columns: dict[str, Any], code: str, outcome: str, end: str
    ) -> None:
        number = requested(shipped)
        shipped.run("sync")
        shipped.company.edit_requisition(NUMBER, **columns)
        shipped.procurify.edit_requisition(number, description="For the office", status=PENDING)

        told, warned = checked(shipped, number), shipped.run("warn")
        shipped.procurify.edit_requisition(number, status=APPROVED)

        assert told == (outcome, [code])
        assert warned.exit_code == 1
        assert code in warned.output
        assert ends(shipped) == {end: 1}

    def test_edge_17_a_number_that_somebody_has_taken_in_gp_is_told(self, shipped: World) -> None:
        shipped.company.requisitions[NUMBER] = shipped.company.requisitions["REQ1001"] | {
            "POPRequisitionNumber": NUMBER
        }
        number = requested(shipped)

        told = checked(shipped, number)

        assert told == ("block", ["PO_NUMBER_TAKEN"])
        assert ends(shipped) == {"blocked": 1}

    def test_one_that_was_bought_before_it_was_written_waits(self, shipped: World) -> None:
        number = requested(shipped, status=PURCHASED)

        assert checked(shipped, number) == ("hold", ["CLOSED_BEFORE_WRITE"])
        assert ends(shipped) == {"held": 1}

    def test_one_from_before_the_start_would_not_go_to_gp(self, shipped: World) -> None:
        number = requested(shipped)
        text = shipped.config.read_text(encoding="utf-8")
        shipped.config.write_text(text.replace("start = 2026-11-01", "start = 2999-01-01", 1), encoding="utf-8")

        assert checked(shipped, number) == ("skip", ["BEFORE_START"])
        assert shipped.answer("sync")["run"]["ends"] == {}

    def test_edge_36_one_that_gave_way_would_not_go_to_gp(self, world: World) -> None:
        requisitions_beside_orders(world)
        number = requested(world)
        world.run("sync")
        world.procurify.buy_requisition(number)
        world.run("sync")

        assert checked(world, number) == ("skip", ["REQUISITION_GAVE_WAY"])


class TestItsCompany:
    def test_edge_13_the_settings_of_orders_hold_where_another_company_gets_requisitions(self, world: World) -> None:
        other = (
            '[[companies]]\nid = "SIX"\nname = "Fabrikam, Inc."\ndocuments = "requisition"\n[[companies]]\nid = "TWO"'
        )
        world.configure(
            **{
                "[purchase_orders]": "[requisitions]\nstart = 2026-11-01\n"
                '[purchase_orders]\nclosed_period = "next_open"\n',
                '[[companies]]\nid = "TWO"': other,
                'time_zone = "America/Chicago"': 'time_zone = "America/Chicago"\nexternal_ids = true',
            }
        )
        world.company.set_period(*world.gp_period(), purchasing_closed=True)

        outcome, codes = checked(world, requested(world, status=PENDING))

        assert (outcome, codes[0]) == ("pass", "DATE_MOVED")


class TestWhatStopsIt:
    def test_it_is_told_alone_where_no_record_can_be_made(self, world: World) -> None:
        number = requested(world, world.line(item_fields={"account": 999999}), status=PENDING)

        outcome, codes = checked(world, number)
        causes = [cause["code"] for cause in world.answer("warn")["causes"]]

        assert (outcome, codes) == ("block", ["VALUE_MISSING"])
        assert causes == ["VALUE_MISSING"]
