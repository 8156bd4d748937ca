"""The key in a keyring, changed by two processes at once: keyrings have no lock of their own."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from gp_sync.ops.key_changes import new_key, rotate_key
from gp_sync.ops.key_places import KeyringKey
from gp_sync.ops.vault import Vault, VaultError
from gp_sync.secret import Secret
from tests.gp_sync.ops.vault.conftest import CONNECTION, PASSWORD, Site


class _Interrupted(KeyringBackend):
    """A keyring before whose first change somebody else has a second's time for theirs."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # so in the library's types
        self.entries: dict[tuple[str, str], str] = {}
        self.meanwhile: Callable[[], Future[Any]] | None = None

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            wait([meanwhile()], timeout=1)
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError


class TestKeyringOfTwoAtOnce:
    @pytest.fixture
    def ring(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Interrupted]:
        """The keyring of a user whose home is a folder of the test."""
        for name in ("HOME", "USERPROFILE"):
            monkeypatch.setenv(name, str(tmp_path))
        before, ring = keyring.get_keyring(), _Interrupted()
        keyring.set_keyring(ring)
        yield ring
        keyring.set_keyring(before)

    def test_a_key_that_another_process_has_just_made_is_not_overwritten(self, empty: Site, ring: _Interrupted) -> None:
        place = KeyringKey(CONNECTION)
        new_key(empty.store, CONNECTION, place)
        vault = Vault(empty.store, CONNECTION, place)
        vault.set(PASSWORD, Secret("spring"), by="anna")

        def rotated_in_ring() -> int:
            return rotate_key(empty.store, CONNECTION, place, vault, by="anna", forget=True).secrets

        with ThreadPoolExecutor(1) as pool:
            ring.meanwhile = lambda: pool.submit(rotated_in_ring)
            rotated_in_ring()

        assert [value.reveal() for value in vault.values(PASSWORD)] == ["spring"]

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows finds a home otherwise")
    def test_an_account_without_a_home_is_told_to_use_a_key_file(
        self, empty: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As in a container whose user has no name."""
        monkeypatch.delenv("HOME", raising=False)
        monkeypatch.setattr("os.getuid", lambda: 4_000_000)

        with pytest.raises(VaultError, match="has no home folder; use a key file"):
            new_key(empty.store, CONNECTION, KeyringKey(CONNECTION))

    def test_a_key_that_is_made_twice_at_once_is_made_once(self, empty: Site, ring: _Interrupted) -> None:
        place, futures = KeyringKey(CONNECTION), []

        with ThreadPoolExecutor(1) as pool:

            def again() -> Future[Any]:
                futures.append(pool.submit(new_key, empty.store, CONNECTION, place))
                return futures[0]

            ring.meanwhile = again
            made = new_key(empty.store, CONNECTION, place)

        assert place.read() == made
        with pytest.raises(VaultError, match="is there already, and is left as it is"):
            futures[0].result()
