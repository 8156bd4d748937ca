"""Asking the questions of `gp-sync init`, of a person or of a file, and the configuration that the answers make."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import attrs
import tomlkit

from gp_sync.cli.questions import COMPANY, SITE, Question
from gp_sync.config.file import ConfigError, read_toml

__all__ = ["Answers", "ask", "configuration", "read_answers"]

_COMPANIES = "companies"
_HEADING = """\
One connection: a Procurify tenant, a Dynamics GP installation and its companies; made by `gp-sync init`.
Secrets are not kept here. Keep them in the vault (`gp-sync secrets set`), the environment or a protected file."""

Given = Mapping[str, Any]


@attrs.frozen(kw_only=True)
class Answers:
    """What was answered, as it was read, by the questions' ids."""

    site: Given
    companies: Sequence[Given]


def ask(prompt: Callable[[str], str], tell: Callable[[str], None]) -> Answers:
    """Ask a person each question until the answer can be read.

    Args:
        prompt: shows a text and gives the line that was typed.
        tell: shows a line.
    """
    tell("An empty answer takes what stands in brackets; ? explains the question. No secret is asked for.")
    site = {question.id: _answer(question, prompt, tell) for question in SITE}
    companies: list[Given] = []
    while not companies or prompt("Another company? [no]").strip().casefold() in {"y", "yes"}:
        companies.append({question.id: _answer(question, prompt, tell) for question in COMPANY})
    return Answers(site=site, companies=companies)


def _answer(question: Question, prompt: Callable[[str], str], tell: Callable[[str], None]) -> Any:
    shown = f" [{question.default or 'none'}]" if question.default is not None else ""
    while True:
        answer = prompt(f"{question.text}{shown}").strip()
        if answer == "?":
            tell(f"  {question.help}")
            continue
        try:
            return _read(question, answer)
        except ValueError as error:
            tell(f"  {error}")


def _read(question: Question, answer: str) -> Any:
    if not answer:
        if question.default is None:
            raise ValueError("there is no default: give an answer, or ? for help")
        answer = question.default
    return question.read(answer) if answer else None


def read_answers(path: Path) -> Answers:
    """Read the answers from a TOML file, each a text under its question's id, companies in `[[companies]]`.

    Raises:
        ConfigError: the file cannot be read, or has mistakes; all of them are named.
    """
    given = read_toml(path, missing='write the answers into it, one to a line, such as tenant = "acme"')
    rows = given.pop(_COMPANIES, [])
    problems: list[str] = []
    site = _read_all(given, SITE, "", problems)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, Mapping) for row in rows):
        problems.append("give at least one [[companies]]")
        rows = []
    companies = [_read_all(row, COMPANY, f"{_COMPANIES}[{place}].", problems) for place, row in enumerate(rows)]
    if problems:
        raise ConfigError(str(path), tuple(problems))
    return Answers(site=site, companies=companies)


def _read_all(given: Given, questions: Sequence[Question], where: str, problems: list[str]) -> Given:
    known = [question.id for question in questions]
    for name in sorted(set(given) - set(known)):
        close = get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
        problems.append(f"{where}{name}: there is no such question; {hint}")
    answers = {}
    for question in questions:
        answer = given.get(question.id, "")
        try:
            if not isinstance(answer, str):
                raise ValueError("give a text in quotes, as it would be typed")  # noqa: TRY301, TRY004  # told as others
            answers[question.id] = _read(question, answer.strip())
        except ValueError as error:
            problems.append(f"{where}{question.id}: {error}")
    return answers


def configuration(answers: Answers) -> str:
    """The text of the configuration that answers make; what was left at none is left out."""
    document = tomlkit.document()
    for line in _HEADING.splitlines():
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    for question in SITE:
        _put(document, _key(question, answers.site), answers.site[question.id])
    rows = tomlkit.aot()
    for company in answers.companies:
        row = tomlkit.table()
        for question in COMPANY:
            _put(row, question.key, company[question.id])
        rows.append(row)
    document[_COMPANIES] = rows
    return tomlkit.dumps(document)


def _key(question: Question, site: Given) -> tuple[str, ...]:
    """Where an answer goes: a tenant that is an address is one of a server of its own."""
    if question.id == "tenant" and "://" in str(site["tenant"]):
        return ("procurify", "base_url")
    return question.key


def _put(table: Any, key: tuple[str, ...], value: Any) -> None:
    if value is None:
        return
    *sections, name = key
    for section in sections:
        if section not in table:
            table[section] = tomlkit.table()
        table = table[section]
    table[name] = _inline(value)


def _inline(value: Any) -> Any:
    """Tables within a line, as people write them."""
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        table.update(value)
        return table
    if isinstance(value, list):
        rows = tomlkit.array()
        rows.extend(_inline(row) for row in value)
        return rows.multiline(multiline=True)
    return value
