"""Fields of vendors that wait for a person, and vendors of both sides that are one, over both systems."""

import pytest

from tests.end_to_end.world import World

VENDORS = "[vendors]\nenabled = true\nreapproval_fields = []\n{more}[purchase_orders]"


@pytest.fixture
def aligned(world: World) -> World:
    """A world whose one linked vendor both sides agree about."""
    world.configure(**{"[purchase_orders]": VENDORS.format(more="same_write = 2\n")})
    world.run("sync")
    return world


@pytest.fixture
def conflict(aligned: World) -> World:
    """The same after both sides have changed the vendor's name."""
    aligned.procurify.edit_vendor(aligned.vendor, name="Contoso Office Supply")
    aligned.company.vendors["CONTOSUP0001"]["VENDNAME"] = "Contoso Supplies"
    aligned.run("sync", "--full")
    return aligned


def names(world: World) -> tuple[str, str]:
    """The vendor's name in Procurify and in GP."""
    return world.procurify.vendor(world.vendor)["name"], world.company.vendors["CONTOSUP0001"]["VENDNAME"].strip()


class TestConflicts:
    def test_edge_45_it_is_shown_in_three_columns(self, conflict: World) -> None:
        (row,) = conflict.answer("vendors", "conflicts")["conflicts"]

        assert row == {
            "vendor": str(conflict.vendor),
            "name": "Contoso Office Supply",
            "company": "TWO",
            "field": "name",
            "agreed": "Contoso Office Supplies",
            "procurify": "Contoso Office Supply",
            "gp": "Contoso Supplies",
            "code": "VENDOR_FIELD_CONFLICT",
            "taken": "",
        }
        printed = conflict.run("vendors", "conflicts").output
        assert "vendor" in printed
        assert "last agreed" in printed
        assert "resolve VENDOR FIELD --take gp|procurify" in printed

    def test_its_code_is_whole_on_a_narrow_terminal(self, conflict: World) -> None:
        """A code that is cut cannot be looked up."""
        printed = conflict.run("vendors", "conflicts", COLUMNS="80").output

        assert "VENDOR_FIELD_CONFLICT" in printed

    def test_one_that_a_person_decided_says_so_until_the_next_sync(self, conflict: World) -> None:
        """So that nobody is asked twice; who decides otherwise is the last."""
        vendor = str(conflict.vendor)
        conflict.run("vendors", "resolve", vendor, "name", "--take", "gp", "--why", "asked the vendor")
        conflict.run("vendors", "resolve", vendor, "name", "--take", "procurify", "--why", "asked again")

        (row,) = conflict.answer("vendors", "conflicts")["conflicts"]

        assert row["taken"] == "procurify"
        printed = " ".join(conflict.run("vendors", "conflicts").output.split())
        assert "procurify taken: the next sync does it" in printed

    def test_its_issue_speaks_of_a_vendor_and_of_no_amount(self, conflict: World) -> None:
        told = conflict.run("issues").output
        number = conflict.answer("issues")[0]["number"]

        assert f"VENDOR_FIELD_CONFLICT (issue {number}, 1 vendor: Contoso Office Supply)" in told
        shown = conflict.run("issues", "show", str(number)).output
        assert "asked for by" not in shown

    @pytest.mark.parametrize(("take", "name"), [("gp", "Contoso Supplies"), ("procurify", "Contoso Office Supply")])
    def test_edge_45_the_side_that_a_person_takes_goes_to_the_other(
        self, conflict: World, take: str, name: str
    ) -> None:
        said = conflict.run(
            "vendors", "resolve", str(conflict.vendor), "name", "--take", take, "--why", "asked the vendor"
        )

        conflict.run("sync", "--full")

        assert said.exit_code == 0
        assert names(conflict) == (name, name)
        assert conflict.answer("vendors", "conflicts")["conflicts"] == []
        assert conflict.answer("issues") == []

    def test_edge_45_a_choice_that_was_carried_out_takes_back_no_later_change(self, conflict: World) -> None:
        """Who changes a name back on purpose, months after it was decided, means it."""
        conflict.run("vendors", "resolve", str(conflict.vendor), "name", "--take", "gp", "--why", "asked the vendor")
        conflict.run("sync", "--full")
        conflict.procurify.edit_vendor(conflict.vendor, name="Contoso Office Supply")

        conflict.run("sync", "--full")

        assert names(conflict) == ("Contoso Office Supply", "Contoso Office Supply")

    def test_edge_45_a_choice_holds_only_for_what_the_person_saw(self, conflict: World) -> None:
        vendor = str(conflict.vendor)
        conflict.run("vendors", "resolve", vendor, "name", "--take", "gp", "--why", "asked the vendor")
        conflict.procurify.edit_vendor(conflict.vendor, name="Contoso Ltd")

        conflict.run("sync", "--full")

        (row,) = conflict.answer("vendors", "conflicts")["conflicts"]
        assert (row["procurify"], row["gp"]) == ("Contoso Ltd", "Contoso Supplies")
        assert names(conflict) == ("Contoso Ltd", "Contoso Supplies")

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("city", "--take", "gp", "--why", "x"), "fields that do: name"),
            (("name", "--take", "gp", "--why", " "), "it is empty"),
            (("name", "--take", "both", "--why", "x"), "'both' is not one of"),
            (("name", "--take", "gp", "--why", "x", "--company", "NIX"), "waits in TWO, and not in 'NIX'"),
        ],
        ids=["field", "reason", "side", "company"],
    )
    def test_what_does_not_fit_is_refused_with_what_would(
        self, conflict: World, arguments: tuple[str, ...], words: str
    ) -> None:
        said = conflict.run("vendors", "resolve", str(conflict.vendor), *arguments)

        assert said.exit_code == 2
        assert words in said.output

    def test_the_decision_is_audited_with_both_values(self, conflict: World) -> None:
        vendor = str(conflict.vendor)
        conflict.run("vendors", "resolve", vendor, "name", "--take", "gp", "--why", "asked the vendor")

        (step,) = conflict.answer("vendors", "show", vendor)["steps"]

        assert step["what"] == "vendor.conflict_resolved"
        assert (step["detail"]["procurify"], step["detail"]["gp"]) == ("Contoso Office Supply", "Contoso Supplies")
        assert "name gp in TWO" in conflict.run("vendors", "show", vendor).output


