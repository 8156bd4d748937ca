"""The converter that never guesses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs
import cattrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurify_client.strict import OpenEnum, problems, register, strict_converter


class Colour(str, OpenEnum):  # noqa: SLOT000  # an enumeration
    RED = "red"


class Size(int, OpenEnum):
    SMALL = 1


@attrs.frozen(kw_only=True)
class Thing:
    name: str
    price: Decimal | None = None
    day: date | None = None
    at: datetime | None = None
    colour: Colour | None = None
    sizes: tuple[Size, ...] = ()


@pytest.fixture
def converter() -> cattrs.Converter:
    converter = strict_converter()
    register(converter, Thing, {"at": "createdAt"})
    return converter


class TestDecimals:
    @given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
    def test_what_goes_out_comes_back(self, amount: Decimal) -> None:
        """
        However small or large; never with an exponent, which no reader here accepts.
        """
        converter = strict_converter()
        text = converter.unstructure(amount)

        assert converter.structure(text, Decimal) == amount

    @pytest.mark.parametrize(
        ("amount", "text"),
        [(Decimal("1E-8"), "0.00000001"), (Decimal("1E+3"), "1000"), (Decimal("24.50"), "24.50")],
    )
    def test_it_is_written_in_full(self, amount: Decimal, text: str) -> None:
        """
        With the zeros that it came with.
        """
        assert strict_converter().unstructure(amount) == text


class TestEnums:
    def test_a_known_value_has_its_name(self) -> None:
        """
        It is the member.
        """
        assert Colour("red") is Colour.RED
        assert Colour.RED.is_known

    def test_an_unknown_value_passes_through(self) -> None:
        """
        It keeps its value and says that it is unknown.
        """
        assert (Colour("blue").value, Colour("blue").name, Colour("blue").is_known) == ("blue", "UNKNOWN", False)
        assert (Size(9).value, Size(9).is_known) == (9, False)

    @pytest.mark.parametrize(("kind", "value"), [(Colour, 1), (Size, "1"), (Size, None)])
    def test_a_value_of_another_kind_is_refused(self, kind: type[Enum], value: object) -> None:
        """
        Open is not lawless.
        """
        with pytest.raises(ValueError, match="is not a valid"):
            kind(value)


class TestConverter:
    def test_there_and_back(self, converter: Any) -> None:
        """
        A record survives with its wire names; exact values go out as text.
        """
        wire = {
            "name": "pen",
            "price": "1.50",
            "day": "2026-11-04",
            "createdAt": "2026-11-04T15:00:00+00:00",
            "colour": "red",
            "sizes": [1, 9],
        }

        thing = converter.structure(wire, Thing)

        assert thing == Thing(
            name="pen",
            price=Decimal("1.50"),
            day=date(2026, 11, 4),
            at=datetime(2026, 11, 4, 15, tzinfo=UTC),
            colour=Colour.RED,
            sizes=(Size.SMALL, Size(9)),
        )
        assert converter.unstructure(thing) == wire

    @pytest.mark.parametrize(
        ("member", "value", "words"),
        [
            ("price", 1.5, "expected a decimal number, got 1.5"),
            ("price", Decimal("NaN"), "expected a decimal number"),
            ("day", "04.11.2026", "expected a date such as 2026-11-04"),
            ("day", 7, "expected a date such as 2026-11-04"),
            ("createdAt", "yesterday", "expected an instant such as"),
            ("createdAt", "2026-11-04T15:00:00", "with its offset from UTC"),
            ("createdAt", 7, "expected an instant as text"),
            ("createdAt", "0001-01-01T00:00:00+10:00", "inside the calendar"),
            ("sizes", "11", "expected a list, got str"),
        ],
    )
    def test_what_it_refuses(self, converter: Any, member: str, value: object, words: str) -> None:
        """
        A value of the wrong kind is an error with its path.
        """
        with pytest.raises(Exception, match=r".") as caught:
            converter.structure({"name": "pen", member: value}, Thing)

        assert words in problems(caught.value, "Thing")[0]

    @pytest.mark.parametrize(
        ("value", "expected"), [(7, Decimal(7)), (Decimal("1E+2"), Decimal(100)), (" 7.50 ", Decimal("7.50"))]
    )
    def test_forms_of_a_decimal(self, converter: Any, value: object, expected: Decimal) -> None:
        """
        Whole numbers, Decimals and plain texts.
        """
        assert converter.structure({"name": "pen", "price": value}, Thing).price == expected

    def test_unknown_members_are_ignored_without_a_place_for_them(self, converter: Any) -> None:
        """
        A class without `extra` drops them.
        """
        assert converter.structure({"name": "pen", "shoe_size": 43}, Thing) == Thing(name="pen")

    def test_only_tuples_of_one_kind(self) -> None:
        """
        Other tuples are a mistake in a class.
        """
        with pytest.raises(TypeError, match="only tuples of one kind of item"):
            strict_converter().structure([1, "a"], tuple[int, str])


@attrs.frozen(kw_only=True, slots=False)
class Node:
    id: int
    name: str | None = None
    tags: tuple[str, ...] = ()
    parent: Node | None = None
    extra: dict[str, Any] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True, slots=False)
class Checked:
    id: int = attrs.field(validator=attrs.validators.gt(0))


class TestClasses:
    @pytest.fixture
    def nodes(self) -> cattrs.Converter:
        converter = strict_converter()
        register(
            converter,
            Node,
            {"name": "Name"},
            forms={"tags": lambda value: [value] if type(value) is str else value},
            bare=lambda value: {"id": value} if type(value) is int else value,
        )
        return converter

    def test_it_is_what_the_constructor_makes(self, nodes: Any) -> None:
        """
        Equal, with the same hash, frozen, and with every field that was not given at its default.
        """
        node = nodes.structure({"id": 1, "Name": "a", "shape": "round"}, Node)

        assert node == Node(id=1, name="a", extra={"shape": "round"})
        assert hash(node) == hash(Node(id=1, name="a"))
        assert repr(node) == repr(Node(id=1, name="a", extra={"shape": "round"}))
        assert (node.tags, node.parent, nodes.structure({"id": 1}, Node).extra) == ((), None, {})
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            node.name = "b"

    def test_nothing_is_shared_between_records(self, nodes: Any) -> None:
        """
        The members that one record keeps are not those of the next.
        """
        first, second = (nodes.structure({"id": 1}, Node) for _ in range(2))

        assert first.extra is not second.extra

    def test_a_class_that_checks_its_fields_is_made_by_its_constructor(self) -> None:
        """
        Its checks are not passed over.
        """
        converter = strict_converter()
        register(converter, Checked)

        with pytest.raises(ValueError, match="must be > 0"):
            converter.structure({"id": 0}, Checked)

    def test_null_is_as_good_as_missing(self, nodes: Any) -> None:
        """
        Where there is a default; a key has none.
        """
        assert nodes.structure({"id": 1, "Name": None, "tags": None, "parent": None}, Node) == Node(id=1)
        with pytest.raises(Exception, match=r".") as caught:
            nodes.structure({"id": None, "tags": [1]}, Node)
        assert set(problems(caught.value, "Node")) == {
            "missing 'id' @ Node.id",
            "expected str, got int @ Node.tags[0]",
        }

    def test_forms_and_what_may_stand_for_an_object(self, nodes: Any) -> None:
        """
        Both are brought into one form before they are read.
        """
        node = nodes.structure({"id": 2, "tags": "red", "parent": 1}, Node)

        assert node == Node(id=2, tags=("red",), parent=Node(id=1))

    def test_unknown_members_come_back_where_they_were(self, nodes: Any) -> None:
        """
        Beside the known ones.
        """
        wire = {"id": 2, "Name": "a", "tags": ["red"], "parent": None, "shape": "round"}

        assert nodes.unstructure(nodes.structure(wire, Node)) == wire

    @given(
        st.dictionaries(st.sampled_from(["id", "Name", "tags", "parent", "x"]), st.none() | st.integers() | st.text())
    )
    def test_it_reads_or_tells(self, wire: dict[str, Any]) -> None:
        """
        Any object becomes a record of the very values that it has, or is refused with problems.
        """
        converter = strict_converter()
        register(converter, Node, {"name": "Name"})

        try:
            node = converter.structure(wire, Node)
        except cattrs.BaseValidationError as error:
            assert problems(error, "Node")  # noqa: PT017  # one of two good ends
        else:
            assert (node.id, node.name) == (wire["id"], wire.get("Name"))
            assert type(node.id) is int
