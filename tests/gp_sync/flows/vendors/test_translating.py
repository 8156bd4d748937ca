"""A vendor's values in the other system's terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gp_sync.core.model import Facts, Finding, Ref
from gp_sync.flows.vendors.document import VendorRecord
from gp_sync.flows.vendors.translating import Translator, gp_value
from tests.gp_sync.flows.vendors.two_systems import START, company, policy

VENDOR = Ref("document", ("vendors", "17"))


def translator(**rules: object) -> Translator:
    return Translator(company=company(), policy=policy(**rules).vendors, facts=Facts(as_of=START), document=VENDOR)


def to_gp(field: str, text: str, **rules: object) -> tuple[str, tuple[Finding, ...]]:
    offer = translator(**rules).to_gp(VendorRecord().with_texts({field: text}), (field,))
    return offer.texts[field], offer.findings.get(field, ())


def to_procurify(field: str, text: str) -> str:
    return translator().to_procurify(VendorRecord().with_texts({field: text}), (field,)).texts[field]


class TestPhones:
    @pytest.mark.parametrize(
        ("procurify", "gp"),
        [
            ("312-555-0100", "31255501000000"),
            ("+1 (312) 555-0100", "31255501000000"),
            ("312.555.0100 x12", "31255501000012"),
            ("312 555 0100 ext. 1234", "31255501001234"),
            ("+44 20 7946 0958", "442079460958"),
            ("000-000-0000", ""),
            ("on request", ""),
            ("", ""),
        ],
    )
    def test_gp_has_digits_alone(self, procurify: str, gp: str) -> None:
        assert to_gp("phone_1", procurify) == (gp, ())

    @pytest.mark.parametrize(
        ("gp", "procurify"),
        [
            ("31255501000000", "312-555-0100"),
            ("3125550100", "312-555-0100"),
            ("31255501000012", "312-555-0100 x12"),
            ("442079460958", "442079460958"),
            ("00000000000000", ""),
        ],
    )
    def test_procurify_has_them_for_people(self, gp: str, procurify: str) -> None:
        assert to_procurify("phone_1", gp) == procurify

    @given(digits=st.text("0123456789", min_size=10, max_size=10), extension=st.text("0123456789", max_size=4))
    def test_a_number_of_gp_comes_back_as_it_was(self, digits: str, extension: str) -> None:
        """
        Ten digits and an extension are told in Procurify so that GP would hold the same again.
        """
        held = gp_value("phone_1", digits + extension.rjust(4, "0"))

        assert to_gp("phone_1", to_procurify("phone_1", held))[0] == held

    @pytest.mark.parametrize(
        "text",
        [
            "1-800-FLOWERS", "call 312-555-0100 after 5", "312-555-0100, 312-555-0101", "312-555-0100 x12345",
            "555-0100 x12", "x12", "٣١٢-555-0100",
        ],
    )  # fmt: skip
    def test_what_is_no_single_number_is_told_and_not_written(self, text: str) -> None:
        _, findings = to_gp("phone_1", text)

        assert [(found.code, found.tried) for found in findings] == [("VENDOR_PHONE_UNCLEAR", f"'{text}'")]

    def test_more_digits_than_gp_holds_are_told(self) -> None:
        _, (found,) = to_gp("phone_1", "123456789012345678")

        assert (found.code, found.where) == ("FIELD_TOO_LONG", "the phone 1")


class TestStreet:
    def test_lines_that_fit_stay_as_they_are(self) -> None:
        assert to_gp("street", "1 Oak Road\nFloor 2") == ("1 Oak Road\nFloor 2", ())

    def test_a_long_line_is_spread_over_gp_s_three_between_words(self) -> None:
        text, found = to_gp(
            "street", "Building 7 of the Northern Lakes Industrial Estate, beside the railway yard, Gate 4"
        )

        assert text == "Building 7 of the Northern Lakes Industrial Estate, beside\nthe railway yard, Gate 4"
        assert found == ()

    def test_two_lines_that_need_four_are_joined_where_that_makes_three(self) -> None:
        one, two = "word " * 13, "part " * 13

        text, found = to_gp("street", f"{one.strip()}\n{two.strip()}")

        assert ([len(line) for line in text.split("\n")], found) == ([59, 60, 9], ())

    def test_what_does_not_fit_then_is_told(self) -> None:
        _, (found,) = to_gp("street", "word " * 60)

        assert found.code == "FIELD_TOO_LONG"

    def test_a_word_that_is_longer_than_a_line_is_told(self) -> None:
        _, (found,) = to_gp("street", "w" * 61)

        assert found.code == "FIELD_TOO_LONG"

    def test_without_wrapping_a_long_line_is_told_or_cut(self) -> None:
        long = "word " * 13

        _, (told,) = to_gp("street", long, long_values={"street": "block"})
        cut, (shortened,) = to_gp("street", long, long_values={"street": "shorten"})

        assert (told.code, shortened.code) == ("FIELD_TOO_LONG", "FIELD_SHORTENED")
        assert len(cut) == 59

    def test_gp_s_third_line_joins_the_second_in_procurify(self) -> None:
        assert to_procurify("street", "1 Oak Road\nGate 4\nBox 12") == "1 Oak Road\nGate 4, Box 12"

    @given(
        text=st.text(st.sampled_from("ab ,-ß語\n\t"), max_size=400),
        choice=st.sampled_from(["block", "shorten", "wrap"]),
    )
    def test_whatever_it_is_gp_can_hold_it_or_it_is_told(self, text: str, choice: str) -> None:
        """
        At most three lines of sixty characters, unless a finding keeps the street back.
        """
        street, found = to_gp("street", text, long_values={"street": choice})

        lines = street.split("\n")
        fits = len(lines) <= 3 and max(map(len, lines)) <= 60
        assert fits or "FIELD_TOO_LONG" in [row.code for row in found]


class TestLetters:
    def test_letters_that_gp_lacks_are_replaced_and_told(self) -> None:
        text, (found,) = to_gp("name", "Łódź Tools")

        assert (text, found.code) == ("Lódz Tools", "CHARACTERS_REPLACED")

    def test_or_keep_the_field_back_where_the_policy_says_so(self) -> None:
        _, (found,) = to_gp("name", "Łódź Tools", other_letters="block")

        assert found.code == "CHARACTERS_REFUSED"


class TestTerms:
    def test_terms_that_cannot_be_looked_up_keep_the_field_back(self) -> None:
        ref = Ref("payment_terms", ("TWO", "Net 30"))
        reason = Finding(code="TABLE_NOT_AVAILABLE", severity="BLOCK", cause=ref)  # type: ignore[arg-type]
        facts = Facts(as_of=START, asked=frozenset({ref}), unusable={ref: reason})
        there = Translator(company=company(), policy=policy().vendors, facts=facts, document=VENDOR)

        offer = there.to_gp(VendorRecord(payment_terms="Net 30 days"), ("payment_terms",))

        assert [row.code for row in offer.findings["payment_terms"]] == ["TABLE_NOT_AVAILABLE"]
