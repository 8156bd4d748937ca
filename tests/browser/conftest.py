"""A real browser for the report: the system's Chromium, driven by Playwright."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from gp_sync.reconcile.page import page as write_page
from gp_sync.reconcile.result import Reconciliation

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@attrs.define
class Report:
    """A report in a browser, and what the browser complained about or asked for."""

    page: Page
    complaints: list[str] = attrs.field(factory=list)
    requests: list[str] = attrs.field(factory=list)

    def rows(self, table: str = "order") -> list[str]:
        """What the rows of a list are called, as far as they are drawn."""
        return [
            text.strip() for text in self.page.locator(f"#{table}-table > tbody > tr > th button").all_inner_texts()
        ]

    def open(self, name: str, table: str = "order") -> Any:
        """Open a row, and give what it shows."""
        row = self.page.locator(
            f"#{table}-table > tbody > tr", has=self.page.get_by_role("button", name=name, exact=True)
        )
        row.locator("th button").click()
        return row.locator("xpath=following-sibling::tr[1]")


Opener = Callable[..., Report]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """
    The browser. Skipped where there is none: the report's other tests need none.

    Its driver keeps an event loop running in the thread of the tests, so that it must be gone before any other test
    asks for one: it lives for one module, whose tests run one after another in one process (`--dist=loadfile`).
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed: on Debian, apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens a report; afterwards nothing may have been complained about, and nothing asked for but the file."""
    reports: list[Report] = []
    contexts = []

    def open_it(made: Reconciliation, **options: Any) -> Report:
        file = tmp_path / f"report{len(reports)}.html"
        file.write_text(write_page(made), encoding="utf-8", newline="\n")
        context = browser.new_context(**options)
        contexts.append(context)
        report = Report(context.new_page())
        report.page.set_default_timeout(5_000)
        report.page.on("console", lambda message: report.complaints.append(f"{message.type}: {message.text}"))
        report.page.on("pageerror", lambda error: report.complaints.append(str(error)))
        report.page.on("request", lambda request: report.requests.append(request.url))
        report.page.goto(file.as_uri())
        reports.append(report)
        return report

    yield open_it
    for report in reports:
        assert report.complaints == []
        assert [url for url in report.requests if not url.startswith(("file:", "data:"))] == []
    for context in contexts:
        context.close()
