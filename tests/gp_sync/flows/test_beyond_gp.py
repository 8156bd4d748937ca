"""Amounts, dates and letters that GP cannot hold."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.flows.purchase_orders.document import Modifier
from gp_sync.flows.purchase_orders.policy import OrderPolicy
from gp_sync.testing.examples import POLICY, line, order

Looker = Callable[..., Any]

MOST = Decimal(99999999999999)
"""The largest whole number that GP's columns hold."""


class TestWhatGPCannotHold:
    """Procurify's limits are wider than GP's, and no arithmetic is tried on what lies beyond them."""

    @pytest.mark.parametrize(
        ("changes", "where"),
        [
            ({"lines": (line(unit_price=Decimal("12345678901234567890123456789.00000001")),)}, "price"),
            ({"lines": (line(quantity=Decimal(10**14)),)}, "quantity"),
            ({"freight": Decimal(10**15)}, "the freight"),
            (
                {"lines": (line(quantity=MOST, unit_price=MOST),), "subtotal": MOST, "total": MOST},
                "quantity times price",
            ),
            ({"lines": (line(total=MOST), line(id=9002, total=MOST)), "subtotal": MOST, "total": MOST}, "the sum"),
            (
                {"subtotal": MOST, "total": MOST, "tax": Modifier(value=MOST, percentage=True)},
                "the tax",
            ),
            ({"total": Decimal(10**30)}, "the total"),
            ({"ordered_at": datetime(1, 1, 1, tzinfo=UTC)}, "the order's date"),
            ({"ordered_at": datetime(9999, 12, 31, 23, tzinfo=UTC)}, "the order's date"),
            ({"promise_date": date(1900, 1, 1)}, "the promise date"),
        ],
    )
    def test_it_is_named_and_blocks(self, look: Looker, changes: dict[str, Any], where: str) -> None:
        seen = look(order(**changes))

        assert set(seen.codes) == {"VALUE_OUT_OF_RANGE"}
        assert any(where in found.where for found in seen.findings)

    def test_edge_32_letters_outside_gps_code_page_are_replaced_in_texts_and_shown(self, look: Looker) -> None:
        seen = look(order(lines=(line(name="\u0160koda \u4e2d \u2033"),)))

        assert seen.codes == ["CHARACTERS_REPLACED"]
        assert seen.order.lines[0].description == "\u0160koda Zhong ''"
        assert seen.words("CHARACTERS_REPLACED") == (
            "Line 1 (\u0160koda \u4e2d \u2033): description has letters that GP cannot store; they were replaced: "
            "'\u4e2d' became 'Zhong', '\u2033' became ''''."
        )

    def test_edge_32_a_letter_in_two_pieces_is_the_one_that_gp_has(self, look: Looker) -> None:
        """An accent that stands beside its letter is no other letter, and no reason to warn."""
        seen = look(order(lines=(line(name="Cafe\u0301 filters"),)))

        assert (seen.codes, seen.order.lines[0].description) == ([], "Caf\u00e9 filters")

    def test_edge_32_letters_outside_gps_code_page_block_where_the_configuration_says_so(self, look: Looker) -> None:
        seen = look(
            order(lines=(line(name="Valve \u2300 20"),)),
            policy=attrs.evolve(POLICY, orders=OrderPolicy(other_letters="block")),
        )

        assert seen.codes == ["CHARACTERS_REFUSED"]
        assert "DIAMETER SIGN" in seen.words("CHARACTERS_REFUSED")

    @pytest.mark.parametrize("sku", ["HYD\u231646", "HYD\t46", "CAFE\u0301"])
    def test_edge_32_a_key_is_never_changed_so_such_characters_block(self, look: Looker, sku: str) -> None:
        seen = look(order(lines=(line(sku=sku),)))

        assert seen.codes == ["CHARACTERS_REFUSED"]
        assert seen.order.lines[0].vendor_item_number == sku

    def test_edge_32_line_breaks_and_tabs_of_a_text_become_spaces(self, look: Looker) -> None:
        seen = look(order(lines=(line(name="Copy paper\n\tA4,  white"),)))

        assert seen.order.lines[0].description == "Copy paper A4, white"
        assert "CHARACTERS_REFUSED" not in seen.codes

    def test_a_cost_centre_segment_that_the_format_lacks_is_said(self, look: Looker) -> None:
        company = attrs.evolve(POLICY.companies[0], cost_centre_segments=(3, 9))

        seen = look(order(), policy=attrs.evolve(POLICY, companies=(company,)))

        assert seen.codes == ["ACCOUNT_FORMAT_MISMATCH"]
        assert "segment 9 a cost centre, and GP's account numbers have 3 segments." in seen.words(
            "ACCOUNT_FORMAT_MISMATCH"
        )