class TestFrozen:
    def flip(self, world: World) -> None:
        """Something in GP takes back what was written to it."""
        world.company.vendors["CONTOSUP0001"]["VENDNAME"] = "Contoso Office Supplies"
        world.run("sync", "--full")
        world.procurify.edit_vendor(world.vendor, name="Contoso Office Supply")
        world.run("sync", "--full")

    def test_edge_45_a_link_that_flips_is_frozen_until_a_person_releases_it(self, aligned: World) -> None:
        vendor = str(aligned.vendor)
        aligned.procurify.edit_vendor(aligned.vendor, name="Contoso Office Supply")
        aligned.run("sync", "--full")
        for _ in range(3):
            self.flip(aligned)
        frozen = aligned.answer("vendors", "conflicts")["frozen"]

        released = aligned.run("vendors", "release", vendor, "--why", "the other integration is off")
        aligned.run("sync", "--full")

        assert frozen == [{"vendor": vendor, "name": "Contoso Office Supply", "company": "TWO"}]
        assert released.output == f"vendor {vendor}: released in TWO; the next sync goes on with it\n"
        assert aligned.answer("vendors", "conflicts")["frozen"] == []
        assert names(aligned) == ("Contoso Office Supply", "Contoso Office Supply")

    def test_what_is_not_frozen_is_not_released(self, aligned: World) -> None:
        released = aligned.run("vendors", "release", str(aligned.vendor), "--why", "x")

        assert released.exit_code == 2
        assert "no link of it is frozen" in released.output


class TestDuplicates:
    def test_edge_15_a_new_vendor_that_looks_like_one_of_gps_is_not_created(self, aligned: World) -> None:
        vendor = str(aligned.procurify.add_vendor("Contoso Office Supplies Ltd")["id"])

        aligned.run("sync", "--full")

        (issue,) = aligned.answer("issues")
        assert issue["code"] == "VENDOR_CANDIDATES"
        assert "CONTOSUP0001" in issue["sentence"]
        aligned.run("vendors", "refuse", vendor, "CONTOSUP0001")
        assert aligned.answer("sync", "--full")["issues"] == []
        assert any(row["VENDNAME"] == "Contoso Office Supplies Ltd" for row in aligned.company.vendors.values())

    def test_edge_15_of_two_new_vendors_that_look_alike_one_is_created(self, aligned: World) -> None:
        aligned.procurify.add_vendor("Wingtip Toys")
        aligned.procurify.add_vendor("Wingtip Toys, Inc.")

        aligned.run("sync", "--full")

        made = [row["VENDNAME"] for row in aligned.company.vendors.values() if "Wingtip" in row["VENDNAME"]]
        assert len(made) == 1
        assert [issue["code"] for issue in aligned.answer("issues")] == ["VENDOR_CANDIDATES"]

    def test_edge_15_two_vendors_with_one_external_id_do_not_share_gps_in_silence(self, aligned: World) -> None:
        vendor = str(aligned.procurify.add_vendor("Contoso Offices", external_id="CONTOSUP0001")["id"])
        aligned.run("sync", "--full")
        (issue,) = aligned.answer("issues")

        aligned.run("vendors", "link", vendor, "CONTOSUP0001", "--secondary")
        answer = aligned.answer("sync", "--full")

        assert issue["code"] == "VENDOR_SHARED"
        assert answer["issues"] == []
        assert names(aligned)[1] == "Contoso Office Supplies"

    def test_edge_58_an_external_id_that_names_another_vendor_is_never_overwritten(self, aligned: World) -> None:
        vendor = aligned.procurify.add_vendor("Wingtip Toys", external_id="OTHER-SYSTEM-7")["id"]
        aligned.company.add_vendor("WINGTIP00001", "Wingtip Toys")
        aligned.run("sync", "--full")
        aligned.run("vendors", "link", str(vendor), "WINGTIP00001")

        aligned.run("sync", "--full")

        assert aligned.procurify.vendor(vendor)["external_id"] == "OTHER-SYSTEM-7"
        story = aligned.answer("vendors", "show", str(vendor))
        assert "VENDOR_EXTERNAL_ID_FOREIGN" in [found["code"] for found in story["findings"]]


