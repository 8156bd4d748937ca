"""Who may do what on the loopback server: applications, their owners, roles and rights."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from procurify_client.testing import ProcurifyServer, Role
from tests.procurify_client.contract_check import Ask

VENDOR = {"name": "Contoso Tools", "email": [], "type": 4, "overall_score": None}
CODE = {"code": "6200", "description": "Repairs"}


def statuses(ask: Ask, server: ProcurifyServer, role: int) -> dict[str, int]:
    """
    What a role is answered for some operations that each change or read something else.
    """
    server.set_role(role)
    return {
        "vendors": ask("PATCH", "/api/v3/vendors/2/", {}).status_code,
        "orders": ask("GET", "/api/v2/purchase_orders/purchased/all/").status_code,
        "close": ask("POST", "/api/v3/purchase-orders/9/close/").status_code,
        "receive": ask("POST", "/api/v3/receipt/items/", {}).status_code,
        "codes": ask("PUT", "/api/v3/account-codes/1/", CODE).status_code,
        "departments": ask("POST", "/api/v3/departments/", {}).status_code,
        "ask": ask("POST", "/api/v3/requisitions/", {}).status_code,
        "read": ask("GET", "/api/v3/vendors/").status_code,
    }


class TestRoles:
    @pytest.mark.parametrize(
        ("role", "refused"),
        [
            (Role.SUPERUSER, set()),
            (Role.USER, {"vendors", "orders", "close", "receive", "codes", "departments"}),
            (Role.APPROVER, {"vendors", "close", "receive", "codes", "departments"}),
            (Role.PURCHASER, {"codes", "departments"}),
            (Role.RECEIVER, {"vendors", "close", "codes", "departments"}),
            (Role.ADMINISTRATOR, {"close", "receive"}),
            (Role.ACCOUNTING, {"close", "receive", "departments"}),
            (Role.ACCOUNTS_PAYABLE, {"close", "receive", "codes", "departments"}),
        ],
    )
    def test_what_a_role_lacks_is_forbidden(
        self, ask: Ask, server: ProcurifyServer, role: Role, refused: set[str]
    ) -> None:
        """
        403 before anything else is looked at.
        """
        assert {name for name, status in statuses(ask, server, role).items() if status == 403} == refused

    def test_a_right_is_read_at_each_request(self, ask: Ask, server: ProcurifyServer) -> None:
        """
        Nothing changes for the client but the role.
        """
        server.set_role(Role.RECEIVER)
        before = ask("POST", "/api/v3/vendors/", VENDOR)
        server.set_role(Role.PURCHASER)
        after = ask("POST", "/api/v3/vendors/", VENDOR)

        assert (before.status_code, after.status_code) == (403, 201)
        assert before.json() == {"detail": "You do not have permission to perform this action."}

    @pytest.mark.parametrize("role", list(Role))
    def test_everybody_knows_himself(self, ask: Ask, server: ProcurifyServer, role: Role) -> None:
        """
        The profile says the role's number.
        """
        server.set_role(role)

        assert ask("GET", "/api/v3/users/me/").json()["data"]["role"] == role

    def test_roles_have_names(self) -> None:
        """
        As people see them.
        """
        assert [role.label for role in Role] == [
            "User",
            "Approver",
            "Purchaser",
            "Receiver",
            "Administrator",
            "EKA",
            "Accounting",
            "Superuser",
            "Accounts payable",
            "FNG approver",
            "FNG controller",
        ]

    def test_a_role_that_there_is_not(self, server: ProcurifyServer) -> None:
        """
        Roles end at 10.
        """
        with pytest.raises(ValueError, match="11 is not a valid Role"):
            server.set_role(11)


class TestApplications:
    def token(self, http: httpx.Client, server: ProcurifyServer, credentials: dict[str, str], **other: str) -> Any:
        return http.post(f"{server.base_url}/oauth/token", json=credentials | other)

    def test_each_acts_as_its_owner(
        self, http: httpx.Client, server: ProcurifyServer, credentials: dict[str, str], ask: Ask
    ) -> None:
        """
        With that user's role, while the other application keeps its own.
        """
        clerk = server.add_user("Alex", "Clerk", "alex.clerk@example.com", role=Role.ACCOUNTS_PAYABLE)
        server.add_application("second", "another-secret", owner=clerk["id"])

        given = self.token(http, server, credentials, client_id="second", client_secret="another-secret").json()
        second = Ask(http, server.base_url, given["access_token"])

        assert given["scope"].endswith("urn:procurify-api:email:alex.clerk@example.com")
        assert second("GET", "/api/v3/users/me/").json()["data"]["email"] == "alex.clerk@example.com"
        assert second("PUT", "/api/v3/account-codes/1/", CODE).status_code == 403
        assert ask("PUT", "/api/v3/account-codes/1/", CODE).status_code == 200

    def test_credentials_are_not_mixed(
        self, http: httpx.Client, server: ProcurifyServer, credentials: dict[str, str]
    ) -> None:
        """
        One's name with the other's secret opens nothing.
        """
        server.add_application("second", "another-secret")

        assert self.token(http, server, credentials, client_secret="another-secret").status_code == 401
        assert self.token(http, server, credentials, client_id="second").status_code == 401

    def test_an_inactive_owner_breaks_the_connection(
        self, http: httpx.Client, server: ProcurifyServer, credentials: dict[str, str], ask: Ask
    ) -> None:
        """
        Good tokens are refused, and no new ones given, until the user is back.
        """
        server.set_active(False)
        refused = [ask("GET", "/api/v3/users/me/"), self.token(http, server, credentials)]
        server.set_active(True)

        assert [answer.status_code for answer in refused] == [401, 401]
        assert ask("GET", "/api/v3/users/me/").status_code == 200

    def test_an_owner_must_exist(self, server: ProcurifyServer) -> None:
        """
        Applications without a user do not exist.
        """
        with pytest.raises(LookupError, match="there is nothing with the id 99 in users"):
            server.add_application("second", "another-secret", owner=99)

    def test_a_secret_does_not_show(self, server: ProcurifyServer) -> None:
        """
        Though it is invented.
        """
        assert "another-secret" not in repr(server.add_application("second", "another-secret"))

    def test_credentials_may_change(
        self, http: httpx.Client, server: ProcurifyServer, credentials: dict[str, str], ask: Ask
    ) -> None:
        """
        Tokens given before stay good.
        """
        server.client_secret = "rotated"
        server.client_id = "renamed"

        assert self.token(http, server, credentials).status_code == 401
        assert self.token(http, server, credentials, client_id="renamed", client_secret="rotated").status_code == 200
        assert ask("GET", "/api/v3/users/me/").status_code == 200
