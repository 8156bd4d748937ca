"""The questionnaire: asked of a person, of a file and as a program; it writes profiles that load."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from dynamicsgp_sba import load_profile
from dynamicsgp_sba.profile import COMPANION, SHIPPED, CompanyDecimals, ProfileError, from_toml, to_toml
from dynamicsgp_sba.profile.__main__ import main
from dynamicsgp_sba.profile.answered import profile_of
from dynamicsgp_sba.profile.interview import ask, read_answers
from dynamicsgp_sba.profile.questions import QUESTIONS, questionnaire

URL = "https://gp.example.com"
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "gp-questionnaire.md"


TEXTS = {question.text: question.id for question in QUESTIONS}


def typed(**answers: str) -> Callable[[str], str]:
    """Answers questions as a person does, with empty lines for all that are not given."""
    return lambda prompt: answers.get(TEXTS[prompt.partition(" [")[0].rstrip(" ")], "")


class TestAnswers:
    def test_defaults_describe_what_microsoft_ships(self) -> None:
        profile = profile_of(ask(typed(base_url=URL), lambda _: None))

        assert profile == attrs.evolve(SHIPPED, name="site", base_url=URL)

    def test_every_answer_is_in_the_profile(self) -> None:
        answers = typed(
            name="fabrikam", base_url=URL, ca_bundle="gp.pem", authentication="basic", tenant="T1",
            companies="Fabrikam, Inc.; Contoso", quantity_decimals="3", own_currency="Z-US$ 2 4",
            missing="items; item vendors", companion="yes", companion_url="https://gp2.example.com",
            refuses_existing="y", full_lists="no", longest_execution="120", addresses="yes", company_root="{company}",
            tenant_root="api", product="Dynamics", parentheses="no", separator=",", query="$format=json; v=2",
            other_json="yes", names="dexterity", envelope="Payload", amounts="number", flags="boolean",
            dates="datacontract", time_zone="America/Chicago", accept="text/json",
        )  # fmt: skip

        profile = profile_of(ask(answers, lambda _: None))

        assert (profile.name, profile.tenant, profile.product) == ("fabrikam", "T1", "Dynamics")
        assert (profile.ca_bundle, profile.authentication) == ("gp.pem", "basic")
        assert profile.companies == ("Fabrikam, Inc.", "Contoso")
        assert [name for name, resource in profile.resources.items() if not resource.available] == [
            "items",
            "item_vendors",
        ]
        orders = profile.resources["purchase_orders"]
        assert orders == attrs.evolve(
            COMPANION.resources["purchase_orders"],
            base_url="https://gp2.example.com",
            list_path="{path}",
            separator=",",
            list_is_full=False,
            names="dexterity",
            envelope="Payload",
            longest_execution=120.0,
            company_root="{company}",
            tenant_root="api",
            query={"$format": "json", "v": "2"},
            amounts="number",
            flags="boolean",
            dates="datacontract",
            time_zone="America/Chicago",
            accept="text/json",
        )
        assert profile.resources["vendors"].base_url is None
        stated = CompanyDecimals(quantity=3, unit_cost=4, functional_currency="Z-US$", currencies={"Z-US$": 2})
        assert profile.decimals == {"Fabrikam, Inc.": stated, "Contoso": stated}
        assert from_toml(to_toml(profile)) == profile

    def test_what_does_not_matter_after_the_answers_before_is_not_asked(self) -> None:
        asked: list[str] = []

        def answer(prompt: str) -> str:
            asked.append(TEXTS[prompt.partition(" [")[0].rstrip(" ")])
            return URL if asked[-1] == "base_url" else ""

        ask(answer, lambda _: None)

        assert asked == [
            "name", "base_url", "ca_bundle", "authentication", "tenant", "companies", "missing", "companion",
            "full_lists", "longest_execution", "addresses", "other_json",
        ]  # fmt: skip

    def test_a_wrong_answer_is_explained_and_asked_again(self) -> None:
        wrong = {
            "base_url": ["", "?", "ftp://x", URL], "authentication": ["kerberus"], "companies": ["Contoso"],
            "quantity_decimals": ["6", "two"], "own_currency": ["Z-US$ 2"], "missing": ["vendor"],
            "companion": ["maybe"], "longest_execution": ["soon"], "addresses": ["yes"], "query": ["$format"],
        }  # fmt: skip
        said: list[str] = []

        def answer(prompt: str) -> str:
            lines = wrong.get(TEXTS[prompt.partition(" [")[0].rstrip(" ")], [])
            return lines.pop(0) if lines else ""

        profile = profile_of(ask(answer, said.append))

        assert profile.base_url == URL
        assert said[1] == "  There is no default: give an answer."
        assert "Port 48620" in said[2]
        assert "expected https://host" in said[3]
        assert said[4] == "  authentication is 'kerberus': expected one of ntlm, kerberos, basic, bearer"
        assert said[5] == "  quantity is 6: expected whole numbers from 0 to 5"
        assert said[6] == "  'two': expected a whole number from 0 to 5"
        assert said[7] == "  'Z-US$ 2': expected a currency ID and two numbers of decimals, such as Z-US$ 2 2"
        assert "vendor: expected some of account_segments" in said[8]
        assert said[9] == "  'maybe': answer yes or no"
        assert said[10] == "  'soon': expected a number of seconds, such as 900"
        assert said[11] == "  '$format': expected parameters such as $format=json, with a semicolon between them"

    def test_a_file_s_mistakes_are_told_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "answers.toml"
        lines = ('bas_url = "x"', "companion = true", 'separator = "-"', 'query = "a=b"', 'own_currency = "Z-US$ 2 2"')
        path.write_text("\n".join((*lines, 'dates = "date"')), encoding="utf-8")

        with pytest.raises(ProfileError) as caught:
            read_answers(path)

        assert caught.value.problems == (
            "bas_url: there is no such question; did you mean 'base_url'?",
            "base_url is missing: At which address does the GP Service answer?",
            "companion is True: expected a text in quotes, as it would be typed",
            "separator: separator is '-': expected one of ; , : /",
            "own_currency counts only if companies is answered: say that as well, or leave this out",
            "separator counts only if addresses is yes: say that as well, or leave this out",
            "query counts only if addresses is yes: say that as well, or leave this out",
        )

    def test_a_file_that_cannot_be_read_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "broken.toml").write_text("x =", encoding="utf-8")

        with pytest.raises(ProfileError, match="cannot be read"):
            read_answers(tmp_path / "missing.toml")
        with pytest.raises(ProfileError, match="not TOML"):
            read_answers(tmp_path / "broken.toml")


class TestProgram:
    @pytest.fixture
    def site(self, tmp_path: Path) -> Path:
        """A profile that is not written yet."""
        return tmp_path / "site.toml"

    def test_it_writes_a_profile_that_loads(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([str(site)], typed(base_url=URL, companion="yes")) == 0

        assert load_profile(site).base_url == URL
        assert "dynamicsgp_sba.discover" in capsys.readouterr().err

    def test_it_leaves_a_file_that_is_there_unless_told(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        site.write_text("mine", encoding="utf-8")

        assert main([str(site)], typed(base_url=URL)) == 2
        assert site.read_text(encoding="utf-8") == "mine"
        assert "--overwrite" in capsys.readouterr().err

        assert main([str(site), "--overwrite"], typed(base_url=URL)) == 0
        assert load_profile(site).base_url == URL

    def test_answers_that_end_early_write_nothing(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        def ended(_: str) -> str:
            raise EOFError

        assert main([str(site)], ended) == 2
        assert "nothing was written" in capsys.readouterr().err
        assert not site.exists()

    def test_it_needs_a_file_to_write(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main([])

        assert "name the file to write" in capsys.readouterr().err

    def test_it_runs_by_itself_from_a_file(self, site: Path, tmp_path: Path) -> None:
        answers = tmp_path / "answers.toml"
        answers.write_text(f'base_url = "{URL}"\nname = "Ñandú"\n', encoding="utf-8")
        command = [sys.executable, "-W", "error", "-m", "dynamicsgp_sba.profile", str(site), "--answers", str(answers)]

        done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", timeout=60)

        assert (done.returncode, done.stdout) == (0, "")
        assert load_profile(site).name == "Ñandú"

    def test_the_page_for_the_administrator_has_the_same_questions(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--questions"]) == 0

        assert capsys.readouterr().out == questionnaire()
        assert questionnaire() in PAGE.read_text(encoding="utf-8")
