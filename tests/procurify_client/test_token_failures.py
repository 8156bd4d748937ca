"""The token endpoint in trouble: what is refused is not asked for again, what passes is retried."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from procurify_client import (
    AuthenticationError,
    Options,
    Procurify,
    Timeout,
    TokenError,
    UnexpectedResponseError,
)
from procurify_client.resources import users
from procurify_client.testing import ProcurifyServer

if TYPE_CHECKING:
    from tests.procurify_client.conftest import MakeClient, Time

    Together = Callable[[int, Callable[[], object]], list[object]]

KEY = {"client_id": "app", "audience": "https://api.procurify.com/"}


def statuses(server: ProcurifyServer, path: str) -> list[int | None]:
    return [record.status for record in server.requests if record.path == path]


def waiting_for_the_token(client: Procurify) -> list[object]:
    """
    The threads that wait for the token request of another one; an event tells them only inside.
    """
    flight = client._tokens._flight
    return [] if flight is None else list(flight.landed._cond._waiters)


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


class TestLastingFailures:
    @pytest.mark.parametrize("status", [302, 404, 405, 200])
    def test_the_server_is_not_asked_again_for_a_while(
        self, server: ProcurifyServer, make_client: MakeClient, time: Time, status: int
    ) -> None:
        """
        A login page, a redirect, an address that is no tenant's: ten calls make one token request a minute.
        """
        server.fail("/oauth/token", status, body="<html>login</html>", times=99)
        procurify = make_client()
        for _ in range(10):
            with pytest.raises(TokenError, match=f"answered {status}"):
                procurify.users.me()
        soon = server.token_requests
        time.pass_by(61)
        with pytest.raises(TokenError):
            procurify.users.me()

        assert (soon, server.token_requests) == (1, 2)

    def test_a_404_says_that_the_tenant_may_be_wrong(self, server: ProcurifyServer, procurify: Procurify) -> None:
        """
        It says nothing about the credentials.
        """
        server.fail("/oauth/token", 404)

        with pytest.raises(TokenError, match=r"answered 404: check the tenant or base_url, http://127\.0\.0\.1"):
            procurify.users.me()

    def test_a_vault_that_fails_is_asked_once_for_all_who_wait(
        self, server: ProcurifyServer, make_client: MakeClient, together: Together
    ) -> None:
        """
        The one who asked gets its error, the others one that names its class.
        """
        asked: list[int] = []

        def secret() -> str:
            asked.append(1)
            # Until all others wait: one that comes later would ask once more.
            while len(waiting_for_the_token(procurify)) < 7:
                threading.Event().wait(0.001)
            raise LookupError("the vault is down")

        procurify = make_client(client_secret=secret)
        outcomes = together(8, procurify.users.me)

        assert len(asked) == 1
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LookupError"] + ["TokenError"] * 7
        assert {str(outcome) for outcome in outcomes} == {
            "the vault is down",
            "no token, since the token store or the function for the client secret raised LookupError",
        }

    def test_a_token_answer_without_end(
        self, monkeypatch: pytest.MonkeyPatch, server: ProcurifyServer, procurify: Procurify
    ) -> None:
        """
        What holds for any answer holds for this one.
        """
        monkeypatch.setattr("procurify_client.body.BODY_LIMIT", 1000)
        server.garble("/oauth/token", b"x" * 5000)

        with pytest.raises(UnexpectedResponseError, match="longer than 1000 bytes"):
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

        with pytest.raises(Exception, match="400"):
            procurify.request("POST", "/api/v3/vendors/", json={}, allow_write=True)
        assert statuses(server, "/api/v3/vendors/") == [400]

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
        self, server: ProcurifyServer, make_client: MakeClient, holding: threading.Event
    ) -> None:
        """
        A call with a short timeout gives up while the token request of a patient one is under way.
        """
        procurify = make_client()
        server.slow("/oauth/token", 60)
        patient = threading.Thread(target=procurify.users.me)
        patient.start()
        while procurify._tokens._flight is None:
            threading.Event().wait(0.001)

        with pytest.raises(TokenError, match="longer than this call may wait"):
            procurify.exchange(users.me(), Options(timeout=Timeout(connect=0.01, read=0.01, total=0.03)))
        holding.set()
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
        server.token_lifetime = None
        procurify.users.me()
        (token,) = server.tokens
        server.garble("/oauth/token", f'{{"access_token": "{token}", "expires_in": {lifetime}}}'.encode())
        time.pass_by(3600 - 30)
        procurify.users.me()
        asked = server.token_requests
        time.pass_by(3600 - 50)
        procurify.users.me()

        assert (asked, server.token_requests) == (2, 3)
