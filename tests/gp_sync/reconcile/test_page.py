"""The HTML report as a file: what it may load, and what it may never contain."""

import base64
import hashlib
import json
import re
from decimal import Decimal

import attrs
import pytest

from gp_sync.core.states import End
from gp_sync.reconcile.amounts import grouped, plain_amount
from gp_sync.reconcile.model import LedgerSide
from gp_sync.reconcile.page import page
from tests.browser.sample import HOSTILE, every_reason, many, one
from tests.gp_sync.reconcile.made import Books, body, linked, record, source


class TestThePolicy:
    def test_it_allows_exactly_the_style_and_the_script_of_the_file(self) -> None:
        text = page(one())

        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
        assert policy is not None
        for tag, directive in (("style", "style-src"), ("script", "script-src")):
            content = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
            assert content is not None
            digest = base64.b64encode(hashlib.sha256(content.group(1).encode()).digest()).decode()
            assert f"{directive} 'sha256-{digest}'" in policy.group(1)
        assert policy.group(1).startswith("default-src 'none';")

    def test_nothing_in_it_has_an_address(self) -> None:
        text = page(every_reason())

        assert re.findall(r"(?:src|href)\s*=\s*[\"'](?!#|data:,)", text) == []
        assert re.findall(r"url\(|@import|fetch\(|XMLHttpRequest|WebSocket|https?://", text) == []


class TestTexts:
    def test_a_hostile_text_is_never_markup(self) -> None:
        text = page(every_reason())

        assert HOSTILE not in text
        assert "<script>alert" not in text

    def test_a_hostile_connection_is_no_rule_of_the_style(self) -> None:
        made = attrs.evolve(one(), connection='"} </style>*{display:none}')

        style = re.findall(r"<style>(.*?)</style>", page(made), re.DOTALL)[0]

        assert style.count("display:none") == 0
        assert "\\22 \\7d \\20 \\3c \\2f style" in style

    def test_the_data_says_the_same_texts(self) -> None:
        text = page(every_reason())

        found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
        assert found is not None
        assert HOSTILE in json.loads(found.group(1))["texts"]


class TestTheVerdict:
    def test_totals_that_tie_leave_nothing_unsaid_that_somebody_has_to_look_at(self) -> None:
        held = Books().add(source(), None, LedgerSide(end=End.HELD)).made

        assert "every difference has its reason. 1 order still has to be looked at." in page(held)
        assert "still ha" not in page(one())


class TestTheChart:
    @pytest.mark.parametrize(
        ("there", "told"),
        [
            (
                "990.00",
                "990.00 USD by reason, drawn to scale; the bars of both totals are cut, and begin at 980.00",
            ),
            ("700.00", "700.00 USD by reason, drawn to scale</figcaption>"),
            ("1000.00", "1,000.00 USD by reason, drawn to scale</figcaption>"),
        ],
    )
    def test_totals_are_cut_only_where_their_differences_are_small(self, there: str, told: str) -> None:
        """Drawn from zero, a difference of one in a hundred is less than the width of a line."""
        sent = body("1000.00")
        books = Books().add(source("1000.00"), record(body(there)), linked(sent, sent))

        assert told in page(books.made)

    def test_a_small_difference_can_be_seen(self) -> None:
        sent = body("1000.00")
        text = page(Books().add(source("1000.00"), record(body("990.00")), linked(sent, sent)).made)

        widths = [Decimal(width) for width in re.findall(r'<rect class="less"[^>]* width="([\d.]+)"', text)]
        assert [width > 200 for width in widths] == [True]


class TestAmounts:
    @pytest.mark.parametrize(
        ("amount", "shown", "plain"),
        [
            ("0", "0.00", "0.00"),
            ("-0.00", "0.00", "0.00"),
            ("1234.5", "1,234.50", "1234.50"),
            ("-7", "\N{MINUS SIGN}7.00", "-7.00"),
            ("0.004", "0.004", "0.004"),
            ("1E+16", "10,000,000,000,000,000.00", "10000000000000000.00"),
        ],
    )
    def test_they_are_exact_and_never_in_another_notation(self, amount: str, shown: str, plain: str) -> None:
        value = Decimal(amount)

        assert (grouped(value), plain_amount(value)) == (shown, plain)


class TestTheSize:
    def test_a_thousand_orders_are_less_than_a_megabyte(self) -> None:
        """So that ten thousand can still be sent and opened."""
        assert len(page(many(1000)).encode()) < 1_000_000
