"""The pure decision: every way from a case to its end. Bodies are plain words here; the decision compares texts."""

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from gp_sync.core.decide import adopt, decide, judge, stopped_by, to_read
from gp_sync.core.findings import finding
from gp_sync.core.model import (
    Case,
    Decision,
    Difference,
    Facts,
    Finding,
    Found,
    Key,
    Link,
    Mapped,
    Ref,
    Severity,
    TargetRef,
    Write,
)

KEY = Key(connection="fabrikam", flow="purchase_orders", source_id="52")
HERE = TargetRef(side="gp", company="TWO", number="PF52")
THERE = TargetRef(side="gp", company="NORTH", number="PF52")
FACTS = Facts(as_of=datetime(2026, 11, 4, tzinfo=UTC))

LINK = Link(target=HERE, sent="v1", held="V1", stamp="1")
SKIP = finding(
    "NO_LINES",
    Ref(
        "document",
        (
            "purchase_orders",
            "52",
        ),
    ),
)
BLOCK = finding("GP_ACCOUNT_NOT_FOUND", Ref("gl_account", ("TWO", "1")))
HOLD = finding("PERIOD_CLOSED", Ref("fiscal_period", ("TWO", "2026", "11")))
WARN = finding("VENDOR_ON_HOLD", Ref("gp_vendor", ("TWO", "LAKESHORE0001")))


def case(**changes: Any) -> Case[str, str]:
    values: dict[str, Any] = {"key": KEY, "source": "", "last": {}, "now": {}, "facts": FACTS, "policy": None}
    return Case(**(values | changes))


def linked(now: Found[str] | None, **changes: Any) -> Case[str, str]:
    """A case whose target was written as v1 and holds `now`."""
    return case(last={HERE: LINK}, now={HERE: now}, **changes)


def wants(body: str) -> Mapped[str]:
    return Mapped(wanted={HERE: body})


class TestFindingsThatStop:
    @pytest.mark.parametrize(
        ("findings", "action"),
        [
            ((WARN, HOLD, BLOCK, SKIP), "skip"),
            ((WARN, HOLD, BLOCK), "block"),
            ((WARN, HOLD), "hold"),
        ],
    )
    def test_skip_goes_before_block_before_hold(self, findings: tuple[Finding, ...], action: str) -> None:
        decision = stopped_by(findings)

        assert decision == Decision(action=action, findings=findings)  # type: ignore[arg-type]  # one of three words

    def test_warnings_stop_nothing(self) -> None:
        assert stopped_by((WARN,)) is None

    def test_a_stopped_document_writes_nothing(self) -> None:
        decision = decide(case(), wants("v1"), (HOLD,))

        assert (decision.action, decision.writes, decision.adopted) == ("hold", (), ())

    def test_judge_collects_the_findings_of_the_mapper_and_of_every_rule_once(self) -> None:
        mapped: Mapped[str] = Mapped(findings=(WARN,))
        rules = [lambda _case, _mapped: [HOLD, WARN], lambda _case, _mapped: [BLOCK]]

        assert judge(case(), mapped, rules) == (WARN, HOLD, BLOCK)

    def test_what_was_chosen_for_one_cause_wins_over_what_was_chosen_for_its_code(self) -> None:
        chosen = attrs.evolve(WARN, severity=Severity.WARN, usual=Severity.WARN)
        mapped: Mapped[str] = Mapped(findings=(WARN, chosen))

        found = judge(case(severities={WARN.code: Severity.BLOCK}), mapped, ())

        assert found == (attrs.evolve(WARN, severity=Severity.BLOCK, usual=Severity.WARN), chosen)


