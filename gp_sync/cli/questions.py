"""The questions of `gp-sync init`: what is asked of a person or a file."""

from collections.abc import Callable
from typing import Any

import attrs

from gp_sync.cli import answers
from gp_sync.config.settings import GPSettings
from gp_sync.flows.purchase_orders.policy import CompanyPolicy
from gp_sync.systems.addresses import gp_address, tenant_or_address

__all__ = ["ANOTHER", "COMPANY", "SITE", "Question"]


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
        names_file: whether an answer names a file, which must be there then.
    """

    id: str
    text: str
    help: str
    read: Callable[[str], Any]
    key: tuple[str, ...]
    default: str | None = None
    names_file: Callable[[str], bool] = lambda _: False


SITE = (
    Question(
        id="connection",
        text="What is this connection called?",
        help="The ledger keeps everything under this name: it stays for ever.",
        read=answers.fits(CompanyPolicy, "id"),
        key=("connection",),
        default="main",
    ),
    Question(
        id="tenant",
        text="Which tenant of Procurify?",
        help="The part before .procurify.com in your browser's address line.",
        read=tenant_or_address,
        key=("procurify", "tenant"),
    ),
    Question(
        id="client_id",
        text="The client id of Procurify's application?",
        help="Procurify: Settings > Integrations > Procurify API. The client secret is not asked for here.",
        read=answers.fits(CompanyPolicy, "id"),
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
        read=answers.user,
        key=("gp", "user"),
    ),
    Question(
        id="ca_bundle",
        text="A PEM file of the authority that signed GP's certificate?",
        help="Only where it is not a public one; beside the configuration.",
        read=answers.text,
        key=("gp", "ca_bundle"),
        default="",
        names_file=bool,
    ),
    Question(
        id="profile",
        text="What does the GP site offer: companion, shipped, or a file?",
        help="companion: the companion service is installed. shipped: Microsoft's services alone, without purchase "
        "orders. Or a site profile, such as site.toml.",
        read=answers.fits(GPSettings, "profile"),
        key=("gp", "profile"),
        default="companion",
        names_file=lambda answer: answer.endswith(".toml"),
    ),
    Question(
        id="refuses_existing",
        text="Does GP refuse a second order with a number in use?",
        help="yes only if that was proved (python -m dynamicsgp_sba.conformance); no costs a read for each new order.",
        read=answers.yes,
        key=("gp", "refuses_existing"),
        default="no",
    ),
    Question(
        id="start",
        text="From which day on shall orders flow?",
        help="A day such as 2026-12-01, after the last order that was entered by hand.",
        read=answers.day,
        key=("purchase_orders", "start"),
    ),
    Question(
        id="ledger",
        text="Where is the ledger?",
        help="A file such as gp-sync.db, beside the configuration if no folder is named; or "
        "postgresql+psycopg://user@host/database, without its password.",
        read=answers.ledger,
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
        read=answers.fits(CompanyPolicy, "id"),
        key=("id",),
    ),
    Question(
        id="name",
        text="Its name as GP shows it?",
        help="The display name of Company Setup, such as Fabrikam, Inc.; not the database.",
        read=answers.fits(CompanyPolicy, "name"),
        key=("name",),
    ),
    Question(
        id="time_zone",
        text="Its time zone?",
        help="An IANA name such as America/Chicago: GP's dates are days of this zone.",
        read=answers.fits(CompanyPolicy, "time_zone"),
        key=("time_zone",),
    ),
    Question(
        id="account",
        text="How is a GL account made of a line's coding?",
        help="{account_code} where Procurify's codes are whole accounts, else such as "
        "{location}-{account_code}-{department}, of segments.",
        read=answers.account,
        key=("account",),
        default="{account_code}",
    ),
    Question(
        id="locations",
        text="Its locations in Procurify?",
        help="With commas between; where the account is made of them, with their segments: Head Office = 000, "
        "Plant North = 100.",
        read=answers.rows,
        key=("locations",),
    ),
    Question(
        id="departments",
        text="Its departments with their segments?",
        help="Only where the account is made of them: Administration = 01, Maintenance = 02.",
        read=answers.segments,
        key=("departments",),
        default="",
    ),
    Question(
        id="default_site",
        text="GP's site where goods are received?",
        help="A site ID such as MAIN; a location may have another one in the configuration.",
        read=answers.fits(CompanyPolicy, "default_site"),
        key=("default_site",),
        default="",
    ),
    Question(
        id="currencies",
        text="GP's currency IDs?",
        help="By Procurify's code: USD = Z-US$, CAD = Z-C$.",
        read=answers.pairs,
        key=("currencies",),
        default="",
    ),
    Question(
        id="units",
        text="GP's units of measure?",
        help="By Procurify's: each = Each, box = Box.",
        read=answers.pairs,
        key=("units",),
        default="",
    ),
    Question(
        id="shipping_methods",
        text="GP's shipping methods?",
        help="By Procurify's: Ground = GROUND. An order with one that is not listed is stopped, as GP would create it.",
        read=answers.pairs,
        key=("shipping_methods",),
        default="",
    ),
)
"""What is asked of each company."""

ANOTHER = Question(
    id="another",
    text="Another company?",
    help="yes where the tenant's orders go to several GP companies; no ends the questions.",
    read=answers.yes,
    key=(),
    default="no",
)
"""What is asked after each company."""
