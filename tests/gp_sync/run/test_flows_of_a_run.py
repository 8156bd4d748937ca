"""A run of several flows: which of them run, how often their lists are read, and what is told of each."""

import pickle
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Finding, Ref
from gp_sync.core.states import End
from gp_sync.engine import Engine
from gp_sync.engine_parts import FlowNotServedError
from gp_sync.run.report import CaptureReport, FlowReport, RunReport
from gp_sync.testing import HandClock, ModelConnection, ModelTarget
from gp_sync.testing.examples import order
from gp_sync.testing.model_source import ModelFeed


class OtherFeed(ModelFeed):
    """A second list, with a cursor of its own."""

    name = "other.list"


def two_flows(model: ModelConnection, *, every: timedelta | None = None) -> tuple[Engine, OtherFeed]:
    """The model's flow, and one more from another feed to the same target."""
    feed = OtherFeed()
    first = model.flow()
    second = attrs.evolve(first, name="others", feed=feed, every=every)
    return attrs.evolve(model.engine(), flows=(first, second)), feed


def put(model: ModelConnection, feed: ModelFeed, key: int) -> None:
    feed.put(order(key=key, number=f"PF{key}"), model.clock().date())


@pytest.fixture
def model() -> ModelConnection:
    return ModelConnection()


class TestChosenFlows:
    def test_all_run_where_none_is_named(self, model: ModelConnection) -> None:
        """The totals are those of both, and each is told by itself."""
        engine, feed = two_flows(model)
        put(model, model.feed, 52)
        put(model, feed, 53)

        report = engine.run()

        assert report.ends == {End.WRITTEN: 2}
        assert {name: dict(part.ends) for name, part in report.flows.items()} == {
            "purchase_orders": {End.WRITTEN: 1},
            "others": {End.WRITTEN: 1},
        }
        assert (report.captured.listed, report.flows["others"].captured.listed) == (2, 1)

    def test_only_the_named_ones_run(self, model: ModelConnection) -> None:
        """The others stay as they are."""
        engine, feed = two_flows(model)
        put(model, model.feed, 52)
        put(model, feed, 53)

        report = engine.run(flows=["others"])

        assert list(report.flows) == ["others"]
        assert sorted(target.number for target in model.target.records()) == ["PF53"]

    def test_a_flow_that_is_not_served_is_refused(self, model: ModelConnection) -> None:
        """Before anything is done."""
        engine, _ = two_flows(model)

        with pytest.raises(FlowNotServedError, match=r"no flow 'invoices' any more \(it has .*others.*\)") as caught:
            engine.run(flows=["others", "invoices"])

        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301  # our own


class TestCadence:
    def test_lists_that_are_not_due_are_left_out(self, model: ModelConnection) -> None:
        """The report says so; the other flow's are read."""
        engine, feed = two_flows(model, every=timedelta(minutes=60))
        engine.run()
        model.clock.advance(minutes=59)
        put(model, model.feed, 52)
        put(model, feed, 53)

        report = engine.run()

        assert report.flows["others"].not_due == (
            "others: the lists were read at 2026-11-04 18:00 UTC, and are read every 60 minutes"
        )
        assert (report.flows["purchase_orders"].not_due, report.flows["others"].captured) == ("", CaptureReport())
        assert report.ends == {End.WRITTEN: 1}

    def test_they_are_read_again_when_they_are_due(self, model: ModelConnection) -> None:
        """After the minutes that are configured."""
        engine, feed = two_flows(model, every=timedelta(minutes=60))
        engine.run()
        model.clock.advance(minutes=60)
        put(model, feed, 53)

        report = engine.run()

        assert (report.not_due, report.ends) == ("", {End.WRITTEN: 1})

    @pytest.mark.parametrize("how", [{"full": True}, {"flows": ["others"]}])
    def test_a_person_who_asks_does_not_wait(self, model: ModelConnection, how: dict[str, object]) -> None:
        """A full check, or a run of this flow alone."""
        engine, feed = two_flows(model, every=timedelta(minutes=60))
        engine.run()
        put(model, feed, 53)

        report = engine.run(**how)  # type: ignore[arg-type]  # the arguments of the parameters above

        assert report.ends == {End.WRITTEN: 1}

    def test_what_waits_is_decided_all_the_same(self, model: ModelConnection) -> None:
        """Only the lists are left out: a cause that has gone lets its documents go on."""
        engine, feed = two_flows(model, every=timedelta(minutes=60))
        account = next(ref for ref in model.references.facts if ref.kind == "gl_account")
        known = model.references.facts[account]
        model.change_fact(account, attrs.evolve(known, active=False))
        put(model, feed, 53)
        assert engine.run().ends == {End.BLOCKED: 1}
        model.change_fact(account, known)
        model.clock.advance(minutes=20)

        report = engine.run()

        assert report.flows["others"].not_due != ""
        assert (report.reopened, report.ends) == (1, {End.WRITTEN: 1})


class TestOtherSides:
    @pytest.mark.parametrize(("others", "decided"), [(frozenset[str](), 2), (frozenset({"procurify"}), 1)])
    def test_a_side_that_every_document_needs_ends_the_run_of_the_flow(
        self, others: frozenset[str], decided: int
    ) -> None:
        """After the first document that met it, no other is tried."""
        down = finding("PROCURIFY_UNAVAILABLE", Ref("side", ("procurify",)), tried="no answer")
        target = Counting(HandClock(), down)
        model = ModelConnection(target=target)
        put(model, model.feed, 52)
        put(model, model.feed, 53)
        flow = attrs.evolve(model.flow(), other_sides=others)

        report = model.run(flows=(flow,), concurrency=1)

        assert ([found.code for found in report.stopped], target.asked) == (["PROCURIFY_UNAVAILABLE"], decided)


class Counting(ModelTarget):
    """A target that cannot be written to, since another side is down."""

    def __init__(self, clock: HandClock, down: Finding) -> None:
        super().__init__(clock)
        self._down = down
        self.asked = 0

    def send(self, write: object, deadline: datetime) -> object:  # type: ignore[override]
        self.asked += 1
        self.down = self._down
        try:
            return super().send(write, deadline)  # type: ignore[arg-type]
        finally:
            self.down = None


class TestAddingUp:
    def test_what_holds_of_all_must_hold_of_each(self) -> None:
        """Numbers are added; the window was read whole if both were."""
        report = RunReport(connection="test", started=datetime(2026, 11, 4, 18, tzinfo=UTC))
        for name, whole in (("one", True), ("two", False)):
            part = report.part()
            part.captured = CaptureReport(listed=2, unreadable=[name], whole=whole, full=True)
            report.add(name, part)

        assert report.captured == CaptureReport(listed=4, unreadable=["one", "two"], whole=False, full=True)
        assert report.flows["one"] == FlowReport(
            captured=CaptureReport(listed=2, unreadable=["one"], whole=True, full=True)
        )

    def test_a_side_that_is_down_is_told_once(self) -> None:
        """Whichever flow met it."""
        report = RunReport(connection="test", started=datetime(2026, 11, 4, 18, tzinfo=UTC))
        down = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="no answer")

        report.part().stop(down)
        report.part().stop(down)

        assert report.stopped == [down]
