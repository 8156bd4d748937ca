"""Which accounts are suggested for a number that GP does not have."""

from gp_sync.core.fact_values import AccountFormat
from gp_sync.references.nearest import nearest

FORMAT = AccountFormat(separator="-", lengths=(3, 4, 2))


class TestNearest:
    def test_those_with_the_same_main_segment_come_first(self) -> None:
        accounts = ["100-6110-01", "200-6100-02", "100-6100-03", "900-9999-99"]

        assert nearest("100-6100-01", accounts, FORMAT, 1) == ("100-6100-03", "200-6100-02", "100-6110-01")

    def test_at_most_three(self) -> None:
        accounts = [f"100-6100-0{digit}" for digit in range(2, 9)]

        assert len(nearest("100-6100-01", accounts, FORMAT, 1)) == 3

    def test_nothing_is_suggested_that_is_not_alike(self) -> None:
        assert nearest("100-6100-01", ["ABC-DEFG-HI"], FORMAT, 1) == ()

    def test_a_number_that_has_no_such_segment(self) -> None:
        assert nearest("6100", ["6101", "100-6100-01"], FORMAT, 1) == ("6101",)

    def test_a_format_without_a_separator(self) -> None:
        single = AccountFormat(separator="", lengths=(4,))

        assert nearest("6100", ["6101", "6109", "2000"], single, 0) == ("6109", "6101")
