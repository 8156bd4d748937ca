"""The token store in a file: whose it is, what it survives, and that nobody loses a token in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from procurify_client import FileTokenStore, Secret, Token, TokenKey
from procurify_client.testing import ProcurifyServer

if TYPE_CHECKING:
    from tests.procurify_client.conftest import MakeClient, Time

    Together = Callable[[int, Callable[[], object]], list[object]]

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists instead of modes")
KEY = TokenKey(host="https://acme.procurify.com", client_id="app", audience="https://api.procurify.com/")
FAR = datetime(2099, 1, 1, tzinfo=UTC)
CANARY = "canary-77aa"


def token(value: str = CANARY, expires_at: datetime = FAR) -> Token:
    return Token(value=Secret(value), expires_at=expires_at)


def tenant(name: object) -> TokenKey:
    return TokenKey(host=f"https://{name}.procurify.com", client_id="app", audience="https://api.procurify.com/")


def entry(**fields: object) -> str:
    return json.dumps({"tokens": [{"host": KEY.host, "client_id": KEY.client_id, "audience": KEY.audience, **fields}]})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own" / "tokens.json"


class TestKeeping:
    def test_a_later_store_finds_what_an_earlier_one_kept(self, path: Path) -> None:
        """
        A job that starts anew goes on with the token of the last one.
        """
        FileTokenStore(path).put(KEY, token())

        assert FileTokenStore(path).get(KEY) == token()

    def test_several_tenants_in_one_file(self, path: Path) -> None:
        """
        Each finds its own, and nothing else.
        """
        store = FileTokenStore(path)
        store.put(tenant("acme"), token("a"))
        store.put(tenant("fabrikam"), token("f"))

        assert (store.get(tenant("acme")), store.get(tenant("fabrikam"))) == (token("a"), token("f"))
        assert store.get(tenant("contoso")) is None

    def test_expired_tokens_of_others_are_dropped(self, path: Path, time: Time) -> None:
        """
        The file does not grow with applications that are gone.
        """
        store = FileTokenStore(path, now=time.now)
        store.put(tenant("gone"), token("old", datetime(2026, 11, 4, 14, 59, tzinfo=UTC)))
        store.put(KEY, token())

        assert [entry["host"] for entry in json.loads(path.read_bytes())["tokens"]] == ["https://acme.procurify.com"]

    def test_an_empty_place_holds_nothing(self, path: Path) -> None:
        """
        Looking for a token makes neither file nor directory.
        """
        assert FileTokenStore(path).get(KEY) is None
        assert not path.parent.exists()

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "{",
            "[]",
            "null",
            '{"tokens": 7}',
            '{"tokens": [7, {}, {"host": "h"}]}',
            entry(access_token="", expires_at="2099-01-01T00:00:00+00:00"),
            entry(access_token="t", expires_at="soon"),
            entry(access_token=7, expires_at="2099-01-01T00:00:00+00:00"),
        ],
    )
    def test_a_damaged_file_counts_as_empty(self, path: Path, content: str) -> None:
        """
        It costs a token request, and is whole again afterwards.
        """
        store = FileTokenStore(path)
        store.put(KEY, token())
        path.write_text(content, encoding="utf-8")

        found = store.get(KEY)
        store.put(KEY, token("new"))

        assert found is None
        assert store.get(KEY) == token("new")

    def test_a_file_cut_off_anywhere_fails_nobody(self, path: Path) -> None:
        """
        Whatever its length, there is a token or there is none.
        """
        store = FileTokenStore(path)
        store.put(KEY, token())
        whole = path.read_bytes()

        for length in range(len(whole)):
            path.write_bytes(whole[:length])
            assert store.get(KEY) in {None, token()}


@posix
class TestPermissions:
    def test_everything_is_the_owners_alone_whatever_the_umask(self, path: Path) -> None:
        """
        Directory, file and lock.
        """
        before = os.umask(0)
        try:
            FileTokenStore(path).put(KEY, token())
        finally:
            os.umask(before)

        modes = {name.name: oct(name.stat().st_mode & 0o777) for name in [path.parent, *path.parent.iterdir()]}
        assert modes == {"own": "0o700", "tokens.json": "0o600", "tokens.json.lock": "0o600"}

    def test_directories_above_it_that_were_missing_are_the_owners_alone_too(self, path: Path) -> None:
        """
        Each that the store has made.
        """
        before = os.umask(0)
        try:
            FileTokenStore(path.parent / "jobs" / "nightly" / "tokens.json").put(KEY, token())
        finally:
            os.umask(before)

        made = [path.parent, path.parent / "jobs", path.parent / "jobs" / "nightly"]
        assert [oct(one.stat().st_mode & 0o777) for one in made] == ["0o700"] * 3

    def test_the_file_is_never_seen_half_written(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A crash before the exchange of the files leaves the old one, and no temporary one.
        """
        store = FileTokenStore(path)
        store.put(KEY, token("old"))

        def crash(number: int) -> None:
            raise OSError("disk full")

        monkeypatch.setattr(os, "fsync", crash)
        with pytest.raises(OSError, match="disk full"):
            store.put(KEY, token("new"))
        assert store.get(KEY) == token("old")
        assert sorted(name.name for name in path.parent.iterdir()) == ["tokens.json", "tokens.json.lock"]

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o666])
    def test_a_file_that_others_can_open_is_refused(self, path: Path, mode: int) -> None:
        """
        The message says how to mend it, and then it works.
        """
        FileTokenStore(path).put(KEY, token())
        path.chmod(mode)

        with pytest.raises(
            PermissionError, match=rf"mode {mode:o}\), and tokens must not be: chmod 600 '.*tokens.json'"
        ):
            FileTokenStore(path)
        path.chmod(0o600)
        assert FileTokenStore(path).get(KEY) == token()

    @pytest.mark.parametrize("mode", [0o750, 0o705, 0o770, 0o777])
    def test_a_directory_that_others_can_open_is_refused(self, path: Path, mode: int) -> None:
        """
        Whoever can write there can put another file in its place.
        """
        path.parent.mkdir()
        path.parent.chmod(mode)

        with pytest.raises(PermissionError, match=rf"mode {mode:o}\).* chmod 700 '.*own'"):
            FileTokenStore(path)

    def test_modes_that_change_later_are_seen(self, path: Path) -> None:
        """
        Each use looks again.
        """
        store = FileTokenStore(path)
        store.put(KEY, token())
        path.chmod(0o644)

        with pytest.raises(PermissionError, match="mode 644"):
            store.get(KEY)
        with pytest.raises(PermissionError, match="mode 644"):
            store.put(KEY, token("new"))

    def test_what_belongs_to_somebody_else_is_refused(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        They could open it at any time.
        """
        path.parent.mkdir(mode=0o700)
        owner = path.parent.stat().st_uid
        monkeypatch.setattr(os, "geteuid", lambda: owner + 1)

        with pytest.raises(PermissionError, match="belongs to another user"):
            FileTokenStore(path)


class TestSharing:
    def test_threads_lose_nothing(self, path: Path, together: Together) -> None:
        """
        Sixteen threads with a tenant each: all sixteen tokens are there.
        """
        store = FileTokenStore(path)
        names = iter(range(16))

        outcomes = together(16, lambda: store.put(tenant(next(names)), token("t")))

        assert outcomes == [None] * 16
        assert all(store.get(tenant(name)) == token("t") for name in range(16))

    def test_processes_lose_nothing(self, path: Path) -> None:
        """
        Four processes with ten tenants each, at the same time.
        """
        code = (
            "import sys; from datetime import UTC, datetime\n"
            "from procurify_client import FileTokenStore, Secret, Token, TokenKey\n"
            "store = FileTokenStore(sys.argv[1])\n"
            "token = Token(value=Secret('t'), expires_at=datetime(2099, 1, 1, tzinfo=UTC))\n"
            "for n in range(10): store.put(TokenKey(host=f'{sys.argv[2]}-{n}', client_id='c', audience='a'), token)\n"
        )
        workers = [subprocess.Popen([sys.executable, "-c", code, str(path), str(number)]) for number in range(4)]

        assert [worker.wait(timeout=60) for worker in workers] == [0] * 4
        hosts = {entry["host"] for entry in json.loads(path.read_bytes())["tokens"]}
        assert hosts == {f"{number}-{n}" for number in range(4) for n in range(10)}

    def test_clients_share_their_token_through_it(
        self, server: ProcurifyServer, make_client: MakeClient, path: Path, time: Time
    ) -> None:
        """
        The second one asks for none.
        """
        make_client(token_store=FileTokenStore(path, now=time.now)).users.me()
        make_client(token_store=FileTokenStore(path, now=time.now)).users.me()

        assert server.token_requests == 1

    def test_a_token_that_another_process_renewed_is_taken_over(
        self, server: ProcurifyServer, make_client: MakeClient, path: Path, time: Time
    ) -> None:
        """
        After a revocation one of them asks, and the other finds the new token in the file.
        """
        first = make_client(token_store=FileTokenStore(path, now=time.now))
        second = make_client(token_store=FileTokenStore(path, now=time.now))
        first.users.me()
        second.users.me()
        server.revoke_tokens()
        first.users.me()
        second.users.me()

        assert server.token_requests == 2


class TestSecrets:
    def test_it_does_not_show_tokens(self, path: Path) -> None:
        """
        Neither its repr nor its fields.
        """
        store = FileTokenStore(path)
        store.put(KEY, token())

        assert CANARY not in f"{store!r} {vars(store)}"

    def test_no_frame_of_a_failure_holds_one(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A full disk is reported with the local variables of every frame.
        """
        store = FileTokenStore(path)
        store.put(KEY, token())
        monkeypatch.setattr(os, "fsync", fail)

        with pytest.raises(OSError, match="disk full") as caught:
            store.put(KEY, token(CANARY))
        report = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
        assert f"'{CANARY}'" not in report
        assert f'"{CANARY}"' not in report


def fail(*_: Any) -> None:
    raise OSError("disk full")
