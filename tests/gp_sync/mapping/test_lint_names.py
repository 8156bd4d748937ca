"""Checking the vendors, account codes, users and custom fields of the configuration against Procurify's lists."""

import attrs
import pytest

from gp_sync.core.findings import finding
from gp_sync.core.model import Ref, Unavailable
from gp_sync.flows.purchase_orders.skip_rules import SkipRule
from gp_sync.flows.purchase_orders.tables import AccountException, CustomField
from gp_sync.mapping.against import Flaw
from gp_sync.testing.examples import FABRIKAM, order
from tests.gp_sync.mapping.lint_world import LISTS, ORDERS, flaws

VENDORS = "(archived vendors are not listed)"
FIELDS = "(those of orders are not listed: one is known once a captured order has a value in it)"


def told(found: list[Flaw]) -> list[tuple[str, str]]:
    """Where and what; nothing of it may stop orders."""
    assert not any(flaw.wrong for flaw in found)
    return [(flaw.where, flaw.problem) for flaw in found]


class TestNames:
    def test_names_of_skip_rules_that_procurify_lacks_are_told_with_the_nearest(self) -> None:
        rule = SkipRule(
            reason="travel",
            vendor="Contso Office Supply",
            account_code="5010",
            custom_field="Capitol project",
            value="yes",
        )

        found = flaws(orders=attrs.evolve(ORDERS, skip=(rule,)))

        assert told(found) == [
            (
                "purchase_orders: skip, rule 1.vendor",
                f"Procurify has no vendor 'Contso Office Supply'; nearest: Contoso Office Supplies {VENDORS}",
            ),
            ("purchase_orders: skip, rule 1.account_code", "Procurify has no account code '5010'; nearest: 5100"),
            (
                "purchase_orders: skip, rule 1.custom_field",
                f"Procurify has no custom field 'Capitol project'; nearest: Capital project, Project {FIELDS}",
            ),
        ]

    def test_names_of_tables_that_procurify_lacks_are_told_too(self) -> None:
        company = attrs.evolve(
            FABRIKAM,
            accounts=(AccountException(account="000-5100-01", account_code="zz"),),
            custom_fields=(CustomField(name="Projekt", called="project"),),
            buyers={"Dana Byer": ""},
            requesters={"Anne Lee": "A. Lee", "*": "Purchasing"},
        )

        found = flaws(company)

        assert told(found) == [
            ("TWO: accounts, row 1.account_code", "Procurify has no account code 'zz'; nothing there is like it"),
            ('TWO: custom_fields "Projekt"', f"Procurify has no custom field 'Projekt'; nearest: Project {FIELDS}"),
            ('TWO: buyers "Dana Byer"', "Procurify has no user 'Dana Byer'; nearest: Dana Buyer"),
            ('TWO: requesters "Anne Lee"', "Procurify has no user 'Anne Lee'; nearest: Ann Lee"),
        ]

    def test_names_are_the_same_in_any_case(self) -> None:
        rule = SkipRule(reason="own", vendor="CONTOSO office supplies ", custom_field="capital PROJECT", value="yes")

        assert flaws(orders=attrs.evolve(ORDERS, skip=(rule,))) == []

    def test_a_custom_field_of_orders_is_known_by_the_orders_that_have_it(self) -> None:
        rule = SkipRule(reason="own", custom_field="Capex", value="yes")
        with_field = attrs.evolve(order(), custom_fields={"Capex": "no"})

        found = flaws(orders=attrs.evolve(ORDERS, skip=(rule,)), captured=(with_field,))

        assert found == []


class TestLists:
    def test_each_list_is_read_once_and_only_if_something_names_one(self) -> None:
        asked: list[str] = []

        def listed(kind: str) -> tuple[str, ...]:
            asked.append(kind)
            return LISTS[kind]

        rules = tuple(SkipRule(reason="own", vendor=name) for name in LISTS["vendor"])
        flaws(listed=listed)
        none = list(asked)
        flaws(orders=attrs.evolve(ORDERS, skip=rules), listed=listed)

        assert (none, asked) == ([], ["vendor"])

    @pytest.mark.parametrize("code", ["PROCURIFY_ACCESS_DENIED", "PROCURIFY_UNAVAILABLE"])
    def test_a_list_that_cannot_be_read_is_told_and_the_others_are_checked(self, code: str) -> None:
        def listed(kind: str) -> tuple[str, ...]:
            if kind == "user":
                raise Unavailable(finding(code, Ref("side", ("procurify",)), tried="no answer"))
            return LISTS[kind]

        company = attrs.evolve(FABRIKAM, requesters={"Anne Lee": "A. Lee", "Ann Lee": "A. Lee"})
        rule = SkipRule(reason="own", vendor="Nobody")

        found = flaws(company, orders=attrs.evolve(ORDERS, skip=(rule,)), listed=listed)

        assert told(found) == [
            ("Procurify's list of users", "not checked: no answer"),
            (
                "purchase_orders: skip, rule 1.vendor",
                f"Procurify has no vendor 'Nobody'; nothing there is like it {VENDORS}",
            ),
        ]
