"""The tutorial, done as it stands: its commands, its files, and what it shows of the answers."""

import contextlib
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dynamicsgp_sba.testing import GPServer, seed_fabrikam
from procurify_client.testing import ProcurifyServer, seed
from tests.command_line import command_line
from tests.project.pages import Block, blocks_of

VARYING = re.compile(r" ms$|^\d{4}-\d\d-\d\d |\.\.\.")
"""Lines with a time, a date or an ellipsis."""
NUMBER = re.compile(r"issue \d+, ")
"""Of two causes that are met at the same time, either may be the first."""


@pytest.fixture
def addresses() -> Iterator[dict[str, str]]:
    """The two servers of the tutorial, each with the address that the page has for it."""
    behind = [timedelta(hours=1)]  # a reader is slow: what changed within the last seconds would be read again
    with (
        ProcurifyServer(
            client_id="loopback-client",
            client_secret="loopback-secret",
            now=lambda: datetime.now(UTC) - behind[0],
        ) as procurify,
        GPServer(users={r"FABRIKAM\svc_gp": "made-up-for-loopback"}) as gp,
    ):
        seed(procurify)
        behind[0] = timedelta()
        seed_fabrikam(gp)
        yield {"http://127.0.0.1:8601": procurify.base_url, "http://127.0.0.1:8602": gp.base_url}


@pytest.fixture
def newcomer(addresses: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Newcomer":
    monkeypatch.chdir(tmp_path)
    return Newcomer(addresses, monkeypatch)


class Newcomer:
    """Somebody who does what the page says, block by block."""

    def __init__(self, addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.addresses = addresses
        self.monkeypatch = monkeypatch
        self.said = ""
        self.compared = 0

    def take(self, block: Block) -> None:
        text = block.text
        for shown, real in self.addresses.items():
            text = text.replace(shown, real)
        if block.language == "console":
            self.said = "".join(map(self.do, [text] if "<<" in text else text.splitlines()))
        elif block.language == "toml":
            file = Path("gp-sync.toml")
            head, _, rest = file.read_text("utf-8").partition("\n")
            whole = text if "connection" in text else f"{head}\n{text}{rest}"
            file.write_text(whole, encoding="utf-8")
        elif text.startswith("company,"):
            Path("vendor-links.csv").write_text(text, encoding="utf-8")
        else:
            self.compare(text, block.name)

    def do(self, command: str) -> str:
        words = command.split()
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.monkeypatch.setenv(name, value)
        elif words[0] == "python":
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(re.sub(r"^.*<<'END'\n|END\n$", "", command), {})  # noqa: S102  # our own page
            return printed.getvalue()
        elif words[0] == "gp-sync":
            result = command_line(words[1:], env={"COLUMNS": "400"})
            assert result.exit_code in {0, 1}, result.output  # 1 says that something is open
            return str(result.output)
        return ""

    def compare(self, shown: str, name: str) -> None:
        """Each line that is shown is said; what varies from run to run is left out."""
        said = NUMBER.sub("", " ".join(self.said.split()))
        shown_lines = [line for line in shown.splitlines() if line and not VARYING.search(line)]
        lines = [NUMBER.sub("", " ".join(line.split())) for line in shown_lines]
        assert [line for line in lines if line not in said] == [], f"{name} shows what is not said:\n{self.said}"
        self.compared += len(lines)


class TestTutorial:
    def test_it_goes_as_it_says(self, newcomer: Newcomer) -> None:
        """
        From the first sync to the last, with the numbers and words of the page.
        """
        for block in blocks_of("docs/tutorial/index.md"):
            newcomer.take(block)

        assert newcomer.compared > 50
