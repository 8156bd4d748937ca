"""The questions about a GP site, on one page: what each means, and what it is by default."""

from dynamicsgp_sba.profile.question import (
    Question,
    decimals,
    of_resources,
    of_site,
    own_currency,
    parameters,
    resources,
    seconds,
    several,
    url,
    yes_or_no,
)
from dynamicsgp_sba.profile.resource import DATE_FORMS, NAME_FORMS
from dynamicsgp_sba.profile.site import AUTHENTICATIONS

__all__ = ["QUESTIONS", "condition", "questionnaire"]

_SITE = (
    Question(
        id="name",
        text="What shall this site be called?",
        help="Any short name; messages use it.",
        default="site",
        read=of_site("name"),
    ),
    Question(
        id="base_url",
        text="At which address does the GP Service answer?",
        help="https://host or https://host:port, without /GPService. The installation's default port is 443. Port "
        "48620 is another product, Web Services for Dynamics GP.",
        default=None,
        read=url,
    ),
    Question(
        id="ca_bundle",
        text="Which file has the certificate to trust?",
        help="A PEM file with the certificate of your own authority, or with the self-signed one of the server; its "
        "path as seen from the profile's folder. Blank if a public authority has signed the server's.",
        default="",
        read=of_site("ca_bundle"),
    ),
    Question(
        id="authentication",
        text="How does an account log in?",
        help=f"One of {', '.join(AUTHENTICATIONS)}. ntlm is what a GP Service with Windows authentication takes; "
        "bearer is for one with organizational accounts alone.",
        default="ntlm",
        read=of_site("authentication"),
    ),
    Question(
        id="tenant",
        text="What is the tenant called?",
        help="DefaultTenant on an installation with one tenant; otherwise its name in the Tenant Services.",
        default="DefaultTenant",
        read=of_site("tenant"),
    ),
    Question(
        id="companies",
        text="Which companies may be used?",
        help="Their display names as in Company Setup, such as Fabrikam, Inc., not their databases; several with a "
        "semicolon between them. Blank for any.",
        default="",
        read=several,
    ),
)

_DECIMALS = (
    Question(
        id="quantity_decimals",
        text="How many decimals may quantities have in these companies?",
        help="From Purchase Order Processing Setup. More of them are then refused before anything is sent. Blank if "
        "you do not know, or if the companies differ: GP refuses them too.",
        default="",
        needs="companies",
        read=decimals,
    ),
    Question(
        id="own_currency",
        text="What is their functional currency, with how many decimals in amounts and in unit costs?",
        help="Such as Z-US$ 2 2: the currency ID, its decimals from Currency Setup, and the decimals of unit costs "
        "from Purchase Order Processing Setup. Blank if you do not know, or if the companies differ.",
        default="",
        needs="companies",
        read=own_currency,
    ),
)

_SERVICES = (
    Question(
        id="missing",
        text="Which of Microsoft's services are not installed or not allowed?",
        help="Names such as items; item vendors, with a semicolon between them. Blank for none.",
        default="",
        read=resources,
    ),
    Question(
        id="companion",
        text="Is the companion service for purchase orders installed?",
        help="Microsoft ships no service for purchase orders, GL accounts, fiscal periods and vendor classes; a GP "
        "partner installs it after the companion contract.",
        default="no",
        read=yes_or_no,
    ),
    Question(
        id="companion_url",
        text="At which address does the companion service answer, if it is another one?",
        help="https://host or https://host:port. Blank for that of the GP Service.",
        default="",
        needs="companion",
        read=of_site("base_url"),
    ),
    Question(
        id="refuses_existing",
        text="Does the service refuse a second purchase order with a number in use, in work and in history?",
        help="If not sure: no. `python -m dynamicsgp_sba.conformance` finds out.",
        default="no",
        needs="companion",
        read=yes_or_no,
    ),
    Question(
        id="full_lists",
        text="Do lists have whole records?",
        help="no: their rows are summaries, and each record is read by its key, which takes one request for each.",
        default="yes",
        read=yes_or_no,
    ),
    Question(
        id="longest_execution",
        text="After how many seconds can a request that got no answer no longer take effect?",
        help="The longest time-out between the client and the database. If not sure: 900.",
        default="900",
        read=seconds,
    ),
)

