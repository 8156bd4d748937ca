"""The columns that a person compares: as written, as GP holds it, as Procurify wants it."""

from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.core.canonical import OURS_ALONE
from gp_sync.core.differences import as_ours, differences, is_made, leaves_out
from gp_sync.core.model import Difference, Found, Link, TargetRef

HERE = TargetRef(side="gp", company="TWO", number="PF52")


@attrs.frozen(kw_only=True)
class Line:
    """A line of a small order; GP does not keep `source`."""

    cost: Decimal
    source: str = attrs.field(default="", metadata=OURS_ALONE)


@attrs.frozen(kw_only=True)
class NamedLine(Line):
    """A line that has a name of its own for messages."""

    @property
    def label(self) -> str:
        return "line 2.5"


@attrs.frozen(kw_only=True)
class Order:
    """A small order."""

    vendor: str = "LAKESHORE0001"
    terms: str | None = None
    freight: Decimal = Decimal(0)
    lines: tuple[Line, ...] = ()


def link(sent: Order | None, held: Order) -> Link[Order]:
    return Link(target=HERE, sent=sent, held=held)


class TestWhatIsShown:
    def test_edge_12_a_field_that_gp_changed_and_one_that_procurify_changed_are_three_columns_each(self) -> None:
        written = Order(freight=Decimal("5.00"))
        there = attrs.evolve(written, freight=Decimal("7.00"))
        wanted = attrs.evolve(written, vendor="FABRIKAM0001")

        shown = differences(link(written, written), Found(body=there), wanted)

        assert shown == (
            Difference(field="vendor", written="LAKESHORE0001", there="LAKESHORE0001", wanted="FABRIKAM0001"),
            Difference(field="freight", written="5", there="7", wanted="5"),
        )

    def test_edge_12_one_field_that_both_changed_is_one_row(self) -> None:
        written = Order(freight=Decimal("5.00"))
        there = attrs.evolve(written, freight=Decimal("7.00"))
        wanted = attrs.evolve(written, freight=Decimal("9.00"))

        shown = differences(link(written, written), Found(body=there), wanted)

        assert shown == (Difference(field="freight", written="5", there="7", wanted="9"),)

    def test_a_field_that_was_left_to_gp_shows_what_gp_had_made_of_it(self) -> None:
        sent, held = Order(terms=None), Order(terms="NET 30")
        there = attrs.evolve(held, terms="NET 60")

        shown = differences(link(sent, held), Found(body=there), sent)

        assert shown == (Difference(field="terms", written="NET 30", there="NET 60", wanted="NET 30"),)

    def test_a_field_that_was_left_to_gp_and_that_nobody_changed_is_not_shown(self) -> None:
        sent, held = Order(terms=None), Order(terms="NET 30")

        assert differences(link(sent, held), Found(body=held), sent) == ()

    def test_lines_are_called_by_their_own_label_and_else_by_their_place(self) -> None:
        written = Order(lines=(Line(cost=Decimal(1)), NamedLine(cost=Decimal(2))))
        there = Order(lines=(Line(cost=Decimal(3)), NamedLine(cost=Decimal(4))))

        shown = differences(link(written, written), Found(body=there), written)

        assert shown == (
            Difference(field="line 1 cost", written="1", there="3", wanted="1"),
            Difference(field="line 2.5 cost", written="2", there="4", wanted="2"),
        )

    def test_a_line_that_procurify_added_is_empty_in_gp(self) -> None:
        written = Order(lines=(Line(cost=Decimal(1)),))
        wanted = Order(lines=(Line(cost=Decimal(1)), Line(cost=Decimal(2))))

        shown = differences(link(written, written), Found(body=written), wanted)

        assert shown == (Difference(field="line 2 cost", written="", there="", wanted="2"),)

    def test_edge_04_a_line_that_procurify_took_away_is_empty_in_procurify(self) -> None:
        written = Order(lines=(Line(cost=Decimal(1)), Line(cost=Decimal(2))))
        wanted = Order(lines=(Line(cost=Decimal(1)),))

        shown = differences(link(written, written), Found(body=written), wanted)

        assert shown == (Difference(field="line 2 cost", written="2", there="2", wanted=""),)

    def test_a_line_that_gp_lost_is_empty_there(self) -> None:
        written = Order(lines=(Line(cost=Decimal(1)), Line(cost=Decimal(2))))
        there = Order(lines=(Line(cost=Decimal(1)),))

        shown = differences(link(written, written), Found(body=there), written)

        assert shown == (Difference(field="line 2 cost", written="2", there="", wanted="2"),)

    def test_one_amount_is_one_text_however_many_zeros_its_side_writes(self) -> None:
        sent, held = Order(freight=Decimal("5.00")), Order(freight=Decimal(5))
        there = Order(freight=Decimal("100.0"))

        shown = differences(link(sent, held), Found(body=there), Order(freight=Decimal("0.50")))

        assert shown == (Difference(field="freight", written="5", there="100", wanted="0.5"),)

    def test_what_gp_does_not_keep_is_no_difference(self) -> None:
        sent = Order(lines=(Line(cost=Decimal(1), source="9001"),))
        held = Order(lines=(Line(cost=Decimal(1)),))
        wanted = Order(lines=(Line(cost=Decimal(1), source="9055"),))

        assert differences(link(sent, held), Found(body=held), wanted) == ()


