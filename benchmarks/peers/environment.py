"""An environment of their own for the peers, so that nothing of theirs meets the product's."""

import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.write_run import BenchmarkError

__all__ = ["peers_python"]

_REQUIREMENTS = Path(__file__).parents[1] / "requirements-peers.txt"


def peers_python(folder: Path) -> Path:
    """The interpreter of the peers' environment, which is made the first time and whenever its requirements change.

    Args:
        folder: where it is.

    Raises:
        BenchmarkError: the peers cannot be installed.
    """
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wanted, noted = _REQUIREMENTS.read_text(encoding="utf-8"), folder / "requirements.txt"
    if noted.is_file() and noted.read_text(encoding="utf-8") == wanted:
        return python
    venv.create(folder, clear=True, with_pip=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(_REQUIREMENTS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own words
    if done.returncode != 0:
        raise BenchmarkError(f"the peers cannot be installed; `--peers 0` leaves them out: {done.stderr[-500:]}")
    noted.write_text(wanted, encoding="utf-8")
    return python
