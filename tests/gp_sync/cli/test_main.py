"""The start of `gp-sync`."""

import gc

import pytest

from gp_sync.cli import main


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
