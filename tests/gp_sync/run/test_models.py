"""The models of both systems behave as the systems do, as far as the engine can tell."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.findings import finding
from gp_sync.core.model import Found, Ref, TargetRef, Unavailable, Write
from gp_sync.core.refusals import OutcomeUnknown, RecordMoved, Refused
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, GPPurchaseOrderLine
from gp_sync.testing.examples import decode_order, encode_order, order
from gp_sync.testing.model_connection import HandClock
from gp_sync.testing.model_source import ModelFeed, ModelReferences
from gp_sync.testing.model_target import ModelTarget

HERE = TargetRef(side="gp", company="TWO", number="PF52")
LATER = datetime(2027, 1, 1, tzinfo=UTC)
DOWN = finding("GP_UNAVAILABLE", Ref("side", ("gp",)), tried="connection refused")


def row(sequence: int) -> GPPurchaseOrderLine:
    return GPPurchaseOrderLine(
        sequence=sequence,
        item_number=f"PROC-{sequence}",
        vendor_item_number="",
        description="Hydraulic oil",
        unit="BOX",
        site_id="01-N",
        quantity=Decimal(1),
        unit_cost=Decimal(2),
        extended_cost=Decimal(2),
        account_number="000-5100-01",
        required_date=None,
        requested_by="",
        source_line="9001",
    )


BODY = GPPurchaseOrder(
    number="PF52",
    vendor_id="LAKESHORE0001",
    document_date=date(2026, 11, 4),
    promised_date=None,
    currency_id="Z-US$",
    payment_terms_id=None,
    shipping_method=None,
    ship_to_address_id=None,
    confirm_with="PROCURIFY 52",
    comment="",
    subtotal=Decimal(4),
    trade_discount=Decimal(0),
    freight=Decimal(0),
    miscellaneous=Decimal(0),
    tax_amount=Decimal(0),
    lines=(row(1), row(2)),
)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def target(clock: HandClock) -> ModelTarget:
    return ModelTarget(clock)


def create(target: ModelTarget, body: GPPurchaseOrder = BODY) -> Found[GPPurchaseOrder]:
    return target.send(Write(op="create", target=HERE, body=body), LATER)


def update(target: ModelTarget, stamp: str | None, **changes: Any) -> Found[GPPurchaseOrder]:
    return target.send(Write(op="update", target=HERE, body=attrs.evolve(BODY, **changes), stamp=stamp), LATER)


class TestTarget:
    def test_it_fills_in_defaults_and_keeps_only_what_gp_keeps(self, target: ModelTarget) -> None:
        found = create(target)

        assert (found.body.payment_terms_id, found.body.ship_to_address_id) == ("NET 30", "PRIMARY")
        assert [line.source_line for line in found.body.lines] == ["", ""]
        assert target.read(HERE) == found
        assert target.compare(BODY, found) == "equal"

    @pytest.mark.parametrize(
        ("changes", "verdict"),
        [
            ({"confirm_with": "ENTERED BY KIM"}, "foreign"),
            ({"lines": (row(1),)}, "partial"),
            ({"freight": Decimal(9)}, "different"),
            ({"lines": (row(1), row(3))}, "different"),
        ],
    )
    def test_it_judges_what_stands_there(self, target: ModelTarget, changes: dict[str, Any], verdict: str) -> None:
        target.put(HERE, attrs.evolve(BODY, **changes))

        found = target.read(HERE)

        assert found is not None
        assert target.compare(BODY, found) == verdict

    @pytest.mark.parametrize("archived", [False, True])
    def test_edge_17_it_refuses_a_number_that_is_taken_in_work_or_history(
        self, target: ModelTarget, archived: bool
    ) -> None:
        create(target)
        if archived:
            target.archive(HERE)

        with pytest.raises(Refused) as refused:
            create(target)

        assert refused.value.exists

    def test_edge_17_one_that_does_not_refuse_overwrites(self, clock: HandClock) -> None:
        target = ModelTarget(clock, refuses_existing=False)
        create(target)

        create(target, attrs.evolve(BODY, freight=Decimal(5)))

        assert target.records()[HERE].body.freight == Decimal(5)

    def test_edge_03_an_update_keeps_what_it_leaves_out_and_blanks_what_was_cleared(self, target: ModelTarget) -> None:
        lines = (attrs.evolve(row(1), requested_by="Robin Reader"), attrs.evolve(row(2), requested_by="Kim Clerk"))
        written = attrs.evolve(
            BODY, comment="Gate 1", shipping_method="OVERNIGHT", payment_terms_id="NET 45", lines=lines
        )
        stamp = create(target, written).stamp
        emptied = (attrs.evolve(row(1), cleared=("requested_by",)), row(2))

        held = update(target, stamp, cleared=("comment", "shipping_method"), lines=emptied).body

        assert (held.comment, held.shipping_method, held.payment_terms_id) == ("", None, "NET 45")
        assert [line.requested_by for line in held.lines] == ["", "Kim Clerk"]
        assert held.cleared == ()

    def test_an_update_must_carry_the_newest_stamp(self, target: ModelTarget) -> None:
        stamp = create(target).stamp
        update(target, stamp, freight=Decimal(5))

        with pytest.raises(RecordMoved, match="the record was changed meanwhile"):
            update(target, stamp, freight=Decimal(6))

    def test_a_record_that_is_hindered_is_not_changed(self, target: ModelTarget) -> None:
        stamp = create(target).stamp
        target.hinder(HERE, finding("PO_HAS_RECEIPT", HERE.ref, tried="PF52"))

        with pytest.raises(Refused):
            update(target, stamp)

    def test_a_record_that_is_gone_is_not_changed(self, target: ModelTarget) -> None:
        stamp = create(target).stamp
        target.delete(HERE)

        with pytest.raises(Refused):
            update(target, stamp)

    def test_history_is_invisible_where_it_cannot_be_read(self, clock: HandClock) -> None:
        target = ModelTarget(clock, reads_history=False)
        create(target)
        target.archive(HERE)

        assert target.read(HERE) is None
        assert list(target.find_ours("TWO", None)) == []

    def test_it_lists_the_records_of_a_company_that_carry_our_marker(self, target: ModelTarget) -> None:
        create(target)
        target.archive(HERE)
        target.put(attrs.evolve(HERE, number="PF53"), BODY)
        target.put(attrs.evolve(HERE, number="KIM1"), attrs.evolve(BODY, confirm_with="KIM"))
        target.put(attrs.evolve(HERE, company="NORTH"), BODY)

        assert [ref.number for ref, _ in target.find_ours("TWO", None)] == ["PF52", "PF53"]

    def test_a_late_write_that_finds_its_number_taken_is_lost(self, target: ModelTarget, clock: HandClock) -> None:
        target.land_next_at(clock() + timedelta(minutes=1))
        with pytest.raises(OutcomeUnknown):
            create(target)
        found = create(target)
        clock.advance(minutes=2)

        assert target.read(HERE) == found
        assert len(target.executed) == 1

    def test_half_a_void_is_nothing(self, target: ModelTarget) -> None:
        stamp = create(target).stamp
        target.write_half_next()

        with pytest.raises(OutcomeUnknown):
            target.send(Write(op="void", target=HERE, body=None, stamp=stamp), LATER)

        assert not target.records()[HERE].void

    @pytest.mark.parametrize(
        "use",
        [lambda target: target.read(HERE), create, lambda target: list(target.find_ours("TWO", None))],
        ids=["read", "send", "find ours"],
    )
    def test_nothing_works_while_it_is_down(self, target: ModelTarget, use: Callable[[ModelTarget], object]) -> None:
        target.down = DOWN

        with pytest.raises(Unavailable, match="GP_UNAVAILABLE: connection refused"):
            use(target)


class TestSources:
    def test_an_order_is_listed_on_the_days_around_its_change(self) -> None:
        feed = ModelFeed(page_size=1)
        feed.put(order(), date(2026, 11, 4))
        feed.put(order(key=53), date(2026, 11, 5))

        pages = list(feed.pages(date(2026, 11, 4), date(2026, 11, 4)))

        assert [row.source_id for page in pages for row in page.rows] == ["52"]

    def test_an_empty_window_has_one_empty_page(self) -> None:
        assert [page.rows for page in ModelFeed().pages(date(2026, 11, 4), date(2026, 11, 4))] == [()]

    def test_orders_are_stored_and_read_back_the_same(self) -> None:
        assert decode_order(encode_order(order())) == order()

    @pytest.mark.parametrize("payload", [b"null", b"<html>", b"\xff", b"{}"])
    def test_what_is_no_order_is_refused(self, payload: bytes) -> None:
        with pytest.raises(ValueError, match=r"."):
            decode_order(payload)

    def test_a_company_without_a_calendar_has_no_periods(self) -> None:
        references = ModelReferences({})

        assert references.find(names.fiscal_period("TWO", 2026, 11), LATER) is None
