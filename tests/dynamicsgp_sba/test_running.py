"""The loopback server as others run it: by hand, and as a fixture in a test suite of their own."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dynamicsgp_sba import AccessDeniedError, Auth, BasicAuth, BearerAuth, DynamicsGP, LoginError, NtlmAuth
from dynamicsgp_sba.testing import PASSWORD, USER
from dynamicsgp_sba.testing.__main__ import TOKEN, main

Run = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs the program in a thread with arguments; gives what it prints when it serves."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def start(*arguments: str) -> str:
        threads.append(threading.Thread(target=main, args=(["--port", "0", *arguments], stop)))
        threads[-1].start()
        printed = ""
        while "Ctrl+C" not in printed:
            printed += capsys.readouterr().out
            time.sleep(0.005)
        return printed

    yield start
    stop.set()
    for thread in threads:
        thread.join()


def address_in(printed: str) -> str:
    """The address in what the program prints."""
    return printed.splitlines()[0].rpartition(" ")[2]


class TestByHand:
    @pytest.mark.parametrize(
        ("arguments", "auth"),
        [
            ((), NtlmAuth(USER, PASSWORD)),
            (("--each-request",), NtlmAuth(USER, PASSWORD)),
            (("--offer", "Negotiate"), NtlmAuth(USER, PASSWORD)),
            (("--offer", "Basic"), BasicAuth(USER, PASSWORD)),
            (("--offer", "Bearer", "--offer", "NTLM"), BearerAuth(TOKEN)),
        ],
    )
    def test_what_it_prints_is_enough_to_log_in(self, run: Run, arguments: tuple[str, ...], auth: Auth) -> None:
        printed = run(*arguments)

        with DynamicsGP(address_in(printed), auth=auth) as gp:
            assert [company.name for company in gp.companies.list()] == ["Fabrikam, Inc."]
        assert (TOKEN if isinstance(auth, BearerAuth) else f"user {USER}, password {PASSWORD}") in printed

    @pytest.mark.parametrize(
        ("account", "error"),
        [
            ("locked", LoginError),
            ("expired", LoginError),
            ("unmapped", AccessDeniedError),
            ("denied", AccessDeniedError),
        ],
    )
    def test_accounts_can_be_in_every_trouble(self, run: Run, account: str, error: type[Exception]) -> None:
        address = address_in(run("--account", account))

        with DynamicsGP(address, auth=NtlmAuth(USER, PASSWORD)) as gp, pytest.raises(error):
            gp.help()

    def test_it_serves_tls_that_logons_must_be_bound_to(self, run: Run, pki: tuple[Path, Path]) -> None:
        printed = run("--certificate", str(pki[1]), "--channel-binding")

        with DynamicsGP(address_in(printed), auth=NtlmAuth(USER, PASSWORD), ca_bundle=pki[0]) as gp:
            assert gp.help().status == 200
        assert f"curl --cacert {pki[1]} --ntlm" in printed

    def test_it_can_be_slow(self, run: Run) -> None:
        address = address_in(run("--slow", "0.1", "--slow-logon", "0.1"))
        started = time.monotonic()

        with DynamicsGP(address, auth=NtlmAuth(USER, PASSWORD)) as gp:
            gp.help()

        assert time.monotonic() - started >= 0.3

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--port", "70000"], "'70000' is not accepted: give a port from 0 (a free one) to 65535"),
            (["--slow", "nan"], "'nan' is not accepted: give a number of seconds up to 3600"),
            (["--lock-after", "0"], "'0' is not accepted: give a whole number from 1 to 1000"),
            (["--offer", "Digest"], "invalid choice: 'Digest'"),
            (["--certificate", "nowhere.pem"], "give a PEM file with a key without a password and its certificates"),
            (["--channel-binding"], "--channel-binding needs TLS: give --certificate as well"),
        ],
    )
    def test_what_it_does_not_accept_it_says_in_words(
        self, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
    ) -> None:
        with pytest.raises(SystemExit):
            main(arguments)

        assert words in capsys.readouterr().err

    def test_a_port_in_use_is_named(self, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
        port = address_in(run()).rpartition(":")[2]

        with pytest.raises(SystemExit):
            main(["--port", port])

        assert f"port {port} cannot be used" in capsys.readouterr().err


THEIR_TESTS = """
import sys


def test_nothing_of_the_client_is_loaded_before_it_is_used():
    loaded = {name for name in sys.modules if name.startswith(("dynamicsgp_sba", "spnego"))}
    assert loaded == {"dynamicsgp_sba", "dynamicsgp_sba.testing", "dynamicsgp_sba.testing.pytest_plugin"}


def test_a_vendor_is_found(gp_server):
    from dynamicsgp_sba import DynamicsGP, NtlmAuth
    from dynamicsgp_sba.testing import PASSWORD, USER

    with DynamicsGP(gp_server.base_url, auth=NtlmAuth(USER, PASSWORD)) as gp:
        assert gp.company("Fabrikam, Inc.").vendors.get("ACETRAVE0001").name == "A Travel Company"
    assert gp_server.handshakes == 1
"""


class TestFixture:
    def test_a_suite_of_others_has_it_and_loads_nothing_before_it_is_used(self, tmp_path: Path) -> None:
        (tmp_path / "test_theirs.py").write_text(THEIR_TESTS, encoding="utf-8")
        command: list[Any] = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", tmp_path]

        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

        assert "2 passed" in done.stdout, done.stdout + done.stderr
        assert done.returncode == 0
