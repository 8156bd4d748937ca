"""The HTML report in a real browser: what a reader can do with it, and what it never does."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types

from gp_sync.reconcile.reasons import REASONS, Reason
from tests.browser.conftest import Opener, Report
from tests.browser.printing import pdf
from tests.browser.sample import FROM_THE_RIGHT, HOSTILE, LONG, TURNED, every_reason, lengthy, many, none, one, turned

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 800}


def violations(report: Report) -> list[tuple[str, str]]:
    """What axe finds: the rule, and where."""
    found: Any = Axe().run(report.page)
    return [(row["id"], node["html"]) for row in found.response["violations"] for node in row["nodes"]]


class TestTheSummary:
    def test_the_tie_out_stands_without_the_script(self, opened: Opener) -> None:
        report = opened(every_reason(), java_script_enabled=False)

        told = report.page.locator(".statement").first.inner_text()

        assert "Fabrikam North, orders CAD" in " ".join(told.split())
        assert report.page.locator("noscript").inner_text().startswith("The list of documents needs JavaScript")

    def test_every_reason_is_in_a_statement(self, opened: Opener) -> None:
        report = opened(every_reason())

        told = report.page.locator("#tie-out").locator("xpath=..").inner_text()

        assert [why.value for why in Reason if f": {REASONS[why].name}" not in told] == []

    def test_a_period_without_orders_says_so(self, opened: Opener) -> None:
        report = opened(none())

        told = report.page.locator("main").inner_text()

        assert "There is nothing to tie: neither system has an order of these days." in told
        assert "Neither system has an order of these days." in told
        assert "0 of 0 orders shown" in told

    def test_one_order_is_one_order(self, opened: Opener) -> None:
        report = opened(one())

        assert report.rows() == ["PF1"]
        assert report.page.locator("#order-count").inner_text() == "1 of 1 order shown"


class TestTheOrders:
    def test_an_order_opens_with_its_lines_and_its_timeline(self, opened: Opener) -> None:
        report = opened(every_reason())

        told = " ".join(report.open("PF2").inner_text().split())

        assert "Change not carried over 9.00 USD: The document changed in Procurify" in told
        assert "Changed in GP −7.00 USD" in told  # noqa: RUF001  # a minus sign
        assert "1 Copy paper 6100 1 58.00 58.00 Copy paper 100-6100-01 1 56.00 56.00 ≠ 2.00" in told
        assert "line 1 unit_cost".replace("_", " ") in told
        assert "2026-12-01 09:30:00 UTC GP confirmed it (pat: seen in GP)" in told

    def test_prices_are_grouped_as_amounts_are(self, opened: Opener) -> None:
        report = opened(lengthy())

        assert report.open("PF2").locator(".lines td.number").all_inner_texts().count("98,765,432,109,876.50") == 4

    def test_one_whose_lines_alone_differ_says_so(self, opened: Opener) -> None:
        report = opened(lengthy())

        told = " ".join(report.page.locator("#order-row-1, #order-row-2").all_inner_texts())

        assert "! to look at" in told
        assert "Lines differ, total agrees" in told
        assert "Fields changed in GP" not in told

    def test_a_closed_order_says_that_it_can_be_opened(self, opened: Opener) -> None:
        report = opened(one())

        assert report.page.get_by_role("button", name="PF1", exact=True).get_attribute("aria-expanded") == "false"

    def test_a_second_click_closes_it(self, opened: Opener) -> None:
        report = opened(every_reason())
        report.open("PF2")
        toggle = report.page.get_by_role("button", name="PF2", exact=True)
        assert toggle.get_attribute("aria-expanded") == "true"

        toggle.click()

        assert toggle.get_attribute("aria-expanded") == "false"
        assert report.page.locator("tr.detail").count() == 0

    def test_a_reason_filters(self, opened: Opener) -> None:
        report = opened(every_reason())

        report.page.select_option("#order-reason", label="In GP alone")

        assert report.rows() == ["PO900"]
        assert report.page.locator("#order-count").inner_text() == "1 of 30 documents shown"

    def test_the_three_states_are_apart(self, opened: Opener) -> None:
        report = opened(every_reason())
        shown = {}

        for choice in ("all", "open", "differ", "agree"):
            report.page.select_option("#order-show", choice)
            shown[choice] = set(report.rows())

        assert shown["agree"] == {"PF1"}
        assert shown["all"] == shown["agree"] | shown["differ"]
        assert shown["open"] < shown["differ"]
        assert {"PF2", "PF12", "PO900", "PF79"} & shown["open"] == {"PF2", "PO900", "PF79"}

    @pytest.mark.parametrize("amount", ["58.00", "58"])
    def test_an_amount_is_found(self, opened: Opener, amount: str) -> None:
        report = opened(every_reason())

        report.page.fill("#order-search", amount)

        assert report.rows() == ["PF2"]

    def test_search_finds_numbers_vendors_accounts_and_words_together(self, opened: Opener) -> None:
        report = opened(every_reason())
        found = {}

        for words in ("po900", "100-6100-01 gp alone", "unexplained", "contoso held", "nowhere"):
            report.page.fill("#order-search", words)
            found[words] = report.rows()

        assert found == {
            "po900": ["PO900"],
            "100-6100-01 gp alone": ["PO900"],
            "unexplained": ["PF79"],
            "contoso held": ["PF21"],
            "nowhere": [],
        }

    def test_a_company_and_currency_filters_and_the_foot_adds_up(self, opened: Opener) -> None:
        report = opened(every_reason())

        report.page.select_option("#order-bucket", label="Fabrikam North, orders, CAD")

        foot = " ".join(report.page.locator("#order-table tfoot").inner_text().split())
        assert report.rows() == ["PF8"]
        assert "Shown: Fabrikam North, orders, CAD 49.00 0.00 49.00 CAD" in foot

    def test_heads_sort_by_number_and_by_amount(self, opened: Opener) -> None:
        report = opened(every_reason())
        numbers = report.rows()
        head = report.page.get_by_role("columnheader", name="Procurify").first

        head.get_by_role("button").click()
        down = report.rows()
        head.get_by_role("button").click()

        assert numbers[:4] == ["700080", "700081", "COPY", "PF1"]
        assert down[:3] == ["PF79", "700080", "PF2"]
        assert head.get_attribute("aria-sort") == "ascending"

    def test_ten_thousand_orders_open_fast_and_are_drawn_by_the_hundred(self, opened: Opener) -> None:
        report = opened(many(10_000))

        milliseconds = report.page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")

        assert len(report.rows()) == 100
        assert report.page.locator("#order-count").inner_text() == "10,000 of 10,000 orders shown"
        assert milliseconds < 10_000, milliseconds  # a loaded machine; 1 to 2 seconds on one that is not
        report.page.locator("#order-more").click()
        assert len(report.rows()) == 200


class TestTheVendors:
    def test_a_vendor_opens_field_by_field(self, opened: Opener) -> None:
        report = opened(every_reason())

        told = " ".join(report.open(HOSTILE, "vendor").inner_text().split())

        assert "city Joliet JOLIET = agrees" in told
        assert "phone 1 312-555-0101 31255501990000 ≠ differs" in told
        assert "payment terms Net 30 2% 10/NET 30 not aligned" in told

    def test_what_differs_is_printed_with_both_values_and_what_is_not_compared_with_its_reason(
        self, opened: Opener
    ) -> None:
        printed = pdf(opened(every_reason()))

        assert "phone 1: 312-555-0101 ≠ 31255501990000" in printed
        assert "linked, not compared VENDOR_SHARED: it is linked twice" in printed

    def test_a_long_name_leaves_room_for_what_differs(self, opened: Opener) -> None:
        report = opened(lengthy(), viewport=WIDE)

        table = report.page.locator("#vendor-table")

        assert table.evaluate("table => table.offsetWidth <= table.parentElement.clientWidth")
        assert f"name: {LONG} ≠ {LONG}, Illinois" in table.inner_text()
        assert report.rows("vendor")[0] == LONG

    def test_a_value_from_right_to_left_does_not_change_places_with_the_other(self, opened: Opener) -> None:
        report = opened(lengthy(), viewport=WIDE)

        values = report.page.locator("#vendor-table bdi").all()[-2:]

        boxes = [value.bounding_box() for value in values]
        assert tuple(value.inner_text() for value in values) == FROM_THE_RIGHT
        assert None not in boxes
        assert boxes[0]["x"] < boxes[1]["x"]  # type: ignore[index]  # see above

    def test_those_that_differ_are_told_apart(self, opened: Opener) -> None:
        report = opened(every_reason())

        report.page.select_option("#vendor-show", "differ")

        assert sorted(report.rows("vendor")) == [HOSTILE, "Contoso Twin", "Litware Tools"]
        report.page.select_option("#vendor-show", "both")
        assert sorted(report.rows("vendor")) == [HOSTILE, "Contoso Twin"]
        tiles = " ".join(report.page.locator(".tiles").inner_text().split())
        assert tiles.endswith("3 of 4 vendors differ, 1 since one system alone has them")

    def test_a_report_without_vendors_has_no_such_part(self, opened: Opener) -> None:
        assert opened(one()).page.locator("#vendors").count() == 0


class TestHostileTexts:
    def test_no_text_is_ever_markup(self, opened: Opener) -> None:
        report = opened(every_reason())

        for name in report.rows():
            report.page.get_by_role("button", name=name, exact=True).click()

        scripts = report.page.locator("script").all()
        assert [script.get_attribute("type") for script in scripts] == ["application/json", None]
        assert HOSTILE in report.page.locator("#order-table").inner_text()
        assert HOSTILE in report.page.locator("#unreadable").locator("xpath=..").inner_text()

    def test_no_text_turns_the_digits_of_an_amount_around(self, opened: Opener) -> None:
        report = opened(turned())

        told = report.page.locator("body").inner_text()

        assert TURNED not in told
        assert told.count("Litware \\x202e00.001\\x202c Tools") == 2

    def test_a_script_that_came_in_anyhow_would_not_run(self, opened: Opener) -> None:
        report = opened(one())

        report.page.evaluate(
            "() => { const made = document.createElement('script'); made.textContent = 'window.ran = 1';"
            " document.body.append(made) }"
        )

        assert report.page.evaluate("window.ran") is None
        assert [words for words in report.complaints if "Content Security Policy" in words]
        report.complaints.clear()


class TestEverybodyCanUseIt:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
    def test_axe_finds_nothing(self, opened: Opener, scheme: str, size: dict[str, int]) -> None:
        report = opened(every_reason(), color_scheme=scheme, viewport=size)
        report.open("PF2")
        report.open(HOSTILE, "vendor")

        assert violations(report) == []

    def test_it_can_be_used_by_keys_alone(self, opened: Opener) -> None:
        report = opened(every_reason())
        keyboard = report.page.keyboard

        keyboard.press("/")
        keyboard.type("blocked")
        found = report.rows()
        keyboard.press("Escape")
        report.page.locator("#order-table > tbody > tr > th button").first.focus()
        keyboard.press("ArrowDown")
        keyboard.press("Enter")

        assert found == ["PF22"]
        toggle = report.page.locator(":focus")
        assert (toggle.inner_text(), toggle.get_attribute("aria-expanded")) == ("700081", "true")

    def test_what_an_opened_order_tells_fits_a_phone(self, opened: Opener) -> None:
        report = opened(every_reason(), viewport=PHONE)

        report.open("PF2")

        boxes = [section.bounding_box() for section in report.page.locator(".detail section").all()]
        assert len(boxes) == 5
        assert [box for box in boxes if box is None or box["x"] + box["width"] > PHONE["width"]] == []

    def test_nothing_is_wider_than_a_phone(self, opened: Opener) -> None:
        report = opened(every_reason(), viewport=PHONE)

        assert report.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    def test_colour_is_never_the_only_mark(self, opened: Opener) -> None:
        report = opened(every_reason())

        marks = set(report.page.locator("#order-table td.state").all_inner_texts())

        assert marks == {"= agrees", "≠ explained", "! to look at"}
