"""What every `Target` must do: the tests that an adapter to another service has to pass."""

# ruff: noqa: S101  # tests assert

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import attrs

from gp_sync.core.canonical import canonical, revive
from gp_sync.core.model import Found, Write
from gp_sync.core.refusals import Refused
from gp_sync.testing.ledger_samples import refusal
from gp_sync.testing.target_bench import TargetBench
from gp_sync.testing.target_change_contract import TargetChangeContract
from gp_sync.testing.target_failure_contract import TargetFailureContract

__all__ = ["TargetContract"]

_EXACT = (Decimal, date, bool, int)


class TargetContract(TargetChangeContract, TargetFailureContract):
    """Tests for any `Target`. Inherit from it in a test module, and give pytest the fixture `bench`.

    Example:
        ```python
        class TestMyTarget(TargetContract):
            @pytest.fixture
            def bench(self):
                clock = HandClock()
                return MyBench(MyTarget(now=clock), clock, "TWO")
        ```
    """

    # --- reading and creating ---

    def test_a_record_that_is_not_there_is_none(self, bench: TargetBench[Any]) -> None:
        """Which is an answer, and no failure."""
        ref, _ = bench.body(1)

        assert bench.target.read(ref) is None

    def test_a_create_is_answered_as_it_is_held(self, bench: TargetBench[Any]) -> None:
        """The answer, a read and what was meant agree; nothing stands in the way of the next change."""
        ref, body, answer = bench.create()

        assert bench.read(ref) == answer
        assert bench.target.compare(body, answer) == "equal"
        assert (answer.void, answer.obstacle) == (False, None)

    def test_values_are_held_exactly(self, bench: TargetBench[Any]) -> None:
        """Every number and day that was sent is there, of the same type: no float, no rounding, no time of day."""
        _, body, answer = bench.create()

        sent = list(_values(body, answer.body))

        assert sent
        assert [field for field, ours, theirs in sent if ours != theirs or type(ours) is not type(theirs)] == []

    def test_what_is_held_can_be_kept_in_the_ledger(self, bench: TargetBench[Any]) -> None:
        """It survives being written as text and read again."""
        _, _, answer = bench.create()

        assert revive(canonical(answer.body), type(answer.body)) == answer.body

    def test_what_was_sent_is_not_changed(self, bench: TargetBench[Any]) -> None:
        """The body belongs to the engine."""
        _, body, _ = bench.create()

        assert body == bench.body(1)[1]

    def test_a_second_create_is_refused_or_replaces_the_first(self, bench: TargetBench[Any]) -> None:
        """Refused, it says so and changes nothing; else there is still one record."""
        ref, body, created = bench.create()
        changed = bench.changed(body)

        answer = bench.outcome(Write(op="create", target=ref, body=changed))

        if isinstance(answer, Found):
            assert not bench.target.refuses_existing
            assert bench.target.compare(changed, answer) == "equal"
            assert [found for found, _ in bench.target.find_ours(bench.company, None)] == [ref]
        else:
            assert isinstance(answer, Refused)
            assert (answer.exists, bool(answer.findings)) == (True, True)
        assert bench.read(ref) == (answer if isinstance(answer, Found) else created)

    def test_the_number_of_somebody_else_is_taken_too(self, bench: TargetBench[Any]) -> None:
        """Where existing numbers are refused, nothing is written over a record of a person."""
        ref, body = bench.body(1)
        bench.enter(ref, bench.foreign(body))
        theirs = bench.read(ref)

        if bench.target.refuses_existing:
            assert refusal(partial(bench.create, 1), Refused).exists
            assert bench.read(ref) == theirs
        else:
            # So the engine reads before every create, and must see whose it is.
            assert bench.target.compare(body, theirs) == "foreign"

    def test_a_number_in_history_is_not_used_for_two_records(self, bench: TargetBench[Any]) -> None:
        """A create is refused, as far as existing numbers are; what was archived stays."""
        ref, _, _ = bench.create()
        bench.archive(ref)
        archived = bench.target.read(ref)

        if bench.target.refuses_existing:
            assert refusal(partial(bench.create, 1), Refused).exists
            assert bench.target.read(ref) == archived
        else:
            # So the engine must see it there, or quarantine what it does not see.
            assert (archived is not None) == bench.target.reads_history

    # --- finding ours ---

    def test_exactly_our_records_are_found(self, bench: TargetBench[Any]) -> None:
        """Each under its name, as a read gives it; those of other people are not among them."""
        ours = [bench.create(number)[0] for number in (1, 2)]
        other, body = bench.body(3)
        bench.enter(other, bench.foreign(body))

        found = dict(bench.target.find_ours(bench.company, None))

        assert sorted(found) == sorted(ours)
        assert all(bench.read(ref) == record for ref, record in found.items())

    def test_what_changed_since_an_instant_is_found(self, bench: TargetBench[Any]) -> None:
        """Made, updated, edited and voided since; what did not change is not among it."""
        old = [bench.create(number) for number in (1, 2, 3, 4)]
        bench.clock.advance(hours=1)
        since = bench.clock()
        bench.clock.advance(hours=1)
        (updated, body, seen), (edited, *_), (voided, _, first) = old[:3]
        bench.update(updated, bench.changed(body), seen)
        bench.edit(edited)
        if bench.voids:
            bench.void(voided, first)
        created = bench.create(5)[0]

        found = {ref for ref, _ in bench.target.find_ours(bench.company, since)}

        # A void may be history, which some targets cannot read.
        unchanged = set() if bench.tells_changes else {old[3][0]}
        assert found - {voided} - unchanged == {updated, edited, created}
        keeps_voids = bench.voids and bench.target.reads_history and not bench.deletes
        assert (voided in found) or not keeps_voids

    def test_history_is_found_where_it_is_read(self, bench: TargetBench[Any]) -> None:
        """A sweep that misses it would call a record vanished."""
        ref, _, _ = bench.create()
        bench.archive(ref)

        found = [ref for ref, _ in bench.target.find_ours(bench.company, None)]

        assert found == ([ref] if bench.target.reads_history else [])

    # --- comparing ---

    def test_another_version_of_ours_is_different(self, bench: TargetBench[Any]) -> None:
        """In either direction."""
        ref, body, created = bench.create()
        changed = bench.changed(body)

        assert bench.target.compare(changed, created) == "different"
        assert bench.target.compare(body, bench.update(ref, changed, created)) == "different"

    def test_an_edit_by_hand_is_seen(self, bench: TargetBench[Any]) -> None:
        """The record is still ours, and not what we sent."""
        ref, body, _ = bench.create()
        bench.edit(ref)

        assert bench.target.compare(body, bench.read(ref)) == "different"

    def test_a_record_of_somebody_else_is_foreign(self, bench: TargetBench[Any]) -> None:
        """However much it looks like ours."""
        ref, body = bench.body(1)
        bench.enter(ref, bench.foreign(body))

        assert bench.target.compare(body, bench.read(ref)) == "foreign"

    def test_a_part_of_ours_is_partial_or_cannot_be(self, bench: TargetBench[Any]) -> None:
        """A target that writes in parts must tell a broken one from another version."""
        _, body, created = bench.create()
        part = bench.part(created.body)

        if part is None:
            assert bench.target.atomic
        else:
            assert bench.target.compare(body, attrs.evolve(created, body=part)) == "partial"
            assert bench.target.compare(part, created) == "different"

    def test_a_judgement_is_about_the_content(self, bench: TargetBench[Any]) -> None:
        """It neither reads nor depends on stamps; the same question has the same answer."""
        _, body, created = bench.create()
        bench.break_down()

        bare = Found(body=created.body)
        assert [bench.target.compare(body, found) for found in (created, bare, created)] == ["equal"] * 3


def _values(ours: Any, theirs: Any, path: str = "body") -> Iterator[tuple[str, Any, Any]]:
    """Every number, flag and day of a body, beside what is held; what is ours alone, or left open, is not held."""
    if attrs.has(type(ours)):
        for field in attrs.fields(type(ours)):
            if not field.metadata.get("ours_alone"):
                yield from _values(getattr(ours, field.name), getattr(theirs, field.name, None), f"{path}.{field.name}")
    elif isinstance(ours, tuple | list):
        for place, item in enumerate(ours):
            there = theirs[place] if isinstance(theirs, tuple | list) and place < len(theirs) else None
            yield from _values(item, there, f"{path}[{place}]")
    elif isinstance(ours, _EXACT):
        yield path, ours, theirs
