"""Site profiles in TOML: what is read, what is refused and how, and that writing and reading lose nothing."""

from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamicsgp_sba import CompanyDecimals, SiteProfile, load_profile
from dynamicsgp_sba.columns import NAMES
from dynamicsgp_sba.profile import COMPANION, SHIPPED, ProfileError, from_toml, to_toml
from dynamicsgp_sba.profile.records import RECORDS

letters = st.characters(exclude_categories=["Cs"])
words = st.text(letters, min_size=1, max_size=12)
flags = st.booleans()
paths = st.sampled_from(["{path}()", "{path}", "{path}().json"])
items = st.sampled_from(["{path}({key})", "{path}.json({key})", "Other({key})"])
segments = st.from_regex(r"[A-Za-z0-9]{1,8}(/[A-Za-z0-9]{1,8})?", fullmatch=True)
verbs = st.sampled_from(["POST", "PATCH", "PUT", "DELETE"])
urls = st.none() | st.sampled_from(["https://gp2.example.com", "https://gp3.example.com:8443"])
columns = st.from_regex(r"[A-Z][A-Z0-9_]{0,9}", fullmatch=True)


def none_in_another(names: dict[str, str]) -> bool:
    """Whether no path with points is another's, nor leads through it."""
    paths = [f"{path}." for path in names.values()]
    return not any(
        path.startswith(other) for place, path in enumerate(paths) for at, other in enumerate(paths) if place != at
    )


