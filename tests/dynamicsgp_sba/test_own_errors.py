"""Nothing but the package's own errors gets out, and none of them shows a secret."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dynamicsgp_sba import (
    Backoff,
    BasicAuth,
    BearerAuth,
    DynamicsGP,
    FileLatch,
    InvalidValueError,
    LatchError,
    LoginError,
    NewPurchaseOrder,
    NtlmAuth,
)
from dynamicsgp_sba.discover.__main__ import main
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, USER, Connect, Serve

Orders = Callable[..., NewPurchaseOrder]
CANARY = "Canary\udce4xyz"  # as a locale without this letter gives it


def with_locals(error: BaseException) -> str:
    """Give a traceback as a crash reporter does, without this file's own frames."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    shown.stack = traceback.StackSummary([frame for frame in shown.stack if frame.filename != __file__])
    return "".join(shown.format()) + repr(error) + repr(error.__context__)


class TestSecrets:
    @pytest.mark.parametrize("kind", [NtlmAuth, BasicAuth])
    @pytest.mark.parametrize("user", [USER, "", "half\udce4"])
    def test_a_password_that_cannot_be_sent_is_refused_at_once_and_not_shown(
        self, kind: type[NtlmAuth] | type[BasicAuth], user: str
    ) -> None:
        with pytest.raises(ValueError, match=r"holds a byte that could not be read|is empty") as caught:
            kind(user, CANARY)

        assert type(caught.value) is ValueError
        assert "Canary" not in with_locals(caught.value)

    def test_nor_is_a_token(self) -> None:
        with pytest.raises(ValueError, match="the bearer token holds a character") as caught:
            BearerAuth("CanaryToken\n")

        assert "Canary" not in with_locals(caught.value)

    def test_nor_is_a_token_that_a_function_gives(self, serve: Serve, connect: Connect) -> None:
        gp = connect(serve(offers=("Bearer",)), auth=BearerAuth(lambda: "CanaryToken\n"))

        with pytest.raises(LoginError, match="holds a character that no token has") as caught:
            gp.help()

        assert "Canary" not in with_locals(caught.value)

    def test_nor_is_the_password_of_a_proxy(self, server: GPServer, connect: Connect) -> None:
        gp = connect(server, proxy="http://user:CanaryProxy@127.0.0.1:9", backoff=Backoff(attempts=1))

        assert "Canary" not in repr(vars(gp)) + repr(gp._options)

    def test_the_programs_say_so_on_one_line(
        self, server: GPServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("dynamicsgp_sba.command_line.sys.stdin.readline", lambda: CANARY + "\n", raising=False)

        code = main(["--url", server.base_url, "--user", USER, "--password-stdin"])

        assert code == 2
        assert "Canary" not in capsys.readouterr().err
        assert server.connections == 0


class TestLatch:
    @pytest.fixture
    def lost(self, tmp_path: Path) -> FileLatch:
        """A latch whose file is gone."""
        latch = FileLatch(tmp_path / "logons")
        (tmp_path / "logons").unlink()
        return latch

    def test_one_that_is_lost_lets_no_logon_happen(self, server: GPServer, connect: Connect, lost: FileLatch) -> None:
        gp = connect(server, login_latch=lost)

        with pytest.raises(LatchError, match="name a file of its own") as caught:
            gp.help()

        assert caught.value.outcome_unknown is False
        assert server.logons == ()

    def test_discovery_reports_it(self, server: GPServer, connect: Connect, lost: FileLatch) -> None:
        found = connect(server, login_latch=lost).discover(FABRIKAM)

        assert not found.ok
        assert "login latch" in str(found)
        assert server.logons == ()

    def test_one_that_is_lost_later_spoils_no_write(
        self, server: GPServer, connect: Connect, new_order: Orders, tmp_path: Path
    ) -> None:
        gp = connect(server, login_latch=FileLatch(tmp_path / "logons"))
        gp.help()
        (tmp_path / "logons").unlink()

        assert gp.company(FABRIKAM).purchase_orders.create(new_order()).number == "PO1001"

    def test_one_that_breaks_while_a_logon_is_judged_keeps_the_answer(
        self, server: GPServer, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(_: str) -> None:
            raise LatchError("disk full")

        latch = FileLatch(tmp_path / "logons")
        monkeypatch.setattr(latch, "worked", broken)

        assert connect(server, login_latch=latch).help().status == 200


class TestTokenFunction:
    def test_discovery_reports_what_it_raises(self, serve: Serve, connect: Connect) -> None:
        def away() -> str:
            raise OSError("the token service is away")

        found = connect(serve(offers=("Bearer",)), auth=BearerAuth(away)).discover(FABRIKAM)

        assert not found.ok
        assert "the bearer token cannot be had (OSError)" in str(found)


class TestValues:
    @pytest.mark.parametrize("option", ["read_timeout", "connect_timeout", "min_interval"])
    @pytest.mark.parametrize("seconds", [float("inf"), float("nan"), 1e10, -1.0])
    def test_seconds_that_no_socket_takes_are_refused(
        self, server: GPServer, connect: Connect, option: str, seconds: float
    ) -> None:
        with pytest.raises(ValueError, match=rf"{option} is .* at most 604800 \(a week\)"):
            connect(server, **{option: seconds})

    @pytest.mark.parametrize("seconds", [float("inf"), float("nan"), 1e12, -1.0])
    def test_so_are_those_of_a_call(self, server: GPServer, gp: DynamicsGP, seconds: float) -> None:
        with pytest.raises(InvalidValueError, match="timeout is"):
            gp.request("GET", "help", timeout=seconds)

        assert server.connections == 0

    @pytest.mark.parametrize("count", [0, -1, 2.5, True])
    def test_connections_are_counted_in_whole_numbers(self, server: GPServer, connect: Connect, count: Any) -> None:
        with pytest.raises(ValueError, match="max_connections is"):
            connect(server, max_connections=count)

    def test_a_key_that_is_no_text_is_named(self, gp: DynamicsGP) -> None:
        key: Any = 123

        with pytest.raises(InvalidValueError, match="must be a text with at least one character, got 123"):
            gp.company(FABRIKAM).vendors.get(key)

    @pytest.mark.parametrize("action", ["a\nb", "", " POST", "é"])
    def test_an_action_that_is_no_header_is_refused(self, server: GPServer, gp: DynamicsGP, action: str) -> None:
        with pytest.raises(ValueError, match="give a word such as POST"):
            gp.request("POST", "x", action=action, allow_write=True)

        assert server.connections == 0

    @pytest.mark.parametrize("path", ["Vendors(A B)", "Vendors(A\n)", "Vendors(Ñ)"])
    def test_a_path_that_is_not_encoded_is_refused(self, gp: DynamicsGP, path: str) -> None:
        with pytest.raises(ValueError, match="give what follows the company or tenant"):
            gp.request("GET", path)

    def test_a_read_with_an_action_is_a_write(self, server: GPServer, gp: DynamicsGP) -> None:
        with pytest.raises(ValueError, match="say allow_write=True if you mean it"):
            gp.request("GET", "Purchasing/Vendors(A)", company=FABRIKAM, action="POST")

        assert server.connections == 0
