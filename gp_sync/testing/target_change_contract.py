"""What every `Target` must do about changes: guarded by what was last read, and never over an obstacle."""

# ruff: noqa: S101  # tests assert

from functools import partial
from typing import Any

from gp_sync.core.model import Found, TargetRef
from gp_sync.core.refusals import RecordMoved, Refused
from gp_sync.testing.ledger_samples import at_once, refusal
from gp_sync.testing.target_bench import TargetBench

__all__ = ["TargetChangeContract"]


class TargetChangeContract:
    """The part of `TargetContract` that is about updates and voids."""

    def test_an_update_is_held_and_answered_as_it_is_held(self, bench: TargetBench[Any]) -> None:
        """The answer is what a read then gives, and a read tells that something moved."""
        ref, body, created = bench.create()
        changed = bench.changed(body)

        answer = bench.update(ref, changed, created)

        assert bench.read(ref) == answer
        assert bench.target.compare(changed, answer) == "equal"
        assert (answer.stamp is None) == (created.stamp is None)
        assert answer.stamp is None or answer.stamp != created.stamp

    def test_what_was_cleared_is_cleared_there(self, bench: TargetBench[Any]) -> None:
        """An update takes values away too, and where it did not, the judgement sees it."""
        ref, body, created = bench.create()
        cleared = bench.cleared(body)

        answer = bench.update(ref, cleared, created)

        assert bench.target.compare(cleared, created) == "different"
        assert bench.target.compare(cleared, answer) == "equal"
        assert bench.target.compare(body, answer) == "different"
        assert bench.read(ref) == answer

    def test_updates_follow_each_other(self, bench: TargetBench[Any]) -> None:
        """The answer of one is what guards the next."""
        ref, body, created = bench.create()
        changed = bench.update(ref, bench.changed(body), created)

        again = bench.update(ref, body, changed)

        assert bench.target.compare(body, again) == "equal"

    def test_what_somebody_changed_since_is_left_alone(self, bench: TargetBench[Any]) -> None:
        """Neither an update nor a void goes over a change that we have not seen."""
        ref, body, created = bench.create()
        bench.edit(ref)
        edited = bench.read(ref)

        refusal(partial(bench.update, ref, bench.changed(body), created), RecordMoved)
        refusal(partial(bench.void, ref, created), RecordMoved if bench.voids else Refused)
        assert bench.read(ref) == edited

    def test_what_we_changed_since_is_left_alone_too(self, bench: TargetBench[Any]) -> None:
        """The same request a second time finds the record moved."""
        ref, body, created = bench.create()
        updated = bench.update(ref, bench.changed(body), created)

        refusal(partial(bench.update, ref, body, created), RecordMoved)
        assert bench.read(ref) == updated

    def test_one_of_many_updates_at_once_is_done(self, bench: TargetBench[Any]) -> None:
        """Whoever comes second has not seen what the first one did."""
        ref, body, created = bench.create()
        changed = bench.changed(body)

        answers = at_once(4, lambda _: _answer(bench, ref, changed, created))

        assert sum(answer is not None for answer in answers) == 1
        assert bench.target.compare(changed, bench.read(ref)) == "equal"

    def test_an_update_does_not_bring_back_what_was_deleted(self, bench: TargetBench[Any]) -> None:
        """Only a create creates."""
        ref, body, created = bench.create()
        bench.delete(ref)

        refused = refusal(partial(bench.update, ref, bench.changed(body), created), Refused)

        assert refused.findings
        assert not refused.exists
        assert bench.target.read(ref) is None

    def test_a_void_record_is_void(self, bench: TargetBench[Any]) -> None:
        """In the answer, and in every read that sees it; or nothing is ever voided."""
        ref, _, created = bench.create()
        if not bench.voids:
            assert refusal(partial(bench.void, ref, created), Refused).findings
            assert bench.read(ref) == created
            return

        answer = bench.void(ref, created)

        found = bench.target.read(ref)
        assert answer.void
        assert answer.obstacle is not None
        assert found == answer or (found is None and (bench.deletes or not bench.target.reads_history))

    def test_a_void_record_stays_as_it_is(self, bench: TargetBench[Any]) -> None:
        """It is neither changed nor voided again; where nothing is voided, that is refused as often as it is asked."""
        ref, body, created = bench.create()
        voided = bench.void(ref, created) if bench.voids else created
        update, void = partial(bench.update, ref, bench.changed(body)), partial(bench.void, ref)

        for change in (update, void) if bench.voids else (void, void):
            assert isinstance(refusal(partial(change, voided), Exception), Refused | RecordMoved)
        assert bench.target.read(ref) in (voided, None)

    def test_whatever_stands_in_the_way_is_told_and_holds(self, bench: TargetBench[Any]) -> None:
        """A read names the obstacle; a change that was decided before it came is not carried out."""
        for number, (name, hinder) in enumerate(bench.obstacles().items(), start=1):
            ref, body, created = bench.create(number)
            hinder(ref)
            hindered = bench.read(ref)

            for change in (partial(bench.update, ref, bench.changed(body)), partial(bench.void, ref)):
                error = refusal(partial(change, created), Exception)
                assert isinstance(error, Refused | RecordMoved), f"{name}: {error!r}"
            assert created.obstacle is None, name
            assert hindered.obstacle is not None, name
            assert bench.read(ref) == hindered, name

    def test_history_is_read_where_the_target_says_so(self, bench: TargetBench[Any]) -> None:
        """There, nothing may be changed."""
        ref, body, created = bench.create()
        bench.archive(ref)

        found = bench.target.read(ref)

        assert (found is not None) == bench.target.reads_history
        assert found is None or found.obstacle is not None
        assert isinstance(refusal(partial(bench.update, ref, body, found or created), Exception), Refused | RecordMoved)
        assert bench.target.read(ref) == found


def _answer(bench: TargetBench[Any], ref: TargetRef, body: Any, seen: Found[Any]) -> Found[Any] | None:
    try:
        return bench.update(ref, body, seen)
    except RecordMoved:
        return None
