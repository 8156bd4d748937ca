"""Writing a configuration that is new: it is read before it gets its name, and nothing that exists is overwritten."""

import os
from collections.abc import Callable
from pathlib import Path

from gp_sync.config.file import Config, ConfigError, load_config

__all__ = ["check_place", "write_checked"]


def _nothing(_: Config) -> None:
    """Look at nothing more."""


def check_place(path: Path) -> None:
    """See that a new file can be written.

    Raises:
        ConfigError: its folder is not there.
        OSError: it cannot be written to.
    """
    if not path.resolve().parent.is_dir():
        raise ConfigError(str(path), (f"the folder {path.resolve().parent} is not there: make it first",))
    trial = _trial(path)
    trial.touch(exist_ok=False)
    trial.unlink()


def _trial(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.new")


def write_checked(path: Path, text: str, look: Callable[[Config], None] = _nothing) -> Config:
    """Write a configuration under a new name, once it was read without a mistake.

    Args:
        path: the file.
        text: its text.
        look: a further look at it; what it raises keeps it from being written.

    Raises:
        ConfigError: there is such a file already, or the text has mistakes.
        OSError: the folder cannot be written to.
    """
    trial = _trial(path)
    try:
        if path.exists():
            raise ConfigError(str(path), ("it is there already, and is not overwritten: give another name",))
        with trial.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        try:
            config = load_config(trial)
        except ConfigError as error:
            raise ConfigError(error.source.replace(str(trial), str(path)), error.problems) from None
        look(config)
        trial.rename(path)
    finally:
        trial.unlink(missing_ok=True)
    return config
