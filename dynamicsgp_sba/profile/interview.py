"""Asking the questions of the questionnaire, of a person or of a file."""

import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dynamicsgp_sba.profile.loading import ProfileError
from dynamicsgp_sba.profile.questions import QUESTIONS, Question

__all__ = ["ask", "read_answers"]


def ask(prompt: Callable[[str], str], tell: Callable[[str], None]) -> dict[str, Any]:
    """Ask a person each question until the answer can be read.

    Args:
        prompt: shows a text and gives the line that was typed, as `input` does.
        tell: shows a line.
    """
    tell("An empty answer takes what stands in brackets; ? explains the question. No password is asked for.")
    return {question.id: _answer(question, prompt, tell) for question in QUESTIONS}


def read_answers(path: Path) -> dict[str, Any]:
    """Read the answers from a TOML file, each a text under the question's id; what is left out takes the default.

    Raises:
        ProfileError: the file cannot be read, or has mistakes; all of them are named.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(str(path), (f"it cannot be read ({error.strerror})",)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(str(path), (f"it is not TOML in UTF-8: {error}",)) from None
    answers, problems = _read_all(given)
    if problems:
        raise ProfileError(str(path), tuple(problems))
    return answers


def _read_all(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    known = [question.id for question in QUESTIONS]
    problems = [f"{name}: there is no such question{_nearest(name, known)}" for name in given if name not in known]
    answers = {}
    for question in QUESTIONS:
        answer = given.get(question.id, question.default)
        if answer is None:
            problems.append(f"{question.id} is missing: {question.text}")
        elif not isinstance(answer, str):
            problems.append(f"{question.id} is {answer!r:.60}: expected a text in quotes, as it would be typed")
        else:
            try:
                answers[question.id] = question.read(answer.strip())
            except ValueError as error:
                problems.append(f"{question.id}: {error}")
    return answers, problems


def _nearest(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(known)}"


def _answer(question: Question, prompt: Callable[[str], str], tell: Callable[[str], None]) -> Any:
    shown = "" if question.default is None else f" [{question.default}]"
    while True:
        answer = prompt(f"{question.text}{shown} ").strip() or question.default
        if answer is None:
            tell("  There is no default: give an answer.")
        elif answer == "?":
            tell(f"  {question.help}")
        else:
            try:
                return question.read(answer)
            except ValueError as error:
                tell(f"  {error}")
