"""Any body that can be made is what the API document describes, and what the document leaves open is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_origin

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurify_client import bodies as b
from procurify_client.bodies.base import Among, Digits, Email, Text
from tests.procurify_client.contract_check import document
from tests.procurify_client.test_bodies import SCHEMAS, validator
from tests.profiles import in_quick

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(0, 10**6),
    bool: st.booleans(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    type(None): st.none(),
}


def bodies(body: type[b.Body]) -> st.SearchStrategy[b.Body]:
    """Any body of a class, by the kinds and limits of its fields."""
    rules = body._rules_of_class()
    fields = {
        field.name: st.one_of([values(kind, rules[field.name].rules) for kind in rules[field.name].kinds])
        for field in attrs.fields(body)
    }
    return st.fixed_dictionaries(fields).map(lambda given: body(**given))


def values(kind: Any, rules: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Any value of a kind that the rules accept."""
    if get_origin(kind) is tuple:
        return st.lists(values(get_args(kind)[0], rules), max_size=2).map(tuple)
    if get_origin(kind) is Mapping:
        return st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)
    if issubclass(kind, b.Body):
        return bodies(kind)
    if issubclass(kind, Enum):
        among = [member for rule in rules if isinstance(rule, Among) for member in rule.accepted]
        return st.sampled_from(among if among and isinstance(among[0], kind) else list(kind))
    return amounts(rules) if kind is Decimal else texts(rules) if kind is str else PLAIN[kind]


def amounts(rules: tuple[Any, ...]) -> st.SearchStrategy[Decimal]:
    """Any amount with as many digits as there may be."""
    (digits,) = [rule for rule in rules if isinstance(rule, Digits)]
    edge = 10**digits.whole - 1
    return st.decimals(-edge, edge, places=digits.places)


def texts(rules: tuple[Any, ...]) -> st.SearchStrategy[str]:
    """Any text that is not too long, or an address."""
    if any(isinstance(rule, Email) for rule in rules):
        return st.emails()
    return st.text(max_size=min([rule.longest for rule in rules if isinstance(rule, Text)], default=20))


def open_objects(schema: Mapping[str, Any], path: str) -> Iterator[str]:
    """Name the objects inside a schema whose members the document does not describe."""
    schemas = document()["components"]["schemas"]
    if "$ref" in schema:
        yield from open_objects(schemas[schema["$ref"].rpartition("/")[2]], path)
    for option in (*schema.get("anyOf", []), *schema.get("allOf", [])):
        yield from open_objects(option, path)
    if schema.get("type") == "object" and "properties" not in schema:
        yield path
    if "items" in schema:
        yield from open_objects(schema["items"], f"{path}[]")
    for name, inner in schema.get("properties", {}).items():
        yield from open_objects(inner, f"{path}.{name}")


@pytest.mark.parametrize(("schema", "body"), [pytest.param(*case, id=case[0]) for case in SCHEMAS.items()])
class TestGeneratedBodies:
    @settings(max_examples=in_quick(12), suppress_health_check=[HealthCheck.too_slow])
    @given(data=st.data())
    def test_what_can_be_made_validates(self, schema: str, body: type[b.Body], data: st.DataObject) -> None:
        """
        With every limit, null and enumeration.
        """
        made = data.draw(bodies(body))

        assert [error.message for error in validator(schema).iter_errors(made.to_json())] == []


class TestOpenObjects:
    def test_these_validate_whatever_is_in_them(self) -> None:
        """
        The document describes all other objects member by member.
        """
        found = [name for schema in SCHEMAS for name in open_objects({"$ref": f"/{schema}"}, schema)]

        assert found == [
            "VendorRequest.email_configurations",
            "VendorPatchRequest.email_configurations",
            "PurchaseOrderUpdateRequest.custom_fields[]",
            "PurchaseOrderUpdateRequest.order_items[].custom_fields[]",
            "PurchaseOrderUpdateRequest.discount",
            "PurchaseOrderUpdateRequest.tax",
            "PurchaseOrderLineEdit.custom_fields[]",
        ]
