"""What a person decides about a write in quarantine, and what becomes of its order then."""

from collections.abc import Callable
from decimal import Decimal

import attrs
import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref, Unavailable
from gp_sync.core.states import End, WriteState
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.people.quarantine import QuarantineError
from gp_sync.testing.examples import coding, line, order
from gp_sync.testing.model_connection import ModelConnection
from tests.gp_sync.run.quarantines import TWO_LINES, WHO, confirm, lines_in_gp, release, the_write, void


class TestLooking:
    def test_edge_41_both_sides_are_shown(self, partial: ModelConnection) -> None:
        stuck = the_write(partial)

        with partial.engine().quarantine(stuck) as held:
            seen = held.examine(stuck)

        assert seen.found is not None
        columns = {row.field: (row.wanted, row.there) for row in seen.differences}
        assert columns["line 2 description"] == ("Gloves", "")
        assert columns["line 2 quantity"] == ("4", "")
        assert partial.target.sends == [partial.target.sends[0]]

    def test_edge_05_an_absent_record_is_shown_as_absent(self, absent: ModelConnection) -> None:
        stuck = the_write(absent)

        with absent.engine().quarantine(stuck) as held:
            seen = held.examine(stuck)

        assert (seen.found, seen.differences) == (None, ())


class TestConfirming:
    def test_edge_41_the_next_run_completes_a_partial_order(self, partial: ModelConnection) -> None:
        confirm(partial)

        report = partial.run()

        assert report.ends == {End.WRITTEN: 1}
        assert lines_in_gp(partial) == ["Hydraulic oil", "Gloves"]
        assert [write.op for write in partial.target.executed] == ["create", "update"]
        assert partial.ledger.issues(partial.name) == []

    def test_edge_41_it_is_completed_by_what_procurify_says_now(self, partial: ModelConnection) -> None:
        partial.put(order(version=2, lines=(TWO_LINES[0], attrs.evolve(TWO_LINES[1], coding=coding("5200")))))
        partial.run()
        confirm(partial)

        partial.run()

        rows = partial.target.records()[partial.record()].body.lines
        assert [row.account_number for row in rows] == ["000-5100-01", "000-5200-01"]

    def test_edge_41_what_procurify_cleared_meanwhile_is_blanked(self, world: ModelConnection) -> None:
        """What the request had left to GP stays as GP and its users have made it."""
        world.target.write_half_next()
        world.put(order(lines=TWO_LINES, shipping_method="Ground", payment_terms=""))
        world.run()
        world.target.edit(world.record(), comment="KIM: call before delivery")
        world.put(order(version=2, lines=TWO_LINES, shipping_method="", payment_terms=""))
        world.run()
        confirm(world)

        report = world.run()

        body = world.target.records()[world.record()].body
        assert report.ends == {End.WRITTEN: 1}
        assert (body.shipping_method, body.payment_terms_id) == (None, "NET 30")
        assert (body.comment, len(body.lines)) == ("KIM: call before delivery", 2)

    def test_edge_41_a_partial_order_of_hundreds_of_lines_is_completed_whole(self, world: ModelConnection) -> None:
        many = tuple(line(id=9000 + place, number=place, name=f"Part {place}") for place in range(1, 501))
        world.target.write_half_next()
        world.put(order(lines=many))
        world.run()
        confirm(world)

        report = world.run()

        assert report.ends == {End.WRITTEN: 1}
        rows = world.target.records()[world.record()].body.lines
        assert [row.sequence for row in rows] == [16384 * place for place in range(1, 501)]
        assert rows[499].description == "Part 500"

    def test_edge_17_somebody_elses_record_is_neither_confirmed_nor_voided(self, foreign: ModelConnection) -> None:
        for decision in (confirm, void):
            with pytest.raises(QuarantineError, match="PF52 in TWO lacks our marker, so it is somebody else's"):
                decision(foreign)

        assert the_write(foreign).state is WriteState.QUARANTINED
        assert foreign.target.executed == []

    def test_a_record_that_was_changed_since_it_was_shown_is_looked_at_again(self, partial: ModelConnection) -> None:
        stuck = the_write(partial)
        with partial.engine().quarantine(stuck) as held:
            seen = held.examine(stuck).seen
        partial.target.edit(partial.record(), freight=Decimal(9))

        with (
            partial.engine().quarantine(stuck) as held,
            pytest.raises(QuarantineError, match="PF52 in TWO was changed since it was shown: look at it again"),
        ):
            held.confirm(stuck, WHO, seen=seen)

    def test_edge_41_a_release_by_gp_meanwhile_leaves_it_to_a_person(self, partial: ModelConnection) -> None:
        partial.target.hinder(partial.record(), finding("PO_NOT_NEW", Ref("x", ()), tried="PF52 is Released"))
        confirm(partial)

        report = partial.run()

        assert (report.ends, partial.codes()) == ({End.BLOCKED: 1}, ["PO_NOT_NEW"])

    @pytest.mark.parametrize("decision", [confirm, void])
    def test_what_is_not_there_is_neither_confirmed_nor_voided(
        self, absent: ModelConnection, decision: Callable[[ModelConnection], object]
    ) -> None:
        with pytest.raises(QuarantineError, match="GP has no PF52 in TWO: release the write instead"):
            decision(absent)


