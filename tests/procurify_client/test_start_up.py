"""What a program pays for importing the package, next to what the HTTP library costs by itself."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys

import pytest

import procurify_client
from procurify_client import bodies

posix = pytest.mark.skipif(sys.platform == "win32", reason="CPU time of finished processes is told by POSIX")


def modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def cpu_seconds(statement: str) -> float:
    """The CPU time of a whole process: unlike the time on the wall, other processes hardly change it."""
    before = os.times()
    subprocess.run([sys.executable, "-c", statement], check=True, timeout=60)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def ratio(statement: str, to: str, *, good: float = 1.3, tries: int = 25) -> float:
    """The best time of one statement over that of another, in turn, until the ratio is good or all tries are made."""
    ours = theirs = float("inf")
    for number in range(1, tries + 1):
        ours = min(ours, cpu_seconds(statement))
        theirs = min(theirs, cpu_seconds(to))
        if number >= 3 and ours / theirs <= good:
            break
    return ours / theirs


@posix
class TestTime:
    @pytest.mark.parametrize(
        ("statement", "to"),
        [
            ("import procurify_client", "import httpx"),
            ("from procurify_client import Procurify", "import httpx"),
            ("from procurify_client import AsyncProcurify", "import httpx, asyncio"),
        ],
    )
    def test_it_is_at_most_1_3_times_what_the_libraries_cost(self, statement: str, to: str) -> None:
        """
        Records, converter and the HTTP library itself come when they are used.
        """
        assert ratio(statement, to) <= 1.3


class TestWhatIsLoaded:
    def test_the_package_alone_loads_neither_library(self) -> None:
        """
        Names are found when they are used.
        """
        loaded = modules_after("import procurify_client")

        assert {"httpx", "attr", "cattrs"} & loaded == set()

    def test_the_name_of_a_client_loads_no_http_library(self) -> None:
        """
        A program that only asks for `--help` does not wait for it.
        """
        assert "httpx" not in modules_after("from procurify_client import Procurify, ProcurifyError, Timeout")

    def test_a_client_loads_no_records_and_no_converter(self) -> None:
        """
        Those come with the first group that is used, and asyncio with the async face.
        """
        loaded = modules_after(
            "from procurify_client import Procurify; Procurify('a', client_id='b', client_secret='c')"
        )

        assert "httpx" in loaded
        assert {"cattrs", "procurify_client.models", "procurify_client.decoding", "asyncio"} & loaded == set()

    def test_each_public_name_is_found(self) -> None:
        """
        Lazily, and where `__all__` says.
        """
        values = {name: getattr(procurify_client, name) for name in procurify_client.__all__}

        assert [name for name, value in values.items() if value is None] == []
        assert set(procurify_client.__all__) <= set(dir(procurify_client))

    def test_no_name_is_left_over(self) -> None:
        """
        Every name of the table of places is public, and lives there.
        """
        for name, home in procurify_client._HOMES.items():
            assert name in procurify_client.__all__
            assert hasattr(importlib.import_module(f"procurify_client.{home}"), name)

    def test_what_methods_take_is_found_beside_what_they_give(self) -> None:
        """
        A user imports `NewVendor` from where `Vendor` is.
        """
        assert set(bodies.__all__) <= set(procurify_client.__all__)
        assert procurify_client.NewVendor is bodies.NewVendor

    def test_an_unknown_name_is_an_attribute_error(self) -> None:
        """
        As for any module.
        """
        with pytest.raises(AttributeError, match="module 'procurify_client' has no attribute 'Procurment'"):
            procurify_client.Procurment  # type: ignore[attr-defined]  # noqa: B018  # what the test is about