class TestVoids:
    @pytest.mark.parametrize(("void", "there"), [(False, "in use"), (True, "void")])
    def test_edge_16_a_cancelled_order_shows_that_it_should_be_void(self, void: bool, there: str) -> None:
        written = Order()

        shown = differences(link(written, written), Found(body=written, void=void), None)

        assert shown == (Difference(field="state", written="in use", there=there, wanted="void"),)

    def test_edge_16_a_reopened_order_shows_that_it_should_be_in_use_again(self) -> None:
        held = Order(freight=Decimal("5.00"))

        shown = differences(link(None, held), Found(body=held, void=True), held)

        assert shown == (Difference(field="state", written="void", there="void", wanted="in use"),)

    def test_edge_12_a_void_that_somebody_put_back_in_use_is_shown_as_such(self) -> None:
        shown = differences(link(None, Order()), Found(body=Order()), None)

        assert shown == (Difference(field="state", written="void", there="in use", wanted="void"),)

    def test_edge_16_a_void_that_is_void_differs_in_nothing(self) -> None:
        assert differences(link(None, Order()), Found(body=Order(), void=True), None) == ()


LINES = st.lists(
    st.builds(Line, cost=st.sampled_from([Decimal(1), Decimal(2)]), source=st.sampled_from(["", "9001"])), max_size=3
).map(tuple)
ORDERS = st.builds(
    Order,
    vendor=st.sampled_from(["LAKESHORE0001", "FABRIKAM0001"]),
    freight=st.sampled_from([Decimal(1), Decimal(2)]),
    lines=LINES,
)


def as_held(order: Order) -> Order:
    """An order without what GP does not keep."""
    return attrs.evolve(order, lines=tuple(attrs.evolve(line, source="") for line in order.lines))


class TestAnyOrder:
    @given(written=ORDERS, there=ORDERS, wanted=ORDERS)
    def test_edge_12_there_is_a_row_if_and_only_if_one_of_the_two_sides_moved(
        self, written: Order, there: Order, wanted: Order
    ) -> None:
        nobody_moved = as_held(there) == as_held(written) == as_held(wanted)

        shown = differences(link(written, as_held(written)), Found(body=as_held(there)), wanted)

        assert (shown == ()) is nobody_moved

    @given(written=ORDERS, there=ORDERS, wanted=ORDERS)
    def test_edge_12_each_row_is_another_field_with_two_values_at_least(
        self, written: Order, there: Order, wanted: Order
    ) -> None:
        shown = differences(link(written, as_held(written)), Found(body=as_held(there)), wanted)

        assert len({row.field for row in shown}) == len(shown)
        assert all(len({row.written, row.there, row.wanted}) > 1 for row in shown)


