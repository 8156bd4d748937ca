"""Checking the tables of the configuration against both systems."""

from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Account, Item, PurchasingSetup
from gp_sync.flows.purchase_orders.document import Coding, SourceLine, SourceOrder
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, OrderPolicy
from gp_sync.flows.purchase_orders.tables import AccountException, ChargeLine, CustomField, DepartmentPolicy
from gp_sync.mapping.against import Flaw
from gp_sync.testing.examples import FABRIKAM, coding, line, order
from tests.gp_sync.mapping.lint_world import flaws


class TestAgainstGP:
    def test_tables_that_fit_have_no_flaw(self) -> None:
        assert flaws() == []

    @pytest.mark.parametrize(
        ("changes", "where", "value"),
        [
            ({"default_site": "99"}, "TWO: default_site", "99"),
            ({"default_ship_to": "NOWHERE"}, "TWO: default_ship_to", "NOWHERE"),
            ({"default_bill_to": "NOWHERE"}, "TWO: default_bill_to", "NOWHERE"),
            ({"payment_terms": {"Net thirty": "Net 31"}}, 'TWO: payment_terms "Net thirty"', "Net 31"),
            ({"shipping_methods": {"Ground": "ROAD"}}, 'TWO: shipping_methods "Ground"', "ROAD"),
            ({"units": {"crate": "CRATE"}}, 'TWO: units "crate"', "CRATE"),
            ({"buyers": {"Dana Buyer": "DANA"}}, 'TWO: buyers "Dana Buyer"', "DANA"),
            ({"default_unit": "PIECE"}, "TWO: default_unit", "PIECE"),
            ({"tax_schedule": "NONE"}, "TWO: tax_schedule", "NONE"),
            ({"accounts": (AccountException(account="9-9-9", account_code="5100"),)}, "TWO: accounts, row 1", "9-9-9"),
            ({"freight_line": ChargeLine(item_number="F", account="8-8-8")}, "TWO: freight_line.account", "8-8-8"),
            ({"vendor_links": {"6": "GONE0001"}}, "TWO: vendor_links, vendor 6", "GONE0001"),
        ],
    )
    def test_what_gp_lacks_is_named_with_its_place(self, changes: dict[str, Any], where: str, value: str) -> None:
        found = flaws(attrs.evolve(FABRIKAM, **changes))

        assert found == [Flaw(where, f"'{value}' is not in GP: correct it, or add it there")]

    def test_a_method_that_is_left_to_gp_is_not_looked_up(self) -> None:
        assert flaws(attrs.evolve(FABRIKAM, shipping_methods={"Pick up": ""})) == []

    def test_an_account_must_take_entries(self) -> None:
        account = Account(number="1-1-1", description="", active=False, allows_entry=True, posting=True)
        company = attrs.evolve(FABRIKAM, accounts=(AccountException(account="1-1-1", account_code="5100"),))

        found = flaws(company, {names.account("TWO", "1-1-1"): account})

        assert found == [Flaw("TWO: accounts, row 1", "the account 1-1-1 is inactive or takes no entries in GP")]

    def test_a_cost_centre_must_be_a_segment(self) -> None:
        found = flaws(attrs.evolve(FABRIKAM, cost_centre_segments=(4,)))

        assert found == [Flaw("TWO: cost_centre_segments", "GP's accounts have 3 segments, so there is no 4")]

    def test_a_currency_must_be_one_of_gps(self) -> None:
        found = flaws(attrs.evolve(FABRIKAM, currencies={"USD": "USD"}))

        assert found == [Flaw('TWO: currencies "USD"', "'USD' is not one of GP's: Z-US$, Z-YEN")]

    def test_the_companys_own_currency_must_be_one_of_gps(self) -> None:
        found = flaws(attrs.evolve(FABRIKAM, functional_currency="Q"))

        assert found == [Flaw("TWO: functional_currency", "'Q' is not one of GP's: Z-US$, Z-YEN")]

    def test_a_segment_value_must_be_one_of_its_place_in_the_account(self) -> None:
        departments = (*FABRIKAM.departments, DepartmentPolicy(name="Canteen", segment="99"))

        found = flaws(attrs.evolve(FABRIKAM, departments=departments))[:1]

        assert found == [
            Flaw(
                'TWO: departments "Canteen".segment',
                "'99' is no value of segment 3 in GP: correct it, or add it there",
            )
        ]

    @pytest.mark.parametrize(
        ("account", "segments", "wrong"),
        [("{location}-{account_code}", 2, False), ("{location}-{account_code}-{department}-00", 4, True)],
    )
    def test_the_template_must_make_as_many_segments_as_gps_accounts_have(
        self, account: str, segments: int, wrong: bool
    ) -> None:
        """Fewer are only worth a look: an account code may be several segments."""
        found = flaws(attrs.evolve(FABRIKAM, account=account))[:1]

        problem = f"'{account}' makes {segments} segments, and GP's accounts have 3"
        assert found == [Flaw("TWO: account", problem, wrong=wrong)]

    def test_a_charge_may_not_have_the_number_of_an_item(self) -> None:
        charge = ChargeLine(item_number="freight", account="000-5100-01")

        found = flaws(attrs.evolve(FABRIKAM, freight_line=charge), {names.item("TWO", "FREIGHT"): object()})

        assert found == [
            Flaw(
                "TWO: freight_line.item_number",
                "'FREIGHT' is an item of GP's inventory, which a charge may not use: give another",
            )
        ]

    def test_the_sites_of_inventory_must_exist(self) -> None:
        found = flaws(attrs.evolve(FABRIKAM, inventory_sites=("01-N", "99")))

        assert found == [Flaw("TWO: inventory_sites", "'99' is not in GP: correct it, or add it there")]

    def test_what_is_left_to_a_default_that_few_mean_is_worth_a_look(self) -> None:
        untold = {names.purchasing_setup("TWO"): PurchasingSetup()}

        assert [flaw.where for flaw in flaws(attrs.evolve(FABRIKAM, time_zone="UTC"), untold)] == [
            "TWO: time_zone",
            "TWO: commitments",
        ]
        assert flaws(attrs.evolve(FABRIKAM, time_zone="Etc/UTC", commitments=False), untold) == []

    def test_a_table_that_cannot_be_had_is_told_once(self) -> None:
        company = attrs.evolve(FABRIKAM, buyers={"Dana Buyer": "DANA", "Ann Lee": "ANN"})
        unusable = {names.buyer("TWO", "DANA"): "no buyers here", names.buyer("TWO", "ANN"): "no buyers here"}

        assert flaws(company, unusable=unusable) == [
            Flaw("TWO: table TWO buyers", "not checked: no buyers here", wrong=False)
        ]


