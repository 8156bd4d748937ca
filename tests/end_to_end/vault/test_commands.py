"""The commands of `gp-sync secrets`, and the words they answer with."""

import json
import os
import subprocess
import sys

import pytest

from tests.end_to_end.terminals import at_a_terminal
from tests.end_to_end.vault.vaults import NEW_PASSWORD, secrets, states
from tests.end_to_end.world import World

EXIT_MISTAKE = 2


class TestValues:
    @pytest.mark.parametrize("value", ["", "two\nlines", "a tab\there", "\n"])
    def test_what_cannot_be_a_secret_is_refused_and_changes_nothing(self, kept: World, value: str) -> None:
        result = secrets(kept, "set", "gp_password", value=value)

        assert result.exit_code == EXIT_MISTAKE
        assert "give it in one line" in " ".join(result.stderr.split())
        assert kept.run("sync").exit_code == 0

    @pytest.mark.parametrize("given", ["café".encode(), "café\r\n".encode("utf-8-sig")])
    def test_letters_beside_ascii_arrive_as_they_were_sent_whatever_the_machine_s_encoding(
        self, kept: World, given: bytes
    ) -> None:
        """Windows reads what another program sends as code page 1252, if nobody says otherwise."""
        environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
        program = [sys.executable, "-c", "from gp_sync.cli import main; main()"]
        command = [*program, "secrets", "set", "gp_password", "--config", str(kept.config)]

        subprocess.run(command, input=given, env=environment, check=True, capture_output=True)

        kept.gp.users.set_password(r"FABRIKAM\svc_gp", "café")
        assert kept.run("sync").exit_code == 0

    def test_what_is_not_utf_8_is_refused_and_not_shown(self, kept: World) -> None:
        result = secrets(kept, "set", "gp_password", value=b"canary-caf\xe9")

        assert result.exit_code == EXIT_MISTAKE
        assert "standard input is not UTF-8 text" in " ".join(result.stderr.split())
        assert "canary-caf" not in result.output

    def test_spaces_inside_and_around_belong_to_the_value(self, kept: World) -> None:
        kept.gp.users.set_password(r"FABRIKAM\svc_gp", " pass word ")
        secrets(kept, "set", "gp_password", value=" pass word ")

        assert kept.run("sync").exit_code == 0

    def test_a_name_that_there_is_not_is_told_with_those_that_there_are(self, kept: World) -> None:
        result = secrets(kept, "set", "gp_pasword", value="x")

        assert result.exit_code == EXIT_MISTAKE
        assert "procurify_client_secret, gp_password, gp_sql_password" in " ".join(result.stderr.split())

    @pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own is made as POSIX has them")
    def test_at_a_terminal_it_is_asked_for_twice_and_not_shown(self, kept: World) -> None:
        questions = ("gp_password, the password of the Windows account for GP:", "confirmation:")

        code, shown = at_a_terminal(kept, "secrets", "rotate", "gp_password", questions=questions, answer=NEW_PASSWORD)

        assert code == 0, shown
        assert NEW_PASSWORD not in shown
        assert "the new value is used from the next logon on" in shown
        assert states(kept)[1][1] == "new: not proved yet"


class TestRotation:
    def test_what_was_never_set_is_told_before_a_value_is_asked_for(self, kept: World) -> None:
        result = secrets(kept, "rotate", "gp_sql_password", value="x")

        assert result.exit_code == EXIT_MISTAKE
        assert "`gp-sync secrets set gp_sql_password` puts it there" in result.stderr

    @pytest.mark.parametrize("command", ["set", "rotate"])
    def test_the_day_on_which_the_old_value_ends_is_called_to_mind(self, kept: World, command: str) -> None:
        text = kept.config.read_text("utf-8")
        kept.config.write_text(f"{text}expires = {{ gp_password = 2027-01-31 }}\n", encoding="utf-8")

        told = [secrets(kept, command, name, value="x").stdout for name in ("gp_password", "procurify_client_secret")]

        assert "says that gp_password ends on 2027-01-31: write the day of the new value there" in told[0]
        assert "ends on" not in told[1]


