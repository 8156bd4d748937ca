"""Changing the key: killed at any step nothing is lost, and running processes follow."""

import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from gp_sync.ledger.secret_rows import SecretRow
from gp_sync.ops.key_changes import new_key, rotate_key
from gp_sync.ops.key_places import KEY_VARIABLE, EnvironmentKey, key_place
from gp_sync.ops.secret_settings import SecretSettings
from gp_sync.ops.vault import Vault, VaultError
from gp_sync.ops.vault_keys import Keys
from gp_sync.secret import Secret
from tests.gp_sync.ops.vault.conftest import CONNECTION, PASSWORD, Site

_STOPPED_AT = """
import sys
from pathlib import Path
from gp_sync.failpoints import installed
from gp_sync.ledger.sql import SqlStore
from gp_sync.ops import key_changes, private_files
from gp_sync.ops.key_places import FileKey
from gp_sync.ops.vault import Vault

url, key_file, connection, place = sys.argv[1:]

def wait(name):
    if name == place:
        print(name, flush=True)
        sys.stdin.readline()

class Slow(FileKey):
    def write(self, keys, *, new=False):
        wait("before the key is written")
        super().write(keys, new=new)
        wait("after the key is written")

store = SqlStore(url)
key = Slow(Path(key_file))
with installed(wait):
    key_changes.rotate_key(store, connection, key, Vault(store, connection, key), by="anna")
"""


def rotated(site: Site, *, forget: bool = False) -> tuple[str, ...]:
    """Rotate the key; gives the ids of the keys that there are then."""
    done = rotate_key(site.store, CONNECTION, site.place, site.vault, by="anna", forget=forget)
    return (done.key_id, *done.kept)


def keys_of(site: Site) -> Keys:
    keys = site.place.read()
    assert keys is not None
    return keys


class TestNewKey:
    def test_it_is_put_in_its_place(self, empty: Site) -> None:
        made = new_key(empty.store, CONNECTION, empty.place)

        assert empty.place.read() == made
        assert len(made.ids) == 1

    def test_one_that_is_there_is_never_overwritten(self, site: Site) -> None:
        site.vault.remove(PASSWORD, by="anna")
        before = site.place.path.read_bytes()

        with pytest.raises(VaultError, match="is there already, and is left as it is"):
            new_key(site.store, CONNECTION, site.place)

        assert site.place.path.read_bytes() == before

    def test_a_lost_one_is_not_replaced_by_one_that_opens_nothing(self, site: Site) -> None:
        (needed,) = keys_of(site).ids
        site.place.path.unlink()

        with pytest.raises(VaultError, match=f"has secrets that need the key {needed}"):
            new_key(site.store, CONNECTION, site.place)

        assert not site.place.path.exists()

    def test_an_empty_vault_without_a_key_says_how_to_make_one(self, empty: Site) -> None:
        with pytest.raises(VaultError, match="has no key: `gp-sync secrets new-key` makes one"):
            empty.vault.set(PASSWORD, Secret("spring"), by="anna")

    def test_where_the_environment_has_the_key_it_is_only_made(self, site: Site) -> None:
        place = key_place(SecretSettings(), CONNECTION, {})

        assert len(new_key(site.store, CONNECTION, place).ids) == 1


