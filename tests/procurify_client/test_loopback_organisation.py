"""Departments, account codes, accounts and custom fields of the loopback server, and how any list is read."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from procurify_client.testing import OrderLine, ProcurifyServer
from tests.procurify_client.contract_check import Ask


def names(ask: Ask, path: str, field: str = "name") -> list[Any]:
    return [record[field] for record in ask("GET", path).json()["data"]]


class TestDepartments:
    def test_a_new_one(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        In a location that exists.
        """
        answer = ask("POST", "/api/v3/departments/", {"name": "Workshop", "branch": 1, "external_id": "WORK"})

        made = answer.json()["data"]
        assert (answer.status_code, made["id"], made["external_id"]) == (201, 2, "WORK")
        assert made["branch"] == {"id": 1, "name": "Plant 2", "headquarter": True}
        assert server.locations[1]["department_count"] == 2

    def test_a_change(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        It moves to another location, and its name goes with it.
        """
        server.add_location("Plant 3")
        changed = ask("PUT", "/api/v3/departments/1/", {"name": "Repair", "branch": 2, "active": False}).json()["data"]

        assert (changed["name"], changed["branch"]["name"], changed["active"]) == ("Repair", "Plant 3", False)
        assert changed["external_id"] == "MAINT"

    @pytest.mark.parametrize(
        ("method", "path", "body", "status"),
        [
            ("POST", "", {"name": "x", "branch": 9}, 400),
            ("POST", "", {"name": "", "branch": 1}, 400),
            ("POST", "", {"name": "x"}, 400),
            ("PUT", "1/", {"name": "x", "branch": 9}, 400),
            ("PUT", "9/", {"name": "x", "branch": 1}, 404),
        ],
    )
    def test_what_cannot_be(self, ask: Ask, method: str, path: str, body: dict[str, Any], status: int) -> None:
        """
        400 or 404, and nothing changes.
        """
        assert ask(method, f"/api/v3/departments/{path}", body).status_code == status
        assert names(ask, "/api/v3/departments/") == ["Maintenance"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["Maintenance", "Stores"]),
            ("branch=2", ["Stores"]),
            ("locations=1&locations=2", ["Maintenance", "Stores"]),
            ("locations=2", ["Stores"]),
            ("search=main", ["Maintenance"]),
            ("permission=5&user=15", ["Maintenance", "Stores"]),
        ],
    )
    def test_filters(self, ask: Ask, server: ProcurifyServer, query: str, found: list[str]) -> None:
        """
        By location and text; those without a documented meaning change nothing.
        """
        server.add_department("Stores", server.add_location("Plant 3")["id"])

        assert names(ask, f"/api/v3/departments/?{query}") == found


class TestAccountCodes:
    def test_a_new_one_with_its_accounts(self, ask: Ask) -> None:
        """
        It is opened in each department that is named.
        """
        body = {"code": "000-6200-00", "description": "Repairs", "account_type": 2, "parent": 1, "departments": [1]}
        answer = ask("POST", "/api/v3/account-codes/", body)

        made = answer.json()["data"]
        assert (answer.status_code, made["code"], made["code_length"], made["parent"]) == (201, "000-6200-00", 11, 1)
        assert made["applied_accounts_count"] == 1
        (account,) = ask("GET", "/api/v3/accounts/").json()["data"]
        assert (account["account_code"]["code"], account["department"]["name"]) == ("000-6200-00", "Maintenance")
        assert (account["budget"], account["budget_used_approved"]) == ("0.00", "0.00")

    def test_a_change_of_the_code_is_followed(self, ask: Ask, server: ProcurifyServer, line: OrderLine) -> None:
        """
        Lines and accounts have the new one.
        """
        split = OrderLine(
            name="x", quantity=1, price=10, account_code="000-6100-00", department=1,
            allocations=(("000-6100-00", 1, "10"),),
        )  # fmt: skip
        server.add_purchase_order(vendor=2, lines=[line, split])
        server.add_requisition(vendor=2, lines=[line])

        changed = ask("PUT", "/api/v3/account-codes/1/", {"code": "6100", "description": "Supplies"}).json()["data"]

        lines = ask("GET", "/api/v2/purchase_orders/1/").json()["data"]["order_items"]
        assert (changed["code"], changed["code_length"]) == ("6100", 4)
        assert [one["account"]["account_code"]["code"] for one in lines] == ["6100", "6100"]
        assert lines[1]["spend_allocation"][0]["account"]["account_code"]["code"] == "6100"
        assert len(ask("GET", "/api/v3/order-items/").json()["data"]) == 3

    @pytest.mark.parametrize(
        ("method", "path", "change", "status"),
        [
            ("POST", "", {"code": "000-6100-00"}, 400),
            ("POST", "", {"code": ""}, 400),
            ("POST", "", {"parent": 9}, 400),
            ("POST", "", {"departments": [9]}, 400),
            ("POST", "", {"account_type": 6}, 400),
            ("PUT", "1/", {"parent": 1}, 400),
            ("PUT", "9/", {}, 404),
        ],
    )
    def test_what_cannot_be(self, ask: Ask, method: str, path: str, change: dict[str, Any], status: int) -> None:
        """
        A code that another has, a parent or department that is none.
        """
        body = {"code": "000-6200-00", "description": "Repairs"} | change

        assert ask(method, f"/api/v3/account-codes/{path}", body).status_code == status
        assert names(ask, "/api/v3/account-codes/", "code") == ["000-6100-00"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [("is_parent=true", ["000-6100-00"]), ("is_parent=false", ["6101"]), ("code=6101", ["6101"])],
    )
    def test_filters(self, ask: Ask, server: ProcurifyServer, query: str, found: list[str]) -> None:
        """
        By code, and by having others below it.
        """
        server.add_account_code("6101", "Paper", parent=1)

        assert names(ask, f"/api/v3/account-codes/?{query}", "code") == found


class TestAccounts:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["5000.00", "7.00", "1.00"]),
            ("account_code=2,9", ["7.00"]),
            ("department=1", ["5000.00", "7.00", "1.00"]),
            ("departments=2,3", []),
            ("locations=1,2", ["5000.00", "7.00", "1.00"]),
            ("active=false", ["7.00"]),
            ("id=1", ["5000.00"]),
            ("in_effect=true", ["5000.00", "7.00"]),
            ("in_effect=false", ["1.00"]),
            ("with_expired_budgets=false", ["5000.00", "7.00"]),
        ],
    )
    def test_filters(self, ask: Ask, server: ProcurifyServer, query: str, found: list[str]) -> None:
        """
        By what they are made of and whether their budget runs.
        """
        server.add_account_code("6101", "Paper")
        server.add_account_code("6102", "Ink")
        server.add_account("000-6100-00", 1, budget=5000)
        server.add_account("6101", 1, budget="7", active=False)
        server.add_account("6102", 1, budget=1, end_datetime="2026-01-31T23:59:59-06:00")

        assert names(ask, f"/api/v3/accounts/?{query}", "budget") == found


class TestCustomFields:
    @pytest.mark.parametrize(
        ("query", "found"),
        [("", ["Class", "Capital project"]), ("field_type=b", ["Capital project"]), ("meta__is_active=false", [])],
    )
    def test_filters(self, ask: Ask, server: ProcurifyServer, query: str, found: list[str]) -> None:
        """
        By type.
        """
        server.add_custom_field("Class", field_type="m", choices=["NONSTOCK", "SERVICE"])
        server.add_custom_field("Capital project", field_type="b", required=True)

        assert names(ask, f"/api/v3/custom-fields/order-items/?{query}") == found


class TestUsersAndCurrencies:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["Sample", "Dana", "Sam"]),
            ("role=3", ["Dana"]),
            ("is_active=false", ["Sam"]),
            ("location=1,2", ["Sample", "Dana", "Sam"]),
            ("location=2", []),
            ("pending_invite=true", []),
            ("search=dana.buyer", ["Dana"]),
        ],
    )
    def test_users(self, ask: Ask, server: ProcurifyServer, query: str, found: list[str]) -> None:
        """
        By role, place and activity.
        """
        server.set_active(False, user=16)

        assert names(ask, f"/api/v3/users/?{query}", "firstName") == found

    @pytest.mark.parametrize(
        ("query", "found"), [("base=true", ["USD"]), ("rate=0.7315", ["CAD"]), ("name=CAD", ["CAD"])]
    )
    def test_currencies(self, ask: Ask, server: ProcurifyServer, query: str, found: list[str]) -> None:
        """
        A number is the same with other places.
        """
        server.add_currency("CAD", "0.731500")

        assert names(ask, f"/api/v2/currencies/?{query}") == found


class TestAnyList:
    def test_as_csv(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        A column for each field, nested values as JSON, the same pages.
        """
        server.make_vendors(1)

        answer = ask("GET", "/api/v3/vendors/?format=csv&page_size=2&page=2&exclude_other=false")

        (row,) = csv.DictReader(io.StringIO(answer.text))
        assert answer.headers["content-type"] == "text/csv"
        assert (row["id"], row["name"], row["email"], row["fax"]) == (
            "1000001",
            "Vendor 0000001",
            '["orders@example.com"]',
            "",
        )

    def test_an_empty_one_as_csv(self, ask: Ask) -> None:
        """
        Nothing at all: without a record there are no columns.
        """
        assert ask("GET", "/api/v3/order-items/?format=csv").content == b""

    @pytest.mark.parametrize(
        ("order_by", "ids"), [("rate", [2, 1]), ("-rate", [1, 2]), ("description", [1, 2]), ("misspelt", [1, 2])]
    )
    def test_in_order(self, ask: Ask, server: ProcurifyServer, order_by: str, ids: list[int]) -> None:
        """
        Numbers by their size, though they are texts.
        """
        server.add_currency("JPY", "0.006500")

        assert names(ask, f"/api/v2/currencies/?order_by={order_by}", "id") == ids

    def test_search_and_order_only_where_the_document_has_them(
        self, ask: Ask, server: ProcurifyServer, line: OrderLine
    ) -> None:
        """
        The list of purchase orders has no search: the word is ignored.
        """
        server.add_purchase_order(vendor=2, lines=[line])

        assert names(ask, "/api/v2/purchase_orders/purchased/all/?search=nothing", "number") == ["PF1"]
        assert names(ask, "/api/v3/order-items/?search=nothing") == []
        assert names(ask, "/api/v3/order-items/?search=COPY PAPER") == ["Copy paper, carton"]

    @pytest.mark.parametrize("query", ["format=xml", "type=9", "exclude_other=yes", "type__in=friends", "type=1.0"])
    def test_a_filter_of_the_wrong_form(self, ask: Ask, query: str) -> None:
        """
        400 that names it; an empty one is none.
        """
        name = query.partition("=")[0]

        assert ask("GET", f"/api/v3/vendors/?{query}").json() == {name: ["Enter a valid value."]}
        assert ask("GET", f"/api/v3/vendors/?{name}=").status_code == 200

    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [
            ("DELETE", "/api/v3/vendors/2/", "GET, PATCH, PUT"),
            ("PUT", "/api/v3/vendors/", "GET, POST"),
            ("PATCH", "/api/v3/departments/1/", "PUT"),
            ("GET", "/api/v3/requisitions/", "POST"),
            ("OPTIONS", "/api/v2/currencies/", "GET"),
            ("HEAD", "/api/v2/currencies/", "GET"),
            ("TRACE", "/api/v3/users/me/", "GET"),
        ],
    )
    def test_a_method_that_is_not_there(self, ask: Ask, method: str, path: str, allowed: str) -> None:
        """
        405 that says which are.
        """
        answer = ask(method, path)

        assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
