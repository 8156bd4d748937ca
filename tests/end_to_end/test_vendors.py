"""Vendors between both loopback servers: created, edited on both sides, in conflict, and then at rest."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gp_sync.core.states import End
from tests.end_to_end.vendor_world import ADDRESS, align, document, enable, vendor_world, writes
from tests.end_to_end.world import World

LINKED = "CONTOSUP0001"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with vendor_world(tmp_path) as made:
        yield made


def address_in_gp(world: World, vendor_id: str = LINKED, address_id: str = "PROCURIFY") -> dict[str, str]:
    row = world.company.vendor_addresses[vendor_id, address_id]
    return {name: row[name] for name in ("VNDCNTCT", "ADDRESS1", "CITY", "STATE", "ZIPCODE", "PHNUMBR1")}


def codes(world: World) -> list[str]:
    return sorted(issue["code"] for issue in world.answer("status")["issues"])


class TestEdits:
    def test_an_edit_in_procurify_reaches_gp_and_is_not_written_back(self, world: World) -> None:
        """Its own write is recognised when it comes back, and then nothing more is read or written."""
        align(world)
        before = len(writes(world))
        world.procurify.edit_vendor(world.vendor, name="Contoso Supplies", contact="Kim Roe")

        align(world)

        assert world.company.vendors[LINKED]["VENDNAME"] == "Contoso Supplies"
        assert address_in_gp(world)["VNDCNTCT"] == "Kim Roe"
        assert {method for method, _ in writes(world)[before:]} == {"PATCH"}
        quiet = len(writes(world))
        assert align(world) == {}
        assert len(writes(world)) == quiet

    def test_a_run_speaks_of_the_lists_and_of_no_window(self, world: World) -> None:
        align(world)

        told = world.run("sync", "--flow", "vendors").output

        assert "1 vendor in the lists of both systems: 1 known and unchanged, 0 new or changed" in told

    def test_an_edit_in_gp_reaches_procurify(self, world: World) -> None:
        """Only what changed there."""
        align(world)
        world.company.edit_vendor(LINKED, VENDNAME="Contoso of Joliet")

        align(world)

        vendor = world.procurify.vendor(world.vendor)
        assert (vendor["name"], vendor["external_id"]) == ("Contoso of Joliet", LINKED)
        assert [path for method, path in writes(world) if method == "PATCH"] == [f"vendors/{world.vendor}/"]

    def test_both_sides_edit_other_fields(self, world: World) -> None:
        """Each goes the other way."""
        world.procurify.edit_vendor(world.vendor, **ADDRESS)
        align(world)
        world.procurify.edit_vendor(world.vendor, contact="Kim Roe")
        world.company.edit_vendor(LINKED, VENDNAME="Contoso of Joliet")

        align(world)

        assert address_in_gp(world)["VNDCNTCT"] == "Kim Roe"
        assert world.procurify.vendor(world.vendor)["name"] == "Contoso of Joliet"
        assert codes(world) == []

    def test_edge_45_two_edits_of_one_field_rest_as_one_conflict_until_a_person_decides(self, world: World) -> None:
        """Nothing is written meanwhile; what the person takes is then written, once."""
        align(world)
        world.procurify.edit_vendor(world.vendor, name="Contoso A")
        world.company.edit_vendor(LINKED, VENDNAME="Contoso B")
        before = writes(world)

        align(world)

        assert codes(world) == ["VENDOR_FIELD_CONFLICT"]
        assert writes(world) == before
        resolved = world.run(
            "vendors", "resolve", str(world.vendor), "name", "--take", "gp", "--why", "GP has the legal name"
        )
        assert resolved.exit_code == 0, resolved.output
        align(world)
        assert world.procurify.vendor(world.vendor)["name"] == "Contoso B"
        assert codes(world) == []
        assert align(world) == {}


class TestNewVendors:
    def test_edge_02_a_vendor_of_procurify_is_created_in_gp_and_its_order_follows(self, tmp_path: Path) -> None:
        """And its ID becomes the external ID in Procurify; an order that waited for it goes on by itself."""
        with vendor_world(tmp_path, create_in_gp="approved") as world:
            vendor = world.procurify.add_vendor("Northwind Paper", payment_term="Net 30", currency=1, **ADDRESS)["id"]
            world.order(vendor=vendor)

            ends = [world.answer("sync", "--full")["run"]["flows"] for _ in range(3)]

            number = f"NORTHWINDPAPER{vendor}"[: 15 - len(str(vendor))] + str(vendor)
            made = world.company.vendors[number]
            assert (made["VENDNAME"], made["USERDEF1"], made["VADDCDPR"]) == ("Northwind Paper", "PROCURIFY", "PRIMARY")
            assert address_in_gp(world, number, "PRIMARY") == {
                "VNDCNTCT": "Pat Doe", "ADDRESS1": "1 Paper Street", "CITY": "Joliet", "STATE": "IL",
                "ZIPCODE": "60431", "PHNUMBR1": "31255501010000",
            }  # fmt: skip
            assert world.procurify.vendor(vendor)["external_id"] == number
            assert [flows["purchase_orders"]["ends"].get("written") for flows in ends].count(1) == 1

    def test_a_vendor_of_gp_that_a_person_confirmed_is_created_in_procurify_once(self, tmp_path: Path) -> None:
        """With GP's ID as external ID, by which the two are one vendor from then on."""
        with vendor_world(tmp_path, create_in_procurify="confirmed") as world:
            world.company.add_vendor("TAILSPIN0001", "Tailspin Toys", CITY="Joliet", PHNUMBR1="31255501990000")
            align(world)
            assert [row["name"] for row in world.procurify.vendors.values()] == ["OTHER", "Contoso Office Supplies"]

            confirmed = world.run("vendors", "confirm", "TWO", "TAILSPIN0001", "--why", "we order there too")
            assert confirmed.exit_code == 0, confirmed.output
            align(world)

            made = [row for row in world.procurify.vendors.values() if row["external_id"] == "TAILSPIN0001"]
            assert [(row["name"], row["city"], row["phoneOne"]) for row in made] == [
                ("Tailspin Toys", "Joliet", "312-555-0199")
            ]
            assert codes(world) == []
            assert align(world) == {}

    def test_a_vendor_of_gp_is_counted_once_when_it_is_linked(self, world: World) -> None:
        """Until then as one that only GP has, and from then on as Procurify's."""
        world.company.add_vendor("TAILSPIN0001", "Tailspin Toys")
        align(world)
        world.procurify.add_vendor("Tailspin", external_id="TAILSPIN0001")

        align(world)

        assert document(world, "gp TWO TAILSPIN0001").end is End.SUPERSEDED
        told = world.run("status").output
        assert "superseded" not in told
        assert re.search(r"all vendors +2\n", told)

    def test_edge_44_tax_ids_and_accounts_of_a_vendor_are_neither_written_nor_kept(self, world: World) -> None:
        """A change of its name leaves them, and nothing of them gets into the ledger."""
        kept = {"TXIDNMBR": "98-7654321", "ACNMVNDR": "ACCOUNT-4711"}
        world.company.edit_vendor(LINKED, **kept)
        align(world)
        world.procurify.edit_vendor(world.vendor, name="Contoso Supplies")

        align(world)

        row = world.company.vendors[LINKED]
        assert (row["VENDNAME"], {name: row[name] for name in kept}) == ("Contoso Supplies", kept)
        ledger = (world.folder / "gp-sync.db").read_bytes()
        assert b"Contoso Supplies" in ledger
        assert [text for text in kept.values() if text.encode() in ledger] == []

    def test_edge_66_a_vendor_that_gp_has_is_not_written_over(self, tmp_path: Path) -> None:
        """Somebody entered one under the ID that would be given: it is read, told, and left as it is."""
        with vendor_world(tmp_path, create_in_gp="approved", more='number = "NW{id}"\n') as world:
            vendor = world.procurify.add_vendor("Northwind Paper", currency=1, **ADDRESS)["id"]
            world.company.add_vendor(f"NW{vendor}", "New Wave Printing")
            before = dict(world.company.vendors[f"NW{vendor}"])

            align(world)

            assert world.company.vendors[f"NW{vendor}"] == before
            assert "VENDOR_ID_TAKEN" in codes(world)
            assert [path for method, path in writes(world) if method == "POST"] == [
                "GP (new)"
            ]  # the linked one's address


