"""The client's logons, checked by an implementation of NTLMv2 that shares no code with the one that makes them."""

import ssl
from pathlib import Path

import attrs
import pytest

from dynamicsgp_sba import LoginError, NtlmAuth
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER, Connect, Serve
from tests.dynamicsgp_sba.ntlmv2 import Checked, channel_hash, check
from tests.dynamicsgp_sba.threads import in_threads

NO_CHANNEL = bytes(16)


def certificate_of(pem: Path) -> bytes:
    """The first certificate of a file, in binary."""
    text = pem.read_text(encoding="ascii")
    first = text[text.index("-----BEGIN CERTIFICATE-----") :].partition("-----END CERTIFICATE-----")[0]
    return ssl.PEM_cert_to_DER_cert(first + "-----END CERTIFICATE-----\n")


class TestProof:
    @pytest.mark.parametrize("offers", [("NTLM",), ("Negotiate",), ("Negotiate", "NTLM")])
    @pytest.mark.parametrize("persistent", [True, False])
    def test_every_logon_proves_the_password_and_is_intact(
        self, serve: Serve, connect: Connect, offers: tuple[str, ...], persistent: bool
    ) -> None:
        server = serve(offers=offers, persistent=persistent)
        vendors = connect(server).company(FABRIKAM).vendors
        failures = in_threads(4, lambda _: [vendors.get("ACETRAVE0001") for _ in range(3)])

        checked = [check(logon.messages, PASSWORD) for logon in server.logons]

        assert failures == [None] * 4
        assert len(checked) == (server.connections if persistent else 13)
        assert all(logon.proven and logon.intact for logon in checked)

    def test_the_service_it_is_meant_for_is_named(self, server: GPServer, connect: Connect) -> None:
        connect(server).help()

        assert check(server.logons[0].messages, PASSWORD) == Checked(
            proven=True, intact=True, channel=b"", target="http/127.0.0.1"
        )

    @pytest.mark.parametrize("password", ["pässwörd", "日本語 パスワード", "🔑 and 🗝"])
    def test_passwords_of_any_letters_are_proven(self, serve: Serve, connect: Connect, password: str) -> None:
        server = serve(users={USER: password})

        connect(server, auth=NtlmAuth(USER, password)).help()

        assert check(server.logons[0].messages, password).proven

    def test_a_name_with_a_domain_behind_it_is_proven(self, serve: Serve, connect: Connect) -> None:
        server = serve(users={"svc_gp@fabrikam.example": PASSWORD})

        connect(server, auth=NtlmAuth("svc_gp@fabrikam.example", PASSWORD)).help()

        assert check(server.logons[0].messages, PASSWORD).proven

    def test_a_wrong_password_fails_the_check(self, server: GPServer, connect: Connect) -> None:
        with pytest.raises(LoginError):
            connect(server, auth=NtlmAuth(USER, "not it")).help()

        checked = check(server.logons[0].messages, PASSWORD)
        assert (checked.proven, checked.intact) == (False, False)
        assert check(server.logons[0].messages, "not it").proven

    def test_a_message_that_somebody_changed_on_the_way_fails_the_check(
        self, server: GPServer, connect: Connect
    ) -> None:
        connect(server).help()
        negotiate, challenge, authenticate = server.logons[0].messages
        weaker = negotiate[:12] + bytes([negotiate[12] ^ 0x10]) + negotiate[13:]

        checked = check((weaker, challenge, authenticate), PASSWORD)

        assert (checked.proven, checked.intact) == (True, False)


class TestChannel:
    def test_over_tls_it_is_bound_to_the_servers_certificate(
        self, serve: Serve, connect: Connect, pki: tuple[Path, Path]
    ) -> None:
        server = serve(certificate=pki[1], require_channel_binding=True)

        connect(server, ca_bundle=pki[0]).help()

        assert check(server.logons[0].messages, PASSWORD) == Checked(
            proven=True, intact=True, channel=channel_hash(certificate_of(pki[1])), target="http/localhost"
        )

    def test_the_binding_is_part_of_what_is_proven(
        self, serve: Serve, connect: Connect, pki: tuple[Path, Path]
    ) -> None:
        server = serve(certificate=pki[1], require_channel_binding=True)
        connect(server, ca_bundle=pki[0]).help()
        ours = channel_hash(certificate_of(pki[1]))
        negotiate, challenge, authenticate = server.logons[0].messages

        relayed = check((negotiate, challenge, authenticate.replace(ours, bytes(16))), PASSWORD)

        assert relayed == attrs.evolve(relayed, proven=False, intact=False, channel=NO_CHANNEL)