class TestRenumbered:
    def test_edge_30_a_vendor_that_gp_renumbered_goes_on_under_its_new_id(self, aligned: World) -> None:
        rows = aligned.company.vendors
        rows["CONTOSO-NEW"] = rows.pop("CONTOSUP0001") | {"VENDORID": "CONTOSO-NEW"}
        for (vendor_id, address_id), row in list(aligned.company.vendor_addresses.items()):
            if vendor_id == "CONTOSUP0001":
                moved = row | {"VENDORID": "CONTOSO-NEW"}
                aligned.company.vendor_addresses["CONTOSO-NEW", address_id] = moved
        gone = aligned.answer("sync", "--full")["issues"]

        aligned.run("vendors", "link", str(aligned.vendor), "CONTOSO-NEW", "--why", "combined in GP")
        aligned.run("sync", "--full")
        aligned.company.vendors["CONTOSO-NEW"]["VENDNAME"] = "Contoso Supplies"
        aligned.run("sync", "--full")

        assert [issue["code"] for issue in gone] == ["VENDOR_GONE"]
        assert "CONTOSO-NEW 'Contoso Office Supplies'" in gone[0]["sentence"]
        (told,) = aligned.answer("vendors", "show", str(aligned.vendor))["findings"]
        assert told["code"] == "VENDOR_EXTERNAL_ID_FOREIGN"
        kept = aligned.procurify.vendor(aligned.vendor)
        assert (kept["external_id"], kept["name"]) == ("CONTOSUP0001", "Contoso Supplies")


class TestConfirmed:
    def test_a_vendor_of_gp_is_created_in_procurify_once_a_person_confirms_it(self, world: World) -> None:
        world.configure(**{"[purchase_orders]": VENDORS.format(more='create_in_procurify = "confirmed"\n')})
        world.run("sync", "--full")
        before = len(world.procurify.records["vendors"])

        said = world.run("vendors", "confirm", "TWO", "acetrave0001")
        world.run("sync", "--full")
        world.run("sync", "--full")

        made = [row for row in world.procurify.records["vendors"].values() if row["external_id"] == "ACETRAVE0001"]
        assert said.output == "ACETRAVE0001 in TWO: may be created in Procurify\n"
        assert (len(made), len(world.procurify.records["vendors"])) == (1, before + 1)

    def test_not_before_vendors_ran_once_since_a_first_run_creates_at_most_in_gp(self, world: World) -> None:
        world.configure(**{"[purchase_orders]": VENDORS.format(more='create_in_procurify = "confirmed"\n')})

        said = world.run("vendors", "confirm", "TWO", "acetrave0001")

        assert said.exit_code == 2
        assert said.output == (
            "gp-sync: vendors never ran, and a first run creates none in Procurify: run `gp-sync sync --flow vendors`, "
            "look at what it made, and confirm then\n"
        )


class TestProposed:
    def test_vendors_of_a_type_that_flows_though_its_orders_do_not_are_proposed_too(self, world: World) -> None:
        """They are held for it, so there must be something to confirm or refuse."""
        world.configure(**{"[purchase_orders]": VENDORS.format(more='vendor_types = ["regular", "employee"]\n')})
        vendor = world.procurify.add_vendor("A. Travel Company Ltd", type=5)["id"]

        proposed = world.answer("vendors", "match")["proposals"]

        assert (str(vendor), "ACETRAVE0001") in [(row["vendor"], row["vendor_id"]) for row in proposed]
