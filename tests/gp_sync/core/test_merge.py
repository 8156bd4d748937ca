"""The three-way merge of one field: who changed it, where both sides have it in their own terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.core.merge import Change, Side, merge

TEXTS = st.sampled_from(["", "a", "A", "b", "c"])


def sides(left: str, right: str, base: tuple[str, str] | None) -> tuple[Side, Side]:
    """Two sides that write alike."""
    bases: tuple[str | None, str | None] = base or (None, None)
    return Side(now=left, base=bases[0], offered=right), Side(now=right, base=bases[1], offered=left)


class TestMerge:
    @pytest.mark.parametrize(
        ("left", "right", "change"),
        [
            ("a", "a", Change.NONE),
            ("b", "a", Change.LEFT),
            ("a", "b", Change.RIGHT),
            ("b", "b", Change.NONE),
            ("b", "c", Change.BOTH),
            ("", "a", Change.LEFT),
            ("", "c", Change.BOTH),
        ],
    )
    def test_each_side_is_compared_with_what_both_agreed_on(self, left: str, right: str, change: Change) -> None:
        assert merge(*sides(left, right, ("a", "a"))) is change

    @pytest.mark.parametrize(
        ("left", "right", "change"),
        [
            ("a", "", Change.LEFT),
            ("", "a", Change.RIGHT),
            ("a", "b", Change.BOTH),
            ("a", "A ", Change.NONE),
            ("", "", Change.NONE),
        ],
    )
    def test_sides_that_never_agreed_fill_each_other_s_gaps_alone(self, left: str, right: str, change: Change) -> None:
        assert merge(*sides(left, right, None)) is change

    def test_a_change_of_case_on_one_side_is_a_change(self) -> None:
        assert merge(*sides("Acme", "ACME", ("ACME", "ACME"))) is Change.LEFT

    def test_changes_of_both_that_differ_in_case_alone_are_one(self) -> None:
        assert merge(*sides("Acme", "ACME", ("Ace", "Ace"))) is Change.NONE

    def test_a_value_that_fits_the_other_side_s_form_agrees_in_either_direction(self) -> None:
        cut = Side(now="a long name", base=None, offered="a long"), Side(now="a long", base=None, offered="a long")
        joined = (
            Side(now="1 Oak, Gate 4", base=None, offered="1 Oak, Gate 4"),
            Side(now="1 Oak/4", base=None, offered="?"),
        )

        assert merge(*cut) is Change.NONE
        assert merge(*joined) is Change.NONE

    def test_a_change_that_makes_no_other_value_on_the_other_side_is_none(self) -> None:
        left = Side(now="(312) 555 0100", base="312-555-0100", offered="312-555-0100")
        right = Side(now="3125550100", base="3125550100", offered="3125550100")

        assert merge(left, right) is Change.NONE

    def test_sides_that_rest_as_they_agreed_are_left_though_they_differ(self) -> None:
        """
        A system may keep what it was sent in another form; neither side changed it since.
        """
        left, right = Side(now="a", base="a", offered="A!"), Side(now="A!", base="A!", offered="a")

        assert merge(left, right) is Change.NONE

    def test_a_value_that_cannot_be_told_in_the_other_s_terms_still_counts_as_changed(self) -> None:
        left, right = Side(now="b", base="a", offered=None), Side(now="a", base="a", offered=None)

        assert merge(left, right) is Change.LEFT

    @given(left=TEXTS, right=TEXTS, base=st.tuples(TEXTS, TEXTS) | st.none())
    def test_it_is_the_same_from_either_side(self, left: str, right: str, base: tuple[str, str] | None) -> None:
        """
        Changing the sides changes left to right and nothing else.
        """
        one, other = sides(left, right, base)
        turned = {Change.LEFT: Change.RIGHT, Change.RIGHT: Change.LEFT}

        found = merge(one, other)

        assert merge(other, one) is turned.get(found, found)
