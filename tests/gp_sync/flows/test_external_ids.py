"""Whose vendors an external ID in Procurify names, where one tenant has several GP companies."""

import attrs
import pytest

from gp_sync.flows.purchase_orders.policy import with_external_ids
from gp_sync.testing.examples import FABRIKAM, FABRIKAM_NORTH


class TestExternalIds:
    def test_edge_58_they_are_those_of_the_only_company(self) -> None:
        assert with_external_ids((FABRIKAM,)) == {"TWO"}

    def test_edge_58_with_several_companies_nobodys_until_it_is_said(self) -> None:
        assert with_external_ids((FABRIKAM, FABRIKAM_NORTH)) == frozenset()

    @pytest.mark.parametrize(("said", "expected"), [(True, {"TWO"}), (False, frozenset())])
    def test_edge_58_the_configuration_says_whose(self, said: bool, expected: frozenset[str]) -> None:
        assert with_external_ids((attrs.evolve(FABRIKAM, external_ids=said), FABRIKAM_NORTH)) == expected

    def test_edge_58_the_only_company_may_refuse_them(self) -> None:
        assert with_external_ids((attrs.evolve(FABRIKAM, external_ids=False),)) == frozenset()