def changes_of(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draws entries of one resource."""
    fields = sorted(NAMES[RECORDS[name]]) if name in RECORDS else ["anything"]
    return st.fixed_dictionaries(
        {},
        optional={
            "series": segments,
            "resource": segments,
            "product": st.sampled_from(["", "{product}", "Dynamics", "A/{product}"]),
            "base_url": urls,
            "tenant_level": flags,
            "key": st.permutations(SHIPPED.resources[name].key).map(tuple),
            "separator": st.sampled_from([";", ",", ":", "/", ";;"]),
            "list_path": st.none() | paths,
            "item_path": st.none() | items,
            "part_path": st.none() | items,
            "list_is_full": flags,
            "filters": st.dictionaries(st.sampled_from(["changed_since", "marker_prefix"]), words),
            "aliases": st.dictionaries(st.sampled_from(fields), st.lists(words, max_size=2).map(tuple), max_size=3),
            "create_verb": verbs,
            "update_verb": verbs,
            "void_verb": verbs,
            "create_action": st.none() | segments,
            "void_action": st.none() | segments,
            "envelope": st.none() | st.text(letters.filter(lambda letter: letter != "\n"), min_size=1, max_size=9),
            "names": st.sampled_from(["column", "dexterity", "dotnet"]),
            "body_names": st.dictionaries(columns, words, max_size=3).filter(none_in_another),
            "time_zone": st.sampled_from([None, "UTC", "America/Chicago"]),
            "amounts": st.sampled_from(["text", "number"]),
            "dates": st.sampled_from(["date", "date-time", "datacontract"]),
            "flags": st.sampled_from(["number", "boolean"]),
            "company_root": st.sampled_from(["api/{company}", "GPService/Tenants({tenant})/Companies({company})"]),
            "tenant_root": st.sampled_from(["api", "GPService/Tenants({tenant})"]),
            "query": st.dictionaries(words, words, max_size=2),
            "accept": st.sampled_from(["application/json", "text/json; q=1"]),
            "tells": st.lists(st.sampled_from(fields), max_size=2).map(tuple),
            "available": flags,
            "reason": st.text(letters, max_size=20),
            "refuses_existing": flags,
            "atomic": flags,
            "reads_history": flags,
            "longest_execution": st.floats(min_value=1e-9, max_value=1e300),
        },
    )


few = st.integers(0, 5)
decimals = st.builds(
    CompanyDecimals,
    quantity=st.none() | few,
    unit_cost=st.none() | few,
    functional_currency=st.sampled_from(["", "Z-US$"]),
    currencies=st.dictionaries(words, few, max_size=2),
    items=st.dictionaries(words, few, max_size=2),
)


@st.composite
def profiles(draw: st.DrawFn) -> SiteProfile:
    """Draws profiles: changed ones of this package, and some with few resources."""
    profile = draw(st.sampled_from([SHIPPED, COMPANION]))
    names = sorted(profile.resources)
    for name in draw(st.lists(st.sampled_from(names), max_size=3, unique=True)):
        profile = profile.with_resource(name, **draw(changes_of(name)))
    if draw(flags):
        kept = draw(st.lists(st.sampled_from(names), max_size=4, unique=True))
        profile = attrs.evolve(profile, resources={name: profile.resources[name] for name in kept})
    return attrs.evolve(
        profile,
        ca_bundle=draw(st.none() | st.just("gp-ca.pem")),
        authentication=draw(st.sampled_from(["ntlm", "kerberos", "basic", "bearer"])),
        decimals=draw(st.dictionaries(words, decimals, max_size=2)),
        name=draw(words),
        base_url=draw(urls),
        tenant=draw(words),
        companies=tuple(draw(st.lists(words, max_size=2))),
        product=draw(st.just("") | segments),
    )


def problems_of(text: str) -> tuple[str, ...]:
    """What is wrong with a text."""
    with pytest.raises(ProfileError) as caught:
        from_toml(text)
    return caught.value.problems


class TestRoundTrip:
    @given(profiles())
    def test_what_is_written_reads_back_as_an_equal_profile(self, profile: SiteProfile) -> None:
        assert from_toml(to_toml(profile)) == profile

    def test_only_differences_are_written_each_with_its_comment(self) -> None:
        profile = attrs.evolve(COMPANION.with_resource("vendors", list_is_full=False), name="fabrikam", product="GP")

        assert to_toml(profile) == (
            'name = "fabrikam"  # what messages call this site\n'
            'extends = "companion"  # what is not said below is as there\n'
            'product = "GP"  # the segment before the series in addresses\n'
            "\n"
            "[resources.vendors]\n"
            "list_is_full = false  # false: rows are summaries, and each record is read by its key\n"
        )

    def test_letters_that_toml_wants_escaped_survive(self) -> None:
        profile = attrs.evolve(SHIPPED, name='a "quoted"\\ \x7f\t\x01 Ñ')

        assert from_toml(to_toml(profile)).name == 'a "quoted"\\ \x7f\t\x01 Ñ'


class TestReading:
    def test_what_is_left_out_is_as_in_the_extended_profile(self) -> None:
        profile = from_toml(
            """
            name = "fabrikam"
            extends = "companion"
            base_url = "https://gp.example.com"
            companies = ["Fabrikam, Inc."]

            [resources.vendors]
            list_path = "{path}"
            aliases = { name = ["SupplierName"] }

            [resources.purchase_orders]
            longest_execution = 300
            void_action = ""
            aliases = { "lines.unit" = ["Measure"] }
            """
        )

        assert profile.base_url == "https://gp.example.com"
        assert profile.tenant == "DefaultTenant"
        assert profile.companies == ("Fabrikam, Inc.",)
        assert profile.resources["vendors"] == attrs.evolve(
            COMPANION.resources["vendors"], list_path="{path}", aliases={"name": ("SupplierName",)}
        )
        assert profile.resources["purchase_orders"].longest_execution == 300.0
        assert profile.resources["purchase_orders"].void_action is None
        assert profile.resources["purchase_orders"].refuses_existing is True
        assert profile.resources["items"] == COMPANION.resources["items"]

    def test_without_extends_there_is_what_the_file_says_and_nothing_else(self) -> None:
        profile = from_toml('[resources.vendors]\nseries = "Purchasing"\nresource = "Suppliers"\nkey = ["VENDORID"]\n')

        assert list(profile.resources) == ["vendors"]
        assert profile.resources["vendors"].list_address("") == "Purchasing/Suppliers()"

    def test_a_file_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "site.toml"
        path.write_text('name = "fabrikam"\nextends = "shipped"\n', encoding="utf-8")

        assert load_profile(path) == attrs.evolve(SHIPPED, name="fabrikam")


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ('extends = "shiped"', "extends is 'shiped': expected one of companion, shipped; did you mean 'shipped'?"),
            ("extends = 1", "extends is 1: expected one of companion, shipped; there are companion, shipped"),
            ('tenat = "x"', "tenat: there is no such key; did you mean 'tenant'?"),
            ("name = 7", "name is 7: expected a text in quotes"),
            ('companies = "Fabrikam"', "companies is 'Fabrikam': expected a list of texts"),
            ('resources = "x"', "resources is 'x': expected tables such as [resources.vendors]"),
            ("[resources.vendor]", "resources.vendor: there is no such resource; did you mean 'vendors'?"),
            ("[resources]\nvendors = 1", "resources.vendors is 1: expected a table"),
        ],
    )
    def test_each_is_told_with_its_place_the_value_and_what_is_accepted(self, text: str, problem: str) -> None:
        extended = text if text.startswith("extends") else f'extends = "shipped"\n{text}'

        assert problems_of(extended) == (problem,)

    @pytest.mark.parametrize(
        ("entry", "problem"),
        [
            ("list_pth = 1", "list_pth: there is no such key; did you mean 'list_path'?"),
            ("available = 1", "available is 1: expected true or false"),
            ('longest_execution = "9"', "longest_execution is '9': expected a number"),
            ("aliases = []", "aliases is []: expected a table of lists of texts"),
            ('update_verb = "GET"', "update_verb is 'GET': expected one of POST, PATCH, PUT, DELETE"),
            ('key = ["ID"]', "key is ['ID']: expected VENDORID, in the site's order"),
            ('aliases = { nam = ["x"] }', "aliases: 'nam' is no field; did you mean 'name'?"),
        ],
    )
    def test_those_of_a_resource_are_told_with_its_name(self, entry: str, problem: str) -> None:
        found = problems_of(f'extends = "shipped"\n[resources.vendors]\n{entry}\n')

        assert found == (f"resources.vendors.{problem}",)

    def test_all_are_told_at_once(self) -> None:
        found = problems_of('extends = "shipped"\ntenant = 1\n[resources.items]\nseparator = "x"\nverb = "y"\n')

        assert [problem.partition(" is ")[0].partition(":")[0] for problem in found] == [
            "tenant",
            "resources.items.separator",
            "resources.items.verb",
        ]

    def test_a_resource_of_nothing_needs_its_address(self) -> None:
        assert problems_of('[resources.vendors]\nkey = ["VENDORID"]') == (
            "resources.vendors.resource is missing: nothing is extended",
            "resources.vendors.series is missing: nothing is extended",
        )

    def test_what_is_no_toml_is_told_with_its_line(self) -> None:
        (problem,) = problems_of("name = \n")

        assert problem.startswith("it is not TOML:")
        assert "line 1" in problem

    def test_a_file_that_is_missing_or_unreadable_is_told(self, tmp_path: Path) -> None:
        latin = tmp_path / "latin.toml"
        latin.write_bytes(b'name = "\xd1"\n')

        with pytest.raises(ProfileError, match=r"missing\.toml:\n.*cannot be read.*dynamicsgp_sba\.profile"):
            load_profile(tmp_path / "missing.toml")
        with pytest.raises(ProfileError, match="not UTF-8"):
            load_profile(latin)
