"""The table of methods on the front page."""

import re
from pathlib import Path
from typing import Any

from procurify_client import Procurify

README = Path(__file__).parents[2] / "procurify_client" / "README.md"


def methods_on_the_page() -> dict[str, set[str]]:
    table = README.read_text("utf-8").partition("| Resource | Methods |")[2].partition("\n\n")[0]
    rows = [row.split("|")[1:3] for row in table.splitlines() if row.startswith("| `")]
    words = [(re.findall(r"`(\w+)`", groups), re.findall(r"`(\w+)`", methods)) for groups, methods in rows]
    return {group: set(methods) for groups, methods in words for group in groups}


def methods_of(group: Any) -> set[str]:
    return {name for name in dir(group) if not name.startswith("_")} - {"list_page", "list_global_page"}


def test_the_table_has_every_method_of_every_resource() -> None:
    """
    Nobody finds out later that there was a method.
    """
    client = Procurify("acme", client_id="app", client_secret="hush-hush")
    groups = [name for name in dir(client) if not name.startswith("_") and hasattr(getattr(client, name), "list_page")]

    found = {name: methods_of(getattr(client, name)) for name in groups}

    assert methods_on_the_page() == found
