"""Ask the questions about a GP site and write its profile: `python -m dynamicsgp_sba.profile site.toml`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dynamicsgp_sba.profile.answered import profile_of
from dynamicsgp_sba.profile.interview import ask, read_answers
from dynamicsgp_sba.profile.loading import ProfileError
from dynamicsgp_sba.profile.questions import questionnaire
from dynamicsgp_sba.profile.saving import to_toml

__all__ = ["main"]

_OK, _FAILED = 0, 2


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def main(arguments: Sequence[str] | None = None, prompt: Callable[[str], str] = input) -> int:
    """Run the command.

    Args:
        arguments: those of the command line.
        prompt: asks a person one question.

    Returns:
        0 if the profile was written, 2 if not.
    """
    parser = argparse.ArgumentParser(prog="python -m dynamicsgp_sba.profile", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="the profile to write, such as site.toml")
    parser.add_argument("--answers", type=Path, help="a TOML file with the answers, instead of asking")
    parser.add_argument("--questions", action="store_true", help="print the questions, for a GP administrator on paper")
    parser.add_argument("--overwrite", action="store_true", help="write over an existing file")
    options = parser.parse_args(arguments)
    if options.questions:
        sys.stdout.write(questionnaire())
        return _OK
    if options.file is None:
        parser.error("name the file to write, such as site.toml")
    return _write(options, prompt)


def _write(options: Any, prompt: Callable[[str], str]) -> int:
    if options.file.exists() and not options.overwrite:
        _say(f"{options.file} exists already and was left as it is: choose another name, or say --overwrite")
        return _FAILED
    try:
        answers = read_answers(options.answers) if options.answers else ask(prompt, _say)
        text = to_toml(profile_of(answers))
        # Exclusive unless told otherwise: the file may have come while the questions were answered.
        with options.file.open("w" if options.overwrite else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except (ProfileError, OSError) as error:
        _say(str(error))
        return _FAILED
    except EOFError:
        _say("\nThe answers ended before the questions did; nothing was written. --answers reads them from a file")
        return _FAILED
    _say(f"{options.file} is written. Next: python -m dynamicsgp_sba.discover --profile {options.file} --user ...")
    return _OK


if __name__ == "__main__":
    sys.exit(main())
