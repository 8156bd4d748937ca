"""Credentials that change while a client is used."""

from collections.abc import Callable

import pytest

from dynamicsgp_sba import DynamicsGP, LoginError, NtlmAuth
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.threads import in_threads

USER = r"FABRIKAM\svc_gp"
PASSWORD = "made-up Canary 7!"
FABRIKAM = "Fabrikam, Inc."
Serve = Callable[..., GPServer]
Connect = Callable[..., DynamicsGP]


class TestChangingCredentials:
    """A function in the place of the credentials: what it gives counts for each request."""

    def test_another_password_counts_from_the_next_request_on(self, server: GPServer, connect: Connect) -> None:
        accounts = [NtlmAuth(USER, PASSWORD)]
        vendors = connect(server, auth=lambda: accounts[-1]).company(FABRIKAM).vendors
        vendors.get("ACETRAVE0001")
        server.users.set_password(USER, "made-up Canary 8!")

        accounts.append(NtlmAuth(USER, "made-up Canary 8!"))

        assert vendors.get("ACETRAVE0001").id == "ACETRAVE0001"
        assert (server.failed_logons, server.handshakes) == (0, 2)

    def test_the_same_object_keeps_the_connections(self, server: GPServer, connect: Connect) -> None:
        account = NtlmAuth(USER, PASSWORD)
        vendors = connect(server, auth=lambda: account).company(FABRIKAM).vendors

        for _ in range(3):
            vendors.get("ACETRAVE0001")

        assert (server.handshakes, server.connections) == (1, 1)

    def test_a_refused_password_is_not_tried_again_when_it_comes_back(self, server: GPServer, connect: Connect) -> None:
        wrong, right = NtlmAuth(USER, "wrong"), NtlmAuth(USER, PASSWORD)
        accounts = [wrong]
        vendors = connect(server, auth=lambda: accounts[-1]).company(FABRIKAM).vendors
        with pytest.raises(LoginError):
            vendors.get("ACETRAVE0001")
        accounts.append(right)
        vendors.get("ACETRAVE0001")

        accounts.append(wrong)

        with pytest.raises(LoginError, match="no further logon is tried"):
            vendors.get("ACETRAVE0001")
        assert server.failed_logons == 1

    def test_requests_under_way_end_with_what_they_began_with(self, serve: Serve, connect: Connect) -> None:
        server = serve()
        accounts = [NtlmAuth(USER, PASSWORD), NtlmAuth(USER, PASSWORD)]
        turns = iter(accounts * 40)
        vendors = connect(server, auth=lambda: next(turns), max_connections=4).company(FABRIKAM).vendors

        failures = in_threads(8, lambda _: [vendors.get("ACETRAVE0001") for _ in range(4)])

        assert failures == [None] * 8
        assert server.failed_logons == 0

    def test_what_the_function_raises_comes_before_anything_is_sent(self, server: GPServer, connect: Connect) -> None:
        answers: list[NtlmAuth] = [NtlmAuth(USER, PASSWORD)]
        gp = connect(server, auth=answers.pop)

        with pytest.raises(IndexError):
            gp.company(FABRIKAM).vendors.get("ACETRAVE0001")

        assert list(server.requests) == []
