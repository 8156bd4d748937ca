"""Any history of orders, lost answers, late landings, outages and hands in GP: one record each, and nothing silent."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref
from gp_sync.core.states import DocumentState, End
from gp_sync.flows.purchase_orders.document import OrderState
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import HandClock, ModelConnection
from gp_sync.testing.model_target import ModelTarget

GP_DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")
LOCKED = finding("RECORD_LOCKED", Ref("x", ()), tried="a user has it open")

keys = st.integers(1, 3)


class AnyHistory(RuleBasedStateMachine):
    """Orders 1 to 3, with a freight that people change on both sides."""

    @initialize(refuses_existing=st.booleans())
    def begin(self, refuses_existing: bool) -> None:
        clock = HandClock()
        self.world = ModelConnection(clock, target=ModelTarget(clock, refuses_existing=refuses_existing))
        self.wanted: dict[int, Decimal | None] = {}
        self.versions = 0

    @rule(key=keys, freight=st.integers(0, 5))
    def an_order_appears_or_changes(self, key: int, freight: int) -> None:
        if self.wanted.get(key, Decimal(0)) is None:
            return
        self.wanted[key] = Decimal(freight)
        self._put(key, OrderState.PURCHASED)

    @rule(key=keys)
    def an_order_is_cancelled(self, key: int) -> None:
        if key in self.wanted:
            self._put(key, OrderState.CANCELLED)
            self.wanted[key] = None

    @rule(done=st.booleans())
    def the_next_answer_will_be_lost(self, done: bool) -> None:
        self.world.target.lose_next_answer(done=done)

    @rule(minutes=st.sampled_from([4, 8, 16]))
    def the_next_write_will_land_late(self, minutes: int) -> None:
        self.world.target.land_next_at(self.world.clock() + timedelta(minutes=minutes))

    @rule(key=keys, minutes=st.sampled_from([8, 16]))
    def a_new_order_is_lost_and_lands_late(self, key: int, minutes: int) -> None:
        """What the rules above lead to as well, but seldom."""
        if key not in self.wanted:
            self.the_next_write_will_land_late(minutes)
            self.an_order_appears_or_changes(key, 1)
            self.world.run()

    @rule()
    def the_next_record_will_be_locked(self) -> None:
        self.world.target.refuse_next(LOCKED)

    @rule()
    def a_run_while_gp_is_down(self) -> None:
        self.world.target.down = GP_DOWN
        self.world.run()
        self.world.target.down = None

    @rule(key=keys, freight=st.integers(0, 5))
    def somebody_changes_a_record_by_hand(self, key: int, freight: int) -> None:
        record = self.world.record(f"PF{key}")
        found = self.world.target.records().get(record)
        if found is not None and found.obstacle is None:
            self.world.target.edit(record, freight=Decimal(freight))

    @rule(minutes=st.sampled_from([1, 2, 5, 20]), concurrency=st.integers(1, 3))
    def a_run(self, minutes: int, concurrency: int) -> None:
        self.world.clock.advance(minutes=minutes)
        self.world.run(concurrency=concurrency)

    @invariant()
    def no_record_was_created_twice(self) -> None:
        for record in self.world.target.records():
            assert self.world.creates(record.number) == 1

    @invariant()
    def every_order_that_was_captured_is_counted(self) -> None:
        documents = list(self.world.ledger.documents(self.world.name, "purchase_orders"))
        assert sum(self.world.ledger.counts(self.world.name, "purchase_orders").values()) == len(documents)

    def teardown(self) -> None:
        """Let all calm down: what is settled then is as the source wants it; all else says why it is not."""
        if not hasattr(self, "world"):
            return
        for _ in range(30):
            self.world.clock.advance(hours=1)
            self.world.run()
        self.no_record_was_created_twice()
        for row in self.world.ledger.documents(self.world.name, "purchase_orders"):
            if row.state is DocumentState.SETTLED:
                self._is_as_wanted(int(row.key.source_id))
            else:
                assert row.end in {End.BLOCKED, End.SKIPPED, End.QUARANTINED}
                assert row.findings

    def _put(self, key: int, state: OrderState) -> None:
        self.versions += 1
        freight = self.wanted[key] or Decimal(0)
        self.world.put(
            order(
                key=key,
                number=f"PF{key}",
                version=self.versions,
                state=state,
                freight=freight,
                total=Decimal(245) + freight,
            )
        )

    def _is_as_wanted(self, key: int) -> None:
        found = self.world.target.records()[self.world.record(f"PF{key}")]
        link = self.world.document(str(key)).links[0]
        wanted = self.wanted[key]
        if wanted is None:
            assert found.void
        else:
            assert f'"freight":"{wanted}.00"' in link.sent


AnyHistory.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestAnyHistory = AnyHistory.TestCase
