"""A connection's site profile: one of the client's by name, or a file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dynamicsgp_sba import COMPANION, SHIPPED
from gp_sync.config.file import load_config
from gp_sync.config.settings import ConfigError, GPSettings
from gp_sync.ledger.memory import MemoryStore
from gp_sync.systems.connect import connect
from gp_sync.systems.site_profile import site_profile
from tests.gp_sync.systems.test_connect import SECRETS

Settings = Callable[..., GPSettings]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Makes settings that name a file with this text."""

    def make(text: str, **changes: object) -> GPSettings:
        path = tmp_path / "site.toml"
        path.write_text(text, encoding="utf-8")
        given = {"base_url": "https://gp.example.com", "user": "F", "profile": str(path), **changes}
        return GPSettings(**given)  # type: ignore[arg-type]  # of several kinds

    return make


class TestNames:
    @pytest.mark.parametrize(("name", "profile"), [("companion", COMPANION), ("shipped", SHIPPED)])
    def test_the_client_s_own_have_names(self, name: str, profile: object) -> None:
        assert site_profile(GPSettings(base_url="https://gp.example.com", user="F", profile=name)) == profile

    def test_anything_else_is_a_file(self) -> None:
        with pytest.raises(ValueError, match="give companion, shipped, or a file"):
            GPSettings(base_url="https://gp.example.com", user="F", profile="compagnon")


class TestFile:
    def test_its_services_count_and_the_configuration_knows_better(self, settings: Settings) -> None:
        found = site_profile(
            settings('extends = "companion"\n[resources.vendors]\nlist_path = "{path}"\n', longest_execution=60)
        )

        assert found.resources["vendors"].list_path == "{path}"
        assert found.resources["purchase_orders"].longest_execution == 60

    @pytest.mark.parametrize(
        "text",
        ['base_url = "https://gp.example.com/"', 'base_url = "https://gp.example.com"\ntenant = "DefaultTenant"'],
    )
    def test_it_may_name_the_same_server(self, settings: Settings, text: str) -> None:
        assert site_profile(settings(f'extends = "companion"\n{text}\n')).base_url is not None

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('extends = "companion"\nbase_url = "https://other.example.com"', "base_url is .*but 'https://other"),
            ('extends = "companion"\nbase_url = "https://gp.example.com"\ntenant = "T2"', "tenant is .*but 'T2'"),
            ('name = "x"', "it has no .resources.purchase_orders"),
            ('extends = "companian"', "did you mean 'companion'"),
        ],
    )
    def test_what_cannot_be_used_is_told(self, settings: Settings, text: str, said: str) -> None:
        with pytest.raises(ValueError, match=said):
            site_profile(settings(text))


class TestConfiguration:
    @pytest.fixture
    def config(self, tmp_path: Path) -> Path:
        """A configuration that names a profile beside it."""
        path = tmp_path / "gp-sync.toml"
        path.write_text(
            'connection = "c"\n[procurify]\ntenant = "fabrikam"\nclient_id = "x"\n'
            '[gp]\nbase_url = "https://gp.example.com"\nuser = "F"\nprofile = "site.toml"\n'
            '[[companies]]\nid = "TWO"\nname = "Fabrikam, Inc."\n',
            encoding="utf-8",
        )
        return path

    def test_the_file_is_beside_the_configuration(self, config: Path) -> None:
        (config.parent / "site.toml").write_text(
            'extends = "companion"\ncompanies = ["Fabrikam, Inc."]\nproduct = "GP"\n', encoding="utf-8"
        )

        with connect(load_config(config), SECRETS, MemoryStore()) as connection:
            assert connection.dynamics.profile.product == "GP"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (None, "cannot be read"),
            ('extends = "companion"\ncompanies = ["Contoso"]', "'Fabrikam, Inc.' is not among"),
        ],
    )
    def test_a_file_that_does_not_fit_is_a_mistake_of_the_configuration(
        self, config: Path, text: str | None, said: str
    ) -> None:
        if text is not None:
            (config.parent / "site.toml").write_text(text, encoding="utf-8")

        with (
            pytest.raises(ConfigError, match=rf"(?s)configuration, \[gp\].*{said}"),
            connect(load_config(config), SECRETS, MemoryStore()),
        ):
            pytest.fail("it was accepted")
