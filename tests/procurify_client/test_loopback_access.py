"""The loopback server's door: tokens, headers, and what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from procurify_client.testing import ProcurifyServer

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time


class TestTokenEndpoint:
    def test_good_credentials(self, http: httpx.Client, server: ProcurifyServer, credentials: dict[str, str]) -> None:
        """
        A bearer token for a day.
        """
        answer = http.post(f"{server.base_url}/oauth/token", json=credentials).json()

        assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 86400)
        assert set(answer) == {"access_token", "scope", "expires_in", "token_type"}

    @pytest.mark.parametrize(
        ("change", "status", "error"),
        [
            ({"client_secret": "wrong"}, 401, "invalid_client"),
            ({"client_id": "wrong"}, 401, "invalid_client"),
            ({"audience": "https://api.procurify.com"}, 400, "invalid_request"),
            ({"grant_type": "password"}, 400, "invalid_request"),
        ],
    )
    def test_bad_credentials(
        self,
        http: httpx.Client,
        server: ProcurifyServer,
        credentials: dict[str, str],
        change: dict[str, str],
        status: int,
        error: str,
    ) -> None:
        """
        401 for a wrong id or secret, 400 for the rest.
        """
        answer = http.post(f"{server.base_url}/oauth/token", json=credentials | change)

        assert (answer.status_code, answer.json()["error"]) == (status, error)

    @pytest.mark.parametrize(
        "options",
        [
            {"data": {"client_id": "app", "client_secret": "hush-hush"}},
            {"content": "{", "headers": {"Content-Type": "application/json"}},
            {"json": [1]},
        ],
    )
    def test_only_json_is_understood(
        self, http: httpx.Client, server: ProcurifyServer, options: dict[str, Any]
    ) -> None:
        """
        A form, which other token endpoints take, is a bad request here.
        """
        assert http.post(f"{server.base_url}/oauth/token", **options).status_code == 400

    def test_only_post(self, http: httpx.Client, server: ProcurifyServer) -> None:
        """
        Reading the token endpoint is not allowed.
        """
        assert http.get(f"{server.base_url}/oauth/token").status_code == 405


class TestAccess:
    def test_without_a_token(self, get: Any) -> None:
        """
        401, in the API's form.
        """
        answer = get("/api/v3/users/me/", Authorization="Bearer nonsense")

        assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid token."})

    def test_with_an_expired_token(self, get: Any, time: Time) -> None:
        """
        A token ends with its lifetime.
        """
        time.pass_by(86400)

        assert get("/api/v3/users/me/").status_code == 401

    def test_with_a_revoked_token(self, get: Any, server: ProcurifyServer) -> None:
        """
        Or before.
        """
        server.revoke_tokens()

        assert get("/api/v3/users/me/").status_code == 401

    def test_without_the_client_header(self, get: Any) -> None:
        """
        The second documented header is required.
        """
        assert get("/api/v3/users/me/", **{"X-Procurify-Client": ""}).status_code == 403

    def test_other_methods(self, http: httpx.Client, server: ProcurifyServer, token: str) -> None:
        """
        This server is for reading.
        """
        headers = {"Authorization": f"Bearer {token}", "X-Procurify-Client": "api"}

        assert http.delete(f"{server.base_url}/api/v3/vendors/2/", headers=headers).status_code == 405

    def test_without_the_final_slash(self, get: Any, server: ProcurifyServer) -> None:
        """
        The framework redirects.
        """
        answer = get("/api/v3/vendors?page=1")

        assert (answer.status_code, answer.headers["Location"]) == (301, f"{server.base_url}/api/v3/vendors/?page=1")
        assert get("/api/v3/vendors").headers["Location"] == f"{server.base_url}/api/v3/vendors/"

    @pytest.mark.parametrize("path", ["/api/v3/vendors/99/", "/api/v3/nothing/", "/api/v2/purchase_orders/99/"])
    def test_what_is_not_there(self, get: Any, path: str) -> None:
        """
        404, in the API's form.
        """
        answer = get(path)

        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})
