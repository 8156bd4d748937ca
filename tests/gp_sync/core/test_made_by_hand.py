"""When a change of the source counts as made by a person in the target: judged by the fields that changed."""

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from gp_sync.core.decide import decide
from gp_sync.core.model import Case, Decision, Difference, Facts, Found, Key, Link, Mapped, TargetRef

KEY = Key(connection="fabrikam", flow="purchase_orders", source_id="52")
HERE = TargetRef(side="gp", company="TWO", number="PF52")
FACTS = Facts(as_of=datetime(2026, 11, 4, tzinfo=UTC))


@attrs.frozen(kw_only=True)
class Order:
    """A small order, of which a target may leave out the comment when it compares."""

    comment: str = ""
    freight: int = 0


def revised(wanted: Order | None, *, there: Order | None, sent: Order, **link: Any) -> Decision[Order]:
    """What happens to an order that was sent and held alike, and that the target holds to be what is wanted."""
    values: dict[str, Any] = {"sent": sent, "held": sent, "stamp": "1"}
    known = Link(target=HERE, **(values | link))
    case: Case[Any, Any] = Case(
        key=KEY,
        source="",
        last={HERE: known},
        now={HERE: None if there is None else Found(body=there, stamp="2")},
        facts=FACTS,
        policy=None,
        verdicts={HERE: "equal"},
    )
    return decide(case, Mapped(wanted={HERE: wanted}), ())


class TestMadeByHand:
    def test_edge_12_the_same_change_is_told_by_the_fields_that_the_source_changed(self) -> None:
        wanted, there = Order(comment="Gate 2", freight=5), Order(comment="GATE 2 ", freight=5)

        decision = revised(wanted, there=there, sent=Order(comment="gate 1"))

        assert decision == Decision(action="adopt", adopted=(Link(target=HERE, sent=wanted, held=there, stamp="2"),))

    @pytest.mark.parametrize("comment", ["gate 2", ""], ids=["changed", "cleared"])
    def test_edge_12_a_change_that_the_target_does_not_compare_is_not_taken_as_made_by_hand(self, comment: str) -> None:
        sent = Order(comment="gate 1")

        decision = revised(Order(comment=comment), there=Order(comment="hold until Friday"), sent=sent)

        columns = Difference(field="comment", written="gate 1", there="hold until Friday", wanted=comment)
        assert decision.action == "block"
        assert [(found.code, found.differences) for found in decision.findings] == [("CHANGED_IN_BOTH", (columns,))]

    def test_edge_12_a_change_that_is_not_there_is_not_made_by_hand_because_of_another(self) -> None:
        sent = Order(comment="gate 1")

        decision = revised(Order(comment="gate 2"), there=attrs.evolve(sent, freight=7), sent=sent)

        assert [found.code for found in decision.findings] == ["CHANGED_IN_BOTH"]

    def test_a_persons_order_is_not_done_while_a_change_that_is_not_compared_is_missing(self) -> None:
        sent = Order(comment="gate 1")

        still, done = (
            revised(Order(comment="gate 2"), there=Order(comment=there), sent=sent, by_hand=True)
            for there in ("gate 1", "gate 2")
        )

        assert [found.code for found in still.findings] == ["ENTERED_BY_HAND"]
        assert done.action == "adopt"

    @pytest.mark.parametrize(
        ("held", "wanted", "told"),
        [
            (None, Order(comment="gate 2"), "PF52 (which has another number there)"),
            (None, None, "PF52 (which has another number there), which is cancelled in Procurify,"),
            (Order(), Order(comment="gate 2"), "PF52 (which is gone)"),
        ],
        ids=["another number", "cancelled", "gone"],
    )
    def test_a_persons_order_that_is_not_there_is_told_as_such(
        self, held: Order | None, wanted: Order | None, told: str
    ) -> None:
        decision = revised(wanted, there=None, sent=Order(comment="gate 1"), held=held, by_hand=True)

        assert [(found.code, found.tried) for found in decision.findings] == [("ENTERED_BY_HAND", told)]

    def test_a_persons_order_that_the_source_follows_is_taken_over_and_not_written(self) -> None:
        there = Order(comment="gate 2")

        decision = revised(there, there=there, sent=Order(comment="gate 1"), held=there, by_hand=True)

        assert decision == Decision(action="adopt", adopted=(Link(target=HERE, sent=there, held=there, stamp="2"),))
