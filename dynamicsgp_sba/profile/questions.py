"""The questions about a GP site, on one page: what each means, what it is by default, and how an answer is read."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from dynamicsgp_sba.profile.companion import COMPANION, COMPANION_RESOURCES
from dynamicsgp_sba.profile.resource import NAME_FORMS
from dynamicsgp_sba.profile.shipped import SHIPPED
from dynamicsgp_sba.profile.site import SiteProfile

__all__ = ["QUESTIONS", "Question", "profile_of", "questionnaire"]


@attrs.frozen
class Question:
    """One question.

    Args:
        id: its name in a file of answers.
        text: the question.
        help: what it means and where the answer is found.
        default: the answer of who leaves it blank; None where there is none.
        read: turns an answer into a value. Raises ValueError with what is accepted.
    """

    id: str
    text: str
    help: str
    default: str | None
    read: Callable[[str], Any]


def _name(answer: str) -> str:
    return SiteProfile(name=answer, resources={}).name


def _own_url(answer: str) -> str | None:
    return SiteProfile(name="x", resources={}, base_url=answer).base_url


def _base_url(answer: str) -> str:
    found = _own_url(answer)
    if found is None:
        raise ValueError("it is blank: expected https://host or https://host:port")
    return found


def _tenant(answer: str) -> str:
    return SiteProfile(name="x", resources={}, tenant=answer).tenant


def _product(answer: str) -> str:
    return SiteProfile(name="x", resources={}, product=answer).product


def _several(answer: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in answer.split(";") if part.strip())


def _yes_or_no(answer: str) -> bool:
    words = {"yes": True, "y": True, "no": False, "n": False}
    if answer.lower() not in words:
        raise ValueError(f"{answer!r}: answer yes or no")
    return words[answer.lower()]


def _resources(answer: str) -> tuple[str, ...]:
    names = tuple(name.replace(" ", "_") for name in _several(answer))
    unknown = [name for name in names if name not in SHIPPED.resources]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: expected some of {', '.join(sorted(SHIPPED.resources))}")
    return names


def _of_vendors(field: str) -> Callable[[str], Any]:
    """Read what a resource's entry may be, by the checks of that entry."""

    def read(answer: str) -> Any:
        changed = SHIPPED.with_resource("vendors", **{field: answer})
        return getattr(changed.resources["vendors"], field)

    return read


def _seconds(answer: str) -> float:
    try:
        number = float(answer)
    except ValueError:
        raise ValueError(f"{answer!r}: expected a number of seconds, such as 900") from None
    return COMPANION.with_resource("vendors", longest_execution=number).resources["vendors"].longest_execution


QUESTIONS: tuple[Question, ...] = (
    Question("name", "What shall this site be called?", "Any short name; messages use it.", "site", _name),
    Question(
        "base_url",
        "At which address does the GP Service answer?",
        "https://host or https://host:port, without /GPService. The installation's default port is 443. Port 48620 is "
        "another product, Web Services for Dynamics GP.",
        None,
        _base_url,
    ),
    Question(
        "tenant",
        "What is the tenant called?",
        "DefaultTenant on an installation with one tenant; otherwise its name in the Tenant Services.",
        "DefaultTenant",
        _tenant,
    ),
    Question(
        "companies",
        "Which companies may be used?",
        "Their display names as in Company Setup, such as Fabrikam, Inc., not their databases; several with a "
        "semicolon between them. Blank for any.",
        "",
        _several,
    ),
    Question(
        "product",
        "Which product segment do addresses carry before the series?",
        "The part between the company and Purchasing in an address that works, such as Dynamics. Blank for none.",
        "",
        _product,
    ),
    Question(
        "missing",
        "Which of Microsoft's services are not installed or not allowed?",
        "Names such as items; item vendors, with a semicolon between them. Blank for none.",
        "",
        _resources,
    ),
    Question(
        "companion",
        "Is the companion service for purchase orders installed?",
        "Microsoft ships no service for purchase orders, GL accounts, fiscal periods and vendor classes; a GP partner "
        "installs it after the companion contract.",
        "no",
        _yes_or_no,
    ),
    Question(
        "companion_url",
        "At which address does the companion service answer, if it is another one?",
        "https://host or https://host:port. Blank for that of the GP Service.",
        "",
        _own_url,
    ),
    Question(
        "parentheses",
        "Do addresses of lists end with empty parentheses?",
        "yes: .../Purchasing/Vendors(); no: .../Purchasing/Vendors.",
        "yes",
        _yes_or_no,
    ),
    Question(
        "separator",
        "What stands between the parts of a key with several parts?",
        "As in .../VendorAddresses(ACETRAVE0001;PRIMARY).",
        ";",
        _of_vendors("separator"),
    ),
    Question(
        "full_lists",
        "Do lists have whole records?",
        "no: their rows are summaries, and each record is read by its key, which takes one request for each.",
        "yes",
        _yes_or_no,
    ),
    Question(
        "names",
        "How do the services spell the names in a request's JSON?",
        f"One of {', '.join(NAME_FORMS)}: GP's columns (PONUMBER), Dexterity's fields (PO Number), or the properties "
        "of the .NET classes (Key.Id). In answers all of them are understood.",
        "column",
        _of_vendors("names"),
    ),
    Question(
        "envelope",
        "Which member is a request's JSON wrapped in?",
        'Such as Payload in {"Payload": {...}}. Blank for none.',
        "",
        _of_vendors("envelope"),
    ),
    Question(
        "refuses_existing",
        "Does the service refuse a second purchase order with a number in use, in work and in history?",
        "If not sure: no. `python -m dynamicsgp_sba.conformance` finds out.",
        "no",
        _yes_or_no,
    ),
    Question(
        "longest_execution",
        "After how many seconds can a request that got no answer no longer take effect?",
        "The longest time-out between the client and the database. If not sure: 900.",
        "900",
        _seconds,
    ),
)
"""The questions, in the order in which they are asked."""


def profile_of(answers: Mapping[str, Any]) -> SiteProfile:
    """Make the profile of a site.

    Args:
        answers: the value of every question, by its id.
    """
    companion = answers["companion"]
    profile = attrs.evolve(
        COMPANION if companion else SHIPPED,
        name=answers["name"],
        base_url=answers["base_url"],
        tenant=answers["tenant"],
        companies=answers["companies"],
        product=answers["product"],
    )
    everywhere = {name: answers[name] for name in ("separator", "names", "envelope")}
    everywhere |= {"list_is_full": answers["full_lists"], "longest_execution": answers["longest_execution"]}
    if not answers["parentheses"]:
        everywhere["list_path"] = "{path}"
    for name in profile.resources:
        profile = profile.with_resource(name, **everywhere)
    for name in answers["missing"]:
        profile = profile.with_resource(name, available=False, reason="not installed at this site")
    if companion:
        profile = profile.with_resource("purchase_orders", refuses_existing=answers["refuses_existing"])
        for name in COMPANION_RESOURCES if answers["companion_url"] else ():
            profile = profile.with_resource(name, base_url=answers["companion_url"])
    return profile


def questionnaire() -> str:
    """Give the questions as a page of Markdown, to be answered on paper."""
    parts = []
    for number, question in enumerate(QUESTIONS, start=1):
        default = f" If left blank: `{question.default}`." if question.default else ""
        parts.append(f"{number}. **{question.text}** (`{question.id}`)\n\n    {question.help}{default}\n")
    return "\n".join(parts)
