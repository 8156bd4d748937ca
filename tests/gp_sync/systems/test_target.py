"""Dynamics GP as a target: what is written, how it is judged, and what each failure means."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import attrs
import pytest

from dynamicsgp_sba.testing import GPCompany
from gp_sync.core.model import Found, Unavailable, Write
from gp_sync.core.refusals import OutcomeUnknown, RecordMoved, Refused
from gp_sync.flows.purchase_orders.document import GPPurchaseOrder
from gp_sync.flows.purchase_orders.revision import revise
from tests.gp_sync.systems.orders import PF7, create, line, order, soon
from tests.gp_sync.systems.site import Site


def stands(site: Site) -> Found[GPPurchaseOrder]:
    """The order as GP holds it now."""
    found = site.target.read(PF7)
    assert found is not None
    return found


class TestWriting:
    def test_what_is_created_is_found_and_equal(self, site: Site) -> None:
        answered = site.target.send(create(order()), soon())
        found = stands(site)

        assert found == answered
        assert site.target.compare(order(), found) == "equal"
        assert found.obstacle is None
        assert found.stamp

    def test_an_order_that_is_not_there_is_none(self, site: Site) -> None:
        assert site.target.read(PF7) is None

    def test_an_update_is_guarded_by_the_row_stamp(self, site: Site) -> None:
        found = site.target.send(create(order()), soon())
        revised = order(subtotal=Decimal("73.50"), lines=(line(quantity=Decimal(3), extended_cost=Decimal("73.50")),))

        updated = site.target.send(Write(op="update", target=PF7, body=revised, stamp=found.stamp), soon())

        assert site.target.compare(revised, updated) == "equal"
        with pytest.raises(RecordMoved, match="changed since"):
            site.target.send(Write(op="update", target=PF7, body=order(), stamp=found.stamp), soon())

    def test_a_void_keeps_the_number(self, site: Site) -> None:
        found = site.target.send(create(order()), soon())

        voided = site.target.send(Write(op="void", target=PF7, body=None, stamp=found.stamp), soon())

        assert voided.void
        with pytest.raises(Refused) as refused:
            site.target.send(create(order()), soon())
        assert refused.value.exists

    def test_a_change_without_a_row_stamp_is_refused_here(self, site: Site) -> None:
        with pytest.raises(Refused, match="no row stamp"):
            site.target.send(Write(op="void", target=PF7, body=None), soon())

    def test_records_with_our_marker_are_listed(self, site: Site) -> None:
        site.target.send(create(order()), soon())
        other = order(number="PF8", confirm_with="by hand")
        site.target.send(Write(op="create", target=attrs.evolve(PF7, number="PF8"), body=other), soon())

        ours = [target for target, _ in site.target.find_ours("TWO", None)]

        assert ours == [PF7]


class TestClearedFields:
    FULL = order(
        comment="Deliver to gate 1",
        promised_date=date(2026, 11, 20),
        payment_terms_id="Net 30",
        shipping_method="OVERNIGHT",
        ship_to_address_id="PRIMARY",
    )
    EMPTIED = attrs.evolve(
        order(freight=Decimal("13.50")),
        lines=(line(required_date=None, requested_by=""),),
    )

    def cleared(self, site: Site) -> Found[GPPurchaseOrder]:
        """The order, written in full and then emptied."""
        found = site.target.send(create(self.FULL), soon())
        body, _ = revise(self.EMPTIED, self.FULL)
        return site.target.send(Write(op="update", target=PF7, body=body, stamp=found.stamp), soon())

    def test_edge_03_what_was_written_and_is_empty_now_is_blank_in_gp(self, site: Site) -> None:
        there = self.cleared(site).body

        assert (there.comment, there.payment_terms_id, there.shipping_method, there.ship_to_address_id) == ("",) * 4
        assert (there.promised_date, there.lines[0].required_date, there.lines[0].requested_by) == (None, None, "")
        assert there.freight == Decimal("13.5")

    def test_edge_03_what_was_never_written_keeps_what_gp_made_of_it(self, site: Site) -> None:
        found = site.target.send(create(order()), soon())
        body, _ = revise(self.EMPTIED, order())

        there = site.target.send(Write(op="update", target=PF7, body=body, stamp=found.stamp), soon()).body

        assert (there.payment_terms_id, there.shipping_method, there.promised_date) == (
            found.body.payment_terms_id,
            found.body.shipping_method,
            found.body.promised_date,
        )
        assert (there.payment_terms_id, there.shipping_method) == ("Net 30", "GROUND")

    @pytest.mark.parametrize(
        "edit",
        [
            lambda company: company.edit_order("PF7", CMMTTEXT="Deliver to gate 1"),
            lambda company: company.edit_order("PF7", SHIPMTHD="GROUND"),
            lambda company: company.edit_order("PF7", PRMDATE="2026-11-20"),
            lambda company: company.edit_line("PF7", 0, REQSTDBY="Sam Requester"),
        ],
        ids=["comment", "shipping method", "promised date", "requester"],
    )
    def test_edge_03_a_field_that_should_be_blank_and_is_not_is_different(
        self, site: Site, edit: Callable[[GPCompany], None]
    ) -> None:
        self.cleared(site)
        body, _ = revise(self.EMPTIED, self.FULL)
        blank = site.target.compare(body, stands(site))
        edit(site.company)

        assert (blank, site.target.compare(body, stands(site))) == ("equal", "different")


class TestCompare:
    @pytest.mark.parametrize(
        ("there", "verdict"),
        [
            ("Deliver to gate 1", "equal"),
            ("DELIVER TO GATE 1  ", "equal"),
            ("Deliver to", "equal"),
            ("", "equal"),
            ("Deliver to gate 2", "different"),
            ("Deliver to gate 1, call Kim", "different"),
            ("gate 1", "different"),
        ],
        ids=["as sent", "case and spaces", "shortened", "not told", "another", "with more", "its end"],
    )
    def test_edge_12_a_comment_is_ours_as_far_as_a_site_tells_it(self, site: Site, there: str, verdict: str) -> None:
        site.target.send(create(order(comment="Deliver to gate 1")), soon())
        site.company.edit_order("PF7", CMMTTEXT=there)

        assert site.target.compare(order(comment="Deliver to gate 1"), stands(site)) == verdict

    def test_a_comment_that_we_never_wrote_is_a_persons(self, site: Site) -> None:
        site.target.send(create(order()), soon())
        site.company.edit_order("PF7", CMMTTEXT="Agreed with the vendor")

        assert site.target.compare(order(), stands(site)) == "equal"

    @pytest.mark.parametrize(
        ("change", "verdict"),
        [
            ({"CONFIRM1": "entered by hand"}, "foreign"),
            ({"CONFIRM1": ""}, "foreign"),
            ({"FRTAMNT": "13.50"}, "different"),
            ({"VENDORID": "LITWARE0001"}, "different"),
        ],
    )
    def test_a_changed_header_is_seen(self, site: Site, change: dict[str, str], verdict: str) -> None:
        site.target.send(create(order()), soon())
        site.company.edit_order("PF7", **change)

        assert site.target.compare(order(), stands(site)) == verdict

    def test_a_changed_line_is_different(self, site: Site) -> None:
        site.target.send(create(order()), soon())
        site.company.edit_line("PF7", 0, ACTNUMST="100-6300-01")

        assert site.target.compare(order(), stands(site)) == "different"

    def test_missing_lines_are_partial_and_further_ones_different(self, site: Site) -> None:
        two = order(subtotal=Decimal("98.00"), lines=(line(), line(32768)))
        found = site.target.send(create(two), soon())
        half = attrs.evolve(found, body=attrs.evolve(found.body, lines=found.body.lines[:1]))
        more = attrs.evolve(found, body=attrs.evolve(found.body, lines=(*found.body.lines, found.body.lines[0])))

        assert site.target.compare(two, half) == "partial"
        assert site.target.compare(two, more) == "different"

    def test_a_header_without_its_lines_is_partial(self, site: Site) -> None:
        found = site.target.send(create(order()), soon())
        bare = attrs.evolve(found.body, lines=(), subtotal=Decimal(0))

        assert site.target.compare(order(), attrs.evolve(found, body=bare)) == "partial"

    def test_edge_33_case_spaces_and_what_was_left_to_gp_do_not_count(self, site: Site) -> None:
        found = site.target.send(create(order(shipping_method=None, payment_terms_id=None)), soon())

        assert found.body.payment_terms_id == "Net 30"
        assert site.target.compare(order(vendor_id="contosup0001 "), found) == "equal"


class TestObstacles:
    @pytest.mark.parametrize(
        ("act", "code"),
        [
            (lambda company: company.set_status("PF7", 2), "PO_NOT_NEW"),
            (lambda company: company.receive("PF7"), "PO_HAS_RECEIPT"),
            (lambda company: company.move_to_history("PF7"), "PO_IN_HISTORY"),
            (lambda company: company.edit_order("PF7", HOLD=1), "PO_ON_HOLD"),
            (lambda company: company.edit_order("PF7", Workflow_Status=4), "PO_IN_APPROVAL"),
        ],
    )
    def test_what_a_person_did_in_gp_protects_the_order(
        self, site: Site, act: Callable[[GPCompany], None], code: str
    ) -> None:
        site.target.send(create(order()), soon())
        act(site.company)

        obstacle = stands(site).obstacle

        assert obstacle is not None
        assert obstacle.code == code


class TestFailures:
    def test_a_business_rule_is_a_refusal_in_gps_words(self, site: Site) -> None:
        with pytest.raises(Refused) as refused:
            site.target.send(create(order(vendor_id="NOBODY")), soon())

        assert [found.code for found in refused.value.findings] == ["GP_REFUSED"]
        assert not refused.value.exists

    def test_a_value_that_the_client_refuses_never_leaves(self, site: Site) -> None:
        with pytest.raises(Refused) as refused:
            site.target.send(create(order(confirm_with="x" * 21)), soon())

        assert [found.code for found in refused.value.findings] == ["ORDER_NOT_PROCESSED"]
        assert all(request.method == "GET" for request in site.server.requests)

    def test_a_locked_record_waits(self, site: Site) -> None:
        found = site.target.send(create(order()), soon())
        site.server.lock_record("PF7")

        with pytest.raises(Refused) as refused:
            site.target.send(Write(op="void", target=PF7, body=None, stamp=found.stamp), soon())

        assert [found.code for found in refused.value.findings] == ["RECORD_LOCKED"]

    def test_a_record_that_is_gone_is_not_created_by_an_update(self, site: Site) -> None:
        found = site.target.send(create(order()), soon())
        site.company.delete_order("PF7")

        with pytest.raises(Refused) as refused:
            site.target.send(Write(op="update", target=PF7, body=order(), stamp=found.stamp), soon())

        assert [reason.code for reason in refused.value.findings] == ["DELETED_IN_GP"]
        assert not site.company.purchase_orders

    def test_a_lost_answer_is_an_unknown_outcome(self, site: Site) -> None:
        site.server.lose_response("POST", "PurchaseOrders")

        with pytest.raises(OutcomeUnknown):
            site.target.send(create(order()), soon())

    def test_a_host_without_a_free_process_did_nothing(self, site: Site) -> None:
        site.server.fail("PurchaseOrders", status=503, body="Service Unavailable", times=5)

        with pytest.raises(Unavailable) as unavailable:
            site.target.send(create(order()), soon())

        assert unavailable.value.finding.code == "GP_UNAVAILABLE"

    @pytest.mark.parametrize(
        ("status", "code"), [(403, "GP_ACCESS_DENIED"), (503, "GP_UNAVAILABLE"), (500, "GP_UNAVAILABLE")]
    )
    def test_a_read_that_fails_says_which_side_and_why(self, site: Site, status: int, code: str) -> None:
        site.server.fail("PurchaseOrders", status=status, body="no", times=5)

        with pytest.raises(Unavailable) as unavailable:
            site.target.read(PF7)

        assert unavailable.value.finding.code == code