class TestRotation:
    def test_without_any_key_it_says_how_to_make_one(self, empty: Site) -> None:
        with pytest.raises(VaultError, match="has no key: `gp-sync secrets new-key` makes one"):
            rotated(empty)

    def test_everything_is_encrypted_anew_and_the_old_key_stays_for_backups(self, site: Site) -> None:
        site.vault.rotate(PASSWORD, Secret("summer"), by="anna")
        (old,) = keys_of(site).ids

        new, kept = rotated(site)

        assert kept == old != new
        assert {row.key_id for row in site.store.secrets(CONNECTION)} == {new}
        assert site.revealed() == ["summer", "spring"]

    def test_an_old_key_is_forgotten_where_that_is_asked_for(self, site: Site) -> None:
        ids = rotated(site, forget=True)

        assert keys_of(site).ids == ids
        assert len(ids) == 1
        assert site.revealed() == ["spring"]

    def test_a_key_that_another_connection_needs_is_not_forgotten(self, site: Site) -> None:
        site.vault_of("north").set(PASSWORD, Secret("summer"), by="anna")
        (old,) = keys_of(site).ids

        _, *kept = rotated(site, forget=True)

        assert kept == [old]
        assert [value.reveal() for value in site.vault_of("north").values(PASSWORD)] == ["summer"]

    def test_it_is_audited_with_the_keys_ids(self, site: Site) -> None:
        (old,) = keys_of(site).ids

        new, _ = rotated(site)

        (row,) = [row for row in site.store.audit(CONNECTION) if row.what == "vault.key_rotated"]
        assert row.detail_text == f'{{"before":["{old}"],"by":"anna","key":"{new}","secrets":1}}'

    def test_an_empty_vault_keeps_its_key(self, empty: Site) -> None:
        made = new_key(empty.store, CONNECTION, empty.place)

        with pytest.raises(VaultError, match="the vault is empty"):
            rotated(empty)

        assert empty.place.read() == made

    def test_a_row_that_cannot_be_read_stops_it_before_anything_is_changed(self, site: Site) -> None:
        before = site.store.secrets(CONNECTION)
        site.place.write(Keys.new())

        with pytest.raises(VaultError, match="has another key"):
            rotated(site)

        assert site.store.secrets(CONNECTION) == before

    @pytest.mark.parametrize("forget", [False, True])
    def test_a_process_that_runs_reads_on(self, site: Site, forget: bool) -> None:
        """Its rows may be of before, and the keys that it reads then of after."""
        store: Any = _RotatingMeanwhile(site, forget=forget)
        other = Vault(store, CONNECTION, site.place)

        assert [value.reveal() for value in other.values(PASSWORD)] == ["spring"]


class _RotatingMeanwhile:
    """A store in which the key is rotated right after each of the first reads."""

    def __init__(self, site: Site, *, forget: bool) -> None:
        self._site = site
        self._forget = forget
        self._left = 2

    def __getattr__(self, name: str) -> Any:
        return getattr(self._site.store, name)

    def secrets(self, connection: str) -> Sequence[SecretRow]:
        rows = self._site.store.secrets(connection)
        self._left -= 1
        if self._left >= 0:
            rotated(self._site, forget=self._forget)
        return rows


class TestKilled:
    @pytest.mark.parametrize(
        "place",
        ["before the key is written", "after the key is written", "ledger.committing", "ledger.committed"],
    )
    def test_nothing_is_lost_and_the_next_rotation_completes_it(self, site: Site, place: str) -> None:
        old = keys_of(site)
        arguments = [site.url, str(site.place.path), CONNECTION, place]
        process = subprocess.Popen(
            [sys.executable, "-c", _STOPPED_AT, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == f"{place}\n"
        assert set(old.ids) <= set(keys_of(site).ids)
        assert site.revealed() == ["spring"], "while the rotation is under way"

        process.kill()
        process.communicate(timeout=60)

        assert site.revealed() == ["spring"]
        new, *kept = rotated(site)
        assert site.store.key_ids(CONNECTION) == {new}
        assert old.ids[0] in kept
        assert site.revealed() == ["spring"]

    def test_a_rotation_that_died_after_it_had_made_a_key_makes_no_second_one(self, site: Site) -> None:
        (old,) = keys_of(site).ids
        both = Keys.new().before(keys_of(site))
        site.place.write(both)

        ids = rotated(site)

        assert ids == both.ids
        assert ids[1] == old


class TestEnvironment:
    def place(self, *keys: Keys) -> EnvironmentKey:
        text = " ".join(key.text().reveal() for key in keys)
        place = key_place(SecretSettings(), CONNECTION, {KEY_VARIABLE: text})
        assert isinstance(place, EnvironmentKey)
        return place

    def test_it_needs_the_new_key_before_the_old_one(self, empty: Site) -> None:
        old, new = Keys.new(), Keys.new()
        alone, both = self.place(old), self.place(new, old)
        vault = Vault(empty.store, CONNECTION, alone)
        vault.set(PASSWORD, Secret("spring"), by="anna")

        with pytest.raises(VaultError, match="has no newer key than that of the secrets: put one before it"):
            rotate_key(empty.store, CONNECTION, alone, vault, by="anna")

        done = rotate_key(empty.store, CONNECTION, both, Vault(empty.store, CONNECTION, both), by="anna")
        assert (done.key_id, done.kept) == (new.ids[0], old.ids)
        assert Vault(empty.store, CONNECTION, self.place(new)).values(PASSWORD) == (Secret("spring"),)