class TestWholeAccounts:
    def test_each_account_code_of_captured_orders_is_tried_in_each_department(self) -> None:
        captured = (order(), order(lines=(line(coding=coding("6450")), line(coding=coding("5100", "Office")))))

        found = flaws(captured=captured)

        assert found == [
            Flaw(
                "TWO: account",
                "2 of 4 accounts cannot be used (each account code of captured orders was tried in each department of "
                "Procurify): 000-6450-01 (not in GP), 100-6450-03 (not in GP)",
                wrong=False,
            )
        ]

    def test_what_orders_cannot_use_is_said_and_many_are_counted(self) -> None:
        closed = Account(number="000-5100-01", description="", active=False, allows_entry=True, posting=True)
        codes = ("6001", "6002", "6003")
        captured = (order(lines=tuple(line(coding=coding(code)) for code in ("5100", *codes))),)

        (found,) = flaws(captured=captured, facts={names.account("TWO", "000-5100-01"): closed})

        assert found.problem.startswith("7 of 8 accounts cannot be used (each account code")
        assert ": 000-5100-01 (inactive or takes no entries), 000-6001-01 (not in GP), " in found.problem
        assert found.problem.endswith("000-6003-01 (not in GP), 100-6001-03 (not in GP) and 2 more")

    def test_a_template_none_of_whose_accounts_is_in_gp_is_wrong(self) -> None:
        company = attrs.evolve(FABRIKAM, account="{department}-{account_code}-{location}", cost_centre_segments=())
        segments = {names.segment("TWO", 1, one): "" for one in ("01", "02", "03")}
        segments |= {names.segment("TWO", 3, one): "" for one in ("000", "100")}

        (found,) = flaws(company, segments)

        assert found.wrong
        assert found.problem.startswith("2 of 2 accounts cannot be used")
        assert found.problem.endswith(": 01-5100-000 (not in GP), 03-5100-100 (not in GP)")

    def test_the_values_of_custom_fields_are_those_of_the_orders(self) -> None:
        field = CustomField(name="Project", called="project")
        company = attrs.evolve(FABRIKAM, account="{location}-{account_code}-{project}", custom_fields=(field,))
        lines = tuple(line(custom_fields={"Project": value}) for value in ("01", "77"))

        (found,) = flaws(company, captured=(order(lines=lines),))

        assert found.problem.startswith("2 of 4 accounts cannot be used")
        assert "000-5100-77 (not in GP)" in found.problem

    def test_a_function_of_the_users_makes_the_accounts(self) -> None:
        def own(_: SourceOrder, __: SourceLine, coding: Coding, ___: CompanyPolicy) -> str:
            return f"9-{coding.account_code}"

        (found,) = flaws(functions=OrderFunctions(gl_account=own))

        assert "9-5100 (not in GP)" in found.problem

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"functions": None}, "the configuration has a mapper of its own"),
            ({"captured": ()}, "no order of the company was captured yet, as `gp-sync plan` does"),
        ],
    )
    def test_where_it_cannot_be_told_that_is_said(self, changes: dict[str, Any], why: str) -> None:
        words = f"not checked whether GP has the accounts that the template makes: {why}"

        assert flaws(**changes) == [Flaw("TWO: account", words, wrong=False)]

    def test_a_users_function_that_fails_is_named(self) -> None:
        def broken(_: SourceOrder, __: SourceLine, ___: Coding, ____: CompanyPolicy) -> str:
            raise KeyError("5100")

        (found,) = flaws(functions=OrderFunctions(gl_account=broken))

        assert not found.wrong
        assert "KeyError: '5100', in " in found.problem


