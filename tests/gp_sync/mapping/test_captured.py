"""What the orders that were captured say, by company."""

from collections import Counter

import attrs

from gp_sync.flows.purchase_orders.document import Coding, OrderState, SourceOrder
from gp_sync.flows.purchase_orders.functions import OrderFunctions
from gp_sync.flows.purchase_orders.policy import CompanyPolicy, PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.tables import CustomField
from gp_sync.mapping.captured import captured_orders, said_by
from gp_sync.testing.examples import FABRIKAM, POLICY, coding, line, order
from gp_sync.testing.model_connection import ModelConnection


class TestCapturedOrders:
    def test_each_in_its_newest_version_but_for_cancelled_ones(self) -> None:
        world = ModelConnection()
        for key, state in ((52, OrderState.PURCHASED), (53, OrderState.CANCELLED)):
            world.put(order(key=key, number=f"PF{key}", state=state))
        world.run()
        world.put(order(version=2, buyer="Robin Reader"))
        world.run()

        found = list(captured_orders(world.ledger, world.name, world.flow()))

        assert [(one.number, one.buyer) for one in found] == [("PF52", "Robin Reader")]

    def test_one_that_cannot_be_read_is_left_out(self) -> None:
        world = ModelConnection()
        world.put(order())
        world.run()

        def refuse(_: bytes) -> SourceOrder:
            raise ValueError("expected a decimal number")

        flow = attrs.evolve(world.flow(), decode=refuse)

        assert list(captured_orders(world.ledger, world.name, flow)) == []


class TestSaid:
    def test_purchasers_and_currencies_are_counted_by_company(self) -> None:
        far = order(lines=(line(coding=coding(location="Vancouver Plant")),), buyer=" ", currency="CAD")

        found = said_by([order(), order(), far], POLICY, None)

        assert {company: (said.buyers, said.currencies) for company, said in found.items()} == {
            "TWO": (Counter({"Dana Buyer": 2}), Counter({"USD": 2})),
            "NORTH": (Counter(), Counter({"CAD": 1})),
        }

    def test_an_order_of_no_company_or_of_several_is_left_out(self) -> None:
        nowhere = order(lines=(line(coding=coding(location="Tokyo")),))
        mixed = order(lines=(line(), line(coding=coding(location="Vancouver Plant"))))

        assert said_by([nowhere, mixed, order(lines=())], POLICY, None) == {}

    def test_a_line_is_kept_for_each_account_code_and_value_of_custom_fields(self) -> None:
        company = attrs.evolve(FABRIKAM, custom_fields=(CustomField(name="Project", called="project"),))
        policy = attrs.evolve(POLICY, companies=(company,))
        lines = (line(id=1), line(id=2), line(id=3, custom_fields={"Project": "L4"}), line(id=4, coding=coding("6450")))

        (said,) = said_by([order(lines=lines)], policy, None).values()

        assert {key: found.id for key, (_, found) in said.coded.items()} == {
            ("5100", ""): 1,
            ("5100", "L4"): 3,
            ("6450", ""): 4,
        }

    def test_an_order_on_which_a_users_function_fails_is_left_out(self) -> None:
        def broken(_: Coding, __: PurchaseOrderPolicy) -> CompanyPolicy:
            raise KeyError("Chicago Plant")

        assert said_by([order()], POLICY, OrderFunctions(company=broken)) == {}
