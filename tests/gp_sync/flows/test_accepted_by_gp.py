"""Whatever Procurify holds, the engine sends what GP accepts and what ties to the cent, or it says why not.

Orders come from the one loopback server and are really sent to the other, whose own rules judge them.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import attrs
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Found, Severity
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder, SourceOrder
from gp_sync.flows.purchase_orders.policy import PurchaseOrderPolicy
from gp_sync.flows.purchase_orders.revision import revise
from tests.gp_sync.flows.any_policy import policies
from tests.gp_sync.flows.any_wire_order import WireOrder, calm_orders, odd_orders, payable_orders
from tests.gp_sync.flows.two_servers import Seen, TwoServers, two_servers

DECIMALS = {"Z-US$": 2, "Z-C$": 2, "Z-YEN": 0, "Z-KWD": 3}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoServers]:
    with two_servers(tmp_path_factory.mktemp("references")) as made:
        yield made


def many(examples: int) -> settings:
    """At least so many examples, and those of the profile; the servers forget each order before the next."""
    unlike = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(suppress_health_check=unlike, deadline=None, max_examples=max(examples, settings().max_examples))


def ordered(servers: TwoServers, drawn: WireOrder) -> SourceOrder:
    return servers.ordered(drawn.fields, drawn.header, drawn.lines)


def calm(servers: TwoServers) -> st.SearchStrategy[WireOrder]:
    return calm_orders(servers.departments, servers.vendors)


def payable(servers: TwoServers) -> st.SearchStrategy[WireOrder]:
    return payable_orders(servers.departments, servers.vendors)


def odd(servers: TwoServers) -> st.SearchStrategy[WireOrder]:
    return odd_orders(servers.departments, servers.vendors)


def is_written(seen: Seen) -> bool:
    return seen.body is not None and all(found.severity is Severity.WARN for found in seen.findings)


def check_found(servers: TwoServers, seen: Seen, found: Found[GPPurchaseOrder]) -> None:
    """GP holds what was sent, in every field."""
    assert seen.body is not None
    assert servers.target.compare(seen.body, found) == "equal"
    assert found.obstacle is None


def tied(source: SourceOrder, found: GPPurchaseOrder, policy: PurchaseOrderPolicy) -> tuple[Decimal, Decimal]:
    """What GP holds, and what Procurify asks for, both without a tax that Procurify's is not sent for."""
    step = Decimal(1).scaleb(-DECIMALS[found.currency_id])
    there = found.subtotal - found.trade_discount + found.freight + found.miscellaneous
    if policy.companies[0].tax == "source_amount":
        return there + (found.tax_amount or 0), source.total.quantize(step, ROUND_HALF_UP)
    subtotal, discount = source.subtotal, source.discount
    if discount is not None:
        part = subtotal * discount.value / 100 if discount.percentage else discount.value
        subtotal -= part.quantize(step, ROUND_HALF_UP)
    charges = source.freight + sum((line.shipping for line in source.lines), Decimal(0))
    parts = (subtotal, charges, source.other)
    return there, sum((part.quantize(step, ROUND_HALF_UP) for part in parts), Decimal(0))


class TestAnyOrder:
    @many(300)
    @given(data=st.data())
    def test_it_is_accepted_and_ties_to_the_cent_or_is_stopped_with_a_reason(
        self, servers: TwoServers, data: st.DataObject
    ) -> None:
        policy = data.draw(policies())
        source = ordered(servers, data.draw(calm(servers) | calm(servers) | odd(servers)))

        seen = servers.look(source, policy)

        event("sent" if is_written(seen) else "stopped")
        assert all(CATALOGUE[found.code].words(found) for found in seen.findings)
        if not is_written(seen):
            stops = [found.code for found in seen.findings if found.severity is not Severity.WARN]
            event(stops[0] if stops else "ended")
            assert stops
            return
        try:
            found = servers.send(seen)
        finally:
            servers.forget(seen)
        check_found(servers, seen, found)
        there, asked = tied(source, found.body, policy)
        assert there == asked


class TestAnyRevision:
    @many(40)
    @given(data=st.data())
    def test_it_is_accepted_over_what_was_written_and_ties_to_the_cent(
        self, servers: TwoServers, data: st.DataObject
    ) -> None:
        policy = data.draw(policies(fitting=True))
        before = servers.look(ordered(servers, data.draw(payable(servers))), policy)
        source = ordered(servers, data.draw(payable(servers)))
        after = servers.look(source, policy)
        assert is_written(before)
        assert is_written(after)
        assert before.body is not None
        assert after.body is not None
        revised, unclear = revise(after.body, before.body)
        assert not unclear
        try:
            written = servers.send(before)
            wanted = attrs.evolve(after, body=revised)
            found = servers.send(wanted, written.stamp)
        finally:
            servers.forget(before)

        check_found(servers, wanted, found)
        there, asked = tied(source, found.body, policy)
        assert there == asked
