"""Proposals for the gaps of the tables, from the names on both sides."""

from collections import Counter
from datetime import datetime
from typing import Any

import attrs
import pytest

from gp_sync.core import facts as names
from gp_sync.core.fact_values import AccountFormat, Currency
from gp_sync.core.findings import finding
from gp_sync.core.model import RecordUnusable, Ref
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.flows.purchase_orders.tables import LocationPolicy
from gp_sync.mapping.against import ProcurifyNames
from gp_sync.mapping.captured import Said
from gp_sync.mapping.coverage import Coverage
from gp_sync.mapping.proposals import Choice, Proposal, propose
from gp_sync.mapping.suggest import suggest
from gp_sync.references.rows import Named, SegmentValue, Site
from gp_sync.testing.examples import FABRIKAM, FABRIKAM_NORTH

PLACES = ProcurifyNames(locations=("Chicago Plant", "Gary Plant"), departments=())
ROWS: dict[str, list[Any]] = {
    "sites": [
        Site(id="01-N", description="Chicago plant"),
        Site(id="02-S", description="Gary plant"),
        Site(id="09-X", description="Gary Plant", inactive=True),
    ],
    "segments": [
        SegmentValue(position=1, id="000", description="Chicago"),
        SegmentValue(position=1, id="100", description="Gary"),
        SegmentValue(position=3, id="07", description="Gary Plant"),
        SegmentValue(position=3, id="08", description="Warehouse"),
    ],
    "buyers": [Named(id="DANA", description="Dana B. Buyer"), Named(id="BUYER01", description="Plant purchasing")],
    "currencies": [
        Currency(id="Z-US$", iso_code="USD", decimals=2),
        Currency(id="USD-2", iso_code="USD", decimals=2),
        Currency(id="CAD", iso_code="", decimals=2),
    ],
}


class Tables:
    """GP's tables of every company; those that are not here cannot be had."""

    def __init__(self, rows: dict[str, list[Any]]) -> None:
        self._rows = rows

    def rows(self, name: str, company: str) -> list[Any]:
        if name not in self._rows:
            raise RecordUnusable(finding("TABLE_NOT_AVAILABLE", names.table(company, name), tried=name))
        return self._rows[name]

    def find(self, ref: Ref, _: datetime) -> AccountFormat:
        if "segments" not in self._rows:
            self.rows("account_format", ref.key[0])
        return AccountFormat(separator="-", lengths=(3, 4, 2))


def proposals(
    *companies: CompanyPolicy,
    said: Said | None = None,
    places: ProcurifyNames = PLACES,
    rows: dict[str, list[Any]] = ROWS,
) -> list[Proposal]:
    words = {"TWO": said or Said()}
    return list(suggest(companies or (FABRIKAM,), Coverage(), words, places, Tables(rows)))


def told(found: list[Proposal]) -> list[tuple[str, str, str, str]]:
    return [(row.table, row.name, row.column, row.value) for row in found]


class TestBuyers:
    def test_a_purchaser_gets_the_buyer_of_that_name(self) -> None:
        (found,) = proposals(said=Said(buyers=Counter({"Dana Buyer": 3})))

        assert (found.table, found.name, found.value, found.orders) == ("buyers", "Dana Buyer", "DANA", 3)
        assert (found.known_as, round(found.likeness, 2)) == ("Dana B. Buyer", 0.87)

    def test_one_that_looks_like_none_is_left_out_since_orders_need_none(self) -> None:
        assert proposals(said=Said(buyers=Counter({"Robin Reader": 3}))) == []

    @pytest.mark.parametrize("buyers", [{"dana buyer": "DB"}, {"*": "BUYER01"}])
    def test_one_that_the_table_lists_needs_none(self, buyers: dict[str, str]) -> None:
        company = attrs.evolve(FABRIKAM, buyers=buyers)

        assert proposals(company, said=Said(buyers=Counter({"Dana Buyer": 3}))) == []

    def test_without_gps_buyers_nothing_is_proposed(self) -> None:
        assert proposals(said=Said(buyers=Counter({"Dana Buyer": 3})), rows={}) == []


class TestCurrencies:
    def test_of_several_with_the_iso_code_each_is_proposed(self) -> None:
        found = proposals(said=Said(currencies=Counter({"USD": 2})))

        assert told(found) == [("currencies", "USD", "", "Z-US$"), ("currencies", "USD", "", "USD-2")]
        assert [(row.likeness, row.known_as, row.orders) for row in found] == [(1.0, "USD", 2), (1.0, "USD", 2)]

    def test_without_iso_codes_the_id_may_look_like_it(self) -> None:
        (found,) = proposals(said=Said(currencies=Counter({"CAD": 1})))

        assert (found.value, found.likeness, found.known_as) == ("CAD", 1.0, "")

    def test_what_looks_like_nothing_is_left_to_a_person(self) -> None:
        (found,) = proposals(said=Said(currencies=Counter({"EUR": 1})))

        assert (found.name, found.value, found.likeness) == ("EUR", "", 0.0)

    def test_one_that_is_listed_or_told_by_its_iso_code_needs_none(self) -> None:
        company = attrs.evolve(FABRIKAM, currencies={"USD": "Z-US$"})
        rows = ROWS | {"currencies": [Currency(id="Z-YEN", iso_code="JPY", decimals=0)]}

        assert proposals(company, said=Said(currencies=Counter({"USD": 1, "JPY": 1})), rows=rows) == []


