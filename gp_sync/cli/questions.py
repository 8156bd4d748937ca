"""The questions of `gp-sync init`: what is asked of a person or a file, and how each answer is read."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import attrs

from gp_sync.config.settings import GPSettings
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.systems.addresses import gp_address

__all__ = ["COMPANY", "SITE", "Question"]

_TENANT = re.compile(r"[A-Za-z0-9-]+", re.ASCII)
_YES, _NO = {"yes", "y", "true"}, {"no", "n", "false"}


@attrs.frozen(kw_only=True)
class Question:
    """One question.

    Args:
        id: its name in a file of answers.
        text: the question.
        help: what a person is told who answers `?`.
        default: what an empty answer means; None if there must be one.
        read: reads an answer, or raises ValueError.
        key: where the answer goes in the configuration, with its section.
    """

    id: str
    text: str
    help: str
    read: Callable[[str], Any]
    key: tuple[str, ...]
    default: str | None = None


def _text(answer: str) -> str:
    return answer


def _fits(kind: Any, name: str) -> Callable[[str], str]:
    """Read a text that a setting takes."""
    field = attrs.fields_dict(kind)[name]

    def read(answer: str) -> str:
        if field.validator is not None:
            field.validator(None, field, answer)
        return answer

    return read


def _tenant(answer: str) -> str:
    if answer.startswith(("http://", "https://")):
        return answer.rstrip("/")
    tenant = answer.removesuffix(".procurify.com")
    if not _TENANT.fullmatch(tenant):
        raise ValueError(f"'{answer}' is no tenant: give the part before .procurify.com, such as acme, or an address")
    return tenant


def _user(answer: str) -> str:
    domain, backslash, user = answer.partition("\\")
    if not (backslash and domain and user) and not re.fullmatch(r"[^@\\]+@[^@\\]+", answer):
        raise ValueError(rf"'{answer}' has no domain: give the account as ACME\svc_gp or svc_gp@acme.example")
    return answer


def _yes(answer: str) -> bool:
    if answer.casefold() in _YES | _NO:
        return answer.casefold() in _YES
    raise ValueError(f"'{answer}': answer yes or no")


def _day(answer: str) -> date:
    try:
        return date.fromisoformat(answer)
    except ValueError:
        raise ValueError(f"'{answer}' is no day: give one such as 2026-12-01") from None


def _pairs(answer: str) -> Mapping[str, str]:
    """Read `USD = Z-US$, CAD = Z-C$`."""
    parts = [part.partition("=") for part in answer.split(",") if part.strip()]
    wrong = [name.strip() for name, equals, value in parts if not (equals and name.strip() and value.strip())]
    if wrong:
        raise ValueError(f"'{wrong[0]}' is no pair: give Procurify's name, =, and GP's, with commas between pairs")
    return {name.strip(): value.strip() for name, _, value in parts}


def _rows(answer: str) -> list[Mapping[str, str]]:
    """Read `Head Office = 000, Plant North = 100`; a row without a segment has a name alone."""
    parts = [part.partition("=") for part in answer.split(",") if part.strip()]
    empty = [value for name, _, value in parts if not name.strip()]
    if empty:
        raise ValueError(
            f"'={empty[0].strip()}' has no name: give a name, = and its segment, such as Plant North = 100"
        )
    return [{"name": name.strip(), **({"segment": value.strip()} if value.strip() else {})} for name, _, value in parts]


def _segments(answer: str) -> list[Mapping[str, str]]:
    rows = _rows(answer)
    without = [row["name"] for row in rows if "segment" not in row]
    if without:
        raise ValueError(f"'{without[0]}' has no segment: give it as {without[0]} = 01")
    return rows


SITE = (
    Question(
        id="connection",
        text="What is this connection called?",
        help="The ledger keeps everything under this name: it stays for ever.",
        read=_fits(CompanyPolicy, "id"),
        key=("connection",),
        default="main",
    ),
    Question(
        id="tenant",
        text="Which tenant of Procurify?",
        help="The part before .procurify.com in your browser's address line.",
        read=_tenant,
        key=("procurify", "tenant"),
    ),
    Question(
        id="client_id",
        text="The client id of Procurify's application?",
        help="Procurify: Settings > Integrations > Procurify API. The client secret is not asked for here.",
        read=_fits(CompanyPolicy, "id"),
        key=("procurify", "client_id"),
    ),
    Question(
        id="base_url",
        text="The address of the GP service?",
        help="Such as https://gp.acme.example, without /GPService; with its port where that is not 443. Port 48620 is "
        "another product, Web Services for Dynamics GP.",
        read=gp_address,
        key=("gp", "base_url"),
    ),
    Question(
        id="user",
        text="The Windows account for GP?",
        help=r"With its domain, such as ACME\svc_gp. The password is not asked for here.",
        read=_user,
        key=("gp", "user"),
    ),
    Question(
        id="ca_bundle",
        text="A PEM file of the authority that signed GP's certificate?",
        help="Only where it is not a public one; beside the configuration.",
        read=_text,
        key=("gp", "ca_bundle"),
        default="",
    ),
    Question(
        id="profile",
        text="What does the GP site offer: companion, shipped, or a file?",
        help="companion: the companion service is installed. shipped: Microsoft's services alone, without purchase "
        "orders. Or a site profile, such as site.toml.",
        read=_fits(GPSettings, "profile"),
        key=("gp", "profile"),
        default="companion",
    ),
    Question(
        id="refuses_existing",
        text="Does GP refuse a second order with a number in use?",
        help="yes only if that was proved (python -m dynamicsgp_sba.conformance); no costs a read for each new order.",
        read=_yes,
        key=("gp", "refuses_existing"),
        default="no",
    ),
    Question(
        id="start",
        text="From which day on shall orders flow?",
        help="A day such as 2026-12-01, after the last order that was entered by hand.",
        read=_day,
        key=("purchase_orders", "start"),
    ),
    Question(
        id="ledger",
        text="Where is the ledger?",
        help="A file beside the configuration, or postgresql+psycopg://user@host/database.",
        read=_text,
        key=("ledger", "url"),
        default="sqlite:///gp-sync.db",
    ),
)
"""What is asked once."""

COMPANY = (
    Question(
        id="id",
        text="A short name for the GP company?",
        help="For reports, such as TWO.",
        read=_fits(CompanyPolicy, "id"),
        key=("id",),
    ),
    Question(
        id="name",
        text="Its name as GP shows it?",
        help="The display name of Company Setup, such as Fabrikam, Inc.; not the database.",
        read=_fits(CompanyPolicy, "name"),
        key=("name",),
    ),
    Question(
        id="time_zone",
        text="Its time zone?",
        help="An IANA name such as America/Chicago: GP's dates are days of this zone.",
        read=_fits(CompanyPolicy, "time_zone"),
        key=("time_zone",),
    ),
    Question(
        id="account",
        text="How is a GL account made of a line's coding?",
        help="{account_code} where Procurify's codes are whole accounts, else such as "
        "{location}-{account_code}-{department}, of segments.",
        read=_text,
        key=("account",),
        default="{account_code}",
    ),
    Question(
        id="locations",
        text="Its locations in Procurify?",
        help="With commas between; where the account is made of them, with their segments: Head Office = 000, "
        "Plant North = 100.",
        read=_rows,
        key=("locations",),
    ),
    Question(
        id="departments",
        text="Its departments with their segments?",
        help="Only where the account is made of them: Administration = 01, Maintenance = 02.",
        read=_segments,
        key=("departments",),
        default="",
    ),
    Question(
        id="default_site",
        text="GP's site where goods are received?",
        help="A site ID such as MAIN; a location may have another one in the configuration.",
        read=_fits(CompanyPolicy, "default_site"),
        key=("default_site",),
        default="",
    ),
    Question(
        id="currencies",
        text="GP's currency IDs?",
        help="By Procurify's code: USD = Z-US$, CAD = Z-C$.",
        read=_pairs,
        key=("currencies",),
        default="",
    ),
    Question(
        id="units",
        text="GP's units of measure?",
        help="By Procurify's: each = Each, box = Box.",
        read=_pairs,
        key=("units",),
        default="",
    ),
    Question(
        id="shipping_methods",
        text="GP's shipping methods?",
        help="By Procurify's: Ground = GROUND. An order with one that is not listed is stopped, as GP would create it.",
        read=_pairs,
        key=("shipping_methods",),
        default="",
    ),
)
"""What is asked of each company."""
