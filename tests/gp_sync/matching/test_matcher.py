"""Which vendors are proposed for one, with which score and evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.matching.cards import Card, card
from gp_sync.matching.matcher import HIGH, LOW, Matcher
from gp_sync.matching.score import likeness


def ours(name: str = "Fabrikam Tools", **more: object) -> Card:
    return card("17", name, **more)  # type: ignore[arg-type]  # the values are those of the fields


def theirs(name: str = "Fabrikam Tools", **more: object) -> Card:
    return card("FABRITOO0001", name, **more)  # type: ignore[arg-type]  # the values are those of the fields


class TestScore:
    def test_edge_15_the_same_name_alone_is_a_proposal_and_not_a_likely_one(self) -> None:
        found = likeness(ours("FABRIKAM TOOLS, INC."), theirs("Fabrikam Tools"))

        assert (found.score, found.evidence) == (80, ("the same name",))
        assert LOW <= found.score < HIGH

    def test_edge_15_phone_city_and_domain_make_it_likely(self) -> None:
        found = likeness(
            ours(city="SEATTLE", phones=("(425) 555-0101",), texts=("ann@fabrikam.example",)),
            theirs(city="Seattle", phones=("42555501010000",), texts=("orders@fabrikam.example",)),
        )

        assert found.score == 100
        assert found.evidence == (
            "the same name",
            "the same phone number",
            "e-mail addresses at fabrikam.example",
            "both in Seattle",
        )

    def test_edge_15_the_same_tax_id_counts_whatever_the_name(self) -> None:
        found = likeness(ours("Jane Lee", tax_id="12-3456789"), theirs("Corner Bakery", tax_id="123456789"))

        assert found.score == 90
        assert found.evidence[-1] == "the same tax ID"

    def test_edge_15_different_tax_ids_speak_against_the_same_name(self) -> None:
        found = likeness(ours(tax_id="12-3456789"), theirs(tax_id="98-7654321"))

        assert (found.score, found.evidence) == (50, ("the same name", "different tax IDs"))

    def test_edge_15_another_city_speaks_against_it(self) -> None:
        found = likeness(ours(city="Seattle"), theirs(city="Boston"))

        assert (found.score, found.evidence[-1]) == (77, "in Seattle and in Boston")

    def test_edge_15_names_with_other_numbers_are_not_alike(self) -> None:
        assert likeness(ours("Store 12"), theirs("Store 15")).score == 40

    def test_a_name_that_is_nearly_the_same_is_not_called_the_same(self) -> None:
        found = likeness(ours("Contoso Ofice Supplies"), theirs("Contoso Office Supplies"))

        assert found.evidence == ("names 98% alike",)

    def test_a_longer_name_with_all_words_of_the_shorter_is_proposed(self) -> None:
        found = likeness(ours("Fabrikam Tools"), theirs("Fabrikam Tools and Hardware Wholesale"))

        assert (found.score, found.evidence) == (68, ("one name has all words of the other",))

    def test_other_numbers_are_told_whatever_else_is_the_same(self) -> None:
        found = likeness(ours("Store 12", phones=("312-555-0100",)), theirs("Store 15", phones=("312-555-0100",)))

        assert found.evidence == ("other numbers in the names", "the same phone number")

    def test_one_common_word_is_not_enough(self) -> None:
        assert likeness(ours("Fabrikam"), theirs("Fabrikam Tools and Hardware Wholesale")).score < LOW

    def test_vendors_without_names_are_not_alike(self) -> None:
        assert likeness(ours("..."), theirs("---")).score == 0

    def test_edge_30_orders_that_gp_moved_lead_to_the_new_id(self) -> None:
        found = likeness(ours("Litware"), theirs("Fabrikam Tools"), moved_orders=("PF1", "PF7"))

        assert (found.score, found.evidence[-1]) == (90, "GP has PF1, PF7 under it now")

    @given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=12), st.text(max_size=12))
    def test_it_is_from_0_to_100_and_the_same_both_ways(self, one: str, other: str, tax: str, city: str) -> None:
        these, those = card("1", one, tax_id=tax, city=city), card("2", other, tax_id=city, city=tax)

        assert likeness(these, those).score == likeness(those, these).score
        assert 0 <= likeness(these, those).score <= 100


class TestMatcher:
    def test_the_likeliest_comes_first_and_the_unlike_not_at_all(self) -> None:
        matcher = Matcher(
            [
                card("A", "Contoso Ofice Supplies"),
                card("B", "Contoso Office Supplies"),
                card("C", "Litware Travel"),
            ]
        )

        found = matcher.matches(card("17", "Contoso Office Supplies Ltd"))

        assert [(match.card.key, match.likeness.score) for match in found] == [("B", 80), ("A", 78)]

    def test_of_equal_ones_the_active_is_first(self) -> None:
        matcher = Matcher([card("A", "Fabrikam", active=False), card("B", "Fabrikam")])

        assert [match.card.key for match in matcher.matches(ours("Fabrikam"))] == ["B", "A"]

    def test_words_in_another_order_are_found(self) -> None:
        found = Matcher([theirs("Tools, Fabrikam")]).matches(ours())

        assert [match.likeness.score for match in found] == [80]

    def test_a_tax_id_is_found_under_another_name(self) -> None:
        found = Matcher([theirs("Corner Bakery", tax_id="12-3456789")]).matches(ours("Lee", tax_id="12-3456789"))

        assert [match.card.key for match in found] == ["FABRITOO0001"]

    def test_a_vendor_that_has_our_orders_now_is_found_under_any_name(self) -> None:
        found = Matcher([theirs("Corner Bakery")]).matches(ours("Lee"), moved_orders={"FABRITOO0001": ("PF1",)})

        assert [match.card.key for match in found] == ["FABRITOO0001"]

    def test_no_more_than_asked_for_are_given(self) -> None:
        matcher = Matcher(card(str(number), "Fabrikam") for number in range(9))

        assert [match.card.key for match in matcher.matches(ours("Fabrikam"), most=2)] == ["0", "1"]

    @pytest.mark.parametrize("low", [0, LOW, 100])
    @given(names=st.lists(st.sampled_from(["Fabrikam", "Fabrikam Tools", "Litware", "Litwere", "Tools"]), max_size=8))
    def test_looking_up_by_likeness_misses_none_that_comparing_all_would_find(self, low: int, names: list[str]) -> None:
        cards = [card(f"V{place}", name) for place, name in enumerate(names)]

        found = Matcher(cards).matches(ours(), low=low, most=len(cards) + 1)

        assert {match.card.key for match in found} == {
            other.key for other in cards if likeness(ours(), other).score >= low
        }
