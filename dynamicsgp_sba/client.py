"""The client: options in, resources out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack

from dynamicsgp_sba import reading, urls
from dynamicsgp_sba.arguments import check_kind
from dynamicsgp_sba.auth import Auth
from dynamicsgp_sba.auth.scheme import auth_source
from dynamicsgp_sba.authorities import trusted
from dynamicsgp_sba.breaker import Breaker
from dynamicsgp_sba.call import Call, Response
from dynamicsgp_sba.client_options import ClientOptions
from dynamicsgp_sba.company import Company
from dynamicsgp_sba.discover import Discovery
from dynamicsgp_sba.discover.probing import Surroundings, discover_site
from dynamicsgp_sba.free_call import changes, free_call
from dynamicsgp_sba.latch import LoginLatch, MemoryLatch
from dynamicsgp_sba.models import CompanyRecord
from dynamicsgp_sba.profile import SHIPPED, SiteProfile
from dynamicsgp_sba.profile.site import check_profile
from dynamicsgp_sba.resources.base import Place, Sender
from dynamicsgp_sba.resources.setup import SetupList
from dynamicsgp_sba.retry import Backoff
from dynamicsgp_sba.secret import Secret
from dynamicsgp_sba.side import Options
from dynamicsgp_sba.transport import Transport
from dynamicsgp_sba.waits import check_seconds

__all__ = ["DynamicsGP"]

T = TypeVar("T")


class DynamicsGP:
    r"""A Dynamics GP installation, reached through its Service Based Architecture.

    One client serves any number of threads. Close it, or use it as a context manager.

        with DynamicsGP("https://gp.example.com", auth=NtlmAuth(r"FABRIKAM\svc_gp", password)) as gp:
            vendor = gp.company("Fabrikam, Inc.").vendors.get("ACETRAVE0001")

    Args:
        base_url: `https://host` or `https://host:port`; 443 is the default port of the GP Service.
        auth: `NtlmAuth`, `KerberosAuth`, `BasicAuth`, `BearerAuth`, or any other `Auth`. Or a function that gives the
            present one, such as for a password that changes while the client is used: it is asked before each request,
            and gives the same object as long as the credentials are the same. Another one counts from the next request
            on; requests under way end with the one that they began with. What it raises reaches the caller, before
            anything was sent.
        tenant: `DefaultTenant` on an installation with one tenant.
        ca_bundle: a PEM file with the certificates to trust; None trusts the public ones. GP's is often self-signed.
        max_connections: requests in flight at once, to all servers together. GP serves one request per Dexterity
            process, so keep it small.
        profile: which services the site has and where; `COMPANION` where the companion service is installed. Its own
            base URL and tenant are for `from_profile` alone.
        connect_timeout: seconds to wait for a connection.
        read_timeout: seconds to wait for the answer's next bytes; GP may take minutes to start a process.
        backoff: how reads are repeated, and writes of which nothing was sent.
        breaker: when calls fail at once, since the calls before them met no connection, no answer or no free process.
        min_interval: seconds from the start of one request to that of the next, all connections together; 0 for none.
        login_latch: where refused logons are remembered; None keeps them in memory.
        proxy: the address of an HTTP proxy. The environment's proxy settings are not used.
        allow_plain_http: allow http to another machine.
        now: the time of day, aware; for tests.

    Raises:
        ValueError: an option is not usable; the message says which.
        TypeError: `auth`, `profile`, `backoff` or `breaker` is something else.
    """

    def __init__(
        self,
        base_url: str,
        *,
        auth: Auth | Callable[[], Auth],
        tenant: str = "DefaultTenant",
        ca_bundle: str | Path | None = None,
        max_connections: int = 2,
        profile: SiteProfile = SHIPPED,
        connect_timeout: float = 10.0,
        read_timeout: float = 600.0,
        backoff: Backoff | None = None,
        breaker: Breaker | None = None,
        min_interval: float = 0.0,
        login_latch: LoginLatch | None = None,
        proxy: str | None = None,
        allow_plain_http: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._auth = auth_source(auth)
        check_profile(profile)
        present = self._auth()
        self._user, needs_tls = present.user, present.needs_tls
        given = [base_url, *(each.base_url for each in profile.resources.values() if each.base_url is not None)]
        bases = [urls.base_address(each, allow_plain_http=allow_plain_http, needs_tls=needs_tls) for each in given]
        if type(max_connections) is not int or max_connections < 1:
            raise ValueError(f"max_connections is {max_connections!r}: expected a number above 0, without a fraction")
        check_seconds("connect_timeout", connect_timeout)
        check_seconds("read_timeout", read_timeout)
        check_seconds("min_interval", min_interval, or_none=True)
        backoff, breaker = backoff or Backoff(), breaker or Breaker()
        check_kind("backoff", backoff, Backoff)
        check_kind("breaker", breaker, Breaker)
        self._place = Place(base=bases[0], tenant=tenant, company=None, profile=profile)
        self._help_url = urls.help_url(bases[0], tenant)
        self._options = options = Options(
            # The first of several addresses at one server is as good as the others.
            proof_urls={urls.server_of(each): urls.help_url(each, tenant) for each in reversed(bases)},
            verify=trusted(ca_bundle),
            max_connections=max_connections,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            backoff=backoff,
            breaker=breaker,
            min_interval=min_interval,
            proxy=None if proxy is None else Secret(proxy),
            now=now,
        )
        self._transport = Transport(self._auth, options, login_latch or MemoryLatch())
        self._sender = Sender(self._transport.exchange)
        self.companies: SetupList[CompanyRecord] = SetupList(self._sender, self._place, "companies", CompanyRecord)

    @classmethod
    def from_profile(
        cls, profile: SiteProfile, *, auth: Auth | Callable[[], Auth], **options: Unpack[ClientOptions]
    ) -> Self:
        """Make a client of the server and the tenant that a site profile names.

            gp = DynamicsGP.from_profile(load_profile("site.toml"), auth=auth)

        Args:
            profile: a profile with a base URL.
            auth: how to log in, as for `DynamicsGP`.
            options: the other options of `DynamicsGP`, but for its address and tenant. `ca_bundle` goes before the
                profile's.

        Raises:
            ValueError: the profile has no base URL, or an option is not usable.
        """
        if profile.base_url is None:
            raise ValueError(f"the site profile {profile.name!r} has no base_url: add it, or give DynamicsGP one")
        if options.get("ca_bundle") is None:
            options["ca_bundle"] = profile.ca_bundle
        return cls(profile.base_url, auth=auth, tenant=profile.tenant, profile=profile, **options)

    @property
    def profile(self) -> SiteProfile:
        """Which services the site has, and what can be relied on."""
        return self._place.profile

    @property
    def clock_offset(self) -> timedelta | None:
        """How far GP's clock is ahead of ours, from the `Date` header of the newest answer; negative if behind.

        Measured against the middle of the exchange, in whole seconds, since the header has no more. No request is
        made for it: None before the first answer with a readable header. Answers that took more than 10 seconds do
        not count. Where services have base URLs of their own, it is the server that answered last.
        """
        return self._transport.clock_offset

    def company(self, name: str) -> Company:
        """Give a company by its display name, such as `Fabrikam, Inc.`; nothing is sent.

        Case and trailing spaces do not count.

        Raises:
            ValueError: it is no text or empty, or the site profile lists companies, and this one is not among them.
        """
        company = Company(self._sender, self._place, name)
        known = self.profile.companies
        wanted = name.rstrip(" ").casefold()
        if known and wanted not in {each.rstrip(" ").casefold() for each in known}:
            raise ValueError(
                f"company {name!r} is not among those of the site profile {self.profile.name!r}: {', '.join(known)}"
            )
        return company

    def help(self) -> Response[str]:
        """Fetch the discovery page, which lists the dictionaries and libraries that provide services."""
        return self.exchange(Call(method="GET", url=self._help_url, read=reading.read_text))

    def discover(self, company: str | None = None) -> Discovery:
        """Find out what answers at this site, as whom, how fast, and what is missing; print it to read it.

        All requests are reads: the discovery page twice, the list of companies, and for each resource of the profile a
        record that does not exist, or where it has no address of a record the list. It stops at the first refused
        logon, and reports instead of raising.

        Args:
            company: whose services to ask; None for the first that the profile lists, or else the tenant.
        """
        auth = self._auth()
        surroundings = Surroundings(
            sender=self._sender,
            tenant=self._place,
            user=auth.user,
            handshakes=auth.handshakes,
            verify=self._options.verify,
            has_proxy=self._options.proxy is not None,
            connect_timeout=self._options.connect_timeout,
            now=self._options.now,
            clock_offset=lambda: self.clock_offset,
            is_logged_in=lambda: self._transport.is_logged_in,
        )
        return discover_site(surroundings, company)

    def send(self, call: Call[T], *, allow_write: bool = False) -> T:
        """Send a call that a resource's `calls` built, and give its value; all else is as for `exchange`."""
        return self.exchange(call, allow_write=allow_write).data

    def exchange(self, call: Call[T], *, allow_write: bool = False) -> Response[T]:
        """Send a call and give its whole answer, with status and headers.

            answer = gp.exchange(company.purchase_orders.calls.get("PO1001"))

        Args:
            call: the call.
            allow_write: say that you mean to change something, and know that it may be changed: the typed methods look
                before they write, and a call that is sent by itself does not.

        Raises:
            ValueError: a write without `allow_write`; nothing was sent.
            TypeError: it is no call.
            ConnectError: nothing reached GP.
            LostAnswerError: no whole answer came back.
            LoginError: the logon is refused, now or since an earlier call.
            AccessDeniedError: GP does not let this user do that.
            NotFoundError: there is no such record.
            KeyRefusedError: the web server refuses a character of the key.
            ResourceNotAvailableError: nothing answers at the address.
            RefusedError: a business rule stands against it.
            RecordLockedError: a user has the record open.
            UnavailableError: GP did not take the request.
            ServerError: the server failed.
            UnexpectedAnswerError: the answer cannot be read.
            RedirectError: the server sends the request elsewhere.
        """
        check_kind("call", call, Call)
        if call.write and not allow_write:
            raise ValueError(
                f"{call.method} {urls.without_query(call.url)} changes something in GP, and nothing looks before it at "
                "whether that may be: use the typed method, or say allow_write=True if you mean it"
            )
        return self._sender.exchange(call)

    def request(
        self,
        method: str,
        path: str,
        *,
        company: str | None = None,
        json: Any = None,
        action: str | None = None,
        allow_write: bool = False,
        timeout: float | None = None,
    ) -> Response[Any]:
        """Reach any other service with the same logon, limits and errors.

        The value is the JSON of the answer as it is, or its text where it is no JSON. The rules of the typed methods,
        such as which orders may be changed, are not applied.

        Args:
            method: the HTTP method. GET without an action is free, anything else needs `allow_write`.
            path: what follows the company (or the tenant), percent-encoded by you, such as `Sales/Customers(AARON)`.
            company: the company's display name, or None for a service of the tenant.
            json: the body; `Decimal` is sent as text.
            action: the value of the `GP-Custom-Action` header.
            allow_write: say that you mean to change something.
            timeout: seconds for all of it.

        Raises:
            ValueError: a write without `allow_write`, or a path or an action that cannot be sent.
        """
        if changes(method, action) and not allow_write:
            raise ValueError(f"{method.upper()} {path} may change something in GP: say allow_write=True if you mean it")
        root = urls.root(self._place.tenant, company)
        call = free_call(self._place.base, root, method, path, json=json, action=action, timeout=timeout)
        return self._sender.exchange(call)

    def retry_login(self) -> None:
        """Allow one more logon after a refused one: the account is in order again."""
        self._transport.retry_login()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"DynamicsGP({self._place.base!r}, user={self._user!r}, tenant={self._place.tenant!r})"
