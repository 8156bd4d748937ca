"""A baseline over documents that an earlier run has decided otherwise."""

import attrs

from gp_sync.core.states import DocumentState, End
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection


class TestWhatWasDecided:
    def test_edge_51_an_order_that_is_blocked_by_a_persons_record_is_linked(self) -> None:
        """The number is taken, which is what the baseline is for."""
        elsewhere, world = ModelConnection(), ModelConnection()
        elsewhere.put(order())
        elsewhere.run()
        body = elsewhere.target.records()[elsewhere.record()].body
        world.target.put(world.record(), attrs.evolve(body, confirm_with="KIM"))
        world.put(order())
        assert world.run().ends == {End.BLOCKED: 1}

        report = world.engine().baseline()

        row = world.document()
        assert (report.linked, row.state, row.end) == (["PF52"], DocumentState.SETTLED, End.ADOPTED)
        *_, reopened, linked = world.ledger.audit(world.name, key=world.key())
        assert (reopened.old_state, reopened.new_state) == ("blocked", "pending")
        assert (linked.old_state, linked.new_state) == ("pending", "settled")
