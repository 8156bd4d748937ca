"""A vendor's two records, their keys and their targets."""

import pytest

from gp_sync.core.canonical import bare, canonical, revive
from gp_sync.core.model import TargetRef
from gp_sync.core.summary import Summary
from gp_sync.flows.vendors import VENDORS
from gp_sync.flows.vendors.document import (
    FIELDS,
    VendorPair,
    VendorRecord,
    Written,
    address_of,
    address_target,
    external_id_of,
    gp_only_id,
    gp_target,
    procurify_target,
    to_create_in_procurify,
)
from gp_sync.flows.vendors.summary import summarise, summarise_written
from tests.gp_sync.flows.vendors.two_systems import START, here, there

FULL = there(
    counterpart=here(), open_base={"contact": "A. Buyer"}, turn=3,
    trail=(Written(field="contact", value="f" * 64, turn=3, at=START),),
)  # fmt: skip


class TestRecord:
    def test_it_comes_back_from_the_ledger_as_it_was(self) -> None:
        assert revive(canonical(FULL), VendorRecord) == FULL

    def test_what_only_we_keep_makes_no_other_record(self) -> None:
        assert bare(FULL) == there()

    def test_its_fields_are_texts_and_come_back_from_them(self) -> None:
        record = here(street=("1 Oak Road", "Floor 2"))

        assert record.text("street") == "1 Oak Road\nFloor 2"
        assert VendorRecord().with_texts(record.texts()).texts() == record.texts()
        assert set(record.texts()) == set(FIELDS)


class TestPair:
    def test_its_key_is_procurify_s_id_or_gp_s(self) -> None:
        pair = VendorPair(id=17, procurify=here())
        only = VendorPair(id=None, procurify=None, gp={"TWO": there()}, links={"TWO": "LAKESHORE0001"})

        assert (pair.source_id, only.source_id) == ("17", gp_only_id("TWO", "LAKESHORE0001"))
        assert only.source_id == "gp TWO LAKESHORE0001"

    @pytest.mark.parametrize(
        ("pair", "label"),
        [
            (VendorPair(id=17, procurify=here(name="Lakeshore")), "Lakeshore"),
            (VendorPair(id=17, procurify=None, gp={"TWO": there(name="Lake")}), "Lake"),
            (VendorPair(id=17, procurify=None, gp={"TWO": None}), "17"),
        ],
    )
    def test_people_call_it_by_a_name_that_some_side_has(self, pair: VendorPair, label: str) -> None:
        assert pair.label == label

    def test_reports_tell_its_names_in_both_systems(self) -> None:
        pair = VendorPair(id=17, procurify=here(external_id="LAKE"), links={"TWO": "LAKE"})

        assert summarise(pair) == Summary(vendor="Lakeshore Office Supply", vendor_ids=("17", "LAKE"), company="TWO")
        assert summarise_written(here(external_id="LAKE")).vendor_ids == ("LAKE",)


class TestTargets:
    def test_each_says_what_it_is(self) -> None:
        address = address_target("TWO", "ACME0001", "PROCURIFY")

        assert address.number == "PROCURIFY of ACME0001"
        assert address_of(address) == ("ACME0001", "PROCURIFY")
        assert external_id_of(to_create_in_procurify("ACME0001")) == "ACME0001"

    @pytest.mark.parametrize("target", [gp_target("TWO", "ACME0001"), procurify_target(17)])
    def test_and_nothing_else(self, target: TargetRef) -> None:
        assert (address_of(target), external_id_of(target), target.flow) == (None, None, VENDORS)