class TestReleasing:
    def test_edge_05_the_next_run_writes_what_never_arrived(self, absent: ModelConnection) -> None:
        release(absent)

        report = absent.run()

        assert report.ends == {End.WRITTEN: 1}
        assert (absent.creates(), len(absent.target.sends)) == (1, 4)

    def test_edge_05_what_arrives_after_the_release_is_recognised(self, world: ModelConnection) -> None:
        for _ in range(2):
            world.target.lose_next_answer(done=False)
        world.target.land_next_at(world.clock().replace(hour=23))
        world.put(order())
        for _ in range(8):
            world.run()
            world.clock.advance(minutes=20)
        assert the_write(world).attempt == 3
        release(world)
        world.clock.advance(hours=5)

        report = world.run()

        assert (report.swept.landed_late, report.ends, world.creates()) == (1, {End.UNCHANGED: 1}, 1)

    def test_edge_41_a_partial_record_that_is_released_stays_a_matter_for_a_person(
        self, partial: ModelConnection
    ) -> None:
        release(partial)

        report = partial.run()

        assert (report.ends, partial.codes()) == ({End.BLOCKED: 1}, ["PO_DIFFERS"])
        assert partial.creates() == 1

    def test_what_is_there_as_it_was_sent_cannot_be_released(self, partial: ModelConnection) -> None:
        body = partial.target.sends[0].body
        assert body is not None
        partial.target.edit(partial.record(), lines=body.lines)

        with pytest.raises(QuarantineError, match="PF52 in TWO is exactly what was sent: confirm it"):
            release(partial)

    def test_edge_16_a_cancelled_order_is_not_written_after_a_release(self, absent: ModelConnection) -> None:
        absent.put(order(version=2, state=OrderState.CANCELLED))
        absent.run()
        release(absent)

        report = absent.run()

        assert (report.ends, absent.creates()) == ({End.SKIPPED: 1}, 0)


class TestAnyDecision:
    @pytest.mark.parametrize(
        ("decision", "what", "state"),
        [
            (confirm, "quarantine.confirmed", WriteState.CONFIRMED),
            (release, "quarantine.released", WriteState.NOT_EXECUTED),
            (void, "quarantine.to_void", WriteState.CONFIRMED),
        ],
    )
    def test_edge_41_it_is_audited_with_who_and_why(
        self, partial: ModelConnection, decision: Callable[[ModelConnection], object], what: str, state: WriteState
    ) -> None:
        decision(partial)

        row = next(row for row in partial.ledger.audit(partial.name) if row.what == what)
        assert (row.old_state, row.new_state) == (WriteState.QUARANTINED, state)
        assert row.detail == {"by": "dana", "why": "looked at both"}

    def test_edge_54_none_is_made_in_other_systems_than_before(self, partial: ModelConnection) -> None:
        stuck = the_write(partial)
        with partial.engine(identity=lambda: {"gp TWO": "Fabrikam, Inc."}).quarantine(stuck) as held:
            held.examine(stuck)

        with (
            pytest.raises(Unavailable, match="SYSTEMS_CHANGED"),
            partial.engine(identity=lambda: {"gp TWO": "<TEST>"}).quarantine(stuck) as held,
        ):
            held.void(stuck, WHO)

        assert len(partial.target.sends) == 1

    def test_a_decision_while_gp_is_down_changes_nothing(self, partial: ModelConnection) -> None:
        partial.target.down = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")

        for decision in (confirm, release, void):
            with pytest.raises(Unavailable, match="GP_UNAVAILABLE"):
                decision(partial)

        assert the_write(partial).state is WriteState.QUARANTINED

    def test_a_flow_that_the_engine_does_not_serve_is_named(self, partial: ModelConnection) -> None:
        stuck = attrs.evolve(the_write(partial), key=attrs.evolve(partial.key(), flow="vendors"))

        with pytest.raises(LookupError, match="vendors"), partial.engine().quarantine(stuck):
            pass
