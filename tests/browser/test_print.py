"""The HTML report on paper, as a real browser prints it."""

from io import BytesIO

from pypdf import PdfReader

from gp_sync.reconcile.reasons import REASONS, Reason
from tests.browser.conftest import Opener
from tests.browser.printing import pdf
from tests.browser.sample import every_reason, many


class TestPrinting:
    def test_the_print_has_everything_that_is_shown_and_no_controls(self, opened: Opener) -> None:
        report = opened(many(250))
        report.page.select_option("#order-show", "open")

        printed = pdf(report)

        assert [name for name in ("PF7", "PF126", "PF245") if name not in printed] == []
        assert "PF8 " not in printed
        assert "35 of 250 orders shown" in printed
        assert "Search" not in printed
        assert "Keys:" not in printed
        assert len(report.rows()) == 35

    def test_every_bar_of_the_chart_is_printed(self, opened: Opener) -> None:
        report = opened(every_reason())

        report.page.emulate_media(media="print")

        bars = report.page.locator(".chart rect")
        told = bars.evaluate_all("rects => rects.map(rect => [rect.classList[0], getComputedStyle(rect).display])")
        assert {(kind, display) for kind, display in told} == {
            ("procurify", "inline"),
            ("less", "inline"),
            ("more", "inline"),
            ("gp", "inline"),
        }

    def test_a_tie_out_that_is_longer_than_a_page_is_printed_whole(self, opened: Opener) -> None:
        printed = pdf(opened(every_reason()))

        tables = [printed.count(f"to look at {REASONS[why].meaning}") for why in Reason if not REASONS[why].settled]
        assert min(tables) == 1
        assert "Left unexplained 12.00" in printed

    def test_more_rows_than_are_drawn_are_printed(self, opened: Opener) -> None:
        report = opened(many(250))

        printed = pdf(report)

        assert "PF249" in printed
        assert "PF250" in printed

    def test_lines_are_printed_if_asked_for(self, opened: Opener) -> None:
        report = opened(every_reason())
        report.page.select_option("#order-reason", label="Change not carried over")
        without = pdf(report)

        report.page.check("#order-details")

        assert "Lines side by side" not in without
        assert "Lines side by side" in pdf(report)

    def test_the_signatures_stand_on_a_page_of_their_own(self, opened: Opener) -> None:
        report = opened(every_reason())

        content = report.page.pdf(prefer_css_page_size=True)

        last = PdfReader(BytesIO(content)).pages[-1].extract_text()
        assert "Signatures" in last
        assert [role for role in ("Prepared by", "Reviewed by", "Approved by") if role not in last] == []
        assert "PF1" not in last
        assert f"Page {len(PdfReader(BytesIO(content)).pages)} of" in " ".join(last.split())
