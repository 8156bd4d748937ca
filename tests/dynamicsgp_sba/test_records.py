"""Records are values: they can be compared, copied, pickled, and kept in a set."""

import copy
import pickle
from typing import Any

import attrs
import pytest

from dynamicsgp_sba import Company, DynamicsGP, UnreadableRecord, Vendor, models

LISTS = [
    "addresses",
    "buyers",
    "countries",
    "currencies",
    "gl_accounts",
    "items",
    "payables_transactions",
    "payment_terms",
    "requisitions",
    "shipping_methods",
    "sites",
    "units_of_measure",
    "vendor_classes",
    "vendors",
]


class TestValues:
    @pytest.mark.parametrize("name", LISTS)
    def test_what_was_read_twice_is_one_element_of_a_set(self, company: Company, name: str) -> None:
        first, second = getattr(company, name).list(), getattr(company, name).list()

        assert first
        assert first == second
        assert len({*first, *second}) == len(first)

    @pytest.mark.parametrize("name", LISTS)
    def test_a_copy_and_a_pickled_one_are_equal(self, company: Company, name: str) -> None:
        record = getattr(company, name).list()[0]

        assert copy.deepcopy(record) == record
        assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301  # our own

    def test_a_member_without_a_field_makes_another_record(self) -> None:
        plain = Vendor(id="ACETRAVE0001", name="A Travel Company")

        assert attrs.evolve(plain, extra={"USERDEF1": "x"}) != plain
        assert hash(attrs.evolve(plain, extra={"USERDEF1": "x"})) == hash(plain)

    def test_an_unreadable_row_can_be_kept_in_a_set_too(self) -> None:
        row = UnreadableRecord(position=0, key="A", problems=("missing VENDNAME",), content={"VENDORID": "A"})

        assert len({row, attrs.evolve(row)}) == 1

    def test_no_record_lacks_this(self) -> None:
        kinds: list[Any] = [getattr(models, name) for name in models.__all__]
        having = [kind for kind in kinds if attrs.has(kind) and "extra" in attrs.fields_dict(kind)]

        assert len(having) > 20
        assert [kind.__name__ for kind in having if attrs.fields_dict(kind)["extra"].hash is not False] == []


class TestResponse:
    def test_a_whole_answer_can_be_pickled_for_another_process(self, gp: DynamicsGP, company: Company) -> None:
        answer = gp.exchange(company.vendors.calls.get("ACETRAVE0001"))

        again = pickle.loads(pickle.dumps(answer))  # noqa: S301  # our own

        assert again == answer
        assert again.headers["content-type"] == answer.headers["content-type"]


class TestCompany:
    def test_it_says_which_it_is(self, company: Company) -> None:
        assert repr(company) == "Company('Fabrikam, Inc.')"
