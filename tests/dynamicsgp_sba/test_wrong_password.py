"""Wrong passwords, and what looks like one: no account is locked, and the error says what to do."""

from datetime import UTC, datetime, timedelta

import pytest

from dynamicsgp_sba import (
    AccessDeniedError,
    BasicAuth,
    LoginError,
    MemoryLatch,
    NtlmAuth,
)
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import PASSWORD, USER, Connect, Serve
from tests.dynamicsgp_sba.threads import in_threads


class TestWrongPassword:
    def test_sixteen_threads_make_one_failed_logon(self, either: GPServer, connect: Connect) -> None:
        gp = connect(either, auth=NtlmAuth(USER, "not it"), max_connections=8)

        failures = in_threads(16, lambda _: gp.help())

        assert [type(failure) for failure in failures] == [LoginError] * 16
        assert len({str(failure) for failure in failures}) == 1
        assert either.failed_logons == 1

    def test_the_error_says_who_where_and_what_to_do(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server, auth=NtlmAuth(USER, "not it"))

        with pytest.raises(LoginError) as caught:
            gp.help()

        assert f"{server.base_url} refused the logon of {USER}" in str(caught.value)
        assert "retry_login()" in str(caught.value)
        assert "not it" not in str(caught.value)
        assert (caught.value.status, caught.value.outcome_unknown) == (401, False)

    def test_retry_login_allows_one_more(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server, auth=NtlmAuth(USER, "not it"))
        for _ in range(3):
            with pytest.raises(LoginError):
                gp.help()
        gp.retry_login()

        with pytest.raises(LoginError):
            gp.help()

        assert server.failed_logons == 2

    def test_a_latch_that_is_shared_stops_the_next_client_too(self, server: GPServer, connect: Connect) -> None:
        latch = MemoryLatch()
        with pytest.raises(LoginError):
            connect(server, auth=NtlmAuth(USER, "not it"), login_latch=latch).help()

        with pytest.raises(LoginError):
            connect(server, auth=NtlmAuth(USER, "not it"), login_latch=latch).help()
        answer = connect(server, login_latch=latch).help()

        assert answer.status == 200  # other credentials are another fingerprint
        assert server.failed_logons == 1

    def test_a_password_that_changes_later_costs_one_failed_logon(self, serve: Serve, connect: Connect) -> None:
        server = serve(persistent=False)
        gp = connect(server)
        gp.help()
        server.users.set_password(USER, "rotated")

        failures = [in_threads(1, lambda _: gp.help())[0] for _ in range(4)]

        assert [type(failure) for failure in failures] == [LoginError] * 4
        assert server.failed_logons == 1

    def test_credentials_that_worked_get_one_probe_per_cool_down(self, serve: Serve, connect: Connect) -> None:
        clock = [datetime(2026, 11, 4, 8, tzinfo=UTC)]
        server = serve(persistent=False)
        gp = connect(server, login_latch=MemoryLatch(now=lambda: clock[0]))
        gp.help()
        server.users.set_password(USER, "domain controller down")
        for minutes in (0, 59, 1, 1, 60):
            clock[0] += timedelta(minutes=minutes)
            with pytest.raises(LoginError):
                gp.help()
        failed = server.failed_logons
        server.users.set_password(USER, PASSWORD)
        clock[0] += timedelta(minutes=60)

        answer = gp.help()

        assert failed == 3  # at the change, after 60 minutes, after 121
        assert answer.status == 200

    def test_a_server_that_offers_no_windows_logon_is_told_apart_and_not_latched(
        self, serve: Serve, connect: Connect
    ) -> None:
        server = serve(offers=("Basic",))
        latch = MemoryLatch()

        with pytest.raises(LoginError, match="offers Basic to log in"):
            connect(server, login_latch=latch).help()

        assert connect(server, login_latch=latch, auth=BasicAuth(USER, PASSWORD)).help().status == 200

    def test_an_account_without_a_gp_user_is_no_wrong_password(self, serve: Serve, connect: Connect) -> None:
        server = serve(unmapped=[USER])
        gp = connect(server)

        for _ in range(2):
            with pytest.raises(AccessDeniedError, match="not mapped to a Dynamics GP user"):
                gp.help()

        assert server.failed_logons == 0

    def test_a_user_without_security_is_denied(self, serve: Serve, connect: Connect) -> None:
        gp = connect(serve(denied=[USER]))

        with pytest.raises(AccessDeniedError, match="security privileges") as caught:
            gp.help()

        assert caught.value.status == 403

    @pytest.mark.parametrize(("user", "password"), [("", "x"), (USER, ""), ("  ", "x")])
    @pytest.mark.parametrize("kind", [NtlmAuth, BasicAuth])
    def test_empty_credentials_are_refused_before_they_could_mean_the_current_account(
        self, kind: type[NtlmAuth] | type[BasicAuth], user: str, password: str
    ) -> None:
        with pytest.raises(ValueError, match="is empty"):
            kind(user, password)
