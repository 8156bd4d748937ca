"""The vendor target keeps the contract of targets on each of its sides: GP's cards, its addresses, and Procurify."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import attrs
import pytest

from gp_sync.core.model import RecordUnusable, TargetRef, Write
from gp_sync.core.refusals import Refused
from gp_sync.flows.vendors.document import (
    VendorRecord,
    gp_target,
    to_create_in_procurify,
)
from gp_sync.testing import HandClock, TargetBench, TargetContract
from gp_sync.testing.ledger_samples import refusal
from tests.gp_sync.systems.vendors import VendorSite, in_gp, in_procurify, vendor_site

STATUSES = (400, 401, 403, 404, 408, 409, 412, 423, 429, 500, 502, 503, 504)


class CardBench(TargetBench[VendorRecord]):
    """GP's vendors, whose own address is the primary one."""

    voids = False

    def __init__(self, site: VendorSite, clock: HandClock) -> None:
        super().__init__(site.target, clock, "TWO")
        self.site = site

    def body(self, number: int) -> tuple[TargetRef, VendorRecord]:
        return gp_target("TWO", f"NORTHWIND{number}"), in_gp()

    def changed(self, body: VendorRecord) -> VendorRecord:
        return attrs.evolve(
            body, contact="Kim Roe", street=("1 Harbour Road", "Dock 3", "Gate B"), phone_2="31255509990000"
        )

    def cleared(self, body: VendorRecord) -> VendorRecord:
        return attrs.evolve(body, contact="", street=body.street[:1], phone_2="", fax="", payment_terms="")

    def part(self, body: VendorRecord) -> VendorRecord | None:
        return None

    def foreign(self, body: VendorRecord) -> VendorRecord:
        return attrs.evolve(body, created_by_us=False)

    def unacceptable(self, body: VendorRecord) -> VendorRecord:
        return attrs.evolve(body, payment_terms="NEVER")

    def enter(self, ref: TargetRef, body: VendorRecord) -> None:
        self.send(Write(op="create", target=ref, body=body))

    def edit(self, ref: TargetRef) -> None:
        self.site.fabrikam.edit_vendor(ref.number, VNDCNTCT="Somebody Else")

    def delete(self, ref: TargetRef) -> None:
        self.site.fabrikam.delete_vendor(ref.number)

    def archive(self, ref: TargetRef) -> None:
        self.site.fabrikam.edit_vendor(ref.number, Workflow_Status=4)

    def obstacles(self) -> Mapping[str, Callable[[TargetRef], None]]:
        return {"in approval": self.archive}

    def lose_next_answer(self) -> None:
        self.site.gp.lose_response("POST", "Vendors")

    def troubles(self) -> Mapping[str, Callable[[], None]]:
        server = self.site.gp
        answers = {
            f"{status} with {kind}": partial(server.fail, "Vendors", status=status, body=body)
            for status in STATUSES
            for kind, body in (("a page", "<html>"), ("a message", '{"Message": "No."}'))
            if (status, kind) != (404, "a message")  # no trouble: it says that there is no such record
        }
        return {
            **answers,
            "redirect": partial(server.redirect, "Vendors", to="https://elsewhere.example.com/"),
            "lost after the work": partial(server.lose_response, "POST", "Vendors"),
            "dropped before it": partial(server.drop_before, "POST", "Vendors"),
            "cut short": partial(server.garble, "Vendors", cut=True),
        }

    def break_down(self) -> None:
        self.site.gp.fail(".*", status=503, body="Service Unavailable", times=1000)


