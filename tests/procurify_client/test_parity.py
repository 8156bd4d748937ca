"""The two faces offer the same: every group, method, parameter, annotation and default."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

import procurify_client.resources
from procurify_client import AsyncProcurify, Procurify

DIFFERENT = {
    ("Procurify", "http_client"): ("HttpClient | None", "AsyncHttpClient | None"),
    ("Procurify", "sleep"): ("Callable[[float], None]", "Callable[[float], Awaitable[None]]"),
}
"""The only parameters whose types differ."""
RENAMED = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__"}
"""How the life of the async client ends, by how that of the sync one does."""
LIFE = ("__init__", *RENAMED, *RENAMED.values())


def groups() -> Iterator[tuple[type, type]]:
    """Each class of a group with its async counterpart."""
    for found in pkgutil.iter_modules(procurify_client.resources.__path__):
        module = importlib.import_module(f"procurify_client.resources.{found.name}")
        classes = {
            name: kind for name, kind in vars(module).items() if isinstance(kind, type) and name in module.__all__
        }
        for name, kind in classes.items():
            if f"Async{name}" in classes and found.name != "base":
                yield kind, classes[f"Async{name}"]


PAIRS = [(Procurify, AsyncProcurify), *groups()]


def members(kind: type) -> dict[str, Any]:
    """The public members of a class, those that it inherits included, and how its life begins and ends."""
    return {
        name: member
        for name, member in inspect.getmembers_static(kind)
        if not name.startswith("_") or (name in LIFE and kind in {Procurify, AsyncProcurify})
    }


def methods() -> list[Any]:
    return [
        pytest.param(sync, twin, name, id=f"{sync.__name__}.{name}")
        for sync, twin in PAIRS
        for name, member in members(sync).items()
        if not isinstance(member, property)
    ]


def plain(annotation: object) -> str:
    """An annotation as text, without the modules that names come from."""
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return re.sub(
        r"\b(typing|collections\.abc|procurify_client(\.\w+)*|datetime|decimal|uuid|types|builtins)\.", "", text
    )


def function(member: Any) -> Callable[..., Any]:
    found: Any = member.fget if isinstance(member, property) else member
    return cast("Callable[..., Any]", found)


def twin_name(sync: type, name: str) -> str:
    return RENAMED.get(name, name) if sync is Procurify else name


class TestGroups:
    def test_each_group_has_both_faces(self) -> None:
        """
        A group that is reached through one client is reached through the other.
        """
        sync = {name: plain(function(member).__annotations__["return"]) for name, member in properties(Procurify)}
        twin = {name: plain(function(member).__annotations__["return"]) for name, member in properties(AsyncProcurify)}

        expected = {name: f"Async{kind}" if kind in names() else kind for name, kind in sync.items()}
        assert twin == expected

    def test_each_class_of_a_group_is_compared(self) -> None:
        """
        The walk over the files finds them all.
        """
        reached = {plain(function(member).__annotations__["return"]) for _, member in properties(Procurify)}

        assert {sync.__name__ for sync, _ in PAIRS[1:]} == reached & names()
        assert "Vendors" in reached


class TestMethods:
    @pytest.mark.parametrize(("sync", "twin"), PAIRS, ids=lambda kind: kind.__name__)
    def test_the_names_are_the_same(self, sync: type, twin: type) -> None:
        """
        Neither face has a method of its own.
        """
        assert {twin_name(sync, name) for name in members(sync)} == set(members(twin))

    @pytest.mark.parametrize(("sync", "twin", "name"), methods())
    def test_parameters_and_defaults_are_the_same(self, sync: type, twin: type, name: str) -> None:
        """
        Names, order, kinds, annotations and defaults.
        """
        ours = inspect.signature(function(members(sync)[name])).parameters
        theirs = inspect.signature(function(members(twin)[twin_name(sync, name)])).parameters

        assert [(p.name, p.kind) for p in ours.values()] == [(p.name, p.kind) for p in theirs.values()]
        for parameter, other in zip(ours.values(), theirs.values(), strict=True):
            types = (plain(parameter.annotation), plain(other.annotation))
            assert types == DIFFERENT.get((sync.__name__, parameter.name), (types[0], types[0]))
            if parameter.name not in {"sleep", "now", "random"}:  # functions: compared by what they are in other tests
                assert parameter.default == other.default

    @pytest.mark.parametrize(("sync", "twin", "name"), methods())
    def test_what_is_returned_is_awaited_or_iterated(self, sync: type, twin: type, name: str) -> None:
        """
        An iterator becomes an async one, and what sends becomes a coroutine.
        """
        ours, theirs = members(sync)[name], members(twin)[twin_name(sync, name)]
        before = plain(inspect.signature(ours).return_annotation)
        after = plain(inspect.signature(theirs).return_annotation)

        local = name in {"__init__", "with_options", "rotate"}
        assert after == (f"Async{before}" if before.startswith("Iterator[") else before)
        assert inspect.iscoroutinefunction(theirs) is not (local or before.startswith("Iterator["))

    @pytest.mark.parametrize(("sync", "twin", "name"), [method for method in methods() if method.values[2] not in LIFE])
    def test_the_async_docstring_refers_to_the_sync_one(self, sync: type, twin: type, name: str) -> None:
        """
        One description, in one place.
        """
        words = inspect.getdoc(members(twin)[name]) or ""

        assert f"`{sync.__name__}.{name}`" in words
        assert "\n" not in words


def properties(kind: type) -> list[tuple[str, property]]:
    return [(name, member) for name, member in members(kind).items() if isinstance(member, property)]


def names() -> set[str]:
    return {sync.__name__ for sync, _ in PAIRS[1:]}