class TestArchivedVendors:
    def test_edge_31_a_vendor_that_drops_off_the_list_is_asked_for_and_gp_is_left_alone(self, world: World) -> None:
        """A GET tells that it was archived; it is told, and GP's stays active."""
        align(world)
        asked = len(gets_of(world))
        world.procurify.edit_vendor(world.vendor, active=False)
        before = writes(world)

        align(world)

        assert len(gets_of(world)) - asked == 1
        told = document(world, world.vendor).findings
        assert [found.code for found in told] == ["VENDOR_INACTIVE_IN_PROCURIFY"]
        assert world.company.vendors[LINKED]["VENDSTTS"] == 1
        assert writes(world) == before

    def test_edge_31_one_that_was_deleted_is_told_the_same_way(self, world: World) -> None:
        """And one of the same name that is made anew is another vendor."""
        align(world)
        world.procurify.remove_vendor(world.vendor)
        again = world.procurify.add_vendor("Contoso Office Supplies")["id"]

        align(world)

        told = document(world, world.vendor).findings
        assert [found.code for found in told] == ["VENDOR_INACTIVE_IN_PROCURIFY"]
        new = document(world, again)
        assert (new.links, new.end) == ((), End.SKIPPED)


class TestSeveralCompanies:
    def test_edge_58_only_the_master_writes_to_procurify(self, tmp_path: Path) -> None:
        """The other company follows Procurify; what people change there goes nowhere, and its ID never to Procurify."""
        with vendor_world(tmp_path) as world:
            north = world.gp.add_company("Fabrikam North", database="NORTH", id=-2)
            north.add_vendor("CONTOSO-N", "Contoso Office Supplies")
            enable(world, more='master = "TWO"\n')
            (world.folder / "links.csv").write_text(
                f"company,procurify_vendor_id,gp_vendor_id\nNORTH,{world.vendor},CONTOSO-N\n", encoding="utf-8"
            )
            text = world.config.read_text(encoding="utf-8")
            text = text.replace('connection = "test"', 'connection = "test"\nvendor_links = "links.csv"')
            text = text.replace('id = "TWO"\n', 'id = "TWO"\nexternal_ids = true\n')
            text += '[[companies]]\nid = "NORTH"\nname = "Fabrikam North"\n'
            world.config.write_text(text, encoding="utf-8")
            align(world)
            world.procurify.edit_vendor(world.vendor, name="Contoso Supplies")
            align(world)
            assert (world.company.vendors[LINKED]["VENDNAME"], north.vendors["CONTOSO-N"]["VENDNAME"]) == (
                "Contoso Supplies", "Contoso Supplies",
            )  # fmt: skip

            north.edit_vendor("CONTOSO-N", VENDNAME="Contoso North")
            align(world)

            vendor = world.procurify.vendor(world.vendor)
            assert (vendor["name"], vendor["external_id"]) == ("Contoso Supplies", LINKED)
            assert north.vendors["CONTOSO-N"]["VENDNAME"] == "Contoso North"

    def test_a_vendor_created_where_no_external_id_counts_is_followed_there_too(self, tmp_path: Path) -> None:
        """It is linked since it was created, and no other vendor of GP."""
        with vendor_world(tmp_path) as world:
            north = world.gp.add_company("Fabrikam North", database="NORTH", id=-2)
            north.add_currency("Z-US$", "USD")
            enable(world, create_in_gp="approved", more='master = "TWO"\ncreate_companies = ["NORTH"]\n')
            text = world.config.read_text(encoding="utf-8").replace('id = "TWO"\n', 'id = "TWO"\nexternal_ids = true\n')
            world.config.write_text(text + '[[companies]]\nid = "NORTH"\nname = "Fabrikam North"\n', encoding="utf-8")
            vendor = world.procurify.add_vendor("Tailspin", payment_term=None, **ADDRESS)["id"]
            align(world)
            world.procurify.edit_vendor(vendor, name="Tailspin Toys")

            align(world)

            assert north.vendors[f"TAILSPIN{vendor}"]["VENDNAME"] == "Tailspin Toys"
            assert sum(world.answer("status")["flows"]["vendors"]["counts"].values()) == 2
            told = world.run("vendors", "show", str(vendor)).stdout
            assert f"NORTH: linked to TAILSPIN{vendor} since it was created for it" in told


def gets_of(world: World) -> list[str]:
    path = f"/api/v3/vendors/{world.vendor}/"
    return [row.path for row in world.procurify.requests if (row.method, row.path) == ("GET", path)]
