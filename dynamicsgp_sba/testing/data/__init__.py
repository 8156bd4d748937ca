"""Contract data of the loopback server: lengths, rules and enumerations of Dynamics GP."""

import json
from importlib.resources import files
from typing import Any

__all__ = ["load"]


def load(name: str) -> dict[str, Any]:
    """Read one of the files, such as `lengths`."""
    text = files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
