"""The mapper of purchase orders keeps the contract of mappers, whatever order and facts it is given."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import gp_sync.testing
from gp_sync.core.canonical import revive
from gp_sync.core.fact_values import (
    Account,
    AccountFormat,
    Currency,
    ExchangeRate,
    GPVendor,
    Item,
    PurchasingSetup,
    VendorCandidate,
)
from gp_sync.core.findings import finding
from gp_sync.core.fiscal import FiscalCalendar, FiscalPeriod, FiscalYear
from gp_sync.core.model import Facts, Mapped, Ref
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder
from gp_sync.flows.purchase_orders.mapper import PurchaseOrderMapper
from gp_sync.testing import MapperBench, MapperContract
from gp_sync.testing.examples import POLICY, calendar, decode_order, encode_order, fabrikam_facts
from tests.gp_sync.flows.test_any_order import orders, payable_orders

words = st.text(max_size=20)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))
years = st.builds(FiscalYear, year=st.integers(2020, 2030), first=days, last=days, historical=st.booleans())
periods = st.builds(
    FiscalPeriod,
    year=st.integers(2020, 2030),
    period=st.integers(0, 13),
    first=days,
    closed=st.booleans(),
    name=words,
)
currencies = st.builds(
    Currency,
    id=st.sampled_from(["Z-US$", "Z-YEN", "Z-C$"]),
    iso_code=st.sampled_from(["USD", "JPY", "CAD"]),
    decimals=st.integers(0, 5),
)
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "fiscal_calendar": st.just(calendar(11))
    | st.builds(FiscalCalendar, years=st.lists(years).map(tuple), periods=st.lists(periods).map(tuple)),
    "fiscal_year": st.lists(years, min_size=1).map(tuple),
    "fiscal_period": periods,
    "currencies": st.lists(currencies, max_size=3).map(tuple),
    "account_format": st.builds(
        AccountFormat, separator=st.sampled_from(["-", ".", ""]), lengths=st.lists(st.integers(1, 9)).map(tuple)
    ),
    "gl_account": st.builds(
        Account,
        number=words,
        description=words,
        active=st.booleans(),
        allows_entry=st.booleans(),
        posting=st.booleans(),
    ),
    "purchasing_setup": st.builds(
        PurchasingSetup,
        quantity_decimals=st.none() | st.integers(0, 5),
        cost_decimals=st.none() | st.integers(0, 5),
        functional_currency=st.sampled_from(["", "Z-US$", "Z-C$"]),
        commitments=st.none() | st.booleans(),
    ),
    "item": st.builds(
        Item,
        number=words,
        description=words,
        type=st.integers(1, 6),
        inactive=st.booleans(),
        unit_schedule=words,
        purchasing_unit=words,
        quantity_decimals=st.integers(0, 5),
        cost_decimals=st.integers(0, 5),
        item_class=st.sampled_from(["", "RAW"]),
    ),
    "gl_accounts_near": st.lists(words, max_size=3).map(tuple),
    "units_of_schedule": st.lists(words, min_size=1, max_size=3).map(tuple),
    "document_date": days,
    "exchange_rate": st.builds(ExchangeRate, rate=st.just(Decimal("1.25")), expires=st.none() | days),
    "vendor_candidates": st.lists(
        st.builds(VendorCandidate, vendor_id=words, name=words, score=st.integers(0, 100)), min_size=1, max_size=3
    ).map(tuple),
    "gp_vendor": st.builds(
        GPVendor,
        id=words,
        name=words,
        active=st.booleans(),
        on_hold=st.booleans(),
        payment_terms=words,
        currency=words,
    ),
}


class OrderBench(MapperBench[SourceOrder, GPPurchaseOrder]):
    """Any order, and any facts about GP; what is not in the table above is a text."""

    def sources(self) -> st.SearchStrategy[SourceOrder]:
        return orders() | payable_orders().map(lambda case: case[0])

    def payload(self, source: SourceOrder) -> bytes:
        return encode_order(source)

    def fact(self, ref: Ref) -> st.SearchStrategy[Any]:
        anything = FACTS.get(ref.kind, words)
        usual = fabrikam_facts().get(ref)
        return anything if usual is None else st.just(usual) | anything


def bench_of(mapper: PurchaseOrderMapper) -> OrderBench:
    return OrderBench(mapper, decode=decode_order, revive=lambda text: revive(text, GPPurchaseOrder))


class TestPurchaseOrderMapper(MapperContract):
    @pytest.fixture
    def bench(self) -> OrderBench:
        return bench_of(PurchaseOrderMapper(POLICY))


class Asks(PurchaseOrderMapper):
    """Never has enough."""

    def needs(self, source: SourceOrder, facts: Facts) -> frozenset[Ref]:
        return facts.asked | {Ref("page", (str(len(facts.asked)),))}


class Forgets(PurchaseOrderMapper):
    """Asks for one thing after the other, each time for that alone."""

    def needs(self, source: SourceOrder, facts: Facts) -> frozenset[Ref]:
        return frozenset({Ref("page", (str(min(len(facts.asked), 2)),))})


class Peeks(PurchaseOrderMapper):
    """Reads past what it asked for."""

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        facts.found.get(Ref("gl_account", ("TWO", "not asked for")))
        return super().map(source, facts)


class Takes(PurchaseOrderMapper):
    """Depends on whatever facts there are."""

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        mapped = super().map(source, facts)
        return attrs.evolve(mapped, findings=mapped.findings * len(facts.asked), ended=mapped.ended)


class IsSilent(PurchaseOrderMapper):
    """Wants nothing and does not say why."""

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        return Mapped()


class Counts(PurchaseOrderMapper):
    """Gives another number every time."""

    calls = 0

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        self.calls += 1
        mapped = super().map(source, facts)
        number = f"PF{self.calls}"
        return attrs.evolve(
            mapped, wanted={attrs.evolve(ref, number=number): body for ref, body in mapped.wanted.items()}
        )


class Raises(PurchaseOrderMapper):
    """Takes for granted that a fact exists."""

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        for ref in facts.asked:
            _ = facts.found[ref]
        return super().map(source, facts)


class MapsNothing(PurchaseOrderMapper):
    """Always finds something."""

    def map(self, source: SourceOrder, facts: Facts) -> Mapped[GPPurchaseOrder]:
        return Mapped(
            findings=(
                finding(
                    "NO_LINES",
                    Ref(
                        "document",
                        (
                            "purchase_orders",
                            str(source.key),
                        ),
                    ),
                ),
            )
        )


def check(test: Any, bench: OrderBench) -> None:
    """Run one test of the contract, without looking for the smallest example of its failure."""

    @settings(phases=[Phase.generate], max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(data=st.data())
    def once(data: st.DataObject) -> None:
        test.hypothesis.inner_test(MapperContract(), bench, data)

    once()


class TestTheContract:
    @pytest.mark.parametrize(
        ("mapper", "test", "error"),
        [
            (Asks, MapperContract.test_it_soon_has_asked_for_everything, AssertionError),
            (Forgets, MapperContract.test_it_never_asks_for_less_when_more_is_known, AssertionError),
            (Peeks, MapperContract.test_it_reads_only_what_it_asked_for, AssertionError),
            (Takes, MapperContract.test_it_reads_only_what_it_asked_for, AssertionError),
            (IsSilent, MapperContract.test_it_says_why_where_nothing_is_wanted, AssertionError),
            (Counts, MapperContract.test_mapping_changes_nothing, AssertionError),
            (Raises, MapperContract.test_it_says_why_where_nothing_is_wanted, KeyError),
        ],
    )
    def test_a_mapper_that_breaks_it_is_caught(
        self, mapper: type[PurchaseOrderMapper], test: Any, error: type[Exception]
    ) -> None:
        """Each promise has a test that can fail."""
        with pytest.raises(error):
            check(test, bench_of(mapper(POLICY)))

    def test_a_bench_on_which_nothing_is_mapped_is_told_so(self) -> None:
        """The properties would hold, and say nothing."""
        with pytest.raises(NoSuchExample):
            MapperContract().test_some_document_is_mapped(bench_of(MapsNothing(POLICY)))

    def test_what_the_package_does_not_have_is_named(self) -> None:
        """Names that are loaded late do not hide a mistake."""
        with pytest.raises(AttributeError, match=r"'gp_sync\.testing' has no attribute 'MaperContract'"):
            gp_sync.testing.MaperContract  # type: ignore[attr-defined]  # noqa: B018  # that it fails is the test
