"""What `ping` tells of a company's setup: how its texts are compared and kept, and what nobody can check here."""

import pytest

from dynamicsgp_sba.testing import GPCompany
from tests.end_to_end.world import World


def told(world: World, what: str) -> tuple[str, str]:
    """The result and the answer of one check."""
    return next((check["result"], check["answer"]) for check in world.answer("ping") if check["what"] == what)


class TestCollation:
    def test_edge_33_the_usual_one_is_fine(self, world: World) -> None:
        assert told(world, "TWO collation") == (
            "ok",
            "case does not count in IDs (SQL_Latin1_General_CP1_CI_AS); code page 1252",
        )

    @pytest.mark.parametrize(
        ("collation", "code_page", "words"),
        [
            ("SQL_Latin1_General_CP1_CS_AS", 1252, "case counts in IDs (SQL_Latin1_General_CP1_CS_AS)"),
            ("Latin1_General_BIN", 1252, "case counts in IDs (Latin1_General_BIN): configure them exactly as GP"),
            ("Mystery", 1252, "whether case counts in IDs is not known (Mystery)"),
            ("SQL_Polish_CP1250_CI_AS", 1250, "code page 1250: texts are checked against 1252"),
        ],
    )
    def test_edge_33_another_one_is_a_warning_that_names_it(
        self, world: World, collation: str, code_page: int, words: str
    ) -> None:
        company: GPCompany = world.company
        company.collation, company.code_page = collation, code_page

        result, answer = told(world, "TWO collation")

        assert result == "warning"
        assert words in answer

    def test_a_service_that_does_not_tell_is_a_warning(self, world: World) -> None:
        world.gp.fail("CompanySetup", status=404, body="<html>Endpoint not found.</html>", content_type="text/html")

        result, answer = told(world, "TWO collation")

        assert result == "warning"
        assert answer.startswith("whether case counts in IDs is not known: GET ")

    def test_a_service_that_fails_is_a_failure(self, world: World) -> None:
        world.gp.fail("CompanySetup", status=403, body='{"Message": "No security privileges."}')

        result = world.run("ping")

        assert result.exit_code == 3
        assert "failed   TWO collation: " in result.output


class TestListsOfTheCompanion:
    def test_those_that_orders_are_only_checked_against_are_a_warning_where_they_lack(self, world: World) -> None:
        world.gp.fail("Buyers", status=404, body="<html>Endpoint not found.</html>", content_type="text/html")

        checks = {check["what"]: check["result"] for check in world.answer("ping")}

        assert (checks["TWO buyers"], checks["TWO shipping methods"], checks["TWO company addresses"]) == (
            "warning",
            "ok",
            "ok",
        )
