"""Addresses: any company and key can be addressed, and no text can change the path."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamicsgp_sba.urls import base_address, encode, help_url, is_loopback, join, root, without_query

texts = st.text(min_size=1).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))


class TestEncode:
    @given(texts)
    def test_what_is_encoded_decodes_to_itself_and_holds_no_syntax(self, text: str) -> None:
        encoded = encode(text)

        assert unquote(encoded) == text
        assert not set(encoded) & set("()/;?#&= \\")

    @pytest.mark.parametrize(
        ("text", "encoded"),
        [("..", ".."), ("/", "%2F"), ("%2e%2e", "%252e%252e"), ("Ñandú", "%C3%91and%C3%BA"), ("a;b", "a%3Bb")],
    )
    def test_hostile_texts_are_taken_letter_by_letter(self, text: str, encoded: str) -> None:
        assert encode(text) == encoded

    def test_an_empty_key_is_refused(self) -> None:
        with pytest.raises(ValueError, match="at least one character"):
            encode("")

    def test_half_a_surrogate_pair_is_refused(self) -> None:
        with pytest.raises(ValueError, match="surrogate"):
            encode("\ud83d")


class TestBaseAddress:
    def test_a_slash_at_the_end_is_dropped(self) -> None:
        assert base_address("https://gp.example.com:8443/", allow_plain_http=False) == "https://gp.example.com:8443"

    @pytest.mark.parametrize("text", ["http://localhost:8602", "http://127.0.0.1", "http://[::1]:80"])
    def test_plain_http_to_this_machine_is_fine(self, text: str) -> None:
        assert base_address(text, allow_plain_http=False) == text

    def test_plain_http_to_another_machine_is_refused_with_the_way_out(self) -> None:
        with pytest.raises(ValueError, match="allow_plain_http=True"):
            base_address("http://gp.example.com", allow_plain_http=False)

    def test_plain_http_to_another_machine_can_be_allowed(self) -> None:
        assert base_address("http://gp.example.com", allow_plain_http=True) == "http://gp.example.com"

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("gp.example.com", "expected https://host"),
            ("ftp://gp.example.com", "expected https://host"),
            ("https://", "expected https://host"),
            ("https://gp.example.com/?a=1", "query or fragment"),
            ("https://gp.example.com:70000", "port|Port"),
        ],
    )
    def test_other_addresses_are_refused_with_the_reason(self, text: str, reason: str) -> None:
        with pytest.raises(ValueError, match=reason):
            base_address(text, allow_plain_http=False)

    def test_a_password_in_the_address_is_refused_and_not_repeated(self) -> None:
        with pytest.raises(ValueError, match="auth=NtlmAuth") as caught:
            base_address("https://svc:hunter2@gp.example.com", allow_plain_http=False)

        assert "hunter2" not in str(caught.value)

    @pytest.mark.parametrize(("host", "expected"), [("LOCALHOST", True), ("127.8.9.1", True), ("10.0.0.1", False)])
    def test_loopback_is_known_by_name_and_address(self, host: str, expected: bool) -> None:
        assert is_loopback(host) is expected


class TestJoin:
    def test_the_parts_follow_the_grammar(self) -> None:
        address = join("https://gp.example.com", root("DefaultTenant", "Fabrikam, Inc."), "Purchasing/Vendors(A)")

        assert address == (
            "https://gp.example.com/GPService/Tenants(DefaultTenant)/Companies(Fabrikam%2C%20Inc.)/Purchasing/Vendors(A)"
        )

    def test_a_query_is_encoded_and_kept_out_of_messages(self) -> None:
        address = join("https://gp.example.com", root("T", None), "x", {"marker": "A B"})

        assert address == "https://gp.example.com/GPService/Tenants(T)/x?marker=A%20B"
        assert without_query(address) == "https://gp.example.com/GPService/Tenants(T)/x"

    def test_the_discovery_page_belongs_to_the_tenant(self) -> None:
        assert help_url("https://gp", "T") == "https://gp/GPService/Tenants(T)/help"
