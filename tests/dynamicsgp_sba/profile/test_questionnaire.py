"""The questionnaire: asked of a person, of a file and as a program; it writes profiles that load."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest

from dynamicsgp_sba import load_profile
from dynamicsgp_sba.profile import COMPANION, SHIPPED, ProfileError
from dynamicsgp_sba.profile.__main__ import main
from dynamicsgp_sba.profile.interview import ask, read_answers
from dynamicsgp_sba.profile.questions import QUESTIONS, profile_of, questionnaire

URL = "https://gp.example.com"
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "gp-questionnaire.md"


def typed(**answers: str) -> Callable[[str], str]:
    """Answers questions as a person does, with empty lines for all that are not given."""
    lines: Iterator[str] = iter([answers.get(question.id, "") for question in QUESTIONS])
    return lambda _: next(lines)


class TestAnswers:
    def test_defaults_describe_what_microsoft_ships(self) -> None:
        profile = profile_of(ask(typed(base_url=URL), lambda _: None))

        assert profile == attrs.evolve(SHIPPED, name="site", base_url=URL)

    def test_every_answer_is_in_the_profile(self) -> None:
        answers = typed(
            name="fabrikam", base_url=URL, tenant="T1", companies="Fabrikam, Inc.; Contoso", product="Dynamics",
            missing="items; item vendors", companion="yes", companion_url="https://gp2.example.com", parentheses="no",
            separator=",", full_lists="no", names="dexterity", envelope="Payload", refuses_existing="y",
            longest_execution="120",
        )  # fmt: skip

        profile = profile_of(ask(answers, lambda _: None))

        assert (profile.name, profile.tenant, profile.product) == ("fabrikam", "T1", "Dynamics")
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
        )
        assert profile.resources["vendors"].base_url is None

    def test_a_wrong_answer_is_explained_and_asked_again(self) -> None:
        lines = iter(["site", "", "?", "ftp://x", URL, *[""] * 3, "vendor", "", "maybe", "yes", *[""] * 7, "soon", ""])
        said: list[str] = []

        profile = profile_of(ask(lambda _: next(lines), said.append))

        assert profile.base_url == URL
        assert said[1] == "  There is no default: give an answer."
        assert "Port 48620" in said[2]
        assert "expected https://host" in said[3]
        assert "vendor: expected some of account_segments" in said[4]
        assert said[5] == "  'maybe': answer yes or no"
        assert said[6] == "  'soon': expected a number of seconds, such as 900"

    def test_a_file_s_mistakes_are_told_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "answers.toml"
        path.write_text('bas_url = "x"\ncompanion = true\nseparator = "-"\n', encoding="utf-8")

        with pytest.raises(ProfileError) as caught:
            read_answers(path)

        assert caught.value.problems == (
            "bas_url: there is no such question; did you mean 'base_url'?",
            "base_url is missing: At which address does the GP Service answer?",
            "companion is True: expected a text in quotes, as it would be typed",
            "separator: separator is '-': expected one of ; , : /",
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
