"""The token: one request for everybody, renewed once when it is refused, never sent elsewhere."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest
import respx

from procurify_client import (
    AuthenticationError,
    MemoryTokenStore,
    Procurify,
    Secret,
    Timeout,
    Token,
    TokenKey,
)
from procurify_client.auth import sign
from procurify_client.testing import ProcurifyServer

if TYPE_CHECKING:
    from tests.procurify_client.conftest import MakeClient, Time

    Together = Callable[[int, Callable[[], object]], list[object]]

KEY = {"client_id": "app", "audience": "https://api.procurify.com/"}


def statuses(server: ProcurifyServer, path: str) -> list[int | None]:
    return [record.status for record in server.requests if record.path == path]


class TestFetching:
    def test_the_request_is_json_with_the_audience(self) -> None:
        """
        The token is asked for as the contract says: JSON, audience, client credentials, no slash at the end.
        """
        with respx.mock(base_url="https://acme.procurify.com") as mock:
            token = mock.post("/oauth/token").respond(json={"access_token": "t", "expires_in": 86400})
            mock.get("/api/v3/vendors/6/").respond(json={"data": {"id": 6}})
            with Procurify("acme", client_id="app", client_secret="hush-hush") as procurify:
                procurify.vendors.get(6)

        assert json.loads(token.calls[0].request.content) == {
            "client_id": "app",
            "client_secret": "hush-hush",
            "audience": "https://api.procurify.com/",
            "grant_type": "client_credentials",
        }

    def test_sixteen_cold_threads_make_one_token_request(
        self, server: ProcurifyServer, procurify: Procurify, together: Together
    ) -> None:
        """
        Whoever comes first asks; the others wait for the same token.
        """
        server.slow("/oauth/token", 0.2)

        outcomes = together(16, lambda: procurify.vendors.get(2).name)

        assert outcomes == ["Lakeshore Office Supply"] * 16
        assert server.token_requests == 1

    def test_a_token_is_used_until_shortly_before_its_end(
        self, server: ProcurifyServer, procurify: Procurify, time: Time
    ) -> None:
        """
        It is renewed a minute early, so that no call starts with a token that ends on the way.
        """
        procurify.vendors.get(2)
        time.pass_by(86400 - 61)
        procurify.vendors.get(2)
        before = server.token_requests
        time.pass_by(2)
        procurify.vendors.get(2)

        assert (before, server.token_requests) == (1, 2)
        assert statuses(server, "/api/v3/vendors/2/") == [200, 200, 200]

    def test_a_short_lived_token_is_used_for_half_its_life(
        self, server: ProcurifyServer, make_client: MakeClient, time: Time
    ) -> None:
        """
        The margin never eats more than half of the time.
        """
        server.token_lifetime = 40
        procurify = make_client()
        procurify.vendors.get(2)
        time.pass_by(19)
        procurify.vendors.get(2)
        before = server.token_requests
        time.pass_by(2)
        procurify.vendors.get(2)

        assert (before, server.token_requests) == (1, 2)

    def test_a_token_never_goes_to_another_host(self, time: Time) -> None:
        """
        A request that is not for its host is not signed.
        """
        foreign = httpx.Request("GET", "https://elsewhere.example/api/v3/vendors/")
        token = Token(value=Secret("hush-hush"), expires_at=time.now())

        with pytest.raises(ValueError, match=r"is not sent to https://elsewhere\.example"):
            sign(foreign, token, "https://acme.procurify.com")
        assert "Authorization" not in foreign.headers


class TestRenewal:
    def test_a_revoked_token_is_renewed_once(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        The caller sees the answer, not the 401.
        """
        procurify.vendors.get(2)
        server.revoke_tokens()

        vendor = procurify.vendors.get(2)

        assert vendor.id == 2
        assert statuses(server, "/api/v3/vendors/2/") == [200, 401, 200]
        assert server.token_requests == 2

    def test_revoked_under_load_with_a_small_pool(
        self, server: ProcurifyServer, make_client: MakeClient, together: Together
    ) -> None:
        """
        Twelve callers over two connections lose their token: one refresh, nobody hangs, nobody sees the 401.
        """
        limits = httpx.Limits(max_connections=2, max_keepalive_connections=2)
        with httpx.Client(limits=limits, timeout=20) as pool:
            # A pool that is smaller than its callers are many now and then loses a request, which is then repeated.
            procurify = make_client(http_client=pool, timeout=Timeout(connect=20, read=5))
            procurify.vendors.get(2)
            server.revoke_tokens()

            outcomes = together(12, lambda: procurify.vendors.get(2).id)

        assert outcomes == [2] * 12
        assert server.token_requests == 2

    def test_a_second_401_is_an_authentication_error(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        A fresh token that is refused as well ends the call.
        """
        server.fail("/api/v3/vendors/", 401, body='{"detail": "Invalid token."}', times=99)

        with pytest.raises(AuthenticationError, match="refused a fresh token") as caught:
            procurify.vendors.get(2)
        assert caught.value.status == 401
        assert server.token_requests == 2

    def test_a_token_that_was_just_renewed_is_not_renewed_again(
        self, server: ProcurifyServer, procurify: Procurify, time: Time
    ) -> None:
        """
        While the API refuses everything, further calls do not hammer the token endpoint.
        """
        server.fail("/api/v3/vendors/", 401, times=99)
        for _ in range(3):
            with pytest.raises(AuthenticationError):
                procurify.vendors.get(2)
        soon = server.token_requests
        time.pass_by(31)
        with pytest.raises(AuthenticationError):
            procurify.vendors.get(2)

        assert (soon, server.token_requests) == (2, 3)

    def test_a_403_is_not_a_reason_to_renew(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Lack of a right has nothing to do with the token.
        """
        server.fail("/api/v3/vendors/", 403)

        with pytest.raises(Exception, match="role of the app's owner"):
            procurify.vendors.get(2)
        assert server.token_requests == 1


class TestTokenStore:
    def test_clients_with_one_store_share_a_token(self, server: ProcurifyServer, make_client: MakeClient) -> None:
        """
        Workers need not ask one by one.
        """
        store = MemoryTokenStore()
        make_client(token_store=store).users.me()
        make_client(token_store=store).users.me()

        assert server.token_requests == 1

    def test_without_a_common_store_each_client_asks(self, server: ProcurifyServer, make_client: MakeClient) -> None:
        """
        Nothing is shared behind anybody's back.
        """
        make_client().users.me()
        make_client().users.me()

        assert server.token_requests == 2

    def test_tokens_are_kept_by_host_application_and_audience(
        self, server: ProcurifyServer, make_client: MakeClient
    ) -> None:
        """
        A token is found under exactly what it is good for.
        """
        store = MemoryTokenStore()
        make_client(token_store=store).users.me()

        assert store.get(TokenKey(host=server.base_url, **KEY)) is not None
        assert store.get(TokenKey(host="https://acme.procurify.com", **KEY)) is None

    def test_threads_of_two_tenants_share_a_store_and_no_token(
        self, server: ProcurifyServer, make_client: MakeClient, together: Together
    ) -> None:
        """
        Sixteen threads over two tenants: one token request to each.
        """
        store = MemoryTokenStore()
        with ProcurifyServer(client_id="app", client_secret="hush-hush") as other:
            other.add_vendor("Fabrikam Paper")
            clients = [make_client(base_url=one.base_url, token_store=store) for one in (server, other)]
            turns = itertools.cycle(clients)

            names = together(16, lambda: next(turns).vendors.get(2).name)

            assert sorted(str(name) for name in names) == ["Fabrikam Paper"] * 8 + ["Lakeshore Office Supply"] * 8
            assert (server.token_requests, other.token_requests) == (1, 1)

    def test_an_expired_token_of_the_store_is_not_used(
        self, server: ProcurifyServer, make_client: MakeClient, time: Time
    ) -> None:
        """
        A store may hold what an earlier process left behind.
        """
        store = MemoryTokenStore()
        store.put(TokenKey(host=server.base_url, **KEY), Token(value=Secret("old"), expires_at=time.now()))

        make_client(token_store=store).users.me()

        assert server.token_requests == 1

    def test_a_refused_token_of_the_store_is_replaced(
        self, server: ProcurifyServer, make_client: MakeClient, time: Time
    ) -> None:
        """
        The new one goes into the store.
        """
        store = MemoryTokenStore()
        key = TokenKey(host=server.base_url, **KEY)
        stale = Token(value=Secret("stale"), expires_at=datetime(2030, 1, 1, tzinfo=UTC))
        store.put(key, stale)

        make_client(token_store=store).users.me()

        assert store.get(key) not in {None, stale}
        assert statuses(server, "/api/v3/users/me/") == [401, 200]
