"""From a configuration to a connection: what the configuration says reaches the part that it is about."""

from typing import Any

import pytest

from gp_sync.config.credentials import Secrets
from gp_sync.config.file import Config, ConfigError, GPSettings, ProcurifySettings
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.ledger.memory import MemoryStore
from gp_sync.secret import Secret
from gp_sync.systems.connect import connect

SECRETS = Secrets(procurify_client_secret=Secret("made-up"), gp_password=Secret("made-up"))


def configuration(**gp: Any) -> Config:
    settings = {"base_url": "https://gp.example.com", "user": r"FABRIKAM\svc_gp", **gp}
    return Config(
        connection="test",
        procurify=ProcurifySettings(client_id="client", tenant="fabrikam"),
        gp=GPSettings(**settings),
        companies=(CompanyPolicy(id="TWO", name="Fabrikam, Inc.", time_zone="America/Chicago"),),
    )


class TestTraits:
    @pytest.mark.parametrize(
        ("settings", "refuses_existing", "longest_execution"),
        [
            ({"profile": "companion"}, True, 900),
            ({"profile": "shipped"}, False, 900),
            ({"profile": "companion", "refuses_existing": False}, False, 900),
            ({"profile": "companion", "longest_execution": 60}, True, 60),
        ],
        ids=str,
    )
    def test_the_configuration_wins_over_the_profile_where_it_says_something(
        self, settings: dict[str, Any], refuses_existing: bool, longest_execution: int
    ) -> None:
        with connect(configuration(**settings), SECRETS, MemoryStore()) as connection:
            target = connection.engine.flows[0].target
            profile = connection.dynamics.profile.resources["purchase_orders"]

        assert (target.refuses_existing, target.longest_execution) == (refuses_existing, longest_execution)
        assert (target.atomic, target.reads_history) == (profile.atomic, profile.reads_history)


class TestPlainHttp:
    def test_it_is_refused_for_another_machine_unless_the_configuration_accepts_it(self) -> None:
        address = "http://gp.example.com"

        with (
            pytest.raises(ConfigError, match="allow_plain_http=True"),
            connect(configuration(base_url=address), SECRETS, MemoryStore()),
        ):
            pytest.fail("it was accepted")

        with connect(configuration(base_url=address, allow_plain_http=True), SECRETS, MemoryStore()) as connection:
            assert "gp.example.com" in repr(connection.dynamics)