class TestWhatAPersonMade:
    WRITTEN = Order(terms="Net 30", lines=(Line(cost=Decimal("24.50")), Line(cost=Decimal(3))))

    @pytest.mark.parametrize(
        "wanted",
        [
            attrs.evolve(WRITTEN, vendor="FABRIKAM0001"),
            attrs.evolve(WRITTEN, terms=None),
            attrs.evolve(WRITTEN, lines=WRITTEN.lines[:1]),
            attrs.evolve(WRITTEN, lines=(*WRITTEN.lines, Line(cost=Decimal(7)))),
        ],
        ids=["changed", "cleared", "line taken away", "line added"],
    )
    def test_edge_12_a_change_is_made_where_the_target_holds_it(self, wanted: Order) -> None:
        known = link(self.WRITTEN, self.WRITTEN)

        assert is_made(known, Found(body=wanted), wanted)
        assert not is_made(known, Found(body=attrs.evolve(self.WRITTEN, freight=Decimal(9))), wanted)

    def test_edge_12_what_else_the_target_changed_does_not_count(self) -> None:
        wanted = attrs.evolve(self.WRITTEN, vendor="FABRIKAM0001")

        there = attrs.evolve(wanted, vendor="Fabrikam0001 ", freight=Decimal(9))

        assert is_made(link(self.WRITTEN, self.WRITTEN), Found(body=there), wanted)

    def test_edge_12_of_several_changes_each_counts(self) -> None:
        wanted = attrs.evolve(self.WRITTEN, vendor="FABRIKAM0001", terms=None)

        there = attrs.evolve(self.WRITTEN, vendor="FABRIKAM0001")

        assert not is_made(link(self.WRITTEN, self.WRITTEN), Found(body=there), wanted)

    def test_edge_12_what_we_keep_for_ourselves_does_not_count(self) -> None:
        wanted = attrs.evolve(
            self.WRITTEN, lines=(attrs.evolve(self.WRITTEN.lines[0], source="9001"), self.WRITTEN.lines[1])
        )

        assert is_made(link(self.WRITTEN, self.WRITTEN), Found(body=self.WRITTEN), wanted)


class TestWhatIsLeftOut:
    """A body without terms leaves them to GP, and so fits any."""

    BODY = Order(lines=(Line(cost=Decimal(3)),))

    def test_edge_12_what_moved_in_a_field_without_a_value_was_left_out(self) -> None:
        assert leaves_out(self.BODY, self.BODY, attrs.evolve(self.BODY, terms="Net 15"))

    @pytest.mark.parametrize(
        "changes", [{}, {"freight": Decimal(5)}, {"vendor": "FABRIKAM0001"}, {"lines": ()}], ids=str
    )
    def test_edge_12_what_moved_elsewhere_was_said(self, changes: dict[str, Any]) -> None:
        assert not leaves_out(self.BODY, self.BODY, attrs.evolve(self.BODY, **changes))

    def test_edge_16_a_void_says_nothing_of_any_field(self) -> None:
        assert not leaves_out(None, self.BODY, attrs.evolve(self.BODY, terms="Net 15"))


class TestWhatIsOurs:
    SENT = Order(terms=None, lines=(Line(cost=Decimal(3), source="9001"), Line(cost=Decimal(4), source="9002")))

    def test_edge_41_what_a_request_left_out_is_not_and_what_only_we_keep_is(self) -> None:
        there = Order(vendor="FABRIKAM0001", terms="Net 15", lines=(Line(cost=Decimal(5)),))

        ours = as_ours(there, self.SENT)

        assert ours == Order(vendor="FABRIKAM0001", terms=None, lines=(Line(cost=Decimal(5), source="9001"),))

    def test_edge_41_a_line_that_somebody_added_is_nobodys(self) -> None:
        three = tuple(Line(cost=Decimal(cost)) for cost in (3, 4, 5))

        ours = as_ours(Order(lines=three), self.SENT)

        assert [line.source for line in ours.lines] == ["9001", "9002", ""]

    def test_what_has_no_fields_is_as_it_is(self) -> None:
        assert as_ours("there", "sent") == "there"
