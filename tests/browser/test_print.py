"""The HTML report on paper, as a real browser prints it."""

from io import BytesIO

from pypdf import PdfReader

from gp_sync.reconcile.reasons import REASONS, Reason
from tests.browser.conftest import Opener
from tests.browser.printing import pdf
from tests.browser.sample import LONG, every_reason, lengthy, many


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

    def test_every_column_is_on_the_paper_however_long_names_and_amounts_are(self, opened: Opener) -> None:
        report = opened(lengthy(), viewport={"width": 1031, "height": 700})  # a page of A4 across, less its margins

        report.page.emulate_media(media="print")
        report.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")

        widths = report.page.evaluate(
            "['order-table', 'vendor-table'].map(id => document.getElementById(id).offsetWidth)"
        )
        assert [width for width in widths if width > 1031] == []

    def test_a_text_that_the_screen_shortens_is_printed_whole(self, opened: Opener) -> None:
        report = opened(lengthy())
        shown = report.page.locator("#order-table").inner_text()

        printed = pdf(report)

        assert f"{LONG} is not linked" not in shown
        assert f"WHY: {LONG} is not linked" in printed

    def test_each_page_says_which_report_it_is_of(self, opened: Opener) -> None:
        content = opened(many(250)).page.pdf(prefer_css_page_size=True)

        pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]
        foot = "Procurify and Dynamics GP, 2026-11, test, read on 2026-12-01 09:30 UTC"
        assert len(pages) > 3
        assert [number for number, page in enumerate(pages, start=1) if foot not in page] == []

    def test_the_signatures_stand_on_a_page_of_their_own(self, opened: Opener) -> None:
        report = opened(every_reason())

        content = report.page.pdf(prefer_css_page_size=True)

        last = PdfReader(BytesIO(content)).pages[-1].extract_text()
        assert "Signatures" in last
        assert [role for role in ("Prepared by", "Reviewed by", "Approved by") if role not in last] == []
        assert "PF1" not in last
        assert f"Page {len(PdfReader(BytesIO(content)).pages)} of" in " ".join(last.split())
