"""Basic and bearer tokens, and what each kind of logon keeps to itself."""

import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dynamicsgp_sba import (
    Auth,
    BasicAuth,
    BearerAuth,
    DynamicsGP,
    LoginError,
    MemoryLatch,
    NewPurchaseOrder,
    NtlmAuth,
    Secret,
)
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve
from tests.dynamicsgp_sba.threads import in_threads

TOKEN = "made-up.Canary~token"
WRONG_TOKEN = "another.Canary~token"
Orders = Callable[..., NewPurchaseOrder]


@pytest.fixture
def bearer(serve: Serve) -> GPServer:
    """A server that takes one token."""
    return serve(offers=("Bearer",), tokens={TOKEN: USER})


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every logger at its most talkative."""
    with caplog.at_level(logging.DEBUG):
        for name in ("urllib3", "requests", "spnego", "spnego._ntlm", "spnego._gss"):
            caplog.set_level(logging.DEBUG, logger=name)
        yield caplog


class TestPlainHttp:
    @pytest.mark.parametrize("auth", [BasicAuth(USER, PASSWORD), BearerAuth(TOKEN)])
    @pytest.mark.parametrize("allowed", [True, False])
    def test_what_could_be_read_and_used_never_travels_to_another_machine_without_tls(
        self, auth: Auth, allowed: bool
    ) -> None:
        with pytest.raises(ValueError, match="could read the password or token") as caught:
            DynamicsGP("http://gp.example.com", auth=auth, allow_plain_http=allowed)

        assert "use https" in str(caught.value)

    def test_windows_authentication_may_be_allowed_to(self) -> None:
        with DynamicsGP("http://gp.example.com", auth=NtlmAuth(USER, PASSWORD), allow_plain_http=True) as gp:
            assert "gp.example.com" in repr(gp)


class TestBearer:
    @pytest.mark.parametrize("token", [TOKEN, Secret(TOKEN), lambda: TOKEN, lambda: Secret(TOKEN)])
    def test_it_goes_along_with_each_request(self, bearer: GPServer, connect: Connect, token: Any) -> None:
        gp = connect(bearer, auth=BearerAuth(token))

        assert gp.company(FABRIKAM).vendors.get("ACETRAVE0001").name == "A Travel Company"
        assert {logon.user for logon in bearer.logons} == {USER}

    def test_a_write_needs_no_handshake(self, bearer: GPServer, connect: Connect, new_order: Orders) -> None:
        gp = connect(bearer, auth=BearerAuth(TOKEN))

        gp.company(FABRIKAM).purchase_orders.create(new_order())

        assert bearer.cold_bodies == 0
        assert bearer.connections == 1

    def test_a_refused_one_is_told_as_such_and_the_next_call_takes_the_new_one(
        self, bearer: GPServer, connect: Connect
    ) -> None:
        present = ["expired"]
        gp = connect(bearer, auth=BearerAuth(lambda: present[0]))
        with pytest.raises(LoginError, match="refused the logon of a bearer token; the next call tries again"):
            gp.help()
        present[0] = TOKEN

        assert gp.help().status == 200
        assert bearer.failed_logons == 1

    def test_one_that_expires_under_load_is_replaced_without_a_person(self, bearer: GPServer, connect: Connect) -> None:
        present = [TOKEN]
        gp = connect(bearer, auth=BearerAuth(lambda: present[0]), max_connections=4)
        gp.help()
        present[0] = "expired"
        failures = in_threads(8, lambda _: gp.help())
        present[0] = TOKEN

        assert {type(failure) for failure in failures} == {LoginError}
        assert in_threads(8, lambda _: gp.help()) == [None] * 8

    def test_what_its_function_raises_is_the_cause_of_an_error_of_ours_and_nothing_is_sent(
        self, bearer: GPServer, connect: Connect
    ) -> None:
        def broken() -> str:
            raise OSError("the token service is away")

        with pytest.raises(LoginError, match=r"the bearer token cannot be had \(OSError\); nothing was sent") as caught:
            connect(bearer, auth=BearerAuth(broken)).help()

        assert str(caught.value.__cause__) == "the token service is away"
        assert bearer.logons == ()

    @pytest.mark.parametrize("token", ["", "Bearer x", "line\nbreak", "é"])
    def test_what_is_no_token_is_refused_without_being_shown(self, token: str) -> None:
        with pytest.raises(ValueError, match=r"the bearer token (is empty|holds a character)") as caught:
            BearerAuth(token)

        assert not token or token not in str(caught.value)

    def test_a_server_that_wants_something_else_is_told_apart(self, serve: Serve, connect: Connect) -> None:
        with pytest.raises(LoginError, match="offers Negotiate, NTLM to log in, which a bearer token is not set"):
            connect(serve(), auth=BearerAuth(TOKEN)).help()


class TestBasic:
    def test_it_logs_in_over_tls(self, serve: Serve, connect: Connect, pki: tuple[Path, Path]) -> None:
        gp = connect(
            serve(offers=("Basic",), certificate=pki[1]), auth=BasicAuth(USER, Secret(PASSWORD)), ca_bundle=pki[0]
        )

        assert gp.company(FABRIKAM).vendors.get("ACETRAVE0001").name == "A Travel Company"

    def test_letters_beyond_latin_1_travel_as_utf_8(self, serve: Serve, connect: Connect) -> None:
        server = serve(offers=("Basic",), users={"FABRIKAM\\zoë": "pässwörd ŁŻ"})

        assert connect(server, auth=BasicAuth("FABRIKAM\\zoë", "pässwörd ŁŻ")).help().status == 200

    def test_a_wrong_password_latches_too(self, serve: Serve, connect: Connect) -> None:
        server = serve(offers=("Basic",))
        gp = connect(server, auth=BasicAuth(USER, "not it"))

        failures = in_threads(16, lambda _: gp.help())

        assert [type(failure) for failure in failures] == [LoginError] * 16
        assert server.failed_logons == 1

    def test_a_server_that_has_no_basic_never_looked_at_the_password_so_nothing_latches(
        self, serve: Serve, connect: Connect
    ) -> None:
        server, latch = serve(), MemoryLatch()
        auth = BasicAuth(USER, PASSWORD)

        with pytest.raises(LoginError, match="offers Negotiate, NTLM to log in"):
            connect(server, auth=auth, login_latch=latch).help()

        assert not latch.is_latched(auth.fingerprint())

    def test_a_user_with_a_colon_is_refused(self) -> None:
        with pytest.raises(ValueError, match="colon"):
            BasicAuth("a:b", "x")


class TestSecrets:
    """Those of NTLM and Basic are looked for in `test_client.py`, by the same means."""

    def test_no_log_dump_or_traceback_shows_a_token(
        self, bearer: GPServer, connect: Connect, everything_logged: pytest.LogCaptureFixture
    ) -> None:
        auth = BearerAuth(TOKEN)
        connect(bearer, auth=auth).help()
        attached = auth.attach()

        with pytest.raises(LoginError) as caught:
            connect(bearer, auth=BearerAuth(WRONG_TOKEN)).help()

        told = [
            repr(auth),
            repr(vars(auth)),
            repr(vars(attached)),
            "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()),
            *(record.getMessage() for record in everything_logged.records),
        ]
        assert everything_logged.records
        assert not [text for text in told if "Canary" in text]

    @pytest.mark.parametrize("auth", [NtlmAuth(USER, PASSWORD), BasicAuth(USER, PASSWORD), BearerAuth(TOKEN)])
    def test_none_is_pickled(self, auth: Auth) -> None:
        with pytest.raises((TypeError, AttributeError, pickle.PicklingError)) as caught:
            pickle.dumps(auth)

        assert "Canary" not in str(caught.value)

    def test_a_finished_handshake_leaves_nothing_of_the_password_behind(
        self, server: GPServer, connect: Connect
    ) -> None:
        gp = connect(server, max_connections=1)
        gp.help()

        (connection,) = gp._transport._sides[server.base_url].pool._idle
        assert vars(connection._sign).keys() == {"_secret", "username", "send_cbt"}
        assert "Canary" not in repr(vars(connection._sign))

    @pytest.mark.parametrize("auth", [BearerAuth(TOKEN)])
    def test_what_locks_no_account_has_no_fingerprint(self, auth: Auth) -> None:
        assert auth.fingerprint() is None
