"""The login latch in a file: what one process learns, the next one knows."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dynamicsgp_sba import FileLatch, LoginLatch, MemoryLatch
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import USER
from tests.dynamicsgp_sba.threads import in_threads

NOON = datetime(2026, 11, 4, 12, tzinfo=UTC)
SCRIPT = """
import sys
from dynamicsgp_sba import DynamicsGP, FileLatch, LoginError, NtlmAuth

address, user, password, latch = sys.argv[1:]
with DynamicsGP(address, auth=NtlmAuth(user, password), login_latch=FileLatch(latch)) as gp:
    try:
        gp.help()
    except LoginError:
        sys.exit(3)
"""


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Noon, until it is moved."""
    return Clock()


@pytest.fixture(params=["memory", "file"])
def latch(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> LoginLatch:
    """Each of the latches that the package has."""
    return MemoryLatch(now=clock) if request.param == "memory" else FileLatch(tmp_path / "logons", now=clock)


class TestEveryLatch:
    def test_it_knows_nothing_of_what_it_never_saw(self, latch: LoginLatch) -> None:
        assert not latch.is_latched("a")
        assert not latch.has_worked("a")
        assert not latch.claim_probe("a")

    def test_a_refusal_holds_until_it_is_cleared(self, latch: LoginLatch) -> None:
        latch.latch("a")

        assert latch.is_latched("a")
        assert not latch.is_latched("b")
        latch.clear("a")
        assert not latch.is_latched("a")

    def test_a_refusal_holds_until_the_logon_works(self, latch: LoginLatch) -> None:
        latch.latch("a")

        latch.worked("a")

        assert latch.has_worked("a")
        assert not latch.is_latched("a")

    def test_a_later_refusal_does_not_forget_that_it_has_worked(self, latch: LoginLatch) -> None:
        latch.worked("a")
        latch.latch("a")

        assert latch.has_worked("a")
        assert latch.is_latched("a")

    def test_what_never_worked_gets_no_probe(self, latch: LoginLatch, clock: Clock) -> None:
        latch.latch("a")
        clock.now += timedelta(days=9)

        assert not latch.claim_probe("a")

    @pytest.mark.parametrize(("minutes", "allowed"), [(0, False), (59, False), (60, True), (600, True)])
    def test_what_has_worked_gets_one_when_the_cool_down_is_over(
        self, latch: LoginLatch, clock: Clock, minutes: int, allowed: bool
    ) -> None:
        latch.worked("a")
        latch.latch("a")
        clock.now += timedelta(minutes=minutes)

        assert latch.claim_probe("a") is allowed

    def test_one_caller_gets_it(self, latch: LoginLatch, clock: Clock) -> None:
        latch.worked("a")
        latch.latch("a")
        clock.now += timedelta(hours=1)
        claimed: list[bool] = []

        failures = in_threads(8, lambda _: claimed.append(latch.claim_probe("a")))

        assert failures == [None] * 8
        assert sorted(claimed) == [False] * 7 + [True]
        assert latch.is_latched("a")


class TestProcesses:
    @pytest.fixture
    def run(self, server: GPServer, tmp_path: Path) -> Callable[[str], int]:
        """Runs a script that logs in, in a process of its own; gives its exit code."""

        def start(password: str) -> int:
            arguments = [server.base_url, USER, password, str(tmp_path / "logons")]
            return subprocess.run([sys.executable, "-c", SCRIPT, *arguments], check=False, timeout=60).returncode

        return start

    def test_a_wrong_password_is_tried_by_the_first_of_them_alone_and_another_one_all_the_same(
        self, server: GPServer, run: Callable[[str], int]
    ) -> None:
        codes = [run(password) for password in ("not it", "not it", "made-up Canary 7!")]

        assert codes == [3, 3, 0]
        assert (server.failed_logons, server.handshakes) == (1, 1)


class TestFile:
    def test_it_holds_neither_user_nor_password_nor_server(self, tmp_path: Path) -> None:
        FileLatch(tmp_path / "logons").latch("f1ng3rpr1nt")

        content = (tmp_path / "logons").read_bytes()

        assert b"f1ng3rpr1nt" in content
        assert b"FABRIKAM" not in content

    def test_a_folder_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match=r"nowhere.*name a file of its own in a folder that exists"):
            FileLatch(tmp_path / "nowhere" / "logons")

    def test_a_file_that_is_something_else_is_left_alone(self, tmp_path: Path) -> None:
        other = tmp_path / "notes.txt"
        other.write_text("something else\n" * 100, encoding="utf-8")

        with pytest.raises(ValueError, match=r"notes\.txt.*not a database"):
            FileLatch(other)

        assert other.read_text(encoding="utf-8") == "something else\n" * 100
