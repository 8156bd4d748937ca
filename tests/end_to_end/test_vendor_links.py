"""Vendors that a person links, refuses or relinks, over both systems and the command line."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.world import World


@pytest.fixture
def waiting(world: World) -> World:
    """A world in which an order waits for a vendor that is not linked, and GP has one that looks like it."""
    vendor = world.procurify.add_vendor("Fabrikam Tools Ltd", city="Seattle", phoneOne="(425) 555-0101")["id"]
    world.company.add_vendor("FABRITOO0001", "Fabrikam Tools, Inc.", CITY="SEATTLE", PHNUMBR1="42555501010000")
    world.order(vendor=vendor)
    world.run("sync")
    return world


@pytest.fixture
def renumbered(world: World) -> World:
    """A world in which one order was written, GP renumbers its vendor there too, and a second order waits."""
    world.order()
    world.run("sync")
    world.company.vendors["CONTOSO-NEW"] = world.company.vendors.pop("CONTOSUP0001") | {"VENDORID": "CONTOSO-NEW"}
    world.company.edit_order("PF1", VENDORID="CONTOSO-NEW")
    world.order(name="Envelopes")
    world.run("sync")
    return world


def proposals(world: World) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = world.answer("vendors", "match")["proposals"]
    return rows


def unlinked_vendor(world: World) -> str:
    """Procurify's id of the vendor that was added last."""
    return str(max(world.procurify.records["vendors"]))


class TestUnlinked:
    def test_edge_02_the_order_tells_which_gp_vendor_it_may_be_with_score_and_evidence(self, waiting: World) -> None:
        (issue,) = waiting.answer("issues")

        assert issue["code"] == "VENDOR_UNLINKED"
        assert issue["sentence"] == (
            "The vendor 'Fabrikam Tools Ltd' (Procurify id 3) is not linked to a GP vendor; it looks like FABRITOO0001 "
            "'Fabrikam Tools, Inc.' (97 of 100: the same name, the same phone number, both in SEATTLE)."
        )

    def test_edge_02_the_order_follows_by_itself_once_a_person_links_the_vendor(self, waiting: World) -> None:
        linked = waiting.run("vendors", "link", unlinked_vendor(waiting), "fabritoo0001")

        answer = waiting.answer("sync")

        assert linked.exit_code == 0
        assert (answer["run"]["ends"], answer["issues"]) == ({"written": 1}, [])
        assert waiting.company.purchase_orders["PF1"]["VENDORID"] == "FABRITOO0001"

    def test_edge_02_nothing_is_linked_by_its_likeness_however_high(self, waiting: World) -> None:
        (row,) = proposals(waiting)
        answer = waiting.answer("sync")

        assert (row["likely"], row["score"]) == (True, 97)
        assert (answer["run"]["ends"], waiting.company.purchase_orders) == ({}, {})

    def test_what_a_person_refused_is_proposed_no_more_neither_in_the_order(self, waiting: World) -> None:
        waiting.run("vendors", "refuse", unlinked_vendor(waiting), "FABRITOO0001", "--why", "another one")
        waiting.run("replay")

        (issue,) = waiting.answer("issues")

        assert proposals(waiting) == []
        assert issue["sentence"] == "The vendor 'Fabrikam Tools Ltd' (Procurify id 3) is not linked to a GP vendor."

    def test_the_audit_stays_whole_and_tells_who_linked_what(self, waiting: World) -> None:
        vendor = unlinked_vendor(waiting)
        waiting.run("vendors", "link", vendor, "FABRITOO0001", "--why", "they sent an invoice")

        story = waiting.answer("vendors", "show", vendor)

        assert [(step["what"], step["detail"]["why"]) for step in story["steps"]] == [
            ("vendor.linked", "they sent an invoice")
        ]
        assert waiting.run("audit", "verify").exit_code == 0


class TestTwice:
    def test_edge_15_two_vendors_of_procurify_share_one_of_gp_only_if_a_person_says_so(self, waiting: World) -> None:
        first = unlinked_vendor(waiting)
        second = str(waiting.procurify.add_vendor("FABRIKAM TOOLS")["id"])
        waiting.run("vendors", "link", first, "FABRITOO0001")
        (row,) = proposals(waiting)

        refused = waiting.run("vendors", "link", second, "FABRITOO0001")
        said = waiting.run("vendors", "link", second, "FABRITOO0001", "--secondary")

        assert (row["vendor"], row["linked_to"]) == (second, [first])
        assert refused.exit_code == 2
        assert f"FABRITOO0001 is linked to vendor {first} 'Fabrikam Tools Ltd' already" in refused.output
        assert said.exit_code == 0

    def test_edge_15_orders_of_both_go_to_it_then(self, waiting: World) -> None:
        second = waiting.procurify.add_vendor("FABRIKAM TOOLS")["id"]
        waiting.order(vendor=second)
        waiting.run("vendors", "link", unlinked_vendor(waiting), "FABRITOO0001")
        waiting.run("vendors", "link", "3", "FABRITOO0001", "--secondary")

        waiting.run("sync")

        orders = waiting.company.purchase_orders
        assert {number: row["VENDORID"] for number, row in orders.items()} == {
            "PF1": "FABRITOO0001",
            "PF2": "FABRITOO0001",
        }


