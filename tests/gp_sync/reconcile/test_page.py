"""The HTML report as a file: what it may load, and what it may never contain."""

import base64
import hashlib
import json
import re
from decimal import Decimal

import pytest

from gp_sync.reconcile.amounts import grouped, plain_amount
from gp_sync.reconcile.page import page
from tests.browser.sample import HOSTILE, every_reason, many, one


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

    def test_the_data_says_the_same_texts(self) -> None:
        text = page(every_reason())

        found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
        assert found is not None
        assert HOSTILE in json.loads(found.group(1))["texts"]


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
