"""Whatever requisition Procurify holds, the engine sends what GP accepts, or it says why not.

Requisitions are put together from the lists of the one loopback server, and really sent to the other.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import procurify_client as pc
from dynamicsgp_sba import SHIPPED
from gp_sync.core.decide import judge
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Case, Facts, Finding, Found, Key, Mapped, RecordUnusable, Ref, Severity, TargetRef, Write
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.flows.purchase_orders.tables import LocationPolicy
from gp_sync.flows.requisitions.document import GPRequisition, SourceRequisition
from gp_sync.flows.requisitions.mapper import RequisitionMapper
from gp_sync.flows.requisitions.policy import RequisitionFlowPolicy
from gp_sync.flows.requisitions.rules import RULES
from gp_sync.systems.procurify_requisitions import decode_requisition
from gp_sync.systems.requisition_feed import RequisitionFeed
from gp_sync.systems.requisition_target import LIMITS, RequisitionTarget
from gp_sync.testing.examples import POLICY
from procurify_client.testing import OrderLine
from tests.gp_sync.flows.any_policy import policies
from tests.gp_sync.flows.any_wire_order import calm_orders, odd_orders, payable_orders, words
from tests.gp_sync.flows.two_servers import VENDORS, TwoServers, two_servers


@attrs.frozen
class Asked:
    """Both servers, with what reads requisitions from the one and writes them to the other."""

    servers: TwoServers
    feed: RequisitionFeed
    target: RequisitionTarget

    def requisition(self, fields: dict[str, Any], header: dict[str, Any]) -> SourceRequisition:
        """A requisition as the engine reads it from Procurify's lists."""
        row = self.servers.procurify.add_requisition(
            vendor=fields["vendor"],
            lines=fields["lines"],
            currency=fields.get("currency", "USD"),
            requisition_fields={"status": 1} | header,
        )
        fetched = self.feed.fetch(str(row["num"]))
        assert fetched.problem is None
        return decode_requisition(fetched.payload)

    def look(
        self, source: SourceRequisition, policy: RequisitionFlowPolicy
    ) -> tuple[Mapped[GPRequisition], tuple[Finding, ...]]:
        """Look up what the mapper asks for, map the requisition and judge it, as the engine does."""
        mapper = RequisitionMapper(policy)
        facts = Facts(as_of=datetime.now(UTC))
        while needed := mapper.needs(source, facts) - facts.asked:
            found, unusable = dict(facts.found), dict(facts.unusable)
            for ref in needed:
                try:
                    fact = self._fact(ref)
                except RecordUnusable as error:
                    unusable[ref] = error.finding
                else:
                    found |= {} if fact is None else {ref: fact}
            facts = attrs.evolve(facts, asked=facts.asked | needed, found=found, unusable=unusable)
        mapped = mapper.map(source, facts)
        key = Key(connection="fabrikam", flow="requisitions", source_id=str(source.number))
        case: Case[Any, Any] = Case(key=key, source=source, last={}, now={}, facts=facts, policy=policy)
        return mapped, judge(case, mapped, RULES)

    def send(self, target: TargetRef, body: GPRequisition) -> Found[GPRequisition]:
        write = Write(op="create", target=target, body=body)
        return self.target.send(write, datetime.now(UTC) + timedelta(minutes=1))

    def forget(self) -> None:
        for company in self.servers.companies.values():
            company.requisitions.clear()

    def _fact(self, ref: Ref) -> Any | None:
        if ref.kind == "vendor_link":
            linked = dict(zip(map(str, self.servers.vendors), VENDORS, strict=True))
            return linked.get(ref.key[1]) or None
        known = self.servers.references
        return known.find(ref, datetime.now(UTC) - timedelta(hours=1)) if ref.kind in known.kinds else None


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with two_servers(tmp_path_factory.mktemp("references")) as servers:
        procurify = servers.procurify
        with pc.Procurify(
            client_id="loopback-client",
            client_secret="loopback-secret",  # invented
            base_url=procurify.base_url,
        ) as client:
            target = RequisitionTarget(
                dict(servers.clients),
                traits=SHIPPED.resources["requisitions"],
                marker_prefix="PROCURIFY ",
                now=lambda: datetime.now(UTC),
            )
            yield Asked(servers, RequisitionFeed(client), target)


HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "description": words,
        "date": st.sampled_from([*["2026-11-04T15:30:00+00:00"] * 6, "1899-12-31T00:00:00+00:00", None]),
        "dateRequired": st.sampled_from([*["2026-11-20T00:00:00-06:00"] * 6, "9999-12-30T00:00:00+00:00"]),
        "status": st.sampled_from([*[1] * 12, 0, 2, 3, 6, 9]),
        "punchout_supplier_name": st.sampled_from([*[None] * 9, "A shop"]),
    },
)


class TestForeignCurrency:
    def test_edge_25_without_a_line_that_can_be_mapped_the_access_is_judged_by_its_source(self, asked: Asked) -> None:
        yen = OrderLine(
            name="Hydraulic oil", quantity=Decimal(1), price=Decimal("0.01"), account_code="6100", department=1
        )
        company = CompanyPolicy(
            id="TWO",
            name="Fabrikam",
            time_zone="America/Chicago",
            documents="requisition",
            locations=(LocationPolicy(name="Plant North", segment="100"),),
            account="{location}-{account_code}-{department}",
        )
        policy = RequisitionFlowPolicy(companies=(company,), limits=LIMITS, orders=POLICY.orders)
        # Of an open period, whatever the day of the test is.
        header = {"date": "2026-11-04T15:30:00+00:00"}
        source = asked.requisition({"vendor": 2, "lines": [yen], "currency": "JPY"}, header)

        _, findings = asked.look(source, policy)

        assert {found.code for found in findings} == {"LINE_NOT_EXACT", "CURRENCY_NO_ACCESS"}


class TestAnyRequisition:
    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
        deadline=None,
    )
    @given(data=st.data())
    def test_edge_36_it_is_accepted_or_stopped_with_a_reason(self, asked: Asked, data: st.DataObject) -> None:
        servers = asked.servers
        kinds = [
            kind(servers.departments, servers.vendors)
            for kind in (payable_orders, payable_orders, calm_orders, odd_orders)
        ]
        drawn = data.draw(st.one_of(kinds))
        if not drawn.fields["lines"]:
            return  # the server holds no requisition without lines
        orders = data.draw(policies(fitting=data.draw(st.booleans())))
        companies = tuple(attrs.evolve(company, documents="requisition") for company in orders.companies)
        policy = RequisitionFlowPolicy(companies=companies, limits=LIMITS, orders=orders.orders)
        source = asked.requisition(dict(drawn.fields), data.draw(HEADERS))

        mapped, findings = asked.look(source, policy)

        assert all(CATALOGUE[found.code].words(found) for found in findings)
        stops = [found.code for found in findings if found.severity is not Severity.WARN]
        event(stops[0] if stops else "ended" if mapped.ended else "sent")
        assert stops or mapped.wanted
        if stops:
            return
        ((target, body),) = mapped.wanted.items()
        try:
            found = asked.send(target, body)
        finally:
            asked.forget()
        assert asked.target.compare(body, found) == "equal"
        assert found.body.total == body.total
        assert found.obstacle is None
        assert len({line.mark for line in found.body.lines}) == len(found.body.lines)
