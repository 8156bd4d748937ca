"""Fitting values into GP's fields."""

import pytest

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.fields import Fields


@pytest.fixture
def fields() -> Fields:
    return Fields({"vendor_id": 5, "comment": 8}, Ref("document", ("purchase_orders", "52")))


def codes(fields: Fields) -> list[str]:
    return [found.code for found in fields.findings]


class TestKeys:
    def test_edge_07_a_key_is_never_cut(self, fields: Fields) -> None:
        assert fields.key("vendor_id", "ACETRAVE", "the vendor ID") == "ACETRAVE"
        assert CATALOGUE["FIELD_TOO_LONG"].words(fields.findings[0]) == (
            "The vendor ID is too long for GP: 'ACETRAVE' has 8 characters, GP holds 5."
        )

    def test_edge_07_one_value_that_is_too_long_is_one_cause(self, fields: Fields) -> None:
        fields.key("vendor_id", "ACETRAVE", "here")

        assert fields.findings[0].cause == Ref("value", ("vendor_id", "ACETRAVE"))

    def test_a_key_of_just_the_length_fits(self, fields: Fields) -> None:
        assert fields.key("vendor_id", "ACE01", "the vendor ID") == "ACE01"
        assert codes(fields) == []


class TestTexts:
    def test_edge_07_a_text_is_cut_in_sight(self, fields: Fields) -> None:
        assert fields.text("comment", "deliver to dock 4", "the comment") == "deliver"
        assert CATALOGUE["FIELD_SHORTENED"].words(fields.findings[0]) == (
            "The comment is longer than GP can hold and was shortened: 'deliver to dock 4' became 'deliver'."
        )

    def test_a_text_of_just_the_length_is_kept(self, fields: Fields) -> None:
        assert fields.text("comment", "dock 4 B", "the comment") == "dock 4 B"
        assert codes(fields) == []


class TestLetters:
    def test_edge_32_what_has_no_other_letters_is_left_out_in_sight(self, fields: Fields) -> None:
        assert fields.text("comment", "dock\u200e \ufffd4\u2014", "the comment") == "dock ?4\u2014"
        assert CATALOGUE["CHARACTERS_REPLACED"].words(fields.findings[0]) == (
            "The comment has letters that GP cannot store; they were replaced: "
            "'\\u200e' was left out, '\ufffd' became '?'."
        )

    def test_edge_32_a_space_at_the_end_of_a_key_is_refused_and_not_taken_away(self, fields: Fields) -> None:
        assert fields.key("vendor_id", "ACE ", "the vendor ID") == "ACE "
        assert CATALOGUE["CHARACTERS_REFUSED"].words(fields.findings[0]) == (
            "The vendor ID has characters that GP cannot store: a space at the beginning or end of 'ACE '."
        )


class TestRequired:
    @pytest.mark.parametrize("value", [None, ""])
    def test_nothing_is_missing(self, fields: Fields, value: object) -> None:
        assert not fields.required(value, "the vendor")
        assert CATALOGUE["VALUE_MISSING"].words(fields.findings[0]) == (
            "The vendor is empty in Procurify, and GP needs it."
        )
        assert fields.findings[0].cause == Ref(
            "document",
            (
                "purchase_orders",
                "52",
            ),
        )

    @pytest.mark.parametrize("value", [0, "x", ("x",)])
    def test_a_zero_is_a_value(self, fields: Fields, value: object) -> None:
        assert fields.required(value, "the quantity")
        assert codes(fields) == []
