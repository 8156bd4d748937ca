"""What an order names in GP: the vendor's card, accounts, addresses, buyer; and what its note says."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import PurchasingSetup
from gp_sync.core.model import Severity
from gp_sync.flows.purchase_orders.document import SourceVendor
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.flows.purchase_orders.policy import OrderPolicy
from gp_sync.flows.purchase_orders.tables import AccountException, CustomField
from gp_sync.testing.examples import FABRIKAM, POLICY, coding, fabrikam_facts, line, order
from tests.gp_sync.flows.conftest import gather

Looker = Callable[..., Any]

VENDOR = names.gp_vendor("TWO", "LAKESHORE0001")
MISSING = "Line 1 (Hydraulic oil): the GL account 000-5100-01 does not exist in GP"
SO_THAT = ", so that its invoices could not be posted."
LAKESHORE = "The vendor LAKESHORE0001 (Lakeshore Supply)"
ACCOUNT = names.account("TWO", "000-5100-01")


def company(**changes: Any) -> Any:
    return attrs.evolve(POLICY, companies=(attrs.evolve(FABRIKAM, **changes),))


def orders(**changes: Any) -> Any:
    return attrs.evolve(POLICY, orders=OrderPolicy(**changes))


class TestVendorCard:
    def found(self, look: Looker, policy: Any = POLICY, **card: Any) -> list[tuple[str, Severity, str]]:
        mapped = look(order(), policy=policy, facts={VENDOR: attrs.evolve(fabrikam_facts()[VENDOR], **card)})
        return [(row.code, row.severity, words) for row, words in zip(mapped.findings, mapped.all_words, strict=True)]

    def test_edge_01_a_vendor_without_a_payables_account_blocks(self, look: Looker) -> None:
        assert self.found(look, has_payables_account=False, has_purchases_account=False) == [
            (
                "VENDOR_NO_AP_ACCOUNT",
                Severity.BLOCK,
                f"{LAKESHORE} has no payables account and no purchases account in GP{SO_THAT}",
            )
        ]

    def test_edge_01_what_the_source_does_not_tell_of_a_vendor_is_no_finding(self, look: Looker) -> None:
        assert self.found(look, has_payables_account=None, has_purchases_account=None, purchase_address=None) == []

    def test_edge_01_a_vendor_without_a_purchases_account_alone_is_told(self, look: Looker) -> None:
        assert self.found(look, has_payables_account=True, has_purchases_account=False) == [
            (
                "VENDOR_NO_PURCHASES_ACCOUNT",
                Severity.WARN,
                f"{LAKESHORE} has no purchases account in GP; its invoices take the company's, or ask for one.",
            )
        ]

    def test_edge_20_a_vendor_without_a_purchase_address_blocks(self, look: Looker) -> None:
        assert self.found(look, purchase_address="") == [
            (
                "VENDOR_NO_PURCHASE_ADDRESS",
                Severity.BLOCK,
                f"{LAKESHORE} has no purchase address in GP, which gives an order its tax schedule.",
            )
        ]

    def test_edge_21_a_vendor_that_waits_for_its_approval_is_a_warning(self, look: Looker) -> None:
        assert self.found(look, awaits_approval=True) == [
            (
                "VENDOR_NOT_APPROVED",
                Severity.WARN,
                f"{LAKESHORE} waits for its approval in GP; orders for it cannot be printed until then.",
            )
        ]

    def test_edge_14_a_temporary_vendor_takes_orders(self, look: Looker) -> None:
        assert self.found(look, temporary=True) == []

    def test_edge_31_one_that_is_inactive_in_both_is_told_once(self, look: Looker) -> None:
        away = SourceVendor(id=6, name="Lakeshore Supply", external_id="LAKESHORE0001", active=False)
        facts = {VENDOR: attrs.evolve(fabrikam_facts()[VENDOR], active=False)}

        assert look(order(vendor=away), facts=facts).codes == ["VENDOR_INACTIVE"]


class TestAccounts:
    def test_edge_01_the_nearest_accounts_that_take_entries_are_named(self, look: Looker) -> None:
        near = names.accounts_near("TWO", "000-5100-01")

        mapped = look(order(), facts={ACCOUNT: None, near: ("000-5100-02", "000-5200-01")})

        assert mapped.all_words == [
            f"{MISSING} (coded 5100, Maintenance, Chicago Plant); nearest there: 000-5100-02, 000-5200-01."
        ]

    @pytest.mark.parametrize(
        ("coded", "account"),
        [
            (coding(), "000-5200-01"),
            (coding(department="Office"), "000-5200-02"),
            (coding("5200"), "000-5200-01"),
            (coding(location="Gary Plant"), "100-5100-01"),
        ],
    )
    def test_exceptions_win_over_the_template_and_the_most_exact_of_them_counts(
        self, look: Looker, coded: Any, account: str
    ) -> None:
        exceptions = (
            AccountException(account="000-5200-01", account_code="5100", location="Chicago Plant"),
            AccountException(
                account="000-5200-02", account_code="5100", location="chicago plant", department="office "
            ),
        )

        mapped = look(order(lines=(line(coding=coded),)), policy=company(accounts=exceptions))

        assert (mapped.codes, mapped.order.lines[0].account_number) == ([], account)

    @pytest.mark.parametrize(
        ("on_line", "on_order", "account"),
        [
            ({"Project": "Roof"}, {}, "000-5100-02"),
            ({}, {"Project": "roof"}, "000-5100-02"),
            ({"Project": "03"}, {"Project": "Roof"}, "000-5100-03"),
            ({}, {}, "000-5100-01"),
        ],
        ids=["of the line", "of the order", "not in its table", "empty"],
    )
    def test_custom_fields_may_be_segments(
        self, look: Looker, on_line: dict[str, str], on_order: dict[str, str], account: str
    ) -> None:
        project = CustomField(name="Project", called="project", values={"Roof": "02"}, default="01")
        policy = company(account="{location}-{account_code}-{project}", custom_fields=(project,))

        mapped = look(order(lines=(line(custom_fields=on_line),), custom_fields=on_order), policy=policy)

        assert mapped.order.lines[0].account_number == account


class TestHeader:
    @pytest.mark.parametrize(
        ("changes", "facts", "field", "value"),
        [
            ({"default_bill_to": "HQ"}, {names.company_address("TWO", "HQ"): "HQ"}, "bill_to_address_id", "HQ"),
            ({"buyers": {"dana buyer": "DANA"}}, {names.buyer("TWO", "DANA"): "DANA"}, "buyer_id", "DANA"),
            ({"buyers": {"*": "DANA"}}, {names.buyer("TWO", "DANA"): "DANA"}, "buyer_id", "DANA"),
            ({"buyers": {"Robin Reader": "ROBIN"}}, {}, "buyer_id", None),
        ],
    )
    def test_edge_69_bill_to_and_buyer_are_mapped(
        self, look: Looker, changes: dict[str, Any], facts: Any, field: str, value: str | None
    ) -> None:
        mapped = look(order(), policy=company(**changes), facts=facts)

        assert (mapped.codes, getattr(mapped.order, field)) == ([], value)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            (
                {"default_bill_to": "HQ"},
                "The bill-to address 'HQ' is no address of the company in GP.",
            ),
            ({"buyers": {"*": "DANA"}}, "The buyer 'DANA' is not in GP."),
            (
                {"shipping_methods": {"Ground": "DRONE"}},
                "The shipping method 'DRONE' is not in GP, which would create it.",
            ),
        ],
    )
    def test_edge_69_what_gp_lacks_blocks(self, look: Looker, changes: dict[str, Any], words: str) -> None:
        mapped = look(order(), policy=company(**changes))

        assert (mapped.findings[0].severity, mapped.all_words) == (Severity.BLOCK, [words])

    def test_edge_69_a_ship_to_that_gp_lacks_blocks(self, look: Looker) -> None:
        mapped = look(order(), facts={names.company_address("TWO", "PRIMARY"): None})

        assert mapped.all_words == ["The ship-to address 'PRIMARY' is no address of the company in GP."]

    def test_edge_69_requesters_are_mapped_by_name(self, look: Looker) -> None:
        policy = company(requesters={"Robin Reader": "RREADER"})

        assert look(order(), policy=policy).order.lines[0].requested_by == "RREADER"


class TestNote:
    def test_edge_47_it_names_who_asked_who_approved_who_bought_and_where(self, look: Looker) -> None:
        lines = (
            line(approvers=("Ada Approver", "Ben Boss")),
            line(id=9002, number=2, requester="Kim Keeper", approvers=("Ada Approver",)),
        )
        source = order(lines=lines, external_number="4711", comment=" Dock 4 \n ring twice ")
        policy = orders(order_url="https://fabrikam.example.com/orders/{key}")

        assert look(source, policy=policy).order.note.split("\n") == [
            "Procurify PF52 4711",
            "Requested by Robin Reader, Kim Keeper",
            "Approved by Ada Approver, Ben Boss",
            "Purchased by Dana Buyer",
            "https://fabrikam.example.com/orders/52",
            "Dock 4",
            "ring twice",
        ]

    def test_edge_07_a_comment_that_is_too_long_stands_whole_in_it_and_once(self, look: Looker) -> None:
        comment = "Deliver to dock 4. " * 30

        note = look(order(comment=comment)).order.note

        assert note.split("\n")[-1] == comment.strip()
        assert note.count("Deliver to dock 4.") == 30

    def test_edge_07_a_note_without_the_comment_has_it_where_it_was_shortened(self, look: Looker) -> None:
        note = look(order(comment="x" * 501), policy=orders(note="{shortened}")).order.note

        assert note == f"the comment: {'x' * 501}"

    def test_edge_47_the_configuration_may_leave_it_out(self, look: Looker) -> None:
        assert look(order(), policy=orders(note="")).order.note == ""


class TestDecimals:
    @pytest.mark.parametrize(
        ("setup", "price", "cost", "codes"),
        [
            (PurchasingSetup(cost_decimals=4, functional_currency="Z-US$"), "0.3333", "0.3333", []),
            (PurchasingSetup(cost_decimals=4, functional_currency="Z-C$"), "0.3333", "1.00", ["LINE_AS_AMOUNT"]),
            (PurchasingSetup(cost_decimals=4), "0.3333", "1.00", ["LINE_AS_AMOUNT"]),
            (PurchasingSetup(), "0.3333", "1.00", ["LINE_AS_AMOUNT"]),
        ],
        ids=["own currency", "foreign currency", "own currency not told", "nothing told"],
    )
    def test_edge_08_unit_costs_have_the_setups_decimals_in_the_companys_own_currency(
        self, look: Looker, setup: PurchasingSetup, price: str, cost: str, codes: list[str]
    ) -> None:
        source = order(lines=(line(quantity=Decimal(3), unit_price=Decimal(price)),), total=Decimal(1))

        mapped = look(source, facts={names.purchasing_setup("TWO"): setup})

        kept = [code for code in mapped.codes if not code.endswith(("_NO_ACCESS", "_MISSING", "_UNKNOWN"))]
        assert (kept, str(mapped.order.lines[0].unit_cost)) == (codes, cost)

    def test_edge_08_the_companys_own_currency_is_the_one_that_gp_tells(self, look: Looker) -> None:
        source = order(lines=(line(quantity=Decimal(3), unit_price=Decimal("0.3333")),), total=Decimal(1))
        setup = PurchasingSetup(cost_decimals=4, functional_currency="Z-C$")

        mapped = look(source, policy=company(functional_currency="Z-US$"), facts={names.purchasing_setup("TWO"): setup})

        assert str(mapped.order.lines[0].unit_cost) == "1.00"

    def test_edge_08_a_price_that_rounds_without_changing_the_total_is_told(self, look: Looker) -> None:
        source = order(lines=(line(quantity=Decimal(1), unit_price=Decimal("24.501")),), total=Decimal("24.50"))

        mapped = look(source)

        assert mapped.all_words == ["Line 1 (Hydraulic oil): the unit cost in GP is rounded: 24.501 to 24.50."]

    def test_edge_08_costs_that_gp_keeps_without_cents_block_rather_than_lose_them(self, look: Looker) -> None:
        setup = {
            names.purchasing_setup("TWO"): PurchasingSetup(
                cost_decimals=0, functional_currency="Z-US$", commitments=False
            )
        }

        mapped = look(order(lines=(line(unit_price=Decimal("24.55")),)), facts=setup)

        assert mapped.codes == ["LINE_NOT_EXACT"]

    def test_edge_08_the_configuration_gives_quantities_no_more_decimals_than_gp_has(self, look: Looker) -> None:
        source = order(lines=(line(quantity=Decimal("0.125"), unit_price=Decimal(8)),), total=Decimal(1))

        assert look(source, policy=company(quantity_decimals=3)).codes == ["LINE_AS_AMOUNT"]


class TestReplacedFunctions:
    def test_a_function_of_the_users_own_stands_in_everywhere(self) -> None:
        """What it answers is also what is asked of GP."""
        functions = OrderFunctions(gl_account=lambda *_: "000-5200-02")
        mapper = PurchaseOrderMapper(POLICY, functions)
        facts = gather(order(), mapper, fabrikam_facts())

        (body,) = mapper.map(order(), facts).wanted.values()

        assert body.lines[0].account_number == "000-5200-02"
        assert names.account("TWO", "000-5200-02") in facts.asked
        assert ACCOUNT not in facts.asked
