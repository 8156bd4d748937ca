"""Items of GP's inventory: only where the configuration says so, and only such as GP takes."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import Item
from gp_sync.core.findings import finding
from gp_sync.core.model import Ref, Severity
from gp_sync.flows.purchase_orders.document import Allocation
from gp_sync.flows.purchase_orders.policy import OrderPolicy
from gp_sync.testing.examples import FABRIKAM, POLICY, coding, line, order

Looker = Callable[..., Any]

OIL = Item(
    number="HYD-46", description="Hydraulic oil ISO 46", type=1, inactive=False, unit_schedule="DRUMS",
    purchasing_unit="Each", quantity_decimals=0, cost_decimals=2, item_class="OILS",
)  # fmt: skip
SCHEDULE = names.units_of_schedule("TWO", "DRUMS")
SITE = names.item_site("TWO", "HYD-46", "01-N")
VENDOR = names.item_vendor("TWO", "HYD-46", "LAKESHORE0001")


def stocked(item: Item = OIL, *, called: str = "HYD-46") -> Mapping[Ref, Any]:
    """What GP knows of an item that fits the order."""
    return {
        names.item("TWO", called): item,
        SCHEDULE: ("Each", "Box"),
        SITE: "01-N",
        names.item_site("TWO", "HYD-46", "02-S"): "02-S",
        VENDOR: "LS-46",
    }


def inventory(*classes: str, sites: tuple[str, ...] = (), **orders: Any) -> Any:
    company = attrs.evolve(FABRIKAM, inventory_classes=classes, inventory_sites=sites)
    return attrs.evolve(POLICY, companies=(company,), orders=OrderPolicy(**orders))


class TestWhatIsInventory:
    @pytest.mark.parametrize("classes", [("OILS",), ("oils ",), ("*",)])
    def test_edge_42_an_item_of_a_class_that_the_configuration_names(
        self, look: Looker, classes: tuple[str, ...]
    ) -> None:
        mapped = look(order(), policy=inventory(*classes), facts=stocked())

        (row,) = mapped.order.lines
        assert mapped.codes == []
        assert (row.non_inventory, row.item_number, row.vendor_item_number) == (False, "HYD-46", "LS-46")
        assert (row.unit, row.quantity, row.unit_cost) == ("Box", Decimal(10), Decimal("24.50"))

    def test_edge_42_procurifys_spelling_of_its_number_does_not_matter(self, look: Looker) -> None:
        source = order(lines=(line(sku="hyd-46"),))

        mapped = look(source, policy=inventory("*"), facts={**stocked(called="hyd-46"), VENDOR: None})

        assert mapped.order.lines[0].item_number == "HYD-46"
        assert mapped.all_words == [
            "Line 1 (Hydraulic oil): GP does not have the vendor LAKESHORE0001 for the item HYD-46."
        ]

    @pytest.mark.parametrize("policy", [inventory("TOOLS"), inventory("OILS", sites=("02-S",))], ids=["class", "site"])
    def test_edge_42_any_other_coincidence_is_free_text_and_told(self, look: Looker, policy: Any) -> None:
        mapped = look(order(), policy=policy, facts=stocked())

        assert mapped.order.lines[0].non_inventory
        assert [(found.code, found.severity) for found in mapped.findings] == [("ITEM_IS_INVENTORY", Severity.WARN)]
        assert mapped.all_words == [
            "Line 1 (Hydraulic oil) has the number of the inventory item HYD-46, and goes to GP as free text."
        ]

    def test_edge_42_a_free_text_line_may_not_have_an_items_number(self, look: Looker) -> None:
        mapped = look(order(), policy=inventory(item_number="{sku}"), facts=stocked())

        assert mapped.codes == ["ITEM_IS_INVENTORY", "ITEM_EXISTS"]
        assert mapped.words("ITEM_EXISTS").startswith(
            "Line 1 (Hydraulic oil): the item number HYD-46 is an item of GP's inventory, "
        )


class TestUnknownItems:
    @pytest.mark.parametrize(
        ("policy", "severities"), [(POLICY, []), (inventory("OILS"), [Severity.WARN, Severity.BLOCK])]
    )
    def test_edge_42_where_gps_items_cannot_be_had_stock_is_not_taken_for_free_text(
        self, look: Looker, policy: Any, severities: list[Severity]
    ) -> None:
        item = names.item("TWO", "HYD-46")
        missing = finding("TABLE_NOT_AVAILABLE", names.table("TWO", "items"), tried="items", severity=Severity.WARN)

        mapped = look(order(), policy=policy, unusable={item: missing})

        assert [found.severity for found in mapped.findings] == severities

    def test_edge_42_where_gps_vendors_of_items_cannot_be_had_a_changed_line_keeps_its_number(
        self, look: Looker
    ) -> None:
        missing = finding("TABLE_NOT_AVAILABLE", names.table("TWO", "item_vendors"), tried="x", severity=Severity.WARN)

        mapped = look(order(), policy=inventory("OILS"), facts={**stocked(), VENDOR: None}, unusable={VENDOR: missing})

        assert [(row.vendor_item_number, row.kept) for row in mapped.order.lines] == [
            ("HYD-46", ("vendor_item_number",))
        ]
        assert mapped.words("LEFT_AS_IN_GP") == (
            "Line 1 (Hydraulic oil): vendor item number cannot be looked up in GP now, so an order that GP has keeps "
            "its own; a new one has 'HYD-46'."
        )


class TestWhatGPTakes:
    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            (
                {names.item("TWO", "HYD-46"): attrs.evolve(OIL, inactive=True)},
                "the item HYD-46 is inactive, so GP takes no",
            ),
            ({names.item("TWO", "HYD-46"): attrs.evolve(OIL, type=3)}, "the item HYD-46 is discontinued or a kit, so "),
            ({SITE: None}, "GP does not have the item HYD-46 at the site 01-N."),
            ({VENDOR: None}, "GP does not have the vendor LAKESHORE0001 for the item HYD-46."),
            (
                {SCHEDULE: ("Each", "Drum")},
                "the unit of measure BOX is not in the item's schedule DRUMS, which has Each, Drum.",
            ),
            ({SCHEDULE: None}, "the unit of measure BOX is not in the item's schedule DRUMS, which has none."),
        ],
        ids=["inactive", "kit", "site", "vendor", "unit", "schedule"],
    )
    def test_edge_42_what_gp_would_refuse_blocks_before_it_is_sent(
        self, look: Looker, facts: Mapping[Ref, Any], words: str
    ) -> None:
        mapped = look(order(), policy=inventory("*"), facts={**stocked(), **facts})

        assert [found.severity for found in mapped.findings] == [Severity.BLOCK]
        assert mapped.all_words[0].startswith(f"Line 1 (Hydraulic oil): {words}")

    def test_edge_42_no_other_unit_stands_in_since_it_would_be_another_quantity(self, look: Looker) -> None:
        mapped = look(order(lines=(line(unit="drum"),)), policy=inventory("*"), facts=stocked())

        assert mapped.codes == ["ITEM_UNIT_REFUSED"]


class TestAmountsOfItems:
    @pytest.mark.parametrize(
        ("changes", "tried"),
        [
            ({"quantity": Decimal("2.5")}, "2.5 x 24.50 = 61.25"),
            ({"total": Decimal("244.99")}, "10 x 24.50 = 244.99"),
        ],
    )
    def test_edge_08_what_gp_cannot_hold_blocks_since_stock_is_counted(
        self, look: Looker, changes: dict[str, Any], tried: str
    ) -> None:
        mapped = look(order(lines=(line(**changes),)), policy=inventory("*"), facts=stocked())

        assert mapped.codes == ["LINE_NOT_EXACT"]
        assert mapped.words("LINE_NOT_EXACT") == (
            f"Line 1 (Hydraulic oil): GP cannot hold {tried} to the cent with the decimals of the currency, its "
            "quantities and costs."
        )

    def test_edge_08_an_item_has_decimals_of_its_own(self, look: Looker) -> None:
        finer = attrs.evolve(OIL, quantity_decimals=3, cost_decimals=4)
        source = order(lines=(line(quantity=Decimal("0.125"), unit_price=Decimal("8.1234")),), total=Decimal("1.02"))

        mapped = look(source, policy=inventory("*"), facts=stocked(finer))

        (row,) = mapped.order.lines
        assert (row.quantity, row.unit_cost, row.extended_cost) == (
            Decimal("0.125"),
            Decimal("8.1234"),
            Decimal("1.02"),
        )

    def test_edge_11_a_split_item_is_split_by_quantity_whatever_the_policy(self, look: Looker) -> None:
        parts = (
            Allocation(amount=Decimal(147), coding=coding()),
            Allocation(amount=Decimal(98), coding=coding(location="Gary Plant")),
        )

        mapped = look(order(lines=(line(allocations=parts),)), policy=inventory("*"), facts=stocked())

        assert mapped.codes == []
        assert [(row.quantity, row.unit_cost) for row in mapped.order.lines] == [
            (Decimal(6), Decimal("24.50")),
            (Decimal(4), Decimal("24.50")),
        ]

    def test_edge_11_an_item_that_cannot_be_split_by_quantity_blocks(self, look: Looker) -> None:
        parts = (
            Allocation(amount=Decimal("122.50"), coding=coding()),
            Allocation(amount=Decimal("122.50"), coding=coding(location="Gary Plant")),
        )
        source = order(lines=(line(quantity=Decimal(5), unit_price=Decimal(49), allocations=parts),))

        assert "LINE_NOT_EXACT" in look(source, policy=inventory("*"), facts=stocked()).codes

    def test_edge_11_a_split_item_keeps_its_price_and_blocks_where_that_does_not_give_the_part(
        self, look: Looker
    ) -> None:
        """Stock has a cost: 3 at 10.00 is never received as 1 at 12.00 and 2 at 9.00."""
        parts = (Allocation(amount=Decimal(12), coding=coding()), Allocation(amount=Decimal(18), coding=coding("5200")))
        source = order(lines=(line(quantity=Decimal(3), unit_price=Decimal(10), allocations=parts),))

        mapped = look(source, policy=inventory("*"), facts=stocked())

        assert mapped.codes == ["LINE_NOT_EXACT", "LINE_NOT_EXACT"]
        assert mapped.words("LINE_NOT_EXACT") == (
            "Line 1 (Hydraulic oil): GP cannot hold a part of 12.00 as 1 x 10.00 to the cent with the decimals of the "
            "currency, its quantities and costs."
        )

    def test_edge_11_a_split_item_whose_quantity_gp_cannot_hold_blocks(self, look: Looker) -> None:
        half = Allocation(amount=Decimal(10), coding=coding())
        source = order(lines=(line(quantity=Decimal("2.5"), unit_price=Decimal(8), allocations=(half, half)),))

        assert set(look(source, policy=inventory("*"), facts=stocked()).codes) == {"LINE_NOT_EXACT"}


class TestCoincidencesElsewhere:
    def test_edge_09_units_of_two_schedules_that_differ_in_case_are_told_apart(self, look: Looker) -> None:
        """The line takes the spelling of its item's schedule, and not that of whichever has the word."""
        facts = {**stocked(), SCHEDULE: ("Each", "box"), names.unit("TWO", "BOX"): "BOX"}

        mapped = look(order(), policy=inventory("*"), facts=facts)

        assert (mapped.codes, mapped.order.lines[0].unit) == ([], "box")
