"""The requests of a discovery: all of them reads, one after another, and none after a refused logon."""

import re
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import attrs

from dynamicsgp_sba import reading
from dynamicsgp_sba.call import Call, Response
from dynamicsgp_sba.columns import NAMES
from dynamicsgp_sba.discover import remedies
from dynamicsgp_sba.discover.certificate import Certificate, look_at_certificate
from dynamicsgp_sba.discover.help_page import read_help
from dynamicsgp_sba.discover.values import Discovery, Probe, Problem, Verdict
from dynamicsgp_sba.errors import (
    AccessDeniedError,
    ConnectError,
    DynamicsGPError,
    LatchError,
    LoginError,
    NotFoundError,
)
from dynamicsgp_sba.models import CompanyRecord, RecordList
from dynamicsgp_sba.profile import ResourceProfile
from dynamicsgp_sba.profile.records import RECORDS
from dynamicsgp_sba.resources.base import Place, Sender
from dynamicsgp_sba.urls import help_url, server_of

__all__ = ["Surroundings", "discover_site"]

_NO_SUCH_KEY = "NO-SUCH-KEY"
_NO_SUCH_NUMBER = "0"
_DOCUMENTS = ("account_segments", "company_setup", "fiscal_periods")  # one record, and no list
_MOST_LINKS = 10
_PLAIN_LINK = re.compile(r"https?://[!-~]+", re.ASCII)
_FEW_DAYS = 30
_FAR_APART = timedelta(minutes=5)  # what Windows lets pass in a logon


@attrs.frozen(kw_only=True)
class Surroundings:
    """What discovery needs to know of a client.

    Args:
        sender: sends calls.
        tenant: where the tenant is.
        user: as whom the client logs in.
        handshakes: whether that takes several messages, so that it may hold for a connection.
        verify: a file of certificates to trust, or True for the usual ones.
        has_proxy: whether requests go through a proxy.
        connect_timeout: seconds for a connection.
        now: the time of day, aware.
        clock_offset: gives the server's clock minus ours.
        is_logged_in: tells whether a logon has been accepted.
    """

    sender: Sender
    tenant: Place
    user: str
    handshakes: bool
    verify: str | bool
    has_proxy: bool
    connect_timeout: float
    now: Callable[[], datetime]
    clock_offset: Callable[[], timedelta | None]
    is_logged_in: Callable[[], bool]


def discover_site(client: Surroundings, company: str | None) -> Discovery:
    """Look at a site: its certificate, its discovery page, its companies, and each resource of its profile."""
    return _Explorer(client).explore(company)


def _no_such_key(kind: type[Any], column: str) -> str:
    """Give a value that no record has in a part of its key, of the kind that its column holds."""
    field = next(field for field, names in NAMES[kind].items() if names[0] == column)
    wanted = attrs.fields_dict(kind)[field].type
    return _NO_SUCH_NUMBER if isinstance(wanted, type) and issubclass(wanted, int) else _NO_SUCH_KEY


def _seen(places: dict[str, list[str]]) -> Iterator[str]:
    """Say once what was seen at several places."""
    for said, where in places.items():
        yield f"{', '.join(where)}: {said}" if any(where) else said


def _words(error: DynamicsGPError) -> str:
    """Give what an error says; of a refused user GP's words alone, which are the same wherever it is refused."""
    if isinstance(error, AccessDeniedError) and error.body:
        return f"{error.body} (status {error.status})"
    return str(error)


class _StopError(Exception):
    """Nothing more is to be asked."""


