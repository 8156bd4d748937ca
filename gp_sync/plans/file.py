"""A plan as a file: JSON of a format with a version, and a digest by which a change of the file is noticed.

The digest is no signature. What is sent when a plan is applied is decided anew in any case, and compared with the file.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from cattrs.errors import BaseValidationError

from gp_sync.core.canonical import canonical, fingerprint
from gp_sync.plans.plan import Plan
from gp_sync.strict import problems, strict_converter

__all__ = ["PlanFileError", "read_plan", "write_plan"]

_FORMAT = "gp-sync plan"
_VERSION = 1

_CONVERTER = strict_converter()


class PlanFileError(Exception):
    """A file is no plan that this version can apply.

    Args:
        path: the file.
        problem: what is wrong with it, and what to do.
    """

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan to a file, in place of an older one.

    Raises:
        OSError: the file cannot be written.
    """
    content = json.loads(canonical(plan))
    whole = {"format": _FORMAT, "version": _VERSION, "digest": fingerprint(canonical(content)), "plan": content}
    path.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def read_plan(path: Path) -> Plan:
    """Read a plan from a file.

    Raises:
        OSError: the file cannot be read.
        PlanFileError: it is no plan, is of another version, or was changed.
    """
    content = _content(path)
    try:
        return _CONVERTER.structure(content, Plan)
    except (BaseValidationError, TypeError, ValueError) as error:
        # The digest holds, so another program wrote it.
        raise PlanFileError(path, f"it cannot be read: {'; '.join(problems(error, 'plan'))}") from None


def _content(path: Path) -> Any:
    try:
        whole = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except ValueError:  # no UTF-8, or no JSON
        whole = None
    if not isinstance(whole, dict) or whole.get("format") != _FORMAT:
        raise PlanFileError(path, "it is no plan; `gp-sync plan --out FILE` writes one")
    if whole.get("version") != _VERSION:
        told = f"it is a plan of version {whole.get('version')}, and this gp-sync reads version {_VERSION}"
        raise PlanFileError(path, f"{told}: make it again")
    if fingerprint(canonical(whole.get("plan"))) != whole.get("digest"):
        raise PlanFileError(path, "it was changed since it was written: make it again")
    return whole["plan"]