_ADDRESSES = (
    Question(
        id="addresses",
        text="Do addresses look otherwise than Microsoft's?",
        help="Microsoft's: https://host/GPService/Tenants(DefaultTenant)/Companies(Fabrikam%2C%20Inc.)/Purchasing/"
        "Vendors() for a list, and .../VendorAddresses(ACETRAVE0001;PRIMARY) for a record. yes: you are asked what "
        "differs.",
        default="no",
        read=yes_or_no,
    ),
    Question(
        id="company_root",
        text="How do the addresses of a company begin, after the host?",
        help="With {tenant} and {company} where their names stand.",
        default="GPService/Tenants({tenant})/Companies({company})",
        needs="addresses",
        read=of_resources("company_root"),
    ),
    Question(
        id="tenant_root",
        text="How do the addresses begin that belong to no company, such as the list of companies?",
        help="With {tenant} where its name stands.",
        default="GPService/Tenants({tenant})",
        needs="addresses",
        read=of_resources("tenant_root"),
    ),
    Question(
        id="product",
        text="Which product segment do addresses carry before the series?",
        help="The part between the company and Purchasing in an address that works, such as Dynamics. Blank for none.",
        default="",
        needs="addresses",
        read=of_site("product"),
    ),
    Question(
        id="parentheses",
        text="Do addresses of lists end with empty parentheses?",
        help="yes: .../Purchasing/Vendors(); no: .../Purchasing/Vendors.",
        default="yes",
        needs="addresses",
        read=yes_or_no,
    ),
    Question(
        id="separator",
        text="What stands between the parts of a key with several parts?",
        help="As in .../VendorAddresses(ACETRAVE0001;PRIMARY).",
        default=";",
        needs="addresses",
        read=of_resources("separator"),
    ),
    Question(
        id="query",
        text="Which parameters does every address carry?",
        help="Such as $format=json; several with a semicolon between them. Blank for none.",
        default="",
        needs="addresses",
        read=parameters,
    ),
)

_JSON = (
    Question(
        id="other_json",
        text="Do you know that the services take another JSON than usual?",
        help='Usual is {"PONUMBER": "PO1001", "DOCDATE": "2027-04-12", "UNITCOST": "12.50", "HOLD": 0}. yes: you are '
        "asked what differs. In answers all of the forms are understood.",
        default="no",
        read=yes_or_no,
    ),
    Question(
        id="names",
        text="How are the names spelled?",
        help=f"One of {', '.join(NAME_FORMS)}: GP's columns (PONUMBER), Dexterity's fields (PO Number), or the "
        "properties of the .NET classes (Key.Id).",
        default="column",
        needs="other_json",
        read=of_resources("names"),
    ),
    Question(
        id="envelope",
        text="Which member is a request's JSON wrapped in?",
        help='Such as Payload in {"Payload": {...}}. Blank for none.',
        default="",
        needs="other_json",
        read=of_resources("envelope"),
    ),
    Question(
        id="amounts",
        text="How are amounts and quantities written?",
        help='text: "12.50"; number: 12.50.',
        default="text",
        needs="other_json",
        read=of_resources("amounts"),
    ),
    Question(
        id="flags",
        text="How are flags written?",
        help="number: 0 and 1; boolean: false and true.",
        default="number",
        needs="other_json",
        read=of_resources("flags"),
    ),
    Question(
        id="dates",
        text="How are days written?",
        help=f"One of {', '.join(DATE_FORMS)}: 2027-04-12, 2027-04-12T00:00:00, or /Date(1807488000000)/.",
        default="date",
        needs="other_json",
        read=of_resources("dates"),
    ),
    Question(
        id="time_zone",
        text="In which time zone do the days of /Date(...)/ begin?",
        help="Its IANA name, such as America/Chicago; it is that of the GP server. Blank for UTC, or where days are "
        "written otherwise.",
        default="",
        needs="other_json",
        read=of_resources("time_zone"),
    ),
    Question(
        id="accept",
        text="Which value of the header Accept do they want?",
        help="Such as text/json.",
        default="application/json",
        needs="other_json",
        read=of_resources("accept"),
    ),
)

QUESTIONS: tuple[Question, ...] = (*_SITE, *_DECIMALS, *_SERVICES, *_ADDRESSES, *_JSON)
"""The questions, in the order in which they are asked."""


def condition(question: Question) -> str:
    """Say after which answer a question counts; nothing where it always does."""
    needed = next((one for one in QUESTIONS if one.id == question.needs), None)
    if needed is None:
        return ""
    return f"only if {needed.id} is {'yes' if needed.read is yes_or_no else 'answered'}"


def questionnaire() -> str:
    """Give the questions as a page of Markdown, to be answered on paper."""
    parts = []
    for number, question in enumerate(QUESTIONS, start=1):
        default = f" If left blank: `{question.default}`." if question.default else ""
        when = f", {condition(question)}" if question.needs else ""
        parts.append(f"{number}. **{question.text}** (`{question.id}`{when})\n\n    {question.help}{default}\n")
    return "\n".join(parts)
