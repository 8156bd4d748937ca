"""The secrets of both sides: where they come from, and that nobody sees them."""

import os
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import attrs
import pytest

from gp_sync.config.credentials import GP_VARIABLE, PROCURIFY_VARIABLE, Secrets, load_secrets, secrets_end
from gp_sync.config.file import Config, ConfigError, load_config
from gp_sync.credential import Credential
from gp_sync.ledger.sql import SqlStore
from gp_sync.ops.key_places import FileKey
from gp_sync.ops.secret_settings import SecretSettings
from gp_sync.ops.vault import Vault, VaultError
from gp_sync.ops.vault_keys import Keys
from gp_sync.secret import Secret
from tests.ledgers import put_ledger

Writer = Callable[..., Path]

CANARY, OTHER = "canary-7f3a", "canary-91c2"
posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows keeps access rights elsewhere")


@pytest.fixture
def config(write: Writer) -> Config:
    """A configuration that names a file of secrets, which is not there yet."""
    return load_config(write())


class TestSecretsMadeByAnApplication:
    def test_a_bare_text_is_refused_and_not_shown(self) -> None:
        with pytest.raises(TypeError, match=r"is a str: give Secret\(\.\.\.\) of gp_sync\.secret") as caught:
            Secrets(procurify_client_secret=CANARY, gp_password=Secret(OTHER))  # type: ignore[arg-type]

        assert CANARY not in str(caught.value)

    def test_a_secret_is_a_credential_that_stays(self) -> None:
        secrets = Secrets(procurify_client_secret=Secret(CANARY), gp_password=Secret(OTHER))

        assert revealed(secrets.procurify_client_secret, secrets.gp_password) == [CANARY, OTHER]


def without_file(config: Config) -> Config:
    return attrs.evolve(config, secrets=attrs.evolve(config.secrets, file=""))


def revealed(*credentials: Credential) -> list[str]:
    return [value.reveal() for credential in credentials for value in credential.values()]


def store(config: Config, text: str, mode: int = 0o600) -> None:
    path = Path(config.secrets.file)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


BOTH = f'procurify_client_secret = "{CANARY}"\ngp_password = "{OTHER}"\n'


