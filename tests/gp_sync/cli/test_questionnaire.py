"""The questions of `gp-sync init`: each answer is checked at once, by a person or in a file."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import Result

from gp_sync.cli.new_files import check_place
from gp_sync.cli.questionnaire import ask, configuration
from gp_sync.cli.questions import SITE
from gp_sync.config.file import ConfigError, load_config
from gp_sync.flows.purchase_orders.tables import DepartmentPolicy, LocationPolicy
from tests.command_line import command_line

ANSWERS = r"""
tenant = "acme"
client_id = "abc"
base_url = "https://gp.acme.example:8443/"
user = 'ACME\svc_gp'
start = "2026-12-01"

[[companies]]
id = "TWO"
name = "Fabrikam, Inc."
time_zone = "America/Chicago"
account = "{location}-{account_code}-{department}"
locations = "Head Office = 000, Plant North = 100"
departments = "Administration = 01"
currencies = "USD = Z-US$"
units = "each = Each"
"""


def answered(folder: Path, text: str = ANSWERS, *more: str) -> Result:
    (folder / "answers.toml").write_text(text, encoding="utf-8")
    command = ["init", "--config", str(folder / "gp-sync.toml"), "--answers", str(folder / "answers.toml"), *more]
    return command_line(command, env={"COLUMNS": "200"})


class TestAFileOfAnswers:
    def test_it_makes_a_whole_configuration(self, tmp_path: Path) -> None:
        result = answered(tmp_path)

        assert result.exit_code == 0, result.output
        config = load_config(tmp_path / "gp-sync.toml")
        assert (config.connection, config.procurify.tenant, config.gp.user) == ("main", "acme", r"ACME\svc_gp")
        assert (config.gp.base_url, config.gp.refuses_existing) == ("https://gp.acme.example:8443", False)
        assert config.purchase_orders.start == date(2026, 12, 1)
        company = config.companies[0]
        assert company.locations == (
            LocationPolicy(name="Head Office", segment="000"),
            LocationPolicy(name="Plant North", segment="100"),
        )
        assert company.departments == (DepartmentPolicy(name="Administration", segment="01"),)
        assert (company.currencies, company.units) == ({"USD": "Z-US$"}, {"each": "Each"})

    def test_a_tenant_may_be_an_address(self, tmp_path: Path) -> None:
        answered(tmp_path, ANSWERS.replace('"acme"', '"http://127.0.0.1:8601"'))

        assert load_config(tmp_path / "gp-sync.toml").procurify.base_url == "http://127.0.0.1:8601"

    @pytest.mark.parametrize(
        "given", ["acme", "acme.procurify.com", "https://acme.procurify.com/", "https://acme.procurify.com/a#/b?c=1"]
    )
    def test_a_tenant_may_be_copied_from_the_browser(self, tmp_path: Path, given: str) -> None:
        answered(tmp_path, ANSWERS.replace('"acme"', f'"{given}"'))

        assert load_config(tmp_path / "gp-sync.toml").procurify.tenant == "acme"

    @pytest.mark.parametrize(
        ("given", "url"),
        [
            ("gp.db", "sqlite:///gp.db"),
            (r"C:\gp-sync\gp.db", "sqlite:///C:/gp-sync/gp.db"),
            ("sqlite:///gp.db", "sqlite:///gp.db"),
            ("postgresql+psycopg://gp@db/gp", "postgresql+psycopg://gp@db/gp"),
        ],
    )
    def test_a_ledger_may_be_the_name_of_a_file(self, tmp_path: Path, given: str, url: str) -> None:
        answered(tmp_path, ANSWERS.replace('"acme"', f"\"acme\"\nledger = '{given}'"))

        assert f'url = "{url}"' in (tmp_path / "gp-sync.toml").read_text("utf-8")

    def test_files_that_are_there_may_be_named(self, tmp_path: Path) -> None:
        for name in ("ca.pem", "site.toml"):
            (tmp_path / name).write_text("", encoding="utf-8")

        answered(tmp_path, ANSWERS.replace('"acme"', '"acme"\nca_bundle = "ca.pem"\nprofile = "site.toml"'))

        gp = load_config(tmp_path / "gp-sync.toml").gp
        assert (gp.ca_bundle, gp.profile) == (str(tmp_path / "ca.pem"), str(tmp_path / "site.toml"))

    def test_all_mistakes_are_named_and_nothing_is_written(self, tmp_path: Path) -> None:
        text = ANSWERS.replace('"acme"', '"acme corp"').replace(r"'ACME\svc_gp'", "7").replace("2026-12-01", "soon")
        text = text.replace("America/Chicago", "Chicago").replace("client_id", "clientid")

        result = answered(tmp_path, text)

        assert result.exit_code == 2
        for words in (
            "clientid: there is no such question; did you mean client_id?",
            "tenant: 'acme corp' is no tenant: give the part before .procurify.com, such as acme, or an address",
            "client_id: there is no default: give an answer",
            "user: give a text in quotes, as it would be typed",
            "start: 'soon' is no day: give one such as 2026-12-01",
            "companies[0].time_zone: time_zone is 'Chicago': give an IANA name such as America/Chicago",
        ):
            assert words in result.output
        assert not (tmp_path / "gp-sync.toml").exists()

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            (r"'ACME\svc_gp'", '"svc_gp"', r"user: 'svc_gp' has no domain: give the account as ACME\svc_gp"),
            ("https://gp.acme", "gp.acme", "base_url: base URL 'gp.acme.example:8443/': expected https://host"),
            ("https://gp.acme", "http://gp.acme", "base_url: "),
            ('"Administration = 01"', '"Administration"', "departments: 'Administration' has no segment"),
            ('"USD = Z-US$"', '"USD"', "currencies: 'USD' is no pair"),
            ("Head Office = 000", "= 000", "locations: '=000' has no name"),
            ("[[companies]]", "[[company]]", "give at least one [[companies]]"),
            ('tenant = "acme"', 'tenant = "acme"\nrefuses_existing = "perhaps"', "'perhaps': answer yes or no"),
            ("Plant North = 100", "head office = 1", "locations: 'Head Office' is there twice: give it once"),
            ('"each = Each"', '"each = Each, Each = Box"', "units: 'each' is there twice: give it once"),
            ("{location}-{account_code}", "{locaton}-{account_code}", "account: account is '{locaton}-"),
            ('"acme"', '"https://procurify.acme.example/orders"', "is not an address such as https://acme.procurify"),
            ('tenant = "acme"', 'tenant = "acme"\nca_bundle = "ca.pem"', "ca_bundle: 'ca.pem': there is no such file"),
            ('tenant = "acme"', 'tenant = "acme"\nprofile = "s.toml"', "profile: 's.toml': there is no such file in"),
            ('tenant = "acme"', 'tenant = "acme"\nledger = "mysql://h/d"', "in sqlite or postgresql, not in 'mysql'"),
            ('tenant = "acme"', 'tenant = "acme"\nledger = "sqlite://"', "a ledger in memory is no ledger"),
            (
                'tenant = "acme"',
                'tenant = "acme"\nledger = "postgresql+psycopg://gp:hunter2@db/gp"',
                "ledger: the ledger's URL holds a password: leave it out",
            ),
        ],
    )
    def test_a_mistake_is_told_with_what_is_accepted(self, tmp_path: Path, old: str, new: str, words: str) -> None:
        result = answered(tmp_path, ANSWERS.replace(old, new))

        assert result.exit_code == 2
        assert words in result.output
        assert "hunter2" not in result.output
        assert [path.name for path in tmp_path.iterdir()] == ["answers.toml"]

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        command = ["init", "--config", str(tmp_path / "a.toml"), "--answers", str(tmp_path / "none.toml")]

        result = command_line(command, env={"COLUMNS": "200"})

        assert result.exit_code == 2
        assert "there is no such file: write the answers into it" in result.output

    @pytest.mark.parametrize("more", [(), ("--json",)])
    def test_no_configuration_is_overwritten(self, tmp_path: Path, more: tuple[str, ...]) -> None:
        (tmp_path / "gp-sync.toml").write_text("mine", encoding="utf-8")

        result = answered(tmp_path, ANSWERS, *more)

        assert result.exit_code == 2
        assert "it is there already, and is not overwritten" in result.output
        assert (tmp_path / "gp-sync.toml").read_text("utf-8") == "mine"

    def test_the_next_commands_are_told_as_they_are_typed_for_this_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)

        other = answered(tmp_path).output
        usual = command_line(["init", "--config", "gp-sync.toml"]).output

        assert f"`gp-sync doctor --config {tmp_path / 'gp-sync.toml'}`" in other
        assert "next: `gp-sync doctor`" in usual

    def test_scripts_are_told_the_file(self, tmp_path: Path) -> None:
        told = json.loads(answered(tmp_path, ANSWERS, "--json").stdout)

        assert told == {"config": str(tmp_path / "gp-sync.toml"), "ledger": None}

    def test_answers_and_a_starter_are_two_things(self, tmp_path: Path) -> None:
        assert answered(tmp_path, ANSWERS, "--starter").exit_code == 2


class TestAPerson:
    def test_each_answer_is_checked_at_once_and_asked_for_again(self, tmp_path: Path) -> None:
        typed: Iterator[str] = iter(
            ["", "acme corp", "?", "acme", "abc", "?", "https://gp.acme.example", "svc_gp", r"ACME\svc_gp", "", "mine",
             "", "no", "2026-12-01", "", "TWO", "Fabrikam, Inc.", "Chicago", "America/Chicago", "", "Head Office", "",
             "MAIN", "", "", "", "sure", "?", "yes", "TWO", "N", "North", "UTC", "{locaton}", "", "head office",
             "Plant North", "", "", "", "", "", ""]
        )  # fmt: skip
        said: list[str] = []

        answers = ask(lambda _: next(typed), said.append, tmp_path)

        path = tmp_path / "gp-sync.toml"
        path.write_text(configuration(answers), encoding="utf-8")
        config = load_config(path)
        assert next(typed, None) is None
        assert [company.id for company in config.companies] == ["TWO", "N"]
        assert (config.gp.profile, config.companies[0].default_site) == ("companion", "MAIN")
        assert said[1:] == [
            "  'acme corp' is no tenant: give the part before .procurify.com, such as acme, or an address",
            "  The part before .procurify.com in your browser's address line.",
            f"  {next(one.help for one in SITE if one.id == 'base_url')}",
            r"  'svc_gp' has no domain: give the account as ACME\svc_gp or svc_gp@acme.example",
            "  profile is 'mine': give companion, shipped, or a file such as site.toml",
            "  time_zone is 'Chicago': give an IANA name such as America/Chicago",
            "  'sure': answer yes or no",
            "  yes where the tenant's orders go to several GP companies; no ends the questions.",
            "  'TWO' is there already: each company needs a short name of its own",
            "  account is '{locaton}': it takes {account_code}, {department}, {location}, and at least one of them",
            "  'head office' is a location of TWO: each belongs to one company",
        ]

    def test_a_folder_that_is_not_there_is_told_before_the_first_question(self, tmp_path: Path) -> None:
        place = tmp_path / "none" / "gp-sync.toml"

        with pytest.raises(ConfigError, match="none is not there: make it first"):
            check_place(place)

    def test_a_place_that_is_good_stays_empty(self, tmp_path: Path) -> None:
        check_place(tmp_path / "gp-sync.toml")

        assert list(tmp_path.iterdir()) == []

    def test_the_port_of_another_product_is_no_example(self) -> None:
        """The old SOAP services listen on 48620; the GP service is on 443, unless its installer chose otherwise."""
        (address,) = (question.help for question in SITE if question.id == "base_url")

        assert "Such as https://gp.acme.example, " in address
        assert "Port 48620 is another product" in address


class TestTheStarter:
    def test_it_is_written_where_nobody_can_be_asked(self, tmp_path: Path) -> None:
        result = command_line(["init", "--config", str(tmp_path / "gp-sync.toml"), "--starter"])

        assert result.exit_code == 0
        assert "# One connection" in (tmp_path / "gp-sync.toml").read_text("utf-8")
