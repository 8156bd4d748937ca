"""Where a line goes and what it is charged to: its site and its GL account."""

from collections.abc import Callable
from typing import Any

import attrs

from gp_sync.core import facts as names
from gp_sync.core.model import Ref
from gp_sync.flows.purchase_orders.tables import LocationPolicy
from gp_sync.testing.examples import FABRIKAM, POLICY, coding, line, order

Looker = Callable[..., Any]


class TestSites:
    def test_edge_09_a_location_without_a_site_blocks(self, look: Looker) -> None:
        company = attrs.evolve(FABRIKAM, locations=(LocationPolicy(name="Chicago Plant", segment="000"),))

        mapped = look(order(), policy=attrs.evolve(POLICY, companies=(company,)))

        assert mapped.codes == ["SITE_UNMAPPED"]
        assert mapped.findings[0].cause == Ref("location", ("Chicago Plant",))
        assert mapped.words("SITE_UNMAPPED") == (
            "Line 1 (Hydraulic oil): no GP site is configured for the location 'Chicago Plant'."
        )

    def test_edge_09_the_companys_default_site_stands_in(self, look: Looker) -> None:
        locations = (LocationPolicy(name="Chicago Plant", segment="000"),)
        company = attrs.evolve(FABRIKAM, locations=locations, default_site="02-S")

        mapped = look(order(), policy=attrs.evolve(POLICY, companies=(company,)))

        assert (mapped.codes, mapped.order.lines[0].site_id) == ([], "02-S")


class TestAccounts:
    def test_edge_46_a_department_without_a_segment_blocks_and_is_named(self, look: Looker) -> None:
        mapped = look(order(lines=(line(coding=coding(department="Canteen")),)))

        assert mapped.codes == ["GP_ACCOUNT_NOT_FOUND"]
        assert mapped.findings[0].cause == Ref("coding", ("TWO", "5100", "Canteen", "Chicago Plant"))
        assert mapped.words("GP_ACCOUNT_NOT_FOUND") == (
            "Line 1 (Hydraulic oil): the GL account for code '5100', department 'Canteen', location 'Chicago Plant' "
            "cannot be told: a part of it is not configured."
        )

    def test_a_line_that_is_coded_to_nothing_blocks_beside_one_that_is_coded(self, look: Looker) -> None:
        mapped = look(order(lines=(line(), line(id=9002, number=2, coding=None))))

        assert mapped.codes == ["VALUE_MISSING"]
        assert mapped.findings[0].where == "line 2 (Hydraulic oil): account"

    def test_edge_07_an_account_that_is_too_long_blocks(self, look: Looker) -> None:
        long = coding(account_code="5" * 70)

        mapped = look(order(lines=(line(coding=long),)), facts={names.account("TWO", f"000-{'5' * 70}-01"): None})

        assert "FIELD_TOO_LONG" in mapped.codes