class TestInventoryClasses:
    def test_one_that_no_item_has_is_worth_a_look(self) -> None:
        items = {
            names.item("TWO", item_class): Item(
                number=item_class, description="", type=1, inactive=False, item_class=item_class,
                unit_schedule="EACH", purchasing_unit="", quantity_decimals=0, cost_decimals=2,
            )
            for item_class in ("RAW-MAT", "RETAIL", "")
        }  # fmt: skip

        found = flaws(attrs.evolve(FABRIKAM, inventory_classes=("raw-mat", "OILS", "*")), items)

        problem = "no item of GP has the class 'OILS'; their classes are RAW-MAT, RETAIL"
        assert found == [Flaw("TWO: inventory_classes", problem, wrong=False)]

    def test_where_gps_items_cannot_be_had_that_is_said(self) -> None:
        company = attrs.evolve(FABRIKAM, inventory_classes=("OILS",))

        (found,) = flaws(company, unusable={names.table("TWO", "items"): "no items here"})

        assert (found.problem, found.wrong) == ("not checked: no items here", False)


class TestNote:
    def test_without_an_address_the_note_has_no_link_and_how_to_give_one_is_said(self) -> None:
        (found,) = flaws(orders=OrderPolicy())

        assert (found.where, found.wrong) == ("purchase_orders: order_url", False)
        assert "no link to the order in Procurify: open an order there, copy its address" in found.problem

    def test_a_note_without_a_place_for_it_needs_none(self) -> None:
        assert flaws(orders=OrderPolicy(note="Procurify {number}")) == []
        assert flaws(orders=OrderPolicy(note="")) == []
