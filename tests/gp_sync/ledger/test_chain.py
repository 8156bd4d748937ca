"""Each way to tamper with an audit is told apart, with the number of the row."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import attrs
import pytest

from gp_sync.core.model import Key, TargetRef
from gp_sync.ledger.chain import PURGED, Head, next_row, purge_limit, verify
from gp_sync.ledger.views import AuditRow
from gp_sync.testing.ledger_samples import AT, CONNECTION, KEY, TARGET, event

Rows = list[AuditRow]
START = "0" * 64


def chain(count: int = 5) -> Rows:
    """Rows about the moves of one write, at one second each."""
    rows: Rows = []
    head = Head()
    for number in range(count):
        happened = attrs.evolve(event("write.moved", number=number), at=AT + timedelta(seconds=number))
        row = next_row(
            head,
            happened,
            connection=CONNECTION,
            owner="first",
            fence=7,
            key=KEY,
            target=TARGET,
            attempt=1,
            old="sending",
            new="in doubt",
        )
        rows.append(row)
        head = Head(row.number, row.digest)
    return rows


def head_of(rows: Rows) -> Head:
    return Head(rows[-1].number, rows[-1].digest)


def problems(rows: Rows, head: Head | None = None, noted: Head | None = None) -> tuple[str, ...]:
    return verify(rows, head or head_of(chain()), noted).problems


class TestARow:
    def test_its_digest_is_of_the_row_before_and_all_columns(self) -> None:
        """Written out, as somebody else would compute it."""
        row = chain(1)[0]

        detail = sha256(b'{"number":0}').hexdigest()
        text = (
            f'["{START}","fabrikam",1,"2026-11-04T18:30:15.123456+00:00","first",7,"write.moved",'
            f'"purchase_orders","52","gp","TWO","PF52",1,"sending","in doubt",null,"{detail}"]'
        )
        assert row.detail_digest == detail
        assert row.digest == sha256(text.encode()).hexdigest()

    def test_the_columns_of_a_row_without_a_document_are_null(self) -> None:
        moved = attrs.evolve(event("capture.complete"), at=AT.replace(microsecond=0))

        row = next_row(Head(7, "ab"), moved, connection="Münster", owner="", fence=1, new="2026-11-05", contents="{}")

        text = (
            '["ab","Münster",8,"2026-11-04T18:30:15.000000+00:00","",1,"capture.complete",'
            f'null,null,null,null,null,null,null,"2026-11-05","{{}}","{sha256(b"{}").hexdigest()}"]'
        )
        assert row.digest == sha256(text.encode()).hexdigest()

    def test_its_detail_is_read_from_its_text(self) -> None:
        assert chain(2)[1].detail == {"number": 1}
        assert attrs.evolve(chain(2)[1], detail_text=None).detail is None


class TestAWholeChain:
    def test_has_no_problems(self) -> None:
        verdict = verify(chain(), head_of(chain()))

        assert (verdict.problems, verdict.rows, verdict.purged, verdict.head) == ((), 5, 0, head_of(chain()))

    def test_may_be_empty(self) -> None:
        assert verify([], Head()).problems == ()

    def test_holds_what_was_noted_of_it_earlier(self) -> None:
        rows = chain()

        assert problems(rows, noted=Head(2, rows[1].digest)) == ()
        assert problems(rows, noted=Head()) == ()


class TestTampering:
    def test_a_changed_row(self) -> None:
        rows = chain()
        rows[2] = attrs.evolve(rows[2], new_state="confirmed")

        assert problems(rows) == ("row 3 was changed, or row 2 was replaced with its digest: they do not fit together",)

    def test_a_changed_first_row(self) -> None:
        rows = chain()
        rows[0] = attrs.evolve(rows[0], owner="nobody")

        assert problems(rows) == ("row 1 was changed: its digest is another one",)

    def test_a_row_that_was_replaced_with_its_digest(self) -> None:
        rows = chain()
        rows[2] = next_row(Head(2, rows[1].digest), event("other"), connection=CONNECTION, owner="", fence=1)

        assert problems(rows) == ("row 4 was changed, or row 3 was replaced with its digest: they do not fit together",)

    def test_a_changed_detail(self) -> None:
        rows = chain()
        rows[3] = attrs.evolve(rows[3], detail_text='{"number":99}')

        assert problems(rows) == ("the detail of row 4 was changed",)

    def test_a_detail_that_went_without_a_purge(self) -> None:
        rows = chain()
        rows[1] = attrs.evolve(rows[1], detail_text=None)

        assert problems(rows) == ("the detail of row 2 is missing, and no purge took it",)

    @pytest.mark.parametrize(
        ("cut", "told"),
        [
            ((1, 2), "row 2 is missing"),
            ((1, 4), "rows 2 to 4 are missing"),
            ((0, 2), "rows 1 to 2 are missing"),
        ],
    )
    def test_rows_that_are_missing_in_the_middle(self, cut: tuple[int, int], told: str) -> None:
        rows = chain()
        del rows[slice(*cut)]

        assert problems(rows) == (told,)

    def test_a_tail_that_was_cut_off(self) -> None:
        assert problems(chain()[:3]) == ("rows 4 to 5 are missing at the end: the head is row 5",)
        assert problems(chain()[:4]) == ("row 5 is missing at the end: the head is row 5",)
        assert problems([]) == ("rows 1 to 5 are missing at the end: the head is row 5",)

    def test_rows_beyond_the_head(self) -> None:
        assert problems(chain(6)) == ("row 6 is beyond the head, which is row 5: inserted, or the head was set back",)

    def test_a_row_that_was_inserted_under_a_number_that_is_taken(self) -> None:
        rows = chain()
        rows.insert(3, rows[2])

        assert problems(rows) == ("row 3 stands after row 3: it was inserted or moved",)

    def test_rows_in_another_order(self) -> None:
        rows = chain()
        rows[1], rows[2] = rows[2], rows[1]

        assert problems(rows) == ("row 2 is missing", "row 2 stands after row 3: it was inserted or moved")

    def test_a_row_that_was_moved_with_its_number(self) -> None:
        rows = chain()
        rows[1], rows[2] = attrs.evolve(rows[2], number=2), attrs.evolve(rows[1], number=3)

        told = problems(rows)

        assert [problem.split(" was")[0] for problem in told] == ["row 2", "row 3", "row 4"]

    def test_a_changed_head(self) -> None:
        assert problems(chain(), Head(5, "f" * 64)) == ("the head was changed, or row 5 with its digest: they differ",)

    def test_an_audit_that_was_made_anew_is_known_by_a_head_that_was_noted(self) -> None:
        """All digests fit; only a head that was kept elsewhere tells."""
        noted = head_of(chain(3))
        head, rows = Head(), []
        for _ in range(5):
            rows.append(next_row(head, event("innocent"), connection=CONNECTION, owner="", fence=1))
            head = head_of(rows)

        assert verify(rows, head).problems == ()
        assert verify(rows, head, noted).problems == (
            f"the noted head 3:{noted.digest} is not in the chain: everything may have been made anew",
        )

    @pytest.mark.parametrize("place", range(5))
    def test_no_column_of_any_row_can_be_changed_unseen(self, place: int) -> None:
        """Whatever is put in its place."""
        rows = chain()
        changes: dict[str, Callable[[AuditRow], object]] = {
            "connection": lambda _: "contoso",
            "number": lambda row: row.number + 1,
            "at": lambda row: row.at + timedelta(microseconds=1),
            "owner": lambda row: f"{row.owner} ",
            "fence": lambda row: row.fence + 1,
            "what": lambda _: "",
            "flow": lambda _: None,
            "source_id": lambda _: "520",
            "side": lambda _: "procurify",
            "company": lambda _: "TWOX",
            "target_number": lambda _: None,
            "attempt": lambda _: None,
            "old_state": lambda row: row.new_state,
            "new_state": lambda row: row.old_state,
            "contents": lambda _: "{}",
            "detail_text": lambda _: "{}",
            "detail_digest": lambda _: START,
            "digest": lambda _: START,
        }
        for name, change in changes.items():
            tampered = list(rows)
            tampered[place] = attrs.evolve(rows[place], **{name: change(rows[place])})  # type: ignore[arg-type]

            assert problems(tampered) != (), name


class TestPurging:
    def purged(self, *, limit: int, gone: int, at: int = 100) -> Rows:
        """Five rows, of which the first details are gone, and a purge up to a second."""
        rows = [attrs.evolve(row, detail_text=None) if place < gone else row for place, row in enumerate(chain())]
        purge = attrs.evolve(event(PURGED), at=AT + timedelta(seconds=at))
        limited = purge_limit(AT + timedelta(seconds=limit))
        return [*rows, next_row(head_of(rows), purge, connection=CONNECTION, owner="first", fence=8, new=limited)]

    def test_leaves_a_chain_that_holds(self) -> None:
        rows = self.purged(limit=3, gone=3)

        verdict = verify(rows, head_of(rows))

        assert (verdict.problems, verdict.purged) == ((), 3)

    def test_explains_no_other_gap(self) -> None:
        rows = self.purged(limit=2, gone=3)

        assert problems(rows, head_of(rows)) == ("the detail of row 3 is missing, and no purge took it",)

    def test_explains_nothing_that_came_later(self) -> None:
        """Although its instant is older, as of a clock that was set back."""
        rows = self.purged(limit=3, gone=3)
        later = next_row(head_of(rows), event("late"), connection=CONNECTION, owner="first", fence=8)
        rows.append(attrs.evolve(later, detail_text=None))

        assert problems(rows, head_of(rows)) == ("the detail of row 7 is missing, and no purge took it",)

    def test_that_does_not_say_how_far_explains_nothing(self) -> None:
        rows = self.purged(limit=3, gone=1)
        rows[-1] = attrs.evolve(rows[-1], new_state="everything")

        told = problems(rows, head_of(rows))

        assert told == (
            "row 6 was changed, or row 5 was replaced with its digest: they do not fit together",
            "the detail of row 1 is missing, and no purge took it",
        )


class TestWhatARowIsAbout:
    def test_a_document_and_a_record_are_told_by_their_parts(self) -> None:
        key = Key(connection=CONNECTION, flow="vendors", source_id="9")
        target = TargetRef(side="procurify", company="TWO", number="V9")

        row = next_row(Head(), event(), connection=CONNECTION, owner="", fence=1, key=key, target=target)

        assert (row.flow, row.source_id, row.side, row.company, row.target_number) == (
            "vendors",
            "9",
            "procurify",
            "TWO",
            "V9",
        )

    def test_an_instant_without_its_offset_is_refused(self) -> None:
        naive = attrs.evolve(event(), at=AT.replace(tzinfo=None))

        with pytest.raises(ValueError, match="with its offset from UTC, got 2026-11-04T18:30:15"):
            next_row(Head(), naive, connection=CONNECTION, owner="", fence=1)
