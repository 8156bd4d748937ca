"""`gp-sync reconcile` with vendors that flow: field by field, as both sides have them now."""

from pathlib import Path
from typing import Any

from tests.end_to_end.test_reconcile import period, table
from tests.end_to_end.vendor_world import ADDRESS, align, vendor_world


def _named(made: Any, name: str) -> Any:
    """One vendor of an answer."""
    (row,) = [row for row in made["vendors"] if row["name"] == name]
    return row


class TestVendors:
    def test_what_changed_since_the_last_run_counts(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            world.procurify.edit_vendor(world.vendor, **ADDRESS)
            align(world)
            world.company.vendors["CONTOSUP0001"]["VENDNAME"] = "Another Name"
            world.procurify.edit_vendor(world.vendor, contact="Kim Roe")

            made = world.answer("reconcile", *period(world))

        fields = {row["field"]: row["state"] for row in made["vendors"][0]["fields"]}
        assert (fields["name"], fields["contact"], fields["city"]) == ("differs", "differs", "agrees")

    def test_one_that_no_run_has_seen_is_there_too(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            align(world)
            world.procurify.add_vendor("Litware Tools")

            made = world.answer("reconcile", *period(world))

        rows = {row["name"]: (row["standing"], row["ledger"]) for row in made["vendors"]}
        assert rows["Litware Tools"] == ("in Procurify alone", None)

    def test_one_that_cannot_be_read_says_why(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            align(world)
            world.procurify.edit_vendor(world.vendor, active="maybe")

            made = world.answer("reconcile", *period(world))

        (row,) = [row for row in made["vendors"] if row["source_id"] == str(world.vendor)]
        assert (row["standing"], row["agrees"]) == ("cannot be read", False)
        assert "active" in row["findings"][0]

    def test_one_that_shares_its_vendor_in_gp_is_not_compared_and_says_why(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            align(world)
            world.procurify.add_vendor("Contoso Twin", external_id="CONTOSUP0001")
            unseen = _named(world.answer("reconcile", *period(world)), "Contoso Twin")
            align(world)

            twin = _named(world.answer("reconcile", *period(world)), "Contoso Twin")

        assert (unseen["standing"], unseen["agrees"]) == ("linked, not compared", False)
        assert (twin["standing"], twin["agrees"], twin["ledger"]) == ("linked, not compared", False, "held")
        assert twin["findings"][0].startswith("VENDOR_SHARED: The vendor 'Contoso Twin'")

    def test_one_that_is_inactive_in_procurify_is_not_compared_and_says_why(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            align(world)
            world.company.vendors["CONTOSUP0001"]["VENDNAME"] = "Another Name"
            world.procurify.edit_vendor(world.vendor, active=False)

            made = world.answer("reconcile", *period(world))

        (row,) = made["vendors"]
        assert (row["standing"], row["agrees"]) == ("linked, not compared", False)
        assert row["findings"] == ["it is inactive in Procurify, so that its fields are not compared"]

    def test_the_table_and_the_screen_tell_why_one_cannot_be_read(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            align(world)
            world.procurify.edit_vendor(world.vendor, active="maybe")

            shown = world.run("reconcile", *period(world), "--csv", str(tmp_path / "november.csv"))

        (row,) = [row for row in table(tmp_path / "november-vendors.csv") if row["standing"] == "cannot be read"]
        assert "active" in row["findings"]
        assert f"({world.vendor}): cannot be read: {row['findings']}" in " ".join(shown.stdout.split())

    def test_the_screen_shows_both_values_of_a_field_that_differs(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            align(world)
            world.company.vendors["CONTOSUP0001"]["VENDNAME"] = "Another Name"

            shown = world.run("reconcile", *period(world)).stdout

        assert "name: 'Contoso Office Supplies' in Procurify, 'Another Name' in GP" in shown

    def test_the_screen_names_the_company_and_has_those_of_one_system_alone_last(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            align(world)
            world.company.add_vendor("ADATUM0001", "A. Datum")
            world.company.vendors["CONTOSUP0001"]["VENDNAME"] = "Another Name"

            shown = world.run("reconcile", *period(world)).stdout.splitlines()

        place = shown.index("2 of 2 vendors differ, 1 of them since one system alone has them")
        assert shown[place + 1].startswith("  Contoso Office Supplies (CONTOSUP0001 in TWO)")
        assert shown[place + 3].startswith("  A. Datum (ADATUM0001 in TWO): in GP alone")

    def test_what_was_found_is_one_text_with_one_full_stop_less(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            world.procurify.add_vendor("Contoso Twin", external_id="CONTOSUP0001")
            align(world)

            shown = world.run("reconcile", *period(world), "--csv", str(tmp_path / "november.csv")).stdout

        findings = {row["findings"] for row in table(tmp_path / "november-vendors.csv")}
        assert any(words.startswith("VENDOR_SHARED: ") for words in findings)
        assert [words for words in (*findings, shown) if ".;" in words or words.endswith(".")] == []

    def test_the_table_of_vendors_has_a_row_for_each_field(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            world.procurify.edit_vendor(world.vendor, **ADDRESS)
            align(world)

            world.run("reconcile", *period(world), "--csv", str(tmp_path / "november.csv"))

        rows = table(tmp_path / "november-vendors.csv")
        assert [
            (row["gp_vendor_id"], row["procurify"], row["gp"], row["state"]) for row in rows if row["field"] == "city"
        ] == [("CONTOSUP0001", "Joliet", "Joliet", "agrees")]

    def test_fields_are_compared_in_gps_terms(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            world.procurify.edit_vendor(world.vendor, **ADDRESS)
            align(world)

            made = world.answer("reconcile", *period(world))

        (vendor,) = made["vendors"]
        fields = {row["field"]: row for row in vendor["fields"]}
        assert (vendor["name"], vendor["vendor_id"], vendor["standing"]) == (
            "Contoso Office Supplies",
            "CONTOSUP0001",
            "linked",
        )
        assert fields["name"]["state"] == "agrees"
        assert fields["vendor_class"]["state"] == "not aligned"

    def test_edge_20_a_new_vendor_of_gp_is_compared_by_its_first_address_and_gets_no_other(
        self, tmp_path: Path
    ) -> None:
        """Payments go to that one, so that it is none of ours; but it holds all that ours would."""
        with vendor_world(tmp_path, create_in_gp="approved") as world:
            world.procurify.add_vendor("Northwind Paper", payment_term="Net 30", **ADDRESS)
            align(world)

            made = world.answer("reconcile", *period(world))

            addresses = [key for key in world.company.vendor_addresses if key[0].startswith("NORTHWIND")]
        fields = {row["field"]: row["state"] for row in _named(made, "Northwind Paper")["fields"]}
        assert [address_id for _, address_id in addresses] == ["PRIMARY"]
        assert (fields["street"], fields["city"], fields["contact"]) == ("agrees", "agrees", "agrees")

    def test_where_vendors_do_not_flow_there_are_none(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            world.configure()

            made = world.answer("reconcile", *period(world))

        assert made["vendors"] is None

    def test_the_page_has_them_too(self, tmp_path: Path) -> None:
        with vendor_world(tmp_path) as world:
            align(world)
            file = tmp_path / "report.html"

            result = world.run("reconcile", *period(world), "--html", str(file))

        text = file.read_text("utf-8")
        assert result.exit_code == 0
        assert "CONTOSUP0001" in text
        assert [secret for secret in (world.client_secret, world.password) if secret in text] == []