class TestList:
    def test_it_tells_where_each_secret_comes_from_and_never_a_value(self, kept: World) -> None:
        result = secrets(kept, "list")

        first, second = result.stdout.splitlines()
        assert first.startswith("procurify_client_secret, value 1: from the vault: not used yet; set 20")
        assert second.startswith("gp_password, value 1: from the vault: not used yet; set 20")

    def test_what_is_nowhere_is_missing(self, world: World) -> None:
        world.environment["GP_SYNC_GP_PASSWORD"] = ""

        assert states(world) == [("procurify_client_secret", "used"), ("gp_password", "missing")]

    def test_with_a_wrong_key_it_lists_what_there_is_and_fails(self, kept: World) -> None:
        secrets(kept, "rotate-key")
        lines = (kept.folder / "vault.key").read_text(encoding="ascii").splitlines()
        (kept.folder / "vault.key").write_text(lines[1], encoding="ascii")

        result = secrets(kept, "list")

        assert result.exit_code == EXIT_MISTAKE
        assert len(result.stdout.splitlines()) == 2
        assert "has another key than the vault of 'test'" in result.stderr


class TestKey:
    def test_a_rotation_tells_what_it_did_and_which_keys_are_left(self, kept: World) -> None:
        told = secrets(kept, "rotate-key").stdout
        answer = json.loads(secrets(kept, "rotate-key", "--forget-old", "--yes", "--json").stdout)

        assert told.startswith("2 values encrypted with the key ")
        assert "older keys are still there: " in told
        assert (answer["secrets"], answer["kept"]) == (2, [])
        assert kept.run("sync").exit_code == 0

    def test_old_keys_are_forgotten_only_after_a_yes_that_names_what_may_need_them(self, kept: World) -> None:
        secrets(kept, "rotate-key")
        before = (kept.folder / "vault.key").read_bytes()

        asked = secrets(kept, "rotate-key", "--forget-old", value="n")

        assert asked.exit_code == 1
        assert "nor the vault of any other ledger whose configuration names the same place" in asked.stderr
        assert (kept.folder / "vault.key").read_bytes() == before

    def test_a_new_key_may_be_printed_alone_for_another_place(self, kept: World) -> None:
        before = (kept.folder / "vault.key").read_bytes()

        printed = secrets(kept, "new-key", "--print")

        assert len(printed.stdout) == 45
        assert printed.stderr == ""
        assert (kept.folder / "vault.key").read_bytes() == before

    def test_a_key_without_a_place_is_printed_with_the_word_where_to_put_it(self, world: World) -> None:
        printed = secrets(world, "new-key")

        assert len(printed.stdout) == 45
        assert "put it into GP_SYNC_VAULT_KEY; or name a key_file in [secrets]" in printed.stderr

    def test_beside_a_key_in_the_environment_it_is_not_told_to_take_its_place(self, world: World) -> None:
        world.environment |= {"GP_SYNC_VAULT_KEY": secrets(world, "new-key").stdout.strip()}

        told = secrets(world, "new-key").stderr

        assert "there is one in GP_SYNC_VAULT_KEY already. To change it, put this one before it" in told

    def test_the_key_may_be_in_the_environment(self, world: World) -> None:
        key = secrets(world, "new-key").stdout.strip()
        world.environment |= {"GP_SYNC_VAULT_KEY": key, "GP_SYNC_GP_PASSWORD": ""}

        assert secrets(world, "set", "gp_password", value=world.password).exit_code == 0
        assert world.run("sync").exit_code == 0


class TestRemoval:
    def test_it_asks_first(self, kept: World) -> None:
        assert secrets(kept, "remove", "gp_password", value="n").exit_code == 1
        assert secrets(kept, "remove", "gp_password", value="y").exit_code == 0
        assert states(kept)[1] == ("gp_password", "missing")