class ProcurifyBench(TargetBench[VendorRecord]):
    """Procurify's vendors, known by the external ID that they shall have."""

    voids = False

    def __init__(self, site: VendorSite, clock: HandClock) -> None:
        super().__init__(site.target, clock, "")
        self.site = site

    def body(self, number: int) -> tuple[TargetRef, VendorRecord]:
        external_id = f"NORTHWIND{number:04d}"
        return to_create_in_procurify(external_id), in_procurify(external_id=external_id)

    def changed(self, body: VendorRecord) -> VendorRecord:
        return attrs.evolve(body, contact="Kim Roe", street=("1 Harbour Road",), payment_terms="Net 60")

    def cleared(self, body: VendorRecord) -> VendorRecord:
        return attrs.evolve(body, contact="", street=(), phone_2="", fax="", currency="")

    def part(self, body: VendorRecord) -> VendorRecord | None:
        return None

    def foreign(self, body: VendorRecord) -> VendorRecord:
        return attrs.evolve(body, external_id="")

    def unacceptable(self, body: VendorRecord) -> VendorRecord:
        return attrs.evolve(body, currency="XTS")

    def enter(self, ref: TargetRef, body: VendorRecord) -> None:
        self.site.procurify.add_vendor(body.name, external_id=body.external_id or None, contact=body.contact)

    def edit(self, ref: TargetRef) -> None:
        self.site.procurify.edit_vendor(self._id(ref), contact="Somebody Else")

    def delete(self, ref: TargetRef) -> None:
        self.site.procurify.remove_vendor(self._id(ref))

    def archive(self, ref: TargetRef) -> None:
        request = {"id": 5, "requester": "Kim", "submitted_date": None, "next_approver": "Lee", "permissions": None}
        self.site.procurify.edit_vendor(self._id(ref), vendor_request=request)

    def obstacles(self) -> Mapping[str, Callable[[TargetRef], None]]:
        return {"in approval": self.archive}

    def lose_next_answer(self) -> None:
        self.site.currencies.name(1)  # what is read only once comes before
        self.site.procurify.drop("/vendors/$", when="after", method="POST")

    def troubles(self) -> Mapping[str, Callable[[], None]]:
        server = self.site.procurify
        answers = {
            f"{status} with {kind}": partial(server.fail, "/vendors/", status, body=body)
            for status in STATUSES
            for kind, body in (("a page", "<html>"), ("a message", '{"detail": "No."}'))
            if status != 404  # no trouble: it says that there is no such record
        }
        return {
            **answers,
            "lost after the work": partial(server.drop, "/vendors/", when="after"),
            "dropped before it": partial(server.drop, "/vendors/", when="before"),
            "no JSON": partial(server.garble, "/vendors/"),
        }

    def break_down(self) -> None:
        self.site.procurify.fail("^/api/", 503, times=1000)

    def _id(self, ref: TargetRef) -> int:
        external_id = self.body(int(ref.number[-4:]))[1].external_id
        return next(key for key, row in self.site.procurify.vendors.items() if row["external_id"] == external_id)


class TestCards(TargetContract):
    @pytest.fixture
    def bench(self) -> Iterator[CardBench]:
        clock = HandClock()
        with vendor_site(now=clock) as site:
            yield CardBench(site, clock)


class TestVendorsOfProcurify(TargetContract):
    @pytest.fixture
    def bench(self) -> Iterator[ProcurifyBench]:
        clock = HandClock()
        with vendor_site(now=clock) as site:
            yield ProcurifyBench(site, clock)

    def test_a_record_of_somebody_else_is_foreign(self, bench: TargetBench[VendorRecord]) -> None:
        """Procurify has no marker: whoever has the external ID is the vendor, and what it holds is another version."""
        ref, body = bench.body(1)
        bench.enter(ref, body)

        assert bench.target.compare(body, bench.read(ref)) == "different"
        assert bench.target.compare(attrs.evolve(body, external_id="OTHER"), bench.read(ref)) == "foreign"

    def test_the_number_of_somebody_else_is_taken_too(self, bench: TargetBench[VendorRecord]) -> None:
        """Where a person's vendor has the external ID, no other is created."""
        ref, body = bench.body(1)
        bench.enter(ref, body)
        theirs = bench.read(ref)

        assert refusal(partial(bench.create, 1), Refused).exists
        assert bench.read(ref) == theirs

    def test_an_external_id_that_a_person_typed_in_small_letters_is_the_same(
        self, bench: TargetBench[VendorRecord]
    ) -> None:
        """GP compares IDs without case, so a second vendor would be one vendor twice."""
        ref, body = bench.body(1)
        bench.enter(ref, attrs.evolve(body, external_id="northwind0001"))

        assert bench.read(ref).body.external_id == "northwind0001"
        assert refusal(partial(bench.create, 1), Refused).exists

    @pytest.mark.parametrize("theirs", ["Northwind0001", 7])
    def test_one_that_cannot_be_read_and_may_have_the_external_id_is_a_persons_to_resolve(
        self, theirs: str | int, bench: ProcurifyBench
    ) -> None:
        made = bench.site.procurify.add_vendor("Northwind")["id"]
        bench.site.procurify.edit_vendor(made, external_id=theirs, name=["no text"])

        with pytest.raises(RecordUnusable, match="name"):
            bench.target.read(bench.body(1)[0])

    def test_one_that_cannot_be_read_and_has_another_external_id_stops_nothing(self, bench: ProcurifyBench) -> None:
        made = bench.site.procurify.add_vendor("Northwind")["id"]
        bench.site.procurify.edit_vendor(made, external_id="ANOTHER", name=["no text"])

        assert bench.target.read(bench.body(1)[0]) is None

    def test_two_with_one_external_id_are_a_persons_to_resolve(self, bench: TargetBench[VendorRecord]) -> None:
        """Neither is taken for the vendor, and none is created beside them."""
        ref, body = bench.body(1)
        bench.enter(ref, body)
        bench.enter(ref, body)

        with pytest.raises(RecordUnusable, match="vendors 2 and 3 have the external ID 'NORTHWIND0001'"):
            bench.target.read(ref)
        assert refusal(partial(bench.create, 1), Refused).findings
