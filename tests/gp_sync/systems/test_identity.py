"""Who the two systems say they are: each configured company must be one that GP lists."""

from collections.abc import Iterator

import pytest

from dynamicsgp_sba import COMPANION, Backoff, DynamicsGP, NtlmAuth
from gp_sync.config.file import Config, GPSettings, ProcurifySettings
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Unavailable
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.systems.identity import identity_of
from tests.gp_sync.systems.site import USER, Site


def configured(company: str) -> Config:
    return Config(
        connection="test",
        procurify=ProcurifySettings(client_id="client", tenant="fabrikam"),
        gp=GPSettings(base_url="https://gp.example.com", user=USER),
        companies=(CompanyPolicy(id="TWO", name=company, time_zone="America/Chicago"),),
    )


@pytest.fixture
def dynamics(site: Site) -> Iterator[DynamicsGP]:
    auth = NtlmAuth(USER, "made-up")
    with DynamicsGP(site.server.base_url, auth=auth, profile=COMPANION, backoff=Backoff(attempts=1)) as client:
        yield client


class TestIdentity:
    @pytest.mark.parametrize("name", ["Fabrikam, Inc.", "FABRIKAM, INC.", "Fabrikam, Inc.  "])
    def test_edge_54_a_company_is_found_by_its_name_as_gp_compares_names(self, dynamics: DynamicsGP, name: str) -> None:
        found = identity_of(configured(name), dynamics)

        assert list(found) == ["procurify", "gp TWO"]
        assert found["gp TWO"].startswith("Fabrikam, Inc. (database ")

    def test_edge_54_a_company_that_gp_does_not_list_is_told_and_not_left_out(self, dynamics: DynamicsGP) -> None:
        with pytest.raises(Unavailable) as caught:
            identity_of(configured("Fabrikam Ltd"), dynamics)

        found = caught.value.finding
        assert CATALOGUE[found.code].words(found) == (
            "GP has no company 'Fabrikam Ltd', or no such service in it: it has 'Fabrikam, Inc.'."
        )
