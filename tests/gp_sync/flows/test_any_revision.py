"""Whatever a revision does to an order, its lines keep the sequences that they were written with."""

from decimal import Decimal
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from gp_sync.core.model import Facts
from gp_sync.flows.purchase_orders.document import Allocation, GPPurchaseOrder
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.testing.examples import POLICY, coding, fabrikam_facts, line, order
from tests.gp_sync.flows.conftest import gather, keep_lines

MAPPER = PurchaseOrderMapper(POLICY)

Row = tuple[int, str, str, bool]
ROWS = st.lists(
    st.tuples(
        st.integers(9001, 9006), st.sampled_from(["5100", "5200"]), st.sampled_from(["HYD-46", ""]), st.booleans()
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row[0],
)
"""Lines by their id, account code and item, some of them split into two parts."""


def mapped(rows: list[Row], *, ids: int = 0) -> GPPurchaseOrder:
    """An order with these lines as it would be written; `ids` is added to each id, and the line numbers stay."""
    parts = (
        Allocation(amount=Decimal(145), coding=coding("5200")),
        Allocation(amount=Decimal(100), coding=coding("5100")),
    )
    source = order(
        lines=tuple(
            line(id=key + ids, number=key - 9000, coding=coding(account), sku=sku, allocations=parts if split else ())
            for key, account, sku, split in rows
        )
    )
    (body,) = MAPPER.map(source, facts()).wanted.values()
    return body


@cache
def facts() -> Facts:
    """What the mapper needs to know: the same for all of these orders."""
    return gather(order(lines=(line(), line(coding=coding("5200")))), MAPPER, fabrikam_facts())


class TestAnyOrder:
    @given(before=ROWS, after=ROWS, ids=st.sampled_from([0, 3, 100]))
    def test_edge_59_no_two_lines_have_one_sequence_and_no_line_is_lost(
        self, before: list[Row], after: list[Row], ids: int
    ) -> None:
        written, wanted = mapped(before), mapped(after, ids=ids)

        kept, _ = keep_lines(wanted, written)

        assert len({row.sequence for row in kept.lines}) == len(kept.lines)
        assert sorted(row.source_line for row in kept.lines) == sorted(row.source_line for row in wanted.lines)

    @given(rows=ROWS)
    def test_edge_59_an_unrevised_order_is_left_as_it_is(self, rows: list[Row]) -> None:
        written = mapped(rows)

        assert keep_lines(written, written) == (written, ())

    @given(before=ROWS, after=ROWS, ids=st.sampled_from([0, 3, 100]), data=st.data())
    def test_edge_59_the_order_of_the_lines_in_procurify_does_not_matter(
        self, before: list[Row], after: list[Row], ids: int, data: st.DataObject
    ) -> None:
        written = mapped(before)
        taken = {row.sequence for row in written.lines}
        turned = data.draw(st.permutations(after))

        kept, findings = keep_lines(mapped(after, ids=ids), written)
        other, again = keep_lines(mapped(turned, ids=ids), written)

        assert {(row.source_line, row.sequence) for row in kept.lines if row.sequence in taken} == {
            (row.source_line, row.sequence) for row in other.lines if row.sequence in taken
        }
        assert sorted(map(str, findings)) == sorted(map(str, again))

    @given(before=ROWS, after=ROWS)
    def test_edge_59_a_line_that_was_never_split_has_the_sequence_that_it_was_written_with(
        self, before: list[Row], after: list[Row]
    ) -> None:
        written = mapped(before)
        was = {row.source_line: row.sequence for row in written.lines}

        kept, findings = keep_lines(mapped(after), written)

        same = [row for row in kept.lines if row.source_line in was and ":" not in row.source_line]
        assert ([row.sequence for row in same], findings) == ([was[row.source_line] for row in same], ())

    @given(rows=ROWS)
    def test_edge_59_new_ids_alone_change_no_sequence(self, rows: list[Row]) -> None:
        written = mapped(rows)

        kept, findings = keep_lines(mapped(rows, ids=100), written)

        assert ([row.sequence for row in kept.lines], findings) == ([row.sequence for row in written.lines], ())
