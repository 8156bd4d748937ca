# ruff: noqa: INP001  (a script beside the pages it writes, not a module of a package)
"""Write `docs/edge-cases.md` from its rows and the tests named after them: `python docs/write_edge_cases.py`."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "edge-cases.md"
ROWS = ROOT / "docs" / "edge_cases.toml"

_TEST = re.compile(r"^\s*def test_edge_(\d+)_(\w+)\(", re.MULTILINE)
_INTRODUCTION = """\
# Edge cases

Situations that integrations of a procurement cloud with Dynamics GP meet, and what this one does. Each row has a number
that stays, and tests that are named after it: the row's number and the test's sentence are its name, so that
*it is read back* of row 5 is called `test_edge_05_it_is_read_back`. `pytest -k test_edge_05` runs the tests of one row.
Open a row's last column for its code, named below `gp_sync`, and its tests, by their files below `tests`.

Three rules stand above all rows:

1. Only unposted orders in work are written. One is updated or voided only while its status is New, it has no receipt,
   and nobody in GP changed it since it was written.
2. Nothing is silent: each order that was read has one end, and the counts add up.
3. Nothing is guessed: no vendor is linked by its name, no key is cut, no number is bumped.

| Row | What happens | Code and tests |
| --- | --- | --- |
"""


@attrs.frozen(kw_only=True)
class Row:
    """One situation.

    Args:
        number: stable; tests are named after it.
        behaviour: what is done, in words.
        code: where, as dotted names below `gp_sync`.
    """

    number: int
    behaviour: str
    code: Sequence[str]


def rows() -> list[Row]:
    """The rows, by number."""
    described = tomllib.loads(ROWS.read_text(encoding="utf-8"))["rows"]
    return sorted((Row(**row) for row in described), key=lambda row: row.number)


def named_tests() -> Mapping[int, Mapping[str, Sequence[str]]]:
    """The sentences of the tests that are named after a row: by its number, then by their file below `tests`."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for number, sentence in _TEST.findall(path.read_text(encoding="utf-8")):
            file = path.relative_to(ROOT / "tests").as_posix()
            found[int(number)][file].append(sentence.replace("_", " "))
    return found


def page() -> str:
    """The page, with the rows in the order of their numbers."""
    tests = named_tests()
    return _INTRODUCTION + "".join(_line(row, tests.get(row.number, {})) for row in rows())


def _line(row: Row, tests: Mapping[str, Sequence[str]]) -> str:
    number = sum(map(len, tests.values()))
    summary = f"{number} test{'s' if number > 1 else ''}"
    opened = "<br>".join([*(f"`{name}`" for name in row.code), *_named(tests)])
    return f"| {row.number} | {row.behaviour} | <details><summary>{summary}</summary>{opened}</details> |\n"


def _named(tests: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The tests by file, folded away on the page: who looks a situation up wants to know what happens."""
    for file, sentences in tests.items():
        yield f"`{file}`: {'; '.join(sentences)}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
