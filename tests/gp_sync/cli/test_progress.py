"""Progress is told by one hook, and shown on terminals alone."""

import io

import pytest
from rich.console import Console

from gp_sync.cli import progress as shown
from gp_sync.cli.progress import progress_bars
from gp_sync.ledger.audit_check import check_audit
from gp_sync.progress import no_progress
from gp_sync.testing.examples import order
from gp_sync.testing.model_connection import ModelConnection


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def bars(monkeypatch: pytest.MonkeyPatch, error: io.StringIO, *, as_json: bool = False) -> str:
    """Show three steps with this standard error; gives what was written there."""
    monkeypatch.setattr("sys.stderr", error)
    terminal = error.isatty()
    monkeypatch.setattr(shown, "console_for", lambda **_: Console(file=error, force_terminal=terminal, width=80))
    with progress_bars(as_json=as_json) as progress:
        for done in range(3):
            progress("orders", done, 2)
    return error.getvalue()


class TestBars:
    def test_a_terminal_shows_how_far_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "orders" in bars(monkeypatch, _Terminal())

    def test_a_file_gets_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert bars(monkeypatch, io.StringIO()) == ""

    def test_with_json_there_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert bars(monkeypatch, _Terminal(), as_json=True) == ""


class TestWhatIsTold:
    def test_runs_plans_and_audits_tell_how_far_they_are(self) -> None:
        world, told = ModelConnection(), list[tuple[str, int, int | None]]()
        world.put(order())

        world.engine(progress=lambda *step: told.append(step)).run()
        rows = check_audit(world.ledger, world.name, None, lambda *step: told.append(step)).rows

        assert told[:2] == [("purchase_orders: read", 1, None), ("purchase_orders: decided", 1, None)]
        assert told[-1] == ("rows followed", rows, rows)

    def test_by_default_nobody_is_told(self) -> None:
        assert ModelConnection().engine().progress is no_progress
