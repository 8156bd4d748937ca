"""Credentials that change while the program runs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from procurify_client import (
    AuthenticationError,
    MemoryTokenStore,
    Options,
    Procurify,
    Secret,
    Timeout,
    TokenError,
    TokenKey,
)
from procurify_client.steps import Wait, Work
from procurify_client.testing import ProcurifyServer
from tests.procurify_client.faces import FACES

if TYPE_CHECKING:
    from tests.procurify_client.conftest import MakeClient, Time
    from tests.procurify_client.faces import Face


def get(client: Any) -> Any:
    return client.vendors.get(2)


@pytest.mark.parametrize("face", FACES)
class TestFunction:
    def test_it_is_asked_at_each_token_request(self, server: ProcurifyServer, time: Time, face: Face) -> None:
        """
        And at no other time.
        """
        asked: list[int] = []

        def secret() -> str:
            asked.append(server.token_requests)
            return "hush-hush"

        def revoke(client: Any) -> None:
            server.revoke_tokens()

        face(time, get, get, revoke, get, base_url=server.base_url, client_secret=secret)

        assert asked == [0, 1]

    def test_a_new_secret_takes_over_when_the_old_token_is_refused(
        self, server: ProcurifyServer, time: Time, face: Face
    ) -> None:
        """
        Nobody restarts anything.
        """
        vault = {"secret": "hush-hush"}

        def rotate(client: Any) -> None:
            server.client_secret = vault["secret"] = "another"
            server.revoke_tokens()

        *_, vendor = face(
            time, get, rotate, get, base_url=server.base_url, client_secret=lambda: Secret(vault["secret"])
        )

        assert vendor.id == 2

    def test_a_new_secret_ends_the_cool_down(self, server: ProcurifyServer, time: Time, face: Face) -> None:
        """
        Within five seconds, while the refused one stays refused without asking the server.
        """
        vault = {"secret": "wrong"}

        def correct(client: Any) -> None:
            vault["secret"] = "hush-hush"
            time.pass_by(5)

        outcomes = face(time, get, get, correct, get, base_url=server.base_url, client_secret=lambda: vault["secret"])

        assert [type(outcome) for outcome in outcomes[:2]] == [AuthenticationError] * 2
        assert outcomes[3].id == 2
        assert server.token_requests == 2

    def test_a_vault_is_not_asked_by_every_call_after_a_refusal(
        self, server: ProcurifyServer, time: Time, face: Face
    ) -> None:
        """
        Twenty calls within five seconds, then one more: it is looked at once more, and the server is not asked.
        """
        asked: list[float] = []

        def secret() -> str:
            asked.append(time.clock())
            return "wrong"

        face(
            time,
            *[get] * 20,
            lambda client: time.pass_by(5),
            *[get] * 20,
            base_url=server.base_url,
            client_secret=secret,
        )

        assert asked == [1000.0, 1005.0]
        assert server.token_requests == 1

    def test_an_empty_secret_is_an_error_of_that_call(self, server: ProcurifyServer, time: Time, face: Face) -> None:
        """
        The next call asks again.
        """
        answers = iter(["", "hush-hush"])

        empty, vendor = face(time, get, get, base_url=server.base_url, client_secret=lambda: next(answers))

        assert str(empty) == "a secret is empty: give its text"
        assert vendor.id == 2


@pytest.mark.parametrize("face", FACES)
class TestRotate:
    def test_the_old_token_stays_in_use(self, server: ProcurifyServer, time: Time, face: Face) -> None:
        """
        New credentials alone are no reason to ask for a token.
        """
        face(time, get, lambda client: client.rotate(client_secret="another"), get, base_url=server.base_url)

        assert server.token_requests == 1

    def test_a_new_secret_ends_the_cool_down(self, server: ProcurifyServer, time: Time, face: Face) -> None:
        """
        The next call asks with it at once.
        """
        outcomes = face(
            time,
            get,
            lambda client: client.rotate(client_secret="hush-hush"),
            get,
            base_url=server.base_url,
            client_secret="wrong",
        )

        assert isinstance(outcomes[0], AuthenticationError)
        assert outcomes[2].id == 2

    def test_another_application_has_a_token_of_its_own(self, server: ProcurifyServer, time: Time, face: Face) -> None:
        """
        It is kept under the new client id; the store still has the old one's.
        """
        store = MemoryTokenStore()

        def rotate(client: Any) -> None:
            server.client_id, server.client_secret = "app-2", "hush-2"
            server.revoke_tokens()
            client.rotate(client_id="app-2", client_secret="hush-2")

        *_, vendor = face(time, get, rotate, get, base_url=server.base_url, token_store=store)

        kept = [
            store.get(TokenKey(host=server.base_url, client_id=name, audience="https://api.procurify.com/"))
            for name in ("app", "app-2")
        ]
        assert vendor.id == 2
        assert None not in kept
        assert kept[0] != kept[1]

    def test_views_change_too(self, server: ProcurifyServer, time: Time, face: Face) -> None:
        """
        A view is the same client.
        """
        outcomes = face(
            time,
            lambda client: client.with_options(Options()).rotate(client_secret="hush-hush"),
            get,
            base_url=server.base_url,
            client_secret="wrong",
        )

        assert outcomes[1].id == 2

    def test_a_refusal_of_the_old_secret_that_comes_late_does_not_count(
        self, server: ProcurifyServer, time: Time, face: Face
    ) -> None:
        """
        The credentials are rotated while the server is still busy refusing the old ones.
        """

        def secret_that_is_replaced_meanwhile(client: Any) -> Any:
            def secret() -> str:
                client.rotate(client_secret="hush-hush")
                return "wrong"

            client.rotate(client_secret=secret)
            return client.vendors.get(2)

        refused, vendor = face(time, secret_that_is_replaced_meanwhile, get, base_url=server.base_url)

        assert isinstance(refused, AuthenticationError)
        assert vendor.id == 2

    @pytest.mark.parametrize("given", [{"client_secret": ""}, {"client_secret": "x", "client_id": ""}])
    def test_what_is_empty_is_refused_and_changes_nothing(
        self, server: ProcurifyServer, time: Time, face: Face, given: dict[str, str]
    ) -> None:
        """
        The credentials that were there stay.
        """
        refused, vendor = face(time, lambda client: client.rotate(**given), get, base_url=server.base_url)

        assert "empty" in str(refused)
        assert vendor.id == 2


class TestRotateMeanwhile:
    def test_who_calls_afterwards_does_not_wait_for_the_old_secret(
        self, server: ProcurifyServer, make_client: MakeClient
    ) -> None:
        """
        The token request with the old one is still under way, and will be refused.
        """
        client = make_client(client_secret="wrong")
        server.slow("/oauth/token", 0.5)
        outcomes: list[object] = []

        def first() -> None:
            try:
                client.vendors.get(2)
            except AuthenticationError as error:
                outcomes.append(error)

        old = threading.Thread(target=first)
        old.start()
        while server.token_requests == 0 and client._tokens._flight is None:
            threading.Event().wait(0.001)
        client.rotate(client_secret="hush-hush")
        vendor = client.vendors.get(2)
        old.join(10)
        again = client.vendors.get(2)

        assert (vendor.id, again.id) == (2, 2)
        assert server.token_requests == 2
        assert len(outcomes) == 1

    def test_who_waited_for_the_old_secret_goes_on_with_the_new_one(
        self, server: ProcurifyServer, make_client: MakeClient
    ) -> None:
        """
        A call that had joined the token request before the rotation does not fail with it.
        """
        client = make_client(client_secret="wrong")
        source = client._tokens
        steps = source.token(None, Timeout(), 10_000.0)
        next(steps)  # somebody else has begun to ask
        waiting = source.token(None, Timeout(), 10_000.0)
        wait = next(waiting)
        client.rotate(client_secret="hush-hush")
        with pytest.raises(TokenError):
            steps.throw(TokenError("refused"))

        assert isinstance(wait, Wait)
        assert isinstance(waiting.send(None), Work)  # it asks itself: first the store


class TestTyping:
    def test_a_secret_may_be_given_in_each_form(self) -> None:
        """
        Text, wrapped, or a function.
        """
        for secret in ("hush-hush", Secret("hush-hush"), lambda: "hush-hush"):
            with Procurify("acme", client_id="app", client_secret=secret) as procurify:
                assert procurify._tokens.credentials.secret() == Secret("hush-hush")
