"""Checking the locations and departments of the configuration against Procurify."""

import attrs

from gp_sync.flows.purchase_orders.skip_rules import SkipRule
from gp_sync.flows.purchase_orders.tables import AccountException
from gp_sync.mapping.against import Flaw
from gp_sync.testing.examples import FABRIKAM, coding, line, order
from tests.gp_sync.mapping.lint_world import FUNCTIONS, ORDERS, PLACES, flaws


class TestAgainstProcurify:
    def test_a_location_that_no_company_lists_stops_orders(self) -> None:
        found = flaws(places=attrs.evolve(PLACES, locations=(*PLACES.locations, "Tokyo Plant")))

        assert found == [
            Flaw("locations", "no company lists Procurify's location 'Tokyo Plant': its orders are stopped")
        ]

    def test_a_location_that_procurify_lacks_is_only_worth_a_look(self) -> None:
        (found,) = flaws(places=attrs.evolve(PLACES, locations=("chicago plant ",), departments=()))[:1]

        assert found == Flaw(
            'TWO: locations "Gary Plant"',
            "Procurify has no location 'Gary Plant'; nearest: chicago plant",
            wrong=False,
        )

    def test_a_location_that_no_company_lists_is_left_to_a_function_that_tells_companies(self) -> None:
        functions = attrs.evolve(FUNCTIONS, company=lambda _, policy: policy.companies[0])

        (found,) = flaws(places=attrs.evolve(PLACES, locations=(*PLACES.locations, "Tokyo Plant")), functions=functions)

        assert (found.wrong, found.problem) == (
            False,
            "no company lists Procurify's location 'Tokyo Plant': your function tells the company of its orders",
        )

    def test_rows_of_accounts_that_never_fit_are_worth_a_look(self) -> None:
        row = AccountException(account="000-5100-01", department="Maintainance", location="Chigaco Plant")

        found = flaws(attrs.evolve(FABRIKAM, accounts=(row,)))

        assert [(flaw.where, flaw.problem, flaw.wrong) for flaw in found] == [
            (
                "TWO: accounts, row 1.department",
                "Procurify has no department 'Maintainance'; nearest: Maintenance",
                False,
            ),
            (
                "TWO: accounts, row 1.location",
                "Procurify has no location 'Chigaco Plant'; nearest: Chicago Plant, Gary Plant",
                False,
            ),
        ]

    def test_skip_rules_that_never_fit_are_worth_a_look(self) -> None:
        rule = SkipRule(reason="travel", department="Travle", location="gary plant")

        found = flaws(orders=attrs.evolve(ORDERS, skip=(rule,)))

        assert found == [
            Flaw(
                "purchase_orders: skip, rule 1.department",
                "Procurify has no department 'Travle'; nothing there is like it",
                wrong=False,
            )
        ]

    def test_a_department_without_a_segment_stops_orders(self) -> None:
        found = flaws(places=attrs.evolve(PLACES, departments=(*PLACES.departments, ("Canteen", "Gary Plant"))))

        assert found == [
            Flaw(
                "TWO: departments",
                "the department 'Canteen' of 'Gary Plant' has no segment: its orders are stopped, unless `accounts` "
                "has them",
            )
        ]

    def test_departments_of_other_companies_locations_do_not_count(self) -> None:
        assert flaws(places=attrs.evolve(PLACES, departments=(*PLACES.departments, ("Canteen", "Tokyo Plant")))) == []

    def test_a_template_without_departments_needs_no_segments(self) -> None:
        company = attrs.evolve(FABRIKAM, account="{account_code}", departments=())

        assert flaws(company, captured=(order(lines=(line(coding=coding("000-5100-01")),)),)) == []
