"""What commands say when something goes wrong, and the code that they end with."""

import errno
import os

import pytest
import typer

from gp_sync.cli.common import mistakes


class TestTroubleWithFiles:
    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (OSError(errno.ENOENT, os.strerror(errno.ENOENT), "a.csv"), "gp-sync: a.csv: No such file or directory"),
            (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "gp-sync: a file: No space left on device"),
            (OSError("the keyring does not answer"), "gp-sync: the keyring does not answer"),
            (TimeoutError(), "gp-sync: TimeoutError"),
        ],
    )
    def test_it_is_told_whatever_the_error_knows_of_itself(
        self, capsys: pytest.CaptureFixture[str], error: OSError, words: str
    ) -> None:
        with pytest.raises(typer.Exit) as ended, mistakes():
            raise error

        assert (ended.value.exit_code, capsys.readouterr().err) == (2, f"{words}\n")
