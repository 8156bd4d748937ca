"""Asking the questions of `gp-sync init`, of a person or of a file, and the configuration that the answers make."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import attrs
import tomlkit

from gp_sync.cli.questions import ANOTHER, COMPANY, SITE, Question
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


def ask(prompt: Callable[[str], str], tell: Callable[[str], None], folder: Path) -> Answers:
    """Ask a person each question until the answer can be read.

    Args:
        prompt: shows a text and gives the line that was typed.
        tell: shows a line.
        folder: the configuration's, where files that are named are looked for.
    """
    tell("An empty answer takes what stands in brackets; ? explains the question. No secret is asked for.")

    def answered(question: Question) -> Any:
        return _answer(question, prompt, tell, lambda answer: _read(question, answer, folder, companies))

    companies: list[Given] = []
    site = {question.id: answered(question) for question in SITE}
    while not companies or answered(ANOTHER):
        companies.append({question.id: answered(question) for question in COMPANY})
    return Answers(site=site, companies=companies)


def _answer(
    question: Question, prompt: Callable[[str], str], tell: Callable[[str], None], read: Callable[[str], Any]
) -> Any:
    shown = f" [{question.default or 'none'}]" if question.default is not None else ""
    while True:
        answer = prompt(f"{question.text}{shown}").strip()
        if answer == "?":
            tell(f"  {question.help}")
            continue
        try:
            return read(answer)
        except ValueError as error:
            tell(f"  {error}")


def _read(question: Question, answer: str, folder: Path, before: Sequence[Given] = ()) -> Any:
    """Read an answer, and hold it against the companies that were told of before."""
    if not answer:
        if question.default is None:
            raise ValueError("there is no default: give an answer, or ? for help")
        answer = question.default
    if not answer:
        return None
    value = question.read(answer)
    if question.names_file(answer) and not (folder / answer).is_file():
        raise ValueError(
            f"'{answer}': there is no such file in {folder}: put it there; or take the default now, and name the file "
            "in the configuration later"
        )
    if question in COMPANY:
        _refuse_repeated(question, value, before)
    return value


def _refuse_repeated(question: Question, value: Any, before: Sequence[Given]) -> None:
    """Refuse a short name or a location that another company has, which the whole configuration could not have.

    Raises:
        ValueError: one has it.
    """
    for company in before:
        if question.id == "id" and value == company["id"]:
            raise ValueError(f"'{value}' is there already: each company needs a short name of its own")
        if question.id == "locations":
            theirs = {row["name"].casefold() for row in company["locations"]}
            both = [row["name"] for row in value if row["name"].casefold() in theirs]
            if both:
                raise ValueError(f"'{both[0]}' is a location of {company['id']}: each belongs to one company")


def read_answers(path: Path, folder: Path) -> Answers:
    """Read the answers from a TOML file, each a text under its question's id, companies in `[[companies]]`.

    Args:
        path: the file.
        folder: the configuration's, where files that are named are looked for.

    Raises:
        ConfigError: the file cannot be read, or has mistakes; all of them are named.
    """
    given = read_toml(path, missing='write the answers into it, one to a line, such as tenant = "acme"')
    rows = given.pop(_COMPANIES, [])
    problems: list[str] = []
    site = _read_all(given, SITE, folder, "", problems)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, Mapping) for row in rows):
        problems.append("give at least one [[companies]]")
        rows = []
    companies = [_read_all(row, COMPANY, folder, f"{_COMPANIES}[{place}].", problems) for place, row in enumerate(rows)]
    if problems:
        raise ConfigError(str(path), tuple(problems))
    return Answers(site=site, companies=companies)


def _read_all(given: Given, questions: Sequence[Question], folder: Path, where: str, problems: list[str]) -> Given:
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
            answers[question.id] = _read(question, answer.strip(), folder)
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
