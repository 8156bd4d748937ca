"""Values that a side holds otherwise than they were written: what it holds counts, and is told as long as it lasts."""

from typing import Any

import attrs

from gp_sync.core.model import Write
from gp_sync.flows.vendors.document import VendorRecord, gp_target, procurify_target
from gp_sync.flows.vendors.keeping import missed
from tests.gp_sync.flows.vendors.two_systems import World, codes, here, linked, policy, there

VENDOR = gp_target("TWO", "LAKESHORE0001")


@attrs.define
class Headstrong(World):
    """Systems that hold some fields in their own way, by the side and the field.

    Attributes:
        own_way: what a side makes of a field; None where it takes no notice of it.
    """

    own_way: dict[tuple[str, str], Any] = attrs.field(factory=dict)

    def send(self, write: Write[VendorRecord]) -> None:
        body, before = write.body, write.before or VendorRecord()
        assert body is not None
        for (side, field), make in self.own_way.items():
            if side == write.target.side:
                body = body.with_texts({field: before.text(field) if make is None else make(body.text(field))})
        super().send(attrs.evolve(write, body=body))


def settled(own_way: dict[tuple[str, str], Any], **rules: Any) -> Headstrong:
    agreed = linked(policy(**rules))
    world = Headstrong(settings=agreed.settings, here=agreed.here, gp=agreed.gp, links=agreed.links, own_way=own_way)
    world.rest()
    return world


class TestKeeping:
    def test_edge_45_what_gp_holds_in_capitals_is_agreed_on_and_not_told(self) -> None:
        world = settled({("gp", "name"): str.upper})
        world.edit_here(name="Lakeshore Paper")

        world.rest()

        assert world.gp["TWO", "LAKESHORE0001"].name == "LAKESHORE PAPER"
        assert (len(world.written), world.findings) == (1, ())

    def test_edge_45_terms_that_procurify_takes_no_notice_of_are_written_once_and_told(self) -> None:
        world = settled({("procurify", "payment_terms"): None}, terms_to_procurify=True)
        world.edit_there(payment_terms="Net 60")

        world.rest()

        (found,) = world.findings
        assert len(world.written) == 1
        assert (found.code, found.where, found.cause) == (
            "VENDOR_VALUE_NOT_KEPT", "payment terms", procurify_target(17).ref,
        )  # fmt: skip
        assert found.tried == "'Net 60 days' was sent, and 17 in Procurify has 'Net 30 days'"

    def test_edge_45_other_fields_go_on_and_it_is_told_as_before(self) -> None:
        world = settled({("procurify", "payment_terms"): None}, terms_to_procurify=True)
        world.edit_there(payment_terms="Net 60")
        world.rest()
        world.edit_there(contact="C. Clerk")
        world.rest()
        world.edit_here(contact="B. Payer")

        world.rest()

        assert world.gp["TWO", "LAKESHORE0001"].contact == "B. Payer"
        assert (len(world.written), codes(world.findings)) == (3, ["VENDOR_VALUE_NOT_KEPT"])

    def test_edge_45_it_ends_when_a_person_makes_both_the_same(self) -> None:
        world = settled({("procurify", "payment_terms"): None}, terms_to_procurify=True)
        world.edit_there(payment_terms="Net 60")
        world.rest()
        world.edit_here(payment_terms="Net 60 days")

        world.rest()

        assert (len(world.written), world.findings) == (1, ())

    def test_edge_45_what_gp_cuts_is_told_until_it_is_written_anew(self) -> None:
        world = settled({("gp", "contact"): lambda text: text[:8]})
        world.edit_here(contact="Bartholomew")
        world.rest()
        cut = world.findings
        world.edit_here(contact="B. Payer")

        world.rest()

        assert [(row.tried, row.cause) for row in cut] == [
            ("'Bartholomew' was sent, and LAKESHORE0001 in TWO has 'Bartholo'", VENDOR.ref)
        ]
        assert world.findings == ()

    def test_what_a_create_leaves_to_gp_is_not_told(self) -> None:
        world = Headstrong(
            settings=policy(), here=here(payment_terms=""), own_way={("gp", "payment_terms"): lambda _: "Net 30"}
        )

        world.rest()

        assert world.gp["TWO", "LAKESHOREOFFI17"].payment_terms == "Net 30"
        assert world.findings == ()

    def test_a_record_that_was_never_written_misses_nothing(self) -> None:
        assert missed(None, there()) == {}


class TestChangedMeanwhile:
    def test_edge_45_what_a_person_changes_between_our_read_and_our_write_is_the_person_s(self) -> None:
        world = settled({})
        world.edit_here(phone_1="312-555-0199")
        decision = world.decided()
        world.edit_there(contact="C. Clerk")
        world.carry_out(decision)

        world.rest()

        assert world.here is not None
        assert (world.here.contact, world.gp["TWO", "LAKESHORE0001"].phone_1) == ("C. Clerk", "31255501990000")
        assert world.findings == ()
