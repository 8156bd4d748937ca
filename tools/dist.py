"""Builds the wheels, source archives and bills of materials: the same bytes from every clone of a commit.

`python -m tools.dist [folder]`, by default into `dist`. What is built is what the working tree has: take a fresh
clone for a release.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tools.bill import bill_of, faults_of
from tools.members import MEMBERS, ROOT, committed_at, version_of

__all__ = ["build_all", "emptied"]

_BUILT = (".whl", ".tar.gz", ".cdx.json")


def build_all(folder: Path) -> None:
    """Build all three packages into a folder, from which earlier builds are taken away first.

    Raises:
        SystemExit: the folder has anything else in it, a build failed, or a bill does not fit its schema.
    """
    emptied(folder)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(committed_at())}
    for member in MEMBERS:
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT / member)]
        done = subprocess.run(command, env=environment, capture_output=True, check=False, encoding="utf-8")  # noqa: S603  # ours
        if done.returncode:
            raise SystemExit(f"{member} was not built:\n{done.stdout}{done.stderr}")
        _add_bill(member, folder)


def emptied(folder: Path) -> None:
    """Make a folder, or take earlier builds out of it.

    Raises:
        SystemExit: it has anything else in it; nothing was deleted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    earlier = sorted(folder.iterdir())
    others = [path.name for path in earlier if not (path.is_file() and path.name.endswith(_BUILT))]
    if others:
        raise SystemExit(f"{folder} has '{others[0]}' in it, which is no build: give another folder")
    for path in earlier:
        path.unlink()


def _add_bill(member: str, folder: Path) -> None:
    name = f"{member}-{version_of(member)}"
    (wheel,) = folder.glob(f"{name}-*.whl")
    bill = bill_of(member, wheel)
    fault = faults_of(bill)
    if fault:
        raise SystemExit(f"the bill of materials of {member} does not fit its schema: {fault}")
    (folder / f"{name}.cdx.json").write_text(bill, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.dist", description="Build the three packages.")
    parser.add_argument("folder", nargs="?", default="dist", type=Path, help="where to (default: dist)")
    build_all(parser.parse_args().folder.resolve())
