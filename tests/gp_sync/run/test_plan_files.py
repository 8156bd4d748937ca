"""A plan as a file: what is written is read back, and nothing else is taken for a plan."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

from gp_sync.core.canonical import canonical, fingerprint
from gp_sync.plans.file import PlanFileError, read_plan, write_plan
from gp_sync.plans.plan import Plan
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection


@pytest.fixture
def plan(world: ModelConnection) -> Plan:
    """One order to be created, one that is blocked, one to be changed."""
    world.put(order())
    world.run()
    world.put(order(version=2, freight=Decimal(5), total=Decimal(250)))
    world.put(order(key=53, number="PF53"))
    world.put(order(key=54, number="PF54", currency="XYZ"))
    return world.engine(identity=lambda: {"gp TWO": "Fabrikam"}).plan(by="dana")


def problem(path: Path) -> str:
    with pytest.raises(PlanFileError) as caught:
        read_plan(path)
    assert str(path) in str(caught.value)
    return caught.value.problem


class TestRoundTrip:
    def test_what_is_written_is_read_back(self, plan: Plan, tmp_path: Path) -> None:
        write_plan(plan, tmp_path / "plan.json")

        assert read_plan(tmp_path / "plan.json") == plan
        assert [row.action for row in plan.orders] == ["write", "write", "block"]

    def test_an_older_file_is_replaced(self, plan: Plan, tmp_path: Path) -> None:
        path = tmp_path / "plan.json"
        path.write_text("x" * 100_000, encoding="utf-8")

        write_plan(plan, path)

        assert read_plan(path) == plan

    def test_spaces_and_the_order_of_keys_do_not_matter(self, plan: Plan, tmp_path: Path) -> None:
        path = tmp_path / "plan.json"
        write_plan(plan, path)
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")), sort_keys=True), encoding="utf-8")

        assert read_plan(path) == plan


class TestRefused:
    @pytest.mark.parametrize("content", [b"", b"[]", b'{"format": 1}', b"\xff\xfe", b"{", b"null", b'"gp-sync plan"'])
    def test_what_is_no_plan(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "plan.json"
        path.write_bytes(content)

        assert problem(path) == "it is no plan; `gp-sync plan --out FILE` writes one"

    @pytest.mark.parametrize("version", [0, 2, "1", None])
    def test_another_version(self, plan: Plan, tmp_path: Path, version: Any) -> None:
        path = tmp_path / "plan.json"
        write_plan(plan, path)
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"version": version}), encoding="utf-8")

        assert problem(path) == f"it is a plan of version {version}, and this gp-sync reads version 1: make it again"

    def test_a_change_of_any_part(self, plan: Plan, tmp_path: Path) -> None:
        path = tmp_path / "plan.json"
        write_plan(plan, path)
        text = path.read_text("utf-8")
        assert text.count("245.00") > 0
        path.write_text(text.replace("245.00", "945.00"), encoding="utf-8")

        assert problem(path) == "it was changed since it was written: make it again"

    def test_a_plan_that_another_program_made_up(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.json"
        content = {"connection": 7}
        digest = fingerprint(canonical(content))
        made_up = {"format": "gp-sync plan", "version": 1, "digest": digest, "plan": content}
        path.write_text(json.dumps(made_up), encoding="utf-8")

        assert "plan.connection" in problem(path)


class TestFingerprint:
    def test_other_words_for_the_same_reason_are_the_same_decision(self, plan: Plan) -> None:
        blocked = plan.orders[2]
        other = attrs.evolve(
            blocked, findings=tuple(attrs.evolve(found, tried="in other words") for found in blocked.findings)
        )

        assert other.fingerprint == blocked.fingerprint

    @pytest.mark.parametrize("changes", [{"version": 9}, {"payload": "0" * 64}, {"action": "hold"}, {"findings": ()}])
    def test_what_it_rests_on_counts(self, plan: Plan, changes: dict[str, Any]) -> None:
        assert attrs.evolve(plan.orders[2], **changes).fingerprint != plan.orders[2].fingerprint
