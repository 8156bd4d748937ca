"""Kerberos in a real realm: a key distribution centre on this machine, real tickets, a real acceptor."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import spnego
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

from dynamicsgp_sba import KerberosAuth, LoginError, NewPurchaseOrder
from dynamicsgp_sba.testing.logon import channel_bindings
from tests.dynamicsgp_sba.conftest import FABRIKAM, USER, Connect, Serve
from tests.dynamicsgp_sba.realm import MISSING, REALM, Realm, running_realm
from tests.dynamicsgp_sba.threads import in_threads

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"no Kerberos realm can be made: {', '.join(MISSING)} missing")

HOST = "gp.fabrikam.example"
PRINCIPAL = f"svc_gp@{REALM}"
Orders = Callable[..., NewPurchaseOrder]
Judge = Callable[[bytes], str | None]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    """A realm with an account, and with two services of which GP has the key of one."""
    with running_realm(tmp_path_factory.mktemp("realm")) as realm:
        realm.add(PRINCIPAL, realm.folder / PRINCIPAL)
        realm.add(f"HTTP/{HOST}", realm.folder / "service")
        realm.add("HTTP/other.fabrikam.example", realm.folder / "other")
        yield realm


@pytest.fixture
def realm(running: Realm, monkeypatch: pytest.MonkeyPatch) -> Iterator[Realm]:
    """The realm, with the account logged on."""
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    running.log_on(PRINCIPAL)
    yield running
    running.log_off()


def judge(bindings: GssChannelBindings | None = None) -> Judge:
    """Makes the acceptor of a service: who is behind a ticket."""

    def user(ticket: bytes) -> str | None:
        context = spnego.server(protocol="kerberos", service="HTTP", hostname=HOST, channel_bindings=bindings)
        try:
            context.step(ticket)
        except (SpnegoError, AttributeError):  # the latter is how this acceptor takes a ticket that it cannot read
            return None
        return USER if context.client_principal == PRINCIPAL else None

    return user


class TestRealTickets:
    def test_an_order_is_written_with_the_ticket_of_this_process(
        self, realm: Realm, serve: Serve, connect: Connect, new_order: Orders
    ) -> None:
        server = serve(offers=("Negotiate",), tickets=judge())

        order = connect(server, auth=KerberosAuth(host=HOST)).company(FABRIKAM).purchase_orders.create(new_order())

        assert order.number == "PO1001"
        assert [(logon.user, logon.outcome) for logon in server.logons] == [(USER, "accepted")]
        assert server.cold_bodies == 0

    @pytest.mark.parametrize("persistent", [True, False])
    def test_sixteen_threads_all_succeed(self, realm: Realm, serve: Serve, connect: Connect, persistent: bool) -> None:
        server = serve(offers=("Negotiate", "NTLM"), tickets=judge(), persistent=persistent)
        vendors = connect(server, auth=KerberosAuth(PRINCIPAL, host=HOST), max_connections=4).company(FABRIKAM).vendors

        failures = in_threads(16, lambda _: [vendors.get("ACETRAVE0001") for _ in range(3)])

        assert failures == [None] * 16
        assert server.failed_logons == 0
        assert len(server.logons) == (server.connections if persistent else len(server.requests))

    def test_over_tls_a_ticket_is_bound_to_the_channel(
        self, realm: Realm, serve: Serve, connect: Connect, pki: tuple[Path, Path]
    ) -> None:
        server = serve(offers=("Negotiate",), tickets=judge(channel_bindings(pki[1])), certificate=pki[1])

        assert connect(server, auth=KerberosAuth(host=HOST), ca_bundle=pki[0]).help().status == 200

    def test_a_ticket_that_is_bound_to_another_channel_is_refused(
        self, realm: Realm, serve: Serve, connect: Connect, pki: tuple[Path, Path]
    ) -> None:
        elsewhere = GssChannelBindings(application_data=b"tls-server-end-point:" + bytes(32))
        server = serve(offers=("Negotiate",), tickets=judge(elsewhere), certificate=pki[1])

        with pytest.raises(LoginError, match="refused the logon of the account of this process"):
            connect(server, auth=KerberosAuth(host=HOST), ca_bundle=pki[0]).help()

        assert server.failed_logons == 1

    def test_a_ticket_for_another_service_is_refused(self, realm: Realm, serve: Serve, connect: Connect) -> None:
        server = serve(offers=("Negotiate",), tickets=judge())

        with pytest.raises(LoginError, match="refused the logon"):
            connect(server, auth=KerberosAuth(host="other.fabrikam.example")).help()

    @pytest.mark.parametrize(
        ("host", "reason"), [(HOST, "ticket"), ("unknown.fabrikam.example", "not found in Kerberos database")]
    )
    def test_what_stands_against_a_ticket_is_said_and_nothing_is_sent(
        self, realm: Realm, serve: Serve, connect: Connect, host: str, reason: str
    ) -> None:
        if host == HOST:
            realm.log_off()
        server = serve(offers=("Negotiate",), tickets=judge())

        with pytest.raises(LoginError, match=reason) as caught:
            connect(server, auth=KerberosAuth(host=host)).help()

        assert f"HTTP/{host}" in str(caught.value)
        assert server.logons == ()
