"""What stops documents, grouped by cause, and the order in which mending the causes pays most."""

from decimal import Decimal

from gp_sync.checks.causes import best_fixes, causes_of
from tests.gp_sync.checks.judged import account_missing, judged, no_total, site_missing


def steps(*rows: object, most: int | None = None) -> list[tuple[str, int, int]]:
    """Each fix by its cause, how many pass then, and how many more those are."""
    fixes = best_fixes(list(rows), most)  # type: ignore[arg-type]  # rows of `judged`
    return [(fix.cause.cause or fix.cause.code, fix.passing, fix.more) for fix in fixes]


class TestCauses:
    def test_findings_with_one_cause_are_one_and_the_most_frequent_is_first(self) -> None:
        found = causes_of(
            [
                judged("1", site_missing("01-N")),
                judged("2", account_missing("100-6450-01"), amount="20.00"),
                judged("3", account_missing("100-6450-01", line=1), account_missing("100-6450-01", line=2)),
                judged("4"),
            ]
        )

        assert [(cause.cause, cause.names, cause.amounts) for cause in found] == [
            ("gl_account TWO 100-6450-01", ("PF2", "PF3"), {"USD": Decimal("120.00")}),
            ("site TWO 01-N", ("PF1",), {"USD": Decimal("100.00")}),
        ]

    def test_what_is_wrong_in_each_document_itself_is_one_cause_of_its_code(self) -> None:
        found = causes_of([judged("1", no_total("1")), judged("2", no_total("2"))])

        assert [(cause.code, cause.cause, cause.names) for cause in found] == [("TOTAL_MISMATCH", "", ("PF1", "PF2"))]

    def test_what_passes_has_no_causes(self) -> None:
        assert causes_of([judged("1")]) == ()


class TestBestFixes:
    def test_the_cause_that_lets_most_through_at_once_is_first_even_if_another_stops_more(self) -> None:
        """The site stops three, all of which have an account missing too; the one account stops two alone."""
        rows = [
            judged("1", account_missing("100-6450-01")),
            judged("2", account_missing("100-6450-01")),
            judged("3", site_missing("01-N"), account_missing("100-1")),
            judged("4", site_missing("01-N"), account_missing("100-2")),
            judged("5", site_missing("01-N"), account_missing("100-3")),
            judged("6"),
        ]

        assert steps(*rows) == [
            ("gl_account TWO 100-6450-01", 3, 2),
            ("site TWO 01-N", 3, 0),
            ("gl_account TWO 100-1", 4, 1),
            ("gl_account TWO 100-2", 5, 1),
            ("gl_account TWO 100-3", 6, 1),
        ]

    def test_the_amounts_are_those_of_all_that_pass_then(self) -> None:
        rows = [judged("1", amount="10.00"), judged("2", site_missing("01-N"), amount="2.50")]

        (fix,) = best_fixes(rows)

        assert fix.amounts == {"USD": Decimal("12.50")}

    def test_no_more_fixes_are_told_than_asked_for(self) -> None:
        rows = [judged("1", site_missing("01-N")), judged("2", account_missing("100-1"))]

        assert steps(*rows, most=1) == [("gl_account TWO 100-1", 1, 1)]

    def test_where_everything_passes_there_is_nothing_to_mend(self) -> None:
        assert steps(judged("1"), judged("2")) == []
