"""The names that an application imports from `gp_sync` itself."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import gp_sync


def modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


class TestNames:
    @pytest.mark.parametrize("name", gp_sync.__all__)
    def test_each_is_found_and_listed(self, name: str) -> None:
        assert getattr(gp_sync, name) is not None
        assert name in dir(gp_sync)

    def test_none_is_left_over(self) -> None:
        assert {*gp_sync._HOMES, "__version__"} == set(gp_sync.__all__)

    def test_they_are_loaded_when_they_are_used(self) -> None:
        mine = {name for name in modules_after("import gp_sync") if name.startswith("gp_sync")}

        assert mine == {"gp_sync"}
        assert {"sqlalchemy", "httpx", "requests"} & modules_after("from gp_sync import Secret") == set()

    def test_another_name_is_an_attribute_error(self) -> None:
        with pytest.raises(AttributeError, match="module 'gp_sync' has no attribute 'conect'"):
            gp_sync.conect  # type: ignore[attr-defined]  # noqa: B018  # what the test is about


class TestInside:
    def test_no_part_takes_them_from_here(self) -> None:
        """They reach up to all parts, and each part knows only those below it."""
        taken = {
            (path.name, alias.name)
            for path in Path(gp_sync.__file__).parent.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module == "gp_sync"
            for alias in node.names
        }

        assert {name for _, name in taken} == {"__version__"}
