"""Reading the discovery page, and discovery as a program."""

import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from dynamicsgp_sba import COMPANION, SiteProfile
from dynamicsgp_sba.discover.__main__ import main
from dynamicsgp_sba.discover.help_page import HelpPage, read_help
from dynamicsgp_sba.profile import to_toml
from dynamicsgp_sba.testing import GPServer
from tests.dynamicsgp_sba.conftest import FABRIKAM, PASSWORD, USER


class TestHelpPage:
    def test_items_stand_under_their_headings_whatever_the_markup(self) -> None:
        page = read_help(
            "<h2>Dictionaries</h2><ul><li><a href='Dynamics/help'>Dynamics</a><li>Fixed <b>Assets</b></li></ul>"
            "<table><tr><th>Object libraries</th></tr><tr><td> A.B </td></tr><tr><td>A.B</td></tr></table>"
        )

        assert page == HelpPage(dictionaries=("Dynamics", "Fixed Assets"), libraries=("A.B",), links=("Dynamics/help",))

    @pytest.mark.parametrize("text", ["", "no markup", "<html><li>stray</li></b></html>", '{"json": 1}'])
    def test_another_page_names_nothing(self, text: str) -> None:
        assert read_help(text) == HelpPage()


class TestProgram:
    def run(self, *options: str, typed: str = PASSWORD) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-W", "error", "-m", "dynamicsgp_sba.discover", "--user", USER, *options]
        return subprocess.run(
            [*command, "--password-stdin"], input=f"{typed}\n", capture_output=True, check=False, text=True, timeout=60
        )

    def test_it_prints_what_it_found(self, poor: GPServer, tmp_path: Path) -> None:
        site = tmp_path / "site.toml"
        site.write_text(to_toml(attrs.evolve(COMPANION, base_url=poor.base_url)), encoding="utf-8")

        done = self.run("--profile", str(site), "--company", FABRIKAM)

        assert done.returncode == 1
        assert "purchase_orders       answers" in done.stdout
        assert "! countries: " in done.stdout
        assert PASSWORD not in done.stdout + done.stderr

    def test_a_wrong_password_is_tried_once_and_shown_nowhere(self, server: GPServer) -> None:
        done = self.run("--url", server.base_url, typed="Wrong Canary 9")

        assert done.returncode == 1
        assert "logon refused" in done.stdout
        assert "Canary" not in done.stdout + done.stderr
        assert server.failed_logons == 1

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ([], "no address is known"),
            (["--profile", "missing.toml"], "cannot be read"),
            (["--url", "https://gp.example.com", "--ca-bundle", "missing.pem"], "there is no such file"),
            (["--url", "http://gp.example.com"], "plain http"),
        ],
    )
    def test_what_it_cannot_begin_with_is_told(
        self, options: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)

        assert main(["--user", USER, *options]) == 2
        assert said in capsys.readouterr().err

    def test_an_empty_password_is_refused(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("getpass.getpass", lambda _: "")

        assert main(["--user", USER, "--url", "https://gp.example.com", "--basic"]) == 2
        assert "empty" in capsys.readouterr().err

    def test_nothing_missing_is_exit_code_0(
        self, server: GPServer, here: SiteProfile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)
        site = tmp_path / "site.toml"
        site.write_text(to_toml(here), encoding="utf-8")

        assert main(["--user", USER, "--profile", str(site), "--url", server.base_url]) == 0
