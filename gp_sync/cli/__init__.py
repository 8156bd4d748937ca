"""The command line, behind the extra `cli`."""

import gc
import sys
from io import BytesIO, TextIOWrapper

__all__ = ["main"]


def main() -> None:
    """Run `gp-sync`; says what to install where the extra is missing."""
    # What is imported stays to the end. To look through it for garbage, again and again, took a quarter of the start.
    gc.disable()
    try:
        from gp_sync.cli.app import app  # noqa: PLC0415  # without the extra there is nothing to import
    except ModuleNotFoundError as error:
        if error.name not in {"typer", "rich"}:
            raise
        sys.exit(f"gp-sync: the command line needs the package '{error.name}': install gp-sync with its extra [cli]")
    finally:
        gc.freeze()
        gc.enable()
    if sys.stdin is None:
        # Started with its input closed, as some services are: nobody is there to answer, as with an empty one.
        sys.stdin = TextIOWrapper(BytesIO())
    app()
