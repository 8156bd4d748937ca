"""Which company an order belongs to, and which GL account its coding means."""

from decimal import Decimal

import attrs
import pytest

from gp_sync.core.fact_values import AccountFormat
from gp_sync.core.facts import segment
from gp_sync.core.findings import CATALOGUE
from gp_sync.core.model import Finding, Ref
from gp_sync.flows.purchase_orders.document import Allocation, Coding
from gp_sync.flows.purchase_orders.functions import codings, gl_account, part_codings
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.flows.purchase_orders.routing import cost_centres, route
from gp_sync.flows.purchase_orders.tables import CustomField
from gp_sync.testing.examples import FABRIKAM, FABRIKAM_NORTH, POLICY, coding, line, order

FORMAT = AccountFormat(separator="-", lengths=(3, 4, 2))


def part(location: str) -> Allocation:
    return Allocation(amount=Decimal(1), coding=coding(location=location))


def account_of(company: CompanyPolicy, coded: Coding) -> str:
    """The GL account of a line with a coding."""
    coded_line = line(coding=coded)
    return gl_account(order(lines=(coded_line,)), coded_line, coded, company)


class TestCodings:
    def test_a_line_is_charged_to_its_own_coding(self) -> None:
        assert codings(line()) == (coding(),)

    def test_a_split_line_is_charged_to_its_parts(self) -> None:
        split = line(allocations=(part("Chicago Plant"), part("Gary Plant")))

        assert codings(split) == (coding(), coding(location="Gary Plant"))

    @pytest.mark.parametrize("own", [None, coding("5200")])
    def test_edge_11_a_line_with_a_single_part_is_charged_to_the_part(self, own: Coding | None) -> None:
        split = line(coding=own, allocations=(part("Gary Plant"),))

        assert part_codings(split) == (("9001", coding(location="Gary Plant")),)

    def test_edge_11_a_part_without_an_account_charges_nothing(self) -> None:
        """That it lacks one is told where the line is mapped."""
        nowhere = Allocation(amount=Decimal(0), coding=None)

        assert codings(line(coding=coding("5200"), allocations=(nowhere, part("Gary Plant")))) == (
            coding(location="Gary Plant"),
        )
        assert codings(line(coding=coding("5200"), allocations=(nowhere,))) == (coding("5200"),)

    def test_a_line_may_be_coded_to_nothing(self) -> None:
        assert codings(line(coding=None)) == ()

    def test_edge_11_each_part_of_a_split_has_a_name_that_a_revision_finds_again(self) -> None:
        split = line(allocations=(part("Chicago Plant"), part("Gary Plant")))

        assert part_codings(line()) == (("9001", coding()),)
        assert part_codings(split) == (("9001:1", coding()), ("9001:2", coding(location="Gary Plant")))


class TestCustomFields:
    def test_they_are_found_without_case(self) -> None:
        field = CustomField(name="project", called="project", values={"line 4": "02"}, default="01")
        company = attrs.evolve(FABRIKAM, account="{location}-{account_code}-{project}", custom_fields=(field,))

        for custom_fields in ({"Project": "Line 4"}, {"project ": "Line 4"}):
            said = line(custom_fields=custom_fields)
            assert gl_account(order(lines=(said,)), said, coding(), company) == "000-5100-02"


class TestRoute:
    def test_an_order_belongs_to_the_company_of_its_locations(self) -> None:
        two = order(lines=(line(), line(id=9002, coding=coding(location="Gary Plant"))))

        assert route(two, POLICY) == FABRIKAM
        assert route(order(lines=(line(coding=coding(location="Vancouver Plant")),)), POLICY) == FABRIKAM_NORTH

    def test_locations_are_compared_without_case_and_spaces_around(self) -> None:
        assert route(order(lines=(line(coding=coding(location=" CHICAGO plant ")),)), POLICY) == FABRIKAM

    @pytest.mark.parametrize(
        ("location", "words"),
        [
            ("Tokyo Plant", "The order is coded to the location 'Tokyo Plant', which no GP company of the "),
            ("", "The order is coded to an account without a location, which no GP company of the "),
        ],
    )
    def test_edge_46_an_unmapped_location_blocks(self, location: str, words: str) -> None:
        found = route(order(lines=(line(), line(coding=coding(location=location)))), POLICY)

        assert isinstance(found, Finding)
        assert found.code == "COMPANY_UNMAPPED"
        assert found.cause == Ref("location", (location,))
        assert CATALOGUE[found.code].words(found).startswith(words)

    def test_edge_46_lines_in_two_companies_block_the_whole_order(self) -> None:
        found = route(order(lines=(line(), line(coding=coding(location="Vancouver Plant")))), POLICY)

        assert isinstance(found, Finding)
        assert (found.code, found.tried) == ("COMPANY_MIXED", "NORTH, TWO")

    def test_edge_46_the_parts_of_a_split_route_too(self) -> None:
        split = line(allocations=(part("Chicago Plant"), part("Vancouver Plant")))

        found = route(order(lines=(split,)), POLICY)

        assert isinstance(found, Finding)
        assert found.code == "COMPANY_MIXED"

    def test_an_order_that_is_coded_to_nothing_has_no_route(self) -> None:
        assert route(order(lines=(line(coding=None),)), POLICY) is None


class TestGLAccount:
    def test_the_template_puts_location_account_and_department_together(self) -> None:
        assert account_of(FABRIKAM, coding()) == "000-5100-01"

    def test_a_department_of_the_location_wins_over_one_for_any(self) -> None:
        assert account_of(FABRIKAM, coding(department="office")) == "000-5100-02"
        assert account_of(FABRIKAM, coding(department="office", location="gary plant")) == "100-5100-03"

    @pytest.mark.parametrize("template", ["{location}-{department}", "{location:0>3}-{department:0>2}"])
    def test_edge_46_a_department_without_a_segment_is_never_guessed(self, template: str) -> None:
        company = attrs.evolve(FABRIKAM, account=template)

        assert account_of(company, coding(department="Canteen")) == ""

    def test_what_the_template_does_not_use_may_be_missing(self) -> None:
        company = attrs.evolve(FABRIKAM, account="{account_code}", departments=())

        assert account_of(company, coding()) == "5100"


class TestCostCentres:
    def test_they_are_the_segments_at_the_configured_positions(self) -> None:
        company = attrs.evolve(FABRIKAM, cost_centre_segments=(1, 3))

        found = cost_centres(company, FORMAT, "000-5100-01")

        assert found == (segment("TWO", 1, "000"), segment("TWO", 3, "01"))

    def test_a_position_past_the_end_of_an_account_has_no_segment(self) -> None:
        company = attrs.evolve(FABRIKAM, cost_centre_segments=(4,))

        assert cost_centres(company, FORMAT, "000-5100-01") == ()

    def test_nothing_is_told_before_the_format_is_known(self) -> None:
        assert cost_centres(FABRIKAM, None, "000-5100-01") == ()

    def test_a_company_without_separators_has_one_segment(self) -> None:
        assert AccountFormat(separator="", lengths=(9,)).segments("000510001") == ("000510001",)
