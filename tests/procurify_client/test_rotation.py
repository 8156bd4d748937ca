"""Credentials that change while the program runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from procurify_client import AuthenticationError, MemoryTokenStore, Options, Procurify, Secret, TokenKey
from procurify_client.testing import ProcurifyServer
from tests.procurify_client.faces import FACES

if TYPE_CHECKING:
    from tests.procurify_client.conftest import Time
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
        While the refused one stays refused without asking the server.
        """
        vault = {"secret": "wrong"}

        def correct(client: Any) -> None:
            vault["secret"] = "hush-hush"

        outcomes = face(time, get, get, correct, get, base_url=server.base_url, client_secret=lambda: vault["secret"])

        assert [type(outcome) for outcome in outcomes[:2]] == [AuthenticationError] * 2
        assert outcomes[3].id == 2
        assert server.token_requests == 2

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


class TestTyping:
    def test_a_secret_may_be_given_in_each_form(self) -> None:
        """
        Text, wrapped, or a function.
        """
        for secret in ("hush-hush", Secret("hush-hush"), lambda: "hush-hush"):
            with Procurify("acme", client_id="app", client_secret=secret) as procurify:
                assert procurify._tokens.credentials.secret() == Secret("hush-hush")
