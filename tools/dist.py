"""Builds the wheels, source archives and bills of materials: the same bytes from every clone of a commit.

`python -m tools.dist [folder]`, by default into `dist`. What is built is what the working tree has: take a fresh
clone for a release.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.bill import bill_of, faults_of
from tools.members import MEMBERS, ROOT, committed_at, version_of

__all__ = ["build_all"]


def build_all(folder: Path) -> None:
    """Build all three packages into a folder, which is emptied first.

    Raises:
        SystemExit: a build failed, or a bill does not fit its schema.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(committed_at())}
    for member in MEMBERS:
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT / member)]
        done = subprocess.run(command, env=environment, capture_output=True, check=False, encoding="utf-8")  # noqa: S603  # ours
        if done.returncode:
            raise SystemExit(f"{member} was not built:\n{done.stdout}{done.stderr}")
        _add_bill(member, folder)


def _add_bill(member: str, folder: Path) -> None:
    name = f"{member}-{version_of(member)}"
    (wheel,) = folder.glob(f"{name}-*.whl")
    bill = bill_of(member, wheel)
    fault = faults_of(bill)
    if fault:
        raise SystemExit(f"the bill of materials of {member} does not fit its schema: {fault}")
    (folder / f"{name}.cdx.json").write_text(bill, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build_all(Path(sys.argv[1] if len(sys.argv) > 1 else "dist").resolve())
