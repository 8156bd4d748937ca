"""What others write into the log shows no secret either."""

import io
import logging
from collections.abc import Iterator

import pytest

from dynamicsgp_sba.secret import Secret as SecretOfGP
from gp_sync.cli.app import options
from gp_sync.secret import Secret
from gp_sync.systems.log_lines import MaskingFormatter
from procurify_client.secret import Secret as SecretOfProcurify

CANARY = "canary-of-the-log"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What a handler with our formatter writes for the logger "other"."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(MaskingFormatter("%(name)s: %(message)s"))
    logger = logging.getLogger("other")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


@pytest.mark.parametrize("secret", [Secret, SecretOfGP, SecretOfProcurify])
class TestMasking:
    def test_edge_56_a_secret_in_a_message_of_others_is_masked(self, lines: io.StringIO, secret: type) -> None:
        kept = secret(CANARY)

        logging.getLogger("other").warning("header %s of %s", f"Bearer {CANARY}", kept)

        assert lines.getvalue() == "other: header Bearer ******** of Secret('********')\n"

    def test_edge_56_so_is_one_in_a_traceback(self, lines: io.StringIO, secret: type) -> None:
        kept = secret(CANARY)

        try:
            int(kept.reveal())
        except ValueError:
            logging.getLogger("other").exception("refused")

        assert CANARY not in lines.getvalue()
        assert "ValueError: invalid literal for int() with base 10: '********'" in lines.getvalue()

    def test_one_that_nobody_holds_any_more_is_forgotten(self, lines: io.StringIO, secret: type) -> None:
        kept = secret(CANARY)
        del kept

        logging.getLogger("other").warning("%s", CANARY)

        assert lines.getvalue() == f"other: {CANARY}\n"


class TestShortOnes:
    def test_a_secret_of_three_letters_does_not_spoil_every_word(self, lines: io.StringIO) -> None:
        kept = Secret("the")

        logging.getLogger("other").warning("the words")

        assert kept.reveal() == "the"
        assert lines.getvalue() == "other: the words\n"


class TestCommandLine:
    def test_edge_56_what_gp_sync_logs_is_masked(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(logging.getLogger(), "handlers", [])
        kept = Secret(CANARY)

        options(verbose=False)
        logging.getLogger("other").warning("%s", kept.reveal())

        assert capsys.readouterr().err.endswith(" WARNING other: ********\n")
