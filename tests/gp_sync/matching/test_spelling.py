"""Names, phone numbers, e-mail addresses and tax IDs in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.matching.spelling import domain_of, names_in, phone_of, tax_id_of


class TestNames:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Fabrikam, Inc.", "fabrikam"),
            ("The Fabrikam Company", "fabrikam"),
            ("Café Müller GmbH & Co. KG", "cafe muller"),
            ("Contoso L.L.C.", "contoso"),
            ("B&H Photo", "bh photo"),
            ("A.B.C. Tools", "abc tools"),
            ("O'Neil Freight", "oneil freight"),
            ("  CONTOSO   office-supplies ", "contoso office supplies"),
        ],
    )
    def test_edge_15_case_accents_punctuation_and_legal_forms_do_not_count(self, text: str, words: str) -> None:
        assert [name.words for name in names_in(text)] == [words]

    def test_a_name_of_nothing_but_legal_forms_keeps_them(self) -> None:
        assert [name.words for name in names_in("The Company, Inc.")] == ["the company inc"]

    def test_words_are_also_told_in_alphabetical_order(self) -> None:
        (name,) = names_in("Tools of Fabrikam")

        assert (name.words, name.ordered) == ("tools fabrikam", "fabrikam tools")

    @pytest.mark.parametrize(
        "text", ["Jane Lee dba Corner Bakery", "Jane Lee d/b/a Corner Bakery", "Jane Lee T/A Corner Bakery"]
    )
    def test_edge_15_who_trades_under_another_name_has_two(self, text: str) -> None:
        assert [name.words for name in names_in(text)] == ["jane lee", "corner bakery"]

    def test_what_is_in_brackets_may_be_left_out(self) -> None:
        names = names_in("Fabrikam Tools (formerly Litware)")

        assert [name.words for name in names] == ["fabrikam tools formerly litware", "fabrikam tools"]

    @pytest.mark.parametrize("text", ["", " - ", "..."])
    def test_what_has_no_letters_is_no_name(self, text: str) -> None:
        assert names_in(text) == ()

    @given(st.text(max_size=60))
    def test_any_text_can_be_read(self, text: str) -> None:
        assert all(name.words and name.ordered for name in names_in(text))


class TestPhones:
    @pytest.mark.parametrize(
        "text",
        [
            "(425) 555-0101",
            "+1 425 555 0101",
            "14255550101",
            "42555501010000",
            "42555501010012",
            "425.555.0101 x12",
            "425-555-0101 ext. 12",
        ],
    )
    def test_edge_15_one_number_is_one_number_however_it_is_written(self, text: str) -> None:
        assert phone_of(text) == "4255550101"

    @pytest.mark.parametrize("text", ["", "00000000000000", "n/a", "x12", "911"])
    def test_what_is_no_number_is_none(self, text: str) -> None:
        assert phone_of(text) == ""


class TestDomains:
    def test_edge_15_they_are_found_anywhere_in_a_text(self) -> None:
        assert domain_of(["Ann <Ann@Fabrikam.example>, b@litware.example", "none"]) == {
            "fabrikam.example",
            "litware.example",
        }

    def test_where_anybody_has_an_address_tells_nothing(self) -> None:
        assert domain_of(["ann@gmail.com", "bob@Outlook.com"]) == frozenset()


class TestTaxIds:
    def test_punctuation_does_not_count(self) -> None:
        assert tax_id_of("12-3456789") == tax_id_of("12 3456789") == "123456789"

    @pytest.mark.parametrize("text", ["", "N/A", "00-0000000", "APPLIED FOR", "12345"])
    def test_what_stands_there_for_want_of_one_is_none(self, text: str) -> None:
        assert tax_id_of(text) == ""