class TestSources:
    def test_secrets_come_from_the_environment(self, config: Config) -> None:
        secrets = load_secrets(without_file(config), {PROCURIFY_VARIABLE: CANARY, GP_VARIABLE: OTHER})

        assert revealed(secrets.procurify_client_secret, secrets.gp_password) == [CANARY, OTHER]

    def test_the_environment_is_the_process_own_if_none_is_given(
        self, config: Config, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(PROCURIFY_VARIABLE, CANARY)
        monkeypatch.setenv(GP_VARIABLE, OTHER)

        assert revealed(load_secrets(without_file(config)).gp_password) == [OTHER]

    def test_secrets_come_from_a_protected_file(self, config: Config) -> None:
        store(config, BOTH)

        secrets = load_secrets(config, {})

        assert revealed(secrets.procurify_client_secret, secrets.gp_password) == [CANARY, OTHER]

    def test_the_environment_wins_over_the_file(self, config: Config) -> None:
        store(config, BOTH)

        assert revealed(load_secrets(config, {GP_VARIABLE: "newer"}).gp_password) == ["newer"]


class TestMissing:
    def test_every_missing_secret_is_named_with_all_places(self, config: Config) -> None:
        with pytest.raises(ConfigError) as refused:
            load_secrets(without_file(config), {PROCURIFY_VARIABLE: ""})

        first, second = refused.value.problems
        assert first == (
            "no procurify_client_secret: set the variable GP_SYNC_PROCURIFY_CLIENT_SECRET, put procurify_client_secret "
            "into the file of [secrets] file, or keep it in the vault with "
            "`gp-sync secrets set procurify_client_secret`"
        )
        assert second == (
            "no gp_password: set the variable GP_SYNC_GP_PASSWORD, put gp_password into the file of [secrets] file, "
            "or keep it in the vault with `gp-sync secrets set gp_password`"
        )

    def test_a_file_that_is_configured_and_missing_is_named(self, config: Config) -> None:
        with pytest.raises(ConfigError, match="there is no such file"):
            load_secrets(config, {PROCURIFY_VARIABLE: CANARY, GP_VARIABLE: OTHER})

    def test_a_missing_file_says_what_to_write_into_it(self, config: Config) -> None:
        with pytest.raises(ConfigError, match="write it with procurify_client_secret and gp_password"):
            load_secrets(config, {})

    def test_a_misspelt_key_of_the_file_is_named_without_its_value(self, config: Config) -> None:
        store(config, BOTH + f'gp_pasword = "{CANARY}"\n')

        with pytest.raises(ConfigError, match="unknown key gp_pasword; accepted: ") as refused:
            load_secrets(config, {})

        assert CANARY not in str(refused.value)

    def test_a_secret_that_is_no_text_is_refused_without_showing_it(self, config: Config) -> None:
        store(config, f'procurify_client_secret = "{CANARY}"\ngp_password = 73518\n')

        with pytest.raises(ConfigError, match="gp_password is not a text: put it in quotes") as refused:
            load_secrets(config, {})

        assert "73518" not in str(refused.value)


class TestProtection:
    @posix_only
    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
    def test_a_file_that_others_can_read_is_refused(self, config: Config, mode: int) -> None:
        store(config, BOTH, mode)

        with pytest.raises(ConfigError, match=r"other users can read it: run `chmod 600 .*secrets\.toml`") as refused:
            load_secrets(config, {})

        assert CANARY not in str(refused.value)

    @pytest.mark.parametrize(
        "text",
        [
            f"gp_password = {CANARY}",
            f'gp_password = "{CANARY}',
            f'gp_password = "{CANARY}" {OTHER}',
            f'{CANARY}\ngp_password = "x"',
            f'gp_password = "{CANARY}"\ngp_password = "{OTHER}"',
        ],
    )
    def test_a_file_that_is_not_toml_is_refused_without_showing_it(self, config: Config, text: str) -> None:
        store(config, text)

        with pytest.raises(ConfigError, match="it is not TOML") as refused:
            load_secrets(config, {})

        shown = "".join(traceback.format_exception(refused.value)) + repr(refused.value)
        assert CANARY not in shown
        assert OTHER not in shown

    def test_secrets_do_not_show_themselves(self, config: Config) -> None:
        secrets = load_secrets(without_file(config), {PROCURIFY_VARIABLE: CANARY, GP_VARIABLE: OTHER})

        shown = f"{secrets} {secrets!r} {attrs.asdict(secrets)}"
        assert CANARY not in shown
        assert OTHER not in shown


class TestVault:
    @pytest.fixture
    def vault(self, tmp_path: Path) -> Iterator[Vault]:
        """One with a password, which a test may spoil."""
        store = SqlStore(put_ledger(tmp_path / "ledger.db"))
        place = FileKey(tmp_path / "vault.key")
        place.write(Keys.new())
        made = Vault(store, "fabrikam", place)
        made.set("gp_password", Secret(OTHER), by="anna")
        yield made
        store.close()

    def test_what_is_nowhere_else_is_taken_from_the_vault(self, config: Config, vault: Vault) -> None:
        secrets = load_secrets(without_file(config), {PROCURIFY_VARIABLE: CANARY}, vault)

        assert revealed(secrets.procurify_client_secret, secrets.gp_password) == [CANARY, OTHER]

    def test_the_environment_and_the_file_win_over_it(self, config: Config, vault: Vault) -> None:
        store(config, f'gp_password = "{CANARY}"\n')

        secrets = load_secrets(config, {PROCURIFY_VARIABLE: CANARY}, vault)

        assert revealed(secrets.gp_password) == [CANARY]

    def test_it_is_asked_at_each_use(self, config: Config, vault: Vault) -> None:
        secrets = load_secrets(without_file(config), {PROCURIFY_VARIABLE: CANARY}, vault)

        vault.rotate("gp_password", Secret("newer"), by="anna")

        assert revealed(secrets.gp_password) == ["newer", OTHER]

    def test_one_that_was_removed_meanwhile_is_told(self, config: Config, vault: Vault) -> None:
        secrets = load_secrets(without_file(config), {PROCURIFY_VARIABLE: CANARY}, vault)
        vault.remove("gp_password", by="anna")

        with pytest.raises(VaultError, match="there is no gp_password in the vault any more"):
            secrets.gp_password.values()

    def test_a_note_that_cannot_be_taken_stops_nobody(
        self, config: Config, vault: Vault, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        secrets = load_secrets(without_file(config), {PROCURIFY_VARIABLE: CANARY}, vault)
        (tmp_path / "vault.key").unlink()

        secrets.gp_password.worked(Secret(OTHER))
        secrets.gp_password.refused(Secret(OTHER))

        assert [record.message.partition(" could")[0] for record in caplog.records] == [
            "that gp_password worked",
            "that gp_password was refused",
        ]

    def test_an_empty_one_lacks_what_is_needed(self, config: Config, vault: Vault) -> None:
        with pytest.raises(ConfigError, match="no procurify_client_secret: "):
            load_secrets(without_file(config), {}, vault)


class TestLastDays:
    def test_they_are_those_that_the_file_says_now(self, write: Writer) -> None:
        """Whoever rotates a secret writes its day there, and starts nothing anew."""
        path = write()
        before = load_config(path)
        path.write_text(path.read_text("utf-8") + "[secrets.expires]\ngp_password = 2027-05-31\n", "utf-8")

        now = secrets_end(path, before)

        assert (before.secrets.expires, now) == ({}, {"gp_password": date(2027, 5, 31)})

    @pytest.mark.parametrize("half_written", ["[secrets.expires]\ngp_password = 2027-", None])
    def test_where_it_cannot_be_read_those_of_before_count(self, write: Writer, half_written: str | None) -> None:
        path = write()
        before = attrs.evolve(load_config(path), secrets=SecretSettings(expires={"gp_password": date(2027, 5, 31)}))
        path.unlink() if half_written is None else path.write_text(half_written, "utf-8")

        assert secrets_end(path, before) == {"gp_password": date(2027, 5, 31)}

    def test_the_end_of_a_secret_that_there_is_not_is_refused_by_name(self, config: Config) -> None:
        told = attrs.evolve(config.secrets, file="", expires={"gp_pasword": date(2027, 1, 31)})

        with pytest.raises(ConfigError, match="expires names gp_pasword; accepted: procurify_client_secret"):
            load_secrets(attrs.evolve(config, secrets=told), {PROCURIFY_VARIABLE: CANARY, GP_VARIABLE: OTHER})
