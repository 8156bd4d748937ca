"""The arithmetic of an order."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.flows.purchase_orders.amounts import discount_of, exact_total, fits, rounded, split, tax_of
from gp_sync.flows.purchase_orders.document import Modifier
from gp_sync.testing.examples import line, order

CENT = Decimal("0.01")
amounts = st.decimals(min_value=0, max_value=10**9, places=2)
weights = st.lists(st.decimals(min_value=0, max_value=10**5, places=8), min_size=1, max_size=9).filter(any)


class TestRounding:
    @pytest.mark.parametrize(
        ("amount", "result"),
        [
            ("0.005", "0.01"),
            ("0.0049999", "0.00"),
            ("-0.005", "-0.01"),
            ("2.675", "2.68"),
            ("1.1", "1.10"),
        ],
    )
    def test_halves_go_away_from_zero(self, amount: str, result: str) -> None:
        assert str(rounded(Decimal(amount), CENT)) == result

    def test_a_currency_without_decimals_is_rounded_to_whole_units(self) -> None:
        assert str(rounded(Decimal("1234.5"), Decimal(1))) == "1235"

    @pytest.mark.parametrize(
        ("amount", "decimals", "answer"), [("1.50", 1, True), ("1.05", 1, False), ("100", 0, True)]
    )
    def test_zeros_at_the_end_do_not_count_as_decimals(self, amount: str, decimals: int, answer: bool) -> None:
        assert fits(Decimal(amount), decimals) is answer


class TestSplit:
    @given(amounts, weights)
    def test_edge_11_the_parts_add_up_to_the_total(self, total: Decimal, shares: list[Decimal]) -> None:
        assert sum(split(total, shares, CENT)) == total

    @given(amounts, weights)
    def test_edge_11_each_part_is_within_a_cent_of_its_exact_share(self, total: Decimal, shares: list[Decimal]) -> None:
        parts = split(total, shares, CENT)

        whole = sum(shares)
        assert all(abs(part - total * share / whole) < CENT for part, share in zip(parts, shares, strict=True))

    @given(amounts, st.lists(st.integers(0, 1000), min_size=1, max_size=9).filter(any), st.randoms())
    def test_edge_11_only_equal_shares_depend_on_their_order(
        self, total: Decimal, shares: list[int], random: object
    ) -> None:
        shuffled = list(shares)
        random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random

        one = split(total, [Decimal(share) for share in shares], CENT)
        other = split(total, [Decimal(share) for share in shuffled], CENT)

        # The remainders of unequal shares may be equal too, so the same parts may change places by one cent.
        assert sum(one) == sum(other)
        for share in set(shares):
            mine = sorted(part for part, weight in zip(one, shares, strict=True) if weight == share)
            theirs = sorted(part for part, weight in zip(other, shuffled, strict=True) if weight == share)
            assert all(abs(a - b) <= CENT for a, b in zip(mine, theirs, strict=True))

    def test_edge_11_of_equal_remainders_the_first_gets_the_cent(self) -> None:
        parts = split(Decimal("10.00"), [Decimal(1), Decimal(1), Decimal(1)], CENT)

        assert parts == (Decimal("3.34"), Decimal("3.33"), Decimal("3.33"))

    def test_edge_11_the_largest_remainder_gets_the_cent(self) -> None:
        parts = split(Decimal("100.00"), [Decimal("33.333"), Decimal("33.334"), Decimal("33.333")], CENT)

        assert parts == (Decimal("33.33"), Decimal("33.34"), Decimal("33.33"))

    def test_parts_of_unlike_signs_stay_near_their_shares(self) -> None:
        parts = split(Decimal("1.00"), [Decimal("1.505"), Decimal("-0.505")], CENT)

        assert parts == (Decimal("1.51"), Decimal("-0.51"))

    def test_nothing_is_split_into_nothings(self) -> None:
        assert split(Decimal(0), [Decimal(0), Decimal(0)], CENT) == (Decimal("0.00"), Decimal("0.00"))

    def test_weights_without_weight_cannot_split_an_amount(self) -> None:
        with pytest.raises(ValueError, match="the weights of a split add up to zero"):
            split(Decimal(1), [Decimal(0), Decimal(0)], CENT)


class TestLineTotal:
    def test_procurifys_own_total_counts_where_it_gives_one(self) -> None:
        assert exact_total(line(total=Decimal("244.999"))) == Decimal("244.999")

    def test_else_quantity_times_price(self) -> None:
        assert exact_total(line(quantity=Decimal("2.5"), unit_price=Decimal("0.33333333"))) == Decimal("0.833333325")

    def test_a_line_without_numbers_has_a_total_of_nothing(self) -> None:
        assert exact_total(line(quantity=None, unit_price=None)) == Decimal(0)


class TestHeaderModifiers:
    def test_edge_24_a_discount_percentage_applies_to_the_subtotal(self) -> None:
        source = order(subtotal=Decimal("245.00"), discount=Modifier(value=Decimal("2.5"), percentage=True))

        assert discount_of(source, CENT) == Decimal("6.13")

    def test_edge_24_a_discount_amount_is_taken_as_it_is(self) -> None:
        source = order(discount=Modifier(value=Decimal("6.125"), percentage=False))

        assert discount_of(source, CENT) == Decimal("6.13")

    def test_edge_24_a_tax_percentage_applies_to_the_subtotal_less_the_discount(self) -> None:
        source = order(
            subtotal=Decimal("200.00"),
            discount=Modifier(value=Decimal(10), percentage=True),
            tax=Modifier(value=Decimal("7.5"), percentage=True),
        )

        assert tax_of(source, CENT) == Decimal("13.50")

    def test_edge_24_the_taxes_of_lines_are_summed_before_they_are_rounded(self) -> None:
        source = order(lines=(line(tax=Decimal("0.004")), line(id=9002, tax=Decimal("0.004"))))

        assert tax_of(source, CENT) == Decimal("0.01")

    def test_an_order_without_modifiers_has_none(self) -> None:
        assert (discount_of(order(), CENT), tax_of(order(), CENT)) == (Decimal("0.00"), Decimal("0.00"))
