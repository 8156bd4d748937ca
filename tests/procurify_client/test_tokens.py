"""The token: one request for everybody, renewed once when refused, and not asked for again with a refused secret."""

from __future__ import annotations

import json
import threading
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
    TokenError,
    TokenKey,
)
from procurify_client.resources import users
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

    def test_a_token_never_goes_to_another_host(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        The auth object refuses a request that is not for its host, before a token is fetched.
        """
        foreign = httpx.Request("GET", "https://elsewhere.example/api/v3/vendors/")

        with pytest.raises(ValueError, match=r"is not sent to https://elsewhere\.example"):
            next(procurify._transport._auth.sync_auth_flow(foreign))
        assert server.token_requests == 0


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
            procurify = make_client(http_client=pool, timeout=Timeout(connect=20, read=20))
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


class TestRefusedCredentials:
    def test_sixteen_threads_with_a_wrong_secret_make_one_token_request(
        self, server: ProcurifyServer, make_client: MakeClient, together: Together
    ) -> None:
        """
        Everybody gets the error; the server is asked once.
        """
        procurify = make_client(client_secret="wrong")
        server.slow("/oauth/token", 0.1)

        outcomes = together(16, lambda: procurify.vendors.get(2))

        assert [type(outcome) for outcome in outcomes] == [AuthenticationError] * 16
        assert server.token_requests == 1

    def test_the_server_is_asked_again_after_the_cool_down(
        self, server: ProcurifyServer, make_client: MakeClient, time: Time
    ) -> None:
        """
        A minute later the secret gets another chance.
        """
        procurify = make_client(client_secret="wrong")
        for _ in range(5):
            with pytest.raises(AuthenticationError):
                procurify.vendors.get(2)
        soon = server.token_requests
        time.pass_by(61)
        with pytest.raises(AuthenticationError):
            procurify.vendors.get(2)

        assert (soon, server.token_requests) == (1, 2)

    def test_the_error_says_what_to_check(self, make_client: MakeClient) -> None:
        """
        It names the application and the audience, and never the secret.
        """
        procurify = make_client(client_secret="not-the-secret")

        with pytest.raises(AuthenticationError) as caught:
            procurify.users.me()
        assert "invalid_client" in str(caught.value)
        assert "client_id 'app'" in str(caught.value)
        assert "not-the-secret" not in str(caught.value)

    def test_a_wrong_audience_is_refused_too(self, make_client: MakeClient) -> None:
        """
        A 400 of the token endpoint is about our credentials as well.
        """
        procurify = make_client(audience="https://elsewhere.example/")

        with pytest.raises(AuthenticationError, match=r"audience 'https://elsewhere\.example/'"):
            procurify.users.me()


class TestTokenEndpointInTrouble:
    def test_a_503_is_retried(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        Trouble that passes is nobody's error.
        """
        server.fail("/oauth/token", 503, times=2)

        assert procurify.vendors.get(2).id == 2
        assert statuses(server, "/oauth/token") == [503, 503, 200]

    def test_a_lasting_503_is_a_token_error(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        It is not an authentication error: the credentials may be right.
        """
        server.fail("/oauth/token", 503, times=99)

        with pytest.raises(TokenError) as caught:
            procurify.vendors.get(2)
        assert (caught.value.status, caught.value.transient) == (503, True)

    def test_a_429_is_retried_when_the_server_says(
        self, server: ProcurifyServer, procurify: Procurify, time: Time
    ) -> None:
        """
        `Retry-After` of the token endpoint counts.
        """
        server.fail("/oauth/token", 429, headers={"Retry-After": "7"})

        procurify.vendors.get(2)

        assert time.slept == [7.0]

    def test_a_write_is_sent_after_trouble_with_the_token(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        As long as there was no token, nothing can have been executed.
        """
        server.drop("/oauth/token", when="after")

        with pytest.raises(Exception, match="405"):
            procurify.request("POST", "/api/v3/vendors/", json={}, allow_write=True)
        assert statuses(server, "/api/v3/vendors/") == [405]

    def test_waiting_threads_share_a_lost_token_request(
        self, server: ProcurifyServer, make_client: MakeClient, together: Together
    ) -> None:
        """
        They do not queue up to lose one each.
        """
        procurify = make_client()
        server.slow("/oauth/token", 0.2)
        server.drop("/oauth/token", when="before")

        outcomes = together(8, lambda: procurify.vendors.get(2).id)

        assert outcomes == [2] * 8
        assert server.token_requests <= 3

    def test_who_waits_for_another_call_waits_no_longer_than_for_its_own(
        self, server: ProcurifyServer, make_client: MakeClient
    ) -> None:
        """
        A call with a short timeout gives up while the token request of a patient one is under way.
        """
        procurify = make_client()
        server.slow("/oauth/token", 2)
        patient = threading.Thread(target=procurify.users.me)
        patient.start()
        while procurify._transport._auth._flight is None:
            pass

        with pytest.raises(TokenError, match="longer than this call may wait"):
            procurify.exchange(users.me(), timeout=Timeout(connect=0.01, read=0.01, total=0.03))
        patient.join()

    @pytest.mark.parametrize(
        "body",
        [
            b"<html>",
            b"[]",
            b"{}",
            b'{"access_token": null}',
            b'{"access_token": ""}',
            b'{"access_token": "a\\u0141"}',
            b'{"access_token": "a\\nb"}',
        ],
    )
    def test_a_200_without_a_token_is_a_token_error(
        self, server: ProcurifyServer, procurify: Procurify, body: bytes
    ) -> None:
        """
        Whatever stands in its place, it is neither used nor shown.
        """
        server.garble("/oauth/token", body, "application/json")

        with pytest.raises(TokenError, match="without a usable access_token") as caught:
            procurify.users.me()
        assert caught.value.transient is False
        assert caught.value.body == ""

    def test_a_redirect_of_the_token_endpoint_is_not_followed(
        self, server: ProcurifyServer, procurify: Procurify
    ) -> None:
        """
        The secret stays with the host that it was meant for.
        """
        server.fail("/oauth/token", 302, headers={"Location": "https://elsewhere.example/"})

        with pytest.raises(TokenError, match="answered 302"):
            procurify.users.me()

    @pytest.mark.parametrize("lifetime", ["null", '"soon"', "-5", "true", "1e99"])
    def test_a_strange_lifetime_counts_as_an_hour(
        self, server: ProcurifyServer, procurify: Procurify, time: Time, lifetime: str
    ) -> None:
        """
        A wrong guess costs one 401 at most.
        """
        procurify.users.me()
        token = next(iter(server._tokens))
        server.garble("/oauth/token", f'{{"access_token": "{token}", "expires_in": {lifetime}}}'.encode())
        time.pass_by(86400 - 30)
        server._tokens[token] = datetime(2030, 1, 1, tzinfo=UTC)
        procurify.users.me()
        asked = server.token_requests
        time.pass_by(3600 - 50)
        procurify.users.me()

        assert (asked, server.token_requests) == (2, 3)


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