class TestLocations:
    def test_a_known_one_gets_the_site_and_the_segment_value_that_it_lacks(self) -> None:
        company = attrs.evolve(FABRIKAM, locations=(LocationPolicy(name="Gary Plant"), FABRIKAM.locations[0]))

        found = proposals(company)

        assert told(found) == [("locations", "Gary Plant", "segment", ""), ("locations", "Gary Plant", "site", "02-S")]

    def test_only_values_of_its_own_segment_are_proposed(self) -> None:
        company = attrs.evolve(FABRIKAM, locations=(LocationPolicy(name="Gary", site="02-S"), FABRIKAM.locations[0]))
        places = attrs.evolve(PLACES, locations=("Chicago Plant", "Gary"))

        (found,) = proposals(company, places=places)

        assert (found.column, found.value, found.known_as, found.likeness) == ("segment", "100", "Gary", 1.0)

    def test_values_of_any_segment_where_gps_format_is_not_that_of_the_template(self) -> None:
        locations = (LocationPolicy(name="Gary Plant", site="02-S"), FABRIKAM.locations[0])
        company = attrs.evolve(FABRIKAM, locations=locations, account="{location}{account_code}")

        (found,) = proposals(company)

        assert (found.column, found.value) == ("segment", "07")

    def test_a_site_is_not_missing_where_the_company_has_a_default(self) -> None:
        locations = (attrs.evolve(FABRIKAM.locations[0], site=""), FABRIKAM.locations[1])

        assert proposals(attrs.evolve(FABRIKAM, locations=locations, default_site="01-N")) == []

    def test_a_segment_is_not_missing_where_the_template_has_no_place_for_it(self) -> None:
        locations = (attrs.evolve(FABRIKAM.locations[0], segment=""), FABRIKAM.locations[1])

        assert proposals(attrs.evolve(FABRIKAM, locations=locations, account="{account_code}")) == []

    def test_a_new_one_is_proposed_for_the_only_company(self) -> None:
        company = attrs.evolve(FABRIKAM, locations=FABRIKAM.locations[:1], account="{account_code}")

        (found,) = proposals(company)

        assert (found.company, found.name, found.column, found.value) == ("TWO", "Gary Plant", "site", "02-S")

    def test_of_several_companies_one_that_has_something_like_it_is_proposed(self) -> None:
        companies = (attrs.evolve(FABRIKAM, locations=FABRIKAM.locations[:1]), FABRIKAM_NORTH)
        places = attrs.evolve(PLACES, locations=("Chicago Plant", "Vancouver Plant", "Gary Plant", "Tokyo"))

        found = proposals(*companies, places=places)

        assert [(row.company, row.name, row.column, row.value) for row in found] == [
            ("TWO", "Gary Plant", "segment", ""),
            ("TWO", "Gary Plant", "site", "02-S"),
            ("", "Tokyo", "segment", ""),
            ("", "Tokyo", "site", ""),
        ]


class TestNumbers:
    def test_what_has_other_numbers_is_not_alike(self) -> None:
        empty = Proposal(company="TWO", table="payment_terms", name="Net 45")

        assert propose(empty, [Choice("Net 15", ("Net 15",))]) == empty
        assert propose(empty, [Choice("NET45", ("NET45", "Net 45 days"))]).value == "NET45"
        assert propose(empty, [Choice("NET", ("Net",))]).value == "NET"


class TestDepartments:
    def test_only_values_of_their_own_segment_are_proposed(self) -> None:
        places = attrs.evolve(PLACES, departments=(("Warehouses", "Gary Plant"), ("Chicago", "Gary Plant")))

        found = proposals(places=places)

        assert told(found) == [
            ("departments", "Warehouses", "segment", "08"),
            ("departments", "Chicago", "segment", ""),
        ]


class TestFunctionThatTellsCompanies:
    def test_locations_that_no_company_lists_are_left_to_it(self) -> None:
        places = ProcurifyNames(locations=("Tokyo Plant",), departments=())
        wanted: tuple[Any, ...] = ((FABRIKAM,), Coverage(), {}, places, Tables(ROWS))

        told_by_tables, told_by_function = list(suggest(*wanted)), list(suggest(*wanted, routes_by_location=False))

        assert "Tokyo Plant" in [row.name for row in told_by_tables]
        assert "Tokyo Plant" not in [row.name for row in told_by_function]
