"""What is told of a certificate, over real TLS: days left, the chain, and why it is not trusted."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from dynamicsgp_sba.testing import GPServer
from gp_sync.config.settings import GPSettings, ProcurifySettings
from gp_sync.core.check import Check
from gp_sync.systems.certificates import certificate_watch, gp_certificate, procurify_certificate

NOW = datetime.now(UTC)
Show = Callable[..., Check]


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Show]:
    """Serve a certificate, and give the check of it; `ca` is what the configuration trusts."""
    with ExitStack() as stack:

        def showing(made: trustme.LeafCert, ca: trustme.CA | None = None, now: datetime = NOW) -> Check:
            made.private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
            server = stack.enter_context(GPServer(users={}, certificate=tmp_path / "server.pem"))
            bundle = ""
            if ca is not None:
                bundle = str(tmp_path / "ca.pem")
                ca.cert_pem.write_to_path(bundle)
            (check,) = gp_certificate(GPSettings(base_url=server.base_url, user="", ca_bundle=bundle), now)
            return check

        yield showing


def ends(days: float) -> datetime:
    return NOW + timedelta(days=days, hours=1)


class TestTheWatch:
    def test_edge_34_it_sees_the_day_of_a_certificate_that_it_does_not_trust(self, tmp_path: Path) -> None:
        made = trustme.CA().issue_cert("localhost", not_after=ends(5))
        made.private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
        with GPServer(users={}, certificate=tmp_path / "server.pem") as server:
            gp = GPSettings(base_url=server.base_url, user="")
            watch = certificate_watch(ProcurifySettings(base_url="http://127.0.0.1", client_id=""), gp)

            found = watch.ends(NOW)

        assert found == {"the certificate of the GP service": ends(5).date()}


class TestDaysLeft:
    @pytest.mark.parametrize(
        ("days", "result", "remedy"),
        [
            (400, "ok", ""),
            (31, "ok", ""),
            (30, "warning", "Have a new one installed"),
            (7, "warning", "This week: Have a new one installed"),
            (1, "warning", "Today: Have a new one installed"),
        ],
    )
    def test_edge_34_a_certificate_is_a_warning_30_days_before_its_end_and_louder_after_7_and_1(
        self, show: Show, days: int, result: str, remedy: str
    ) -> None:
        authority = trustme.CA()

        check = show(authority.issue_cert("localhost", not_after=ends(days)), authority)

        assert (check.what, check.result) == ("GP certificate", result)
        assert f"{days} day{'s' if days > 1 else ''} left" in check.answer
        assert check.remedy.startswith(remedy)
        assert bool(check.remedy) is bool(remedy)

    def test_edge_34_one_of_its_chain_that_ends_sooner_counts(
        self, show: Show, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = trustme.CA()
        monkeypatch.setattr(trustme, "DEFAULT_EXPIRY", ends(5))
        between = root.create_child_ca()

        check = show(between.issue_cert("localhost", not_after=ends(400)), root)

        assert (check.result, check.remedy[:10]) == ("warning", "This week:")
        assert "400 days left; " in check.answer
        assert check.answer.endswith("of its chain, 5 days left")

    def test_edge_34_an_expired_one_is_a_failure(self, show: Show) -> None:
        authority = trustme.CA()
        made = authority.issue_cert("localhost", not_before=ends(-9), not_after=ends(-2))

        check = show(made, authority)

        assert check.result == "failed"
        assert "which is over" in check.answer
        assert check.remedy == "Have a new one installed on the server: no request is sent until then."


class TestTrust:
    def test_edge_34_a_private_authority_is_named_with_the_key_that_takes_its_file(self, show: Show) -> None:
        check = show(trustme.CA().issue_cert("localhost"))

        assert check.result == "failed"
        assert "not trusted: " in check.answer
        assert check.remedy.endswith("gp.ca_bundle.")

    def test_edge_34_a_name_that_does_not_fit_is_told_with_the_names_that_do(self, show: Show) -> None:
        authority = trustme.CA()

        check = show(authority.issue_cert("gp.example.com", "gp2.example.com"), authority)

        assert check.result == "failed"
        assert "it is for gp.example.com, gp2.example.com" in check.answer
        assert check.remedy == "Give the address by one of these names, or have a certificate made for it."


class TestTheFileOfTheAuthority:
    @pytest.mark.parametrize("file", ["none.pem", "a text.pem", "as Windows exports it.cer"])
    def test_edge_34_one_that_cannot_be_used_is_a_failure_that_names_it(self, tmp_path: Path, file: str) -> None:
        (tmp_path / "a text.pem").write_text("hello", encoding="utf-8")
        pem = trustme.CA().cert_pem.bytes().decode("ascii")
        (tmp_path / "as Windows exports it.cer").write_bytes(ssl.PEM_cert_to_DER_cert(pem))
        bundle = str(tmp_path / file)

        (check,) = gp_certificate(GPSettings(base_url="https://localhost:9", user="", ca_bundle=bundle), NOW)

        assert check.result == "failed"
        assert f"ca_bundle {bundle!r}: there is no " in check.answer
        assert "_ssl.c" not in check.answer


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
class TestOldTls:
    @pytest.fixture
    def old(self, tmp_path: Path) -> Iterator[int]:
        """A server that ends at TLS 1.1; gives its port."""
        trustme.CA().issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "server.pem")
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1

        def refuse(listening: socket.socket) -> None:
            with listening.accept()[0] as accepted, suppress(OSError):
                context.wrap_socket(accepted, server_side=True)

        with socket.create_server(("127.0.0.1", 0)) as listening:
            thread = threading.Thread(target=refuse, args=(listening,))
            thread.start()
            yield listening.getsockname()[1]
            thread.join()

    def test_edge_34_a_server_without_tls_1_2_is_a_failure_that_says_so(self, old: int) -> None:
        (check,) = gp_certificate(GPSettings(base_url=f"https://localhost:{old}", user=""), NOW)

        assert (check.result, check.answer) == (
            "failed",
            f"https://localhost:{old} offers no TLS of version 1.2 or newer",
        )
        assert check.remedy.startswith("Turn TLS 1.2 on in Windows")


class TestNoTls:
    def test_plain_http_on_this_machine_is_fine(self) -> None:
        (check,) = procurify_certificate(ProcurifySettings(client_id="x", base_url="http://127.0.0.1:9"), NOW)

        assert (check.result, check.answer) == ("ok", "http://127.0.0.1:9 is plain http")

    def test_plain_http_elsewhere_is_a_warning(self) -> None:
        (check,) = gp_certificate(GPSettings(base_url="http://gp.example.com", user=""), NOW)

        assert (check.result, check.remedy[:4]) == ("warning", "Have")
        assert check.answer == "http://gp.example.com is plain http: anyone on the way can read along"

    def test_a_server_that_is_not_there_is_told_as_not_looked_at(self) -> None:
        (check,) = gp_certificate(GPSettings(base_url="https://localhost:9", user=""), NOW)

        assert check.result == "warning"
        assert check.answer.startswith("no TLS connection to https://localhost:9 could be made: ")
