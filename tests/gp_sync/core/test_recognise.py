"""Recognising a request of ours that was given up and landed all the same. Bodies are plain words here."""

from typing import Any

import pytest

from gp_sync.core.model import Found, Link, TargetRef, Verdict, Write
from gp_sync.core.recognise import landed, recognise

HERE = TargetRef(side="gp", company="TWO", number="PF52")


def write(body: str | None, op: Any = "update") -> Write[str]:
    return Write(op=op, target=HERE, body=body)


def same_word(body: str, found: Found[str]) -> Verdict:
    """A target that holds our words in capitals."""
    return "equal" if found.body == body.upper() else "different"


class TestLanded:
    def test_edge_05_an_equal_record_shows_that_the_write_took_effect(self) -> None:
        assert landed(write("v1", "create"), Found(body="V1"), same_word)

    @pytest.mark.parametrize("verdict", ["partial", "different", "foreign"])
    def test_edge_05_any_other_record_does_not(self, verdict: Verdict) -> None:
        assert not landed(write("v1", "create"), Found(body="V1"), lambda _body, _found: verdict)

    def test_edge_05_an_equal_record_that_is_void_does_not(self) -> None:
        assert not landed(write("v1", "create"), Found(body="V1", void=True), same_word)

    @pytest.mark.parametrize("void", [True, False])
    def test_edge_16_a_void_took_effect_if_the_record_is_void(self, void: bool) -> None:
        assert landed(write(None, "void"), Found(body="whatever", void=void), same_word) is void


class TestRecognise:
    def test_edge_05_a_record_that_holds_a_lost_request_is_linked_to_it(self) -> None:
        link = recognise(Found(body="V1", stamp="7"), None, [write("v1", "create")], same_word)

        assert link == Link(target=HERE, sent="v1", held="V1", stamp="7")

    def test_edge_05_of_several_lost_requests_it_is_the_one_that_the_record_holds(self) -> None:
        link = recognise(Found(body="V1"), None, [write("v1"), write("v2"), write("v3")], same_word)

        assert link is not None
        assert link.sent == "v1"

    def test_edge_05_of_two_that_look_alike_there_it_is_the_newest(self) -> None:
        link = recognise(Found(body="V1"), None, [write("v1"), write("V1")], same_word)

        assert link is not None
        assert link.sent == "V1"

    def test_edge_16_a_lost_void_is_recognised_by_a_void_record(self) -> None:
        link = recognise(Found(body="V1", void=True), None, [write("v1", "create"), write(None, "void")], same_word)

        assert link == Link(target=HERE, sent=None, held="V1")

    @pytest.mark.parametrize("unseen", [[], [write("v1")]])
    def test_edge_17_a_record_that_none_of_them_made_is_not_ours_to_link(self, unseen: list[Write[str]]) -> None:
        assert recognise(Found(body="SOMETHING ELSE"), None, unseen, same_word) is None