class TestSheet:
    def decided(self, path: Path, words: dict[str, str]) -> None:
        """Fill in the decision of each row by its Procurify vendor."""
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file))
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *([*row[:-1], words.get(row[1], "")] for row in rows)])

    def test_proposals_go_out_as_a_file_and_come_back_decided(self, waiting: World) -> None:
        other = str(waiting.procurify.add_vendor("Fabrikam Tool")["id"])
        path = waiting.folder / "proposals.csv"
        waiting.run("vendors", "match", "--out", str(path))
        self.decided(path, {"3": "yes", other: "no"})

        taken = waiting.run("vendors", "match", "--in", str(path))

        assert taken.output == "2 decisions, 2 of them new; what waits for them follows with the next sync\n"
        assert proposals(waiting) == []
        assert waiting.answer("sync")["run"]["ends"] == {"written": 1}

    def test_of_a_file_with_a_mistake_nothing_is_taken(self, waiting: World) -> None:
        path = waiting.folder / "proposals.csv"
        path.write_text("company,procurify_vendor_id,gp_vendor_id,decision\nTWO,3,FABRITOO0001,yes\nTWO,3,123,no\n")

        taken = waiting.run("vendors", "match", "--in", str(path))

        assert taken.exit_code == 2
        assert "row 3: GP has no vendor '123' in TWO" in taken.output
        assert "nothing of the file was taken" in taken.output
        assert [row["vendor_id"] for row in proposals(waiting)] == ["FABRITOO0001"]


class TestVanished:
    def test_edge_30_it_is_asked_about_once_with_where_gp_has_its_orders_now(self, renumbered: World) -> None:
        (issue,) = renumbered.answer("issues")
        (row,) = proposals(renumbered)

        assert (issue["code"], issue["orders"]) == ("VENDOR_GONE", ["PF1", "PF2"])
        assert "it looks like CONTOSO-NEW 'Contoso Office Supplies'" in issue["sentence"]
        assert "GP has PF1 under it now" in issue["sentence"]
        assert (row["was"], row["vendor_id"], row["likely"]) == ("CONTOSUP0001", "CONTOSO-NEW", True)

    def test_edge_30_relinked_its_orders_follow_though_procurify_still_names_the_old_id(
        self, renumbered: World
    ) -> None:
        vendor = str(renumbered.vendor)
        renumbered.run("vendors", "link", vendor, "CONTOSO-NEW")

        answer = renumbered.answer("sync")

        assert (answer["run"]["ends"], answer["issues"]) == ({"adopted": 1, "written": 1}, [])
        assert renumbered.company.purchase_orders["PF2"]["VENDORID"] == "CONTOSO-NEW"
        assert renumbered.procurify.vendor(renumbered.vendor)["external_id"] == "CONTOSUP0001"

    def test_edge_30_the_old_id_is_kept_as_an_alias_with_who_said_so(self, renumbered: World) -> None:
        vendor = str(renumbered.vendor)
        renumbered.run("vendors", "link", vendor, "CONTOSO-NEW", "--why", "combined in GP")

        story = renumbered.answer("vendors", "show", vendor)

        assert story["companies"][0]["said"]["aliases"] == ["CONTOSUP0001"]
        assert story["steps"][0]["detail"]["why"] == "combined in GP"

    def test_edge_30_one_that_a_person_linked_and_that_vanishes_again_blocks(self, renumbered: World) -> None:
        vendor = str(renumbered.vendor)
        renumbered.run("vendors", "link", vendor, "CONTOSO-NEW")
        renumbered.run("sync")
        renumbered.company.vendors.pop("CONTOSO-NEW")
        renumbered.order(name="Pens")

        (issue,) = renumbered.answer("sync")["issues"]

        assert issue["code"] == "VENDOR_GONE"
        assert "was linked to CONTOSO-NEW by a person" in issue["sentence"]


class TestSeveralCompanies:
    def test_edge_58_a_link_in_one_company_says_nothing_about_another(self, waiting: World) -> None:
        seed = waiting.gp.add_company("Fabrikam Canada", database="THREE", id=3)
        seed.add_vendor("00123", "Fabrikam Tools")
        waiting.configure(
            **{
                'time_zone = "America/Chicago"': 'time_zone = "America/Chicago"\nexternal_ids = true',
                "[purchase_orders]": '[[companies]]\nid = "THREE"\nname = "Fabrikam Canada"\n[purchase_orders]',
            }
        )

        nameless = waiting.run("vendors", "link", "3", "00123")
        linked = waiting.run("vendors", "link", "3", "00123", "--company", "three")

        assert nameless.exit_code == 2
        assert "THREE" in nameless.output
        assert linked.exit_code == 0
        story = waiting.answer("vendors", "show", "3")
        by_company = {row["company"]: row["linked"] for row in story["companies"]}
        assert by_company["TWO"] is None
        assert by_company["THREE"]["vendor_id"] == "00123"
        assert waiting.procurify.vendor(3)["external_id"] is None
