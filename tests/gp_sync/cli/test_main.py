"""The start of `gp-sync`."""

import gc
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from gp_sync.cli import main
from gp_sync.ops.key_places import KEY_VARIABLE
from tests.end_to_end.world import World


class TestMain:
    def test_a_command_runs_with_garbage_collected_though_its_start_was_not(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("sys.argv", ["gp-sync", "--version"])
        gc.unfreeze()

        with pytest.raises(SystemExit) as ended:
            main()

        assert (ended.value.code, gc.isenabled()) == (0, True)
        assert gc.get_freeze_count() > 100_000
        assert capsys.readouterr().out.startswith("gp-sync ")

    @pytest.mark.parametrize(
        ("command", "code", "said"),
        [
            (["init"], 0, "new.toml is written: fill it in"),
            (["secrets", "set", "gp_password"], 2, "the value is empty"),
            (["secrets", "remove", "gp_password"], 1, "Remove gp_password from the vault, for ever?"),
        ],
    )
    def test_with_its_input_closed_it_goes_on_as_where_nobody_answers(
        self,
        command: list[str],
        code: int,
        said: str,
        world: World,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        place = tmp_path / "new.toml" if command == ["init"] else world.config
        monkeypatch.setattr("sys.argv", ["gp-sync", *command, "--config", str(place)])
        monkeypatch.setattr("sys.stdin", None)
        monkeypatch.setenv(KEY_VARIABLE, Fernet.generate_key().decode())

        with pytest.raises(SystemExit) as ended:
            main()

        told = capsys.readouterr()
        assert (ended.value.code, said in " ".join((told.out + told.err).split())) == (code, True)
