"""Where the key may be: the environment, a protected file, the keyring."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from gp_sync.ops.key_places import KEY_VARIABLE, FileKey, KeyringKey, key_place
from gp_sync.ops.secret_settings import SecretSettings
from gp_sync.ops.vault_keys import Keys, VaultError
from gp_sync.secret import Secret

posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows keeps access rights elsewhere")


class Kept(KeyringBackend):
    """A keyring of this process alone."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # so in the library's types
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError


class Locked(Kept):
    """One that its owner has not opened."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("the collection is locked")


class Forgetful(Kept):
    """One that takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


@pytest.fixture(autouse=True)
def usual_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


class TestChoice:
    def test_the_environment_wins(self, tmp_path: Path) -> None:
        key = Keys.new()
        settings = SecretSettings(key_file=str(tmp_path / "vault.key"))

        place = key_place(settings, "main", {KEY_VARIABLE: key.text().reveal()})

        assert (place.read(), place.writable) == (key, False)

    def test_then_what_the_configuration_names(self, tmp_path: Path) -> None:
        file = tmp_path / "vault.key"

        assert key_place(SecretSettings(key_file=str(file)), "main", {}) == FileKey(file)
        assert key_place(SecretSettings(keyring=True), "main", {}) == KeyringKey("main")

    def test_where_nothing_is_named_there_is_none(self) -> None:
        place = key_place(SecretSettings(), "main", {})

        assert place.read() is None
        assert place.name == "the variable GP_SYNC_VAULT_KEY"

    def test_both_a_file_and_the_keyring_are_a_mistake(self) -> None:
        with pytest.raises(ValueError, match="give either key_file or keyring"):
            SecretSettings(key_file="vault.key", keyring=True)

    def test_nothing_can_be_put_into_the_environment(self) -> None:
        with pytest.raises(VaultError, match="set it where your services get their environment from"):
            key_place(SecretSettings(), "main", {}).write(Keys.new())


class TestKeys:
    @pytest.mark.parametrize("between", ["\n", " ", ",", ", ", "\r\n", "\n\n"])
    def test_several_may_stand_in_one_text_the_newest_first(self, between: str) -> None:
        new, old = Keys.new(), Keys.new()
        text = between.join(key.text().reveal().strip() for key in (new, old))

        assert Keys.read(Secret(text), "a place").ids == (*new.ids, *old.ids)

    @pytest.mark.parametrize("text", ["canary-key", "Y2FuYXJ5LWtleQ==", "ä" * 44, "canary" * 8])
    def test_what_is_no_key_is_named_by_its_place_and_not_shown(self, text: str) -> None:
        good = Keys.new().text().reveal()

        with pytest.raises(VaultError, match=r"^a place: key 2 of 2 is no key of the vault") as refused:
            Keys.read(Secret(f"{good}{text}"), "a place")

        assert text not in str(refused.value)

    def test_an_id_stands_for_a_key_and_does_not_show_it(self) -> None:
        key = Keys.new()

        assert len(key.ids[0]) == 12
        assert key.ids[0] not in key.text().reveal()
        assert key.text().reveal().strip() not in repr(key)


class TestFile:
    @posix_only
    def test_only_its_owner_can_read_it(self, tmp_path: Path) -> None:
        place = FileKey(tmp_path / "vault.key")

        place.write(Keys.new(), new=True)
        first = stat.S_IMODE(place.path.stat().st_mode)
        place.write(Keys.new())

        assert (first, stat.S_IMODE(place.path.stat().st_mode)) == (0o600, 0o600)

    @posix_only
    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
    def test_one_that_others_can_read_is_refused_with_the_command_that_mends_it(
        self, tmp_path: Path, mode: int
    ) -> None:
        place = FileKey(tmp_path / "vault.key")
        place.write(Keys.new())
        place.path.chmod(mode)

        with pytest.raises(VaultError, match=r"other users can read it: run `chmod 600 .*vault\.key`"):
            place.read()

    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"", "there is no key in it"), (b"\n \n", "there is no key in it"), (b"\xff", "is not UTF-8 text, as it")],
    )
    def test_one_without_a_key_is_told(self, tmp_path: Path, content: bytes, words: str) -> None:
        place = FileKey(tmp_path / "vault.key")
        place.path.write_bytes(content)
        place.path.chmod(0o600)

        with pytest.raises(VaultError, match=words):
            place.read()

    def test_one_as_editors_of_windows_write_it_is_read(self, tmp_path: Path) -> None:
        place, key = FileKey(tmp_path / "vault.key"), Keys.new()
        place.write(key, new=True)
        place.path.write_bytes(key.text().reveal().replace("\n", "\r\n").encode("utf-8-sig"))

        assert place.read() == key

    def test_one_as_windows_powershell_redirects_it_is_told_with_what_to_do(self, tmp_path: Path) -> None:
        place = FileKey(tmp_path / "vault.key")
        place.write(Keys.new(), new=True)
        place.path.write_bytes(Keys.new().text().reveal().encode("utf-16"))

        with pytest.raises(
            VaultError, match="not UTF-8 text, as it is where PowerShell's > has written it: save it anew"
        ):
            place.read()

    def test_a_folder_in_its_place_is_told(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o700)

        with pytest.raises(VaultError, match="cannot be read"):
            FileKey(tmp_path).read()

    def test_a_place_that_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        place = FileKey(tmp_path / "nowhere" / "vault.key")

        with pytest.raises(VaultError, match="cannot be written: No such file or directory"):
            place.write(Keys.new(), new=True)
        with pytest.raises(VaultError, match="cannot be locked: No such file or directory"), place.alone():
            pytest.fail("it was locked")

    def test_a_draft_that_a_killed_process_left_is_in_nobodys_way(self, tmp_path: Path) -> None:
        place, key = FileKey(tmp_path / "vault.key"), Keys.new()
        (tmp_path / "vault.key.new").write_text("half a k", encoding="ascii")

        place.write(key)

        assert place.read() == key


class TestKeyring:
    def test_keys_come_back(self) -> None:
        backend, key = Kept(), Keys.new()
        keyring.set_keyring(backend)
        place = KeyringKey("main")

        assert place.read() is None
        place.write(key, new=True)

        assert place.read() == key
        assert list(backend.entries) == [("gp-sync vault", "main")]

    def test_one_that_is_there_is_never_overwritten(self) -> None:
        keyring.set_keyring(Kept())
        KeyringKey("main").write(Keys.new(), new=True)

        with pytest.raises(VaultError, match="is there already, and is left as it is"):
            KeyringKey("main").write(Keys.new(), new=True)

    @pytest.mark.parametrize(
        ("backend", "words"),
        [(Locked, "cannot be used: the collection is locked"), (NoKeyring, "cannot be used: No rec")],
    )
    def test_one_that_does_not_open_is_told(self, backend: type[KeyringBackend], words: str) -> None:
        keyring.set_keyring(backend())

        with pytest.raises(VaultError, match=words):
            KeyringKey("main").read()

    def test_one_that_does_not_keep_what_it_is_given_is_told(self) -> None:
        keyring.set_keyring(Forgetful())

        with pytest.raises(VaultError, match="does not give back what was put there"):
            KeyringKey("main").write(Keys.new(), new=True)

    def test_without_the_package_it_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "keyring", None)

        with pytest.raises(VaultError, match=r"install gp-sync with its extra \[keyring\]"):
            KeyringKey("main").read()
