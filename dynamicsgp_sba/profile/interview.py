"""Asking the questions of the questionnaire, of a person or of a file."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dynamicsgp_sba.profile.loading import ProfileError
from dynamicsgp_sba.profile.question import Question
from dynamicsgp_sba.profile.questions import QUESTIONS, condition

__all__ = ["ask", "read_answers"]


def ask(prompt: Callable[[str], str], tell: Callable[[str], None]) -> dict[str, Any]:
    """Ask a person each question that matters after the answers before, until the answer can be read.

    Args:
        prompt: shows a text and gives the line that was typed, as `input` does.
        tell: shows a line.
    """
    tell("An empty answer takes what stands in brackets; ? explains the question. No password is asked for.")
    answers: dict[str, Any] = {}
    for question in QUESTIONS:
        asked = question.needs is None or answers[question.needs]
        answers[question.id] = _answer(question, prompt, tell) if asked else question.read(question.default or "")
    return answers


def read_answers(path: Path) -> dict[str, Any]:
    """Read the answers from a TOML file, each a text under the question's id; what is left out takes the default.

    Raises:
        ProfileError: the file cannot be read, or has mistakes, such as an answer that counts for nothing after the
            others; all of them are named.
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
    return answers, [*problems, *_out_of_place(given, answers)]


def _out_of_place(given: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[str]:
    """Find the answers to questions that would not be asked after the others."""
    for question in QUESTIONS:
        is_said = given.get(question.id, question.default) != question.default
        if is_said and question.needs and not answers.get(question.needs, True):
            yield f"{question.id} counts {condition(question)}: say that as well, or leave this out"


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