class _Explorer:
    def __init__(self, client: Surroundings) -> None:
        self._client = client
        self._profile = client.tenant.profile
        self._problems: dict[str, dict[str, list[str]]] = {}  # where each was seen, by its remedy, which is told once
        self._stopped = self._answered = False
        self._found = Discovery(
            base_url=client.tenant.base, tenant=client.tenant.tenant, user=client.user, profile=self._profile.name
        )

    def explore(self, company: str | None) -> Discovery:
        addresses = (each.base_url for each in self._profile.resources.values() if each.available and each.base_url)
        self._add(certificate=self._certificate(self._client.tenant.base))
        for server in sorted({*map(server_of, addresses)} - {server_of(self._client.tenant.base)}):
            self._certificate(server)
        try:
            self._help()
            self._companies()
        except _StopError:
            self._stopped = True
        self._add(company=company or next(iter(self._profile.companies or self._found.companies), None))
        self._check_company()
        self._add(probes=tuple(self._probe(name) for name in sorted(self._profile.resources)))
        self._check_clock()
        self._check_logon()
        problems = (Problem(seen=tuple(_seen(places)), remedy=remedy) for remedy, places in self._problems.items())
        return attrs.evolve(self._found, problems=tuple(problems))

    def _add(self, **found: Any) -> None:
        self._found = attrs.evolve(self._found, **found)

    def _blame(self, said: str, remedy: str, where: str = "") -> None:
        self._problems.setdefault(remedy, {}).setdefault(said, []).append(where)

    def _certificate(self, address: str) -> Certificate | None:
        client = self._client
        if client.has_proxy:
            return None
        try:
            found = look_at_certificate(address, client.verify, client.connect_timeout, client.now())
        except (OSError, ssl.SSLError):
            return None  # the requests that follow tell why
        where = server_of(address)
        if found is not None and not found.trusted:
            self._blame(f"the server's certificate is not trusted: {found.why_not}", remedies.UNTRUSTED, where)
        elif found is not None and found.days_left < _FEW_DAYS:
            self._blame(f"the server's certificate ends in {found.days_left} days", remedies.EXPIRES, where)
        return found

    def _help(self) -> None:
        """Fetch the discovery page twice: the second answer shows what a connection that is logged in costs."""
        url = help_url(self._client.tenant.base, self._client.tenant.tenant)
        call: Call[str] = Call(method="GET", url=url, read=reading.read_text)
        first = self._ask(call, "the discovery page")
        if isinstance(first, ConnectError):
            raise _StopError(str(first))
        if isinstance(first, DynamicsGPError):
            return
        self._add(help=read_help(first.data), first_seconds=first.elapsed)
        self._follow(url)
        again = self._ask(call, "the discovery page")
        if isinstance(again, DynamicsGPError):
            return
        self._add(next_seconds=again.elapsed)
        if self._client.handshakes:
            self._add(logon="per request" if again.logon_sent else "per connection")

    def _follow(self, url: str) -> None:
        """Read the pages that the discovery page leads to on its own server, and add what they name."""
        page = self._found.help
        for link in (page.links if page else ())[:_MOST_LINKS]:
            there = urljoin(url, link).partition("#")[0]
            if there == url or server_of(there) != server_of(url) or not _PLAIN_LINK.fullmatch(there):
                continue
            call: Call[str] = Call(method="GET", url=there, read=reading.read_text)
            try:
                found = read_help(self._client.sender.exchange(call).data)
            except (LoginError, LatchError):
                raise
            except DynamicsGPError:
                continue  # a page of help that is not there is no lack of the site
            page = page.joined(found) if page else found
        self._add(help=page)

    def _companies(self) -> None:
        if "companies" not in self._profile.resources or not self._profile.resources["companies"].available:
            return
        answer = self._ask(self._client.tenant.list("companies", CompanyRecord), "the list of companies")
        if not isinstance(answer, DynamicsGPError):
            self._add(companies=tuple(company.name for company in answer.data))

    def _check_company(self) -> None:
        company, listed = self._found.company, self._found.companies
        if self._stopped:
            return
        if company is None:
            self._blame("no company was asked", remedies.NO_COMPANY)
        elif listed and company.rstrip(" ").casefold() not in {name.casefold() for name in listed}:
            self._blame(f"the tenant lists no company {company!r}", remedies.UNKNOWN_COMPANY)

    def _check_logon(self) -> None:
        if self._found.logged_in is None and self._client.is_logged_in():
            self._add(logged_in=True)
        elif self._found.logged_in is None and self._answered:
            self._blame("the server answers without asking for a logon", remedies.OPEN)

    def _check_clock(self) -> None:
        offset = self._client.clock_offset()
        self._add(clock_offset=offset)
        if offset is not None and abs(offset) > _FAR_APART:
            self._blame(f"the server's clock is {offset.total_seconds():+.0f} s from ours", remedies.CLOCK)

    def _probe(self, name: str) -> Probe:
        resource = self._profile.resources[name]
        if not resource.available:
            return Probe(resource=name, verdict="not here", said=resource.reason)
        if self._stopped or (self._found.company is None and not resource.tenant_level):
            return Probe(resource=name, verdict="not asked")
        try:
            call = self._call(name, resource)
            started = time.monotonic()
            answer = self._ask(call, name)
        except DynamicsGPError as error:  # the profile has no address to ask at
            return Probe(resource=name, verdict="not asked", said=str(error))
        except _StopError as stop:
            self._stopped = True
            return Probe(resource=name, verdict="not asked", said=str(stop))
        seconds = time.monotonic() - started
        verdict: Verdict = "answers"
        said = ""
        if isinstance(answer, DynamicsGPError) and not isinstance(answer, NotFoundError):
            verdict, said = remedies.verdict_of(answer), str(answer)
        elif isinstance(answer, Response) and isinstance(answer.data, RecordList) and answer.data.unreadable:
            verdict, said = "fails", self._unreadable(name, answer.data)
        return Probe(resource=name, verdict=verdict, url=call.url, seconds=seconds, said=said)

    def _unreadable(self, name: str, found: RecordList[Any]) -> str:
        """Note that rows of a list cannot be read, and say so."""
        first = found.unreadable[0]
        said = f"{len(found.unreadable)} of {len(found) + len(found.unreadable)} rows cannot be read: {first.key}: " + (
            "; ".join(first.problems)
        )
        self._blame(f"{said:.400}", remedies.UNREADABLE, name)
        return said

    def _call(self, name: str, resource: ResourceProfile) -> Call[Any]:
        """Build the read with the smallest answer: a record that does not exist, or else the list."""
        place = attrs.evolve(self._client.tenant, company=self._found.company)
        kind = RECORDS[name]
        if resource.key and resource.item_path is not None and not resource.tenant_level:
            return place.one(name, kind, {column: _no_such_key(kind, column) for column in resource.key})
        if name in _DOCUMENTS:
            return place.one(name, kind)
        # Of a list of summaries the rows are enough; their records would be read one by one.
        return attrs.evolve(place.list(name, kind), complete=None)

    def _ask(self, call: Call[Any], what: str) -> Response[Any] | DynamicsGPError:
        """Send a call; give its answer, or the error after it was noted.

        Raises:
            _StopError: the logon was refused, or none may be tried.
        """
        try:
            answer = self._client.sender.exchange(call)
        except (LoginError, LatchError) as error:
            self._add(logged_in=False)
            self._blame(str(error), remedies.remedy(error), what)
            raise _StopError(str(error)) from error
        except DynamicsGPError as error:
            self._answered = self._answered or isinstance(error, (NotFoundError, AccessDeniedError))
            if not isinstance(error, NotFoundError):
                self._blame(_words(error), remedies.remedy(error), what)
            return error
        self._answered = True
        return answer
