"""What a report says on paper."""

from io import BytesIO

from pypdf import PdfReader

from tests.browser.conftest import Report

__all__ = ["pdf"]


def pdf(report: Report) -> str:
    """What the printed report says, with one space between words."""
    content = report.page.pdf(prefer_css_page_size=True, print_background=True)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
