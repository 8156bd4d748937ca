"""Whatever orders there are and however they ended: the tie balances to the cent, and every order counts once."""

from decimal import Decimal

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.core.states import End
from gp_sync.reconcile.model import Bucket, LedgerSide, OrderRow, SourceRecord
from gp_sync.reconcile.reasons import Reason
from gp_sync.reconcile.result import Tie
from gp_sync.reconcile.tie import tie_out
from tests.gp_sync.reconcile.made import Books, body, linked, record, source, source_line, source_order

BUCKETS = [
    Bucket(company=company, currency=currency) for company in ("TWO", "NORTH", "") for currency in ("USD", "CAD")
]
ENDS = [end for end in End if end is not End.SUPERSEDED]

cents = st.decimals(min_value=0, max_value=Decimal(10**12), places=2)
totals = cents | st.decimals(min_value=0, max_value=Decimal(10**6), places=8)
taxes = st.none() | cents


@st.composite
def books(draw: st.DrawFn) -> Books:
    """Any orders in either system or both, with any links, voids, marks, days, companies and outcomes."""
    made = Books()
    for key in range(1, draw(st.integers(1, 8)) + 1):
        number = f"PF{key}"
        ours = draw(
            st.none() | st.builds(_source, st.just(key), totals, cents, st.sampled_from(BUCKETS), st.booleans())
        )
        bodies = st.builds(lambda amount, tax, name=number: body(str(amount), name, tax_amount=tax), cents, taxes)
        there, sent, held = draw(bodies), draw(st.none() | bodies), draw(st.none() | bodies)
        theirs = draw(
            st.none()
            | st.builds(
                lambda void, inside, bucket, there=there: record(
                    there, void=void, in_period=inside, bucket=bucket, marked=True
                ),
                st.booleans(),
                st.booleans(),
                st.sampled_from(BUCKETS),
            )
        )
        end = draw(st.sampled_from(ENDS))
        by_hand = draw(st.booleans())
        ledger = draw(
            st.sampled_from([None, LedgerSide(end=end), linked(sent, held, end, by_hand=by_hand)]),
        )
        made.add(ours, theirs, ledger)
    return made


def _source(key: int, amount: Decimal, tax: Decimal, bucket: Bucket, inside: bool) -> SourceRecord:
    order = source_order(source_line(str(amount)), tax=str(tax), key=key)
    return source(str(amount + tax), key, order=order, bucket=bucket, in_period=inside)


def over(tie: Tie) -> Decimal:
    """What is left of a tie when every difference is taken away, also those without a reason."""
    return tie.procurify - sum((amount for amount, _ in tie.reasons.values()), Decimal(0)) - tie.gp


class TestAnyBooks:
    @given(books())
    def test_all_totals_balance_to_the_cent(self, made: Books) -> None:
        ties = made.ties

        assert {tie.bucket: over(tie) for tie in ties} == {tie.bucket: Decimal(0) for tie in ties}

    @given(books())
    def test_every_order_of_the_period_counts_exactly_once(self, made: Books) -> None:
        rows = made.rows

        assert sorted(row.source_id for row in rows if row.procurify) == sorted(
            row.source_id for row in made.sources if row.in_period
        )
        assert sorted(row.gp_number for row in rows if row.gp) == sorted(
            row.number for row in made.records if row.in_period
        )

    @given(books(), st.data())
    def test_a_lost_row_is_noticed(self, made: Books, data: st.DataObject) -> None:
        """The sums of both systems do not come from the rows, so a row that is missing leaves its difference over."""
        rows = made.rows
        moving = [row for row in rows if any(item.amount for item in row.items) and len(row.buckets) == 1]
        if not moving:
            return
        lost: OrderRow = data.draw(st.sampled_from(moving))
        difference = sum((item.amount for item in lost.items), Decimal(0))

        ties = tie_out(made.sources, made.records, [row for row in rows if row is not lost])

        assert sum((over(tie) for tie in ties), Decimal(0)) == difference

    @given(books())
    def test_a_tie_says_that_it_ties_exactly_when_nothing_is_left_without_a_reason(self, made: Books) -> None:
        for tie in made.ties:
            assert tie.ties == (Reason.UNEXPLAINED not in tie.reasons)

    @given(books())
    def test_lines_and_rows_do_not_depend_on_the_order_of_the_lists(self, made: Books) -> None:
        turned = attrs.evolve(made, sources=made.sources[::-1], records=made.records[::-1])

        assert turned.rows == made.rows
