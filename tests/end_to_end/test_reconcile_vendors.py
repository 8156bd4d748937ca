"""`gp-sync reconcile` with vendors that flow: field by field, as both sides had them when they were last looked at."""

from pathlib import Path

from tests.end_to_end.test_reconcile import period
from tests.end_to_end.vendor_world import ADDRESS, align, vendor_world


class TestVendors:
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
