"""What every `Target` must do when something goes wrong: say what it means, in the engine's few words."""

# ruff: noqa: S101  # tests assert

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from gp_sync.core.model import Found, RecordUnusable, Unavailable, Write
from gp_sync.core.refusals import OutcomeUnknown, RecordMoved, Refused
from gp_sync.testing.ledger_samples import at_once, refusal
from gp_sync.testing.target_bench import TargetBench

__all__ = ["TargetFailureContract"]


class TargetFailureContract:
    """The part of `TargetContract` that is about refusals, outages, lost answers and threads."""

    def test_a_refusal_says_why_and_nothing_was_written(self, bench: TargetBench[Any]) -> None:
        """That the number is taken is another thing, and not said."""
        ref, body = bench.body(1)

        refused = refusal(
            partial(bench.send, Write(op="create", target=ref, body=bench.unacceptable(body))),
            Refused,
        )

        assert refused.findings
        assert not refused.exists
        assert bench.target.read(ref) is None

    def test_a_refused_update_leaves_the_record(self, bench: TargetBench[Any]) -> None:
        """As it was, with the stamp that it had."""
        ref, body, created = bench.create()

        refusal(partial(bench.update, ref, bench.unacceptable(body), created), Refused)

        assert bench.read(ref) == created

    def test_nothing_is_sent_after_its_deadline(self, bench: TargetBench[Any]) -> None:
        """Whoever gave up must be able to rely on it: a create, an update and a void stay undone."""
        new, unsent = bench.body(2)
        ref, body, created = bench.create(1)
        over = bench.clock() - timedelta(seconds=1)
        writes: tuple[Write[Any], ...] = (
            Write(op="create", target=new, body=unsent),
            Write(op="update", target=ref, body=bench.changed(body), stamp=created.stamp),
            Write(op="void", target=ref, body=None, stamp=created.stamp),
        )

        for write in writes:
            refusal(partial(bench.target.send, write, over), Unavailable)
        assert bench.target.read(new) is None
        assert bench.read(ref) == created

    def test_a_lost_answer_is_no_refusal(self, bench: TargetBench[Any]) -> None:
        """Only a read can tell what became of the write, and it tells."""
        ref, body = bench.body(1)
        bench.lose_next_answer()

        refusal(partial(bench.send, Write(op="create", target=ref, body=body)), OutcomeUnknown)

        assert bench.target.compare(body, bench.read(ref)) == "equal"

    def test_whatever_goes_wrong_with_a_write_is_one_of_four_things(self, bench: TargetBench[Any]) -> None:
        """Refused, moved and unavailable mean that nothing was written; anything else is an unknown outcome."""
        for number, (name, spoil) in enumerate(bench.troubles().items(), start=1):
            ref, body = bench.body(number)
            spoil()
            write = Write(op="create", target=ref, body=body)

            answer = bench.outcome(write)

            found = bench.target.read(ref)
            if isinstance(answer, Found):
                assert found == answer, name
            elif isinstance(answer, OutcomeUnknown):
                assert found is None or bench.target.compare(body, found) in {"equal", "partial"}, name
            else:
                assert isinstance(answer, Refused | RecordMoved | Unavailable), f"{name}: {answer!r}"
                assert found is None, name

    def test_whatever_goes_wrong_with_a_read_is_one_of_two_things(self, bench: TargetBench[Any]) -> None:
        """A read that fails never looks like a record that is not there."""
        ref, _, created = bench.create()
        for name, spoil in bench.troubles().items():
            spoil()

            try:
                found = bench.target.read(ref)
            except (Unavailable, RecordUnusable):
                continue
            assert found == created, name

    def test_a_system_that_is_down_is_unavailable(self, bench: TargetBench[Any]) -> None:
        """For reads, writes and lists alike, with a finding that names the trouble."""
        ref, body, created = bench.create(1)
        new, _ = bench.body(2)
        bench.break_down()

        void = [partial(bench.void, ref, created)] if bench.voids else []
        uses: tuple[Callable[[], object], ...] = (
            partial(bench.target.read, ref),
            partial(bench.send, Write(op="create", target=new, body=body)),
            partial(bench.update, ref, bench.changed(body), created),
            *void,
            lambda: list(bench.target.find_ours(bench.company, None)),
        )

        for use in uses:
            assert refusal(use, Unavailable).finding.code

    def test_threads_do_not_mix_up_records(self, bench: TargetBench[Any]) -> None:
        """Each gets the answer to its own request."""

        def work(number: int) -> bool:
            ref, body, created = bench.create(number + 1)
            updated = bench.update(ref, bench.changed(body), created)
            return bench.read(ref) == updated and bench.target.compare(bench.changed(body), updated) == "equal"

        assert at_once(4, work) == [True] * 4
        assert len(list(bench.target.find_ours(bench.company, None))) == 4

    def test_many_creates_of_one_number_at_once_make_one_record(self, bench: TargetBench[Any]) -> None:
        """One create is done and the others learn that the number is taken; else all of them are done."""
        ref, body = bench.body(1)

        answers = at_once(4, lambda _: bench.outcome(Write(op="create", target=ref, body=body)))

        done = [answer for answer in answers if isinstance(answer, Found)]
        assert len(done) == 1 or (len(done) == 4 and not bench.target.refuses_existing)
        assert all(answer.exists for answer in answers if isinstance(answer, Refused))
        assert [found for found, _ in bench.target.find_ours(bench.company, None)] == [ref]