class TestFirstWrite:
    def test_a_new_document_is_created(self) -> None:
        decision = decide(case(), wants("v1"), (WARN,))

        assert decision == Decision(
            action="write", writes=(Write(op="create", target=HERE, body="v1"),), findings=(WARN,)
        )

    def test_a_record_that_was_read_and_is_absent_is_created(self) -> None:
        decision = decide(case(now={HERE: None}), wants("v1"), ())

        assert [write.op for write in decision.writes] == ["create"]

    def test_an_equal_record_of_ours_is_adopted_without_a_write(self) -> None:
        now = Found(body="V1", stamp="7")

        decision = decide(case(now={HERE: now}, verdicts={HERE: "equal"}), wants("v1"), ())

        assert decision == Decision(action="adopt", adopted=(Link(target=HERE, sent="v1", held="V1", stamp="7"),))

    @pytest.mark.parametrize(
        ("verdict", "code"),
        [("foreign", "PO_NUMBER_TAKEN"), ("partial", "PO_DIFFERS"), ("different", "PO_DIFFERS")],
    )
    def test_any_other_record_under_our_number_is_a_persons_to_resolve(self, verdict: Any, code: str) -> None:
        decision = decide(case(now={HERE: Found(body="other")}, verdicts={HERE: verdict}), wants("v1"), ())

        assert decision.action == "block"
        assert decision.findings == (
            finding(code, Ref("record", ("purchase_orders", "gp", "TWO", "PF52")), tried="PF52"),
        )

    def test_an_equal_record_that_is_void_is_not_adopted(self) -> None:
        judged = adopt(HERE, "v1", Found(body="V1", void=True), "equal")

        assert isinstance(judged, Finding)
        assert judged.code == "PO_DIFFERS"

    @pytest.mark.parametrize("last", [{}, {HERE: LINK}], ids=["never written", "written"])
    def test_a_document_of_which_nothing_is_made_is_not_lost_without_a_word(self, last: Any) -> None:
        decision = decide(case(last=last), Mapped(), (WARN,))

        lost = finding(
            "ORDER_NOT_PROCESSED",
            Ref(
                "document",
                (
                    "purchase_orders",
                    "52",
                ),
            ),
            tried="the mapping made no record of it, and gives no reason that stops it",
        )
        assert decision == Decision(action="block", findings=(WARN, lost))

    def test_a_document_that_ended_before_it_was_written_is_as_it_should_be(self) -> None:
        assert decide(case(), Mapped(ended=True), ()) == Decision(action="unchanged")


class TestLaterVersions:
    def test_a_document_that_would_be_written_alike_is_unchanged(self) -> None:
        decision = decide(linked(Found(body="V1", stamp="3")), wants("v1"), ())

        assert decision == Decision(action="unchanged")

    def test_edge_12_a_record_that_only_gp_changed_is_told_and_left(self) -> None:
        decision = decide(linked(Found(body="edited")), wants("v1"), (WARN,))

        changed = Difference(field="record", written="v1", there="edited", wanted="v1")
        drift = finding("CHANGED_IN_GP", HERE.ref, tried="PF52", differences=(changed,))
        assert decision == Decision(action="unchanged", findings=(WARN, drift))

    def test_edge_12_a_record_that_was_voided_by_hand_is_told_and_left(self) -> None:
        decision = decide(linked(Found(body="V1", void=True)), wants("v1"), ())

        assert [(found.code, found.tried) for found in decision.findings] == [
            ("CHANGED_IN_GP", "PF52, which was voided there,")
        ]
        assert decision.action == "unchanged"

    def test_edge_70_a_deleted_record_is_told_although_the_source_is_as_it_was(self) -> None:
        decision = decide(linked(None), wants("v1"), ())

        assert [found.code for found in decision.findings] == ["DELETED_IN_GP"]

    def test_only_the_source_changed_so_the_record_is_updated_under_its_stamp(self) -> None:
        decision = decide(linked(Found(body="V1", stamp="3"), verdicts={HERE: "different"}), wants("v2"), ())

        assert decision.writes == (Write(op="update", target=HERE, body="v2", before="V1", stamp="3"),)

    def test_edge_12_a_record_changed_in_both_is_a_persons_to_resolve(self) -> None:
        decision = decide(linked(Found(body="edited"), verdicts={HERE: "different"}), wants("v2"), ())

        columns = Difference(field="record", written="v1", there="edited", wanted="v2")
        assert [(found.code, found.differences) for found in decision.findings] == [("CHANGED_IN_BOTH", (columns,))]

    def test_edge_12_the_same_change_made_by_hand_is_adopted(self) -> None:
        decision = decide(linked(Found(body="V2", stamp="9"), verdicts={HERE: "equal"}), wants("v2"), ())

        assert decision == Decision(action="adopt", adopted=(Link(target=HERE, sent="v2", held="V2", stamp="9"),))

    def test_a_comparison_that_overlooks_a_difference_does_not_swallow_an_update(self) -> None:
        decision = decide(linked(Found(body="V1", stamp="3"), verdicts={HERE: "equal"}), wants("v2"), ())

        assert [write.op for write in decision.writes] == ["update"]

    def test_edge_70_a_deleted_record_is_never_created_again_by_itself(self) -> None:
        decision = decide(linked(None), wants("v2"), ())

        assert decision.action == "block"
        assert [found.code for found in decision.findings] == ["DELETED_IN_GP"]

    def test_an_obstacle_stops_a_change_with_the_record_as_its_cause(self) -> None:
        obstacle = finding("PO_HAS_RECEIPT", Ref("elsewhere", ("x",)), tried="PF52")

        decision = decide(linked(Found(body="V1", obstacle=obstacle), verdicts={HERE: "different"}), wants("v2"), ())

        assert decision.action == "block"
        by_hand = Difference(field="record", written="v1", there="V1", wanted="v2")
        assert decision.findings == (
            finding(
                "PO_HAS_RECEIPT",
                Ref("record", ("purchase_orders", "gp", "TWO", "PF52")),
                tried="PF52",
                differences=(by_hand,),
            ),
        )

    def test_an_obstacle_does_not_matter_where_nothing_is_to_be_written(self) -> None:
        obstacle = finding("PO_HAS_RECEIPT", Ref("elsewhere", ("x",)), tried="PF52")

        decision = decide(linked(Found(body="V1", obstacle=obstacle)), wants("v1"), ())

        assert decision == Decision(action="unchanged")


