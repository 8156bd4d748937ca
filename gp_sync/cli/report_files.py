"""Files that a command writes of orders and vendors: kept from everybody but their owner, as the books are."""

from pathlib import Path

import typer

from gp_sync.ops.private_files import replace_private

__all__ = ["beside", "check_folders", "write_report", "write_table"]

_SPREADSHEETS = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""With this mark at its beginning, spreadsheets read a file as UTF-8."""


def check_folders(*files: Path | None) -> None:
    """See that files can be written before long work begins; None is no file.

    Raises:
        BadParameter: there is no such folder, the name is that of a folder, or two of the files are the same.
    """
    wanted = [file.resolve() for file in files if file is not None]
    for file in wanted:
        if wanted.count(file) > 1:
            raise typer.BadParameter(f"'{file}' would be written twice: give each file a name of its own")
    for file in filter(None, files):
        if not file.parent.is_dir():
            raise typer.BadParameter(f"there is no folder '{file.parent}' to write {file.name} to")
        if file.is_dir():
            raise typer.BadParameter(f"'{file}' is a folder: give the name of a file")


def beside(file: Path, what: str) -> Path:
    """Another file beside one: `november-lines.csv` beside `november.csv`."""
    return file.with_name(f"{file.stem}-{what}{file.suffix}")


def write_report(file: Path, text: str) -> None:
    """Write a file in place of an older one, readable by its owner alone.

    Raises:
        OSError: it cannot be written; an older one stays as it is.
    """
    replace_private(file, text)


def write_table(file: Path, table: str) -> None:
    """Write a table as `csv_text` makes it, for spreadsheets; else as `write_report`."""
    write_report(file, _SPREADSHEETS + table)
