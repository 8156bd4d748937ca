"""Vendors of the loopback server as API calls make, replace and change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from procurify_client.testing import ProcurifyServer
from tests.procurify_client.contract_check import Ask

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time

NEW = {"name": "Contoso Tools", "email": ["ap@example.com"], "type": 4, "overall_score": None}
TERM = {"name": "Net 30", "description": "Within 30 days", "active": True}


class TestForms:
    def test_of_a_new_vendor(self, ask: Ask) -> None:
        """
        201, with terms as objects and what the server adds.
        """
        answer = ask("POST", "/api/v3/vendors/", NEW | {"payment_term_ref": TERM, "overall_score": "4.250"})

        assert answer.status_code == 201
        vendor = answer.json()["data"]
        assert (vendor["id"], vendor["name"], vendor["type"], vendor["active"]) == (3, "Contoso Tools", 4, True)
        assert vendor["payment_term_ref"] == TERM | {"id": 11}
        assert (vendor["overall_score"], vendor["performance"]) == (4.25, None)

    def test_of_a_replaced_vendor(self, ask: Ask) -> None:
        """
        Terms as ids, the score as a number, no vendor request.
        """
        answer = ask("PUT", "/api/v3/vendors/2/", NEW | {"payment_term_ref": TERM, "overall_score": "4.250"})

        vendor = answer.json()["data"]
        assert answer.status_code == 200
        assert (vendor["payment_term_ref"], vendor["shipping_term_ref"], vendor["overall_score"]) == (11, None, 4.25)
        assert "vendor_request" not in vendor

    def test_of_a_changed_vendor(self, ask: Ask) -> None:
        """
        As in the list: terms as objects, the score as a text.
        """
        vendor = ask("PATCH", "/api/v3/vendors/2/", {"overall_score": "4.250"}).json()["data"]

        assert (vendor["overall_score"], vendor["payment_term_ref"]["name"]) == ("4.250", "Net 30")

    def test_the_same_term_has_the_same_id(self, ask: Ask) -> None:
        """
        Whoever has it.
        """
        first = ask("POST", "/api/v3/vendors/", NEW | {"shipping_term_ref": {"name": "FOB"}}).json()["data"]
        second = ask("POST", "/api/v3/vendors/", NEW | {"shipping_term_ref": {"name": "FOB"}}).json()["data"]

        assert first["shipping_term_ref"] == {"id": 12, "name": "FOB", "description": "FOB", "active": True}
        assert second["shipping_term_ref"]["id"] == 12


class TestChanges:
    def test_an_empty_change_moves_the_date(self, ask: Ask, time: Time) -> None:
        """
        As it was observed.
        """
        time.pass_by(60)
        after = ask("PATCH", "/api/v3/vendors/2/", {}).json()["data"]

        assert after["dateModified"] == "2026-11-04T15:01:00+00:00"
        assert (after["id"], after["name"], after["external_id"]) == (2, "Lakeshore Office Supply", "LAKESHORE0001")

    def test_an_archived_vendor_leaves_the_list(self, ask: Ask) -> None:
        """
        It is still read by its id, and comes back.
        """
        ask("PATCH", "/api/v3/vendors/2/", {"active": False})
        without = [vendor["id"] for vendor in ask("GET", "/api/v3/vendors/").json()["data"]]
        alone = ask("GET", "/api/v3/vendors/2/").json()["data"]["active"]
        ask("PATCH", "/api/v3/vendors/2/", {"active": True})

        assert (without, alone) == ([1], False)
        assert [vendor["id"] for vendor in ask("GET", "/api/v3/vendors/").json()["data"]] == [1, 2]

    def test_what_a_put_leaves_out_stays(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        As in the framework (assumed).
        """
        ask("PUT", "/api/v3/vendors/2/", NEW)

        assert (server.vendors[2]["name"], server.vendors[2]["external_id"]) == ("Contoso Tools", "LAKESHORE0001")

    def test_unknown_and_read_only_fields_change_nothing(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        The answer is no echo.
        """
        ask("PATCH", "/api/v3/vendors/2/", {"id": 7, "dateModified": "x", "misspelt": 1, "contact": "R. Miller"})

        assert server.vendors[2] | {"contact": "R. Miller"} == server.vendors[2]
        assert server.vendors[2]["id"] == 2
        assert "misspelt" not in server.vendors[2]

    def test_a_term_is_taken_away(self, ask: Ask) -> None:
        """
        By null.
        """
        assert ask("PATCH", "/api/v3/vendors/2/", {"payment_term_ref": None}).json()["data"]["payment_term_ref"] is None

    @pytest.mark.parametrize("method", ["PUT", "PATCH"])
    def test_a_vendor_that_is_not_there(self, ask: Ask, method: str) -> None:
        """
        404.
        """
        assert ask(method, "/api/v3/vendors/99/", NEW).status_code == 404


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "field", "words"),
        [
            ({"name": ""}, "name", "This field may not be blank."),
            ({"name": None}, "name", "This field may not be null."),
            ({"name": "x" * 151}, "name", "Ensure this field has no more than 150 characters."),
            ({"type": 9}, "type", '"9" is not a valid choice.'),
            ({"type": 1}, "type", '"1" is not a valid choice.'),
            ({"type": "3"}, "type", "Not a valid integer."),
            ({"active": "true"}, "active", "Not a valid boolean."),
            ({"active": 1}, "active", "Not a valid boolean."),
            ({"email": ["a@example.com", "none"]}, "email", "1: Enter a valid email."),
            ({"overall_score": "4.2500"}, "overall_score", "Enter a valid decimal."),
            ({"overall_score": 4.25}, "overall_score", "Not a valid string."),
            ({"overall_score": ""}, "overall_score", "Enter a valid decimal."),
            ({"payment_term_ref": 11}, "payment_term_ref", "Not a valid object."),
            ({"payment_term_ref": {}}, "payment_term_ref", "name: This field is required."),
            ({"currency": 9}, "currency", 'Invalid pk "9" - object does not exist.'),
            ({"default_payment_method": 9}, "default_payment_method", 'Invalid pk "9" - object does not exist.'),
        ],
    )
    def test_a_field_of_the_wrong_form(self, ask: Ask, change: dict[str, Any], field: str, words: str) -> None:
        """
        400 that names the field, and nothing is made.
        """
        answer = ask("POST", "/api/v3/vendors/", NEW | change)

        assert (answer.status_code, answer.json()) == (400, {field: [words]})
        assert ask("GET", "/api/v3/vendors/").json()["metadata"]["pagination"]["count"] == 2

    def test_all_at_once(self, ask: Ask) -> None:
        """
        Every field that is missing.
        """
        answer = ask("POST", "/api/v3/vendors/", {})

        assert (answer.status_code, sorted(answer.json())) == (400, ["email", "name", "overall_score", "type"])

    def test_what_is_no_object(self, ask: Ask) -> None:
        """
        Neither a list nor half of an object nor a form.
        """
        form = {"Content-Type": "application/x-www-form-urlencoded"}

        assert ask("POST", "/api/v3/vendors/", [NEW]).status_code == 400
        assert ask("POST", "/api/v3/vendors/", NEW, headers=form).status_code == 415
        assert ask("POST", "/api/v3/vendors/", headers={"Content-Type": "application/json"}).status_code == 400


class TestMadeVendors:
    def test_they_are_listed_after_the_others(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        As many as asked for, made by their number.
        """
        ids = server.make_vendors(5)

        page = ask("GET", "/api/v3/vendors/?page=2&page_size=4").json()

        assert (ids, page["metadata"]["pagination"]["count"]) == (range(1_000_001, 1_000_006), 7)
        assert [vendor["id"] for vendor in page["data"]] == [1_000_003, 1_000_004, 1_000_005]
        assert (page["data"][0]["name"], page["data"][0]["external_id"]) == ("Vendor 0000003", "MADE0000003")

    def test_they_share_what_is_given(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        Any field, also one that they have anyway.
        """
        server.make_vendors(2, comments="Made up", contact="B. Contact")

        *_, one, other = ask("GET", "/api/v3/vendors/").json()["data"]

        assert [(vendor["id"], vendor["comments"], vendor["contact"]) for vendor in (one, other)] == [
            (1_000_001, "Made up", "B. Contact"),
            (1_000_002, "Made up", "B. Contact"),
        ]

    @pytest.mark.parametrize(
        ("query", "ids"),
        [
            ("external_id=MADE0000002", [1_000_002]),
            ("search=vendor 0000003", [1_000_003]),
            ("order_by=-id&page_size=1", [1_000_003]),
            ("type=1", [1]),
        ],
    )
    def test_they_are_found_like_others(self, ask: Ask, server: ProcurifyServer, query: str, ids: list[int]) -> None:
        """
        By filter, search and order.
        """
        server.make_vendors(3)

        assert [vendor["id"] for vendor in ask("GET", f"/api/v3/vendors/?{query}").json()["data"]] == ids

    def test_they_change_and_are_archived_like_others(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        One that was changed is kept.
        """
        server.make_vendors(3)
        ask("PATCH", "/api/v3/vendors/1000001/", {"name": "Contoso Tools"})
        ask("PATCH", "/api/v3/vendors/1000002/", {"active": False})

        names = [vendor["name"] for vendor in ask("GET", "/api/v3/vendors/?exclude_other=true").json()["data"]]

        assert names == ["Lakeshore Office Supply", "Contoso Tools", "Vendor 0000003"]
        assert ask("GET", "/api/v3/vendors/1000003/").json()["data"]["name"] == "Vendor 0000003"
        assert ask("GET", "/api/v3/vendors/?page_size=2&page=2").json()["data"][0]["name"] == "Contoso Tools"
        assert ask("GET", "/api/v3/vendors/1000004/").status_code == 404

    def test_they_can_be_placeholders_that_are_left_out(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        But for those that got another type since.
        """
        server.make_vendors(3, type=1)
        server.edit_vendor(1_000_002, type=4)
        server.edit_vendor(1_000_003, name="Changed")

        names = [vendor["name"] for vendor in ask("GET", "/api/v3/vendors/?exclude_other=true").json()["data"]]

        assert names == ["Lakeshore Office Supply", "Vendor 0000002"]

    def test_they_do_not_vanish(self, server: ProcurifyServer) -> None:
        """
        As long as there are that many; another count makes all anew.
        """
        server.make_vendors(2)
        server.edit_vendor(1_000_001, name="Changed")

        with pytest.raises(LookupError, match="vendor 1000001 was made by its number: archive it"):
            server.remove_vendor(1_000_001)
        server.make_vendors(1)
        assert server.vendor(1_000_001)["name"] == "Vendor 0000001"
        assert sorted(server.vendors) == [1, 2]

    def test_they_buy(self, server: ProcurifyServer, line: Any) -> None:
        """
        An order may be theirs.
        """
        (vendor,) = server.make_vendors(1)

        assert server.add_purchase_order(vendor=vendor, lines=[line])["pref_vendor"]["name"] == "Vendor 0000001"
