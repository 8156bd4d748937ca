"""What an error of GP means: one record that is unusable, a side that is down, or a write that was not carried out."""

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from dynamicsgp_sba import COMPANION, SHIPPED, Company, DynamicsGP, NtlmAuth, SiteProfile
from gp_sync.core.model import RecordUnusable, Unavailable, Write
from gp_sync.core.protocols import RecordsUnreadable
from gp_sync.core.refusals import OutcomeUnknown, RecordMoved, Refused
from gp_sync.systems.dynamicsgp import PurchaseOrderTarget
from tests.gp_sync.systems.orders import PF7, create, order, soon
from tests.gp_sync.systems.site import USER, Site


def target_for(company: Company, profile: SiteProfile = COMPANION) -> PurchaseOrderTarget:
    return PurchaseOrderTarget(
        {"TWO": company},
        traits=profile.resources["purchase_orders"],
        marker_prefix="PROCURIFY ",
        now=lambda: datetime.now(UTC),
    )


def client_of(site: Site, profile: SiteProfile) -> DynamicsGP:
    return DynamicsGP(site.server.base_url, auth=NtlmAuth(USER, "made-up"), profile=profile)


class TestOneRecord:
    def test_an_order_that_cannot_be_read_is_unusable_by_itself(self, site: Site) -> None:
        site.target.send(create(order()), soon())
        site.company.edit_order("PF7", SUBTOTAL="many")

        with pytest.raises(RecordUnusable) as caught:
            site.target.read(PF7)

        assert caught.value.finding.code == "RECORD_UNUSABLE"
        assert caught.value.finding.cause == PF7.ref
        assert "PF7" in caught.value.finding.tried
        assert site.target.read(attrs.evolve(PF7, number="PF8")) is None

    def test_a_number_that_the_server_refuses_is_unusable_by_itself(self, site: Site) -> None:
        site.server.refuse_in_paths = "&"

        with pytest.raises(RecordUnusable, match="the web server refuses the key 'PF&7'"):
            site.target.read(attrs.evolve(PF7, number="PF&7"))

    def test_a_number_that_cannot_be_sent_is_unusable_by_itself(self, site: Site) -> None:
        with pytest.raises(RecordUnusable, match="half of a surrogate pair"):
            site.target.read(attrs.evolve(PF7, number="PF\ud800"))

    def test_an_order_of_a_company_that_is_no_longer_configured_is_unusable(self, site: Site) -> None:
        with pytest.raises(RecordUnusable, match="the configuration has no company 'OLD'"):
            site.target.read(attrs.evolve(PF7, company="OLD"))


class TestSide:
    def test_a_wrong_company_name_is_told_as_such(self, site: Site) -> None:
        with client_of(site, COMPANION) as gp, pytest.raises(Unavailable) as caught:
            target_for(gp.company("Fabrikam Ltd")).read(PF7)

        found = caught.value.finding
        assert (found.code, found.where) == ("GP_ADDRESS_UNKNOWN", "company 'Fabrikam Ltd'")

    def test_a_service_that_the_profile_lacks_is_told_as_such(self, site: Site) -> None:
        with client_of(site, SHIPPED) as gp, pytest.raises(Unavailable) as caught:
            target_for(gp.company("Fabrikam, Inc."), SHIPPED).read(PF7)

        assert caught.value.finding.code == "GP_SERVICE_MISSING"

    def test_a_list_of_ours_with_holes_gives_the_others_and_names_what_it_lacks(self, site: Site) -> None:
        other = attrs.evolve(PF7, number="PF8")
        site.target.send(create(order()), soon())
        site.target.send(Write(op="create", target=other, body=order(number="PF8")), soon())
        site.company.edit_order("PF7", SUBTOTAL="many")
        ours = iter(site.target.find_ours("TWO", None))

        found, _ = next(ours)

        assert found == other
        with pytest.raises(RecordsUnreadable, match=r"PF7 in TWO \(expected a decimal number, got 'many'"):
            next(ours)


class TestWrites:
    @pytest.mark.parametrize("op", ["update", "void"])
    def test_a_row_that_moved_is_decided_anew(self, site: Site, op: Any) -> None:
        found = site.target.send(create(order()), soon())
        site.company.edit_order("PF7", CONFIRM1="by hand")
        body = order() if op == "update" else None

        with pytest.raises(RecordMoved):
            site.target.send(Write(op=op, target=PF7, body=body, stamp=found.stamp), soon())

        assert site.company.purchase_orders["PF7"]["CONFIRM1"] == "by hand"

    def test_a_number_that_the_server_refuses_is_a_refusal_since_nothing_was_done(self, site: Site) -> None:
        site.server.refuse_in_paths = "&"
        target = attrs.evolve(PF7, number="PF&7")

        with pytest.raises(Refused) as refused:
            site.target.send(Write(op="void", target=target, body=None, stamp="0x1"), soon())

        assert [(reason.code, reason.cause) for reason in refused.value.findings] == [("RECORD_UNUSABLE", target.ref)]

    def test_edge_42_a_free_item_number_that_is_an_item_of_gps_is_told_with_what_to_do(self, site: Site) -> None:
        body = order()
        site.company.items[body.lines[0].item_number] = {}

        with pytest.raises(Refused) as refused:
            site.target.send(create(body), soon())

        (reason,) = refused.value.findings
        assert (reason.code, reason.where, reason.tried) == ("ITEM_EXISTS", "line 1", body.lines[0].item_number)

    def test_a_rule_in_a_500_of_a_site_that_may_stop_half_way_leaves_the_outcome_unknown(self, site: Site) -> None:
        profile = COMPANION.with_resource("purchase_orders", atomic=False)
        site.server.fail("PurchaseOrders", status=500, body='{"message": "This number has been used."}', method="POST")

        with client_of(site, profile) as gp, pytest.raises(OutcomeUnknown):
            target_for(gp.company("Fabrikam, Inc."), profile).send(create(order()), soon())

    def test_an_answer_that_cannot_be_read_leaves_the_outcome_unknown(self, site: Site) -> None:
        site.server.garble("PurchaseOrders", method="POST")

        with pytest.raises(OutcomeUnknown):
            site.target.send(create(order()), soon())

        assert site.target.compare(order(), site.target.read(PF7) or pytest.fail("it is not there")) == "equal"


class TestTraits:
    def test_what_can_be_relied_on_is_what_the_sites_profile_says(self, site: Site) -> None:
        profile = SHIPPED.with_resource("purchase_orders", longest_execution=60.0, reads_history=True)

        target = target_for(site.client, profile)

        assert (target.refuses_existing, target.atomic, target.reads_history) == (False, False, True)
        assert target.longest_execution == 60.0