class TestCancelledDocuments:
    ENDED: Mapped[str] = Mapped(ended=True)

    def test_edge_16_what_was_written_is_voided(self) -> None:
        decision = decide(linked(Found(body="V1", stamp="3")), self.ENDED, ())

        assert decision.writes == (Write(op="void", target=HERE, body=None, before="V1", stamp="3"),)

    def test_edge_16_what_was_never_written_needs_nothing(self) -> None:
        assert decide(case(), self.ENDED, ()) == Decision(action="unchanged")

    def test_edge_16_a_record_that_was_voided_by_hand_is_only_linked_as_void(self) -> None:
        obstacle = finding("PO_NOT_NEW", Ref("x", ()), tried="PF52 is Canceled")

        decision = decide(linked(Found(body="V1", stamp="4", obstacle=obstacle, void=True)), self.ENDED, ())

        assert decision == Decision(action="adopt", adopted=(Link(target=HERE, sent=None, held="V1", stamp="4"),))

    def test_edge_16_a_voided_document_stays_void_without_a_second_write(self) -> None:
        void = Link(target=HERE, sent=None, held="V1")

        now = Found(body="V1", void=True)

        assert decide(case(last={HERE: void}, now={HERE: now}), self.ENDED, ()) == Decision(action="unchanged")

    def test_edge_16_a_void_that_has_left_the_history_is_gone_as_it_should_be(self) -> None:
        void = Link(target=HERE, sent=None, held="V1")

        assert decide(case(last={HERE: void}, now={HERE: None}), self.ENDED, ()) == Decision(action="unchanged")

    def test_edge_16_a_record_with_a_receipt_is_not_voided(self) -> None:
        obstacle = finding("PO_HAS_RECEIPT", Ref("x", ()), tried="PF52")

        decision = decide(linked(Found(body="V1", obstacle=obstacle)), self.ENDED, ())

        assert [found.code for found in decision.findings] == ["PO_HAS_RECEIPT"]

    def test_edge_16_a_reopened_order_is_not_written_over_its_void(self) -> None:
        obstacle = finding("PO_NOT_NEW", Ref("x", ()), tried="PF52 is Canceled")
        void = Link(target=HERE, sent=None, held="V1")
        now = Found(body="V1", obstacle=obstacle, void=True)

        decision = decide(case(last={HERE: void}, now={HERE: now}, verdicts={HERE: "equal"}), wants("v1"), ())

        assert [found.code for found in decision.findings] == ["PO_NOT_NEW"]


class TestRouting:
    def test_edge_46_a_written_document_that_now_leads_elsewhere_is_never_in_two_companies(self) -> None:
        findings = judge(case(last={HERE: LINK}), Mapped(wanted={THERE: "v1"}), ())

        assert findings == (
            finding(
                "ROUTE_CHANGED",
                Ref(
                    "document",
                    (
                        "purchase_orders",
                        "52",
                    ),
                ),
                tried="PF52 in TWO",
            ),
        )

    def test_a_document_that_cannot_be_mapped_any_more_keeps_its_route(self) -> None:
        assert judge(case(last={HERE: LINK}), Mapped(findings=(HOLD,)), ()) == (HOLD,)

    def test_a_document_that_stays_where_it_was_written_keeps_its_route(self) -> None:
        assert judge(case(last={HERE: LINK}), wants("v2"), ()) == ()


class TestWhatMustBeRead:
    def test_a_new_record_needs_no_read_where_a_second_one_is_refused(self) -> None:
        assert to_read(case(), wants("v1"), refuses_existing=True) == frozenset()

    def test_a_new_record_is_read_first_where_a_create_could_overwrite(self) -> None:
        assert to_read(case(), wants("v1"), refuses_existing=False) == {HERE}

    @pytest.mark.parametrize("refuses_existing", [True, False])
    @pytest.mark.parametrize("body", ["v1", "v2"])
    def test_what_we_wrote_is_read_to_see_whether_somebody_changed_it(self, body: str, refuses_existing: bool) -> None:
        written = case(last={HERE: LINK})

        assert to_read(written, wants(body), refuses_existing=refuses_existing) == {HERE}

    def test_a_record_to_be_voided_is_read(self) -> None:
        assert to_read(case(last={HERE: LINK}), Mapped(ended=True), refuses_existing=True) == {HERE}
